#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <string>
#include <variant>
#include <vector>

#include "kept/dates.hpp"

using namespace kept;
using namespace std::chrono_literals;
using Kind = Zone::Reading::Kind;
using std::chrono::days;

namespace {

Day day(int year, unsigned month, unsigned number) {
  return Day(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(number));
}

Instant utc(Day on, std::chrono::seconds clock = 0s) {
  return Instant((on + clock).time_since_epoch());
}

Zone zone(std::string_view name) {
  const std::optional<Zone> found = Zone::named(name);
  REQUIRE(found);
  return *found;
}

Zone jerusalem() {
  return zone("Asia/Jerusalem");
}

Instant local(Day on, std::chrono::seconds clock) {
  return jerusalem().read(on + clock).instant;
}

Due due_on(const std::variant<Day, Minute, Instant>& meant) {
  return due_from({meant}, jerusalem());
}

Instant any_instant() {
  return utc(day(2026, 3, 1)) + std::chrono::seconds(*rc::gen::inRange(0, 300 * 86400));
}

}  // namespace

// ---- zones -----------------------------------------------------------------------------------

TEST_CASE("zones by name") {
  CHECK(Zone::utc().name() == "UTC");
  CHECK(zone("UTC").name() == "UTC");
  CHECK(jerusalem().name() == "Asia/Jerusalem");
  for (const char* name :
       {"", "Asia/Jerusalm", "/etc/localtime", "../zoneinfo/UTC", "Asia/../UTC", "libc:localtime",
        "file:UTC", "Fixed/UTC+02:00:00", "Asia", "Asia/", "tzdata.zi", "a b", "\xff"}) {
    CAPTURE(name);
    CHECK_FALSE(Zone::named(name));
  }
  CHECK_FALSE(Zone::named(std::string_view("UTC\0", 4)));
}

TEST_CASE("offsets and local times") {
  CHECK(jerusalem().offset(utc(day(2026, 1, 1))) == 2h);
  CHECK(jerusalem().offset(utc(day(2026, 7, 1))) == 3h);
  CHECK(jerusalem().offset(utc(day(2050, 7, 1))) == 3h);
  CHECK(jerusalem().local(utc(day(2026, 3, 26), 22h + 5s)) == day(2026, 3, 27) + 5s);
  CHECK(jerusalem().day(utc(day(2026, 3, 26), 22h)) == day(2026, 3, 27));
  CHECK(jerusalem().day(utc(day(2026, 3, 26), 22h) - 1s) == day(2026, 3, 26));
  CHECK(Zone::utc().local(utc(day(1970, 1, 1))) == day(1970, 1, 1));
}

TEST_CASE("Jerusalem's clock in 2026") {
  const Day spring = day(2026, 3, 27);
  const Day autumn = day(2026, 10, 25);
  const auto read = [](Day on, std::chrono::seconds clock) { return jerusalem().read(on + clock); };
  CHECK(read(spring, 2h - 1s).kind == Kind::unique);
  CHECK(read(spring, 2h).kind == Kind::skipped);
  CHECK(read(spring, 2h + 30min).kind == Kind::skipped);
  CHECK(read(spring, 2h + 30min).instant == utc(spring, 0h));
  CHECK(read(spring, 3h).kind == Kind::unique);
  CHECK(read(spring, 3h).instant == utc(spring, 0h));
  CHECK(read(autumn, 1h - 1s).kind == Kind::unique);
  CHECK(read(autumn, 1h + 30min).kind == Kind::repeated);
  CHECK(read(autumn, 1h + 30min).instant == utc(day(2026, 10, 24), 22h + 30min));
  CHECK(read(autumn, 2h).kind == Kind::unique);
}

