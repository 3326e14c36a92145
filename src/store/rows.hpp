#pragma once

#ifndef SQLITE_ENABLE_SESSION
#define SQLITE_ENABLE_SESSION
#endif
#ifndef SQLITE_ENABLE_PREUPDATE_HOOK
#define SQLITE_ENABLE_PREUPDATE_HOOK
#endif

#include <SQLiteCpp/SQLiteCpp.h>
#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "kept/error.hpp"
#include "kept/store.hpp"

/// What the files of store/ share: the connection, statements with typed values, and the steps of a
/// change. Only store/ and its tests include this.
///
/// A new table of a record: a migration creates it with an explicit PRIMARY KEY; a row in `tracked`
/// names its record; put() writes it and calls wrote(); a Row reads it back in the order of its
/// columns; if words stand in it, they join the record's words_of() in search.cpp.

namespace kept {

// ---- tables ----------------------------------------------------------------------------------

/// A table whose rows changes undo and redo, and where a row says which record it is a part of.
struct Tracked {
  const char* table;
  Kind kind;
  int id_column;
  int loop_column = -1;      ///< of a record that stands in a loop
  int customer_column = -1;  ///< of a record that belongs to a customer
};
inline constexpr std::array tracked{
    Tracked{"customer", Kind::customer, 0},
    Tracked{"contact", Kind::customer, 0},
    Tracked{"customer_tag", Kind::customer, 0},
    Tracked{"customer_field", Kind::customer, 0},
    Tracked{"customer_key", Kind::customer, 2},
    Tracked{"loop", Kind::loop, 0, -1, 1},
    Tracked{"closing", Kind::loop, 0},
    Tracked{"waiting", Kind::loop, 0},
    Tracked{"step", Kind::loop, 0},
    Tracked{"handover", Kind::loop, 0},
    Tracked{"loop_key", Kind::loop, 2},
    Tracked{"entry", Kind::entry, 0, 2, 1},
    Tracked{"entry_tag", Kind::entry, 0},
    Tracked{"entry_key", Kind::entry, 2},
    Tracked{"promise", Kind::promise, 0, 2, 1},
    Tracked{"deadline", Kind::promise, 0},
    Tracked{"settlement", Kind::promise, 0},
    Tracked{"promise_key", Kind::promise, 2},
};
/// The row of `tracked` for a table; throws Error (78) for any other.
const Tracked& tracked_table(std::string_view table);

/// The kinds that have words to search; the position is a part of the row number in `words`.
inline constexpr std::array worded_kinds{Kind::customer, Kind::loop, Kind::entry, Kind::promise};

/// A step from one schema to the next. Its SQL ends by setting `user_version`. Never edited once
/// released. A column that it appends with a default is also written to all rows (`update t set c =
/// ''`): where a row has only the default, SQLite's session reads NULL, and a redo trips over it.
struct Migration {
  int version;
  const char* sql;
};
std::span<const Migration> migrations();

// ---- connection ------------------------------------------------------------------------------

/// How long a writer waits for the folder's lock, and any connection for SQLite's.
inline constexpr std::chrono::seconds longest_wait{20};

/// flock() on the folder that holds the store, for as long as this lives.
class FolderLock {
 public:
  FolderLock() = default;
  /// Throws Error (75) where another process holds it for longer than `wait`.
  explicit FolderLock(const std::filesystem::path& folder,
                      std::chrono::milliseconds wait = longest_wait);
  FolderLock(FolderLock&& other) noexcept : descriptor(std::exchange(other.descriptor, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock() { release(); }

  void release();

 private:
  int descriptor = -1;
};

/// A file that this run has created, and the folders that it made for it, the innermost first: gone
/// again if nothing was ever written to it.
class CreatedFile {
 public:
  CreatedFile() = default;
  CreatedFile(std::filesystem::path file, std::vector<std::filesystem::path> folders_made)
      : path(std::move(file)), folders(std::move(folders_made)) {}
  CreatedFile(CreatedFile&& other) noexcept
      : path(std::exchange(other.path, {})), folders(std::move(other.folders)) {}
  CreatedFile& operator=(CreatedFile&& other) noexcept {
    std::swap(path, other.path);
    std::swap(folders, other.folders);
    return *this;
  }
  ~CreatedFile();

 private:
  std::filesystem::path path;
  std::vector<std::filesystem::path> folders;
};

struct CloseSession {
  void operator()(sqlite3_session* session) const { sqlite3session_delete(session); }
};

enum class Mode { read, write };

/// Members are destroyed from the last to the first: statements and the session go before the
/// database, which goes before its lock.
struct Store::Connection {
  /// Opens the database; SQLite reads nothing of it yet. `path` is absolute, or `:memory:`.
  Connection(const std::string& path, Mode mode, FolderLock folder = {}, CreatedFile file = {});
  ~Connection();

  /// Commands without values or rows.
  void run(const char* sql);
  void begin();
  void roll_back() noexcept;

  std::string name;  ///< of the file, for errors
  Mode mode;
  FolderLock lock;
  CreatedFile created;
  SQLite::Database database;
  std::unordered_map<const char*, std::unique_ptr<SQLite::Statement>> statements;

  /// Sees every row that is written to a tracked table since the last part of the change.
  std::unique_ptr<sqlite3_session, CloseSession> session;
  std::optional<std::int64_t> recording;  ///< the number of the change that is being made
  std::optional<std::int64_t> command;    ///< of several that make it: that of the one at work
  std::set<Id> stale;                     ///< records whose derived columns may be out of date
  std::vector<Id> touched;                ///< by parts of the change, and not yet noted
  std::unordered_map<std::int64_t, std::string> words;  ///< of what was put since, by words_row()
  AnswerClock answer_clock;
  int records_in_part = 0;
  int held = 0;             ///< savepoints with unrecorded work before them: no part may end
  std::vector<Id> derived;  ///< while held: what is stale again where a savepoint is taken back
  int parts = 0;
  bool unrecorded = false;  ///< put() was called, and record() not yet
  bool worth_committing = false;
  bool given_up = false;  ///< SQLite rolled everything back, and a savepoint with it
};

/// Lets a reader's connection run what counts as writing, until this goes.
class WritingAllowed {
 public:
  explicit WritingAllowed(Store::Connection& reader_or_writer);
  WritingAllowed(const WritingAllowed&) = delete;
  WritingAllowed& operator=(const WritingAllowed&) = delete;
  ~WritingAllowed();

 private:
  Store::Connection& connection;
};

/// Runs `work` and turns what SQLite throws into Error.
[[noreturn]] void fail(const Store::Connection& connection, const SQLite::Exception& error);
template <class Work>
auto guarded(const Store::Connection& connection, Work work) {
  try {
    return work();
  } catch (const SQLite::Exception& error) {
    fail(connection, error);
  }
}

/// Throws Error where SQLite's C interface answered anything but SQLITE_OK.
void check(const Store::Connection& connection, int code);

/// Which schema the store has; 0 for a file of no bytes. Throws Error (78) where it is foreign,
/// damaged or newer than `newest`.
int version_of(Store::Connection& connection, int newest);

/// Brings an open connection to the last of `steps`, inside the caller's transaction.
void migrate(Store::Connection& connection, std::span<const Migration> steps);

/// Begins a writer's transaction, in a store of the last of `steps`: creates the tables of a new
/// one, and migrates an older one after a copy to `backups`, unless it lies there itself, with its
/// derived columns.
void begin_writing(Store& store, std::span<const Migration> steps,
                   const std::filesystem::path& backups, Instant now);

/// An absolute path, links followed, also of a file that is not there yet.
std::filesystem::path resolved(const std::filesystem::path& typed);
void sync_folder(const std::filesystem::path& folder);
/// On disk when this returns; throws Error (1) where it can't be.
void sync_file(const std::filesystem::path& file);
/// Makes a folder (0700) and those above it; answers those that it made, the innermost first.
std::vector<std::filesystem::path> make_folder(const std::filesystem::path& folder);
/// Throws Error where what is there is a folder, no plain file, hard-linked or not readable.
/// Answers whether anything is there.
bool is_there_as_store(const std::filesystem::path& file);

/// VACUUM INTO `file`, outside of a transaction; on disk when this returns. Refused (5) where it
/// exists, unless it is to be replaced; Error (74) where it was, and the disk failed then.
enum class Existing { refused, replaced };
void copy_into(Store::Connection& connection, const std::filesystem::path& file,
               Existing existing = Existing::refused);

/// A free name in a folder: `STEM2026-03-26T143005Z.db`, with `-2` and so on where that is taken.
std::filesystem::path dated_name(const std::filesystem::path& folder, const std::string& stem,
                                 Instant now);

/// The second step of forget(), where the first left its mark: writes the file anew and overwrites
/// the journal, outside of a transaction. Nothing where there is no mark.
void finish_forgetting(Store::Connection& connection);
bool has_forgetting_to_finish(Store::Connection& connection);

// ---- statements ------------------------------------------------------------------------------

/// Reads a row's columns one after the other.
class Row {
 public:
  explicit Row(SQLite::Statement& stepped) : statement(stepped) {}

  std::int64_t number() { return statement.getColumn(next++).getInt64(); }
  int small() { return static_cast<int>(number()); }
  bool flag() { return number() != 0; }
  std::string text() { return statement.getColumn(next++).getString(); }
  Instant instant();
  Id id(Kind kind) { return Id{kind, number()}; }
  std::span<const unsigned char> blob();

  Moment moment() {
    const Instant at = instant();
    return {at, number()};
  }
  template <class Choice>
  Choice choice() {
    return known(read_choice<Choice>(text()));
  }
  Meant meant() { return known(read_stored_meant(text())); }
  Kind kind();
  void skip(int columns = 1) { next += columns; }

  std::optional<Moment> moment_if_any();
  std::optional<Instant> instant_if_any() { return if_any(&Row::instant); }
  std::optional<int> small_if_any() { return if_any(&Row::small); }
  template <class Choice>
  std::optional<Choice> choice_if_any() {
    return if_any(&Row::choice<Choice>);
  }
  std::optional<Id> id_if_any(Kind kind);
  bool is_null() const { return statement.isColumnNull(next); }

 private:
  template <class Value>
  std::optional<Value> if_any(Value (Row::*read)()) {
    if (!is_null()) return (this->*read)();
    skip();
    return std::nullopt;
  }
  [[noreturn]] static void fail_to_read();
  template <class Value>
  static Value known(std::optional<Value> value) {
    if (!value) fail_to_read();
    return *std::move(value);
  }

  SQLite::Statement& statement;
  int next = 0;
};

/// A statement at work. Prepared once per connection and lent to one Query at a time, so that a
/// Query may be nested in another of the same text. `sql` is a literal: its address is its name.
class Query {
 public:
  Query(Store::Connection& connection, const char* sql);
  Query(Store& store, const char* sql) : Query(store.connection(), sql) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query();

  Query& bind(const char* name, std::int64_t value);
  Query& bind(const char* name, const std::string& value);
  Query& bind(const char* name, std::span<const unsigned char> value);
  Query& bind_null(const char* name);
  Query& bind(const char* name, Instant value) {
    return bind(name, value.time_since_epoch().count());
  }
  Query& bind(const char* name, Id value) { return bind(name, value.number); }
  Query& bind(const char* name, std::same_as<bool> auto value) {
    return bind(name, std::int64_t{value});
  }
  Query& bind(const char* name, std::same_as<int> auto value) {
    return bind(name, std::int64_t{value});
  }
  template <class Choice>
  requires std::is_enum_v<Choice> Query& bind(const char* name, Choice value) {
    return bind(name, std::string(name_of(value)));
  }
  template <class Value>
  Query& bind(const char* name, const std::optional<Value>& value) {
    return value ? bind(name, *value) : bind_null(name);
  }
  Query& bind(const char* at, const char* recorded, const Moment& value) {
    return bind(at, value.at).bind(recorded, value.recorded);
  }
  Query& bind(const char* at, const char* recorded, const std::optional<Moment>& value) {
    return value ? bind(at, recorded, *value) : bind_null(at).bind_null(recorded);
  }

  bool next();           ///< steps to the next row
  void run();            ///< for a statement without rows
  void run_and_reset();  ///< the same, ready to be bound and run again
  Row row() { return Row(*statement); }

  /// All rows, each read by `read(Row)`.
  template <class Read>
  auto all(Read read) {
    std::vector<decltype(read(std::declval<Row>()))> rows;
    while (next()) rows.push_back(read(row()));
    return rows;
  }
  /// The first row, if there is one.
  template <class Read>
  auto first(Read read) {
    std::optional<decltype(read(std::declval<Row>()))> found;
    if (next()) found = read(row());
    return found;
  }

 private:
  Store::Connection& connection;
  const char* text;
  std::unique_ptr<SQLite::Statement> statement;
};

/// What belongs to records that are visited in the order of their ids: one statement in that order,
/// read alongside, instead of one for each record. Its first column is the record.
template <class Part>
class Parts {
 public:
  Parts(Store& store, const char* sql, Part (*read_part)(Row))
      : query(store, sql), read(read_part) {}
  template <class Value>
  Parts(Store& store, const char* sql, Part (*read_part)(Row), const char* name, const Value& value)
      : Parts(store, sql, read_part) {
    query.bind(name, value);
  }

  /// Those of the record; what belongs to records before it is passed over.
  std::vector<Part> of(Id record) {
    std::vector<Part> parts;
    if (!started) advance();
    for (; owner && *owner <= record.number; advance()) {
      if (*owner < record.number) continue;
      Row row = query.row();
      row.skip();
      parts.push_back(read(row));
    }
    return parts;
  }

 private:
  void advance() {
    started = true;
    owner.reset();
    if (query.next()) owner = query.row().number();
  }

  Query query;
  Part (*read)(Row);
  bool started = false;
  std::optional<std::int64_t> owner;  ///< of the row that comes next
};

// ---- keys ------------------------------------------------------------------------------------

/// Stores the keys of a record anew. This store's own are never stored: the id says it.
void put_keys(Store& store, Id record, const std::vector<ExternalKey>& keys);
void erase_keys(Store& store, Id record);
ExternalKey read_key(Row row);
Parts<ExternalKey> all_keys(Store& store, Kind kind);
Parts<ExternalKey> keys_of(Store& store, Id record);

// ---- changes ---------------------------------------------------------------------------------

/// The loop in which an entry or a promise stands by the store.
std::optional<Id> stored_loop_of(Store& store, Id record);

/// The next number of a kind. Serials only rise.
std::int64_t draw_number(Store& store, Kind kind);
/// The same, passing over those before it: of `count` numbers the last.
std::int64_t draw_numbers(Store& store, Kind kind, std::int64_t count);

/// The number of the change that is being made.
std::int64_t number_of_change(Store& store);

/// Every put() ends here: the loop whose state may depend on the record is stale. A long change is
/// stored in parts, so that its memory has a bound. `words` are those of the record.
void wrote(Store& store, Id record, std::string words, std::optional<Id> loop = {},
           std::optional<Id> old_loop = {});

/// Ends a part of the change that has become long, unless a savepoint holds it.
void end_long_part(Store& store);

/// Starts to watch the tracked tables.
void watch(Store& store);

/// Commits a recorded change. Throws Error: 74 where the disk failed and the change stands even so.
void commit_recorded(Store::Connection& connection);

/// Derived columns (the tables `loop_state` and `promise_state`) are in no changeset, so that
/// undoing one change never trips over another. derive() writes those of all stale records, through
/// the same function that put() calls for a promise.
void derive(Store& store);
/// The same for every loop, after a migration.
void derive_all_loops(Store& store);
void write_state(Store& store, const Promise& promise);

struct LoopState {
  bool closed = false;
  std::optional<Id> answer_entry;
  std::optional<Instant> answer_late_from;
  std::optional<Instant> step_late_from;
  std::optional<Instant> back_from;
  std::optional<Instant> unconfirmed_since;
  std::optional<Instant> first_asked;
  std::optional<Instant> first_late_from;
  std::optional<Instant> first_answered;

  bool operator==(const LoopState&) const = default;
};
/// What derive() writes, by the rules. Beside it stands how long the first answer took, which is
/// measured once.
LoopState state_of(Store& store, const Loop& loop);
LoopState read_loop_state(Row row);

/// The folded words of a record, one text a line.
std::string words_of(const Customer& customer);
std::string words_of(const Loop& loop);
std::string words_of(const Entry& entry);
std::string words_of(const Promise& promise);
/// None where there is no such record.
std::optional<std::string> words_of(Store& store, Id record);
/// Brings the index to the words that the record has now.
void index_words(Store& store, Id record, const std::optional<std::string>& now);
std::int64_t words_row(Id record);
Id worded_record(std::int64_t row);

}  // namespace kept
