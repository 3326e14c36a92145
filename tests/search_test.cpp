#include <doctest/doctest.h>

#include "kept/store.hpp"
#include "kept/text.hpp"
#include "store_fixture.hpp"

namespace kept {
namespace {

using test::at;

std::string ids(const std::vector<Id>& found) {
  std::string all;
  for (const Id id : found) all += (all.empty() ? "" : " ") + shown(id);
  return all;
}

std::string find(Store& store, std::string_view typed) {
  return ids(found(store, fold(typed)));
}

Store filled() {
  Store store = Store::in_memory();
  Customer dana = test::new_customer(store);
  dana.org = "O'Brien \"& Sons\"";
  dana.emails = {"dana@example.com"};
  dana.fields = {{"pet", "Rex"}};
  put(store, dana);
  const Loop logo = test::new_loop(store, dana.id, "הלוגו החדש");
  Entry said = test::entry_of(store, logo, Direction::in, 5);
  said.text = "Where is my LOGO?\nIt was due on Monday";
  said.tags = {"pressing"};
  put(store, said);
  test::new_promise(store, dana.id);
  record(store, at(0), "batch", "");
  return store;
}

}  // namespace

TEST_CASE("a word is found inside a word, in any case, in any script") {
  Store store = filled();
  CHECK(find(store, "לוגו") == "L1");
  CHECK(find(store, "logo") == "P1 E1");
  CHECK(find(store, "LoGo monday") == "E1");
  CHECK(find(store, "example") == "C1");
  CHECK(find(store, "rex") == "C1");
  CHECK(find(store, "press") == "E1");
  CHECK(find(store, "nothing") == "");
}

TEST_CASE("short words are found too, alone and beside long ones") {
  Store store = filled();
  CHECK(find(store, "my") == "E1");
  CHECK(find(store, "וג") == "L1");
  CHECK(find(store, "logo my") == "E1");
  CHECK(find(store, "logo xy") == "");
}

TEST_CASE("what means something to FTS5 is only text") {
  Store store = filled();
  CHECK(find(store, "o'brien") == "C1");
  CHECK(find(store, "logo OR nothing") == "");
  CHECK(find(store, "\"") == "");
  CHECK(find(store, "logo* NEAR(") == "");
  CHECK(find(store, "") == "");
}

TEST_CASE("words follow the records, through undo and redo") {
  Store store = filled();
  Loop logo = loops(store).front();
  logo.title = "Banner";
  put(store, logo);
  record(store, at(1), "edit-loop", "");
  CHECK(find(store, "לוגו") == "");
  CHECK(find(store, "banner") == "L1");
  undo(store, at(2));
  CHECK(find(store, "לוגו") == "L1");
  CHECK(find(store, "banner") == "");
  redo(store, at(3));
  CHECK(find(store, "banner") == "L1");
  CHECK(problems(store).empty());
}

TEST_CASE("what is put twice in a change is found as it was put last") {
  Store store = filled();
  Promise promise = promises(store).front();
  promise.text = "send the leaflet";
  put(store, promise);
  promise.text = "send the poster";
  put(store, promise);
  record(store, at(1), "edit-promise", "");
  CHECK(find(store, "leaflet") == "");
  CHECK(find(store, "poster") == "P1");
  promise.text = "send the leaflet";
  put(store, promise);
  CHECK(record(store, at(2), "edit-promise", ""));
  undo(store, at(3));
  CHECK(find(store, "poster") == "P1");
  CHECK(problems(store).empty());
}

TEST_CASE("a loop is found by what it waits for") {
  Store store = filled();
  Loop logo = loops(store).front();
  logo.waits = {{WaitingOn::third, {at(1), store.recording()}, {}, {}, "the Printer"}};
  put(store, logo);
  record(store, at(1), "wait", "");
  CHECK(find(store, "printer") == "L1");
  CHECK(problems(store).empty());
}

TEST_CASE("the newest come first") {
  Store store = Store::in_memory();
  for (const char* name : {"Ann Lee", "Ann Low", "Ann Law"}) test::new_customer(store, name);
  record(store, at(0), "import", "");
  CHECK(find(store, "ann") == "C3 C2 C1");
}

}  // namespace kept
