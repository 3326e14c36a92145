#include <algorithm>
#include <limits>

#include "kept/rules.hpp"

namespace kept {
namespace {

/// Word of a withdrawal: that it was told, or a settlement after it, whichever came first.
std::optional<Moment> word_of_withdrawal(const Promise& promise) {
  std::optional<Moment> word = promise.resolution->told;
  for (const Settlement& settlement : promise.settlements) {
    if (settlement.happened < promise.resolution->happened) continue;
    if (!word || settlement.happened < *word) word = settlement.happened;
  }
  return word;
}

std::optional<Moment> resolved_at(const Promise& promise, Instant as_of) {
  if (!promise.resolution) return std::nullopt;
  const bool withdrawn = promise.resolution->ending == Ending::withdrawn;
  const std::optional<Moment> at =
      withdrawn ? word_of_withdrawal(promise) : promise.resolution->happened;
  return at && at->at <= as_of ? at : std::nullopt;
}

/// Indices of the deadlines that bound in turn, in the order in which they were told.
std::vector<std::size_t> binding(const Promise& promise, Instant as_of,
                                 const std::optional<Moment>& resolved) {
  std::vector<std::size_t> bound{0};
  for (std::size_t i = 1; i < promise.deadlines.size(); ++i) {
    const std::optional<Moment>& told = promise.deadlines[i].told;
    if (!told || told->at > as_of || (resolved && *told >= *resolved)) continue;
    // Word of a later deadline overtakes word of an earlier one that was given only after it.
    while (bound.size() > 1 && promise.deadlines[bound.back()].told > told) bound.pop_back();
    bound.push_back(i);
  }
  return bound;
}

std::optional<Instant> last_settled(const Promise& promise, Instant as_of) {
  std::optional<Instant> last;
  for (const Settlement& settlement : promise.settlements) {
    const Instant at = settlement.happened.at;
    if (at <= as_of && (!last || at > *last)) last = at;
  }
  return last;
}

/// Whether a breach at `late_from` has no settlement at or after it.
bool is_unsettled(Instant late_from, const std::optional<Instant>& settled) {
  return !settled || *settled < late_from;
}

Verdict verdict_of(const Promise& promise, bool missed, bool resolved) {
  const bool delivered = resolved && promise.resolution->ending == Ending::kept;
  if (missed) return delivered ? Verdict::kept_late : Verdict::broken;
  if (!resolved) return Verdict::open;
  if (delivered) return Verdict::kept;
  return promise.resolution->ending == Ending::released ? Verdict::released : Verdict::withdrawn;
}

/// How the binding deadlines fared one after the other: each ends with word of the next one, the
/// last one with the resolution.
void walk(const Promise& promise, const std::vector<std::size_t>& bound, Instant as_of,
          Judgement& judgement) {
  for (std::size_t i = 0; i + 1 < bound.size(); ++i) {
    const Instant told = promise.deadlines[bound[i + 1]].told->at;
    if (in_time(told, promise.deadlines[bound[i]].due)) {
      ++judgement.moved_in_time;
    } else {
      judgement.missed.push_back(bound[i]);
    }
  }
  judgement.in_force = bound.back();
  const Instant end = judgement.resolved.value_or(as_of);
  if (!in_time(end, promise.deadlines[bound.back()].due)) judgement.missed.push_back(bound.back());
}

}  // namespace

Judgement judge(const Promise& promise, Instant as_of) {
  Judgement judgement;
  const std::optional<Moment> resolved = resolved_at(promise, as_of);
  if (resolved) judgement.resolved = resolved->at;
  walk(promise, binding(promise, as_of, resolved), as_of, judgement);

  const auto late_from = [&](std::size_t i) { return promise.deadlines[i].due.late_from; };
  const bool missed = !judgement.missed.empty();
  judgement.verdict = verdict_of(promise, missed, resolved.has_value());
  judgement.overdue = !resolved && as_of >= late_from(judgement.in_force);
  judgement.unsettled =
      missed && !promise.theirs &&
      is_unsettled(late_from(last_missed(promise, judgement)), last_settled(promise, as_of));

  const std::size_t fell_due = missed ? judgement.missed.front() : judgement.in_force;
  judgement.falls_in = late_from(fell_due) - std::chrono::seconds(1);
  if (resolved) judgement.falls_in = std::min(judgement.falls_in, resolved->at);
  return judgement;
}

bool was_withdrawn(const Promise& promise, Instant as_of) {
  const auto& end = promise.resolution;
  return end && end->ending == Ending::withdrawn && end->happened.at <= as_of;
}

std::size_t last_missed(const Promise& promise, const Judgement& judgement) {
  return *std::max_element(
      judgement.missed.begin(), judgement.missed.end(), [&](std::size_t left, std::size_t right) {
        return promise.deadlines[left].due.late_from < promise.deadlines[right].due.late_from;
      });
}

std::optional<Instant> attention_from(const Promise& promise) {
  const Judgement in_the_end = judge(promise, Instant::max());
  const auto late_from = [&](std::size_t i) { return promise.deadlines[i].due.late_from; };

  std::optional<Instant> first;
  if (!in_the_end.resolved) first = late_from(in_the_end.in_force);
  if (promise.theirs) return first;

  const std::optional<Instant> settled = last_settled(promise, Instant::max());
  for (const std::size_t i : in_the_end.missed) {
    if (!is_unsettled(late_from(i), settled)) continue;
    if (!first || late_from(i) < *first) first = late_from(i);
  }
  return first;
}

std::optional<int> KeptRate::percent() const {
  if (judged() == 0) return std::nullopt;
  return static_cast<int>(std::int64_t{kept} * 100 / judged());
}

void KeptRate::count(const Judgement& judgement) {
  moved_in_time += judgement.moved_in_time;
  switch (judgement.verdict) {
    case Verdict::kept:
      ++kept;
      break;
    case Verdict::kept_late:
      ++kept_late;
      break;
    // Still open, yet in the period: its last second of being due is the period's last. No later
    // period would count it.
    case Verdict::open:
    case Verdict::broken:
      ++broken;
      break;
    case Verdict::released:
      ++released;
      break;
    case Verdict::withdrawn:
      ++withdrawn;
      break;
  }
}

std::optional<Judgement> judged_in(const Promise& promise, Instant since, Instant until) {
  if (promise.made.at > until) return std::nullopt;
  Judgement judgement = judge(promise, until);
  const bool belongs = judgement.falls_in >= since && judgement.falls_in <= until;
  return belongs ? std::optional(std::move(judgement)) : std::nullopt;
}

std::optional<Judgement> counted_in(const Promise& promise, Instant since, Instant until) {
  return promise.theirs ? std::nullopt : judged_in(promise, since, until);
}

bool was_moved_in_time(const Judgement& judgement) {
  // Open in the last second of its period: broken, as KeptRate::count() has it.
  const bool runs_out = judgement.verdict == Verdict::open;
  return judgement.moved_in_time > 0 && judgement.missed.empty() && !runs_out;
}

bool was_broken_then_moved(const Judgement& judgement) {
  return std::any_of(judgement.missed.begin(), judgement.missed.end(),
                     [&](std::size_t missed) { return missed != judgement.in_force; });
}

std::optional<std::chrono::seconds> lateness(const Promise& promise, const Judgement& judgement) {
  if (judgement.verdict != Verdict::kept_late) return std::nullopt;
  return *judgement.resolved - promise.deadlines[judgement.missed.front()].due.late_from;
}

bool is_unsettled_at_end(const Promise& promise, Instant until) {
  if (promise.theirs || promise.made.at > until) return false;
  const Judgement judgement = judge(promise, until);
  const bool runs_out = judgement.verdict == Verdict::open && judgement.falls_in <= until;
  return judgement.unsettled || runs_out;
}

KeptRate kept_rate(std::span<const Promise> promises, Instant since, Instant until) {
  KeptRate rate;
  for (const Promise& promise : promises) {
    if (const auto judgement = counted_in(promise, since, until)) rate.count(*judgement);
  }
  return rate;
}

}  // namespace kept
