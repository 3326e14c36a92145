#include <doctest/doctest.h>

#include "rules_stories.hpp"

namespace kept {

using namespace stories;
using namespace std::chrono_literals;

namespace {

Wait wait_until(Instant since, std::optional<Instant> until, WaitingOn on = WaitingOn::customer) {
  return {.on = on, .since = {since, 2}, .until = until, .ended = std::nullopt, .reason = "texts"};
}

LoopStory waiting_story(std::optional<Instant> until, WaitingOn on = WaitingOn::customer) {
  LoopStory story{loop_from(march(1)), {}, {}};
  story.loop.waits = {wait_until(march(3), until, on)};
  return story;
}

Step step_of(std::int64_t serial, std::optional<Due> due = std::nullopt) {
  Step step;
  step.number = serial * Id::machines;
  step.text = "ask the printer";
  step.added = {march(2), 2};
  step.due = std::move(due);
  return step;
}

Closing closed_at(Instant at, Outcome outcome = Outcome::resolved) {
  Closing closing;
  closing.closed = {at, 5};
  closing.outcome = outcome;
  return closing;
}

std::vector<Obstacle::What> obstacles(const LoopStory& story, Instant as_of,
                                      const std::vector<Loop>& parts = {}) {
  std::vector<Obstacle::What> all;
  for (const Obstacle& each : obstacles_to_closing(story, parts, as_of)) all.push_back(each.what);
  return all;
}

}  // namespace

// ---- back from waiting -----------------------------------------------------------------------

TEST_CASE("a loop is back when the time of its last wait has come, not before") {
  for (const auto on : {WaitingOn::customer, WaitingOn::third, WaitingOn::snooze}) {
    const LoopStory story = waiting_story(march(5), on);
    CHECK_FALSE(back_from_waiting(story, before(march(5))));
    CHECK(back_from_waiting(story, march(5)) == march(5));
    CHECK(back_from_waiting(story, march(30)) == march(5));
  }
  CHECK_FALSE(back_from_waiting(waiting_story(std::nullopt), march(30)));
}

TEST_CASE("what is said or promised after the wait is a look at the loop, and a note is none") {
  for (const auto direction : {Direction::in, Direction::out, Direction::talk}) {
    LoopStory story = waiting_story(march(5), WaitingOn::third);
    story.entries = {said(direction, march(6), 9)};
    CHECK(back_from_waiting(story, before(march(6))));
    CHECK_FALSE(back_from_waiting(story, march(6)));
  }
  LoopStory quiet = waiting_story(march(5));
  quiet.entries = {said(Direction::note, march(6), 9), thanks(Direction::in, march(6), 10),
                   said(Direction::out, march(4), 8)};
  CHECK(back_from_waiting(quiet, march(7)) == march(5));
  quiet.promises = {promised(march(7), by(9))};
  CHECK_FALSE(back_from_waiting(quiet, march(7)));
}

TEST_CASE("a wait that something ended earlier does not bring the loop back") {
  LoopStory answered = waiting_story(march(5));
  answered.entries = {said(Direction::in, march(4), 9)};
  CHECK_FALSE(back_from_waiting(answered, march(6)));
  answered.loop.waits.front().on = WaitingOn::third;
  CHECK(back_from_waiting(answered, march(6)) == march(5));

  LoopStory ended = waiting_story(march(5));
  ended.loop.waits.front().ended = Moment{march(4), 9};
  CHECK_FALSE(back_from_waiting(ended, march(6)));
}

TEST_CASE("an end after the time has come says that somebody looked") {
  LoopStory story = waiting_story(march(5));
  story.loop.waits.front().ended = Moment{march(7), 9};
  CHECK(back_from_waiting(story, march(6)) == march(5));
  CHECK_FALSE(back_from_waiting(story, march(7)));
}

TEST_CASE("a loop that waits for something else, or is closed, is not back") {
  LoopStory story = waiting_story(march(5));
  story.loop.waits.insert(story.loop.waits.begin(),
                          wait_until(march(2), std::nullopt, WaitingOn::third));
  CHECK_FALSE(back_from_waiting(story, march(6)));
  LoopStory closed = waiting_story(march(5));
  closed.loop.closings = {closed_at(march(6))};
  CHECK(back_from_waiting(closed, before(march(6))));
  CHECK_FALSE(back_from_waiting(closed, march(6)));
}

// ---- confirmation ----------------------------------------------------------------------------

TEST_CASE("only what was closed as resolved without the customer's word is unconfirmed") {
  for (const auto outcome :
       {Outcome::resolved, Outcome::declined, Outcome::lapsed, Outcome::duplicate}) {
    LoopStory story{loop_from(march(1)), {}, {}};
    CHECK_FALSE(is_unconfirmed(story, march(9)));
    story.loop.closings = {closed_at(march(5), outcome)};
    CHECK_FALSE(is_unconfirmed(story, before(march(5))));
    CHECK(is_unconfirmed(story, march(5)) == (outcome == Outcome::resolved));
  }
}

TEST_CASE("it is asked once: a word of ours after the closing, or the mark of it, will do") {
  LoopStory story{loop_from(march(1)), {}, {}};
  story.loop.closings = {closed_at(march(5))};
  story.entries = {said(Direction::out, march(4), 3), said(Direction::note, march(6), 6),
                   thanks(Direction::in, march(6), 7)};
  CHECK(is_unconfirmed(story, march(9)));
  LoopStory asked = story;
  asked.entries.push_back(said(Direction::out, march(7), 8));
  CHECK(is_unconfirmed(asked, before(march(7))));
  CHECK_FALSE(is_unconfirmed(asked, march(7)));
  LoopStory marked = story;
  marked.loop.closings.back().asked = Moment{march(7), 8};
  CHECK_FALSE(is_unconfirmed(marked, march(9)));
  LoopStory confirmed = story;
  confirmed.loop.closings.back().confirmed = true;
  CHECK_FALSE(is_unconfirmed(confirmed, march(9)));
}

TEST_CASE("a loop that was reopened asks for nothing") {
  LoopStory story{loop_from(march(1)), {}, {}};
  story.loop.closings = {closed_at(march(5))};
  story.loop.closings.back().reopened = Moment{march(6), 6};
  CHECK_FALSE(is_unconfirmed(story, march(9)));
}

// ---- steps -----------------------------------------------------------------------------------

TEST_CASE("a step is open from when it was added until it ends") {
  Step step = step_of(1);
  CHECK_FALSE(was_open(step, before(march(2))));
  CHECK(was_open(step, march(2)));
  step.ended = Moment{march(4), 4};
  CHECK(was_open(step, before(march(4))));
  CHECK_FALSE(was_open(step, march(4)));
}

TEST_CASE("the next step is the open one that is due first") {
  Loop loop = loop_from(march(1));
  loop.steps = {step_of(1), step_of(2, by(9)), step_of(3, by(7)), step_of(4, by(5))};
  loop.steps.back().ended = Moment{march(4), 4};
  REQUIRE(next_step_due(loop) != nullptr);
  CHECK(next_step_due(loop)->number == 3 * Id::machines);
  loop.steps = {step_of(1)};
  CHECK(next_step_due(loop) == nullptr);
}

TEST_CASE("a step is owed when it is late, and hidden while its loop waits or is closed") {
  LoopStory story{loop_from(march(1)), {}, {}};
  story.loop.steps = {step_of(1), step_of(2, by(5))};
  const auto owed = [&](Instant as_of) { return matters({}, std::span(&story, 1), as_of, as_of); };
  CHECK(owed(before(march(6))).empty());
  REQUIRE(owed(march(6)).size() == 1);
  CHECK(owed(march(6)).front().what == Matter::What::step);
  CHECK(shown(owed(march(6)).front().id) == "L7.2");
  CHECK(owed(march(6)).front().due == by(5));
  CHECK(matters({}, std::span(&story, 1), march(3), march(6)).size() == 1);
  story.loop.waits = {wait_until(march(5), march(8), WaitingOn::third)};
  CHECK(owed(march(7)).empty());
  CHECK(owed(march(8)).size() == 1);
  story.loop.closings = {closed_at(march(9))};
  CHECK(owed(march(9)).empty());
}

TEST_CASE("a wait hides no promise and no answer") {
  LoopStory story{loop_from(march(1)), {said(Direction::in, march(2), 9)}, {}};
  story.loop.waits = {wait_until(march(2), march(20), WaitingOn::snooze)};
  const std::vector<Promise> promises{promised(march(1), by(4))};
  story.loop.waits.front().since = {march(2, 1), 10};
  CHECK(matters(promises, std::span(&story, 1), march(9), march(9)).size() == 2);
}

// ---- effort ----------------------------------------------------------------------------------

TEST_CASE("touches, chases, hand-overs, snoozes and reopenings are counted as of then") {
  Loop loop = loop_from(march(1));
  loop.waits = {wait_until(march(2), march(3), WaitingOn::snooze),
                wait_until(march(4), march(5), WaitingOn::snooze),
                wait_until(march(6), march(7), WaitingOn::third)};
  loop.handovers = {{{march(3), 3}, "", "Noa"}, {{march(8), 8}, "Noa", ""}};
  loop.closings = {closed_at(march(9))};
  loop.closings.back().reopened = Moment{march(10), 9};
  std::vector<Entry> entries{said(Direction::in, march(2), 1),   said(Direction::out, march(3), 2),
                             said(Direction::note, march(3), 3), thanks(Direction::in, march(4), 4),
                             said(Direction::in, march(5), 5),   said(Direction::out, march(6), 6)};
  entries[4].chase = entries[5].chase = true;
  const Effort early = effort_of(loop, entries, march(4));
  CHECK(early.touches == 3);
  CHECK(early.snoozes == 2);
  CHECK(early.handovers == 1);
  CHECK(early.chased_by_customer == 0);
  CHECK(early.reopenings == 0);
  const Effort all = effort_of(loop, entries, march(30));
  CHECK(all.touches == 5);
  CHECK(all.chased_by_customer == 1);
  CHECK(all.chased_by_us == 1);
  CHECK(all.handovers == 2);
  CHECK(all.reopenings == 1);
}

// ---- closing ---------------------------------------------------------------------------------

TEST_CASE("steps, parts and a wait stand in the way of a closing, in this order") {
  using What = Obstacle::What;
  LoopStory story{loop_from(march(1)), {}, {}};
  CHECK(obstacles(story, march(9)).empty());
  story.loop.steps = {step_of(1), step_of(2)};
  story.loop.steps.back().ended = Moment{march(3), 3};
  story.loop.waits = {wait_until(march(3), std::nullopt, WaitingOn::third)};
  story.entries = {said(Direction::in, march(4), 9)};
  Loop part = loop_from(march(2));
  part.id.number = 8 * Id::machines;
  const auto found = obstacles_to_closing(story, std::span(&part, 1), march(9));
  CHECK(obstacles(story, march(9), {part}) ==
        std::vector{What::open_step, What::open_child, What::waiting, What::owed_answer});
  CHECK(shown(found[0].id) == "L7.1");
  CHECK(shown(found[1].id) == "L8");
  part.closings = {closed_at(march(5))};
  CHECK(obstacles(story, march(9), {part}).size() == 3);
}

// ---- answers ---------------------------------------------------------------------------------

TEST_CASE("the first question is the oldest that wants an answer, whoever wrote it down first") {
  CHECK_FALSE(first_question({}, {}));
  const std::vector<Entry> entries{
      said(Direction::in, march(4), 4), thanks(Direction::in, march(1), 1),
      said(Direction::in, march(3), 5), said(Direction::out, march(2), 2),
      said(Direction::note, march(5), 6)};
  const auto first = first_question(entries, {});
  REQUIRE(first);
  CHECK(first->asked == march(3));
  CHECK(first->late_from == march(4));
  CHECK_FALSE(first->answered);
}

TEST_CASE("of several unanswered questions the one that is late first is owed") {
  std::vector<Entry> entries{said(Direction::in, march(3), 3), said(Direction::in, march(4), 4),
                             said(Direction::in, march(5), 5)};
  CHECK(owed_answer(entries, {}, march(6))->entry == entries[0].id);
  entries[0].answer_late_from = march(9);
  entries[1].answer_late_from = march(5, 2);
  entries[2].answer_late_from = march(5, 2);
  CHECK(owed_answer(entries, {}, march(6))->entry == entries[1].id);
  CHECK(owed_answer(entries, {}, before(march(4)))->entry == entries[0].id);
  CHECK(unanswered(entries, {}, march(6)).size() == 3);
}

TEST_CASE("the first answer stays the first, whatever is asked and said later") {
  std::vector<Entry> entries{said(Direction::in, march(3), 3), said(Direction::out, march(5), 5),
                             said(Direction::in, march(6), 6), said(Direction::talk, march(7), 7)};
  CHECK(first_question(entries, {})->answered == march(5));
  const std::vector<Promise> earlier{promised(march(4), by(9))};
  CHECK(first_question(entries, earlier)->answered == march(4));
  const Promise theirs = promised(march(4), by(9)).theirs();
  CHECK(first_question(entries, std::span(&theirs, 1))->answered == march(5));
}

TEST_CASE("the first rule that fits says how soon an answer is wanted, else one business day") {
  Customer dana;
  dana.id = {Kind::customer, 3 * Id::machines};
  dana.name = "Dana Example";
  dana.handle = "dana";
  dana.tags = {"VIP"};
  Loop loop = loop_from(march(1));
  loop.kind = LoopKind::complaint;
  Policy policy;
  CHECK(answer_within(policy, dana, loop) == Allowance{.days = 1});
  policy.answers = {{.kind = LoopKind::order, .within = {.days = 5}},
                    {.tag = "vip", .kind = LoopKind::complaint, .within = {.time = 2h}},
                    {.customer = "dana", .within = {.days = 2}},
                    {.priority = Priority::urgent, .within = {.time = 1h}}};
  CHECK(answer_within(policy, dana, loop) == Allowance{.time = 2h});
  loop.kind = LoopKind::other;
  CHECK(answer_within(policy, dana, loop) == Allowance{.days = 2});
  dana.handle.clear();
  CHECK(answer_within(policy, dana, loop) == Allowance{.days = 1});
  loop.priority = Priority::urgent;
  CHECK(answer_within(policy, dana, loop) == Allowance{.time = 1h});
}

TEST_CASE("a rule names a customer in full, never by the beginning of a name") {
  Customer dana;
  dana.id = {Kind::customer, 3 * Id::machines};
  dana.name = "דנה דוגמה";
  dana.handle = "dana";
  dana.emails = {"dana@example.com"};
  dana.phones = {"050-555-0101"};
  for (const char* name : {"C3", "DANA", "dana@example.com", "+972 50 555 0101", "דָּנָה דוגמה"}) {
    CAPTURE(name);
    CHECK(is_called(dana, name));
  }
  for (const char* name : {"C4", "dan", "דנה", "example.com", ""}) {
    CAPTURE(name);
    CHECK_FALSE(is_called(dana, name));
  }
}

}  // namespace kept
