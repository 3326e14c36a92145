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

void tell_of_closed_whole(const Loop& part, Context& context) {
  const auto whole = part.parent ? loop(context.store(), *part.parent) : std::nullopt;
  if (!whole || whole->is_open()) return;
  context.notices.push_back(shown(whole->id) +
                            ", which it is a part of, is closed (kept reopen-loop " +
                            shown(whole->id) + ")");
}

}  // namespace kept
