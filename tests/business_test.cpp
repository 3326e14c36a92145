#include "kept/business.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <rapidcheck.h>
#include <string>
#include <vector>

using namespace kept;
using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

Day day(int year, unsigned month, unsigned number) {
  return Day(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(number));
}

Zone zone(std::string_view name) {
  const std::optional<Zone> found = Zone::named(name);
  REQUIRE(found);
  return *found;
}

Zone jerusalem() {
  return zone("Asia/Jerusalem");
}

Instant local(Day on, seconds clock) {
  return jerusalem().read(on + clock).instant;
}

BusinessWeek without_hours() {
  return {{}, std::chrono::Sunday, {}};
}

/// Split days, a short Friday, holidays, and no hours at night.
BusinessWeek any_week() {
  BusinessWeek week = without_hours();
  for (auto& ranges : week.open) {
    const int from = *rc::gen::inRange(5 * 60, 12 * 60);
    const int length = *rc::gen::inRange(0, 5 * 60);
    if (length == 0) continue;
    ranges.push_back({minutes(from), minutes(from + length)});
    if (*rc::gen::arbitrary<bool>()) ranges.push_back({18h, 24h});
  }
  for (const int offset : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 60))) {
    week.holidays.push_back(day(2026, 3, 1) + days(offset));
  }
  std::sort(week.holidays.begin(), week.holidays.end());
  return week;
}

bool opens(const BusinessWeek& week) {
  return std::any_of(week.open.begin(), week.open.end(),
                     [](const auto& ranges) { return !ranges.empty(); });
}

Instant any_instant() {
  return Instant(day(2026, 3, 1).time_since_epoch()) + seconds(*rc::gen::inRange(0, 300 * 86400));
}

/// Sunday to Thursday 09:00-13:00 and 16:00-19:00, Friday mornings, round the clock on Saturday.
BusinessWeek split_week() {
  BusinessWeek week = without_hours();
  for (unsigned weekday = 0; weekday < 5; ++weekday) week.open[weekday] = {{9h, 13h}, {16h, 19h}};
  week.open[5] = {{9h, 13h}};
  week.open[6] = {{0h, 24h}};
  return week;
}

// ---- anywhere, around a change of the clock --------------------------------------------------

struct Place {
  Zone zone;
  BusinessWeek week;
  Instant from;
  std::string told;  ///< for a failure
};

/// Round the clock, or up to three ranges a day at any minute, the skipped and repeated ones too.
BusinessWeek any_hours() {
  BusinessWeek week = without_hours();
  if (*rc::gen::inRange(0, 8) == 0) {
    for (auto& ranges : week.open) ranges = {{0h, 24h}};
    return week;
  }
  for (auto& ranges : week.open) {
    const int count = *rc::gen::inRange(0, 4);
    const auto cuts = *rc::gen::unique<std::vector<int>>(static_cast<std::size_t>(2 * count),
                                                         rc::gen::inRange(0, 48 + 1));
    std::vector<int> sorted = cuts;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < sorted.size(); i += 2) {
      ranges.push_back({30min * sorted[i], 30min * sorted[i + 1]});
    }
  }
  return week;
}

Place anywhere() {
  const std::pair<const char*, Day> changes[] = {
      {"Asia/Jerusalem", day(2026, 3, 27)},     {"Asia/Jerusalem", day(2026, 10, 25)},
      {"Europe/Berlin", day(2026, 3, 29)},      {"Europe/Berlin", day(2026, 10, 25)},
      {"America/New_York", day(2026, 3, 8)},    {"America/New_York", day(2026, 11, 1)},
      {"Australia/Lord_Howe", day(2026, 4, 5)}, {"Australia/Lord_Howe", day(2026, 10, 4)},
      {"Asia/Beirut", day(2026, 3, 29)},        {"America/Havana", day(2025, 11, 2)},
      {"America/St_Johns", day(2006, 10, 29)},  {"Pacific/Apia", day(2011, 12, 30)}};
  const auto& [name, change] = changes[*rc::gen::inRange<std::size_t>(0, std::size(changes))];
  Place place{zone(name), any_hours(), {}, name};
  place.from = place.zone.start_of(change) + minutes(*rc::gen::inRange(-3 * 1440, 2 * 1440));
  if (*rc::gen::arbitrary<bool>()) {
    place.week.holidays = {change + days(*rc::gen::inRange(-2, 3))};
    const std::chrono::year_month_day later(change + days(*rc::gen::inRange(0, 5)));
    place.week.yearly = {later.month() / later.day()};
  }
  place.told += " from " + iso(place.from, place.zone);
  return place;
}

