#include "kept/dates.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <string>
#include <variant>
#include <vector>

using namespace kept;
using namespace std::chrono_literals;

namespace {

Day day(int year, unsigned month, unsigned number) {
  return Day(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(number));
}

Zone zone(std::string_view name) {
  const std::optional<Zone> found = Zone::named(name);
  REQUIRE(found);
  return *found;
}

/// Local time in Jerusalem.
DateContext jerusalem(Day today, std::chrono::seconds clock) {
  const Zone here = zone("Asia/Jerusalem");
  return {here.read(today + clock).instant, here, default_week(here.name()), DayOrder::unknown};
}

/// Monday 2026-03-23, 10:00:15.
DateContext monday() {
  return jerusalem(day(2026, 3, 23), 10h + 15s);
}

DateContext ordered(DayOrder order) {
  DateContext context = monday();
  context.order = order;
  return context;
}

std::string text(const When& when, const Zone& in) {
  std::string meant;
  if (const Day* whole = std::get_if<Day>(&when.meant)) meant = iso(*whole);
  if (const Minute* minute = std::get_if<Minute>(&when.meant)) meant = stored(*minute);
  if (const Instant* instant = std::get_if<Instant>(&when.meant)) meant = iso(*instant, in);
  return meant + (when.repeated ? " (first of two)" : "");
}

/// What an expression means, or why it is refused.
std::string meaning(std::string_view typed, const DateContext& context) {
  const auto read = read_when(typed, context);
  if (const When* when = std::get_if<When>(&read)) return text(*when, context.zone);
  return std::get<DateProblem>(read).reason;
}

std::string hint(std::string_view typed, const DateContext& context) {
  const auto read = read_when(typed, context);
  REQUIRE(std::holds_alternative<DateProblem>(read));
  return std::get<DateProblem>(read).hint;
}

struct Row {
  std::string typed;
  std::string meant;
};

void check(const std::vector<Row>& rows, const DateContext& context) {
  for (const Row& row : rows) {
    CAPTURE(row.typed);
    CHECK(meaning(row.typed, context) == row.meant);
  }
}

}  // namespace

TEST_CASE("dates and times of the calendar") {
  check({{"2026-03-26", "2026-03-26"},
         {" 2026-03-26 ", "2026-03-26"},
         {"2026-3-6", "2026-03-06"},
         {"2026/03/26", "2026-03-26"},
         {"2024-02-29", "2024-02-29"},
         {"1970-01-01", "1970-01-01"},
         {"9999-12-31", "9999-12-31"},
         {"2026-03-26 14:30", "2026-03-26T14:30"},
         {"2026-03-26T14:30", "2026-03-26T14:30"},
         {"2026-03-26t14:30", "2026-03-26T14:30"},
         {"2026-03-26 at 14:30", "2026-03-26T14:30"},
         {"2026-03-26 00:00", "2026-03-26T00:00"},
         {"2026-03-26 23:59", "2026-03-26T23:59"},
         {"2026-03-26 14:30:05", "2026-03-26T14:30:05+02:00"},
         {"2026-03-26T12:30Z", "2026-03-26T14:30:00+02:00"},
         {"2026-03-26T12:30:05z", "2026-03-26T14:30:05+02:00"},
         {"2026-03-26T14:30+02:00", "2026-03-26T14:30:00+02:00"},
         {"2026-03-26 14:30 +0200", "2026-03-26T14:30:00+02:00"},
         {"2026-03-26T05:30-07", "2026-03-26T14:30:00+02:00"},
         {"2026-03-26T18:15+05:45", "2026-03-26T14:30:00+02:00"}},
        monday());
}

