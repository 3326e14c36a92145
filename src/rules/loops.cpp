#include <algorithm>

#include "kept/rules.hpp"
#include "kept/text.hpp"

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

/// What was said or promised in the loop at that instant or later.
bool anything_since(const LoopStory& story, Instant since, Instant as_of) {
  const auto falls_in = [&](Instant at) { return at >= since && at <= as_of; };
  const auto speaks = [&](const Entry& entry) {
    return entry.direction != Direction::note && !entry.no_answer && falls_in(entry.happened.at);
  };
  return std::any_of(story.entries.begin(), story.entries.end(), speaks) ||
         std::any_of(story.promises.begin(), story.promises.end(),
                     [&](const Promise& promise) { return falls_in(promise.made.at); });
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

Turn whose_turn(const LoopStory& story, Instant as_of) {
  const auto& [loop, entries, promises] = story;
  if (owed_answer(entries, promises, as_of)) return Turn::ours;
  if (owes_a_promise(promises, false, as_of)) return Turn::ours;
  const Wait* wait = waiting(loop, entries, as_of);
  if (wait && wait->on == WaitingOn::customer) return Turn::theirs;
  if (owes_a_promise(promises, true, as_of)) return Turn::theirs;
  return we_spoke_last(entries, as_of) ? Turn::theirs : Turn::ours;
}

const Wait* wait_that_ran_out(const LoopStory& story, Instant as_of) {
  const auto& [loop, entries, promises] = story;
  if (!was_open(loop, as_of) || waiting(loop, entries, as_of)) return nullptr;
  const Wait* last = nullptr;
  for (const Wait& wait : loop.waits) {
    if (wait.since.at <= as_of && (!last || last->since <= wait.since)) last = &wait;
  }
  if (!last || !last->until || *last->until > as_of) return nullptr;
  if (end_of(*last, loop, entries) != last->until) return nullptr;
  if (last->ended && last->ended->at <= as_of) return nullptr;  // looked at
  return anything_since(story, *last->until, as_of) ? nullptr : last;
}

std::optional<Instant> back_from_waiting(const LoopStory& story, Instant as_of) {
  const Wait* wait = wait_that_ran_out(story, as_of);
  return wait ? wait->until : std::nullopt;
}

bool is_unconfirmed(const LoopStory& story, Instant as_of) {
  const Loop& loop = story.loop;
  if (loop.closings.empty() || loop.opened.at > as_of || was_open(loop, as_of)) return false;
  const Closing& last = loop.closings.back();
  if (last.closed.at > as_of || last.outcome != Outcome::resolved) return false;
  if (was_confirmed(last, as_of)) return false;
  if (last.asked && last.asked->at <= as_of) return false;
  return std::none_of(story.entries.begin(), story.entries.end(), [&](const Entry& entry) {
    const bool ours = entry.direction == Direction::out || entry.direction == Direction::talk;
    return ours && entry.happened > last.closed && entry.happened.at <= as_of;
  });
}

std::optional<Window> closings_to_confirm(const Policy& policy, Instant now, const Zone& zone) {
  if (!policy.confirm_after_days) return std::nullopt;
  constexpr std::chrono::days asking{7};
  const Day last = zone.day(now) - std::chrono::days(*policy.confirm_after_days);
  return Window{zone.start_of(last - asking + std::chrono::days(1)),
                zone.start_of(last + std::chrono::days(1)) - std::chrono::seconds(1)};
}

bool was_confirmed(const Closing& closing, Instant as_of) {
  const Moment said = closing.confirmed_later.value_or(closing.closed);
  return closing.confirmed && said.at <= as_of;
}

bool was_open(const Step& step, Instant as_of) {
  return step.added.at <= as_of && (!step.ended || step.ended->at > as_of);
}

std::vector<const Step*> steps_owed(const Loop& loop, std::span<const Entry> entries, Instant as_of,
                                    Instant until) {
  std::vector<const Step*> owed;
  if (loop.steps.empty() || !was_open(loop, as_of) || waiting(loop, entries, as_of)) return owed;
  for (const Step& step : loop.steps) {
    if (was_open(step, as_of) && step.due && step.due->late_from <= until) owed.push_back(&step);
  }
  return owed;
}

const Step* next_step_due(const Loop& loop) {
  const Step* next = nullptr;
  for (const Step& step : loop.steps) {
    if (!step.is_open() || !step.due) continue;
    if (!next || step.due->late_from < next->due->late_from) next = &step;
  }
  return next;
}

bool changes_hands(std::string_view from, std::string_view to) {
  return fold(from) != fold(to);
}

Effort& Effort::operator+=(const Effort& more) {
  touches += more.touches;
  chased_by_customer += more.chased_by_customer;
  chased_by_us += more.chased_by_us;
  handovers += more.handovers;
  snoozes += more.snoozes;
  reopenings += more.reopenings;
  return *this;
}

Effort effort_of(const Entry& entry) {
  if (entry.direction == Direction::note) return {};
  const bool theirs = entry.direction == Direction::in;
  return {.touches = 1,
          .chased_by_customer = entry.chase && theirs ? 1 : 0,
          .chased_by_us = entry.chase && !theirs ? 1 : 0};
}

Effort effort_of(const Loop& loop, std::span<const Entry> entries, Instant as_of) {
  Effort effort;
  for (const Entry& entry : entries) {
    if (entry.happened.at <= as_of) effort += effort_of(entry);
  }
  const auto happened = [as_of](const Moment& moment) { return moment.at <= as_of; };
  for (const Handover& handover : loop.handovers) effort.handovers += happened(handover.happened);
  for (const Wait& wait : loop.waits) {
    effort.snoozes += wait.on == WaitingOn::snooze && happened(wait.since);
  }
  for (const Closing& closing : loop.closings) {
    effort.reopenings += closing.reopened && happened(*closing.reopened);
  }
  return effort;
}

std::vector<Obstacle> obstacles_to_closing(const LoopStory& story, std::span<const Loop> children,
                                           Instant as_of) {
  using What = Obstacle::What;
  const auto& [loop, entries, promises] = story;
  std::vector<Obstacle> obstacles;
  for (const Promise& promise : promises) {
    if (promise.made.at > as_of) continue;
    const Judgement judgement = judge(promise, as_of);
    const bool untold = was_withdrawn(promise, as_of);
    const auto what = untold ? What::untold_withdrawal : What::open_promise;
    if (!judgement.resolved) obstacles.push_back({what, promise.id, promise.theirs});
    if (judgement.unsettled) obstacles.push_back({What::broken_unsettled, promise.id});
  }
  for (const Step& step : loop.steps) {
    if (was_open(step, as_of)) obstacles.push_back({What::open_step, id_of_step(loop.id, step)});
  }
  for (const Loop& child : children) {
    if (was_open(child, as_of)) obstacles.push_back({What::open_child, child.id});
  }
  if (waiting(loop, entries, as_of)) obstacles.push_back({What::waiting, loop.id});
  if (const auto owed = owed_answer(entries, promises, as_of)) {
    obstacles.push_back({What::owed_answer, owed->entry});
  }
  return obstacles;
}

}  // namespace kept