/// Walks minute by minute, and looks only at the local clock. What the clock has shown once it does
/// not show again: a shop that closed at 01:30 does not open anew when it is 01:00 for the second
/// time.
class Walk {
 public:
  explicit Walk(const Place& start) : place(start), now(start.from - 24h) {
    while (now < place.from) step();
    look();
  }
  bool open() const {
    const Day today = std::chrono::floor<days>(furthest);
    if (!place.week.works_on(today)) return false;
    for (const auto& range : place.week.open[std::chrono::weekday(today).c_encoding()]) {
      if (range.from <= furthest - today && furthest - today < range.to) return true;
    }
    return false;
  }
  void step() {
    look();
    now += 1min;
    look();
  }
  Instant at() const { return now; }

 private:
  void look() { furthest = std::max(furthest, place.zone.local(now)); }

  const Place& place;
  Instant now;
  std::chrono::local_seconds furthest{};
};

Instant slowly_added(const Place& place, minutes length) {
  Walk walk(place);
  for (minutes passed{0}; passed < length || !walk.open(); walk.step()) {
    if (walk.open()) passed += 1min;
  }
  return walk.at();
}

seconds slowly_between(const Place& place, Instant to) {
  seconds sum{0};
  for (Walk walk(place); walk.at() < to; walk.step()) {
    if (walk.open()) sum += 60s;
  }
  return sum;
}

/// Some week of the year has hours on a day that is no holiday.
bool opens_soon(const Place& place) {
  const Day today = place.zone.day(place.from);
  for (int later = 0; later < 14; ++later) {
    if (place.week.works_on(today + days(later))) return true;
  }
  return false;
}

}  // namespace

// ---- business days ---------------------------------------------------------------------------

TEST_CASE("the week of a zone") {
  for (const char* name : {"Asia/Jerusalem", "Asia/Tel_Aviv", "Israel"}) {
    const BusinessWeek week = default_week(name);
    CHECK(week.first_day == std::chrono::Sunday);
    CHECK(week.works_on(day(2026, 3, 22)));
    CHECK_FALSE(week.works_on(day(2026, 3, 27)));
  }
  const BusinessWeek week = default_week("Europe/Berlin");
  CHECK(week.first_day == std::chrono::Monday);
  CHECK_FALSE(week.works_on(day(2026, 3, 22)));
  CHECK(week.works_on(day(2026, 3, 27)));
  CHECK_FALSE(week.works_on(day(2026, 3, 28)));
  CHECK(week.open[1].front().from == 9h);
  CHECK(week.open[1].front().to == 18h);
}

TEST_CASE("business days") {
  BusinessWeek week = default_week("Asia/Jerusalem");
  CHECK(business_day_after(day(2026, 3, 23), 1, week) == day(2026, 3, 24));
  CHECK(business_day_after(day(2026, 3, 26), 1, week) == day(2026, 3, 29));
  CHECK(business_day_after(day(2026, 3, 27), 2, week) == day(2026, 3, 30));
  week.holidays = {day(2026, 3, 29), day(2026, 3, 30)};
  CHECK_FALSE(week.works_on(day(2026, 3, 29)));
  CHECK(business_day_after(day(2026, 3, 26), 1, week) == day(2026, 3, 31));
}

TEST_CASE("business moments") {
  const BusinessWeek week = default_week("Asia/Jerusalem");
  const auto next = [&](Instant from) { return next_business_moment(from, jerusalem(), week); };
  const Day sunday = day(2026, 3, 22);
  CHECK(next(local(sunday, 14h)) == local(sunday, 14h));
  CHECK(next(local(sunday, 8h)) == local(sunday, 9h));
  CHECK(next(local(sunday, 18h) - 1s) == local(sunday, 18h) - 1s);
  CHECK(next(local(sunday, 18h)) == local(day(2026, 3, 23), 9h));
  CHECK(next(local(day(2026, 3, 26), 20h)) == local(day(2026, 3, 29), 9h));
}

