#include <doctest/doctest.h>
#include <fstream>
#include <iterator>

#include "store/rows.hpp"
#include "store_fixture.hpp"

namespace kept {
namespace {

using test::at;
using test::Folder;

constexpr const char* appended_column =
    "alter table customer add column nickname text not null default '';"
    "update customer set nickname = '';"
    "pragma user_version = 5";

/// A store of an older kept, from its text dump.
void load(const Folder& folder, const char* dump) {
  std::ifstream in(std::string(KEPT_SOURCE_DIR "/tests/stores/") + dump);
  REQUIRE(in);
  const std::string sql{std::istreambuf_iterator<char>(in), {}};
  SQLite::Database database(folder.file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec(sql);
}

std::unique_ptr<Store::Connection> connect(const std::filesystem::path& file) {
  return std::make_unique<Store::Connection>(file.string(), Mode::write);
}

/// All released steps, and one more, whose SQL sets version 5.
std::vector<Migration> with_next(const char* sql) {
  std::vector<Migration> steps(migrations().begin(), migrations().end());
  steps.push_back({5, sql});
  return steps;
}

std::int64_t user_version(Store::Connection& connection) {
  return Query(connection, "pragma user_version")
      .first([](Row row) { return row.number(); })
      .value();
}

std::vector<std::string> schema(Store::Connection& connection) {
  return Query(connection, "select coalesce(sql, name) from sqlite_schema order by name")
      .all([](Row row) { return row.text(); });
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::exists(folder)) return files;
  for (const auto& each : std::filesystem::directory_iterator(folder)) files.push_back(each.path());
  return files;
}

}  // namespace

TEST_CASE("a store of version 1 opens with all that it holds") {
  const Folder folder;
  load(folder, "v1.sql");
  {
    Store store = folder.read();
    CHECK(problems(store).empty());
    REQUIRE(customers(store).size() == 1);
    CHECK(customers(store).front().handle == "dana");
    CHECK(customers(store).front().keys.size() == 1);
    CHECK(loops(store).size() == 2);
    CHECK(open_loops(store).size() == 1);
    CHECK(entries(store).size() == 1);
    REQUIRE(promises(store).size() == 2);
    CHECK(promises(store).front().deadlines.size() == 2);
    CHECK(promises(store).front().settlements.size() == 1);
    CHECK(promises(store).front().resolution->ending == Ending::kept);
    CHECK(changes(store, 100).size() == 9);
    CHECK(found(store, "לוגו").size() == 1);
  }
  Store store = folder.write();
  for (int i = 0; i < 7; ++i) undo(store, at(3000));
  CHECK(customers(store).empty());
  CHECK(problems(store).empty());
}

TEST_CASE("a reader migrates an older store, after a copy of it") {
  const Folder folder;
  load(folder, "v1.sql");
  CHECK([&] {
    Store store = folder.read();
    return promises(store).size();
  }() == 2);
  CHECK(user_version(*connect(folder.file())) == migrations().back().version);
  const auto copies = files_in(folder.backups());
  REQUIRE(copies.size() == 1);
  CHECK(copies.front().filename() == "kept-v1-2026-03-20T094640Z.db");
  CHECK(user_version(*connect(copies.front())) == 1);
  folder.read();
  CHECK(files_in(folder.backups()).size() == 1);
}

TEST_CASE("an older store among the backups is not copied there once more") {
  const Folder folder;
  load(folder, "v1.sql");
  folder.read();
  const auto copies = files_in(folder.backups());
  REQUIRE(copies.size() == 1);
  Store copy = Store::open_to_write(copies.front(), folder.backups(), at(1));
  CHECK(promises(copy).size() == 2);
  CHECK(files_in(folder.backups()).size() == 1);
}

TEST_CASE("a change made in version 1 is undone and redone where its record has keys by now") {
  const Folder folder;
  load(folder, "v1.sql");
  Store store = folder.write();
  const std::vector<Promise> before = promises(store);
  undo(store, at(3000));
  const std::vector<Promise> undone = promises(store);
  CHECK(undone != before);
  Promise keyed = undone.front();
  keyed.keys = {{"crm", "p-1"}};
  put(store, keyed);
  REQUIRE(record(store, at(3001), "import", ""));
  undo(store, at(3002));
  redo(store, at(3003));
  undo(store, at(3004));
  CHECK(promises(store) == undone);
  CHECK(problems(store).empty());
}

TEST_CASE("a store of version 2 opens with the keys and waits that it holds") {
  const Folder folder;
  load(folder, "v2.sql");
  Store store = folder.write();
  CHECK(problems(store).empty());
  CHECK(record_with_key(store, Kind::customer, {"crm", "17"}) == customers(store).front().id);
  CHECK(record_with_key(store, Kind::loop, {"crm", "l-1"}) == loops(store).front().id);
  CHECK(record_with_key(store, Kind::entry, {"crm", "e-1"}) == entries(store).front().id);
  CHECK(record_with_key(store, Kind::promise, {"crm", "p-1"}) == promises(store).front().id);
  REQUIRE(loops(store).front().waits.size() == 2);
  CHECK(loops(store).front().waits.back().reason == "the printer is away");
  undo(store, at(4000));
  CHECK(loops(store).front().waits.empty());
  CHECK_FALSE(record_with_key(store, Kind::promise, {"crm", "p-1"}));
  CHECK(problems(store).empty());
}

TEST_CASE("what is owed is known right after an older store was opened") {
  for (const char* const dump : {"v1.sql", "v2.sql"}) {
    const Folder folder;
    load(folder, dump);
    SQLite::Database(folder.file().string(), SQLite::OPEN_READWRITE)
        .exec(
            "insert into loop select 192, customer, 'Cards', kind, priority, product, opened_at,"
            " opened_recorded from loop where id = 64;"
            "insert into waiting values (192, 0, 'snooze', 1774003000, 128, 1774004000, null,"
            " null, '');"
            "insert into entry select 128, customer, 192, direction, 1774002000,"
            " happened_recorded, channel, minutes, mood, text, 0, is_private, 1774088400"
            " from entry where id = 64");
    Store store = folder.read();
    REQUIRE(loops_owing(store, at(88'400)).size() == 1);
    CHECK(loops_owing(store, at(88'400)).front().title == "Cards");
    CHECK(loops_owing(store, at(88'399)).empty());
    CHECK(loops_back_from_waiting(store, at(4000)).size() == 1);
    CHECK(loops_back_from_waiting(store, at(3999)).empty());
    REQUIRE(loops_unconfirmed(store, at(0), at(3000)).size() == 1);
    CHECK(loops_unconfirmed(store, at(0), at(3000)).front().title == "Site");

    const auto answered = first_answer(store, loops(store).front().id);
    REQUIRE(answered);
    CHECK(answered->asked == at(10));
    CHECK(answered->answered == at(1500));
    CHECK(answered->took == std::chrono::seconds(1490));
    CHECK_FALSE(first_answer(store, loops(store).back().id)->answered);
  }
}

TEST_CASE("the clock of whoever opens an older store measures its first answers") {
  const Folder folder;
  load(folder, "v1.sql");
  const AnswerClock clock = [](Instant, Instant) { return std::chrono::seconds(7); };
  Store store = Store::open_to_read(folder.file(), folder.backups(), at(0), clock);
  CHECK(first_answer(store, loops(store).front().id)->took == std::chrono::seconds(7));
}

TEST_CASE("a store of version 3 opens with the steps, parts, merges and handovers that it holds") {
  const Folder folder;
  load(folder, "v3.sql");
  Store store = folder.write();
  CHECK(problems(store).empty());
  const std::vector<Loop> all = loops(store);
  REQUIRE(all.size() == 7);
  const Loop& logo = all[0];
  const Loop& paper = all[1];
  CHECK(logo.handler == "Noa");
  REQUIRE(logo.handovers.size() == 1);
  CHECK(logo.handovers.front().to == "Noa");
  REQUIRE(logo.steps.size() == 5);
  CHECK(logo.steps[0].plan == "order");
  CHECK(logo.steps[3].dropped);
  CHECK(stored(logo.steps[4].due->meant) == "2026-03-19");
  CHECK(paper.parent == logo.id);
  CHECK(all[2].merged_into == paper.id);
  CHECK(all[4].closings.back().confirmed_later);
  CHECK(all[5].closings.back().asked);
  CHECK(entries_of_loop(store, paper.id).back().chase);
  CHECK(loops_owing(store, Instant::max()).size() == 2);
  CHECK(loops_back_from_waiting(store, Instant::max()).size() == 1);
  REQUIRE(loops_unconfirmed(store, Instant::min(), Instant::max()).size() == 1);
  CHECK(loops_unconfirmed(store, Instant::min(), Instant::max()).front().title == "Leaflet");
  CHECK(first_answer(store, logo.id)->took == std::chrono::minutes(20));
  while (!customers(store).empty()) undo(store, at(4000));
  CHECK(loops(store).empty());
  CHECK(problems(store).empty());
}

TEST_CASE("a released step is never edited") {
  for (const auto& [dump, version] : {std::pair{"v1.sql", 1}, {"v2.sql", 2}, {"v3.sql", 3}}) {
    const Folder folder;
    load(folder, dump);
    const auto released = connect(folder.file());
    const auto made = connect(":memory:");
    made->begin();
    migrate(*made, migrations().first(static_cast<std::size_t>(version)));
    CHECK(schema(*released) == schema(*made));
  }
}

TEST_CASE("steps are numbered from 1 without a gap") {
  int version = 0;
  for (const Migration& step : migrations()) CHECK(step.version == ++version);
}

TEST_CASE("an older store is copied, then migrated, and its changes are still undone") {
  const Folder folder;
  load(folder, "v1.sql");
  const std::vector<Migration> steps = with_next(appended_column);
  {
    Store store(connect(folder.file()));
    begin_writing(store, steps, folder.backups(), at(0));
    CHECK(user_version(store.connection()) == 5);
  }
  const auto copies = files_in(folder.backups());
  REQUIRE(copies.size() == 1);
  CHECK(copies.front().filename() == "kept-v1-2026-03-20T094640Z.db");
  CHECK(user_version(*connect(copies.front())) == 1);
  Store copy = Store::open_to_read(copies.front(), folder.path / "again", at(0));
  CHECK(customers(copy).size() == 1);
  CHECK(problems(copy).empty());

  Store again(connect(folder.file()));
  CHECK(user_version(again.connection()) == 5);
  begin_writing(again, steps, folder.backups(), at(0));
  CHECK(files_in(folder.backups()).size() == 1);
}

TEST_CASE("changes from before a column was appended are undone") {
  Store store = Store::in_memory();
  test::new_customer(store);
  REQUIRE(record(store, at(0), "add-customer", ""));
  migrate(store.connection(), with_next(appended_column));
  watch(store);
  undo(store, at(1));
  CHECK(customers(store).empty());
  redo(store, at(2));
  CHECK(customers(store).size() == 1);
}

TEST_CASE("a step that fails leaves the store as it was") {
  const Folder folder;
  load(folder, "v1.sql");
  const auto fails = [&](const char* sql) {
    Store store(connect(folder.file()));
    CHECK_THROWS_AS(begin_writing(store, with_next(sql), folder.backups(), at(0)), Error);
  };
  fails("create table half(id integer primary key); select nothing");
  fails("create table forgets_the_version(id integer primary key)");
  CHECK(user_version(*connect(folder.file())) == 1);
  CHECK(files_in(folder.backups()).size() == 2);
  Store store = folder.read();
  CHECK(problems(store).empty());
  CHECK(Query(store,
              "select name from sqlite_schema where name in"
              " ('half', 'forgets_the_version')")
            .all([](Row row) { return row.text(); })
            .empty());
}

TEST_CASE("a store says whose it is") {
  Store store = Store::in_memory();
  const auto application =
      Query(store, "pragma application_id").first([](Row row) { return row.number(); });
  CHECK(application == 0x6b657074);
  const int newest = migrations().back().version;
  CHECK(version_of(store.connection(), newest) == newest);
  CHECK_THROWS_AS(version_of(store.connection(), newest - 1), Error);
}

}  // namespace kept
