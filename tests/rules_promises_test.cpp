#include <algorithm>
#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <vector>

#include "kept/rules.hpp"
#include "rules_stories.hpp"

using namespace kept;
using namespace kept::stories;

namespace {

using Indices = std::vector<std::size_t>;

/// The promise as it stood: without what happened later.
Promise as_it_stood(Promise promise, Instant as_of) {
  const auto later = [&](const Moment& moment) { return moment.at > as_of; };
  for (std::size_t i = 1; i < promise.deadlines.size(); ++i) {
    auto& told = promise.deadlines[i].told;
    if (told && later(*told)) told.reset();
  }
  std::erase_if(promise.settlements, [&](const Settlement& s) { return later(s.happened); });
  if (promise.resolution && promise.resolution->told && later(*promise.resolution->told)) {
    promise.resolution->told.reset();
  }
  if (promise.resolution && later(promise.resolution->happened)) promise.resolution.reset();
  return promise;
}

/// The rule said once more, without walking: a deadline that bound is missed if nothing ended it
/// before it was late.
Indices missed_by_definition(const Promise& promise, Instant as_of, std::optional<Instant> end) {
  Indices missed;
  const auto& deadlines = promise.deadlines;
  const auto told_by = [&](std::size_t i) { return deadlines[i].told->at; };
  for (std::size_t i = 0; i < deadlines.size(); ++i) {
    if (i > 0 && (!deadlines[i].told || told_by(i) > as_of || (end && told_by(i) > *end))) continue;
    const Instant late_from = deadlines[i].due.late_from;
    bool missed_it = as_of >= late_from && (!end || *end >= late_from);
    for (std::size_t later = i + 1; later < deadlines.size(); ++later) {
      if (!deadlines[later].told) continue;
      const bool overtaken = i > 0 && *deadlines[later].told < *deadlines[i].told;
      if (overtaken || told_by(later) < late_from) missed_it = false;
    }
    if (missed_it) missed.push_back(i);
  }
  return missed;
}

}  // namespace

TEST_CASE("a promise in time is open, then kept") {
  const Promise promise = promised(march(1, 9), by(5)).kept(march(5, 17));
  const Judgement before_it = judge(promise, march(5, 16));
  CHECK(before_it.verdict == Verdict::open);
  CHECK(before_it.missed.empty());
  CHECK_FALSE(before_it.resolved);
  CHECK(before_it.falls_in == march(5, 23, 59, 59));

  const Judgement after = judge(promise, march(5, 17));
  CHECK(after.verdict == Verdict::kept);
  CHECK(after.resolved == march(5, 17));
  CHECK_FALSE(after.overdue);
  CHECK_FALSE(after.unsettled);
  CHECK(after.falls_in == march(5, 17));
}

TEST_CASE("an open promise is broken from late_from on, not a second before") {
  const Promise promise = promised(march(1, 9), by(5));
  CHECK(judge(promise, before(march(6))).verdict == Verdict::open);
  CHECK_FALSE(judge(promise, before(march(6))).overdue);

  const Judgement late = judge(promise, march(6));
  CHECK(late.verdict == Verdict::broken);
  CHECK(late.overdue);
  CHECK(late.unsettled);
  CHECK(late.missed == Indices{0});
  CHECK(late.falls_in == before(march(6)));
}

TEST_CASE("delivered in the last second is kept, a second later is kept late") {
  const Promise in_time = promised(march(1), by(5)).kept(before(march(6)));
  CHECK(judge(in_time, march(9)).verdict == Verdict::kept);

  const Promise late = promised(march(1), by(5)).kept(march(6));
  const Judgement judgement = judge(late, march(9));
  CHECK(judgement.verdict == Verdict::kept_late);
  CHECK(judgement.unsettled);
  CHECK_FALSE(judgement.overdue);
  CHECK(judgement.falls_in == before(march(6)));
}

