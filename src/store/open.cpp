#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "kept/text.hpp"
#include "store/rows.hpp"

namespace kept {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kept_application = 0x6b657074;  // 'kept'
constexpr std::chrono::milliseconds longest_pause{20};
constexpr const char* how_to_begin =
    "kept add-customer NAME makes the first one; --db names another";

std::string reason(int error) {
  return std::strerror(error);
}

// ---- files -----------------------------------------------------------------------------------

// Made here and not by SQLite, so that the file is never readable by others, not for an instant.
CreatedFile create(const fs::path& file, std::vector<fs::path> folders) {
  constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
  const int descriptor =
      open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, owner_only);
  if (descriptor < 0) {
    throw Error(Exit::failure,
                "store " + in_quotes(file.string()) + " cannot be made: " + reason(errno));
  }
  fchmod(descriptor, owner_only);
  close(descriptor);
  return CreatedFile(file, std::move(folders));
}

// The journal is a file beside the store, so its folder is written to as well.
void refuse_unless_writable(const fs::path& file) {
  const fs::path folder = file.parent_path();
  for (const fs::path& each : {file, folder}) {
    if (access(each.c_str(), W_OK) == 0) continue;
    throw Error(Exit::failure,
                "store " + in_quotes(file.string()) + " cannot be written: " + reason(errno));
  }
}

// ---- the database ----------------------------------------------------------------------------

// In memory, or in a file that SQLite makes and unlinks for itself.
bool is_nameless(const std::string& path) {
  return path == ":memory:" || path.empty();
}

SQLite::Database open_database(const std::string& path) {
  try {
    const auto wait = std::chrono::milliseconds(longest_wait).count();
    const int flags = SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX |
                      (is_nameless(path) ? SQLite::OPEN_CREATE : 0);
    return SQLite::Database(path, flags, static_cast<int>(wait));
  } catch (const SQLite::Exception& error) {
    throw Error(Exit::failure,
                "store " + in_quotes(path) + " cannot be opened: " + std::string(error.what()));
  }
}

std::int64_t number(Store::Connection& connection, const char* sql) {
  return Query(connection, sql).first([](Row row) { return row.number(); }).value_or(0);
}

void protect(Store::Connection& connection) {
  sqlite3* const database = connection.database.getHandle();
  const auto set = [&](int option, int value) {
    check(connection, sqlite3_db_config(database, option, value, nullptr));
  };
  set(SQLITE_DBCONFIG_DEFENSIVE, 1);
  set(SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
  set(SQLITE_DBCONFIG_DQS_DML, 0);
  set(SQLITE_DBCONFIG_DQS_DDL, 0);
  set(SQLITE_DBCONFIG_ENABLE_TRIGGER, 0);
  set(SQLITE_DBCONFIG_ENABLE_VIEW, 0);
  set(SQLITE_DBCONFIG_ENABLE_FKEY, 1);
  // A foreign store in WAL mode keeps its bytes, too.
  set(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1);
  connection.run("pragma cell_size_check = on");
}

std::unique_ptr<Store::Connection> connect_writer(const fs::path& file) {
  std::vector<fs::path> folders = make_folder(file.parent_path());
  FolderLock lock(file.parent_path());
  // Whoever made the folder and wrote nothing took it away again.
  if (!fs::is_directory(file.parent_path())) return connect_writer(file);
  CreatedFile created;
  if (!is_there_as_store(file)) created = create(file, std::move(folders));
  refuse_unless_writable(file);
  return std::make_unique<Store::Connection>(file.string(), Mode::write, std::move(lock),
                                             std::move(created));
}

void migrate_for_reader(const fs::path& file, const fs::path& backups, Instant now,
                        AnswerClock clock) {
  try {
    Store writer(connect_writer(file));
    writer.connection().answer_clock = std::move(clock);
    begin_writing(writer, migrations(), backups, now);
  } catch (const Error& error) {
    if (error.status != Exit::failure) throw;
    throw Error(Exit::bad_store,
                "the store is of an older kept and cannot be brought up to date: " +
                    std::string(error.what()),
                "make it writable, or copy it to where it is");
  }
}

std::unique_ptr<Store::Connection> connect_reader(const fs::path& file) {
  const std::string name = in_quotes(file.string());
  if (!is_there_as_store(file)) {
    throw Error(Exit::no_input, "there is no store at " + name, how_to_begin);
  }
  auto reader = std::make_unique<Store::Connection>(file.string(), Mode::read);
  reader->run("pragma query_only = on");
  reader->begin();
  return reader;
}

int newest_version() {
  return migrations().back().version;
}

}  // namespace

