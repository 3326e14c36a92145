#include "commands/parents.hpp"

namespace kept {

Id parent_meant(const std::string& typed, const Loop& child, Context& context) {
  const Loop parent = open_loop_meant(context, typed, child.customer);
  for (std::optional<Loop> above = parent; above;) {
    if (above->id == child.id) {
      throw Error(
          Exit::usage,
          shown(child.id) + " can't be a part of itself" +
              (parent.id == child.id ? "" : ", and " + shown(parent.id) + " is a part of it"));
    }
    above = above->parent ? loop(context.store(), *above->parent) : std::nullopt;
  }
  return parent.id;
}

}  // namespace kept
