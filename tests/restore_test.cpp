#include <doctest/doctest.h>
#include <fstream>
#include <iterator>
#include <sys/stat.h>

#include "store/rows.hpp"
#include "store_fixture.hpp"

namespace kept {
namespace {

namespace fs = std::filesystem;

using test::at;
using test::Folder;

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void add(const Folder& folder, const std::string& name) {
  Store store = folder.write();
  test::new_customer(store, name);
  REQUIRE(record(store, at(0), "add-customer", name));
  store.commit();
}

fs::path backup_in(const Folder& folder) {
  const fs::path backup = folder.path / "backup.db";
  Store store = folder.read();
  back_up(store, backup);
  return backup;
}

std::vector<std::string> names(const Folder& folder) {
  Store store = folder.read();
  return customer_names(store);
}

std::vector<std::string> files_in(const fs::path& folder) {
  std::vector<std::string> files;
  for (const auto& each : fs::directory_iterator(folder)) files.push_back(each.path().filename());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("a copy takes the place of the store, which is kept aside") {
  const Folder folder;
  add(folder, "Dana Levi");
  const fs::path backup = backup_in(folder);
  add(folder, "Avi Sample");
  const std::string before = bytes_of(backup);
  Store copy = Store::copy_of(backup);
  CHECK(problems(copy).empty());
  const auto aside = put_in_place(copy, folder.file(), folder.backups(), at(0));
  CHECK(names(folder) == std::vector<std::string>{"Dana Levi"});
  REQUIRE(aside);
  CHECK(aside->filename() == "kept-before-restore-2026-03-20T094640Z.db");
  Store back = Store::copy_of(*aside);
  CHECK(customer_names(back) == std::vector<std::string>{"Dana Levi", "Avi Sample"});
  CHECK(bytes_of(backup) == before);
  struct stat status {};
  REQUIRE(stat(folder.file().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
}

TEST_CASE("a database of another program is not replaced, and a damaged store is") {
  const Folder folder;
  add(folder, "Dana Levi");
  const fs::path backup = backup_in(folder);
  const fs::path photos = folder.path / "photos.db";
  SQLite::Database(photos.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
      .exec("create table photo(id integer primary key)");
  const std::string before = bytes_of(photos);
  Store copy = Store::copy_of(backup);
  CHECK_THROWS_AS(put_in_place(copy, photos, folder.backups(), at(0)), Error);
  CHECK(bytes_of(photos) == before);
  const fs::path damaged = folder.path / "damaged.db";
  std::ofstream(damaged) << "SQLite format 3, and then nothing that makes sense";
  CHECK(put_in_place(copy, damaged, folder.backups(), at(0)));
  CHECK(bytes_of(damaged).size() > 1000);
}

TEST_CASE("ids that were given out since are not given out again") {
  const Folder folder;
  add(folder, "Dana Levi");
  const fs::path backup = backup_in(folder);
  add(folder, "Avi Sample");
  Store copy = Store::copy_of(backup);
  put_in_place(copy, folder.file(), folder.backups(), at(0));
  add(folder, "Noa Sample");
  Store store = folder.read();
  REQUIRE(customers(store).size() == 2);
  CHECK(shown(customers(store).back().id) == "C3");
  CHECK(shown(changes(store, 1).front().id) == "H3");
  CHECK(problems(store).empty());
}

TEST_CASE("a copy comes where nothing was, too") {
  const Folder folder;
  add(folder, "Dana Levi");
  Store copy = Store::copy_of(folder.file());
  const fs::path elsewhere = folder.path / "new" / "kept.db";
  CHECK_FALSE(put_in_place(copy, elsewhere, folder.backups(), at(0)));
  Store store = Store::open_to_read(elsewhere, folder.backups(), at(0));
  CHECK(problems(store).empty());
}

TEST_CASE("a journal that was left is never applied to another store") {
  const Folder folder;
  add(folder, "Dana Levi");
  const fs::path backup = folder.path / "backup.db";
  fs::copy_file(folder.file(), backup);
  const fs::path journal = folder.file().string() + "-journal";
  {
    // A writer that is killed in the middle leaves its pages and its journal.
    SQLite::Database database(folder.file().string(), SQLite::OPEN_READWRITE);
    database.exec("pragma cache_size = 1; begin; update customer set name = 'Nobody'");
    for (int i = 0; i < 2000; ++i) {
      database.exec("insert into setting(key, value) values (hex(randomblob(200)), 'x')");
    }
    REQUIRE(fs::exists(journal));
    fs::copy_file(folder.file(), folder.path / "torn.db");
    fs::copy_file(journal, folder.path / "torn.journal");
  }
  fs::copy_file(folder.path / "torn.db", folder.file(), fs::copy_options::overwrite_existing);
  fs::copy_file(folder.path / "torn.journal", journal);
  Store copy = Store::copy_of(backup);
  const auto aside = put_in_place(copy, folder.file(), folder.backups(), at(0));
  CHECK_FALSE(fs::exists(journal));
  CHECK(names(folder) == std::vector<std::string>{"Dana Levi"});
  Store store = folder.read();
  CHECK(problems(store).empty());
  Store back = Store::copy_of(*aside);
  CHECK(customer_names(back) == std::vector<std::string>{"Dana Levi"});
}

TEST_CASE("a forgetting that was not finished makes no backup unwell") {
  const Folder folder;
  add(folder, "Dana Levi");
  {
    SQLite::Database database(folder.file().string(), SQLite::OPEN_READWRITE);
    database.exec("insert into setting(key, value) values ('forgetting', '1')");
  }
  Store copy = Store::copy_of(folder.file());
  CHECK(problems(copy).empty());
}

TEST_CASE("a damaged store is kept aside as it is, and replaced") {
  const Folder folder;
  add(folder, "Dana Levi");
  const fs::path backup = folder.path / "backup.db";
  fs::copy_file(folder.file(), backup);
  const std::string garbage(10'000, 'x');
  std::ofstream(folder.file(), std::ios::binary) << garbage;
  Store copy = Store::copy_of(backup);
  const auto aside = put_in_place(copy, folder.file(), folder.backups(), at(0));
  CHECK(bytes_of(*aside) == garbage);
  CHECK(names(folder) == std::vector<std::string>{"Dana Levi"});
}

TEST_CASE("backups in a folder are erased from the oldest on, and nothing else is") {
  const Folder folder;
  add(folder, "Dana Levi");
  const fs::path backups = folder.backups();
  fs::create_directories(backups);
  const std::vector<std::string> others{"kept-2025-01-01T000000Z.db.bak",
                                        "kept-2025-01-01T000000.db",
                                        "kept-2025-01-01T000000Z-1.db",
                                        "kept-20250101T000000Z.db",
                                        "kept-before-import-2025-01-01T000000Z.db",
                                        "mine.db"};
  for (const std::string& name : others) std::ofstream(backups / name) << "mine";
  Store store = folder.read();
  for (int second = 0; second < 5; ++second) {
    const fs::path made = back_up_into(store, backups, "", at(second / 2));
    CHECK(erase_oldest_backups(made, "", 3).size() == (second < 3 ? 0 : 1));
  }
  std::vector<std::string> expected = others;
  expected.insert(expected.end(), {"kept-2026-03-20T094641Z.db", "kept-2026-03-20T094641Z-2.db",
                                   "kept-2026-03-20T094642Z.db"});
  std::sort(expected.begin(), expected.end());
  CHECK(files_in(backups) == expected);
  // A clock that was set back makes an older name: it stays, since it is the newest.
  const fs::path late = back_up_into(store, backups, "", at(-1000));
  CHECK(erase_oldest_backups(late, "", 1).size() == 3);
  CHECK(fs::exists(late));
}

TEST_CASE("a file that is no store is not restored") {
  const Folder folder;
  add(folder, "Dana Levi");
  std::ofstream(folder.path / "letter.txt") << "Dear Dana, here is a letter that is no store";
  CHECK_THROWS_AS(Store::copy_of(folder.path / "letter.txt"), Error);
  CHECK_THROWS_AS(Store::copy_of(folder.path / "nowhere.db"), Error);
  std::ofstream(folder.path / "empty.db") << "";
  CHECK_THROWS_AS(Store::copy_of(folder.path / "empty.db"), Error);
}

}  // namespace kept