TEST_CASE("the first instant of a day, also where midnight is skipped or comes twice") {
  CHECK(jerusalem().start_of(day(2026, 3, 27)) == utc(day(2026, 3, 26), 22h));
  CHECK(zone("America/Sao_Paulo").start_of(day(2018, 11, 4)) == utc(day(2018, 11, 4), 3h));
  CHECK(zone("America/Sao_Paulo").local(utc(day(2018, 11, 4), 3h)) == day(2018, 11, 4) + 1h);
  CHECK(zone("Asia/Beirut").start_of(day(2026, 3, 29)) == utc(day(2026, 3, 28), 22h));
  CHECK(zone("America/Havana").start_of(day(2025, 11, 2)) == utc(day(2025, 11, 2), 4h));
  CHECK(zone("Pacific/Apia").start_of(day(2011, 12, 30)) ==
        zone("Pacific/Apia").start_of(day(2011, 12, 31)));
  CHECK(Zone::utc().start_of(day(9999, 12, 31) + days(1)) == utc(day(9999, 12, 31), 24h));
}

// ---- dues ------------------------------------------------------------------------------------

TEST_CASE("a day is late from the start of the next") {
  const Due due = due_on(day(2026, 3, 26));
  CHECK(due.zone == "Asia/Jerusalem");
  CHECK(due.late_from == utc(day(2026, 3, 26), 22h));
  CHECK(in_time(due.late_from - 1s, due));
  CHECK_FALSE(in_time(due.late_from, due));
  CHECK(due_on(day(2026, 3, 27)).late_from == utc(day(2026, 3, 27), 21h));
  CHECK(due_on(day(9999, 12, 31)).late_from == utc(day(9999, 12, 31), 22h));
  CHECK(due_from({day(2018, 11, 3)}, zone("America/Sao_Paulo")).late_from ==
        utc(day(2018, 11, 4), 3h));
}

TEST_CASE("a minute is late from the next") {
  const Due due = due_on(Minute(day(2026, 3, 26) + 14h + 30min));
  CHECK(due.late_from == utc(day(2026, 3, 26), 12h + 31min));
  CHECK(in_time(utc(day(2026, 3, 26), 12h + 30min + 59s), due));
  CHECK_FALSE(in_time(utc(day(2026, 3, 26), 12h + 31min), due));
}

TEST_CASE("a minute that comes twice is the first") {
  const Due due = due_on(Minute(day(2026, 10, 25) + 1h + 59min));
  CHECK(due.late_from == utc(day(2026, 10, 24), 23h));
  CHECK(iso(due) == "2026-10-25T01:59+03:00");
}

TEST_CASE("an instant is due in the minute that holds it, in a repeated hour too") {
  const Due plain = due_on(utc(day(2026, 3, 26), 12h + 30min + 15s));
  CHECK(plain.meant == Meant(Minute(day(2026, 3, 26) + 14h + 30min)));
  CHECK(plain.late_from == utc(day(2026, 3, 26), 12h + 31min));
  const Due second = due_on(utc(day(2026, 10, 24), 23h + 30min + 59s));
  CHECK(second.meant == Meant(Minute(day(2026, 10, 25) + 1h + 30min)));
  CHECK(second.late_from == utc(day(2026, 10, 24), 23h + 31min));
  CHECK(iso(second) == "2026-10-25T01:30+02:00");
}

TEST_CASE("a zone whose offset has seconds") {
  const Zone monrovia = zone("Africa/Monrovia");
  const Due due = due_from({utc(day(1971, 1, 1), 12h)}, monrovia);
  CHECK(due.meant == Meant(Minute(day(1971, 1, 1) + 11h + 15min)));
  CHECK(due.late_from == utc(day(1971, 1, 1), 12h + 30s));
  CHECK(iso(due) == "1971-01-01T11:15-00:44:30");
}

// ---- writing ---------------------------------------------------------------------------------

