#include <doctest/doctest.h>

#include "rules_stories.hpp"

namespace kept {

using namespace stories;
using namespace std::chrono_literals;

namespace {

std::vector<std::chrono::seconds> seconds_of(std::initializer_list<int> values) {
  std::vector<std::chrono::seconds> all;
  for (const int value : values) all.emplace_back(value);
  return all;
}

Judgement in_march(const Promise& promise) {
  const auto judgement = judged_in(promise, march(1), before(march(32)));
  REQUIRE(judgement);
  return *judgement;
}

Loop closed_on(int day) {
  Loop loop = loop_from(march(1));
  loop.closings = {closed(march(day))};
  return loop;
}

Step step_until(int due, std::optional<Instant> ended = std::nullopt) {
  Step step;
  step.added = {march(1), 1};
  step.due = by(due);
  if (ended) step.ended = Moment{*ended, 2};
  return step;
}

}  // namespace

TEST_CASE("the 90th percentile is one of the values, by the nearest rank") {
  CHECK_FALSE(percentile_90({}));
  CHECK(percentile_90(seconds_of({7})) == 7s);
  CHECK(percentile_90(seconds_of({9, 1})) == 9s);
  CHECK(percentile_90(seconds_of({10, 9, 8, 7, 6, 5, 4, 3, 2, 1})) == 9s);
  CHECK(percentile_90(seconds_of({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})) == 10s);
}

TEST_CASE(
    "property: at least 90% of the values do not exceed the percentile, and no smaller one will "
    "do") {
  CHECK(rc::check([] {
    const auto numbers =
        *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 50)));
    std::vector<std::chrono::seconds> values(numbers.begin(), numbers.end());
    const auto share_up_to = [&](std::chrono::seconds limit) {
      return 10 * std::count_if(values.begin(), values.end(),
                                [&](std::chrono::seconds value) { return value <= limit; });
    };
    const auto most = 9 * std::ssize(values);
    const std::chrono::seconds found = *percentile_90(values);
    RC_ASSERT(std::find(values.begin(), values.end(), found) != values.end());
    RC_ASSERT(share_up_to(found) >= most);
    RC_ASSERT(share_up_to(found - 1s) < most);
  }));
}

TEST_CASE("a mean is rounded half up, and there is none of none") {
  CHECK_FALSE(mean({}));
  CHECK(mean(seconds_of({5})) == 5s);
  CHECK(mean(seconds_of({1, 2})) == 2s);
  CHECK(mean(seconds_of({1, 1, 2})) == 1s);
}

TEST_CASE("moved in time and broken, then moved, are never the same promise") {
  const Promise in_time = promised(march(1), by(3)).moved(march(2), by(6)).kept(march(5));
  CHECK(was_moved_in_time(in_march(in_time)));
  CHECK_FALSE(was_broken_then_moved(in_march(in_time)));

  const Promise too_late = promised(march(1), by(3)).moved(march(5), by(8)).kept(march(6));
  CHECK_FALSE(was_moved_in_time(in_march(too_late)));
  CHECK(was_broken_then_moved(in_march(too_late)));

  const Promise both = promised(march(1), by(3)).moved(march(2), by(5)).moved(march(7), by(9));
  CHECK_FALSE(was_moved_in_time(in_march(both)));
  CHECK(was_broken_then_moved(in_march(both)));

  const Promise moved_and_missed = promised(march(1), by(3)).moved(march(2), by(5)).kept(march(9));
  CHECK_FALSE(was_moved_in_time(in_march(moved_and_missed)));
  CHECK_FALSE(was_broken_then_moved(in_march(moved_and_missed)));

  const Promise untold = promised(march(1), by(3)).moved_untold(march(5), by(8)).kept(march(6));
  CHECK_FALSE(was_broken_then_moved(in_march(untold)));
}

TEST_CASE("what was moved in time and runs out with the period is broken in it, and only that") {
  const Promise promise = promised(march(1), by(3)).moved(march(2), by(31));
  const Judgement judgement = in_march(promise);
  CHECK(judgement.verdict == Verdict::open);
  CHECK_FALSE(was_moved_in_time(judgement));
  CHECK(is_unsettled_at_end(promise, before(march(32))));
  CHECK_FALSE(is_unsettled_at_end(promise, before(march(31))));
}

TEST_CASE("property: no promise is both moved in time and broken, then moved") {
  CHECK(rc::check([] {
    const Promise promise = *any_promise();
    const Instant until = std::max(promise.made.at, *any_second());
    const Judgement judgement = judge(promise, until);
    RC_ASSERT_FALSE((was_moved_in_time(judgement) && was_broken_then_moved(judgement)));
    const auto late = lateness(promise, judgement);
    RC_ASSERT(late.has_value() == (judgement.verdict == Verdict::kept_late));
    if (late) RC_ASSERT(*late >= 0s);
    if (judgement.unsettled) RC_ASSERT(is_unsettled_at_end(promise, until));
  }));
}