TEST_CASE("when an answer is late") {
  const BusinessWeek week = default_week("Asia/Jerusalem");
  const auto late = [&](Instant asked, int count) {
    return answer_late_from(asked, count, jerusalem(), week);
  };
  CHECK(late(local(day(2026, 3, 22), 14h), 1) == local(day(2026, 3, 23), 14h));
  CHECK(late(local(day(2026, 3, 20), 23h), 1) == local(day(2026, 3, 23), 9h));
  CHECK(late(local(day(2026, 3, 26), 14h), 1) == local(day(2026, 3, 29), 14h));
  CHECK(late(local(day(2026, 3, 22), 14h), 3) == local(day(2026, 3, 25), 14h));

  BusinessWeek short_friday = default_week("Europe/Berlin");
  short_friday.open[5] = {{9h, 13h}};
  CHECK(answer_late_from(local(day(2026, 3, 26), 15h), 1, jerusalem(), short_friday) ==
        local(day(2026, 3, 30), 9h));
}

TEST_CASE("a week without hours and endless holidays come to an end") {
  const Instant now = local(day(2026, 3, 22), 14h);
  CHECK(next_business_moment(now, jerusalem(), without_hours()) == now);
  CHECK(business_day_after(day(2026, 3, 22), 3, without_hours()) == day(2026, 3, 25));
  CHECK(answer_late_from(now, 1, jerusalem(), without_hours()) == now + 24h);

  BusinessWeek closed = default_week("Asia/Jerusalem");
  for (int later = 0; later < 800; ++later) {
    closed.holidays.push_back(day(2026, 3, 22) + days(later));
  }
  CHECK(next_business_moment(now, jerusalem(), closed) == now);
  CHECK(business_day_after(day(2026, 3, 22), 2, closed) == day(2026, 3, 24));
}

TEST_CASE("business days add up") {
  CHECK(rc::check([] {
    const BusinessWeek week = any_week();
    const int n = *rc::gen::inRange(1, 30);
    const int m = *rc::gen::inRange(1, 30);
    const Day from = day(2026, 3, 1) + days(*rc::gen::inRange(0, 60));
    const Day after_n = business_day_after(from, n, week);
    RC_ASSERT(after_n > from);
    RC_ASSERT(week.works_on(after_n) || !opens(week));
    RC_ASSERT(business_day_after(after_n, m, week) == business_day_after(from, n + m, week));
  }));
}

TEST_CASE("the next business moment is one itself") {
  CHECK(rc::check([] {
    const BusinessWeek week = any_week();
    const Instant from = any_instant();
    const Instant next = next_business_moment(from, jerusalem(), week);
    RC_ASSERT(next >= from);
    RC_ASSERT(next_business_moment(next, jerusalem(), week) == next);
  }));
}

TEST_CASE("who asks later is not answered late earlier") {
  CHECK(rc::check([] {
    const BusinessWeek week = any_week();
    const int count = *rc::gen::inRange(1, 5);
    const Instant asked = any_instant();
    const Instant later = asked + std::chrono::seconds(*rc::gen::inRange(0, 5 * 86400));
    const Instant late = answer_late_from(asked, count, jerusalem(), week);
    RC_ASSERT(late > asked);
    RC_ASSERT(next_business_moment(late, jerusalem(), week) == late);
    RC_PRE(opens(week));
    RC_ASSERT(late <= answer_late_from(later, count, jerusalem(), week));
  }));
}

TEST_CASE("holidays of every year") {
  BusinessWeek week = default_week("Europe/Berlin");
  week.yearly = {std::chrono::February / 29, std::chrono::December / 25};
  CHECK_FALSE(week.works_on(day(2026, 12, 25)));
  CHECK_FALSE(week.works_on(day(2028, 2, 29)));
  CHECK(week.works_on(day(2027, 3, 1)));
  CHECK(business_day_after(day(2026, 12, 24), 1, week) == day(2026, 12, 28));
}

// ---- business hours --------------------------------------------------------------------------