TEST_CASE("moved in time with word: kept, and the move is counted beside it") {
  const Promise promise = promised(march(1), by(5)).moved(march(5, 23), by(10)).kept(march(9));
  const Judgement judgement = judge(promise, march(20));
  CHECK(judgement.verdict == Verdict::kept);
  CHECK(judgement.moved_in_time == 1);
  CHECK(judgement.in_force == 1);
  CHECK(judgement.missed.empty());
}

TEST_CASE("word in the last second moves in time, a second later is a miss") {
  const Promise in_time = promised(march(1), by(5)).moved(before(march(6)), by(10));
  CHECK(judge(in_time, march(7)).verdict == Verdict::open);
  CHECK(judge(in_time, march(7)).moved_in_time == 1);

  const Promise too_late = promised(march(1), by(5)).moved(march(6), by(10));
  const Judgement judgement = judge(too_late, march(7));
  CHECK(judgement.verdict == Verdict::broken);
  CHECK(judgement.moved_in_time == 0);
  CHECK(judgement.in_force == 1);
  CHECK_FALSE(judgement.overdue);
  CHECK(judgement.unsettled);
}

TEST_CASE("moved too late and then met is kept late") {
  const Promise promise = promised(march(1), by(5)).moved(march(6, 9), by(10)).kept(march(9));
  const Judgement judgement = judge(promise, march(20));
  CHECK(judgement.verdict == Verdict::kept_late);
  CHECK(judgement.missed == Indices{0});
}

TEST_CASE("a promise moved twice and late both times has two misses") {
  const Promise promise =
      promised(march(1), by(5)).moved(march(6, 9), by(8)).moved(march(9, 9), by(12));
  CHECK(judge(promise, march(10)).missed == Indices{0, 1});
  CHECK(judge(promise, march(10)).falls_in == before(march(6)));
  CHECK(judge(promise, march(13)).missed == Indices{0, 1, 2});
}

TEST_CASE("a move that nobody was told of changes nothing") {
  const Promise promise = promised(march(1), by(5)).moved_untold(march(3), by(10)).kept(march(9));
  const Judgement judgement = judge(promise, march(20));
  CHECK(judgement.verdict == Verdict::kept_late);
  CHECK(judgement.in_force == 0);
  CHECK(judgement.moved_in_time == 0);
}

TEST_CASE("a move told later binds from then") {
  const Promise promise = promised(march(1), by(5)).moved_untold(march(3), by(10)).told(march(5));
  CHECK(judge(promise, march(4)).in_force == 0);
  CHECK(judge(promise, march(5)).in_force == 1);
  CHECK(judge(promise, march(9)).verdict == Verdict::open);
}

TEST_CASE("an untold move is passed over by the told one after it") {
  const Promise promise =
      promised(march(1), by(5)).moved_untold(march(2), by(7)).moved(march(4), by(10));
  const Judgement judgement = judge(promise, march(8));
  CHECK(judgement.verdict == Verdict::open);
  CHECK(judgement.in_force == 2);
  CHECK(judgement.moved_in_time == 1);
}

TEST_CASE("written down late, told in time: --told-at in the past") {
  const Promise promise = promised(march(1), by(5)).moved(march(7), by(10), march(4));
  CHECK(judge(promise, march(8)).verdict == Verdict::open);
  CHECK(judge(promise, march(8)).moved_in_time == 1);
  CHECK(judge(promise, march(3)).in_force == 0);
  CHECK(judge(promise, march(4)).in_force == 1);
}

TEST_CASE("word of a later deadline overtakes word of an earlier one given after it") {
  const Promise promise = promised(march(1), by(5))
                              .moved_untold(march(2), by(20))
                              .told(march(8))
                              .moved(march(9), by(12), march(4));
  CHECK(judge(promise, march(7)).verdict == Verdict::open);
  const Judgement judgement = judge(promise, march(10));
  CHECK(judgement.verdict == Verdict::open);
  CHECK(judgement.in_force == 2);
  CHECK(judgement.moved_in_time == 1);
  CHECK(judge(promise, march(13)).missed == Indices{2});
}

