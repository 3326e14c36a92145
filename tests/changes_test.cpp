#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <sstream>

#include "store/changesets.hpp"
#include "store_fixture.hpp"

namespace kept {
namespace {

using test::at;

std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    CHECK(error.status == Exit::refused);
    return error.what();
  }
  return "done";
}

/// All that the tracked tables hold, as text.
std::string contents(Store& store) {
  const SQLite::Database& database = store.connection().database;
  std::ostringstream all;
  for (const Tracked& each : tracked) {
    SQLite::Statement rows(database, std::string("select * from ") + each.table + " order by 1, 2");
    while (rows.executeStep()) {
      all << each.table;
      for (int i = 0; i < rows.getColumnCount(); ++i) all << '|' << rows.getColumn(i).getString();
      all << '\n';
    }
  }
  return all.str();
}

std::string states(Store& store) {
  std::ostringstream all;
  for (const Loop& each : open_loops(store)) all << shown(each.id) << ' ';
  for (const Loop& each : loops_owing(store, at(1'000'000))) all << shown(each.id) << ' ';
  for (const Promise& each : promises_needing_attention(store, at(1'000'000))) {
    all << shown(each.id) << ' ';
  }
  return all.str();
}

Id recorded(Store& store, int second, std::string_view command) {
  const std::optional<Id> id = record(store, at(second), command, "a summary");
  REQUIRE(id);
  return *id;
}

}  // namespace

TEST_CASE("a change is stored with what it did") {
  Store store = Store::in_memory();
  const std::int64_t number = store.recording();
  const Customer dana = test::new_customer(store);
  const Id id = recorded(store, 5, "add-customer");
  CHECK(id.number == number);
  CHECK(shown(id) == "H1");
  const Change stored = change(store, id).value();
  CHECK(stored.at == at(5));
  CHECK(stored.what == Change::What::made);
  CHECK(stored.command == "add-customer");
  CHECK(stored.summary == "a summary");
  CHECK_FALSE(stored.reverses);
  CHECK_FALSE(stored.reversed_by);
  REQUIRE(changes_of(store, dana.id).size() == 1);
  CHECK(changes_of(store, dana.id).front().id == id);
  CHECK(store.recording() > number);
}

TEST_CASE("a change of nothing is not stored, and its number serves the next") {
  Store store = Store::in_memory();
  Customer dana = test::new_customer(store);
  recorded(store, 1, "add-customer");
  put(store, dana);
  CHECK_FALSE(record(store, at(2), "edit-customer", ""));
  CHECK(changes(store, 10).size() == 1);
  dana.org = "Levi";
  put(store, dana);
  CHECK(shown(recorded(store, 3, "edit-customer")) == "H2");
  CHECK(changes(store, 1).size() == 1);
  CHECK(shown(changes(store, 1).front().id) == "H2");
}

TEST_CASE("undo, undo, redo, redo") {
  Store store = Store::in_memory();
  const std::string empty = contents(store);
  Customer dana = test::new_customer(store);
  recorded(store, 1, "add-customer");
  const std::string first = contents(store);
  dana.name = "Dana Cohen";
  dana.tags = {"vip"};
  put(store, dana);
  recorded(store, 2, "edit-customer");
  const std::string second = contents(store);

  const Change undone = undo(store, at(3));
  CHECK(undone.what == Change::What::undo);
  CHECK(shown(*undone.reverses) == "H2");
  CHECK(undone.summary == "H2 edit-customer: a summary");
  CHECK(change(store, *undone.reverses)->reversed_by == undone.id);
  CHECK(contents(store) == first);
  undo(store, at(4));
  CHECK(contents(store) == empty);
  CHECK(refusal([&] { undo(store, at(5)); }) == "there is nothing to undo");

  const Change redone = redo(store, at(6));
  CHECK(redone.what == Change::What::redo);
  CHECK(redone.summary == "H1 add-customer: a summary");
  CHECK(contents(store) == first);
  CHECK_FALSE(change(store, Id{Kind::change, 64})->reversed_by);
  redo(store, at(7));
  CHECK(contents(store) == second);
  CHECK(refusal([&] { redo(store, at(8)); }) == "there is nothing to redo");
  CHECK(problems(store).empty());
  undo(store, at(9));
  CHECK(contents(store) == first);
  CHECK(changes_of(store, dana.id).size() == 7);
}

