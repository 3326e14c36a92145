#include "commands/waits.hpp"

#include <algorithm>

namespace kept {

std::string times_put_off(const Loop& loop) {
  const auto is_snooze = [](const Wait& wait) { return wait.on == WaitingOn::snooze; };
  const auto times = std::count_if(loop.waits.begin(), loop.waits.end(), is_snooze);
  return times > 1 ? ", put off " + std::to_string(times) + " times" : "";
}

bool end_wait(Loop& loop, std::span<const Entry> entries, const Moment& at) {
  const Wait* wait = waiting(loop, entries, at.at);
  if (wait == nullptr) return false;
  loop.waits[static_cast<std::size_t>(wait - loop.waits.data())].ended = at;
  return true;
}

void write_down_ends(Loop& loop, std::span<const Entry> entries) {
  for (Wait& wait : loop.waits) {
    if (wait.ended || wait.on == WaitingOn::third) continue;
    for (const Entry& entry : entries) {
      const bool speaks = entry.direction == Direction::in && !entry.no_answer;
      if (!speaks || entry.happened <= wait.since) continue;
      if (wait.until && *wait.until <= entry.happened.at) continue;
      if (!wait.ended || entry.happened < *wait.ended) wait.ended = entry.happened;
    }
  }
}

void begin_wait(Loop& loop, Wait wait, Context& context) {
  if (wait.until && *wait.until <= wait.since.at) {
    throw Error(Exit::usage, "--until " + said(*wait.until, context) + " is before --at " +
                                 said(wait.since.at, context));
  }
  const std::string id = shown(loop.id);
  const std::vector<Entry> entries = entries_of_loop(context.store(), loop.id);
  if (!was_open(loop, wait.since.at)) {
    throw Error(Exit::refused, id + " was closed at " + said(wait.since.at, context));
  }
  const Wait* now = waiting(loop, entries, context.now());
  if (now != nullptr && now->since.at > wait.since.at) {
    throw Error(
        Exit::refused,
        id + " waits already, since " + said(now->since.at, context) + ": --at is before that",
        "kept unwait " + id + " ends it");
  }
  while (end_wait(loop, entries, wait.since)) continue;
  loop.waits.push_back(std::move(wait));
  std::stable_sort(loop.waits.begin(), loop.waits.end(),
                   [](const Wait& left, const Wait& right) { return left.since < right.since; });
}

std::string_view waited_for(WaitingOn on) {
  constexpr std::array<std::string_view, 3> words{"for the customer", "for a third party",
                                                  "put off"};
  return words[static_cast<std::size_t>(on)];
}

}  // namespace kept
