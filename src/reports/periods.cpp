#include "reports/reports.hpp"

namespace kept {

namespace {

using std::chrono::months;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr std::chrono::seconds one_second{1};

Instant start_of(year_month month, const Zone& zone) {
  return zone.start_of(Day(std::chrono::local_days(month / 1)));
}

/// The day that begins with an instant.
std::optional<Day> day_that_begins(Instant at, const Zone& zone) {
  const Day day = zone.day(at);
  return zone.start_of(day) == at ? std::optional(day) : std::nullopt;
}

std::optional<year_month> month_that_begins(const std::optional<Day>& day) {
  if (!day) return std::nullopt;
  const year_month_day date(*day);
  return date.day() == std::chrono::day(1) ? std::optional(date.year() / date.month())
                                           : std::nullopt;
}

std::string in_title(Instant at, Instant whole, const Zone& zone) {
  const std::string day = iso(zone.day(at));
  return day_that_begins(whole, zone) ? day
                                      : day + shown(at, zone).substr(shown(zone.day(at)).size());
}

}  // namespace

std::optional<Period> period_before(const Period& period, const Zone& zone) {
  if (!period.since) return std::nullopt;
  const Instant last = *period.since - one_second;
  const Instant end = period.until + one_second;
  const auto first_day = day_that_begins(*period.since, zone);
  const auto next_day = day_that_begins(end, zone);
  const auto first_month = month_that_begins(first_day);
  const auto next_month = month_that_begins(next_day);
  if (first_month && next_month) {
    return Period{start_of(*first_month - (*next_month - *first_month), zone), last};
  }
  if (first_day && next_day) {
    return Period{zone.start_of(*first_day - (*next_day - *first_day)), last};
  }
  return Period{*period.since - (period.until - *period.since), last};
}

std::string shown(const Period& period, const Zone& zone) {
  const std::string until = in_title(period.until, period.until + one_second, zone);
  if (!period.since) return "until " + until;
  const std::string since = in_title(*period.since, *period.since, zone);
  return since == until ? since : since + " to " + until;
}

}  // namespace kept