TEST_CASE("a time alone is today's") {
  check({{"14:30", "2026-03-23T14:30"},
         {"9:00", "2026-03-23T09:00"},
         {"9am", "2026-03-23T09:00"},
         {"9:15 AM", "2026-03-23T09:15"},
         {"2pm", "2026-03-23T14:00"},
         {"12am", "2026-03-23T00:00"},
         {"12pm", "2026-03-23T12:00"},
         {"noon", "2026-03-23T12:00"},
         {"at noon", "2026-03-23T12:00"},
         {"14:30:07", "2026-03-23T14:30:07+02:00"},
         {"בשעה 14:30", "2026-03-23T14:30"},
         {"now", "2026-03-23T10:00:15+02:00"},
         {"NOW", "2026-03-23T10:00:15+02:00"}},
        monday());
}

TEST_CASE("day words") {
  check({{"today", "2026-03-23"},
         {"Tomorrow", "2026-03-24"},
         {"tomorrow 14:30", "2026-03-24T14:30"},
         {"tomorrow at 2pm", "2026-03-24T14:00"},
         {"yesterday", "2026-03-22"},
         {"yesterday 9:00", "2026-03-22T09:00"},
         {"eod", "2026-03-23"},
         {"end of day", "2026-03-23"},
         {"eom", "2026-03-31"},
         {"end of month", "2026-03-31"},
         {"eow", "2026-03-26"},
         {"end of week", "2026-03-26"},
         {"eow noon", "2026-03-26T12:00"}},
        monday());
  CHECK(meaning("eom", jerusalem(day(2024, 2, 29), 12h)) == "2024-02-29");
}

TEST_CASE("weekdays are never today") {
  check({{"sunday", "2026-03-29"},
         {"sun", "2026-03-29"},
         {"monday", "2026-03-30"},
         {"mon", "2026-03-30"},
         {"tuesday", "2026-03-24"},
         {"tue", "2026-03-24"},
         {"tues", "2026-03-24"},
         {"wednesday", "2026-03-25"},
         {"wed", "2026-03-25"},
         {"thursday", "2026-03-26"},
         {"thu", "2026-03-26"},
         {"thur", "2026-03-26"},
         {"thurs", "2026-03-26"},
         {"friday", "2026-03-27"},
         {"fri", "2026-03-27"},
         {"saturday", "2026-03-28"},
         {"sat", "2026-03-28"},
         {"next thursday", "2026-03-26"},
         {"last thursday", "2026-03-19"},
         {"last monday", "2026-03-16"},
         {"next monday", "2026-03-30"},
         {"last sunday", "2026-03-22"},
         {"Thursday 9:00", "2026-03-26T09:00"}},
        monday());
  check({{"thursday", "2026-04-02"},
         {"next thursday", "2026-04-02"},
         {"last thursday", "2026-03-19"},
         {"יום ה׳", "2026-04-02"},
         {"יום ה׳ שעבר", "2026-03-19"}},
        jerusalem(day(2026, 3, 26), 12h));
}

TEST_CASE("lengths, forwards") {
  check({{"+3d", "2026-03-26"},
         {"3d", "2026-03-26"},
         {"+0d", "2026-03-23"},
         {"3 days", "2026-03-26"},
         {"in 3 days", "2026-03-26"},
         {"in a day", "2026-03-24"},
         {"+1 day", "2026-03-24"},
         {"+2w", "2026-04-06"},
         {"1 week", "2026-03-30"},
         {"in 2 weeks 14:30", "2026-04-06T14:30"},
         {"1mo", "2026-04-23"},
         {"in a month", "2026-04-23"},
         {"2 months", "2026-05-23"},
         {"+2bd", "2026-03-25"},
         {"2 business days", "2026-03-25"},
         {"1 business day", "2026-03-24"},
         {"4 working days", "2026-03-29"},
         {"in 1 working day", "2026-03-24"},
         {"+2bd 12:00", "2026-03-25T12:00"},
         {"72h", "2026-03-26T10:00:15+02:00"},
         {"in 2 hours", "2026-03-23T12:00:15+02:00"},
         {"in an hour", "2026-03-23T11:00:15+02:00"},
         {"+1 hour", "2026-03-23T11:00:15+02:00"},
         {"90m", "2026-03-23T11:30:15+02:00"},
         {"5 min", "2026-03-23T10:05:15+02:00"},
         {"in 1 minute", "2026-03-23T10:01:15+02:00"},
         {"30 minutes", "2026-03-23T10:30:15+02:00"}},
        monday());
}

