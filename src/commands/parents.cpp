#include "commands/parents.hpp"

#include <set>

namespace kept {

bool is_part_of(const Loop& part, Id whole, Store& store) {
  std::set<Id> seen;
  for (std::optional<Id> above = part.parent; above && seen.insert(*above).second;) {
    if (*above == whole) return true;
    const std::optional<Loop> next = loop(store, *above);
    above = next ? next->parent : std::nullopt;
  }
  return false;
}

Id parent_meant(const std::string& typed, const Loop& child, Context& context) {
  const Loop parent = open_loop_meant(context, typed, child.customer);
  const bool is_itself = parent.id == child.id;
  if (is_itself || is_part_of(parent, child.id, context.store())) {
    throw Error(Exit::usage,
                shown(child.id) + " can't be a part of itself" +
                    (is_itself ? "" : ", and " + shown(parent.id) + " is a part of it"));
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
