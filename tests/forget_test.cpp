#include <algorithm>
#include <cctype>
#include <doctest/doctest.h>
#include <fstream>
#include <iterator>

#include "kept/text.hpp"
#include "store/changesets.hpp"
#include "store_fixture.hpp"

namespace kept {
namespace {

using test::at;
using test::Folder;

const std::string secret = "Zebulon";

/// A customer with the word in each text that anybody can type, and in keys.
Customer full_customer(Store& store) {
  Customer customer;
  customer.name = secret + " Example";
  customer.handle = fold(secret);
  customer.org = secret + " Ltd";
  customer.lang = "he";
  customer.type = CustomerType::angry;
  customer.emails = {"zebulon@example.com"};
  customer.phones = {"050-555-0199"};
  customer.tags = {secret + " tag"};
  customer.fields = {{secret + " field", secret + " value"}};
  customer.keys = {{"crm", secret + "-1"}};
  customer.added = {at(0), store.recording()};
  put(store, customer);
  return customer;
}

Loop full_loop(Store& store, Id customer) {
  const Moment now{at(10), store.recording()};
  Loop loop;
  loop.customer = customer;
  loop.title = secret + " title";
  loop.product = secret + " product";
  loop.handler = secret + " handler";
  loop.opened = now;
  loop.keys = {{"crm", secret + "-2"}};
  loop.closings = {{.closed = now,
                    .rating = 4,
                    .words = secret + " words",
                    .cause = secret + " cause",
                    .lesson = secret + " lesson",
                    .reopened = now,
                    .reopened_because = secret + " because"}};
  loop.waits = {{.since = now, .until = at(20), .reason = secret + " reason"}};
  loop.steps = {{.text = secret + " step",
                 .guidance = secret + " guidance",
                 .plan = secret + " plan",
                 .added = now}};
  loop.handovers = {{now, secret + " from", secret + " to"}};
  put(store, loop);
  return loop;
}

Entry full_entry(Store& store, const Loop& loop) {
  Entry entry = test::entry_of(store, loop, Direction::in, 30);
  entry.text = secret + " wrote, at 050-555-0199";
  entry.channel = secret + " channel";
  entry.tags = {secret + " tag"};
  entry.keys = {{"crm", secret + "-3"}};
  put(store, entry);
  return entry;
}

Promise full_promise(Store& store, const Loop& loop) {
  Promise promise = test::promise_of(store, loop.customer, 100);
  promise.loop = loop.id;
  promise.text = secret + " promise";
  promise.deadlines.push_back(test::deadline(store.recording(), 50, 200));
  promise.deadlines.back().because = secret + " because";
  promise.settlements = {{{at(120), store.recording()}, secret + " explained", "", secret + " no"},
                         {{at(121), store.recording()}, secret + " again", secret + " did", ""}};
  promise.resolution = Resolution{Ending::kept, {at(300), store.recording()}, {}, secret + " note"};
  promise.keys = {{"crm", secret + "-4"}};
  put(store, promise);
  return promise;
}

void fill(Store& store) {
  const Loop loop = full_loop(store, full_customer(store).id);
  Entry entry = full_entry(store, loop);
  full_promise(store, loop);
  test::new_promise(store, loop.customer, 100);
  REQUIRE(record(store, at(301), "import", secret + ".csv"));
  // What stood before, and what was taken back.
  entry.text = secret + " wrote again";
  put(store, entry);
  REQUIRE(record(store, at(302), "edit-entry", secret));
  test::new_entry(store, loop, Direction::note, 303);
  REQUIRE(record(store, at(303), "log", secret + " note"));
  undo(store, at(304));
  const Customer other = test::new_customer(store, "Avi Sample");
  test::new_promise(store, other.id, 150);
  REQUIRE(record(store, at(305), "promise", "Avi"));
}

/// Whether the bytes of any file in the folder hold the word, as typed or folded.
bool any_file_holds(const std::filesystem::path& folder, const std::string& word) {
  for (const auto& each : std::filesystem::recursive_directory_iterator(folder)) {
    if (!each.is_regular_file()) continue;
    std::ifstream in(each.path(), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    std::transform(bytes.begin(), bytes.end(), bytes.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (bytes.find(fold(word)) != std::string::npos) return true;
  }
  return false;
}

Id first_customer() {
  return Id{Kind::customer, Id::machines};
}

Exit refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.status;
  }
  return Exit::done;
}

struct Figures {
  KeptRate rate;
  std::vector<std::string> answers;
  std::size_t records;
};
Figures figures(Store& store) {
  Figures all;
  const std::vector<Promise> promises = kept::promises(store);
  all.rate = kept_rate(promises, at(0), at(400));
  each_first_answer(store, [&](const FirstAnswer& answer) {
    all.answers.push_back(shown(answer.loop) + " " + std::to_string(answer.in_time()) + " " +
                          std::to_string(answer.took.count()));
  });
  all.records = promises.size() + entries(store).size() + loops(store).size();
  return all;
}

}  // namespace

TEST_CASE("what is left of the records of a forgotten person says nothing") {
  Store store = Store::in_memory();
  const Moment now{at(400), 64};
  const Customer customer = forgotten(full_customer(store), now);
  CHECK(words_of(customer) == forgotten_text);
  CHECK_FALSE(customer.type);
  CHECK(customer.keys.empty());
  const Loop loop = full_loop(store, customer.id);
  const Loop left = forgotten(loop, now);
  CHECK(words_of(left).find(fold(secret)) == std::string::npos);
  CHECK_FALSE(left.is_open());
  CHECK(left.closings.back().outcome == Outcome::lapsed);
  CHECK(left.closings.front().rating == 4);
  CHECK(left.steps.front().dropped);
  CHECK(left.handovers.size() == 1);
  const Promise promise = forgotten(test::promise_of(store, customer.id, 100), now);
  CHECK(promise.resolution->ending == Ending::released);
  CHECK(judge(promise, now.at).verdict == Verdict::broken);
  CHECK_FALSE(judge(promise, now.at).unsettled);
}

TEST_CASE("no byte of a forgotten person is left, and the figures stay") {
  const Folder folder;
  {
    Store store = folder.write();
    fill(store);
    store.commit();
  }
  Store store = folder.write();
  REQUIRE(any_file_holds(folder.path, secret));
  const Figures before = figures(store);
  const Change made = forget(store, first_customer(), at(400));
  CHECK(made.command == "forget");
  for (const std::string& word : {secret, std::string("zeb"), std::string("555-0199")}) {
    CHECK_FALSE(any_file_holds(folder.path, word));
  }
  CHECK(any_file_holds(folder.path, "avi sample"));
  const Figures after = figures(store);
  CHECK(after.rate.kept == before.rate.kept);
  CHECK(after.rate.kept_late == before.rate.kept_late);
  CHECK(after.rate.broken == before.rate.broken);
  CHECK(after.rate.percent() == before.rate.percent());
  CHECK(after.answers == before.answers);
  CHECK(after.records == before.records);
  CHECK(problems(store) == std::vector<std::string>{});
  CHECK(promises_needing_attention(store, at(400)).size() == 1);
  CHECK(open_loops(store).empty());
}

TEST_CASE("a person who was taken back and came again is forgotten in both") {
  const Folder folder;
  Id person;
  {
    Store store = folder.write();
    full_loop(store, full_customer(store).id);
    REQUIRE(record(store, at(1), "import", secret));
    undo(store, at(2));
    Customer again = full_customer(store);
    again.name = "Z. Example";
    put(store, again);
    person = again.id;
    REQUIRE(record(store, at(3), "import", secret));
    test::new_customer(store, "Avi Sample");
    REQUIRE(record(store, at(4), "add-customer", "Avi"));
    undo(store, at(5));
    store.commit();
  }
  Store store = folder.write();
  forget(store, person, at(6));
  CHECK_FALSE(any_file_holds(folder.path, secret));
  CHECK(any_file_holds(folder.path, "avi sample"));
  CHECK(problems(store) == std::vector<std::string>{});
}

TEST_CASE("nobody is meant by a forgotten customer, and it is never undone") {
  Store store = Store::in_memory();
  fill(store);
  store.commit();
  const Change made = forget(store, first_customer(), at(400));
  CHECK(customer(store, first_customer())->forgotten);
  CHECK(customer_names(store) == std::vector<std::string>{"Avi Sample"});
  CHECK_FALSE(customer_with_name(store, forgotten_text));
  CHECK(customers_meant(store, read_name("forgotten"), NameLevel::word_prefixes).empty());
  CHECK_FALSE(record_with_key(store, Kind::customer, {"crm", secret + "-1"}));
  CHECK_FALSE(record_with_key(store, Kind::customer, {own_source(store), "C1"}));
  CHECK_FALSE(record_with_key(store, Kind::loop, {own_source(store), "L1"}));
  for (const Change& change : changes(store, 100)) {
    CHECK(change.summary.find(secret) == std::string::npos);
    const bool is_avis = change.summary == "Avi";
    CHECK(change.forgotten_by.has_value() == !is_avis);
    if (change.what == Change::What::made && !is_avis) {
      CHECK(refusal([&] { undo(store, change.id, at(500)); }) == Exit::refused);
    }
  }
  CHECK(refusal([&] { undo(store, at(500)); }) == Exit::refused);
  CHECK(refusal([&] { forget(store, first_customer(), at(500)); }) == Exit::refused);
  CHECK(made.forgotten_by == made.id);
  // Others go on as ever.
  for (const Change& change : changes(store, 100)) {
    if (change.summary == "Avi") CHECK(undo(store, change.id, at(600)).reverses == change.id);
  }
  CHECK(problems(store) == std::vector<std::string>{});
}

TEST_CASE(
    "a forgetting that was cut off before the file was written anew is finished by a writer") {
  const Folder folder;
  {
    Store store = folder.write();
    fill(store);
    store.commit();
    forget(store, first_customer(), at(400));
  }
  const std::filesystem::path journal = folder.file().string() + "-journal";
  {
    // As a kill between the two steps leaves it.
    SQLite::Database database(folder.file().string(), SQLite::OPEN_READWRITE);
    database.exec("insert into setting(key, value) values ('forgetting', '1')");
    std::ofstream(journal) << std::string(2'000'000, '\0') << secret;
    // By another name its bytes are seen when it is gone.
    std::filesystem::create_hard_link(journal, folder.path / "journal of old");
  }
  {
    Store reader = folder.read();
    CHECK(problems(reader).size() == 1);
  }
  CHECK(any_file_holds(folder.path, secret));
  Store store = folder.write();
  CHECK_FALSE(std::filesystem::exists(journal));
  CHECK_FALSE(any_file_holds(folder.path, secret));
  CHECK(problems(store).empty());
}

TEST_CASE("rows are taken out of a changeset in the format that SQLite writes") {
  Store store = Store::in_memory();
  fill(store);
  Query parts(store, "select change, part from change_part order by change, part");
  while (parts.next()) {
    Row row = parts.row();
    const Id change = row.id(Kind::change);
    const Changeset whole = part_of(store, change, row.small());
    CHECK(filtered(store.connection(), whole, [](const ChangesetRow&) { return true; }) == whole);
    CHECK(filtered(store.connection(), whole, [](const ChangesetRow&) { return false; }).empty());
    int rows = 0;
    const Changeset halved =
        filtered(store.connection(), whole, [&](const ChangesetRow&) { return rows++ % 2 == 0; });
    int left = 0;
    walk(store.connection(), halved, [&](const ChangesetRow&) { ++left; });
    CHECK(left > 0);
  }
}

TEST_CASE("a copy that still names somebody is known") {
  const Folder folder;
  Store store = folder.write();
  fill(store);
  store.commit();
  const Customer zebulon = customer(store, first_customer()).value();
  const std::string source = own_source(store);
  const std::filesystem::path copy = folder.path / "copy.db";
  back_up(store, copy);
  CHECK(still_named(copy, zebulon, source) == std::vector<Id>{first_customer()});
  forget(store, zebulon.id, at(400));
  CHECK(still_named(copy, zebulon, source) == std::vector<Id>{first_customer()});
  const std::filesystem::path later = folder.path / "later.db";
  back_up(store, later);
  CHECK(still_named(later, zebulon, source).empty());
  std::ofstream(folder.path / "letter.txt") << std::string(100, 'a') << secret;
  CHECK(still_named(folder.path / "letter.txt", zebulon, source).empty());
}

TEST_CASE("a copy that cannot be read is not taken for one without the person") {
  const Folder folder;
  Store store = folder.write();
  fill(store);
  store.commit();
  const Customer zebulon = customer(store, first_customer()).value();
  const auto look_into = [&](const std::filesystem::path& file) {
    return refusal([&] { still_named(file, zebulon, own_source(store)); });
  };
  const std::filesystem::path damaged = folder.path / "damaged";
  back_up(store, damaged);
  std::filesystem::resize_file(damaged, 4096);
  CHECK(look_into(damaged) == Exit::bad_store);
  const std::filesystem::path overwritten = folder.path / "overwritten.db";
  back_up(store, overwritten);
  std::fstream(overwritten, std::ios::in | std::ios::out | std::ios::binary) << "Not SQLite";
  CHECK(look_into(overwritten) == Exit::bad_store);
  const std::filesystem::path foreign = folder.path / "foreign.db";
  SQLite::Database(foreign.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
      .exec("create table customer(name text)");
  CHECK(look_into(foreign) == Exit::done);
}

TEST_CASE("all that is held on somebody is told, and who mentions them") {
  Store store = Store::in_memory();
  fill(store);
  const std::set<Id> held = held_on(store, first_customer());
  CHECK(held.count(first_customer()) == 1);
  CHECK(std::count_if(held.begin(), held.end(), [&](Id id) { return !words_of(store, id); }) == 1);
  CHECK(mentions_of(store, held).now.empty());
  CHECK(mentions_of(store, held).before.empty());
  const Customer other = test::new_customer(store, "Yael Sample");
  Promise still = test::promise_of(store, other.id, 150);
  still.text = "call " + secret + " Example";
  put(store, still);
  Promise once = test::promise_of(store, other.id, 150);
  once.text = "write to ZEBULON@example.com";
  put(store, once);
  REQUIRE(record(store, at(306), "promise", ""));
  once.text = "write to somebody";
  put(store, once);
  REQUIRE(record(store, at(307), "edit-promise", ""));
  CHECK(mentions_of(store, held).now == std::set<Id>{still.id});
  CHECK(mentions_of(store, held).before == std::set<Id>{once.id});
}

TEST_CASE("who was taken back is forgotten by what the changes say") {
  const Folder folder;
  Store store = folder.write();
  const Customer mistaken = full_customer(store);
  REQUIRE(record(store, at(1), "add-customer", secret));
  CHECK_FALSE(customer_taken_back(store, mistaken.id));
  undo(store, at(2));
  store.commit();
  CHECK(any_file_holds(folder.path, secret));
  Store again = folder.write();
  const Customer last = customer_taken_back(again, mistaken.id).value();
  CHECK(last.name == mistaken.name);
  CHECK(last.added == mistaken.added);
  forget(again, mistaken.id, at(3));
  CHECK_FALSE(any_file_holds(folder.path, secret));
  CHECK(customer(again, mistaken.id)->forgotten);
  CHECK_FALSE(customer_taken_back(again, mistaken.id));
  CHECK(refusal([&] { redo(again, at(4)); }) == Exit::refused);
  CHECK(problems(again) == std::vector<std::string>{});
}

}  // namespace kept
