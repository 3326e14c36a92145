#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "store/changesets.hpp"
#include "store/rows.hpp"
#include "store_fixture.hpp"

namespace kept {
namespace {

using test::at;

/// All that the tracked tables hold, as text.
std::vector<std::string> contents(Store& store) {
  const SQLite::Database& database = store.connection().database;
  std::vector<std::string> rows;
  for (const Tracked& each : tracked) {
    SQLite::Statement query(database,
                            std::string("select * from ") + each.table + " order by 1, 2");
    while (query.executeStep()) {
      rows.emplace_back(each.table);
      for (int i = 0; i < query.getColumnCount(); ++i) {
        rows.back() += '|' + query.getColumn(i).getString();
      }
    }
  }
  return rows;
}

std::vector<Id> loops_that_owe(Store& store) {
  std::vector<Id> ids;
  for (const Loop& each : loops_owing(store, at(1'000'000))) ids.push_back(each.id);
  return ids;
}

/// Something of everything that a savepoint has to restore.
void random_work(Store& store, int second) {
  const std::vector<Loop> open = open_loops(store);
  const int what = open.empty() ? 0 : *rc::gen::inRange(0, 6);
  if (what == 0) {
    test::new_loop(store, test::new_customer(store, "Customer " + std::to_string(second)).id);
    return;
  }
  Loop loop = *rc::gen::elementOf(open);
  if (what == 1) {
    loop.title = "Title " + std::to_string(second);
    put(store, loop);
  } else if (what == 2) {
    loop.closings.push_back({.closed = {at(second), store.recording()}});
    put(store, loop);
  } else if (what == 3) {
    test::new_entry(store, loop, Direction::out, second);
  } else if (what == 4) {
    test::new_entry(store, loop, Direction::in, second);
  } else {
    test::new_promise(store, loop.customer, second + 50);
  }
  if (*rc::gen::arbitrary<bool>()) loops_that_owe(store);  // which derives what is stale
}

/// Work that is taken back, some of it nested in work that is.
void random_work_in_vain(Store& store, int second, int depth = 0) {
  const Savepoint vain(store);
  for (int puts = *rc::gen::inRange(0, 4); puts > 0; --puts) random_work(store, second);
  if (depth < 2 && *rc::gen::arbitrary<bool>()) random_work_in_vain(store, second, depth + 1);
  if (*rc::gen::arbitrary<bool>()) {
    Savepoint kept_in_vain(store);
    random_work(store, second);
    kept_in_vain.keep();
  }
}

}  // namespace

TEST_CASE("what is put after a savepoint is gone with it, and what was put before stands") {
  const bool holds = rc::check("savepoints", [] {
    Store store = Store::in_memory();
    for (int second = 1; second <= 8; ++second) {
      if (*rc::gen::arbitrary<bool>()) {
        Savepoint savepoint(store);
        random_work(store, second);
        savepoint.keep();
      } else {
        random_work(store, second);
      }
      const std::vector<std::string> before = contents(store);
      const std::vector<Id> owing = loops_that_owe(store);
      random_work_in_vain(store, second);
      RC_ASSERT(contents(store) == before);
      RC_ASSERT(loops_that_owe(store) == owing);
      if (*rc::gen::inRange(0, 4) > 0) continue;
      record(store, at(second), "any", "");
      RC_ASSERT(problems(store) == std::vector<std::string>{});
    }
    record(store, at(20), "any", "");
    RC_ASSERT(problems(store) == std::vector<std::string>{});
    while (!contents(store).empty()) undo(store, at(100));
    RC_ASSERT(problems(store) == std::vector<std::string>{});
  });
  CHECK(holds);
}

TEST_CASE("a change with many savepoints is stored in parts, and none of them ends within one") {
  Store store = Store::in_memory();
  const Loop loop = test::new_loop(store, test::new_customer(store).id);
  for (int second = 1; second <= 1'200; ++second) {
    Savepoint savepoint(store);
    test::new_entry(store, loop, Direction::out, second);
    if (second % 3 > 0) savepoint.keep();
  }
  record(store, at(2'000), "import", "");
  CHECK(entries(store).size() == 800);
  CHECK(count_parts(store, changes(store, 1).front().id) == 2);
  CHECK(problems(store).empty());
  undo(store, at(3'000));
  CHECK(contents(store).empty());
  redo(store, at(4'000));
  CHECK(entries(store).size() == 800);
  CHECK(problems(store).empty());
}

TEST_CASE("a long savepoint before which all was recorded is stored in parts") {
  Store store = Store::in_memory();
  const Loop loop = test::new_loop(store, test::new_customer(store).id);
  record(store, at(1), "open-loop", "");
  {
    const Savepoint vain(store);
    for (int second = 1; second <= 1'200; ++second) {
      test::new_entry(store, loop, Direction::out, second);
    }
    record(store, at(2), "import", "");
  }
  CHECK(entries(store).empty());
  CHECK(changes(store, 9).size() == 1);
  CHECK(problems(store).empty());
  Savepoint savepoint(store);
  test::new_entry(store, loop, Direction::in, 5);
  CHECK(record(store, at(3), "log", ""));
  savepoint.keep();
  CHECK(problems(store).empty());
  undo(store, at(4));
  undo(store, at(5));
  CHECK(contents(store).empty());
}

TEST_CASE("numbers that were drawn in vain are drawn again") {
  Store store = Store::in_memory();
  {
    const Savepoint vain(store);
    CHECK(shown(test::new_customer(store, "Noa").id) == "C1");
  }
  CHECK(shown(test::new_customer(store, "Dana").id) == "C1");
  CHECK(shown(*record(store, at(1), "add-customer", "")) == "H1");
  CHECK(found(store, "noa").empty());
  CHECK(found(store, "dana").size() == 1);
}

TEST_CASE("where there is nothing to go back to, nothing more is written") {
  const test::Folder folder;
  Store store = folder.write();
  {
    const Savepoint lost(store);
    test::new_customer(store, "Noa");
    store.connection().run("rollback");  // as SQLite does where the disk is full
  }
  CHECK_THROWS_AS(test::new_customer(store, "Dana"), Error);
  CHECK_THROWS_AS(record(store, at(1), "add-customer", ""), Error);
}

}  // namespace kept
