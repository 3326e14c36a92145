#include "store/changesets.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <map>

namespace kept {

namespace {

struct FinalizeIterator {
  void operator()(sqlite3_changeset_iter* iterator) const { sqlite3changeset_finalize(iterator); }
};

std::optional<std::string> text_of(sqlite3_value* value) {
  if (value == nullptr || sqlite3_value_type(value) == SQLITE_NULL) return std::nullopt;
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (text == nullptr) return std::nullopt;
  return std::string(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

std::optional<std::int64_t> number_of(sqlite3_value* value) {
  if (value == nullptr || sqlite3_value_type(value) != SQLITE_INTEGER) return std::nullopt;
  return sqlite3_value_int64(value);
}

using Columns = std::vector<std::string>;

Columns columns_of(Store& store, const std::string& table) {
  return Query(store, "select name from pragma_table_info(:table) order by cid")
      .bind(":table", table)
      .all([](Row row) { return row.text(); });
}

// What only tells where a row stands, or follows from what stands beside it.
bool is_bookkeeping(const std::string& column) {
  return column.starts_with("folded") || column.ends_with("_recorded") || column == "seq" ||
         column == "position";
}

/// Of a row that changed and is one of several: its own key, which no value of it tells.
std::string key_of(const ChangesetRow& row, const Columns& names, int columns) {
  for (int column = 0; row.is_update() && column < columns; ++column) {
    const std::string& name = names[static_cast<std::size_t>(column)];
    const bool is_told = name == "name" || name == "number";
    if (is_told && row.is_key(column)) return row.before(column).value_or("");
  }
  return "";
}

void add_values(const ChangesetRow& row, int number, const Columns& names,
                std::vector<ValueChange>& values) {
  const Id record = row.records().front();
  const int columns = std::min(row.columns(), static_cast<int>(names.size()));
  const std::string key = key_of(row, names, columns);
  for (int column = 0; column < columns; ++column) {
    const std::string& name = names[static_cast<std::size_t>(column)];
    if (column == row.table().id_column || is_bookkeeping(name)) continue;
    std::optional<std::string> before = row.before(column);
    std::optional<std::string> after = row.after(column);
    if (row.is_update() ? before == after : before.value_or("") == after.value_or("")) continue;
    values.push_back({record, number, row.what(), row.table().table, name, std::move(before),
                      std::move(after), key});
  }
}

// ---- SQLite's format of a changeset, as its sources describe it ------------------------------

void write_varint(std::uint32_t number, Changeset& bytes) {
  constexpr int bits = 7;
  for (int shift = 4 * bits; shift > 0; shift -= bits) {
    const std::uint32_t rest = number >> shift;
    if (rest > 0) bytes.push_back(static_cast<unsigned char>(0x80 | (rest & 0x7f)));
  }
  bytes.push_back(static_cast<unsigned char>(number & 0x7f));
}

void write_eight_bytes(std::uint64_t number, Changeset& bytes) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<unsigned char>(number >> shift));
  }
}

void write_value(sqlite3_value* value, Changeset& bytes) {
  constexpr unsigned char untold = 0;
  if (value == nullptr) return bytes.push_back(untold);
  const int type = sqlite3_value_type(value);
  bytes.push_back(static_cast<unsigned char>(type));
  if (type == SQLITE_NULL) return;
  if (type == SQLITE_INTEGER) {
    return write_eight_bytes(static_cast<std::uint64_t>(sqlite3_value_int64(value)), bytes);
  }
  if (type == SQLITE_FLOAT) {
    return write_eight_bytes(std::bit_cast<std::uint64_t>(sqlite3_value_double(value)), bytes);
  }
  const auto* const begin = static_cast<const unsigned char*>(sqlite3_value_blob(value));
  const int size = sqlite3_value_bytes(value);
  write_varint(static_cast<std::uint32_t>(size), bytes);
  bytes.insert(bytes.end(), begin, begin + size);
}

}  // namespace

