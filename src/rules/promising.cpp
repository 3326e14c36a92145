#include <algorithm>

#include "kept/rules.hpp"

namespace kept {

namespace {

constexpr int judged_at_least = 5;

}  // namespace

Lead lead_between(Instant from, const Due& due, const Zone& zone) {
  const auto days = (day_of(due) - zone.day(from)).count();
  if (days <= 1) return Lead::day;
  if (days <= 3) return Lead::three_days;
  if (days <= 7) return Lead::week;
  return days <= 31 ? Lead::month : Lead::longer;
}

Lead lead_of(const Promise& promise, const Zone& zone) {
  return lead_between(promise.made.at, promise.deadlines.front().due, zone);
}

KeptRate kept_rate_of_lead(std::span<const Promise> promises, Lead lead, Instant as_of,
                           const Zone& zone) {
  KeptRate rate;
  for (const Promise& promise : promises) {
    if (promise.theirs || lead_of(promise, zone) != lead) continue;
    if (const auto judgement = counted_in(promise, Instant::min(), as_of)) rate.count(*judgement);
  }
  return rate;
}

bool is_low(const KeptRate& rate, int percent) {
  return rate.judged() >= judged_at_least && *rate.percent() < percent;
}

std::vector<Id> due_on(std::span<const Promise> promises, Day day, Instant as_of,
                       const Zone& zone) {
  std::vector<Id> due;
  for (const Promise& promise : promises) {
    if (promise.theirs || promise.made.at > as_of) continue;
    const Judgement judgement = judge(promise, as_of);
    if (judgement.resolved) continue;
    const Due& in_force = promise.deadlines[judgement.in_force].due;
    if (zone.day(in_force.late_from - std::chrono::seconds(1)) == day) due.push_back(promise.id);
  }
  return due;
}

std::optional<OffTime> off_time(const Due& due, const BusinessWeek& week) {
  const auto has_hours = [](const auto& ranges) { return !ranges.empty(); };
  if (std::none_of(week.open.begin(), week.open.end(), has_hours)) return std::nullopt;
  const Day day = day_of(due);
  const auto& hours = week.open[std::chrono::weekday(day).c_encoding()];
  if (hours.empty()) return OffTime::free_day;
  if (!week.works_on(day)) return OffTime::holiday;
  const Minute* minute = std::get_if<Minute>(&due.meant);
  if (minute == nullptr) return std::nullopt;
  const auto time = *minute - day;
  const auto is_in = [&](const auto& range) { return range.from <= time && time <= range.to; };
  if (std::any_of(hours.begin(), hours.end(), is_in)) return std::nullopt;
  return OffTime::outside_hours;
}

}  // namespace kept