TEST_CASE("redo is refused after a new change") {
  Store store = Store::in_memory();
  test::new_customer(store);
  recorded(store, 1, "add-customer");
  undo(store, at(2));
  test::new_customer(store, "Other");
  recorded(store, 3, "add-customer");
  CHECK(refusal([&] { redo(store, at(4)); }) ==
        "H1 cannot be redone: H3 (add-customer) was made since");
}

TEST_CASE("a number is never given out again") {
  Store store = Store::in_memory();
  test::new_customer(store);
  recorded(store, 1, "add-customer");
  undo(store, at(2));
  CHECK(shown(test::new_customer(store).id) == "C2");
}

TEST_CASE("one change alone is undone where no later one touched its records") {
  Store store = Store::in_memory();
  const Customer dana = test::new_customer(store);
  recorded(store, 1, "add-customer");
  Promise logo = test::new_promise(store, dana.id);
  const Id made = recorded(store, 2, "promise");
  test::new_promise(store, dana.id);
  const Id other = recorded(store, 3, "promise");
  logo.deadlines.push_back(test::deadline(store.recording(), 500, 2000));
  put(store, logo);
  const Id moved = recorded(store, 4, "move-promise");

  CHECK(refusal([&] { undo(store, made, at(5)); }) ==
        "H2 cannot be undone alone: its records were touched later by\n"
        "  H4 move-promise: a summary (touched P1)");
  undo(store, other, at(6));
  CHECK(promises(store).size() == 1);
  CHECK(refusal([&] { undo(store, other, at(7)); }) == "H3 was undone already, by H5");
  CHECK(refusal([&] { undo(store, Id{Kind::change, 5 * 64}, at(7)); }) == "H5 is itself an undo");
  undo(store, moved, at(8));
  undo(store, made, at(9));
  CHECK(promises(store).empty());
  CHECK(problems(store).empty());
  for (int i = 0; i < 3; ++i) redo(store, at(10 + i));
  CHECK(promises(store).size() == 2);
  CHECK(promises(store).front().deadlines.size() == 2);
  CHECK(problems(store).empty());
  CHECK_THROWS_AS(undo(store, Id{Kind::change, 99 * 64}, at(20)), Error);
}