TEST_CASE("moved to an earlier day and told: the earlier day binds") {
  const Promise promise = promised(march(1), by(20)).moved(march(3), by(5)).kept(march(8));
  CHECK(judge(promise, march(30)).verdict == Verdict::kept_late);
  CHECK(judge(promise, march(30)).missed == Indices{1});
}

TEST_CASE("word of an earlier day that has passed is a miss of that day") {
  const Promise promise =
      promised(march(1), by(20)).moved_untold(march(2), by(5)).told(march(10)).kept(march(15));
  CHECK(judge(promise, march(9)).verdict == Verdict::open);
  CHECK(judge(promise, march(10)).verdict == Verdict::broken);
  CHECK(judge(promise, march(30)).missed == Indices{1});
}

TEST_CASE("word after delivery moves nothing") {
  const Promise promise = promised(march(1), by(5)).kept(march(4)).moved(march(5), by(10));
  const Judgement judgement = judge(promise, march(20));
  CHECK(judgement.verdict == Verdict::kept);
  CHECK(judgement.in_force == 0);
  CHECK(judgement.moved_in_time == 0);
}

TEST_CASE("moved and kept within one second stand in the order of their records") {
  const Promise promise = promised(march(1), by(5)).moved(march(4), by(10)).kept(march(4));
  CHECK(judge(promise, march(20)).in_force == 1);
  CHECK(judge(promise, march(20)).moved_in_time == 1);

  Promise at_once = promise;
  at_once.resolution->happened = *at_once.deadlines[1].told;
  CHECK(judge(at_once, march(20)).in_force == 0);
  CHECK(judge(at_once, march(20)).verdict == Verdict::kept);
}

TEST_CASE("released before the miss is released, after it broken") {
  const Promise before_miss = promised(march(1), by(5)).released(before(march(6)));
  CHECK(judge(before_miss, march(9)).verdict == Verdict::released);
  CHECK_FALSE(judge(before_miss, march(9)).unsettled);

  const Promise after_miss = promised(march(1), by(5)).released(march(6));
  const Judgement judgement = judge(after_miss, march(9));
  CHECK(judgement.verdict == Verdict::broken);
  CHECK(judgement.resolved == march(6));
  CHECK(judgement.unsettled);
  CHECK_FALSE(judgement.overdue);
}

TEST_CASE("withdrawn with word in time is withdrawn") {
  const Promise promise = promised(march(1), by(5)).withdrawn(march(3)).withdrawal_told(march(5));
  CHECK(judge(promise, march(4)).verdict == Verdict::open);
  CHECK_FALSE(judge(promise, march(4)).resolved);
  CHECK(judge(promise, march(5)).verdict == Verdict::withdrawn);
  CHECK(judge(promise, march(5)).resolved == march(5));
}

TEST_CASE("withdrawn without word: the deadline still binds") {
  const Promise promise = promised(march(1), by(5)).withdrawn(march(3));
  CHECK(judge(promise, before(march(6))).verdict == Verdict::open);
  const Judgement judgement = judge(promise, march(6));
  CHECK(judgement.verdict == Verdict::broken);
  CHECK(judgement.overdue);
  CHECK_FALSE(judgement.resolved);
}

TEST_CASE("word of a withdrawal that comes at late_from is too late") {
  const Promise promise = promised(march(1), by(5)).withdrawn(march(3)).withdrawal_told(march(6));
  const Judgement judgement = judge(promise, march(9));
  CHECK(judgement.verdict == Verdict::broken);
  CHECK(judgement.resolved == march(6));
  CHECK_FALSE(judgement.overdue);
  CHECK(judgement.unsettled);
}

