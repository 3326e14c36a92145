#include "kept/dates.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "kept/text.hpp"
#include "time/tokens.hpp"
#include "time/words.hpp"

// What read_when() takes, over folded text:
//
//   when    = "now" | length in hours or minutes | day [time] | time
//   day     = date | "today" ... | weekday | "eod" | "eow" | "eom" | length in days and above
//   date    = year-month-day | number/number[/year]      also with "." and, with a year, "-"
//   weekday = ["next" | "last"] ["יום"] name | ["יום"] name ("הבא" | "שעבר")
//   length  = ["in" | "+" | "-"] number unit | number unit "ago" | ("בעוד" | "לפני") [number] unit
//   time    = ["at"] (H:MM[:SS] ["am" | "pm"] | H ("am" | "pm") | "noon")
//             after year-month-day also with "T" before it, and "Z" or +HH[:MM] behind it

namespace kept {
namespace {

using namespace dates;

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::weekday;
using std::chrono::year;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr year first_year{1970};
constexpr year last_year{9999};
constexpr Day first_day{year_month_day(first_year / 1 / 1)};
constexpr Day last_day{year_month_day(last_year / 12 / 31)};

constexpr const char* usual_hint = "write 2026-03-31, tomorrow or +2bd";

// ---- calendar --------------------------------------------------------------------------------

constexpr std::string_view month_names[] = {"January",   "February", "March",    "April",
                                            "May",       "June",     "July",     "August",
                                            "September", "October",  "November", "December"};

Day end_of_month(Day day) {
  const year_month_day date(day);
  return Day(date.year() / date.month() / std::chrono::last);
}

/// The same day of the month, or its last.
Day months_after(Day day, int count) {
  const year_month_day date(day);
  const year_month month = date.year() / date.month() + std::chrono::months(count);
  const year_month_day later = month / date.day();
  return later.ok() ? Day(later) : Day(month / std::chrono::last);
}

Day end_of_business_week(Day today, const BusinessWeek& week) {
  constexpr int weeks_in_a_year = 53;
  const Day this_week_ends = today - (weekday(today) - week.first_day) + days(6);
  for (int later = 0; later < weeks_in_a_year; ++later) {
    const Day ends = this_week_ends + days(7 * later);
    for (Day day = ends; day > ends - days(7) && day >= today; day -= days(1)) {
      if (week.works_on(day)) return day;
    }
  }
  return this_week_ends;
}

/// In a leap year, at least.
bool may_exist(std::int64_t month, std::int64_t day) {
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  return (year(2000) / static_cast<int>(month) / static_cast<int>(day)).ok();
}

std::string clock_text(std::chrono::local_seconds local_time) {
  const std::string text = stored(std::chrono::floor<minutes>(local_time));
  return text.substr(text.find('T') + 1);
}

// ---- the reader ------------------------------------------------------------------------------

struct Length {
  std::int64_t count;
  Unit unit;
};

struct Time {
  seconds since_midnight;
  bool to_the_second;
};

struct Date {
  Day day;
  bool year_first;
};

/// Recursive descent. A method answers none where its form does not stand here, and then leaves the
/// cursor where it was, or where the form is refused, and then `problem` is set.
class Reader {
 public:
  Reader(std::string_view folded, const DateContext& context_of_words)
      : context(context_of_words),
        today(context_of_words.zone.day(context_of_words.now)),
        cursor(folded) {}

  std::variant<When, DateProblem> read();

 private:
  std::optional<When> when();
  std::optional<When> after(const Length& length);
  std::optional<When> day_and_time(Day day, bool year_first);
  std::optional<When> whole(Day day);
  std::optional<When> moment(Instant instant);
  std::optional<When> local_moment(Day day, const Time& time);

  std::optional<Length> length();
  std::optional<std::int64_t> amount();
  std::optional<Day> day_after(const Length& length);

  std::optional<Date> date();
  std::optional<Day> ordered_date(std::int64_t first, std::int64_t second,
                                  std::optional<std::int64_t> year_number);
  std::optional<Day> existing_day(std::int64_t year_number, std::int64_t month, std::int64_t day);
  std::optional<Day> nearest_such_day(std::int64_t month, std::int64_t day);

  std::optional<Day> named_day();
  std::optional<Day> weekday_named();

  std::optional<Time> time();
  std::optional<seconds> offset();

  std::nullopt_t refuse(std::string reason, std::string hint = usual_hint);
  std::nullopt_t out_of_range();
  std::nullopt_t skipped(Instant jump);

