#include <doctest/doctest.h>

#include "store/changesets.hpp"
#include "store_fixture.hpp"

namespace kept {
namespace {

using test::at;

/// A customer, a loop with an entry and a promise, changed and taken back.
void fill(Store& store) {
  const Customer customer = test::new_customer(store);
  REQUIRE(record(store, at(0), "add-customer", ""));
  const Loop loop = test::new_loop(store, customer.id);
  test::new_entry(store, loop, Direction::in, 10);
  Promise promise = test::new_promise(store, customer.id);
  REQUIRE(record(store, at(10), "log", ""));
  promise.text = "send two logos";
  put(store, promise);
  REQUIRE(record(store, at(20), "edit-promise", ""));
  undo(store, at(30));
}

}  // namespace

TEST_CASE("all changes together make the records as they are") {
  Store store = Store::in_memory();
  fill(store);
  CHECK(differences_to_changes(store).empty());
}

TEST_CASE("a record that its changes did not make is named") {
  Store store = Store::in_memory();
  fill(store);
  store.connection().run("update deadline set because = 'nobody knows' where promise = 64");
  store.connection().run("update customer set org = 'Cohen' where id = 64");
  CHECK(differences_to_changes(store) ==
        std::vector<std::string>{"C1 is not what its changes made of it",
                                 "P1 is not what its changes made of it"});
}

TEST_CASE("a record that is missing, and one that no change made, are named") {
  Store store = Store::in_memory();
  fill(store);
  store.connection().run("delete from entry where id = 64");
  store.connection().run(
      "insert into customer(id, name, folded_name, handle, folded_handle, org, lang, added_at,"
      " added_recorded) values (640, 'Avi', 'avi', '', '', '', '', 0, 64)");
  CHECK(differences_to_changes(store) ==
        std::vector<std::string>{"C10 is not what its changes made of it",
                                 "E1 is not what its changes made of it"});
}

TEST_CASE("a change that does not fit those before it is named") {
  Store store = Store::in_memory();
  fill(store);
  store.connection().run("delete from change_part where change = 128");
  CHECK(differences_to_changes(store) ==
        std::vector<std::string>{"H3 does not fit what the changes before it made"});
}

}  // namespace kept