TEST_CASE("a settlement after a withdrawal is word of it") {
  const Promise settled = promised(march(1), by(5)).withdrawn(march(3)).settled(march(8));
  CHECK(judge(settled, march(7)).overdue);
  CHECK(judge(settled, march(8)).resolved == march(8));
  CHECK(judge(settled, march(8)).verdict == Verdict::broken);
  CHECK_FALSE(judge(settled, march(8)).unsettled);

  const Promise told_later =
      promised(march(1), by(5)).withdrawn(march(3)).settled(march(4)).withdrawal_told(march(9));
  CHECK(judge(told_later, march(5)).verdict == Verdict::withdrawn);
  CHECK(judge(told_later, march(20)).resolved == march(4));
}

TEST_CASE("a settlement before a withdrawal is no word of it") {
  const Promise promise = promised(march(1), by(5)).settled(march(7)).withdrawn(march(8));
  CHECK_FALSE(judge(promise, march(20)).resolved);
  CHECK(judge(promise, march(20)).overdue);

  const Promise same_second = promised(march(1), by(5)).settled(march(8)).withdrawn(march(8));
  CHECK_FALSE(judge(same_second, march(20)).resolved);

  Promise in_one_change = same_second;
  in_one_change.settlements[0].happened = in_one_change.resolution->happened;
  CHECK(judge(in_one_change, march(20)).resolved == march(8));
}

TEST_CASE("settled and undelivered stays overdue") {
  const Promise promise = promised(march(1), by(5)).settled(march(7));
  CHECK(judge(promise, march(6)).unsettled);
  CHECK_FALSE(judge(promise, march(7)).unsettled);
  CHECK(judge(promise, march(7)).overdue);
  CHECK(judge(promise, march(7)).verdict == Verdict::broken);
}

TEST_CASE("a settlement covers a breach from late_from on, not a second before") {
  const Promise on_it = promised(march(1), by(5)).settled(march(6));
  CHECK_FALSE(judge(on_it, march(6)).unsettled);
  const Promise before_it = promised(march(1), by(5)).settled(before(march(6)));
  CHECK(judge(before_it, march(6)).unsettled);
}

TEST_CASE("settled and broken again needs another settlement") {
  const Promise promise = promised(march(1), by(5))
                              .settled(march(6, 9))
                              .moved(march(6, 9), by(10))
                              .kept(march(12))
                              .settled(march(13));
  CHECK_FALSE(judge(promise, march(10)).unsettled);
  CHECK(judge(promise, march(11)).unsettled);
  CHECK(judge(promise, march(12)).unsettled);
  CHECK_FALSE(judge(promise, march(13)).unsettled);
  CHECK(judge(promise, march(13)).missed == Indices{0, 1});
}

TEST_CASE("their promises have verdicts and never need settling") {
  const Promise promise = promised(march(1), by(5)).theirs();
  const Judgement judgement = judge(promise, march(6));
  CHECK(judgement.verdict == Verdict::broken);
  CHECK(judgement.overdue);
  CHECK_FALSE(judgement.unsettled);
}

TEST_CASE("a judgement of then knows nothing of later") {
  const Promise promise = promised(march(1), by(5)).settled(march(7)).kept(march(8));
  const Judgement then = judge(promise, march(6, 12));
  CHECK(then.verdict == Verdict::broken);
  CHECK(then.unsettled);
  CHECK_FALSE(then.resolved);
  CHECK(judge(promise, march(8)).verdict == Verdict::kept_late);
}

TEST_CASE("when a promise first belongs in overdue") {
  CHECK(attention_from(promised(march(1), by(5))) == march(6));
  CHECK(attention_from(promised(march(1), by(5)).kept(march(5))) == std::nullopt);
  CHECK(attention_from(promised(march(1), by(5)).kept(march(8))) == march(6));
  CHECK(attention_from(promised(march(1), by(5)).kept(march(8)).settled(march(9))) == std::nullopt);
  CHECK(attention_from(promised(march(1), by(5)).settled(march(7))) == march(6));
  CHECK(attention_from(promised(march(1), by(5)).moved(march(4), by(10))) == march(11));
  CHECK(attention_from(promised(march(1), by(5)).moved(march(7), by(10))) == march(6));
  CHECK(attention_from(promised(march(1), by(5)).moved(march(7), by(10)).settled(march(7))) ==
        march(11));
  CHECK(attention_from(promised(march(1), by(5)).withdrawn(march(3))) == march(6));
  CHECK(attention_from(promised(march(1), by(5)).released(march(7))) == march(6));
}

