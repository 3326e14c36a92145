#include "kept/store.hpp"

#include <doctest/doctest.h>
#include <iterator>

#include "store/rows.hpp"
#include "store_fixture.hpp"

namespace kept {
namespace {

using test::at;
using test::Folder;

template <class Work>
Exit refusal(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return error.status;
  }
  return Exit::done;
}

void run_sql(const std::filesystem::path& file, const char* sql) {
  SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec(sql);
}

Customer full_customer(Store& store) {
  Customer customer;
  customer.name = "דנה לוי";
  customer.handle = "Dana";
  customer.org = "Levi & Co";
  customer.lang = "he";
  customer.type = CustomerType::passive_aggressive;
  customer.emails = {"Dana@Example.com", "d@example.org"};
  customer.phones = {"050-123-4567"};
  customer.tags = {"vip", "north"};
  customer.fields = {{"zodiac", "lion"}, {"age", "40"}};
  customer.keys = {{"crm", "17"}, {"shop", "A-1"}};
  customer.added = {at(5), store.recording()};
  return customer;
}

void check_equal(const Customer& a, const Customer& b) {
  CHECK(a.id == b.id);
  CHECK(a.name == b.name);
  CHECK(a.handle == b.handle);
  CHECK(a.org == b.org);
  CHECK(a.lang == b.lang);
  CHECK(a.type == b.type);
  CHECK(a.emails == b.emails);
  CHECK(a.phones == b.phones);
  CHECK(a.tags == b.tags);
  CHECK(a.fields == b.fields);
  CHECK(a.keys == b.keys);
  CHECK(a.added == b.added);
}

}  // namespace

TEST_CASE("a customer comes back as it was put") {
  Store store = Store::in_memory();
  Customer put_one = full_customer(store);
  put(store, put_one);
  CHECK(shown(put_one.id) == "C1");
  check_equal(put_one, customer(store, put_one.id).value());

  put_one.emails.erase(put_one.emails.begin());
  put_one.tags = {"north", "vip", "old"};
  put_one.keys = {{"shop", "A-2"}};
  put_one.type.reset();
  put(store, put_one);
  check_equal(put_one, customer(store, put_one.id).value());
  CHECK(customers(store).size() == 1);
}

TEST_CASE("a loop comes back with its closings") {
  Store store = Store::in_memory();
  Loop loop_put = test::new_loop(store, test::new_customer(store).id);
  loop_put.kind = LoopKind::complaint;
  loop_put.priority = Priority::urgent;
  loop_put.product = "site";
  Closing closing;
  closing.closed = {at(10), store.recording()};
  closing.outcome = Outcome::lapsed;
  closing.confirmed = true;
  closing.rating = 4;
  closing.words = "thanks";
  closing.cause = "late";
  closing.lesson = "ask";
  closing.reopened = Moment{at(20), store.recording()};
  closing.reopened_because = "again";
  loop_put.closings = {closing, Closing{}};
  loop_put.closings.back().closed = {at(30), store.recording()};
  loop_put.waits = {{WaitingOn::third, {at(11), 64}, {}, Moment{at(12), 128}, "the printer"},
                    {WaitingOn::snooze, {at(13), 64}, at(14), {}, ""}};
  loop_put.keys = {{"crm", "l-1"}, {"shop", "9"}};
  put(store, loop_put);

  const Loop found = loop(store, loop_put.id).value();
  CHECK(found.customer == loop_put.customer);
  CHECK(found.title == "Logo");
  CHECK(found.kind == LoopKind::complaint);
  CHECK(found.priority == Priority::urgent);
  CHECK(found.product == "site");
  CHECK(found.opened == loop_put.opened);
  REQUIRE(found.closings.size() == 2);
  const Closing& first = found.closings.front();
  CHECK(first.closed == closing.closed);
  CHECK(first.outcome == Outcome::lapsed);
  CHECK(first.confirmed);
  CHECK(first.rating == 4);
  CHECK(first.words == "thanks");
  CHECK(first.cause == "late");
  CHECK(first.lesson == "ask");
  CHECK(first.reopened == closing.reopened);
  CHECK(first.reopened_because == "again");
  CHECK_FALSE(found.closings.back().reopened);
  CHECK_FALSE(found.is_open());
  CHECK(found == loop_put);
}