// ---- lock, file ------------------------------------------------------------------------------

FolderLock::FolderLock(const fs::path& folder, std::chrono::milliseconds wait)
    : descriptor(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (descriptor < 0) {
    throw Error(Exit::failure,
                "folder " + in_quotes(folder.string()) + " cannot be read: " + reason(errno));
  }
  const auto until = std::chrono::steady_clock::now() + wait;
  std::chrono::milliseconds pause{1};
  while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    // Where a file system has no flock(), SQLite's own locks must do.
    if (errno != EWOULDBLOCK && errno != EINTR) return;
    if (std::chrono::steady_clock::now() >= until) {
      release();
      throw Error(Exit::busy,
                  "the store in " + in_quotes(folder.string()) +
                      " is held by another process, nothing was written",
                  "try again");
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, longest_pause);
  }
}

void FolderLock::release() {
  if (descriptor >= 0) close(std::exchange(descriptor, -1));
}

CreatedFile::~CreatedFile() {
  std::error_code failure;
  if (path.empty() || fs::file_size(path, failure) != 0 || failure) return;
  fs::remove(path, failure);
  for (const fs::path& folder : folders) rmdir(folder.c_str());
}

// ---- Connection ------------------------------------------------------------------------------

Store::Connection::Connection(const std::string& path, Mode of_mode, FolderLock folder,
                              CreatedFile file)
    : name(in_quotes(path)),
      mode(of_mode),
      lock(std::move(folder)),
      created(std::move(file)),
      database(open_database(path)) {
  protect(*this);
}

Store::Connection::~Connection() {
  roll_back();
}

void Store::Connection::run(const char* sql) {
  guarded(*this, [&] { database.exec(sql); });
}

void Store::Connection::begin() {
  run(mode == Mode::read ? "begin" : "begin immediate");
}

void Store::Connection::roll_back() noexcept {
  if (sqlite3_get_autocommit(database.getHandle()) == 0) database.tryExec("rollback");
}

WritingAllowed::WritingAllowed(Store::Connection& reader_or_writer) : connection(reader_or_writer) {
  if (connection.mode == Mode::read) connection.run("pragma query_only = off");
}

WritingAllowed::~WritingAllowed() {
  if (connection.mode == Mode::read) connection.database.tryExec("pragma query_only = on");
}

int version_of(Store::Connection& connection, int newest) {
  const std::int64_t application = number(connection, "pragma application_id");
  const std::int64_t version = number(connection, "pragma user_version");
  const bool is_new =
      application == 0 && version == 0 && number(connection, "pragma page_count") == 0;
  if (is_new) return 0;
  if (application != kept_application || version < 1) {
    throw Error(Exit::bad_store, connection.name + " is not a store of kept",
                "name the store with --db");
  }
  if (version > newest) {
    throw Error(Exit::bad_store, "store " + connection.name + " was written by a newer kept",
                "update kept");
  }
  return static_cast<int>(version);
}

namespace {

// A disk that has no room for it now must not keep anybody from writing; `check` tells.
void try_to_finish_forgetting(Store::Connection& connection) {
  try {
    finish_forgetting(connection);
  } catch (const Error&) {
    connection.roll_back();
  }
}

/// What lies among the backups is a copy itself. Were it copied once more before it is brought up
/// to date, forget could never erase a person from the last of them.
bool is_a_backup(const Store::Connection& connection, const fs::path& backups) {
  std::error_code ignored;
  const fs::path file = connection.database.getFilename();
  return fs::equivalent(file.parent_path(), backups, ignored);
}

}  // namespace

void begin_writing(Store& store, std::span<const Migration> steps, const fs::path& backups,
                   Instant now) {
  Store::Connection& connection = store.connection();
  const int newest = steps.back().version;
  const int version = version_of(connection, newest);
  // A larger cache keeps a long change from spilling pages, each time with a wait for the disk.
  connection.run(
      "pragma journal_mode = delete; pragma synchronous = extra;"
      " pragma cache_size = -65536");
  const bool is_older = version > 0 && version < newest;
  if (is_older && !is_a_backup(connection, backups)) {
    make_folder(backups);
    copy_into(connection, dated_name(backups, "kept-v" + std::to_string(version) + "-", now));
  }
  if (version == newest) try_to_finish_forgetting(connection);
  connection.begin();
  // Somebody else may have come first, where flock() does not hold.
  if (number(connection, "pragma user_version") > 0) version_of(connection, newest);
  migrate(connection, steps);
  if (!is_older) return;
  derive_all_loops(store);
  connection.run("commit");
  connection.begin();
}