TEST_CASE("how late a promise was kept counts from the first due time that was missed") {
  const auto late = [](const Promise& promise) { return lateness(promise, in_march(promise)); };
  CHECK(late(promised(march(1), by(3)).kept(march(4))) == 0s);
  CHECK(late(promised(march(1), by(3)).kept(march(6, 12))) == 60h);
  CHECK(late(promised(march(1), by(3)).moved(march(5), by(8)).kept(march(7))) == 72h);
  CHECK(late(promised(march(1), by(3)).moved(march(2), by(5)).kept(march(7))) == 24h);
  CHECK_FALSE(late(promised(march(1), by(3)).kept(march(3))));
  CHECK_FALSE(late(promised(march(1), by(3))));
}

TEST_CASE("their promises are judged in a period, and in no rate") {
  const Promise promise = promised(march(1), by(3)).kept(march(2)).theirs();
  CHECK(in_march(promise).verdict == Verdict::kept);
  CHECK_FALSE(counted_in(promise, march(1), march(20)));
  CHECK_FALSE(judged_in(promise, march(3), march(20)));
  CHECK_FALSE(is_unsettled_at_end(promised(march(1), by(3)).theirs(), march(20)));
}

TEST_CASE("a settled breach is unsettled before its settlement") {
  const Promise promise = promised(march(1), by(3)).kept(march(5)).settled(march(8));
  CHECK_FALSE(is_unsettled_at_end(promise, march(2)));
  CHECK(is_unsettled_at_end(promise, march(6)));
  CHECK_FALSE(is_unsettled_at_end(promise, march(8)));
}

TEST_CASE("a first question stands in time, late or owed") {
  const Loop open = loop_from(march(1));
  const FirstQuestion in_time{march(2), march(4), march(3)};
  CHECK(judge(in_time, open, march(9)).in_time());
  const FirstQuestion late{march(2), march(4), march(4)};
  CHECK(judge(late, open, march(9)).late);
  CHECK(judge(late, open, march(9)).answered);
  CHECK_FALSE(judge(late, open, march(9)).owed);

  // Before the answer, it was owed: not late before its time had passed.
  CHECK(judge(late, open, before(march(4))).owed);
  CHECK_FALSE(judge(late, open, before(march(4))).late);
  const FirstQuestion never{march(2), march(4), std::nullopt};
  CHECK(judge(never, open, march(4)).owed);
  CHECK(judge(never, open, march(4)).late);
  CHECK_FALSE(judge(never, open, march(4)).in_time());
}

TEST_CASE("a closed loop owes no answer, and is late only if it was closed too late") {
  const FirstQuestion never{march(2), march(4), std::nullopt};
  CHECK_FALSE(judge(never, closed_on(3), march(9)).owed);
  CHECK_FALSE(judge(never, closed_on(3), march(9)).late);
  CHECK_FALSE(judge(never, closed_on(6), march(9)).owed);
  CHECK(judge(never, closed_on(6), march(9)).late);
  CHECK(judge(never, closed_on(6), march(5)).owed);
}

TEST_CASE("a closing is confirmed from when the customer said so") {
  Closing closing = closed(march(3));
  CHECK_FALSE(was_confirmed(closing, march(9)));
  closing.confirmed = true;
  CHECK(was_confirmed(closing, march(3)));
  closing.confirmed_later = Moment{march(5), 2};
  CHECK_FALSE(was_confirmed(closing, march(4)));
  CHECK(was_confirmed(closing, march(5)));
}

TEST_CASE("steps are owed from their due times on, while the loop is open and does not wait") {
  Loop loop = closed_on(20);
  loop.steps = {step_until(3), step_until(9), step_until(3, march(5)), Step()};
  loop.steps.back().added = {march(1), 1};
  CHECK(steps_owed(loop, {}, march(4), march(4)).size() == 2);
  CHECK(steps_owed(loop, {}, march(6), march(6)).size() == 1);
  CHECK(steps_owed(loop, {}, march(6), march(10)).size() == 2);
  CHECK(steps_owed(loop, {}, march(20), march(20)).empty());
  loop.waits = {{.on = WaitingOn::third, .since = {march(6), 3}, .until = march(8)}};
  CHECK(steps_owed(loop, {}, march(7), march(7)).empty());
  CHECK(steps_owed(loop, {}, march(8), march(8)).size() == 1);
}

TEST_CASE("an entry adds to the effort of its loop what it is") {
  Entry entry = said(Direction::in, march(2), 1);
  CHECK(effort_of(entry).touches == 1);
  CHECK(effort_of(entry).chased_by_customer == 0);
  entry.chase = true;
  CHECK(effort_of(entry).chased_by_customer == 1);
  entry.direction = Direction::out;
  CHECK(effort_of(entry).chased_by_us == 1);
  entry.direction = Direction::note;
  CHECK(effort_of(entry).touches == 0);
}

}  // namespace kept
