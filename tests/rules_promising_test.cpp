#include <doctest/doctest.h>

#include "rules_stories.hpp"

namespace kept {

using namespace stories;
using namespace std::chrono_literals;

namespace {

const Zone utc = Zone::utc();

Due at_minute(int day, int hour, int minute) {
  const Instant instant = march(day, hour, minute);
  return {std::chrono::floor<std::chrono::minutes>(utc.local(instant)), "UTC",
          instant + std::chrono::minutes(1)};
}

/// Monday to Friday, 09:00-12:00 and 13:00-18:00; the 18th is a holiday.
BusinessWeek week() {
  BusinessWeek week = default_week("UTC");
  for (auto& ranges : week.open) {
    if (!ranges.empty()) ranges = {{9h, 12h}, {13h, 18h}};
  }
  week.holidays = {Day(std::chrono::floor<std::chrono::days>(march(18).time_since_epoch()))};
  return week;
}

Day day_of_march(int day) {
  return utc.day(march(day));
}

KeptRate rate_of(int kept, int late, int broken) {
  KeptRate rate;
  rate.kept = kept;
  rate.kept_late = late;
  rate.broken = broken;
  return rate;
}

}  // namespace

TEST_CASE("a lead is counted in days of the calendar, whatever the hour") {
  const auto lead = [](int due) { return lead_between(march(2, 23), by(due), utc); };
  CHECK(lead(2) == Lead::day);
  CHECK(lead(3) == Lead::day);
  CHECK(lead(4) == Lead::three_days);
  CHECK(lead(5) == Lead::three_days);
  CHECK(lead(6) == Lead::week);
  CHECK(lead(9) == Lead::week);
  CHECK(lead(10) == Lead::month);
  CHECK(lead(33) == Lead::month);
  CHECK(lead(34) == Lead::longer);
  CHECK(lead_between(march(2, 0), at_minute(3, 23, 59), utc) == Lead::day);
}

TEST_CASE("a promise has the lead that it was made with, however it was moved") {
  CHECK(lead_of(promised(march(2), by(3)).moved(march(2), by(20)), utc) == Lead::day);
}

TEST_CASE("the rate of a lead counts ours of that lead that are judged by then") {
  const std::vector<Promise> promises{promised(march(2), by(3)).kept(march(3)),
                                      promised(march(2), by(3)).kept(march(9)),
                                      promised(march(2), by(3)),
                                      promised(march(2), by(3)).kept(march(3)).theirs(),
                                      promised(march(2), by(20)).kept(march(3)),
                                      promised(march(9), by(10)),
                                      promised(march(2), by(3)).released(march(2))};
  const KeptRate rate = kept_rate_of_lead(promises, Lead::day, march(10), utc);
  CHECK(rate.kept == 1);
  CHECK(rate.kept_late == 1);
  CHECK(rate.broken == 1);
  CHECK(rate.judged() == 3);
  CHECK(kept_rate_of_lead(promises, Lead::longer, march(10), utc).judged() == 0);
  CHECK(kept_rate_of_lead(promises, Lead::day, march(11), utc).broken == 2);
}

TEST_CASE("a rate is low from five judged ones on, and below the percentage") {
  CHECK_FALSE(is_low(rate_of(0, 0, 0), 70));
  CHECK_FALSE(is_low(rate_of(0, 2, 2), 70));
  CHECK(is_low(rate_of(0, 2, 3), 70));
  CHECK(is_low(rate_of(6, 1, 2), 70));
  CHECK_FALSE(is_low(rate_of(7, 1, 2), 70));
  CHECK_FALSE(is_low(rate_of(0, 5, 5), 0));
}

TEST_CASE("a day carries our undelivered promises whose deadline in force falls on it") {
  const std::vector<Promise> promises{
      promised(march(2), by(5)).numbered(1),
      promised(march(2), at_minute(5, 10, 0)).numbered(2),
      promised(march(2), at_minute(5, 23, 59)).numbered(3),
      promised(march(2), at_minute(6, 0, 0)).numbered(4),
      promised(march(2), by(5)).theirs().numbered(5),
      promised(march(2), by(5)).kept(march(3)).numbered(6),
      promised(march(2), by(9)).moved(march(3), by(5)).numbered(7),
      promised(march(2), by(5)).moved(march(3), by(9)).numbered(8),
      promised(march(2), by(5)).moved_untold(march(3), by(9)).numbered(9),
      promised(march(4), by(5)).numbered(10)};
  std::vector<std::int64_t> serials;
  for (const Id id : due_on(promises, day_of_march(5), march(3), utc)) {
    serials.push_back(id.serial());
  }
  CHECK(serials == std::vector<std::int64_t>{1, 2, 3, 7, 9});
}

TEST_CASE("property: every promise that is to be delivered is carried by one day, others by none") {
  CHECK(rc::check([] {
    const Promise promise = AnyPromise().play();
    const Instant as_of = std::max(promise.made.at, *any_second());
    int days = 0;
    for (int day = -1; day < 5; ++day) {
      days += static_cast<int>(
          due_on(std::span(&promise, 1), day_of_march(1) + std::chrono::days(day), as_of, utc)
              .size());
    }
    const bool carried = !promise.theirs && !judge(promise, as_of).resolved;
    RC_ASSERT(days == (carried ? 1 : 0));
  }));
}

TEST_CASE("property: the leads part the promises of all leads among them") {
  CHECK(rc::check([] {
    std::vector<Promise> promises;
    for (int left = *rc::gen::inRange(0, 6); left > 0; --left) {
      promises.push_back(AnyPromise().play());
      const int later = *rc::gen::inRange(0, 40);
      Due& due = promises.back().deadlines.front().due;
      due.meant = day_of(due) + std::chrono::days(later);
      due.late_from += std::chrono::days(later);
    }
    const Instant as_of = *any_second();
    int judged = 0;
    for (std::size_t i = 0; i < Names<Lead>::all.size(); ++i) {
      judged += kept_rate_of_lead(promises, static_cast<Lead>(i), as_of, utc).judged();
    }
    RC_ASSERT(judged == kept_rate(promises, Instant::min(), as_of).judged());
  }));
}

TEST_CASE("a due day without hours is free, a holiday one that would have some") {
  CHECK_FALSE(off_time(by(16), week()));
  CHECK(off_time(by(18), week()) == OffTime::holiday);
  CHECK(off_time(by(21), week()) == OffTime::free_day);
  BusinessWeek both = week();
  both.holidays.push_back(day_of_march(21));
  CHECK(off_time(by(21), both) == OffTime::free_day);
}

TEST_CASE("a due minute is in the hours up to the one at which they end") {
  CHECK(off_time(at_minute(16, 8, 59), week()) == OffTime::outside_hours);
  CHECK_FALSE(off_time(at_minute(16, 9, 0), week()));
  CHECK_FALSE(off_time(at_minute(16, 12, 0), week()));
  CHECK(off_time(at_minute(16, 12, 1), week()) == OffTime::outside_hours);
  CHECK_FALSE(off_time(at_minute(16, 18, 0), week()));
  CHECK(off_time(at_minute(16, 18, 1), week()) == OffTime::outside_hours);
  CHECK(off_time(at_minute(18, 10, 0), week()) == OffTime::holiday);
  CHECK(off_time(at_minute(21, 10, 0), week()) == OffTime::free_day);
}

TEST_CASE("a week without hours has no time that is off") {
  BusinessWeek none = week();
  for (auto& ranges : none.open) ranges.clear();
  CHECK_FALSE(off_time(by(21), none));
  CHECK_FALSE(off_time(at_minute(16, 3, 0), none));
}

}  // namespace kept
