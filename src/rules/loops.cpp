#include <algorithm>
#include <tuple>

#include "kept/rules.hpp"

namespace kept {
namespace {

/// Whether the last thing said was ours: an entry, not a note, and not one that wants no answer.
bool we_spoke_last(std::span<const Entry> entries, Instant as_of) {
  const Entry* last = nullptr;
  for (const Entry& entry : entries) {
    if (entry.direction == Direction::note || entry.no_answer) continue;
    if (entry.happened.at > as_of || (last && entry.happened < last->happened)) continue;
    // Of one moment, ours is the answer.
    const bool same_moment = last && entry.happened == last->happened;
    if (same_moment && entry.direction == Direction::in) continue;
    last = &entry;
  }
  return last && last->direction != Direction::in;
}

bool owes_a_promise(std::span<const Promise> promises, bool theirs, Instant as_of) {
  return std::any_of(promises.begin(), promises.end(), [&](const Promise& promise) {
    return promise.theirs == theirs && promise.made.at <= as_of && !judge(promise, as_of).resolved;
  });
}

/// The first of all that ends a wait.
std::optional<Instant> end_of(const Wait& wait, const Loop& loop, std::span<const Entry> entries) {
  std::optional<Instant> first = wait.until;
  const auto see = [&](Instant at) { first = std::min(first.value_or(at), at); };
  if (wait.ended) see(wait.ended->at);
  for (const Closing& closing : loop.closings) {
    if (closing.closed >= wait.since) see(closing.closed.at);
  }
  if (wait.on == WaitingOn::third) return first;
  for (const Entry& entry : entries) {
    const bool speaks = entry.direction == Direction::in && !entry.no_answer;
    if (speaks && entry.happened > wait.since) see(entry.happened.at);
  }
  return first;
}

Matter promise_matter(const Promise& promise, Matter::What what, std::size_t deadline) {
  const Due& due = promise.deadlines[deadline].due;
  return {.what = what,
          .id = promise.id,
          .customer = promise.customer,
          .loop = promise.loop,
          .text = promise.text,
          .late_from = due.late_from,
          .due = due};
}

bool withdrawn_without_word(const Promise& promise, Instant as_of) {
  return promise.resolution && promise.resolution->ending == Ending::withdrawn &&
         promise.resolution->happened.at <= as_of;
}

void add_matters_of(const Promise& promise, Instant as_of, Instant until,
                    std::vector<Matter>& found) {
  if (promise.made.at > as_of) return;
  const Judgement judgement = judge(promise, as_of);
  // A breach that was moved away from is late now, whatever the new deadline.
  if (judgement.unsettled && !judgement.overdue) {
    found.push_back(
        promise_matter(promise, Matter::What::settlement, last_missed(promise, judgement)));
  }
  const bool late = promise.deadlines[judgement.in_force].due.late_from <= until;
  if (judgement.resolved || !late) return;
  const auto what = promise.theirs ? Matter::What::theirs : Matter::What::promise;
  Matter matter = promise_matter(promise, what, judgement.in_force);
  matter.unsettled = judgement.unsettled && judgement.overdue;
  matter.untold = withdrawn_without_word(promise, as_of);
  found.push_back(std::move(matter));
}

std::optional<Matter> matter_of(const LoopStory& story, Instant as_of, Instant until) {
  if (!was_open(story.loop, as_of)) return std::nullopt;
  const std::optional<OwedAnswer> owed = owed_answer(story.entries, story.promises, as_of);
  if (!owed || owed->late_from > until) return std::nullopt;
  const auto asked = std::find_if(story.entries.begin(), story.entries.end(),
                                  [&](const Entry& entry) { return entry.id == owed->entry; });
  return Matter{.what = Matter::What::answer,
                .id = owed->entry,
                .customer = story.loop.customer,
                .loop = story.loop.id,
                .text = asked->text,
                .late_from = owed->late_from,
                .due = std::nullopt};
}

}  // namespace

LoopChoice loop_meant(Direction direction, bool no_answer, std::span<const Loop> open_loops) {
  using What = LoopChoice::What;
  if (direction == Direction::note) return {What::none, std::nullopt};
  if (open_loops.size() == 1) return {What::this_loop, open_loops.front().id};
  if (open_loops.size() > 1) return {What::ambiguous, std::nullopt};
  const bool opens = direction == Direction::in && !no_answer;
  return {opens ? What::open_a_new_one : What::none, std::nullopt};
}

bool reopens(const Entry& entry, const Loop& loop) {
  return !loop.is_open() && entry.direction == Direction::in && !entry.no_answer &&
         entry.happened.at >= loop.closings.back().closed.at;
}

bool was_open(const Loop& loop, Instant as_of) {
  if (loop.opened.at > as_of) return false;
  const auto last =
      std::find_if(loop.closings.rbegin(), loop.closings.rend(),
                   [&](const Closing& closing) { return closing.closed.at <= as_of; });
  return last == loop.closings.rend() || (last->reopened && last->reopened->at <= as_of);
}

const Wait* waiting(const Loop& loop, std::span<const Entry> entries, Instant as_of) {
  if (loop.waits.empty() || !was_open(loop, as_of)) return nullptr;
  const Wait* last = nullptr;
  for (const Wait& wait : loop.waits) {
    if (wait.since.at > as_of || (last && wait.since < last->since)) continue;
    const std::optional<Instant> end = end_of(wait, loop, entries);
    if (!end || as_of < *end) last = &wait;
  }
  return last;
}

std::optional<std::chrono::seconds> time_to_close(const Loop& loop,
                                                  std::span<const Entry> entries) {
  if (loop.closings.empty()) return std::nullopt;
  const Instant closed = loop.closings.front().closed.at;
  if (closed < loop.opened.at) return std::nullopt;
  std::chrono::seconds length = closed - loop.opened.at;
  // Waits may overlap; a second is subtracted once.
  Instant seen = loop.opened.at;
  for (const Wait& wait : loop.waits) {
    const Instant from = std::max(wait.since.at, seen);
    const Instant to = std::min(end_of(wait, loop, entries).value_or(closed), closed);
    if (to <= from) continue;
    length -= to - from;
    seen = to;
  }
  return length;
}

std::optional<std::chrono::seconds> median(std::vector<std::chrono::seconds> values) {
  if (values.empty()) return std::nullopt;
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  const std::chrono::seconds below = *std::max_element(values.begin(), middle);
  return below + (*middle - below + std::chrono::seconds(1)) / 2;
}

Turn whose_turn(const LoopStory& story, Instant as_of) {
  const auto& [loop, entries, promises] = story;
  if (owed_answer(entries, promises, as_of)) return Turn::ours;
  if (owes_a_promise(promises, false, as_of)) return Turn::ours;
  const Wait* wait = waiting(loop, entries, as_of);
  if (wait && wait->on == WaitingOn::customer) return Turn::theirs;
  if (owes_a_promise(promises, true, as_of)) return Turn::theirs;
  return we_spoke_last(entries, as_of) ? Turn::theirs : Turn::ours;
}

std::vector<Obstacle> obstacles_to_closing(std::span<const Entry> entries,
                                           std::span<const Promise> promises, Instant as_of) {
  using What = Obstacle::What;
  std::vector<Obstacle> obstacles;
  for (const Promise& promise : promises) {
    if (promise.made.at > as_of) continue;
    const Judgement judgement = judge(promise, as_of);
    const bool untold = withdrawn_without_word(promise, as_of);
    const auto what = untold ? What::untold_withdrawal : What::open_promise;
    if (!judgement.resolved) obstacles.push_back({what, promise.id, promise.theirs});
    if (judgement.unsettled) obstacles.push_back({What::broken_unsettled, promise.id});
  }
  if (const auto owed = owed_answer(entries, promises, as_of)) {
    obstacles.push_back({What::owed_answer, owed->entry});
  }
  return obstacles;
}

std::vector<Matter> matters(std::span<const Promise> promises, std::span<const LoopStory> loops,
                            Instant as_of, Instant until) {
  std::vector<Matter> found;
  for (const Promise& promise : promises) {
    add_matters_of(promise, as_of, until, found);
  }
  for (const LoopStory& story : loops) {
    if (auto matter = matter_of(story, as_of, until)) found.push_back(std::move(*matter));
  }
  std::sort(found.begin(), found.end(), [](const Matter& left, const Matter& right) {
    return std::tie(left.late_from, left.id) < std::tie(right.late_from, right.id);
  });
  return found;
}

}  // namespace kept