TEST_CASE("hours are elapsed time, also over a change of the clock") {
  CHECK(meaning("96h", monday()) == "2026-03-27T11:00:15+03:00");
}

TEST_CASE("lengths, backwards") {
  check({{"-3d", "2026-03-20"},
         {"3 days ago", "2026-03-20"},
         {"a week ago", "2026-03-16"},
         {"-2w", "2026-03-09"},
         {"1 month ago", "2026-02-23"},
         {"3 days ago 14:30", "2026-03-20T14:30"},
         {"-2h", "2026-03-23T08:00:15+02:00"},
         {"2 hours ago", "2026-03-23T08:00:15+02:00"},
         {"30 minutes ago", "2026-03-23T09:30:15+02:00"}},
        monday());
}

TEST_CASE("a month later is the same day of the month, or its last") {
  check({{"1mo", "2026-02-28"},
         {"+2mo", "2026-03-31"},
         {"3 months", "2026-04-30"},
         {"25 months", "2028-02-29"},
         {"2 months ago", "2025-11-30"}},
        jerusalem(day(2026, 1, 31), 12h));
}

TEST_CASE("Hebrew words") {
  check({{"היום", "2026-03-23"},
         {"מחר", "2026-03-24"},
         {"מָחָר", "2026-03-24"},
         {"מחר 14:30", "2026-03-24T14:30"},
         {"מחר ב-14:30", "2026-03-24T14:30"},
         {"מחר ב־14:30", "2026-03-24T14:30"},
         {"מחרתיים", "2026-03-25"},
         {"אתמול", "2026-03-22"},
         {"אתמול בשעה 9:00", "2026-03-22T09:00"},
         {"שלשום", "2026-03-21"},
         {"עכשיו", "2026-03-23T10:00:15+02:00"},
         {"סוף היום", "2026-03-23"},
         {"סוף השבוע", "2026-03-26"},
         {"סוף החודש", "2026-03-31"},
         {"בסוף החודש", "2026-03-31"},
         {"3 ימי עסקים", "2026-03-26"},
         {"בעוד יום עסקים", "2026-03-24"},
         {"בעוד 2 ימי עסקים", "2026-03-25"},
         {"בעוד 3 ימים", "2026-03-26"},
         {"עוד 3 ימים", "2026-03-26"},
         {"לפני 3 ימים", "2026-03-20"},
         {"בעוד יום", "2026-03-24"},
         {"בעוד יומיים", "2026-03-25"},
         {"לפני יומיים", "2026-03-21"},
         {"בעוד שבוע", "2026-03-30"},
         {"בעוד שבועיים", "2026-04-06"},
         {"בעוד 3 שבועות", "2026-04-13"},
         {"בעוד חודש", "2026-04-23"},
         {"בעוד חודשיים", "2026-05-23"},
         {"לפני 3 חודשים", "2025-12-23"},
         {"בעוד שעה", "2026-03-23T11:00:15+02:00"},
         {"לפני שעתיים", "2026-03-23T08:00:15+02:00"},
         {"בעוד 3 שעות", "2026-03-23T13:00:15+02:00"},
         {"בעוד דקה", "2026-03-23T10:01:15+02:00"},
         {"לפני 20 דקות", "2026-03-23T09:40:15+02:00"}},
        monday());
}

