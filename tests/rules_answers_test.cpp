#include <algorithm>
#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <vector>

#include "kept/rules.hpp"
#include "rules_stories.hpp"

using namespace kept;
using namespace kept::stories;

namespace {

constexpr auto in = Direction::in;
constexpr auto out = Direction::out;
constexpr auto talk = Direction::talk;
constexpr auto note = Direction::note;

const std::vector<Promise> no_promises;

/// Whether the customer's question of March 2, 10:00 is answered on March 9 beside that promise.
bool answers(const Promise& promise) {
  const std::vector<Entry> entries{said(in, march(2, 10), 1)};
  return !owed_answer(entries, std::span(&promise, 1), march(9));
}

rc::Gen<Entry> any_entry() {
  return rc::gen::exec([] {
    const auto direction = *rc::gen::element(in, out, talk, note);
    const Instant at = second(*rc::gen::inRange(0, 20));
    const auto serial = *rc::gen::inRange<std::int64_t>(1, 1000);
    return *rc::gen::inRange(0, 4) == 0 ? thanks(direction, at, serial)
                                        : said(direction, at, serial);
  });
}
rc::Gen<std::vector<Entry>> any_entries() {
  return rc::gen::uniqueBy<std::vector<Entry>>(any_entry(),
                                               [](const Entry& entry) { return entry.id.number; });
}

Turn turn_of(const std::vector<Entry>& entries, std::span<const Promise> promises, Instant as_of) {
  return whose_turn({{}, entries, {promises.begin(), promises.end()}}, as_of);
}

}  // namespace

namespace kept {
void showValue(const Entry& entry, std::ostream& out) {
  out << shown(entry.id) << ' ' << name_of(entry.direction) << ' '
      << (entry.happened.at - second(0)).count() << (entry.no_answer ? " no answer" : "");
}
}  // namespace kept

TEST_CASE("nothing said, nothing owed") {
  CHECK_FALSE(owed_answer({}, {}, march(9)));
  CHECK(unanswered({}, {}, march(9)).empty());
}

TEST_CASE("a question wants an answer, by the hours in force when it was written down") {
  const std::vector<Entry> entries{said(in, march(2, 10), 1)};
  const auto owed = owed_answer(entries, no_promises, march(2, 10));
  REQUIRE(owed);
  CHECK(owed->entry == entries[0].id);
  CHECK(owed->asked == march(2, 10));
  CHECK(owed->late_from == march(3, 10));
  CHECK_FALSE(owed_answer(entries, no_promises, before(march(2, 10))));
}

TEST_CASE("the clock runs from the oldest question that is unanswered") {
  const std::vector<Entry> entries{said(in, march(5), 4), said(in, march(2), 1),
                                   said(out, march(3), 2), said(in, march(4), 3)};
  CHECK(owed_answer(entries, no_promises, march(9))->entry == entries[3].id);
  CHECK(unanswered(entries, no_promises, march(9)) == std::vector{entries[3].id, entries[0].id});
}

TEST_CASE("an outbound entry and a talk answer, a note does not") {
  for (const Direction direction : {out, talk}) {
    const std::vector<Entry> entries{said(in, march(2), 1), said(direction, march(3), 2)};
    CHECK_FALSE(owed_answer(entries, no_promises, march(9)));
    CHECK(owed_answer(entries, no_promises, before(march(3))));
  }
  const std::vector<Entry> noted{said(in, march(2), 1), said(note, march(3), 2)};
  CHECK(owed_answer(noted, no_promises, march(9)));
}

TEST_CASE("a talk starts no clock, nor do a note and our own words") {
  for (const Direction direction : {out, talk, note}) {
    const std::vector<Entry> entries{said(direction, march(3), 1)};
    CHECK_FALSE(owed_answer(entries, no_promises, march(9)));
  }
}

TEST_CASE("'thanks' neither starts nor stops the clock") {
  const std::vector<Entry> thanked{thanks(in, march(2), 1)};
  CHECK_FALSE(owed_answer(thanked, no_promises, march(9)));
  const std::vector<Entry> asked{said(in, march(2), 1), thanks(in, march(3), 2)};
  CHECK(owed_answer(asked, no_promises, march(9))->entry == asked[0].id);
  const std::vector<Entry> thanked_back{said(in, march(2), 1), thanks(out, march(3), 2)};
  CHECK(owed_answer(thanked_back, no_promises, march(9)));
}

TEST_CASE("what was said before a question does not answer it") {
  const std::vector<Entry> entries{said(out, before(march(2)), 1), said(in, march(2), 2)};
  CHECK(owed_answer(entries, no_promises, march(9)));
}

TEST_CASE("of one second, what was recorded later comes later") {
  const std::vector<Entry> answered{said(in, march(2), 1), said(out, march(2), 2)};
  CHECK_FALSE(owed_answer(answered, no_promises, march(9)));
  const std::vector<Entry> asked_again{said(out, march(2), 1), said(in, march(2), 2)};
  CHECK(owed_answer(asked_again, no_promises, march(9)));
  std::vector<Entry> in_one_change = asked_again;
  in_one_change[0].happened.recorded = 2;
  CHECK_FALSE(owed_answer(in_one_change, no_promises, march(9)));
  CHECK(turn_of(in_one_change, no_promises, march(9)) == Turn::theirs);
}

