#include <doctest/doctest.h>

#include "kept/text.hpp"
#include "store_fixture.hpp"

namespace kept {

using namespace test;
using namespace std::chrono_literals;

namespace {

Step step(Store& store, const std::string& text, std::optional<int> late_from = std::nullopt) {
  Step made;
  made.text = text;
  made.added = {at(1), store.recording()};
  if (late_from) made.due = deadline(0, 0, *late_from).due;
  return made;
}

Id recorded(Store& store, int second) {
  return record(store, at(second), "test", "").value();
}

}  // namespace

TEST_CASE("a loop comes back with its steps, hands, parent and confirmation as they were put") {
  Store store = Store::in_memory();
  const Customer dana = new_customer(store);
  const Loop whole = new_loop(store, dana.id);
  Loop loop = new_loop(store, dana.id, "Paper");
  loop.parent = whole.id;
  loop.handler = "Noa";
  loop.handovers = {{{at(2), store.recording()}, "", "Noa"}};
  loop.steps = {step(store, "order", 500), step(store, "להזמין")};
  loop.steps[1].guidance = "gently";
  loop.steps[1].plan = "order";
  loop.steps[1].ended = Moment{at(4), store.recording()};
  loop.steps[1].dropped = true;
  Closing closing;
  closing.closed = {at(5), store.recording()};
  closing.confirmed = true;
  closing.confirmed_later = Moment{at(7), store.recording()};
  closing.asked = Moment{at(6), store.recording()};
  loop.closings = {closing};
  put(store, loop);
  recorded(store, 10);
  CHECK(loop.steps[0].number == Id::machines);
  CHECK(loop.steps[1].number == 2 * Id::machines);
  CHECK(kept::loop(store, loop.id) == loop);
  CHECK(loops(store).back() == loop);
  REQUIRE(children_of(store, whole.id).size() == 1);
  CHECK(children_of(store, whole.id).front() == loop);
  CHECK(found(store, fold("להזמין")) == std::vector{loop.id});
  CHECK(found(store, fold("noa")) == std::vector{loop.id});
  CHECK(problems(store).empty());
}

TEST_CASE("the number of a step is never given out again, not even after an undo") {
  Store store = Store::in_memory();
  Loop loop = new_loop(store, new_customer(store).id);
  Loop other = new_loop(store, loop.customer);
  recorded(store, 1);
  loop.steps = {step(store, "order"), step(store, "send")};
  put(store, loop);
  recorded(store, 2);
  undo(store, at(3));
  CHECK(kept::loop(store, loop.id)->steps.empty());
  loop.steps = {step(store, "pay")};
  put(store, loop);
  CHECK(shown(id_of_step(loop.id, loop.steps.front())) == "L1.3");
  other.steps = {step(store, "pay")};
  put(store, other);
  CHECK(shown(id_of_step(other.id, other.steps.front())) == "L2.1");
}

TEST_CASE("loops are found by the steps that are late, while those are open") {
  Store store = Store::in_memory();
  Loop loop = new_loop(store, new_customer(store).id);
  loop.steps = {step(store, "order", 500), step(store, "send", 300)};
  put(store, loop);
  CHECK(loops_owing(store, at(299)).empty());
  CHECK(loops_owing(store, at(300)).size() == 1);
  loop.steps[1].ended = Moment{at(200), store.recording()};
  put(store, loop);
  CHECK(loops_owing(store, at(499)).empty());
  CHECK(loops_owing(store, at(500)).size() == 1);
  recorded(store, 600);
  CHECK(problems(store).empty());
}

TEST_CASE("loops are found when they come back from waiting, and when they are unconfirmed") {
  Store store = Store::in_memory();
  Loop loop = new_loop(store, new_customer(store).id);
  loop.waits = {{.on = WaitingOn::third,
                 .since = {at(10), store.recording()},
                 .until = at(100),
                 .ended = std::nullopt,
                 .reason = "the printer"}};
  put(store, loop);
  CHECK(loops_back_from_waiting(store, at(99)).empty());
  CHECK(loops_back_from_waiting(store, at(100)).size() == 1);
  Closing closing;
  closing.closed = {at(200), store.recording()};
  loop.closings = {closing};
  put(store, loop);
  CHECK(loops_back_from_waiting(store, at(300)).empty());
  CHECK(loops_unconfirmed(store, at(200), at(200)).size() == 1);
  CHECK(loops_unconfirmed(store, at(0), at(199)).empty());
  CHECK(loops_unconfirmed(store, at(201), at(300)).empty());
  new_entry(store, loop, Direction::out, 250);
  CHECK(loops_unconfirmed(store, at(0), at(300)).empty());
  recorded(store, 600);
  CHECK(problems(store).empty());
}

TEST_CASE("how long the first answer took is measured when it is recorded, and once") {
  const Folder folder;
  const auto open = [&](std::chrono::seconds fixed) {
    return Store::open_to_write(folder.file(), folder.backups(), at(0),
                                [fixed](Instant, Instant) { return fixed; });
  };
  Id id;
  {
    Store store = open(11s);
    const Loop loop = new_loop(store, new_customer(store).id);
    id = loop.id;
    CHECK_FALSE(first_answer(store, id));
    new_entry(store, loop, Direction::in, 100);
    REQUIRE(first_answer(store, id));
    CHECK_FALSE(first_answer(store, id)->answered);
    new_entry(store, loop, Direction::out, 160);
    recorded(store, 200);
    CHECK(first_answer(store, id)->answered == at(160));
    CHECK(first_answer(store, id)->took == 11s);
    CHECK(first_answer(store, id)->in_time());
    store.commit();
  }
  // Other hours now: what was measured stays, until the answer is another one.
  Store store = open(99s);
  const Loop loop = *kept::loop(store, id);
  new_entry(store, loop, Direction::in, 300);
  new_entry(store, loop, Direction::out, 400);
  recorded(store, 500);
  CHECK(first_answer(store, id)->took == 11s);
  new_entry(store, loop, Direction::out, 130);
  recorded(store, 600);
  CHECK(first_answer(store, id)->answered == at(130));
  CHECK(first_answer(store, id)->took == 99s);
  CHECK(problems(store).empty());
}

TEST_CASE("first answers are told one by one, and without a clock they are in plain time") {
  Store store = Store::in_memory();
  const Customer dana = new_customer(store);
  const Loop first = new_loop(store, dana.id);
  const Loop second = new_loop(store, dana.id);
  new_loop(store, dana.id);
  new_entry(store, first, Direction::in, 100);
  new_entry(store, first, Direction::talk, 190);
  new_entry(store, second, Direction::in, 100);
  std::vector<FirstAnswer> all;
  each_first_answer(store, [&](const FirstAnswer& each) { all.push_back(each); });
  REQUIRE(all.size() == 2);
  CHECK(all[0].loop == first.id);
  CHECK(all[0].took == 90s);
  CHECK(all[1].loop == second.id);
  CHECK_FALSE(all[1].in_time());
}

}  // namespace kept
