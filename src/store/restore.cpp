#include <SQLiteCpp/Backup.h>
#include <climits>
#include <sys/stat.h>
#include <unistd.h>

#include "kept/text.hpp"
#include "store/rows.hpp"

namespace kept {

namespace fs = std::filesystem;

namespace {

fs::path journal_of(const fs::path& file) {
  return file.string() + "-journal";
}

// Byte by byte, so that what is damaged is kept as it is, too, with the journal that it needs.
void copy_bytes(const fs::path& from, const fs::path& to) {
  std::error_code failure;
  if (!fs::copy_file(from, to, failure)) {
    throw Error(Exit::failure, "the present store cannot be kept aside as " +
                                   in_quotes(to.string()) + ": " + failure.message());
  }
  chmod(to.c_str(), S_IRUSR | S_IWUSR);
  sync_file(to);
}

fs::path put_aside(const fs::path& file, const fs::path& backups, Instant now) {
  make_folder(backups);
  const fs::path aside = dated_name(backups, "kept-before-restore-", now);
  copy_bytes(file, aside);
  if (fs::exists(journal_of(file))) copy_bytes(journal_of(file), journal_of(aside));
  sync_folder(backups);
  return aside;
}

/// Nobody reads or writes the present store while this lives; a journal that a killed writer left
/// was applied. Neither where it is too damaged. Throws Error (78) where it is a database of
/// another program, which is not kept's to replace.
std::unique_ptr<Store::Connection> held(const fs::path& file) {
  auto connection = std::make_unique<Store::Connection>(file.string(), Mode::write);
  try {
    connection->run("begin exclusive; select count(*) from sqlite_schema");
  } catch (const Error& error) {
    if (error.status != Exit::bad_store) throw;
    return connection;
  }
  version_of(*connection, INT_MAX);
  return connection;
}

using Serial = std::pair<std::string, std::int64_t>;

/// None where the store is too damaged to tell.
std::vector<Serial> serials(Store::Connection& present) {
  // SQLite calls it damage, too, where a disk refused one read: a second look tells.
  for (int looks = 0; looks < 2; ++looks) {
    try {
      return Query(present, "select kind, last from serial").all([](Row row) {
        std::string kind = row.text();
        return Serial(std::move(kind), row.number());
      });
    } catch (const Error& error) {
      if (error.status != Exit::bad_store) throw;
    }
  }
  return {};
}

/// What was given out since the copy was made names something, somewhere: never again another.
void keep_numbers(const std::vector<Serial>& given_out, Store& copy) {
  Query raise(copy,
              "insert into serial(kind, last) values (:kind, :last)"
              " on conflict(kind) do update set last = max(last, :last)");
  for (const auto& [kind, last] : given_out) {
    raise.bind(":kind", kind).bind(":last", last).run_and_reset();
  }
}

}  // namespace

Store Store::copy_of(const fs::path& typed) {
  const fs::path file = resolved(typed);
  if (!is_there_as_store(file)) {
    throw Error(Exit::no_input, "there is no file " + in_quotes(file.string()));
  }
  Connection original(file.string(), Mode::read);
  original.run("pragma query_only = on");
  original.begin();
  if (version_of(original, migrations().back().version) == 0) {
    throw Error(Exit::bad_store, original.name + " is empty, not a store");
  }
  auto copy = std::make_unique<Connection>("", Mode::write);
  guarded(original, [&] {
    const int code = SQLite::Backup(copy->database, original.database).executeStep();
    if (code != SQLITE_DONE) check(original, code);
  });
  copy->name = original.name;
  copy->begin();
  const bool is_older =
      version_of(*copy, migrations().back().version) < migrations().back().version;
  migrate(*copy, migrations());
  Store store(std::move(copy));
  if (is_older) derive_all_loops(store);
  // What comes from here is written anew: no byte of who was forgotten goes with it.
  store.connection().run("delete from setting where key = 'forgetting'");
  store.connection().run("commit; begin");
  return store;
}

std::optional<fs::path> put_in_place(Store& copy, const fs::path& typed, const fs::path& backups,
                                     Instant now) {
  const fs::path file = resolved(typed);
  make_folder(file.parent_path());
  const FolderLock lock(file.parent_path());
  std::optional<fs::path> aside;
  std::unique_ptr<Store::Connection> present;
  if (is_there_as_store(file)) {
    present = held(file);
    keep_numbers(serials(*present), copy);
    aside = put_aside(file, backups, now);
    // Never to be applied to the file that comes here.
    unlink(journal_of(file).c_str());
    sync_folder(file.parent_path());
  }
  Store::Connection& connection = copy.connection();
  connection.run("commit");
  copy_into(connection, file, Existing::replaced);
  connection.begin();
  return aside;
}

}  // namespace kept
