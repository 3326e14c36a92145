#include <algorithm>
#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <vector>

#include "kept/rules.hpp"
#include "rules_stories.hpp"

using namespace kept;
using namespace kept::stories;

namespace {

using What = Matter::What;

std::vector<Matter> matters_of(const Promise& promise, Instant as_of, Instant until) {
  return matters(std::span(&promise, 1), {}, as_of, until);
}
std::vector<Matter> matters_of(const Promise& promise, Instant as_of) {
  return matters_of(promise, as_of, as_of);
}

LoopStory asked(Instant at) {
  return {loop_from(march(1)), {said(Direction::in, at, 5)}, {}};
}

}  // namespace

TEST_CASE("an undelivered promise is a matter from late_from on") {
  const Promise promise = promised(march(1), by(5));
  CHECK(matters_of(promise, before(march(6))).empty());
  const auto found = matters_of(promise, march(6));
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == What::promise);
  CHECK(found[0].id == promise.id);
  CHECK(found[0].customer == promise.customer);
  CHECK(found[0].text == promise.text);
  CHECK(found[0].late_from == march(6));
  CHECK(found[0].due == by(5));
  CHECK(found[0].unsettled);
}

TEST_CASE("what will be late by then is listed before it is late, and not as unsettled") {
  const Promise promise = promised(march(1), by(5));
  CHECK(matters_of(promise, march(5), before(march(6))).empty());
  const auto found = matters_of(promise, march(5), march(6));
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == What::promise);
  CHECK_FALSE(found[0].unsettled);
}

TEST_CASE("a promise delivered in time, or made later, is no matter") {
  CHECK(matters_of(promised(march(1), by(5)).kept(march(5)), march(9)).empty());
  CHECK(matters_of(promised(march(10), by(12)), march(9), march(20)).empty());
}

TEST_CASE("settled and undelivered stays a promise to keep, without the breach") {
  const Promise promise = promised(march(1), by(5)).settled(march(7));
  const auto found = matters_of(promise, march(8));
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == What::promise);
  CHECK_FALSE(found[0].unsettled);
}

TEST_CASE("delivered late is a breach to settle until it is settled") {
  const Promise promise = promised(march(1), by(5)).kept(march(7)).settled(march(9));
  const auto found = matters_of(promise, march(8));
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == What::settlement);
  CHECK(found[0].late_from == march(6));
  CHECK(found[0].due == by(5));
  CHECK(matters_of(promise, march(9)).empty());
}

TEST_CASE("moved too late is a breach to settle, then a promise to keep again") {
  const Promise promise = promised(march(1), by(5)).moved(march(7), by(10));
  const auto found = matters_of(promise, march(8), march(20));
  REQUIRE(found.size() == 2);
  CHECK(found[0].what == What::settlement);
  CHECK(found[0].late_from == march(6));
  CHECK(found[1].what == What::promise);
  CHECK(found[1].late_from == march(11));
  CHECK_FALSE(found[1].unsettled);

  const auto later = matters_of(promise, march(11));
  REQUIRE(later.size() == 1);
  CHECK(later[0].what == What::promise);
  CHECK(later[0].late_from == march(11));
  CHECK(later[0].due == by(10));
  CHECK(later[0].unsettled);
}

TEST_CASE("moved too late and settled is listed by its new deadline") {
  const Promise promise = promised(march(1), by(5)).moved(march(7), by(10)).settled(march(7));
  CHECK(matters_of(promise, march(8)).empty());
  const auto found = matters_of(promise, march(8), march(11));
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == What::promise);
  CHECK(found[0].late_from == march(11));
}

TEST_CASE("released or withdrawn after the miss is a breach to settle") {
  const Promise released = promised(march(1), by(5)).released(march(7));
  CHECK(matters_of(released, march(8)).at(0).what == What::settlement);
  const Promise withdrawn = promised(march(1), by(5)).withdrawn(march(7)).withdrawal_told(march(7));
  CHECK(matters_of(withdrawn, march(8)).at(0).what == What::settlement);
}

TEST_CASE("withdrawn without word is still a promise to keep") {
  const Promise promise = promised(march(1), by(5)).withdrawn(march(3));
  CHECK(matters_of(promise, march(5)).empty());
  CHECK(matters_of(promise, march(6)).at(0).what == What::promise);
}

TEST_CASE("their promises are theirs, and need no settling") {
  const Promise promise = promised(march(1), by(5)).kept(march(8)).theirs();
  CHECK(matters_of(promise, march(5)).empty());
  const auto found = matters_of(promise, march(7));
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == What::theirs);
  CHECK_FALSE(found[0].unsettled);
  CHECK(matters_of(promise, march(8)).empty());
}

