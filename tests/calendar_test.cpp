#include "exchange/calendar.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <string>
#include <vector>

#include "kept/error.hpp"

using namespace kept;
using Days = std::vector<std::string>;

namespace {

std::string calendar(const std::string& lines, const std::string& newline = "\n") {
  const std::string text = "BEGIN:VCALENDAR\nVERSION:2.0\n" + lines + "END:VCALENDAR\n";
  std::string all;
  for (const char c : text) all += c == '\n' ? newline : std::string(1, c);
  return all;
}

std::string event(const std::string& lines) {
  return "BEGIN:VEVENT\n" + lines + "\nEND:VEVENT\n";
}

Days iso_days(const Calendar& calendar) {
  Days all;
  for (const Day day : calendar.days) all.push_back(iso(day));
  std::sort(all.begin(), all.end());
  return all;
}

Days days_of(const std::string& lines) {
  const Calendar read = read_calendar(calendar(event(lines)), "holidays.ics");
  CHECK(read.yearly.empty());
  return iso_days(read);
}

std::string refused(const std::string& text) {
  try {
    read_calendar(text, "holidays.ics");
  } catch (const Error& error) {
    CHECK(error.status == Exit::bad_store);
    CHECK_FALSE(error.hint.empty());
    return error.what();
  }
  return "taken";
}

std::string refused_event(const std::string& lines) {
  return refused(calendar(event(lines)));
}

}  // namespace

TEST_CASE("an event of whole days ends before its end") {
  CHECK(days_of("DTSTART;VALUE=DATE:20260402") == Days{"2026-04-02"});
  CHECK(days_of("DTSTART:20260402") == Days{"2026-04-02"});
  CHECK(days_of("dtstart:20260402") == Days{"2026-04-02"});
  CHECK(days_of("DTSTART:20260402\nDTEND:20260404") == Days{"2026-04-02", "2026-04-03"});
  CHECK(days_of("DTSTART:20260402\nDTEND:20260402") == Days{"2026-04-02"});
  CHECK(days_of("DTSTART:20260402\nDURATION:P2D") == Days{"2026-04-02", "2026-04-03"});
  CHECK(days_of("DTSTART:20260402\nDURATION:P1W").size() == 7);
}

TEST_CASE("line ends, a BOM and folded lines make no difference") {
  const std::string lines = event("DTSTART;X=\"a:b\";VALUE=DATE:2026\n 0402\nSUMMARY:\n  x\n\t:y");
  for (const char* newline : {"\n", "\r\n"}) {
    CHECK(iso_days(read_calendar(calendar(lines, newline), "x")) == Days{"2026-04-02"});
    CHECK(iso_days(read_calendar("\xef\xbb\xbf" + calendar(lines, newline), "x")) ==
          Days{"2026-04-02"});
  }
}

TEST_CASE("what is cancelled or has a time of day is no holiday") {
  CHECK(days_of("DTSTART:20260402\nSTATUS:CANCELLED").empty());
  CHECK(days_of("DTSTART:20260402T090000Z\nDTEND:20260402T100000Z").empty());
  CHECK(days_of("DTSTART;TZID=Asia/Jerusalem:20260402T090000\nRRULE:FREQ=WEEKLY").empty());
  CHECK(days_of("DTSTART:20260402\nBEGIN:VALARM\nDTSTART:x\nEND:VALARM") == Days{"2026-04-02"});
}