TEST_CASE("an undo does not trip over columns that a later change derived") {
  Store store = Store::in_memory();
  const Loop logo = test::new_loop(store, test::new_customer(store).id);
  recorded(store, 1, "open-loop");
  test::new_entry(store, logo, Direction::in, 10);
  const Id asked = recorded(store, 10, "log");
  test::new_entry(store, logo, Direction::in, 20);
  recorded(store, 20, "log");
  CHECK(loops_owing(store, at(10 + 86'400)).size() == 1);

  undo(store, asked, at(30));
  CHECK(loops_owing(store, at(10 + 86'400)).empty());
  CHECK(loops_owing(store, at(20 + 86'400)).size() == 1);
  CHECK(problems(store).empty());
  redo(store, at(31));
  CHECK(loops_owing(store, at(10 + 86'400)).size() == 1);
  CHECK(problems(store).empty());
}

TEST_CASE("what later records belong to is not undone under them") {
  Store store = Store::in_memory();
  const Customer dana = test::new_customer(store);
  const Id added = recorded(store, 1, "add-customer");
  test::new_loop(store, dana.id);
  recorded(store, 2, "open-loop");
  const std::string before = contents(store);
  const std::string state = states(store);
  CHECK(refusal([&] { undo(store, added, at(3)); }) ==
        "H1 cannot be undone alone: its records were touched later by\n"
        "  H2 open-loop: a summary (touched L1)");
  CHECK(contents(store) == before);
  CHECK(states(store) == state);
  CHECK(changes(store, 10).size() == 2);
  CHECK(problems(store).empty());
  undo(store, at(4));
  undo(store, at(5));
  CHECK(customers(store).empty());
}

TEST_CASE("an undo aborts where a row is not as the change left it") {
  Store store = Store::in_memory();
  Customer dana = test::new_customer(store);
  recorded(store, 1, "add-customer");
  dana.name = "Dana Cohen";
  put(store, dana);
  recorded(store, 2, "edit-customer");
  Query(store, "update customer set name = 'behind the back'").run();
  watch(store);
  CHECK(refusal([&] { undo(store, at(3)); }) ==
        "H2 cannot be undone: its records have changed since");
  CHECK(customers(store).front().name == "behind the back");
}

TEST_CASE("an undo aborts where a table has lost a column") {
  Store store = Store::in_memory();
  test::new_customer(store);
  recorded(store, 1, "add-customer");
  store.connection().statements.clear();
  store.connection().run("alter table customer drop column lang");
  CHECK(refusal([&] { undo(store, at(2)); }) ==
        "H1 cannot be undone: the store's tables have changed since");
}

TEST_CASE("several changes are recorded in one transaction") {
  const test::Folder folder;
  {
    Store store = folder.write();
    const Customer dana = test::new_customer(store);
    recorded(store, 1, "add-customer");
    test::new_promise(store, dana.id);
    recorded(store, 2, "promise");
    undo(store, at(3));
    store.commit();
  }
  Store store = folder.write();
  CHECK(changes(store, 10).size() == 3);
  CHECK(promises(store).empty());
  redo(store, at(4));
  CHECK(promises(store).size() == 1);
  store.commit();
  Store reader = folder.read();
  CHECK(promises(reader).size() == 1);
  CHECK(problems(reader).empty());
}

TEST_CASE("a long change is stored in parts and undone as one") {
  Store store = Store::in_memory();
  const Customer dana = test::new_customer(store);
  const Id added = recorded(store, 1, "add-customer");
  const std::string before = contents(store);
  for (int i = 0; i < 1100; ++i) test::new_promise(store, dana.id, i + 1);
  const Id imported = recorded(store, 2, "import");
  CHECK(count_parts(store, added) == 1);
  CHECK(count_parts(store, imported) == 3);
  CHECK(promises_needing_attention(store, at(500)).size() == 500);
  const std::string after = contents(store);
  undo(store, at(3));
  CHECK(contents(store) == before);
  CHECK(promises_needing_attention(store, at(500)).empty());
  redo(store, at(4));
  CHECK(contents(store) == after);
  CHECK(problems(store).empty());
}

TEST_CASE("an undo that fails in its last part changes nothing, and the store goes on") {
  const test::Folder folder;
  {
    Store store = folder.write();
    const Customer dana = test::new_customer(store);
    recorded(store, 1, "add-customer");
    for (int i = 0; i < 1100; ++i) test::new_promise(store, dana.id, i + 1);
    recorded(store, 2, "import");
    store.commit();
  }
  SQLite::Database(folder.file().string(), SQLite::OPEN_READWRITE)
      .exec("update promise set made_at = made_at + 1 where id = 64");
  Store store = folder.write();
  const std::string before = contents(store);
  CHECK(refusal([&] { undo(store, at(3)); }) ==
        "H2 cannot be undone: its records have changed since");
  CHECK(contents(store) == before);
  CHECK(found(store, "logo").size() == 1100);
  test::new_customer(store, "Ann Lee");
  CHECK(shown(recorded(store, 4, "add-customer")) == "H3");
  CHECK(changes(store, 10).size() == 3);
  undo(store, at(5));
  CHECK(contents(store) == before);
}

TEST_CASE("the values that a change wrote are told") {
  Store store = Store::in_memory();
  Customer dana = test::new_customer(store);
  dana.emails = {"dana@example.com"};
  dana.keys = {{"crm", "17"}};
  put(store, dana);
  const Id added = recorded(store, 1, "add-customer");
  dana.name = "Dana Cohen";
  dana.type = CustomerType::pressed;
  dana.emails = {"cohen@example.com"};
  dana.keys.clear();
  put(store, dana);
  const Id edited = recorded(store, 2, "edit-customer");

  const auto lines = [&](Id id) {
    std::string all;
    for (const ValueChange& value : values_changed(store, id)) {
      all += shown(value.record) + " " + value.table + "." + value.column + ": " +
             value.before.value_or("-") + " > " + value.after.value_or("-") + "\n";
    }
    return all;
  };
  CHECK(lines(added) ==
        "C1 customer.name: - > Dana Levi\n"
        "C1 customer.added_at: - > 1774000000\n"
        "C1 contact.kind: - > email\n"
        "C1 contact.value: - > dana@example.com\n"
        "C1 customer_key.source: - > crm\n"
        "C1 customer_key.external_id: - > 17\n");
  CHECK(lines(edited) ==
        "C1 customer.name: Dana Levi > Dana Cohen\n"
        "C1 customer.type: - > pressed\n"
        "C1 contact.value: dana@example.com > cohen@example.com\n"
        "C1 customer_key.source: crm > -\n"
        "C1 customer_key.external_id: 17 > -\n");
}

// ---- any sequence ----------------------------------------------------------------------------

namespace {

/// One random command on what there is.
void random_put(Store& store, int second) {
  const auto any_of = [](const auto& records) { return *rc::gen::elementOf(records); };
  std::vector<Customer> all = customers(store);
  const int what = all.empty() ? 0 : *rc::gen::inRange(0, 8);
  if (what == 0) {
    test::new_customer(store, "Customer " + std::to_string(second));
    return;
  }
  Customer customer = any_of(all);
  std::vector<Loop> open = open_loops(store);
  if (what == 1) {
    customer.tags = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("vip", "north", "old"));
    customer.phones = {std::to_string(second)};
    return put(store, customer);
  }
  if (what == 2 || open.empty()) {
    test::new_loop(store, customer.id);
    return;
  }
  Loop loop = any_of(open);
  if (what == 3) {
    loop.closings.push_back({});
    loop.closings.back().closed = {at(second), store.recording()};
    if (*rc::gen::arbitrary<bool>()) loop.closings.back().reopened = {at(second), 64};
    return put(store, loop);
  }
  if (what == 4) {
    test::new_entry(store, loop, *rc::gen::element(Direction::in, Direction::out, Direction::note),
                    second);
    return;
  }
  const std::vector<Promise> made = promises(store);
  if (what == 5 || made.empty()) {
    Promise promise = test::promise_of(store, loop.customer, second + *rc::gen::inRange(1, 50));
    if (*rc::gen::arbitrary<bool>()) promise.loop = loop.id;
    return put(store, promise);
  }
  Promise promise = any_of(made);
  if (what == 6) {
    promise.deadlines.push_back(test::deadline(store.recording(), second, second + 60));
  } else {
    promise.resolution = Resolution{Ending::kept, {at(second), store.recording()}, {}, "sent"};
  }
  put(store, promise);
}

}  // namespace

TEST_CASE("any sequence of changes is undone to nothing and redone to the same") {
  const bool holds = rc::check("undo and redo", [] {
    Store store = Store::in_memory();
    const int commands = *rc::gen::inRange(1, 12);
    std::vector<std::string> stood{contents(store)};
    for (int second = 1; second <= commands; ++second) {
      for (int puts = *rc::gen::inRange(1, 4); puts > 0; --puts) random_put(store, second);
      if (record(store, at(second), "any", "")) stood.push_back(contents(store));
      RC_ASSERT(problems(store) == std::vector<std::string>{});
    }
    const std::string state = states(store);
    for (std::size_t i = stood.size() - 1; i > 0; --i) {
      RC_ASSERT(contents(store) == stood[i]);
      undo(store, at(100));
      RC_ASSERT(problems(store) == std::vector<std::string>{});
    }
    RC_ASSERT(contents(store).empty());
    for (std::size_t i = 1; i < stood.size(); ++i) {
      redo(store, at(200));
      RC_ASSERT(contents(store) == stood[i]);
      RC_ASSERT(problems(store) == std::vector<std::string>{});
    }
    RC_ASSERT(states(store) == state);
  });
  CHECK(holds);
}

TEST_CASE("whatever is undone out of order, check finds nothing") {
  const bool holds = rc::check("undo one alone", [] {
    Store store = Store::in_memory();
    for (int second = 1; second <= 10; ++second) {
      random_put(store, second);
      record(store, at(second), "any", "");
    }
    for (int tries = 0; tries < 8; ++tries) {
      const std::string before = contents(store);
      const Id id{Kind::change, 64 * *rc::gen::inRange(1, 12)};
      try {
        undo(store, id, at(100));
        RC_ASSERT(contents(store) != before);
      } catch (const Error&) {
        RC_ASSERT(contents(store) == before);
      }
      RC_ASSERT(problems(store) == std::vector<std::string>{});
    }
  });
  CHECK(holds);
}

}  // namespace kept
