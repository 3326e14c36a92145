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
    "pragma user_version = 2";

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

std::vector<Migration> with_second(const char* sql) {
  return {migrations().front(), {2, sql}};
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

TEST_CASE("a released step is never edited") {
  const Folder folder;
  load(folder, "v1.sql");
  const auto released = connect(folder.file());
  const auto made = connect(":memory:");
  made->begin();
  migrate(*made, migrations().first(1));
  CHECK(schema(*released) == schema(*made));
}

TEST_CASE("steps are numbered from 1 without a gap") {
  int version = 0;
  for (const Migration& step : migrations()) CHECK(step.version == ++version);
}

TEST_CASE("an older store is copied, then migrated, and its changes are still undone") {
  const Folder folder;
  load(folder, "v1.sql");
  const std::vector<Migration> steps = with_second(appended_column);
  {
    const auto connection = connect(folder.file());
    begin_writing(*connection, steps, folder.backups(), at(0));
    CHECK(user_version(*connection) == 2);
  }
  const auto copies = files_in(folder.backups());
  REQUIRE(copies.size() == 1);
  CHECK(copies.front().filename() == "kept-v1-20260320T094640Z.db");
  CHECK(user_version(*connect(copies.front())) == 1);
  Store copy = Store::open_to_read(copies.front(), folder.backups(), at(0));
  CHECK(customers(copy).size() == 1);
  CHECK(problems(copy).empty());

  const auto connection = connect(folder.file());
  CHECK(user_version(*connection) == 2);
  begin_writing(*connection, steps, folder.backups(), at(0));
  CHECK(files_in(folder.backups()).size() == 1);
}

TEST_CASE("changes from before a column was appended are undone") {
  Store store = Store::in_memory();
  test::new_customer(store);
  REQUIRE(record(store, at(0), "add-customer", ""));
  migrate(store.connection(), with_second(appended_column));
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
    const auto connection = connect(folder.file());
    CHECK_THROWS_AS(begin_writing(*connection, with_second(sql), folder.backups(), at(0)), Error);
  };
  fails("create table half(id integer primary key); select nothing");
  fails("create table forgets_the_version(id integer primary key)");
  CHECK(user_version(*connect(folder.file())) == 1);
  Store store = folder.read();
  CHECK(problems(store).empty());
  CHECK(Query(store,
              "select name from sqlite_schema where name in"
              " ('half', 'forgets_the_version')")
            .all([](Row row) { return row.text(); })
            .empty());
  CHECK(files_in(folder.backups()).size() == 2);
}

TEST_CASE("a store says whose it is") {
  Store store = Store::in_memory();
  const auto application =
      Query(store, "pragma application_id").first([](Row row) { return row.number(); });
  CHECK(application == 0x6b657074);
  CHECK(version_of(store.connection(), 1) == 1);
  CHECK_THROWS_AS(version_of(store.connection(), 0), Error);
}

}  // namespace kept