TEST_CASE("when a promise of theirs first belongs in overdue") {
  CHECK(attention_from(promised(march(1), by(5)).theirs()) == march(6));
  CHECK(attention_from(promised(march(1), by(5)).moved(march(7), by(10)).theirs()) == march(11));
  CHECK(attention_from(promised(march(1), by(5)).kept(march(8)).theirs()) == std::nullopt);
}

TEST_CASE("no data is no rate, and one late promise in many is not 100%") {
  CHECK_FALSE(KeptRate{}.percent());
  KeptRate rate;
  rate.released = 3;
  CHECK_FALSE(rate.percent());
  rate.kept = 999;
  CHECK(rate.percent() == 100);
  rate.kept_late = 1;
  CHECK(rate.percent() == 99);
  rate = {};
  rate.broken = 1;
  CHECK(rate.percent() == 0);
}

TEST_CASE("the kept rate counts our promises by verdict") {
  const std::vector<Promise> promises{
      promised(march(1), by(5)).kept(march(4)),
      promised(march(1), by(5)).moved(march(2), by(6)).kept(march(6)),
      promised(march(1), by(5)).kept(march(7)),
      promised(march(1), by(5)),
      promised(march(1), by(5)).released(march(8)),
      promised(march(1), by(5)).released(march(3)),
      promised(march(1), by(5)).withdrawn(march(3)).withdrawal_told(march(3)),
      promised(march(1), by(5)).withdrawn(march(3)),
      promised(march(1), by(30)),
      promised(march(1), by(5)).theirs(),
  };
  const KeptRate rate = kept_rate(promises, march(1), march(20));
  CHECK(rate.kept == 2);
  CHECK(rate.kept_late == 1);
  CHECK(rate.broken == 3);
  CHECK(rate.released == 1);
  CHECK(rate.withdrawn == 1);
  CHECK(rate.moved_in_time == 1);
  CHECK(rate.percent() == 33);
}

TEST_CASE("a promise belongs to the period in which it was resolved or fell due") {
  const Instant end_of_10th = before(march(11));
  const auto in = [](const Promise& promise, Instant since, Instant until) {
    return kept_rate(std::span(&promise, 1), since, until).judged();
  };
  const Promise early = promised(march(1), by(15)).kept(march(9));
  CHECK(in(early, march(1), end_of_10th) == 1);
  CHECK(in(early, march(11), march(20)) == 0);

  const Promise late = promised(march(1), by(9)).kept(march(12));
  CHECK(kept_rate(std::span(&late, 1), march(1), end_of_10th).broken == 1);
  CHECK(in(late, march(11), march(20)) == 0);
  CHECK(kept_rate(std::span(&late, 1), march(1), march(20)).kept_late == 1);

  const Promise moved = promised(march(1), by(9)).moved(march(8), by(12));
  CHECK(in(moved, march(1), end_of_10th) == 0);
  CHECK(in(moved, march(11), march(20)) == 1);
}

TEST_CASE("due on the last day of a period and not done counts as broken in it") {
  const Promise promise = promised(march(1), by(10));
  const Instant end_of_10th = before(march(11));
  CHECK(kept_rate(std::span(&promise, 1), march(1), end_of_10th).broken == 1);
  CHECK(kept_rate(std::span(&promise, 1), march(1), before(end_of_10th)).judged() == 0);
  CHECK(kept_rate(std::span(&promise, 1), march(11), march(20)).judged() == 0);
}