TEST_CASE("Hebrew weekdays") {
  check({{"יום א׳", "2026-03-29"},    {"יום ב׳", "2026-03-30"},
         {"יום ג׳", "2026-03-24"},    {"יום ד'", "2026-03-25"},
         {"יום ה׳", "2026-03-26"},    {"יום ו׳", "2026-03-27"},
         {"יום ש׳", "2026-03-28"},    {"יום ה", "2026-03-26"},
         {"ה׳", "2026-03-26"},        {"ביום ה׳", "2026-03-26"},
         {"בה׳", "2026-03-26"},       {"שבת", "2026-03-28"},
         {"יום שבת", "2026-03-28"},   {"בשבת", "2026-03-28"},
         {"ראשון", "2026-03-29"},     {"שני", "2026-03-30"},
         {"שלישי", "2026-03-24"},     {"רביעי", "2026-03-25"},
         {"חמישי", "2026-03-26"},     {"שישי", "2026-03-27"},
         {"יום ראשון", "2026-03-29"}, {"ביום חמישי", "2026-03-26"},
         {"בחמישי", "2026-03-26"},    {"יום ה׳ הבא", "2026-03-26"},
         {"שבת הבאה", "2026-03-28"},  {"יום חמישי שעבר", "2026-03-19"},
         {"שבת שעברה", "2026-03-21"}, {"ביום ה׳ 14:30", "2026-03-26T14:30"}},
        monday());
}

TEST_CASE("the end of the week is its last business day, or the next week's once that has passed") {
  const auto eow = [](Day today) { return meaning("eow", jerusalem(today, 12h)); };
  CHECK(eow(day(2026, 3, 22)) == "2026-03-26");  // Sunday, the first day
  CHECK(eow(day(2026, 3, 26)) == "2026-03-26");  // Thursday itself
  CHECK(eow(day(2026, 3, 27)) == "2026-04-02");
  CHECK(eow(day(2026, 3, 28)) == "2026-04-02");

  DateContext berlin{zone("Europe/Berlin").start_of(day(2026, 3, 22)), zone("Europe/Berlin"),
                     default_week("Europe/Berlin"), DayOrder::unknown};
  CHECK(meaning("eow", berlin) == "2026-03-27");  // Sunday closes the week that began on Monday 16
  berlin.now = berlin.zone.start_of(day(2026, 3, 27));
  CHECK(meaning("eow", berlin) == "2026-03-27");
  berlin.now = berlin.zone.start_of(day(2026, 3, 23));
  CHECK(meaning("eow", berlin) == "2026-03-27");
}

TEST_CASE("the end of the week looks past holidays, and ends in a week without hours") {
  DateContext context = monday();
  context.week.holidays = {day(2026, 3, 26)};
  CHECK(meaning("eow", context) == "2026-03-25");
  context.week.holidays.clear();
  for (int later = 0; later < 7; ++later) {
    context.week.holidays.push_back(day(2026, 3, 22) + std::chrono::days(later));
  }
  CHECK(meaning("eow", context) == "2026-04-02");
  context.week.open = {};
  CHECK(meaning("eow", context) == "2026-03-28");
}

TEST_CASE("short dates where the order is known") {
  check({{"26/3", "2026-03-26"},
         {"26.3", "2026-03-26"},
         {"23/3", "2026-03-23"},
         {"22/3", "2027-03-22"},
         {"29/2", "2028-02-29"},
         {"26/3/2027", "2027-03-26"},
         {"26.03.2027", "2027-03-26"},
         {"26-3-2027", "2027-03-26"},
         {"26/3 14:30", "2026-03-26T14:30"},
         {"3/4", "2026-04-03"},
         {"31/2", "is not a date"},
         {"31/2/2026", "is not a date: February 2026 has 28 days"},
         {"3/26/2026", "is not a date: there is no month 26"},
         {"3/26", "is not a date"},
         {"26/3/27", "does not give the year in four digits"},
         {"26/3/12026", "does not give the year in four digits"},
         {"26-3", "is not a date"}},
        ordered(DayOrder::day_first));
  check({{"3/26", "2026-03-26"},
         {"3/4", "2027-03-04"},
         {"3/26/2027", "2027-03-26"},
         {"26/3", "is not a date"}},
        ordered(DayOrder::month_first));
}

