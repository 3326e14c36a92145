#include "store/rows.hpp"

#include <string>

namespace kept {

namespace {

// SQL is fixed when kept is built: where it fails, the file's schema is not the one it claims.
Error error_of(const Store::Connection& connection, int code, const std::string& message) {
  const std::string store = "store " + connection.name;
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Exit::busy, store + " is held by another process, nothing was written", "try again"};
    case SQLITE_NOTADB:
      return {Exit::bad_store, connection.name + " is not a store of kept",
              "name the store with --db"};
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT:
    case SQLITE_ERROR:
      return {Exit::bad_store, store + " is damaged: " + message, "restore a backup"};
    case SQLITE_FULL:
      return {Exit::failure, "the disk that holds " + store + " is full, nothing was written"};
    case SQLITE_READONLY:
      return {Exit::failure, store + " is read-only, nothing was written"};
    case SQLITE_CONSTRAINT:
      return {Exit::refused, "the record breaks a rule of the store: " + message};
    default:
      return {Exit::failure, store + ": " + message};
  }
}

}  // namespace

void fail(const Store::Connection& connection, const SQLite::Exception& error) {
  throw error_of(connection, error.getErrorCode(), error.what());
}

void check(const Store::Connection& connection, int code) {
  if (code != SQLITE_OK) throw error_of(connection, code, sqlite3_errstr(code));
}

// ---- Row -------------------------------------------------------------------------------------

std::span<const unsigned char> Row::blob() {
  const SQLite::Column column = statement.getColumn(next++);
  return {static_cast<const unsigned char*>(column.getBlob()),
          static_cast<std::size_t>(column.getBytes())};
}

// Wide of all that can be typed (1970 to 9999), and far from where arithmetic overflows.
Instant Row::instant() {
  constexpr std::chrono::sys_days earliest{std::chrono::January / 1 / 1};
  constexpr std::chrono::sys_days latest{std::chrono::January / 1 / 10'100};
  const std::int64_t read = number();
  constexpr auto seconds_of = [](std::chrono::sys_days day) {
    return std::chrono::seconds(day.time_since_epoch()).count();
  };
  if (read < seconds_of(earliest) || read > seconds_of(latest)) fail_to_read();
  return Instant{std::chrono::seconds{read}};
}

Kind Row::kind() {
  const std::string letter = text();
  for (const Kind kind : {Kind::customer, Kind::loop, Kind::entry, Kind::promise, Kind::change}) {
    if (letter == std::string(1, static_cast<char>(kind))) return kind;
  }
  fail_to_read();
}

std::optional<Moment> Row::moment_if_any() {
  if (!is_null()) return moment();
  skip(2);
  return std::nullopt;
}

std::optional<Id> Row::id_if_any(Kind kind) {
  if (!is_null()) return id(kind);
  skip();
  return std::nullopt;
}

void Row::fail_to_read() {
  throw Error(Exit::bad_store, "the store is damaged: it holds a value that kept never writes",
              "see kept check");
}

// ---- Query -----------------------------------------------------------------------------------

Query::Query(Store::Connection& of, const char* sql) : connection(of), text(sql) {
  if (auto& kept_one = connection.statements[text]) {
    statement = std::move(kept_one);
    return;
  }
  guarded(connection,
          [&] { statement = std::make_unique<SQLite::Statement>(connection.database, text); });
}

Query::~Query() {
  statement->tryReset();
  connection.statements[text] = std::move(statement);
}

Query& Query::bind(const char* name, std::int64_t value) {
  guarded(connection, [&] { statement->bind(name, value); });
  return *this;
}

Query& Query::bind(const char* name, const std::string& value) {
  guarded(connection, [&] { statement->bind(name, value); });
  return *this;
}

Query& Query::bind(const char* name, std::span<const unsigned char> value) {
  // A span of nothing may have no address, which SQLite would take for NULL.
  const void* const bytes = value.empty() ? "" : static_cast<const void*>(value.data());
  guarded(connection, [&] { statement->bind(name, bytes, static_cast<int>(value.size())); });
  return *this;
}

Query& Query::bind_null(const char* name) {
  guarded(connection, [&] { statement->bind(name); });
  return *this;
}

bool Query::next() {
  return guarded(connection, [&] { return statement->executeStep(); });
}

void Query::run() {
  while (next()) {
  }
}

void Query::run_and_reset() {
  run();
  statement->tryReset();
}

}  // namespace kept