TEST_CASE("business time goes on where hours go on") {
  const BusinessWeek week = split_week();
  const auto add = [&](Instant from, seconds length) {
    return add_business_time(from, length, jerusalem(), week);
  };
  const Day sunday = day(2026, 3, 22);
  CHECK(add(local(sunday, 10h), 2h) == local(sunday, 12h));
  CHECK(add(local(sunday, 12h), 2h) == local(sunday, 17h));
  CHECK(add(local(sunday, 12h), 90s) == local(sunday, 12h + 90s));
  CHECK(add(local(sunday, 18h), 2h) == local(day(2026, 3, 23), 10h));
  CHECK(add(local(day(2026, 3, 26), 18h), 2h) == local(day(2026, 3, 27), 10h));
  // At the end of a range it goes on to the next one.
  CHECK(add(local(sunday, 10h), 3h) == local(sunday, 16h));
  CHECK(add(local(sunday, 14h), 0s) == local(sunday, 16h));
}

TEST_CASE("an hour that the clock skips takes no time, and one that comes twice takes two") {
  BusinessWeek week = without_hours();
  for (auto& ranges : week.open) ranges = {{0h, 5h}};
  const auto opened = [&](Day on) {
    return business_time_between(local(on, 0h), local(on, 12h), jerusalem(), week);
  };
  CHECK(opened(day(2026, 3, 26)) == 5h);
  CHECK(opened(day(2026, 3, 27)) == 4h);
  CHECK(opened(day(2026, 10, 25)) == 6h);
}

TEST_CASE("hours that end within an hour that comes twice end at the first") {
  BusinessWeek week = without_hours();
  const Day autumn = day(2026, 10, 25);
  week.open[0] = {{1h, 1h + 30min}, {1h + 45min, 3h}};
  const Instant one = local(autumn, 1h);
  CHECK(next_business_moment(one + 30min, jerusalem(), week) == one + 45min);
  CHECK(next_business_moment(one + 60min, jerusalem(), week) == one + 60min);
  CHECK(business_time_between(one, one + 6h, jerusalem(), week) == 30min + 15min + 2h);
}

TEST_CASE("business time of years") {
  const BusinessWeek week = default_week("Asia/Jerusalem");
  const Instant from = local(day(2026, 3, 22), 0h);
  CHECK(business_time_between(from, from + days(7 * 1000), jerusalem(), week) == 45h * 1000);
  CHECK(business_time_between(from, from, jerusalem(), week) == 0s);
  CHECK(business_time_between(from, from - 99h, jerusalem(), week) == 0s);
}

TEST_CASE("without hours plain time passes") {
  const Instant now = local(day(2026, 3, 22), 14h);
  CHECK(add_business_time(now, 5h, jerusalem(), without_hours()) == now + 5h);
  CHECK(business_time_between(now, now + 5h, jerusalem(), without_hours()) == 5h);

  BusinessWeek closed = default_week("Asia/Jerusalem");
  for (int later = 1; later < 800; ++later) {
    closed.holidays.push_back(day(2026, 3, 22) + days(later));
  }
  CHECK(add_business_time(now, 5h, jerusalem(), closed) == local(day(2026, 3, 22), 19h));
  CHECK(business_time_between(now, now + days(90), jerusalem(), closed) == 4h);
}

TEST_CASE("business time agrees with a walk from minute to minute") {
  CHECK(rc::check([] {
    const Place place = anywhere();
    RC_PRE(opens_soon(place));
    const minutes length(*rc::gen::inRange(0, 40 * 60));
    const Instant slow = slowly_added(place, length);
    RC_LOG() << place.told << " " << length.count() << " min\n";
    RC_ASSERT(add_business_time(place.from, length, place.zone, place.week) == slow);
    const Instant to = place.from + minutes(*rc::gen::inRange(-60, 6 * 1440));
    RC_ASSERT(business_time_between(place.from, to, place.zone, place.week) ==
              slowly_between(place, to));
  }));
}