TEST_CASE("a promise made after the period is none of it") {
  const Promise promise = promised(march(12), by(15));
  CHECK(kept_rate(std::span(&promise, 1), march(1), march(11)).judged() == 0);
}

TEST_CASE("property: a deadline is missed exactly as the rule defines it") {
  CHECK(rc::check([] {
    const Promise promise = *any_promise();
    const Instant as_of = *any_second();
    const Judgement judgement = judge(promise, as_of);
    const Promise then = as_it_stood(promise, as_of);
    RC_ASSERT(judgement.missed == missed_by_definition(then, as_of, judgement.resolved));
  }));
}

TEST_CASE("property: once missed, always missed, and the day it fell due stays") {
  CHECK(rc::check([] {
    const Promise promise = *any_promise();
    const Instant one = *any_second();
    const Instant other = *any_second();
    const Judgement before_it = judge(promise, std::min(one, other));
    const Judgement after = judge(promise, std::max(one, other));
    RC_ASSERT(std::includes(after.missed.begin(), after.missed.end(), before_it.missed.begin(),
                            before_it.missed.end()));
    if (!before_it.missed.empty()) RC_ASSERT(after.falls_in == before_it.falls_in);
    if (before_it.resolved) RC_ASSERT(after.verdict == before_it.verdict);
  }));
}

TEST_CASE("property: the verdict says no more and no less than the misses and the ending") {
  CHECK(rc::check([] {
    const Promise promise = *any_promise();
    const Judgement judgement = judge(promise, *any_second());
    const bool late =
        judgement.verdict == Verdict::broken || judgement.verdict == Verdict::kept_late;
    RC_ASSERT(late == !judgement.missed.empty());
    if (judgement.verdict == Verdict::open) RC_ASSERT(!judgement.resolved);
    if (judgement.verdict != Verdict::open && !late) RC_ASSERT(judgement.resolved.has_value());
    if (judgement.overdue) RC_ASSERT(judgement.verdict == Verdict::broken);
    if (judgement.unsettled) RC_ASSERT(late && !promise.theirs);
    RC_ASSERT(static_cast<std::size_t>(judgement.moved_in_time) <= judgement.in_force);
  }));
}

TEST_CASE("property: what happens later changes no judgement of then") {
  CHECK(rc::check([] {
    const Promise promise = *any_promise();
    const Instant as_of = *any_second();
    const Judgement full = judge(promise, as_of);
    const Judgement then = judge(as_it_stood(promise, as_of), as_of);
    RC_ASSERT(full.verdict == then.verdict);
    RC_ASSERT(full.missed == then.missed);
    RC_ASSERT(full.in_force == then.in_force);
    RC_ASSERT(full.moved_in_time == then.moved_in_time);
    RC_ASSERT(full.resolved == then.resolved);
    RC_ASSERT(full.unsettled == then.unsettled);
    RC_ASSERT(full.falls_in == then.falls_in);
  }));
}

TEST_CASE("property: a rate of 100% means that every judged promise was kept") {
  CHECK(rc::check([] {
    const auto promises = *any_promises();
    const KeptRate rate = kept_rate(promises, second(0), *any_second());
    RC_ASSERT(rate.percent().has_value() == (rate.judged() > 0));
    if (rate.judged() > 0) RC_ASSERT((rate.percent() == 100) == (rate.kept == rate.judged()));
  }));
}

TEST_CASE("property: periods that follow each other count each promise once") {
  CHECK(rc::check([] {
    const auto promises = *any_promises();
    const Instant end = second(3 * seconds_in_a_story);
    const Instant split = *any_second();
    const auto counted = [&](Instant since, Instant until) {
      const KeptRate rate = kept_rate(promises, since, until);
      return rate.judged() + rate.released + rate.withdrawn;
    };
    RC_ASSERT(counted(second(0), split) + counted(split + std::chrono::seconds(1), end) ==
              counted(second(0), end));
  }));
}