TEST_CASE("an entry comes back as it was put") {
  Store store = Store::in_memory();
  const Loop loop_of = test::new_loop(store, test::new_customer(store).id);
  Entry put_one = test::entry_of(store, loop_of, Direction::in, 7);
  put_one.channel = "whatsapp";
  put_one.minutes = 12;
  put_one.mood = Mood::angry;
  put_one.tags = {"price", "late"};
  put_one.keys = {{"crm", "e-1"}};
  put(store, put_one);
  const Entry found = entry(store, put_one.id).value();
  CHECK(found.customer == loop_of.customer);
  CHECK(found.loop == loop_of.id);
  CHECK(found.direction == Direction::in);
  CHECK(found.happened == put_one.happened);
  CHECK(found.channel == "whatsapp");
  CHECK(found.minutes == 12);
  CHECK(found.mood == Mood::angry);
  CHECK(found.text == put_one.text);
  CHECK_FALSE(found.no_answer);
  CHECK_FALSE(found.is_private);
  CHECK(found.tags == put_one.tags);
  CHECK(found.answer_late_from == put_one.answer_late_from);
  CHECK(found == put_one);
  CHECK(entries_of(store, loop_of.customer).size() == 1);
  CHECK(entries_of_loop(store, loop_of.id).size() == 1);
  CHECK_FALSE(entry(store, Id{Kind::entry, 6400}));
}

TEST_CASE("a promise comes back with its deadlines and settlements") {
  Store store = Store::in_memory();
  Promise put_one = test::promise_of(store, test::new_customer(store).id);
  put_one.theirs = true;
  Deadline moved = test::deadline(store.recording(), 20, 2000);
  moved.due.meant =
      Minute{std::chrono::local_days{std::chrono::year{2026} / 3 / 26} + std::chrono::minutes{870}};
  moved.due.zone = "Asia/Jerusalem";
  moved.told.reset();
  moved.because = "ill";
  put_one.deadlines.push_back(moved);
  put_one.resolution = Resolution{Ending::withdrawn, {at(40), 64}, Moment{at(50), 64}, "no time"};
  put_one.settlements = {{{at(60), 64}, "we were ill", "", "they did not ask"}};
  put_one.keys = {{"crm", "p-1"}};
  put(store, put_one);

  const Promise found = promise(store, put_one.id).value();
  CHECK(found.theirs);
  CHECK(found.text == put_one.text);
  CHECK(found.made == put_one.made);
  REQUIRE(found.deadlines.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(found.deadlines[i].due == put_one.deadlines[i].due);
    CHECK(found.deadlines[i].set == put_one.deadlines[i].set);
    CHECK(found.deadlines[i].told == put_one.deadlines[i].told);
    CHECK(found.deadlines[i].because == put_one.deadlines[i].because);
  }
  REQUIRE(found.resolution);
  CHECK(found.resolution->ending == Ending::withdrawn);
  CHECK(found.resolution->happened == put_one.resolution->happened);
  CHECK(found.resolution->told == put_one.resolution->told);
  CHECK(found.resolution->note == "no time");
  REQUIRE(found.settlements.size() == 1);
  CHECK(found.settlements[0].happened == put_one.settlements[0].happened);
  CHECK(found.settlements[0].explained == "we were ill");
  CHECK(found.settlements[0].compensated.empty());
  CHECK(found.settlements[0].no_compensation == "they did not ask");
  CHECK(found == put_one);
  CHECK(promises_of(store, put_one.customer).size() == 1);
}

TEST_CASE("what is visited one after the other is what is loaded one by one") {
  Store store = Store::in_memory();
  const std::vector<std::string> names{"Ann", "Ben", "Cay", "Dan"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    Customer customer = full_customer(store);
    customer.name = names[i];
    customer.handle = names[i];
    customer.keys = {{"crm", names[i]}, {"a-shop", names[i]}};
    // Some have nothing of what others have.
    if (i % 2 == 1) customer = {.name = names[i], .added = customer.added};
    put(store, customer);
    Loop loop = test::new_loop(store, customer.id);
    Entry entry = test::entry_of(store, loop, Direction::in, 3);
    Promise promise = test::promise_of(store, customer.id);
    if (i != 1) {
      loop.keys = entry.keys = promise.keys = {{"crm", names[i]}};
      loop.waits = {{WaitingOn::customer, {at(1), 64}, {}, {}, "size"}};
      loop.closings = {Closing{}, Closing{}};
      loop.closings.front().reopened = Moment{at(2), 64};
      entry.tags = {"b", "a"};
      promise.deadlines.push_back(test::deadline(64, 5, 2000));
      promise.settlements = {{{at(60), 64}, "ill", "", "they did not ask"}};
    }
    put(store, loop);
    put(store, entry);
    put(store, promise);
  }
  const auto check_all = [&](auto each, auto one) {
    std::vector<Id> ids;
    each(store, [&](auto& record) {
      CHECK(record == one(store, record.id).value());
      ids.push_back(record.id);
    });
    CHECK(ids.size() == names.size());
    CHECK(std::is_sorted(ids.begin(), ids.end()));
  };
  check_all(each_customer, customer);
  check_all(each_loop, loop);
  check_all(each_entry, entry);
  check_all(each_promise, promise);
  CHECK(promises_needing_attention(store, at(1'000'000)) == promises(store));
}