TEST_CASE("days and instants in ISO 8601, and for people") {
  const Instant instant = local(day(2026, 3, 26), 14h + 30min + 5s);
  CHECK(iso(day(2026, 3, 6)) == "2026-03-06");
  CHECK(iso(instant, jerusalem()) == "2026-03-26T14:30:05+02:00");
  CHECK(iso(instant, Zone::utc()) == "2026-03-26T12:30:05+00:00");
  CHECK(iso(instant, zone("America/St_Johns")) == "2026-03-26T10:00:05-02:30");
  CHECK(shown(day(2026, 3, 26)) == "Thu 2026-03-26");
  CHECK(shown(instant, jerusalem()) == "Thu 2026-03-26 14:30");
}

TEST_CASE("dues in ISO 8601, and for people") {
  CHECK(iso(due_on(day(2026, 3, 26))) == "2026-03-26");
  CHECK(iso(due_on(Minute(day(2026, 3, 26) + 14h + 30min))) == "2026-03-26T14:30+02:00");
  CHECK(iso(due_on(Minute(day(2026, 7, 26) + 9h))) == "2026-07-26T09:00+03:00");
  CHECK(shown(due_on(day(2026, 3, 26))) == "Thu 2026-03-26, end of day");
  CHECK(shown(due_on(Minute(day(2026, 3, 26) + 14h + 30min))) == "Thu 2026-03-26 14:30");
}

TEST_CASE("distances in calendar days") {
  const Day from = day(2026, 3, 26);
  CHECK(distance(from, from) == "today");
  CHECK(distance(from, from + days(1)) == "tomorrow");
  CHECK(distance(from, from - days(1)) == "yesterday");
  CHECK(distance(from, from + days(3)) == "in 3 days");
  CHECK(distance(from, from - days(400)) == "400 days ago");
}

TEST_CASE("spans in their largest fitting unit") {
  CHECK(span(0s) == "0 s");
  CHECK(span(59s) == "59 s");
  CHECK(span(60s) == "1 min");
  CHECK(span(1h - 1s) == "59 min");
  CHECK(span(1h) == "1 h");
  CHECK(span(48h - 1s) == "47 h");
  CHECK(span(48h) == "2 days");
  CHECK(span(100h) == "4 days");
}

TEST_CASE("what was meant, as it is stored") {
  CHECK(stored(day(2026, 3, 26)) == "2026-03-26");
  CHECK(stored(Minute(day(2026, 3, 26) + 14h + 5min)) == "2026-03-26T14:05");
  for (const char* text : {"", "2026", "2026-03-26T", "2026-03-26 14:30", "2026-03-26T14:3",
                           "2026-03-26T14:30:00", "2026-03-26T24:00", "2026-03-26T14:60",
                           "2026-02-29", "2026-3-26", "1969-12-31", "2026-03-26x", "2026/03/26",
                           "2026-03-2x", "+026-03-26", "2026-13-01", "2026-00-01", "2026-03-00"}) {
    CAPTURE(text);
    CHECK_FALSE(read_stored_meant(text));
  }
}

TEST_CASE("what is stored is read back") {
  CHECK(rc::check([] {
    const Day on = day(1970, 1, 1) + days(*rc::gen::inRange(0, 2932896 + 1));
    const Minute minute = on + std::chrono::minutes(*rc::gen::inRange(0, 24 * 60));
    RC_ASSERT(read_stored_meant(stored(on)) == Meant(on));
    RC_ASSERT(read_stored_meant(stored(minute)) == Meant(minute));
  }));
}

TEST_CASE("a due of any kind is late only after what was meant") {
  CHECK(rc::check([] {
    const Instant instant = any_instant();
    const Zone here = jerusalem();
    const Minute minute = std::chrono::floor<std::chrono::minutes>(here.local(instant));
    const Due exact = due_on(instant);
    RC_ASSERT(in_time(instant, exact));
    RC_ASSERT(exact.late_from - instant <= 60s);
    RC_ASSERT(exact.meant == Meant(minute));
    RC_ASSERT(in_time(here.read(minute).instant + 59s, due_on(minute)));
    RC_ASSERT(!in_time(here.read(minute).instant + 60s, due_on(minute)));
    RC_ASSERT(here.day(due_on(here.day(instant)).late_from - 1s) == here.day(instant));
  }));
}