TEST_CASE("a date without a year is the last such day where it has happened") {
  DateContext context = ordered(DayOrder::day_first);
  context.past = true;
  check({{"26/3", "2025-03-26"},
         {"23/3", "2026-03-23"},
         {"1/3", "2026-03-01"},
         {"29/2", "2024-02-29"}},
        context);
}

TEST_CASE("short dates where the order is not known") {
  check({{"26/3", "does not say which number is the day"},
         {"26.3", "does not say which number is the day"},
         {"26/3/2027", "does not say which number is the day"},
         {"26-3-2027", "does not say which number is the day"},
         {"31/2", "is not a date"}},
        monday());
  CHECK(hint("3/4", monday()) == "write 2026-03-26, or set dates = \"day-first\" in the config");
  CHECK(hint("31/2", monday()) == "write 2026-03-31, tomorrow or +2bd");
}

TEST_CASE("refused, with the reason") {
  const std::string range = "is outside the years 1970 to 9999";
  const std::string clock = "has no time of day from 00:00 to 23:59";
  const std::string backwards = "does not count business days ahead";
  check({{"", "is empty"},
         {" \t ", "is empty"},
         {"soon", "is not a date"},
         {"+3", "is not a date"},
         {"3", "is not a date"},
         {"in days", "is not a date"},
         {"in 3", "is not a date"},
         {"next week", "is not a date"},
         {"3 יומיים", "is not a date"},
         {"2026-03", "is not a date"},
         {"2026- 03-26", "is not a date"},
         {"14:3", "is not a date"},
         {"14 :30", "is not a date"},
         {"2026-02-30", "is not a date: February 2026 has 28 days"},
         {"2024-02-30", "is not a date: February 2024 has 29 days"},
         {"2026-04-00", "is not a date: April 2026 has 30 days"},
         {"2026-13-01", "is not a date: there is no month 13"},
         {"2026-03-26 foo", "goes on with 'foo'"},
         {"2026-03-26T", "goes on with 't'"},
         {"2026-03-26Z", "goes on with 'z'"},
         {"2026-03-26 14:30 15:30", "goes on with '15:30'"},
         {"tomorrow14:30", "goes on with '14:30'"},
         {"tomorrow 14", "goes on with '14'"},
         {"tomorrow 14:30Z", "goes on with 'z'"},
         {"3d!", "goes on with '!'"},
         {"+3d ago", "goes on with 'ago'"},
         {"in 3 days ago", "goes on with 'ago'"},
         {"1h30m", "goes on with '30m'"},
         {"last thursday הבא", "goes on with 'הבא'"},
         {"now 14:30", "goes on with '14:30'"},
         {"24:00", clock},
         {"tomorrow 24:00", clock},
         {"14:60", clock},
         {"14:30:60", clock},
         {"13pm", clock},
         {"0am", clock},
         {"2026-03-26 14:30+24:00", "has no offset from UTC below 24 hours"},
         {"-2bd", backwards},
         {"2 business days ago", backwards},
         {"0bd", backwards},
         {"1969-12-31", range},
         {"0026-03-26", range},
         {"9999-12-31T23:59-12:00", range},
         {"1970-01-01T00:00+14:00", range},
         {"99999999999d", range},
         {"-99999999999d", range},
         {"99999999999999999999999999w", range},
         {"99999999999999999999999999h", range},
         {"-99999999999m", range},
         {"99999999999mo", range},
         {"96000mo", range},
         {"-675mo", range},
         {"99999999999bd", range},
         {"\xff\xfe", "is not a date"}},
        monday());
  CHECK(hint("24:00", monday()) == "write 09:00, 14:30 or 23:59");
  CHECK(hint("-2bd", monday()) == "write +2bd, today or a date");
  CHECK(hint("", monday()) == "write 2026-03-31, tomorrow or +2bd");
}