TEST_CASE("a key is one record's of its kind, and follows it through undo") {
  Store store = Store::in_memory();
  Promise first = test::promise_of(store, test::new_customer(store).id);
  first.keys = {{"crm", "1"}};
  put(store, first);
  REQUIRE(record(store, at(0), "import", ""));
  const ExternalKey key{"crm", "1"};
  CHECK(record_with_key(store, Kind::promise, key) == first.id);
  CHECK_FALSE(record_with_key(store, Kind::loop, key));
  Promise second = test::promise_of(store, first.customer);
  second.keys = {key};
  CHECK(refusal([&] { put(store, second); }) == Exit::refused);

  first.keys = {{"crm", "2"}};
  put(store, first);
  REQUIRE(record(store, at(1), "import", ""));
  CHECK_FALSE(record_with_key(store, Kind::promise, key));
  undo(store, at(2));
  CHECK(record_with_key(store, Kind::promise, key) == first.id);
  CHECK(problems(store).empty());
}

TEST_CASE("this store's own keys are known without being stored") {
  Store store = Store::in_memory();
  CHECK(own_source(store).size() == std::string("kept-12345678").size());
  CHECK(own_source(store) != own_source(*std::make_unique<Store>(Store::in_memory())));
  const Loop loop_of = test::new_loop(store, test::new_customer(store).id);
  const ExternalKey own{own_source(store), "L1"};
  CHECK(record_with_key(store, Kind::loop, own) == loop_of.id);
  CHECK_FALSE(record_with_key(store, Kind::promise, own));
  CHECK_FALSE(record_with_key(store, Kind::loop, {own.source, "L2"}));
  CHECK_FALSE(record_with_key(store, Kind::loop, {"kept-00000000", "L1"}));
}