const Tracked& tracked_table(std::string_view table) {
  const auto* const found = std::find_if(tracked.begin(), tracked.end(),
                                         [&](const Tracked& each) { return each.table == table; });
  if (found == tracked.end()) {
    throw Error(Exit::bad_store, "the store is damaged: a change names an unknown table",
                "see kept check");
  }
  return *found;
}

ChangesetRow::ChangesetRow(sqlite3_changeset_iter* at) : iterator(at) {
  const char* name = nullptr;
  sqlite3changeset_op(iterator, &name, &column_count, &operation, &indirect);
  of = tracked_table(name);
  unsigned char* primary_keys = nullptr;
  sqlite3changeset_pk(iterator, &primary_keys, &column_count);
  keys = primary_keys;
}

bool ChangesetRow::is_update() const {
  return operation == SQLITE_UPDATE;
}

RowChange ChangesetRow::what() const {
  if (operation == SQLITE_INSERT) return RowChange::added;
  return is_update() ? RowChange::changed : RowChange::erased;
}

sqlite3_value* ChangesetRow::old_value(int column) const {
  sqlite3_value* value = nullptr;
  if (operation != SQLITE_INSERT && column < column_count) {
    sqlite3changeset_old(iterator, column, &value);
  }
  return value;
}

sqlite3_value* ChangesetRow::new_value(int column) const {
  sqlite3_value* value = nullptr;
  if (operation != SQLITE_DELETE && column < column_count) {
    sqlite3changeset_new(iterator, column, &value);
  }
  return value;
}

std::optional<std::string> ChangesetRow::before(int column) const {
  return text_of(old_value(column));
}

std::optional<std::string> ChangesetRow::after(int column) const {
  // An update tells a key once, as what it was.
  return text_of(is_update() && keys[column] != 0 ? old_value(column) : new_value(column));
}

std::optional<std::int64_t> ChangesetRow::number_before(int column) const {
  return number_of(old_value(column));
}

std::optional<std::int64_t> ChangesetRow::number_after(int column) const {
  return number_of(new_value(column));
}

void ChangesetRow::write_table_to(Changeset& bytes) const {
  bytes.push_back('T');
  write_varint(static_cast<std::uint32_t>(column_count), bytes);
  bytes.insert(bytes.end(), keys, keys + column_count);
  const std::string_view name = of.table;
  bytes.insert(bytes.end(), name.begin(), name.end());
  bytes.push_back(0);
}

void ChangesetRow::write_to(Changeset& bytes) const {
  bytes.push_back(static_cast<unsigned char>(operation));
  bytes.push_back(static_cast<unsigned char>(indirect));
  if (operation != SQLITE_INSERT) {
    for (int column = 0; column < column_count; ++column) write_value(old_value(column), bytes);
  }
  if (operation != SQLITE_DELETE) {
    for (int column = 0; column < column_count; ++column) write_value(new_value(column), bytes);
  }
}

std::vector<Id> ChangesetRow::records() const {
  const std::optional<std::int64_t> before = number_before(of.id_column);
  const std::optional<std::int64_t> after = number_after(of.id_column);
  std::vector<Id> ids;
  if (before) ids.push_back(Id{of.kind, *before});
  if (after && after != before) ids.push_back(Id{of.kind, *after});
  if (ids.empty()) {
    throw Error(Exit::bad_store, "the store is damaged: a change names no record",
                "see kept check");
  }
  return ids;
}

bool ChangesetRow::is_of_any(const std::set<Id>& ids) const {
  const std::vector<Id> own = records();
  return std::any_of(own.begin(), own.end(), [&](Id id) { return ids.count(id) > 0; });
}

