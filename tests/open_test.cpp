#include <atomic>
#include <doctest/doctest.h>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

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

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

mode_t mode_of(const std::filesystem::path& file) {
  struct stat status {};
  REQUIRE(stat(file.c_str(), &status) == 0);
  return status.st_mode & 0777U;
}

void fill(const Folder& folder) {
  Store store = folder.write();
  test::new_customer(store);
  REQUIRE(record(store, at(0), "add-customer", "C1 Dana Levi"));
  store.commit();
}

void run_sql(const std::filesystem::path& file, const char* sql) {
  SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec(sql);
}

}  // namespace

TEST_CASE("the store and its folder are for the owner alone") {
  const mode_t before = umask(0);
  const Folder folder;
  const auto file = folder.path / "new" / "deep" / "kept.db";
  {
    Store store = Store::open_to_write(file, folder.backups(), at(0));
    test::new_customer(store);
    record(store, at(0), "add-customer", "");
    store.commit();
  }
  umask(before);
  CHECK(mode_of(file) == 0600);
  CHECK(mode_of(file.parent_path()) == 0700);
  CHECK(mode_of(file.parent_path().parent_path()) == 0700);
}

TEST_CASE("what is committed is read, what is not is gone") {
  const Folder folder;
  fill(folder);
  {
    Store store = folder.write();
    test::new_customer(store, "Never");
    record(store, at(1), "add-customer", "");
  }
  Store store = folder.read();
  REQUIRE(customers(store).size() == 1);
  CHECK(customers(store).front().name == "Dana Levi");
  CHECK(problems(store).empty());
}

TEST_CASE("a new store to which nothing was written leaves no file") {
  const Folder folder;
  {
    Store store = folder.write();
    store.commit();
  }
  CHECK_FALSE(std::filesystem::exists(folder.file()));
}

TEST_CASE("a new store to which nothing was written leaves no folder that was made for it") {
  const Folder folder;
  const std::filesystem::path there = folder.path / "here";
  std::filesystem::create_directory(there);
  const std::filesystem::path made = there / "new" / "newer";
  { Store store = Store::open_to_write(made / "kept.db", folder.backups(), at(0)); }
  CHECK(std::filesystem::exists(there));
  CHECK_FALSE(std::filesystem::exists(there / "new"));
}

TEST_CASE("an unchanged record leaves the file as it is") {
  const Folder folder;
  fill(folder);
  const std::string before = bytes_of(folder.file());
  Store store = folder.write();
  Customer same = customers(store).front();
  store.recording();
  put(store, same);
  CHECK_FALSE(record(store, at(9), "edit-customer", ""));
  store.commit();
  CHECK(bytes_of(folder.file()) == before);
}

TEST_CASE("a change that was not recorded is not committed") {
  Store store = Store::in_memory();
  test::new_customer(store);
  CHECK(refusal([&] { store.commit(); }) == Exit::failure);
}

TEST_CASE("a reader creates nothing and writes nothing") {
  const Folder folder;
  CHECK(refusal([&] { folder.read(); }) == Exit::no_input);
  CHECK_FALSE(std::filesystem::exists(folder.file()));
  fill(folder);
  Store store = folder.read();
  Customer known = customers(store).front();
  known.name = "Changed";
  CHECK(refusal([&] { put(store, known); }) == Exit::failure);
}

TEST_CASE("a path with signs that mean something in a URI is a path") {
  const Folder folder;
  const auto file = folder.path / "file:a?mode=memory%20#x.db";
  {
    Store store = Store::open_to_write(file, folder.backups(), at(0));
    test::new_customer(store);
    record(store, at(0), "add-customer", "");
    store.commit();
  }
  CHECK(std::filesystem::exists(file));
  Store store = Store::open_to_read(file, folder.backups(), at(0));
  CHECK(customers(store).size() == 1);
}

TEST_CASE("a symbolic link leads to the store") {
  const Folder folder;
  std::filesystem::create_directory(folder.path / "real");
  const auto link = folder.path / "link.db";
  std::filesystem::create_symlink("real/kept.db", link);
  {
    Store store = Store::open_to_write(link, folder.backups(), at(0));
    test::new_customer(store);
    record(store, at(0), "add-customer", "");
    store.commit();
  }
  CHECK(std::filesystem::is_symlink(link));
  CHECK(std::filesystem::is_regular_file(folder.path / "real" / "kept.db"));
}