TEST_CASE("an endless yearly event is a day of every year") {
  for (const char* rule :
       {"FREQ=YEARLY", "freq=yearly;INTERVAL=1;WKST=SU", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31"}) {
    CAPTURE(rule);
    const Calendar read = read_calendar(
        calendar(event("DTSTART:19481231\nDURATION:P2D\nRRULE:" + std::string(rule))), "x");
    CHECK(read.days.empty());
    CHECK(read.yearly == std::vector{std::chrono::December / 31, std::chrono::January / 1});
    CHECK(read.notices.empty());
  }
}

TEST_CASE("a yearly event with an end or exceptions is so many days") {
  CHECK(days_of("DTSTART:20260501\nRRULE:FREQ=YEARLY;COUNT=2") == Days{"2026-05-01", "2027-05-01"});
  CHECK(days_of("DTSTART:20260501\nRRULE:FREQ=YEARLY;UNTIL=20280501T000000Z") ==
        Days{"2026-05-01", "2027-05-01", "2028-05-01"});
  CHECK(days_of("DTSTART:20240229\nRRULE:FREQ=YEARLY;COUNT=2") == Days{"2024-02-29", "2028-02-29"});
  CHECK(days_of("DTSTART:20260501\nRRULE:FREQ=YEARLY;COUNT=3\n"
                "EXDATE;VALUE=DATE:20270501,20280501") == Days{"2026-05-01"});
  const Days endless = days_of("DTSTART:20260501\nRRULE:FREQ=YEARLY\nEXDATE:20270501");
  CHECK(endless.size() == 99);
  CHECK(endless[1] == "2028-05-01");
  CHECK(days_of("DTSTART:20260501\nRDATE:20260601") == Days{"2026-05-01", "2026-06-01"});
}

TEST_CASE("a moved instance stands for the one that it was") {
  const std::string text =
      calendar(event("UID:u\nDTSTART:20260501\nRRULE:FREQ=YEARLY;COUNT=3") +
               event("UID:u\nRECURRENCE-ID;VALUE=DATE:20270501\nDTSTART:20270503") +
               event("UID:u\nRECURRENCE-ID:20280501\nDTSTART:20280501\nSTATUS:CANCELLED"));
  CHECK(iso_days(read_calendar(text, "x")) == Days{"2026-05-01", "2027-05-03"});
}

TEST_CASE("a repetition that is not understood is told of") {
  const Calendar read = read_calendar(
      calendar(event("DTSTART:20260501\nRRULE:FREQ=YEARLY;BYDAY=1FR")), "holidays.ics");
  CHECK(iso_days(read) == Days{"2026-05-01"});
  REQUIRE(read.notices.size() == 1);
  CHECK(read.notices[0] ==
        "'holidays.ics' line 5: the repetition 'FREQ=YEARLY;BYDAY=1FR' is not understood: only "
        "2026-05-01 is taken");
  std::string many;
  for (int i = 0; i < 9; ++i) many += event("DTSTART:20260501\nRRULE:FREQ=WEEKLY");
  CHECK(read_calendar(calendar(many), "x").notices.size() == 4);
}

TEST_CASE("what is no calendar is refused with its place") {
  CHECK(refused("") == "'holidays.ics' is no calendar");
  CHECK(refused("2026-04-02\n") == "'holidays.ics' is no calendar");
  CHECK(refused("BEGIN:VCARD\nEND:VCARD\n") == "'holidays.ics' is no calendar");
  CHECK(refused("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260402\n") ==
        "'holidays.ics' line 4: the file ends within 'VEVENT'");
  CHECK(refused("BEGIN:VCALENDAR\nEND:VEVENT\n") ==
        "'holidays.ics' line 2: END of 'VEVENT' without its BEGIN");
  CHECK(refused_event("SUMMARY:x") == "'holidays.ics' line 3: an event without DTSTART");
  CHECK(refused_event("DTSTART:20260230") ==
        "'holidays.ics' line 4: DTSTART '20260230' is not a day");
  CHECK(refused_event("DTSTART:2026040x") ==
        "'holidays.ics' line 4: DTSTART '2026040x' is not a day");
  CHECK(refused_event("DTSTART:20260402\nEXDATE:tomorrow") ==
        "'holidays.ics' line 5: EXDATE 'tomorrow' is not a day");
  for (const char* end : {"DTEND:20260401", "DTEND:20280401", "DURATION:PT1H", "DURATION:P0D"}) {
    CAPTURE(end);
    CHECK(refused_event("DTSTART:20260402\n" + std::string(end)) ==
          "'holidays.ics' line 3: an event that does not last from one day to a year");
  }
  std::string many;
  for (int i = 0; i < 4; ++i) {
    many += event("DTSTART:20260101\nDURATION:P366D\nRRULE:FREQ=YEARLY;COUNT=99");
  }
  CHECK(refused(calendar(many)) == "'holidays.ics' has more than 100000 days off");
}

TEST_CASE("any bytes are a calendar or are refused") {
  CHECK(rc::check([](const std::string& bytes) {
    for (const std::string& text : {bytes, calendar(bytes), calendar(event(bytes)),
                                    calendar(event("DTSTART:20260402\nRRULE:" + bytes))}) {
      try {
        read_calendar(text, "holidays.ics");
      } catch (const Error& error) {
        RC_ASSERT(error.status == Exit::bad_store);
      }
    }
  }));
}
