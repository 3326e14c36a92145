#include "kept/business.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "kept/text.hpp"
#include "time/tokens.hpp"
#include "time/words.hpp"

namespace kept {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::local_seconds;
using std::chrono::minutes;
using std::chrono::month_day;
using std::chrono::seconds;
using std::chrono::weekday;
using std::chrono::year_month_day;

namespace {

constexpr days longest_closure{366};

using Ranges = std::vector<BusinessWeek::Range>;

const Ranges& hours_of(Day day, const BusinessWeek& week) {
  return week.open[weekday(day).c_encoding()];
}

bool is_holiday(Day day, const BusinessWeek& week) {
  if (std::binary_search(week.holidays.begin(), week.holidays.end(), day)) return true;
  if (week.yearly.empty()) return false;
  const year_month_day date(day);
  const month_day of_year(date.month(), date.day());
  return std::binary_search(week.yearly.begin(), week.yearly.end(), of_year);
}

bool never_opens(const BusinessWeek& week) {
  return std::all_of(week.open.begin(), week.open.end(),
                     [](const Ranges& ranges) { return ranges.empty(); });
}

Day next_business_day(Day day, const BusinessWeek& week) {
  for (Day next = day + days(1); next <= day + longest_closure; next += days(1)) {
    if (week.works_on(next)) return next;
  }
  return day + days(1);
}

/// Business hours without a break, [from, to).
struct Stretch {
  Instant from;
  Instant to;
};

/// What is left of the first range of `day` that is not over at `from`.
std::optional<Stretch> stretch_on(Day day, Instant from, const Zone& zone,
                                  const BusinessWeek& week) {
  if (!week.works_on(day)) return std::nullopt;
  for (const BusinessWeek::Range& range : hours_of(day, week)) {
    const Stretch stretch{std::max(from, zone.read(day + range.from).instant),
                          zone.read(day + range.to).instant};
    if (stretch.from < stretch.to) return stretch;
  }
  return std::nullopt;
}

/// None where no range comes within the longest closure.
std::optional<Stretch> next_stretch(Instant from, const Zone& zone, const BusinessWeek& week) {
  if (never_opens(week)) return std::nullopt;
  const Day today = zone.day(from);
  for (Day day = today; day <= today + longest_closure; day += days(1)) {
    if (const auto stretch = stretch_on(day, from, zone, week)) return stretch;
  }
  return std::nullopt;
}

}  // namespace

bool BusinessWeek::works_on(Day day) const {
  return !hours_of(day, *this).empty() && !is_holiday(day, *this);
}

BusinessWeek default_week(std::string_view zone_name) {
  const bool israel =
      zone_name == "Asia/Jerusalem" || zone_name == "Asia/Tel_Aviv" || zone_name == "Israel";
  BusinessWeek week{{}, israel ? std::chrono::Sunday : std::chrono::Monday, {}};
  for (unsigned day = 0; day < 5; ++day) {
    week.open[(week.first_day + days(day)).c_encoding()] = {{hours(9), hours(18)}};
  }
  return week;
}

namespace {

std::string clock(minutes of_day) {
  const auto two_digits = [](std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  return two_digits(of_day.count() / 60) + ":" + two_digits(of_day.count() % 60);
}

std::string days_of_week(weekday first, unsigned count) {
  constexpr std::array names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const auto name = [&](unsigned later) {
    return std::string(names[(first + days(later)).c_encoding()]);
  };
  if (count == 1) return name(0);
  return name(0) + (count == 2 ? " " : "-") + name(count - 1);
}

}  // namespace

std::string shown(const BusinessWeek& week) {
  std::string all;
  for (unsigned day = 0; day < 7;) {
    const weekday first = week.first_day + days(day);
    const Ranges& ranges = week.open[first.c_encoding()];
    unsigned count = 1;
    while (day + count < 7 && week.open[(first + days(count)).c_encoding()] == ranges) ++count;
    day += count;
    if (ranges.empty()) continue;
    all += (all.empty() ? "" : ", ") + days_of_week(first, count);
    for (const BusinessWeek::Range& range : ranges) {
      all += " " + clock(range.from) + "-" + clock(range.to);
    }
  }
  return all;
}

// ---- business days ---------------------------------------------------------------------------

Day business_day_after(Day day, int n, const BusinessWeek& week) {
  if (never_opens(week)) return day + days(n);
  for (int passed = 0; passed < n; ++passed) day = next_business_day(day, week);
  return day;
}

Instant next_business_moment(Instant from, const Zone& zone, const BusinessWeek& week) {
  const auto stretch = next_stretch(from, zone, week);
  return stretch ? stretch->from : from;
}

Instant answer_late_from(Instant asked, int business_days, const Zone& zone,
                         const BusinessWeek& week) {
  const local_seconds start = zone.local(next_business_moment(asked, zone, week));
  const Day day = floor<days>(start);
  const Day last = business_day_after(day, business_days, week);
  return next_business_moment(zone.read(last + (start - day)).instant, zone, week);
}

Skipped skipped_between(Instant from, Instant to, const Zone& zone, const BusinessWeek& week) {
  Skipped skipped;
  if (to < from) return skipped;
  for (Day day = zone.day(from); day <= zone.day(to); day += days(1)) {
    if (hours_of(day, week).empty()) {
      skipped.free_days.push_back(day);
    } else if (is_holiday(day, week)) {
      skipped.holidays.push_back(day);
    }
  }
  return skipped;
}

// ---- business hours --------------------------------------------------------------------------

Instant add_business_time(Instant from, seconds length, const Zone& zone,
                          const BusinessWeek& week) {
  while (const auto stretch = next_stretch(from, zone, week)) {
    // Not <=: at the very end of a range, the time runs out when the next one opens.
    if (length < stretch->to - stretch->from) return stretch->from + length;
    length -= stretch->to - stretch->from;
    from = stretch->to;
  }
  return from + length;
}

seconds business_time_between(Instant from, Instant to, const Zone& zone,
                              const BusinessWeek& week) {
  if (to <= from) return seconds(0);
  if (never_opens(week)) return to - from;
  seconds sum{0};
  for (auto stretch = next_stretch(from, zone, week); stretch && stretch->from < to;
       stretch = next_stretch(stretch->to, zone, week)) {
    sum += std::min(stretch->to, to) - stretch->from;
  }
  return sum;
}

// ---- allowances ------------------------------------------------------------------------------

std::optional<Allowance> read_allowance(std::string_view typed) {
  const std::string folded = fold(typed);
  dates::Cursor cursor(folded);
  const bool has_number = cursor.here().kind == dates::Token::Kind::number;
  const std::int64_t number = has_number ? dates::value(cursor.here()) : 0;
  if (has_number) cursor.take();
  const bool one = !has_number && cursor.accept("a|an");
  const dates::UnitWord* word = cursor.accept_one_of(dates::unit_words);
  if (!word || !cursor.at_end()) return std::nullopt;
  if (has_number ? word->alone == 2 : !one && word->alone == 0) return std::nullopt;

  const std::int64_t count = has_number ? number : std::max(word->alone, 1);
  constexpr std::int64_t days_in_ten_years = 3653;
  const auto at_most = [count](std::int64_t most) { return count >= 1 && count <= most; };
  switch (word->unit) {
    case dates::Unit::business_day:
      if (at_most(days_in_ten_years)) return Allowance{static_cast<int>(count), {}};
      break;
    case dates::Unit::hour:
      if (at_most(days_in_ten_years * 24)) return Allowance{0, hours(count)};
      break;
    case dates::Unit::minute:
      if (at_most(days_in_ten_years * 24 * 60)) return Allowance{0, minutes(count)};
      break;
    default:
      break;
  }
  return std::nullopt;
}

std::string shown(Allowance allowance) {
  const auto counted = [](std::int64_t count, const char* unit) {
    return std::to_string(count) + " business " + unit + (count == 1 ? "" : "s");
  };
  if (allowance.days != 0) return counted(allowance.days, "day");
  const std::int64_t time = allowance.time.count();
  return time % 60 == 0 ? counted(time / 60, "hour") : counted(time, "minute");
}

Instant allowance_ends(Instant from, Allowance allowance, const Zone& zone,
                       const BusinessWeek& week) {
  if (allowance.days != 0) return answer_late_from(from, allowance.days, zone, week);
  return add_business_time(from, allowance.time, zone, week);
}

}  // namespace kept