TEST_CASE("what is not a store of ours is refused and keeps its bytes") {
  const Folder folder;
  SUBCASE("text") {
    write_bytes(folder.file(), std::string(5000, 'x'));
  }
  SUBCASE("a short text") {
    write_bytes(folder.file(), "hello");
  }
  SUBCASE("a foreign database") {
    run_sql(folder.file(), "create table t(a)");
  }
  SUBCASE("a foreign database in WAL mode") {
    run_sql(folder.file(), "pragma journal_mode = wal; create table t(a)");
  }
  SUBCASE("a newer store") {
    fill(folder);
    run_sql(folder.file(), "pragma user_version = 99");
  }
  const std::string before = bytes_of(folder.file());
  CHECK(refusal([&] { folder.read(); }) == Exit::bad_store);
  CHECK(refusal([&] { folder.write(); }) == Exit::bad_store);
  CHECK(bytes_of(folder.file()) == before);
}

TEST_CASE("a damaged store is refused") {
  const Folder folder;
  fill(folder);
  std::string bytes = bytes_of(folder.file());
  bytes.replace(100, 3000, std::string(3000, '\xff'));
  write_bytes(folder.file(), bytes);
  CHECK(refusal([&] {
          Store store = folder.read();
          customers(store);
        }) == Exit::bad_store);
}

TEST_CASE("an empty file is no store for a reader, and a new one for a writer") {
  const Folder folder;
  write_bytes(folder.file(), "");
  CHECK(refusal([&] { folder.read(); }) == Exit::bad_store);
  fill(folder);
  Store store = folder.read();
  CHECK(customers(store).size() == 1);
}

TEST_CASE("a folder and a hard link are refused") {
  const Folder folder;
  CHECK(refusal([&] { Store::open_to_read(folder.path, folder.backups(), at(0)); }) ==
        Exit::bad_store);
  fill(folder);
  std::filesystem::create_hard_link(folder.file(), folder.path / "other.db");
  CHECK(refusal([&] { folder.read(); }) == Exit::bad_store);
  CHECK(refusal([&] { folder.write(); }) == Exit::bad_store);
}

TEST_CASE("one writer at a time") {
  const Folder folder;
  std::optional<FolderLock> lock(std::in_place, folder.path);
  CHECK(refusal([&] { FolderLock(folder.path, std::chrono::milliseconds{0}); }) == Exit::busy);

  std::atomic<bool> released = false;
  std::thread other([&] {
    fill(folder);
    CHECK(released);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds{30});
  released = true;
  lock.reset();
  other.join();
  Store store = folder.read();
  CHECK(customers(store).size() == 1);
}

TEST_CASE("a writer that has committed keeps nobody out") {
  const Folder folder;
  Store first = folder.write();
  test::new_customer(first);
  record(first, at(0), "add-customer", "");
  first.commit();
  fill(folder);
  CHECK(customers(first).size() == 2);
}

TEST_CASE("writers that begin together make one store and lose nothing") {
  const Folder folder;
  std::vector<std::thread> writers;
  for (int i = 0; i < 8; ++i) writers.emplace_back([&] { fill(folder); });
  for (std::thread& writer : writers) writer.join();
  Store store = folder.read();
  CHECK(customers(store).size() == 8);
  CHECK(changes(store, 100).size() == 8);
  CHECK(problems(store).empty());
}

TEST_CASE("a backup is a whole store and never replaces a file") {
  const Folder folder;
  fill(folder);
  Store store = folder.read();
  const auto copy = folder.path / "copy.db";
  back_up(store, copy);
  CHECK(mode_of(copy) == 0600);
  CHECK(refusal([&] { back_up(store, copy); }) == Exit::refused);
  CHECK(customers(store).size() == 1);
  Store copied = Store::open_to_read(copy, folder.backups(), at(0));
  CHECK(customers(copied).size() == 1);
  CHECK(problems(copied).empty());
  Customer known = customers(store).front();
  CHECK(refusal([&] { put(store, known); }) == Exit::failure);
  const std::filesystem::directory_iterator files(folder.path);
  CHECK(std::distance(begin(files), end(files)) == 2);
}

TEST_CASE("who only looks makes nothing, changes nothing and waits for nobody") {
  const Folder folder;
  CHECK(refusal([&] { Store::open_to_look(folder.file()); }) == Exit::no_input);
  CHECK_FALSE(std::filesystem::exists(folder.file()));
  write_bytes(folder.file(), "");
  CHECK_FALSE(Store::open_to_look(folder.file()).has_value());
  CHECK(bytes_of(folder.file()).empty());
  std::filesystem::remove(folder.file());

  fill(folder);
  const std::string before = bytes_of(folder.file());
  {
    auto store = Store::open_to_look(folder.file());
    REQUIRE(store);
    CHECK(customer_offers(*store).size() == 1);
    CHECK(refusal([&] { test::new_customer(*store); }) != Exit::done);
    const auto patience =
        Query(*store, "pragma busy_timeout").first([](Row row) { return row.number(); });
    CHECK(patience == 0);
  }
  CHECK(bytes_of(folder.file()) == before);

  run_sql(folder.file(), "pragma user_version = 99");
  CHECK(refusal([&] { Store::open_to_look(folder.file()); }) == Exit::bad_store);
}

}  // namespace kept
