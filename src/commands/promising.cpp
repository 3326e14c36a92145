#include "commands/promising.hpp"

namespace kept {

namespace {

constexpr std::size_t looked_back_at = 100;  // promises
constexpr std::size_t most_named = 5;

std::string listed(const std::vector<Id>& ids) {
  std::string all;
  for (std::size_t i = 0; i < ids.size() && i < most_named; ++i) {
    all += (i == 0 ? "" : ", ") + shown(ids[i]);
  }
  return all + (ids.size() > most_named ? ", ..." : "");
}

void warn_of_busy_day(const Due& due, const std::optional<Id>& moved, Context& context) {
  using std::chrono::days;
  using std::chrono::seconds;
  const Zone& zone = context.zone();
  const Day day = zone.day(due.late_from - seconds(1));
  const auto due_then = promises_needing_attention(context.store(), zone.start_of(day) + seconds(1),
                                                   zone.start_of(day + days(1)));
  std::vector<Id> carried = due_on(due_then, day, context.now(), zone);
  if (moved) std::erase(carried, *moved);
  if (std::ssize(carried) < context.settings.config.policy.busy_day) return;
  context.notices.push_back(shown(day) + " already carries " + std::to_string(carried.size()) +
                            (carried.size() == 1 ? " promise: " : " promises: ") + listed(carried));
}

void warn_of_off_time(const Due& due, Context& context) {
  const auto why = off_time(due, context.settings.dates(context.now()).week);
  if (!why) return;
  const std::string day = shown(day_of(due));
  switch (*why) {
    case OffTime::free_day:
      return context.notices.push_back(day + " is no business day");
    case OffTime::holiday:
      return context.notices.push_back(day + " is a holiday");
    case OffTime::outside_hours:
      return context.notices.push_back(shown(due) + " is outside business hours");
  }
}

void warn_of_lead(const Due& due, Instant from, Context& context) {
  const Lead lead = lead_between(from, due, context.zone());
  const KeptRate rate = kept_rate_of_lead(newest_promises(context.store(), looked_back_at), lead,
                                          context.now(), context.zone());
  if (!is_low(rate, context.settings.config.policy.low_kept_rate)) return;
  context.notices.push_back("of " + std::to_string(rate.judged()) + " promises with such a lead (" +
                            std::string(name_of(lead)) + "), " + std::to_string(rate.kept) +
                            (rate.kept == 1 ? " was" : " were") + " kept in time");
}

}  // namespace

void warn_of(const Due& due, Instant from, const std::optional<Id>& moved, Context& context) {
  if (!in_time(context.now(), due)) return;
  warn_of_busy_day(due, moved, context);
  warn_of_off_time(due, context);
  warn_of_lead(due, from, context);
}

Promise make_promise(const Customer& customer, const std::optional<Loop>& loop,
                     const std::string& text, const std::optional<std::string>& due,
                     const Moment& made, bool theirs, Context& context) {
  Promise promise;
  promise.customer = customer.id;
  promise.theirs = theirs;
  promise.made = made;
  promise.text = text;
  if (loop) promise.loop = loop->id;
  const std::string& within = context.settings.config.policy.promise_within;
  const Due by = context.due(due.value_or(within), made.at);
  promise.deadlines.push_back({by, made, made, ""});
  if (!due) context.notices.push_back("no --due was given: within " + within + " is meant");
  if (!theirs) warn_of(by, made.at, std::nullopt, context);
  put(context.store(), promise);
  return promise;
}

}  // namespace kept