  const DateContext& context;
  Day today;
  Cursor cursor;
  std::optional<DateProblem> problem;
};

std::nullopt_t Reader::refuse(std::string reason, std::string hint) {
  if (!problem) problem = DateProblem{std::move(reason), std::move(hint)};
  return std::nullopt;
}

std::nullopt_t Reader::out_of_range() {
  return refuse("is outside the years 1970 to 9999");
}

std::nullopt_t Reader::skipped(Instant jump) {
  const auto before = context.zone.local(jump - seconds(1)) + seconds(1);
  const auto behind = context.zone.local(jump);
  return refuse("does not exist: the clock goes from " + clock_text(before) + " to " +
                    clock_text(behind) + " that day",
                "write " + clock_text(behind) + " or later");
}

// ---- whole expressions -----------------------------------------------------------------------

std::variant<When, DateProblem> Reader::read() {
  const std::optional<When> found = when();
  if (found && !cursor.at_end()) refuse("goes on with " + in_quotes(cursor.rest()));
  if (!found) refuse("is not a date");
  if (problem) return *problem;
  return *found;
}

std::optional<When> Reader::when() {
  if (cursor.accept("now|עכשיו")) return When{context.now};
  if (const auto span_of_time = length()) return after(*span_of_time);
  if (const auto calendar_date = date()) {
    return day_and_time(calendar_date->day, calendar_date->year_first);
  }
  if (const auto day = named_day()) return day_and_time(*day, false);
  if (problem) return std::nullopt;
  if (const auto time_of_today = time()) return local_moment(today, *time_of_today);
  return std::nullopt;
}

std::optional<When> Reader::after(const Length& length) {
  if (length.unit == Unit::minute) return moment(context.now + minutes(length.count));
  if (length.unit == Unit::hour) return moment(context.now + hours(length.count));
  const std::optional<Day> day = day_after(length);
  return day ? day_and_time(*day, false) : std::nullopt;
}

std::optional<When> Reader::day_and_time(Day day, bool year_first) {
  if (day < first_day || day > last_day) return out_of_range();
  const std::size_t behind_day = cursor.mark();
  const bool spaced = cursor.here().spaced;
  const bool joined = year_first && !spaced && cursor.accept("t");
  const std::optional<Time> clock_time = spaced || joined ? time() : std::nullopt;
  if (!clock_time) {
    cursor.return_to(behind_day);
    return whole(day);
  }
  const std::optional<seconds> from_utc = year_first ? offset() : std::nullopt;
  if (!from_utc) return whole(day) ? local_moment(day, *clock_time) : std::nullopt;
  return moment(Instant((day + clock_time->since_midnight).time_since_epoch() - *from_utc));
}

std::optional<When> Reader::whole(Day day) {
  if (context.zone.start_of(day) == context.zone.start_of(day + days(1))) {
    return refuse("does not exist in " + context.zone.name());
  }
  return When{day};
}

std::optional<When> Reader::moment(Instant instant) {
  const Day day = context.zone.day(instant);
  if (day < first_day || day > last_day) return out_of_range();
  return When{instant};
}

std::optional<When> Reader::local_moment(Day day, const Time& time) {
  using Kind = Zone::Reading::Kind;
  const auto local_time = day + time.since_midnight;
  const Zone::Reading reading = context.zone.read(local_time);
  if (reading.kind == Kind::skipped) return skipped(reading.instant);
  const bool repeated = reading.kind == Kind::repeated;
  if (time.to_the_second) return When{reading.instant, repeated};
  return When{std::chrono::floor<minutes>(local_time), repeated};
}

// ---- lengths ---------------------------------------------------------------------------------

std::optional<Length> Reader::length() {
  const std::size_t start = cursor.mark();
  const bool ahead = cursor.accept("in|בעוד|עוד");
  const bool back = !ahead && cursor.accept("לפני");
  const bool minus = !ahead && !back && cursor.accept_sign('-');
  const bool plus = !ahead && !back && !minus && cursor.accept_sign('+');
  const std::optional<std::int64_t> number = amount();
  const UnitWord* word = cursor.accept_one_of(unit_words);
  const bool fits = word && (number ? word->alone != 2 : word->alone > 0 && (ahead || back));
  if (!fits) {
    cursor.return_to(start);
    return std::nullopt;
  }
  const bool ago = !ahead && !back && !minus && !plus && cursor.accept("ago");
  const std::int64_t count = number.value_or(word->alone);
  return Length{back || minus || ago ? -count : count, word->unit};
}

std::optional<std::int64_t> Reader::amount() {
  if (cursor.accept("a|an")) return 1;
  if (cursor.here().kind != Token::Kind::number) return std::nullopt;
  const std::int64_t number = value(cursor.here());
  cursor.take();
  return number;
}

std::optional<Day> Reader::day_after(const Length& length) {
  const std::int64_t count = length.count;
  if (length.unit == Unit::day) return today + days(count);
  if (length.unit == Unit::week) return today + days(7 * count);
  const bool in_months = length.unit == Unit::month;
  const std::int64_t most =
      in_months ? 12 * (last_year - first_year).count() + 11 : (last_day - first_day).count();
  if (std::abs(count) > most) return out_of_range();
  if (in_months) return months_after(today, static_cast<int>(count));
  if (count < 1) {
    return refuse("does not count business days ahead", "write +2bd, today or a date");
  }
  return business_day_after(today, static_cast<int>(count), context.week);
}

// ---- dates -----------------------------------------------------------------------------------

std::optional<Date> Reader::date() {
  const Token& first = cursor.ahead(0);
  const Token& separator = cursor.ahead(1);
  const Token& second = cursor.ahead(2);
  const auto continues = [&](const Token& sign, const Token& number) {
    return (sign.is('-') || sign.is('/') || sign.is('.')) && sign.text == separator.text &&
           number.kind == Token::Kind::number && !sign.spaced && !number.spaced;
  };
  if (first.kind != Token::Kind::number || !continues(separator, second)) return std::nullopt;
  const Token& third = cursor.ahead(4);
  const bool three = continues(cursor.ahead(3), third);
  const bool year_first = three && first.text.size() == 4;
  if (!three && separator.is('-')) return std::nullopt;
  if (three && !year_first && third.text.size() != 4) {
    return refuse("does not give the year in four digits");
  }
  const std::optional<std::int64_t> year_number =
      three ? std::optional(value(third)) : std::nullopt;
  const std::optional<Day> day = year_first
                                     ? existing_day(value(first), value(second), value(third))
                                     : ordered_date(value(first), value(second), year_number);
  if (!day) return std::nullopt;
  cursor.take(three ? 5 : 3);
  return Date{*day, year_first};
}

std::optional<Day> Reader::ordered_date(std::int64_t first, std::int64_t second,
                                        std::optional<std::int64_t> year_number) {
  if (context.order == DayOrder::unknown) {
    if (!may_exist(first, second) && !may_exist(second, first)) return refuse("is not a date");
    return refuse("does not say which number is the day",
                  "write 2026-03-26, or set dates = \"day-first\" in the config");
  }
  const bool day_first = context.order == DayOrder::day_first;
  const std::int64_t month = day_first ? second : first;
  const std::int64_t day = day_first ? first : second;
  return year_number ? existing_day(*year_number, month, day) : nearest_such_day(month, day);
}

std::optional<Day> Reader::existing_day(std::int64_t year_number, std::int64_t month,
                                        std::int64_t day) {
  const auto in_range = [](std::int64_t number, int from, int to) {
    return number >= from && number <= to;
  };
  if (!in_range(year_number, int(first_year), int(last_year))) return out_of_range();
  if (!in_range(month, 1, 12)) {
    return refuse("is not a date: there is no month " + std::to_string(month));
  }
  const Day first = Day(year(static_cast<int>(year_number)) / static_cast<int>(month) / 1);
  const auto length = (end_of_month(first) - first).count() + 1;
  if (day < 1 || day > length) {
    return refuse("is not a date: " + std::string(month_names[month - 1]) + ' ' +
                  std::to_string(year_number) + " has " + std::to_string(length) + " days");
  }
  return first + days(day - 1);
}

std::optional<Day> Reader::nearest_such_day(std::int64_t month, std::int64_t day) {
  if (!may_exist(month, day)) return refuse("is not a date");
  const year this_year = year_month_day(today).year();
  // Eight years are the longest without a 29 February, around 2100.
  for (int away = 0; away <= 8; ++away) {
    const std::chrono::years years(context.past ? -away : away);
    const year_month_day date =
        (this_year + years) / static_cast<int>(month) / static_cast<int>(day);
    if (date.ok() && (context.past ? Day(date) <= today : Day(date) >= today)) return Day(date);
  }
  return out_of_range();
}

std::optional<Day> Reader::named_day() {
  if (const DayWord* word = cursor.accept_one_of(day_words)) {
    return today + days(word->days_ahead);
  }
  if (cursor.accept("eow|end of week|סוף השבוע|בסוף השבוע")) {
    return end_of_business_week(today, context.week);
  }
  if (cursor.accept("eom|end of month|סוף החודש|בסוף החודש")) return end_of_month(today);
  return weekday_named();
}

std::optional<Day> Reader::weekday_named() {
  const std::size_t start = cursor.mark();
  const bool next = cursor.accept("next");
  const bool last = !next && cursor.accept("last");
  const bool after_yom = cursor.accept("יום|ביום");
  const std::optional<weekday> day = weekday_meant(cursor.here().text, after_yom);
  if (!day) {
    cursor.return_to(start);
    return std::nullopt;
  }
  cursor.take();
  const bool past = last || (!next && cursor.accept("שעבר|שעברה"));
  if (!next && !past) cursor.accept("הבא|הבאה");
  const days ahead = *day - weekday(today);
  if (past) return today + ahead - days(7);
  return today + (ahead == days(0) ? days(7) : ahead);
}

// ---- times of day ----------------------------------------------------------------------------

std::optional<Time> Reader::time() {
  const std::size_t start = cursor.mark();
  if (!cursor.accept("at|בשעה") && cursor.accept("ב")) cursor.accept_sign('-');
  if (cursor.accept("noon")) return Time{hours(12), false};
  const Token first = cursor.here();
  if (first.kind == Token::Kind::number) cursor.take();
  const auto minute = cursor.accept_two_digits_after(':');
  const auto second = cursor.accept_two_digits_after(':');
  const bool morning = cursor.accept("am");
  const bool afternoon = !morning && cursor.accept("pm");
  const bool of_twelve = morning || afternoon;
  if (first.kind != Token::Kind::number || !(minute || of_twelve)) {
    cursor.return_to(start);
    return std::nullopt;
  }
  const std::int64_t hour = value(first);
  const bool hour_exists = of_twelve ? hour >= 1 && hour <= 12 : hour <= 23;
  if (!hour_exists || first.text.size() > 2 || minute.value_or(0) > 59 || second.value_or(0) > 59) {
    return refuse("has no time of day from 00:00 to 23:59", "write 09:00, 14:30 or 23:59");
  }
  const hours of_day(of_twelve ? hour % 12 + (afternoon ? 12 : 0) : hour);
  return Time{of_day + minutes(minute.value_or(0)) + seconds(second.value_or(0)),
              second.has_value()};
}

std::optional<seconds> Reader::offset() {
  if (cursor.accept("z")) return seconds(0);
  const bool west = cursor.here().is('-');
  const Token number = cursor.ahead(1);
  const std::size_t digits = number.text.size();
  if (!west && !cursor.here().is('+')) return std::nullopt;
  if (number.kind != Token::Kind::number || (digits != 2 && digits != 4)) return std::nullopt;
  cursor.take(2);
  const bool joined = digits == 4;
  const std::int64_t hour = joined ? value(number) / 100 : value(number);
  const std::int64_t minute =
      joined ? value(number) % 100 : cursor.accept_two_digits_after(':').value_or(0);
  if (hour > 23 || minute > 59) {
    return refuse("has no offset from UTC below 24 hours", "write +02:00 or Z");
  }
  const seconds length = hours(hour) + minutes(minute);
  return west ? -length : length;
}

}  // namespace

std::variant<When, DateProblem> read_when(std::string_view typed, const DateContext& context) {
  const std::string folded = fold(typed);
  if (folded.empty()) return DateProblem{"is empty", usual_hint};
  return Reader(folded, context).read();
}

// ---- what was meant --------------------------------------------------------------------------

Due due_from(const When& when, const Zone& zone) {
  if (const Day* day = std::get_if<Day>(&when.meant)) {
    return {*day, zone.name(), zone.start_of(*day + days(1))};
  }
  if (const Minute* minute = std::get_if<Minute>(&when.meant)) {
    return {*minute, zone.name(), zone.read(*minute).instant + minutes(1)};
  }
  // By subtraction, not by reading the minute: in a repeated hour that would be the first of two.
  const Instant instant = std::get<Instant>(when.meant);
  const std::chrono::local_seconds local_time = zone.local(instant);
  const Minute minute = std::chrono::floor<minutes>(local_time);
  return {minute, zone.name(), instant - (local_time - minute) + minutes(1)};
}

Instant at_from(const When& when, const DateContext& context) {
  const Zone& zone = context.zone;
  if (const Day* day = std::get_if<Day>(&when.meant)) {
    if (*day == zone.day(context.now)) return context.now;
    return zone.start_of(*day + days(1)) - seconds(1);
  }
  return since_from(when, context);
}

Instant since_from(const When& when, const DateContext& context) {
  const Zone& zone = context.zone;
  if (const Day* day = std::get_if<Day>(&when.meant)) return zone.start_of(*day);
  if (const Minute* minute = std::get_if<Minute>(&when.meant)) return zone.read(*minute).instant;
  return std::get<Instant>(when.meant);
}

}  // namespace kept
