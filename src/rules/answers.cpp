#include <algorithm>

#include "kept/rules.hpp"

namespace kept {
namespace {

bool answers(const Entry& entry) {
  const bool spoken = entry.direction == Direction::out || entry.direction == Direction::talk;
  return spoken && !entry.no_answer;
}

bool wants_an_answer(const Entry& entry) {
  return entry.direction == Direction::in && !entry.no_answer && entry.answer_late_from;
}

/// The moments at which a promise of ours says that we have spoken or delivered. A release is the
/// customer's word.
template <class See>
void each_word_of(const Promise& promise, See see) {
  if (promise.theirs) return;
  see(promise.made);
  for (std::size_t i = 1; i < promise.deadlines.size(); ++i) {
    if (promise.deadlines[i].told) see(*promise.deadlines[i].told);
  }
  for (const Settlement& settlement : promise.settlements) see(settlement.happened);
  const auto& end = promise.resolution;
  if (end && end->ending == Ending::kept) see(end->happened);
  if (end && end->ending == Ending::withdrawn && end->told) see(*end->told);
}

template <class See>
void each_answer(std::span<const Entry> entries, std::span<const Promise> promises, See see) {
  for (const Entry& entry : entries) {
    if (answers(entry)) see(entry.happened);
  }
  for (const Promise& promise : promises) each_word_of(promise, see);
}

std::optional<Moment> last_answer(std::span<const Entry> entries, std::span<const Promise> promises,
                                  Instant as_of) {
  std::optional<Moment> last;
  each_answer(entries, promises, [&](const Moment& moment) {
    if (moment.at <= as_of && (!last || moment > *last)) last = moment;
  });
  return last;
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

Allowance answer_within(const Policy& policy, const Customer& customer, const Loop& loop) {
  const auto fits = [&](const AnswerRule& rule) {
    return (rule.customer.empty() || is_called(customer, rule.customer)) &&
           (rule.tag.empty() || has_tag(customer.tags, rule.tag)) &&
           (!rule.kind || rule.kind == loop.kind) &&
           (!rule.priority || rule.priority == loop.priority);
  };
  const auto rule = std::find_if(policy.answers.begin(), policy.answers.end(), fits);
  return rule == policy.answers.end() ? Allowance{.days = 1} : rule->within;
}

std::optional<Instant> answer_wanted_by(const Entry& entry, Allowance within, const Zone& zone,
                                        const BusinessWeek& week) {
  if (entry.direction != Direction::in || entry.no_answer || !entry.loop) return std::nullopt;
  return allowance_ends(entry.happened.at, within, zone, week);
}

std::optional<Instant> answer_wanted_by(const Entry& entry, const Entry& before, Allowance within,
                                        const Zone& zone, const BusinessWeek& week) {
  const auto wanted_by = answer_wanted_by(entry, within, zone, week);
  const bool runs_on = wanted_by && entry.happened.at == before.happened.at;
  return runs_on && before.answer_late_from ? before.answer_late_from : wanted_by;
}

std::optional<OwedAnswer> owed_answer(std::span<const Entry> entries,
                                      std::span<const Promise> promises, Instant as_of) {
  const std::vector<const Entry*> waiting = waiting_for_an_answer(entries, promises, as_of);
  if (waiting.empty()) return std::nullopt;
  // A later question may be more urgent; of two that are late together, the older one.
  const Entry& first =
      **std::min_element(waiting.begin(), waiting.end(), [](const Entry* left, const Entry* right) {
        return *left->answer_late_from < *right->answer_late_from;
      });
  return OwedAnswer{first.id, first.happened.at, *first.answer_late_from};
}

std::optional<FirstQuestion> first_question(std::span<const Entry> entries,
                                            std::span<const Promise> promises) {
  const Entry* first = nullptr;
  for (const Entry& entry : entries) {
    if (wants_an_answer(entry) && (!first || entry.happened < first->happened)) first = &entry;
  }
  if (!first) return std::nullopt;
  std::optional<Moment> answered;
  each_answer(entries, promises, [&](const Moment& moment) {
    if (moment >= first->happened && (!answered || moment < *answered)) answered = moment;
  });
  return FirstQuestion{first->happened.at, *first->answer_late_from,
                       answered ? std::optional(answered->at) : std::nullopt};
}

FirstAnswerJudgement judge(const FirstQuestion& question, const Loop& loop, Instant as_of) {
  const Instant late_from = question.late_from;
  if (question.answered && *question.answered <= as_of) {
    return {.answered = true, .late = *question.answered >= late_from};
  }
  return {.late = as_of >= late_from && was_open(loop, late_from), .owed = was_open(loop, as_of)};
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