TEST_CASE("open loops and owed answers are found before the change is recorded") {
  Store store = Store::in_memory();
  Loop first = test::new_loop(store, test::new_customer(store).id);
  const Loop second = test::new_loop(store, first.customer, "Site");
  test::new_entry(store, second, Direction::in, 10);
  CHECK(open_loops_of(store, first.customer).size() == 2);
  CHECK(loops_owing(store, at(10 + 86'399)).empty());
  REQUIRE(loops_owing(store, at(10 + 86'400)).size() == 1);
  CHECK(loops_owing(store, at(10 + 86'400)).front().id == second.id);

  first.closings = {Closing{}};
  first.closings.back().closed = {at(20), store.recording()};
  put(store, first);
  REQUIRE(open_loops(store).size() == 1);
  CHECK(open_loops(store).front().id == second.id);

  test::new_entry(store, second, Direction::out, 30);
  CHECK(loops_owing(store, at(1'000'000)).empty());
}

TEST_CASE("an entry that moves to another loop moves its answer") {
  Store store = Store::in_memory();
  const Loop first = test::new_loop(store, test::new_customer(store).id);
  const Loop second = test::new_loop(store, first.customer, "Site");
  Entry moved = test::new_entry(store, first, Direction::in, 10);
  REQUIRE(record(store, at(10), "log", ""));
  moved.loop = second.id;
  put(store, moved);
  REQUIRE(record(store, at(11), "edit-entry", ""));
  REQUIRE(loops_owing(store, at(100'000)).size() == 1);
  CHECK(loops_owing(store, at(100'000)).front().id == second.id);
  CHECK(problems(store).empty());
  undo(store, at(12));
  REQUIRE(loops_owing(store, at(100'000)).size() == 1);
  CHECK(loops_owing(store, at(100'000)).front().id == first.id);
  CHECK(problems(store).empty());
}

TEST_CASE("a promise needs attention from the first instant that is too late") {
  Store store = Store::in_memory();
  const Promise made = test::new_promise(store, test::new_customer(store).id, 1000);
  CHECK(promises_needing_attention(store, at(999)).empty());
  REQUIRE(promises_needing_attention(store, at(1000)).size() == 1);
  CHECK(promises_needing_attention(store, at(1000)).front().id == made.id);
}

TEST_CASE("promises are asked for by a part of time, and from the newest") {
  Store store = Store::in_memory();
  const Customer customer = test::new_customer(store);
  for (const int late_from : {1000, 3000, 2000}) test::new_promise(store, customer.id, late_from);
  std::vector<Promise> all = promises(store);
  CHECK(promises_needing_attention(store, at(1001), at(1999)).empty());
  CHECK(promises_needing_attention(store, at(1000), at(2000)) == std::vector{all[0], all[2]});
  CHECK(newest_promises(store, 2) == std::vector{all[2], all[1]});
  std::reverse(all.begin(), all.end());
  CHECK(newest_promises(store, 9) == all);
  CHECK(newest_promises(store, 0).empty());
}

TEST_CASE("customers are found by what identifies them") {
  Store store = Store::in_memory();
  Customer known = full_customer(store);
  put(store, known);
  CHECK(customer_with_handle(store, "DANA") == known.id);
  CHECK_FALSE(customer_with_handle(store, ""));
  CHECK(customer_with_email(store, "dana@example.COM") == known.id);
  CHECK(customer_with_phone(store, "0501234567") == known.id);
  CHECK(record_with_key(store, Kind::customer, {"crm", "17"}) == known.id);
  CHECK_FALSE(record_with_key(store, Kind::customer, {"crm", "18"}));
  CHECK(customer_with_name(store, "  דנה  לוי ") == known.id);
  CHECK(customer_names(store) == std::vector<std::string>{"דנה לוי", "Dana"});
}

TEST_CASE("each level finds who is_meant() says is meant") {
  Store store = Store::in_memory();
  Customer known = full_customer(store);
  put(store, known);
  test::new_customer(store, "Levi Strauss");
  test::new_customer(store, "Danny");
  for (const char* typed : {"C1", "c2", "dana", "d@example.org", "+972 50 123 4567", "0501234567",
                            "levi strauss", "levi", "dan", "LEVI c", "לוי", "ד", "none", ""}) {
    const NameQuery query = read_name(typed);
    for (const NameLevel level : name_levels) {
      std::vector<Id> expected;
      for (const Customer& each : customers(store)) {
        const NameCard card{each.id, each.name, each.handle, each.org, each.emails, each.phones};
        if (is_meant(query, level, card)) expected.push_back(each.id);
      }
      std::vector<Id> found;
      for (const NameCard& card : customers_meant(store, query, level)) found.push_back(card.id);
      CAPTURE(typed);
      CHECK(found == expected);
    }
  }
}

TEST_CASE("a handle and an external key belong to one customer") {
  Store store = Store::in_memory();
  Customer first = full_customer(store);
  put(store, first);
  Customer second;
  second.name = "Other";
  second.handle = "dana";
  CHECK(refusal([&] { put(store, second); }) == Exit::refused);
  Customer third;
  third.name = "Third";
  third.keys = {{"crm", "17"}};
  CHECK(refusal([&] { put(store, third); }) == Exit::refused);
}

TEST_CASE("check finds what was changed behind the back of kept") {
  const Folder folder;
  {
    Store store = folder.write();
    const Loop loop_of = test::new_loop(store, test::new_customer(store).id);
    test::new_entry(store, loop_of, Direction::in, 10);
    test::new_promise(store, loop_of.customer);
    record(store, at(0), "batch", "");
    store.commit();
  }
  const auto found_after = [&](const char* sql) {
    run_sql(folder.file(), sql);
    Store store = folder.read();
    std::string all;
    for (const std::string& problem : problems(store)) all += problem + "\n";
    return all;
  };
  CHECK(found_after("select 1") == "");
  CHECK(found_after("update loop_state set closed = 1").starts_with("L1 has a stored state"));
  CHECK(found_after("update loop_state set closed = 0;"
                    " update promise_state set attention_from = 7")
            .starts_with("P1 has a stored state"));
  CHECK(found_after("update promise_state set attention_from = 1774001000;"
                    " update words set text = 'other' where text = 'send the logo'") ==
        "P1 is not found by all of its words\n");
  CHECK(found_after("update words set text = 'send the logo' where text = 'other';"
                    " update serial set last = 0 where kind = 'E'") ==
        "E1 has a number that is given out again\n");
  CHECK(found_after("update serial set last = 1 where kind = 'E';"
                    " update change_part set changeset = x'ff00'") ==
        "H1 cannot be read, and so not undone\n");
  CHECK(found_after("delete from customer") != "");
}

TEST_CASE("the choices in the tables are those of the model") {
  Store store = Store::in_memory();
  std::string schema;
  for (const std::string& sql :
       Query(store, "select coalesce(sql, '') from sqlite_schema").all([](Row row) {
         return row.text();
       })) {
    schema += sql;
  }
  std::erase_if(schema, [](char c) { return c == ' ' || c == '\n'; });
  const auto listed = [&](const auto& names) {
    std::string list = "in(";
    for (const std::string_view name : names) list += "'" + std::string(name) + "',";
    list.back() = ')';
    CAPTURE(list);
    CHECK(schema.find(list) != std::string::npos);
  };
  listed(Names<LoopKind>::all);
  listed(Names<Priority>::all);
  listed(Names<Outcome>::all);
  listed(Names<Direction>::all);
  listed(Names<Mood>::all);
  listed(Names<CustomerType>::all);
  listed(Names<Ending>::all);
  listed(Names<WaitingOn>::all);
}

}  // namespace kept