TEST_CASE("a promise of ours answers when it is made") {
  CHECK(answers(promised(march(2, 11), by(20))));
  CHECK_FALSE(answers(promised(march(2, 9), by(20))));
  CHECK_FALSE(answers(promised(march(2, 11), by(20)).theirs()));
}

TEST_CASE("a move that was told answers, an untold one does not") {
  CHECK(answers(promised(march(1), by(20)).moved(march(3), by(25))));
  CHECK_FALSE(answers(promised(march(1), by(20)).moved_untold(march(3), by(25))));
  CHECK(answers(promised(march(1), by(20)).moved_untold(march(1), by(25)).told(march(3))));
  CHECK_FALSE(answers(promised(march(1), by(20)).moved(march(3), by(25), march(2, 9))));
  CHECK_FALSE(answers(promised(march(1), by(20)).moved(march(3), by(25)).theirs()));
}

TEST_CASE("delivering, settling and telling of a withdrawal answer") {
  CHECK(answers(promised(march(1), by(20)).kept(march(3))));
  CHECK(answers(promised(march(1), by(1)).settled(march(3))));
  CHECK(answers(promised(march(1), by(20)).withdrawn(march(2)).withdrawal_told(march(3))));
  CHECK_FALSE(answers(promised(march(1), by(20)).withdrawn(march(3))));
}

TEST_CASE("a release by the customer answers nothing, nor what they deliver") {
  CHECK_FALSE(answers(promised(march(1), by(20)).released(march(3))));
  CHECK_FALSE(answers(promised(march(1), by(20)).kept(march(3)).theirs()));
}

TEST_CASE("a promise made and kept later answers nothing yet") {
  const std::vector<Entry> entries{said(in, march(2, 10), 1)};
  const Promise promise = promised(march(5), by(20)).kept(march(6));
  CHECK(owed_answer(entries, std::span(&promise, 1), before(march(5))));
  CHECK_FALSE(owed_answer(entries, std::span(&promise, 1), march(5)));
}

TEST_CASE("it is ours to speak where nothing was said, and while we owe an answer") {
  CHECK(turn_of({}, {}, march(9)) == Turn::ours);
  const std::vector<Entry> entries{said(in, march(2), 1), said(out, march(3), 2)};
  CHECK(turn_of(entries, no_promises, march(2)) == Turn::ours);
  CHECK(turn_of(entries, no_promises, march(3)) == Turn::theirs);
}

TEST_CASE("after our word it is their turn, their 'thanks' and our notes change nothing") {
  const std::vector<Entry> entries{said(out, march(2), 1), thanks(in, march(3), 2),
                                   said(note, march(4), 3)};
  CHECK(turn_of(entries, no_promises, march(9)) == Turn::theirs);
  const std::vector<Entry> only_thanks{thanks(in, march(3), 1)};
  CHECK(turn_of(only_thanks, no_promises, march(9)) == Turn::ours);
}

TEST_CASE("a promise of ours keeps it our turn until it is resolved") {
  const std::vector<Entry> entries{said(in, march(2), 1), said(out, march(3), 2)};
  const Promise promise = promised(march(3), by(5)).kept(march(6));
  CHECK(turn_of(entries, std::span(&promise, 1), march(4)) == Turn::ours);
  CHECK(turn_of(entries, std::span(&promise, 1), march(6)) == Turn::theirs);
}

TEST_CASE("a promise of theirs is their turn, unless we owe something too") {
  const std::vector<Promise> promises{promised(march(3), by(9)).theirs(),
                                      promised(march(4), by(9)).kept(march(5))};
  CHECK(turn_of({}, promises, march(3)) == Turn::theirs);
  CHECK(turn_of({}, promises, march(4)) == Turn::ours);
  CHECK(turn_of({}, promises, march(5)) == Turn::theirs);
  CHECK(turn_of({}, promises, march(2)) == Turn::ours);
}

TEST_CASE("property: what is owed is the first of the unanswered, in whatever order they come") {
  CHECK(rc::check([] {
    const auto entries = *any_entries();
    const auto promises = *any_promises();
    const Instant as_of = *any_second();
    const std::vector<Id> waiting = unanswered(entries, promises, as_of);
    const auto owed = owed_answer(entries, promises, as_of);
    RC_ASSERT(owed.has_value() == !waiting.empty());
    if (owed) RC_ASSERT(owed->entry == waiting.front());

    std::vector<Entry> reversed(entries.rbegin(), entries.rend());
    RC_ASSERT(unanswered(reversed, promises, as_of) == waiting);
    RC_ASSERT(turn_of(reversed, promises, as_of) == turn_of(entries, promises, as_of));
  }));
}

TEST_CASE("property: our word answers everything before it, a note or 'thanks' nothing") {
  CHECK(rc::check([] {
    auto entries = *any_entries();
    const Instant now = second(30);
    const std::vector<Id> waiting = unanswered(entries, no_promises, now);
    entries.push_back(said(note, now, 2000));
    entries.push_back(thanks(out, now, 2001));
    RC_ASSERT(unanswered(entries, no_promises, now) == waiting);
    entries.push_back(said(*rc::gen::element(out, talk), now, 2002));
    RC_ASSERT(unanswered(entries, no_promises, now).empty());
    RC_ASSERT(unanswered(entries, no_promises, before(now)) == waiting);
    RC_ASSERT(turn_of(entries, no_promises, now) == Turn::theirs);
  }));
}