TEST_CASE("a time that the clock skips") {
  const DateContext before = jerusalem(day(2026, 3, 26), 12h);
  const std::string reason = "does not exist: the clock goes from 02:00 to 03:00 that day";
  check({{"2026-03-27 02:30", reason},
         {"2026-03-27 02:00", reason},
         {"2026-03-27T02:59:59", reason},
         {"tomorrow 02:30", reason},
         {"2026-03-27 01:59", "2026-03-27T01:59"},
         {"2026-03-27 03:00", "2026-03-27T03:00"}},
        before);
  CHECK(hint("2026-03-27 02:30", before) == "write 03:00 or later");
}

TEST_CASE("a time that comes twice is the first") {
  check({{"2026-10-25 01:30", "2026-10-25T01:30 (first of two)"},
         {"2026-10-25 01:30:10", "2026-10-25T01:30:10+03:00 (first of two)"},
         {"2026-10-25T01:30+03:00", "2026-10-25T01:30:00+03:00"},
         {"2026-10-25T01:30+02:00", "2026-10-25T01:30:00+02:00"},
         {"2026-10-25 00:59", "2026-10-25T00:59"},
         {"2026-10-25 02:00", "2026-10-25T02:00"}},
        monday());
}

TEST_CASE("a day that a zone leaves out") {
  const Zone apia = zone("Pacific/Apia");
  const DateContext context{apia.start_of(day(2011, 12, 29)), apia, default_week("Pacific/Apia"),
                            DayOrder::unknown};
  CHECK(meaning("2011-12-30", context) == "does not exist in Pacific/Apia");
  CHECK(meaning("2011-12-30 14:30", context) == "does not exist in Pacific/Apia");
  CHECK(meaning("tomorrow", context) == "does not exist in Pacific/Apia");
  CHECK(meaning("2011-12-31", context) == "2011-12-31");
}

TEST_CASE("business days skip holidays") {
  DateContext context = monday();
  context.week.holidays = {day(2026, 3, 24)};
  CHECK(meaning("+1bd", context) == "2026-03-25");
}

TEST_CASE("events and periods from what was typed") {
  const DateContext context = monday();
  const auto local = [&](Day on, std::chrono::seconds clock) {
    return context.zone.read(on + clock).instant;
  };
  CHECK(at_from({day(2026, 3, 23)}, context) == context.now);
  CHECK(at_from({day(2026, 3, 22)}, context) == local(day(2026, 3, 22), 23h + 59min + 59s));
  CHECK(at_from({Minute(day(2026, 3, 22) + 9h)}, context) == local(day(2026, 3, 22), 9h));
  CHECK(at_from({context.now - 5s}, context) == context.now - 5s);
  CHECK(since_from({day(2026, 3, 23)}, context) == local(day(2026, 3, 23), 0h));
  CHECK(since_from({Minute(day(2026, 3, 22) + 9h)}, context) == local(day(2026, 3, 22), 9h));
  CHECK(since_from({context.now}, context) == context.now);
}

TEST_CASE("any day is read back from its ISO form") {
  CHECK(rc::check([] {
    const Day any = day(1970, 1, 1) + std::chrono::days(*rc::gen::inRange(0, 2932896));
    RC_ASSERT(meaning(iso(any), monday()) == iso(any));
  }));
}

TEST_CASE("any instant is read back from its ISO form") {
  CHECK(rc::check([] {
    const Instant any(std::chrono::seconds(*rc::gen::inRange<std::int64_t>(0, 250000000000)));
    const DateContext context = monday();
    RC_ASSERT(meaning(iso(any, context.zone), context) == iso(any, context.zone));
  }));
}

TEST_CASE("any bytes are read or refused with a reason and a hint") {
  CHECK(rc::check([](const std::string& bytes) {
    const auto read = read_when(bytes, monday());
    if (const auto* problem = std::get_if<DateProblem>(&read)) {
      RC_ASSERT(!problem->reason.empty());
      RC_ASSERT(!problem->hint.empty());
    }
  }));
}