void walk(Store::Connection& connection, const Changeset& changeset,
          const std::function<void(const ChangesetRow&)>& visit) {
  sqlite3_changeset_iter* started = nullptr;
  // SQLite does not write to what it is given here; its interface predates const.
  check(connection, sqlite3changeset_start(&started, static_cast<int>(changeset.size()),
                                           const_cast<unsigned char*>(changeset.data())));
  const std::unique_ptr<sqlite3_changeset_iter, FinalizeIterator> iterator(started);
  int code = sqlite3changeset_next(iterator.get());
  for (; code == SQLITE_ROW; code = sqlite3changeset_next(iterator.get())) {
    visit(ChangesetRow(iterator.get()));
  }
  if (code != SQLITE_DONE) check(connection, code);
}

Changeset filtered(Store::Connection& connection, const Changeset& changeset,
                   const std::function<bool(const ChangesetRow&)>& keep) {
  Changeset left;
  const char* table = nullptr;
  walk(connection, changeset, [&](const ChangesetRow& row) {
    if (!keep(row)) return;
    if (row.table().table != table) row.write_table_to(left);
    table = row.table().table;
    row.write_to(left);
  });
  return left;
}

namespace {

int abort_on_conflict(void* outcome, int conflict, sqlite3_changeset_iter*) {
  *static_cast<Applied*>(outcome) =
      conflict == SQLITE_CHANGESET_FOREIGN_KEY ? Applied::others_depend : Applied::records_moved_on;
  return SQLITE_CHANGESET_ABORT;
}

}  // namespace

Applied apply_changeset(Store::Connection& connection, const Changeset& changeset) {
  sqlite3* const database = connection.database.getHandle();
  std::int64_t expected = 0;
  walk(connection, changeset, [&](const ChangesetRow&) { ++expected; });
  // The index of words writes what it has in memory when a savepoint begins: not now.
  connection.run("savepoint flush; release flush");
  const std::int64_t before = sqlite3_total_changes64(database);
  Applied outcome = Applied::all;
  // SQLite does not write to what it is given here; its interface predates const.
  const int code = sqlite3changeset_apply(database, static_cast<int>(changeset.size()),
                                          const_cast<unsigned char*>(changeset.data()), nullptr,
                                          abort_on_conflict, &outcome);
  if (outcome != Applied::all) return outcome;
  check(connection, code);
  const bool counts = sqlite3_total_changes64(database) - before == expected;
  return counts ? Applied::all : Applied::tables_changed;
}

int count_parts(Store& store, Id change) {
  return Query(store, "select count(*) from change_part where change = :change")
      .bind(":change", change)
      .first([](Row row) { return row.small(); })
      .value_or(0);
}

Changeset part_of(Store& store, Id change, int part) {
  return Query(store, "select changeset from change_part where change = :change and part = :part")
      .bind(":change", change)
      .bind(":part", part)
      .first([](Row row) {
        const std::span<const unsigned char> bytes = row.blob();
        return Changeset(bytes.begin(), bytes.end());
      })
      .value_or(Changeset());
}

std::vector<Part> all_parts(Store& store) {
  return Query(store, "select change, part from change_part order by change, part")
      .all([](Row row) {
        const Id change = row.id(Kind::change);
        return Part{change, row.small()};
      });
}

void walk_all(Store& store, const std::function<void(const ChangesetRow&)>& visit) {
  for (const Part& each : all_parts(store)) {
    walk(store.connection(), part_of(store, each.change, each.part), visit);
  }
}

std::vector<ValueChange> values_changed(Store& store, Id change) {
  std::vector<ValueChange> values;
  std::map<std::string, Columns> known;
  const int parts = count_parts(store, change);
  int number = 0;
  for (int part = 0; part < parts; ++part) {
    walk(store.connection(), part_of(store, change, part), [&](const ChangesetRow& row) {
      Columns& names = known[row.table().table];
      if (names.empty()) names = columns_of(store, row.table().table);
      add_values(row, number++, names, values);
    });
  }
  return values;
}

}  // namespace kept