// ---- Store -----------------------------------------------------------------------------------

Store::Store(std::unique_ptr<Connection> opened) : connected(std::move(opened)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Store Store::open_to_read(const fs::path& typed, const fs::path& backups, Instant now,
                          AnswerClock clock) {
  const fs::path file = resolved(typed);
  auto reader = connect_reader(file);
  int version = version_of(*reader, newest_version());
  if (version > 0 && version < newest_version()) {
    reader.reset();
    migrate_for_reader(file, backups, now, std::move(clock));
    reader = connect_reader(file);
    version = version_of(*reader, newest_version());
  }
  if (version == 0) {
    throw Error(Exit::bad_store, reader->name + " is empty, not a store", how_to_begin);
  }
  return Store(std::move(reader));
}

std::optional<Store> Store::open_to_look(const fs::path& typed) {
  auto reader = connect_reader(resolved(typed));
  check(*reader, sqlite3_busy_timeout(reader->database.getHandle(), 0));
  if (version_of(*reader, newest_version()) != newest_version()) return std::nullopt;
  return Store(std::move(reader));
}

Store Store::open_to_write(const fs::path& typed, const fs::path& backups, Instant now,
                           AnswerClock clock) {
  Store store(connect_writer(resolved(typed)));
  store.connection().answer_clock = std::move(clock);
  begin_writing(store, migrations(), backups, now);
  watch(store);
  return store;
}

Store Store::in_memory(AnswerClock clock) {
  auto connection = std::make_unique<Connection>(":memory:", Mode::write);
  connection->answer_clock = std::move(clock);
  connection->begin();
  migrate(*connection, migrations());
  Store store(std::move(connection));
  watch(store);
  return store;
}

namespace {

std::int64_t draw(Store& store, const std::string& serial, std::int64_t count = 1) {
  static_assert(Id::machines == 64);
  return Query(store,
               "insert into serial(kind, last) values (:kind, :count)"
               " on conflict(kind) do update set last = last + :count returning last * 64 +"
               " (select cast(value as integer) from setting where key = 'machine')")
      .bind(":kind", serial)
      .bind(":count", count)
      .first([](Row row) { return row.number(); })
      .value();
}

}  // namespace

std::int64_t draw_numbers(Store& store, Kind kind, std::int64_t count) {
  return draw(store, std::string(1, static_cast<char>(kind)), count);
}

std::int64_t draw_number(Store& store, Kind kind) {
  return draw_numbers(store, kind, 1);
}

std::int64_t draw_step_number(Store& store, Id loop) {
  return draw(store, shown(loop) + ".");
}

std::int64_t number_of_change(Store& store) {
  std::optional<std::int64_t>& drawn = store.connection().recording;
  if (!drawn) drawn = draw_number(store, Kind::change);
  return *drawn;
}

std::int64_t Store::recording() {
  return connected->command ? *connected->command : number_of_change(*this);
}

void Store::expect_commands(std::int64_t count) {
  connected->recording = draw_numbers(*this, Kind::change, count);
  connected->command = *connected->recording - count * Id::machines;
}

void Store::next_command() {
  *connected->command += Id::machines;
}

namespace {

std::int64_t newest_change(Store::Connection& connection) {
  return number(connection, "select coalesce(max(id), 0) from change");
}

// A disk may fail after the journal is gone, which is when the change stands: who took that for
// 'nothing was written' would record it twice.
[[noreturn]] void fail_to_commit(Store::Connection& connection, std::int64_t recorded,
                                 const Error& error) {
  connection.roll_back();
  const std::string id = shown(Id{Kind::change, recorded});
  bool stands = false;
  try {
    stands = newest_change(connection) == recorded;
  } catch (const Error&) {
    throw Error(error.status, error.what(), "kept history shows whether " + id + " was recorded");
  }
  if (!stands) throw error;
  throw Error(Exit::unprinted, id + " was recorded, and then the disk failed: " + error.what(),
              "don't run the command again; kept history shows what it did");
}

}  // namespace

void commit_recorded(Store::Connection& connection) {
  const std::int64_t recorded = newest_change(connection);
  try {
    connection.run("commit");
  } catch (const Error& error) {
    fail_to_commit(connection, recorded, error);
  }
}

void Store::commit() {
  if (connected->unrecorded) throw Error(Exit::failure, "a change was made and not recorded");
  if (connected->worth_committing) commit_recorded(*connected);
  // What is left to do is to print, which may take as long as a pager is open.
  connected->roll_back();
  connected->worth_committing = false;
  connected->lock.release();
}

}  // namespace kept