TEST_CASE("an answer is a matter once it is late") {
  const LoopStory story = asked(march(2, 10));
  const auto at = [&](Instant as_of, Instant until) {
    return matters({}, std::span(&story, 1), as_of, until);
  };
  CHECK(at(before(march(3, 10)), before(march(3, 10))).empty());
  CHECK(at(march(2, 10), march(3, 10)).size() == 1);
  const auto found = at(march(3, 10), march(3, 10));
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == What::answer);
  CHECK(found[0].id == story.entries[0].id);
  CHECK(found[0].customer == story.loop.customer);
  CHECK(found[0].loop == story.loop.id);
  CHECK(found[0].text == "where are the drawings?");
  CHECK(found[0].late_from == march(3, 10));
  CHECK_FALSE(found[0].due);
}

TEST_CASE("a closed loop owes no answer, a reopened one does") {
  LoopStory story = asked(march(2));
  story.loop.closings = {closed(march(5), march(8))};
  const auto count = [&](Instant at) { return matters({}, std::span(&story, 1), at, at).size(); };
  CHECK(count(before(march(5))) == 1);
  CHECK(count(march(5)) == 0);
  CHECK(count(before(march(8))) == 0);
  CHECK(count(march(8)) == 1);
}

TEST_CASE("a loop's promises run its response clock and give no lines of their own") {
  LoopStory story = asked(march(2));
  story.promises = {promised(march(2, 5), by(5))};
  CHECK(matters({}, std::span(&story, 1), march(20), march(20)).empty());
}

TEST_CASE("the longest late comes first, then the lowest id") {
  const std::vector<Promise> promises{promised(march(1), by(8)).numbered(1),
                                      promised(march(1), by(4)).numbered(3),
                                      promised(march(1), by(4)).numbered(2)};
  const LoopStory story = asked(march(5));
  const auto found = matters(promises, std::span(&story, 1), march(20), march(20));
  REQUIRE(found.size() == 4);
  CHECK(found[0].id == promises[2].id);
  CHECK(found[1].id == promises[1].id);
  CHECK(found[2].id == story.entries[0].id);
  CHECK(found[3].id == promises[0].id);
}

TEST_CASE("an entry attaches to the only open loop") {
  const std::vector<Loop> one{loop_from(march(1))};
  for (const Direction direction : {Direction::in, Direction::out, Direction::talk}) {
    const LoopChoice choice = loop_meant(direction, false, one);
    CHECK(choice.what == LoopChoice::What::this_loop);
    CHECK(choice.loop == one[0].id);
  }
  CHECK(loop_meant(Direction::in, true, one).what == LoopChoice::What::this_loop);
  CHECK(loop_meant(Direction::note, false, one).what == LoopChoice::What::none);
}

TEST_CASE("of several open loops none is guessed") {
  const std::vector<Loop> two(2, loop_from(march(1)));
  for (const Direction direction : {Direction::in, Direction::out, Direction::talk}) {
    CHECK(loop_meant(direction, false, two).what == LoopChoice::What::ambiguous);
    CHECK_FALSE(loop_meant(direction, false, two).loop);
  }
  CHECK(loop_meant(Direction::note, false, two).what == LoopChoice::What::none);
}

TEST_CASE("without an open loop only an inbound entry that wants an answer opens one") {
  CHECK(loop_meant(Direction::in, false, {}).what == LoopChoice::What::open_a_new_one);
  CHECK(loop_meant(Direction::in, true, {}).what == LoopChoice::What::none);
  CHECK(loop_meant(Direction::out, false, {}).what == LoopChoice::What::none);
  CHECK(loop_meant(Direction::talk, false, {}).what == LoopChoice::What::none);
  CHECK(loop_meant(Direction::note, false, {}).what == LoopChoice::What::none);
}

TEST_CASE("a loop is open from its opening to its closing, and again from its reopening") {
  Loop loop = loop_from(march(2));
  CHECK_FALSE(was_open(loop, before(march(2))));
  CHECK(was_open(loop, march(2)));
  loop.closings = {closed(march(4), march(6)), closed(march(8))};
  CHECK(was_open(loop, before(march(4))));
  CHECK_FALSE(was_open(loop, march(4)));
  CHECK_FALSE(was_open(loop, before(march(6))));
  CHECK(was_open(loop, march(6)));
  CHECK_FALSE(was_open(loop, march(8)));
  CHECK_FALSE(was_open(loop, march(30)));
}

