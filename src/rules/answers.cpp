#include <algorithm>

#include "kept/rules.hpp"

namespace kept {
namespace {

/// The latest of the moments that it is shown, up to an instant.
struct Latest {
  Instant as_of;
  std::optional<Moment> moment;

  void see(const std::optional<Moment>& seen) {
    if (seen && seen->at <= as_of && (!moment || *seen > *moment)) moment = seen;
  }
};

bool answers(const Entry& entry) {
  const bool spoken = entry.direction == Direction::out || entry.direction == Direction::talk;
  return spoken && !entry.no_answer;
}

bool wants_an_answer(const Entry& entry) {
  return entry.direction == Direction::in && !entry.no_answer && entry.answer_late_from;
}

constexpr int answer_business_days = 1;

/// What a promise of ours says about having spoken or delivered. A release is the customer's word.
void see_our_word(const Promise& promise, Latest& latest) {
  latest.see(promise.made);
  for (std::size_t i = 1; i < promise.deadlines.size(); ++i) latest.see(promise.deadlines[i].told);
  for (const Settlement& settlement : promise.settlements) latest.see(settlement.happened);
  if (!promise.resolution) return;
  if (promise.resolution->ending == Ending::kept) latest.see(promise.resolution->happened);
  if (promise.resolution->ending == Ending::withdrawn) latest.see(promise.resolution->told);
}

std::optional<Moment> last_answer(std::span<const Entry> entries, std::span<const Promise> promises,
                                  Instant as_of) {
  Latest latest{as_of, std::nullopt};
  for (const Entry& entry : entries) {
    if (answers(entry)) latest.see(entry.happened);
  }
  for (const Promise& promise : promises) {
    if (!promise.theirs) see_our_word(promise, latest);
  }
  return latest.moment;
}

std::vector<const Entry*> waiting_for_an_answer(std::span<const Entry> entries,
                                                std::span<const Promise> promises, Instant as_of) {
  const std::optional<Moment> answered = last_answer(entries, promises, as_of);
  std::vector<const Entry*> waiting;
  for (const Entry& entry : entries) {
    if (!wants_an_answer(entry) || entry.happened.at > as_of) continue;
    if (!answered || entry.happened > *answered) waiting.push_back(&entry);
  }
  std::sort(waiting.begin(), waiting.end(), [](const Entry* left, const Entry* right) {
    if (left->happened != right->happened) return left->happened < right->happened;
    return left->id < right->id;
  });
  return waiting;
}

}  // namespace

std::optional<Instant> answer_wanted_by(const Entry& entry, const Zone& zone,
                                        const BusinessWeek& week) {
  if (entry.direction != Direction::in || entry.no_answer || !entry.loop) return std::nullopt;
  return answer_late_from(entry.happened.at, answer_business_days, zone, week);
}

std::optional<Instant> answer_wanted_by(const Entry& entry, const Entry& before, const Zone& zone,
                                        const BusinessWeek& week) {
  const auto wanted_by = answer_wanted_by(entry, zone, week);
  const bool runs_on = wanted_by && entry.happened.at == before.happened.at;
  return runs_on && before.answer_late_from ? before.answer_late_from : wanted_by;
}

std::optional<OwedAnswer> owed_answer(std::span<const Entry> entries,
                                      std::span<const Promise> promises, Instant as_of) {
  const std::vector<const Entry*> waiting = waiting_for_an_answer(entries, promises, as_of);
  if (waiting.empty()) return std::nullopt;
  const Entry& oldest = *waiting.front();
  return OwedAnswer{oldest.id, oldest.happened.at, *oldest.answer_late_from};
}

std::vector<Id> unanswered(std::span<const Entry> entries, std::span<const Promise> promises,
                           Instant as_of) {
  std::vector<Id> ids;
  for (const Entry* entry : waiting_for_an_answer(entries, promises, as_of)) {
    ids.push_back(entry->id);
  }
  return ids;
}

}  // namespace kept