TEST_CASE("business time is monotone and additive, and is measured as it was added") {
  CHECK(rc::check([] {
    const Place place = anywhere();
    RC_PRE(opens(place.week));
    const auto add = [&](Instant from, seconds length) {
      return add_business_time(from, length, place.zone, place.week);
    };
    const seconds a(*rc::gen::inRange(0, 90 * 3600));
    const seconds b(*rc::gen::inRange(0, 90 * 3600));
    const Instant after_a = add(place.from, a);
    RC_LOG() << place.told << " a " << a.count() << " b " << b.count() << "\n";
    RC_ASSERT(add(after_a, b) == add(place.from, a + b));
    RC_ASSERT(after_a <= add(place.from, a + b));
    RC_ASSERT(after_a <= add(place.from + b, a));
    RC_ASSERT(after_a >= place.from + a);
    RC_ASSERT(next_business_moment(after_a, place.zone, place.week) == after_a);
    RC_ASSERT(business_time_between(place.from, after_a, place.zone, place.week) == a);
    RC_ASSERT(
        business_time_between(place.from, place.from + a + b, place.zone, place.week) ==
        business_time_between(place.from, place.from + a, place.zone, place.week) +
            business_time_between(place.from + a, place.from + a + b, place.zone, place.week));
  }));
}

// ---- allowances ------------------------------------------------------------------------------

TEST_CASE("an allowance is read in English and Hebrew") {
  const auto time = [](minutes length) { return Allowance{0, length}; };
  const std::map<std::string, Allowance> written{{"2bd", {2, {}}},
                                                 {"1 business day", {1, {}}},
                                                 {"a business day", {1, {}}},
                                                 {"3 Working Days", {3, {}}},
                                                 {"יום עסקים", {1, {}}},
                                                 {"2 ימי עסקים", {2, {}}},
                                                 {"4h", time(4h)},
                                                 {"1 hour", time(1h)},
                                                 {"an hour", time(1h)},
                                                 {" 90M ", time(90min)},
                                                 {"שעתיים", time(2h)},
                                                 {"4 שעות", time(4h)},
                                                 {"87672h", time(87672h)},
                                                 {"30 דקות", time(30min)}};
  for (const auto& each : written) {
    CAPTURE(each.first);
    CHECK(read_allowance(each.first) == each.second);
  }
  for (const char* typed : {"",
                            "2",
                            "bd",
                            "h",
                            "0bd",
                            "0h",
                            "-2bd",
                            "+2bd",
                            "2d",
                            "1w",
                            "2bd 4h",
                            "4h ago",
                            "in 4h",
                            "1.5h",
                            "2 שעתיים",
                            "9999bd",
                            "99999999999999999h",
                            "a",
                            "an",
                            "4hh",
                            "\xff"}) {
    CAPTURE(typed);
    CHECK_FALSE(read_allowance(typed));
  }
}

TEST_CASE("an allowance is shown and read back") {
  CHECK(shown(Allowance{2, {}}) == "2 business days");
  CHECK(shown(Allowance{1, {}}) == "1 business day");
  CHECK(shown(Allowance{0, 4h}) == "4 business hours");
  CHECK(shown(Allowance{0, 1h}) == "1 business hour");
  CHECK(shown(Allowance{0, 90min}) == "90 business minutes");
  CHECK(shown(Allowance{0, 1min}) == "1 business minute");
}

TEST_CASE("when an allowance ends") {
  const BusinessWeek week = split_week();
  const Instant asked = local(day(2026, 3, 22), 12h);
  CHECK(allowance_ends(asked, {2, {}}, jerusalem(), week) ==
        answer_late_from(asked, 2, jerusalem(), week));
  CHECK(allowance_ends(asked, {0, 2h}, jerusalem(), week) == local(day(2026, 3, 22), 17h));
}

TEST_CASE("the days that were skipped, and why") {
  BusinessWeek week = default_week("Asia/Jerusalem");
  week.holidays = {day(2026, 3, 27), day(2026, 3, 29), day(2026, 4, 5)};
  week.yearly = {std::chrono::March / 30};
  const Skipped skipped =
      skipped_between(local(day(2026, 3, 26), 17h), local(day(2026, 3, 31), 0h), jerusalem(), week);
  CHECK(skipped.holidays == std::vector{day(2026, 3, 29), day(2026, 3, 30)});
  CHECK(skipped.free_days == std::vector{day(2026, 3, 27), day(2026, 3, 28)});
  CHECK(skipped_between(local(day(2026, 3, 28), 9h), local(day(2026, 3, 28), 8h), jerusalem(),
                        week) == Skipped{});
}