TEST_CASE("what keeps a loop from being closed") {
  using Obstacles = Obstacle::What;
  const std::vector<Promise> promises{
      promised(march(1), by(20)).numbered(1),
      promised(march(1), by(20)).numbered(2).theirs(),
      promised(march(1), by(5)).numbered(3).kept(march(7)),
      promised(march(1), by(5)).numbered(4),
      promised(march(1), by(5)).numbered(5).kept(march(4)),
      promised(march(1), by(5)).numbered(6).kept(march(7)).theirs(),
      promised(march(1), by(20)).numbered(7).withdrawn(march(3)),
      promised(march(12), by(20)).numbered(8),
  };
  const std::vector<Entry> entries{said(Direction::in, march(8), 5),
                                   said(Direction::in, march(9), 6)};
  const auto found = obstacles_to_closing({loop_from(march(1)), entries, promises}, {}, march(10));
  REQUIRE(found.size() == 7);
  const auto check = [&](std::size_t i, Obstacles what, const Id& id) {
    CAPTURE(i);
    CHECK(found[i].what == what);
    CHECK(found[i].id == id);
    CHECK(found[i].theirs == (i == 1));
  };
  check(0, Obstacles::open_promise, promises[0].id);
  check(1, Obstacles::open_promise, promises[1].id);
  check(2, Obstacles::broken_unsettled, promises[2].id);
  check(3, Obstacles::open_promise, promises[3].id);
  check(4, Obstacles::broken_unsettled, promises[3].id);
  check(5, Obstacles::untold_withdrawal, promises[6].id);
  check(6, Obstacles::owed_answer, entries[0].id);
}

TEST_CASE("nothing keeps a loop from being closed once all is kept, settled and answered") {
  const std::vector<Promise> promises{promised(march(1), by(5)).kept(march(7)).settled(march(8)),
                                      promised(march(1), by(5)).released(march(4))};
  const std::vector<Entry> entries{said(Direction::in, march(6), 5)};
  CHECK(obstacles_to_closing({loop_from(march(1)), entries, promises}, {}, march(9)).empty());
}

TEST_CASE("property: a promise has a line in overdue exactly from attention_from on") {
  CHECK(rc::check([] {
    const Promise promise = *any_promise();
    const Instant as_of = last_event(promise) + std::chrono::seconds(*rc::gen::inRange(0, 15));
    const auto first = attention_from(promise);
    RC_ASSERT(!matters_of(promise, as_of).empty() == (first && *first <= as_of));
  }));
}

TEST_CASE(
    "property: each promise has one line of a kind, the longest late first, all late by then") {
  CHECK(rc::check([] {
    const auto promises = *any_promises();
    const Instant as_of = *any_second();
    const Instant until = as_of + std::chrono::seconds(*rc::gen::inRange(0, 10));
    const auto found = matters(promises, {}, as_of, until);
    std::vector<std::pair<Id, What>> lines;
    for (const Matter& matter : found) {
      RC_ASSERT(matter.late_from <= until);
      RC_ASSERT(matter.due && matter.due->late_from == matter.late_from);
      lines.emplace_back(matter.id, matter.what);
    }
    RC_ASSERT(std::is_sorted(found.begin(), found.end(), [](const auto& left, const auto& right) {
      return left.late_from < right.late_from;
    }));
    std::sort(lines.begin(), lines.end());
    RC_ASSERT(std::adjacent_find(lines.begin(), lines.end()) == lines.end());
  }));
}

TEST_CASE("property: looking further ahead only adds lines") {
  CHECK(rc::check([] {
    const auto promises = *any_promises();
    const Instant as_of = *any_second();
    const auto now = matters(promises, {}, as_of, as_of);
    const auto ahead = matters(promises, {}, as_of, as_of + std::chrono::seconds(10));
    for (const Matter& matter : now) {
      RC_ASSERT(std::any_of(ahead.begin(), ahead.end(), [&](const Matter& other) {
        return other.id == matter.id && other.what == matter.what;
      }));
    }
  }));
}

TEST_CASE("property: a promise keeps a loop from closing while it is unresolved or unsettled") {
  CHECK(rc::check([] {
    const Promise promise = *any_promise();
    const Instant as_of = *any_second();
    const Judgement judgement = judge(promise, as_of);
    const bool made = promise.made.at <= as_of;
    const auto found = obstacles_to_closing({loop_from(march(1)), {}, {promise}}, {}, as_of);
    RC_ASSERT(found.size() ==
              (made ? std::size_t{!judgement.resolved} + std::size_t{judgement.unsettled} : 0U));
    if (!matters_of(promise, as_of).empty()) RC_ASSERT(!found.empty());
  }));
}
