#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "store/rows.hpp"

/// What SQLite's session extension recorded of a change, row by row.

namespace kept {

using Changeset = std::vector<unsigned char>;

/// One row of a changeset.
class ChangesetRow {
 public:
  explicit ChangesetRow(sqlite3_changeset_iter* at);

  const Tracked& table() const { return of; }
  int columns() const { return column_count; }
  bool is_update() const;
  /// Whether the column is a part of the table's primary key.
  bool is_key(int column) const { return keys[column] != 0; }
  RowChange what() const;
  /// As they stand in a changeset: what comes before the first row of a table, and the row.
  void write_table_to(Changeset& bytes) const;
  void write_to(Changeset& bytes) const;
  /// None where the operation does not tell, or for NULL.
  std::optional<std::string> before(int column) const;
  std::optional<std::string> after(int column) const;
  /// The records that the row is a part of: before and after.
  std::vector<Id> records() const;
  bool is_of_any(const std::set<Id>& ids) const;
  std::optional<std::int64_t> number_before(int column) const;
  std::optional<std::int64_t> number_after(int column) const;

 private:
  sqlite3_value* old_value(int column) const;
  sqlite3_value* new_value(int column) const;

  sqlite3_changeset_iter* iterator;
  Tracked of{};
  int column_count = 0;
  int operation = 0;
  int indirect = 0;
  const unsigned char* keys = nullptr;
};

/// Calls `visit(ChangesetRow)` for every row; throws Error (78) if the changeset can't be read.
void walk(Store::Connection& connection, const Changeset& changeset,
          const std::function<void(const ChangesetRow&)>& visit);

/// The rows of a changeset for which `keep` answers true, in SQLite's own format.
Changeset filtered(Store::Connection& connection, const Changeset& changeset,
                   const std::function<bool(const ChangesetRow&)>& keep);

/// Applies a changeset or aborts it whole. SQLite answers OK for tables that it could not match, so
/// the rows are counted.
enum class Applied { all, records_moved_on, others_depend, tables_changed };
Applied apply_changeset(Store::Connection& connection, const Changeset& changeset);

/// Records that are not what all changes make of an empty store, a line each, at most a few.
std::vector<std::string> differences_to_changes(Store& store);

/// A change is stored in parts, numbered from 0 in the order in which they were made.
int count_parts(Store& store, Id change);
Changeset part_of(Store& store, Id change, int part);
struct Part {
  Id change;
  int part;
};
/// Of all changes, in the order in which they were made.
std::vector<Part> all_parts(Store& store);
/// Calls `visit(ChangesetRow)` for every row of all changes.
void walk_all(Store& store, const std::function<void(const ChangesetRow&)>& visit);

}  // namespace kept
