#include <doctest/doctest.h>

#include "kept/error.hpp"
#include "kept/rules.hpp"
#include "store_fixture.hpp"

namespace kept {
namespace {

using test::at;

std::int64_t next(Store& store) {
  store.next_command();
  return store.recording();
}

}  // namespace

TEST_CASE("the commands of a change have numbers of their own, and it has the last") {
  Store store = Store::in_memory();
  test::new_customer(store, "Before");
  const Id before = record(store, at(0), "add-customer", "").value();
  store.expect_commands(3);
  const std::int64_t first = next(store);
  CHECK(first == before.number + Id::machines);
  test::new_customer(store, "One");
  CHECK(next(store) == first + Id::machines);
  test::new_customer(store, "Two");
  CHECK(next(store) == first + 2 * Id::machines);
  const Id made = record(store, at(1), "batch", "").value();
  CHECK(made.number == first + 2 * Id::machines);
  for (const std::int64_t number : {first, first + Id::machines, made.number}) {
    CHECK(change_that_recorded(store, number)->id == made);
  }
  CHECK(change_that_recorded(store, before.number)->id == before);
  CHECK_FALSE(change_that_recorded(store, made.number + Id::machines));
  CHECK(store.recording() == made.number + Id::machines);
  undo(store, at(2));
  CHECK(customers(store).size() == 1);
  redo(store, at(3));
  CHECK(customers(store).size() == 3);
}

TEST_CASE("what was said before a question, in its second, does not answer it") {
  Store store = Store::in_memory();
  const Loop loop = test::new_loop(store, test::new_customer(store).id);
  record(store, at(0), "open-loop", "");
  store.expect_commands(3);
  const auto owed = [&] {
    return owed_answer(entries_of_loop(store, loop.id), promises_of_loop(store, loop.id), at(9));
  };
  next(store);
  test::new_entry(store, loop, Direction::out, 5);
  next(store);
  const Entry question = test::new_entry(store, loop, Direction::in, 5);
  REQUIRE(owed());
  CHECK(owed()->entry == question.id);
  next(store);
  const Entry answer = test::new_entry(store, loop, Direction::out, 5);
  CHECK_FALSE(owed());
  const auto since = entries_of_loop_since(store, loop.id, question.happened);
  REQUIRE(since.size() == 2);
  CHECK(since[0].id == question.id);
  CHECK(since[1].id == answer.id);
  CHECK(entries_of_loop_since(store, loop.id, {at(6), 0}).empty());
}

TEST_CASE("a change of a loop that is undone names the change of several commands that closed it") {
  Store store = Store::in_memory();
  Loop loop = test::new_loop(store, test::new_customer(store).id);
  record(store, at(0), "open-loop", "");
  test::new_entry(store, loop, Direction::out, 1);
  const Id logged = record(store, at(1), "log", "").value();
  store.expect_commands(2);
  next(store);
  loop.closings.push_back({.closed = {at(2), store.recording()}});
  put(store, loop);
  next(store);
  test::new_customer(store, "Another");
  const Id closed = record(store, at(2), "batch", "").value();
  try {
    undo(store, logged, at(3));
    FAIL("it was undone");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find(shown(closed) + " closed " + shown(loop.id)) !=
          std::string::npos);
  }
}

}  // namespace kept
