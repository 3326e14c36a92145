#include <algorithm>

#include "kept/error.hpp"
#include "kept/exchange.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

bool is_of_what_a_row_belongs_to(const std::string& column) {
  return column.starts_with("customer.") || column.starts_with("loop.");
}

/// The columns that are fields of this kind, of those of a file with several.
bool is_column_of(const std::string& column, Kind kind) {
  if (is_of_what_a_row_belongs_to(column)) {
    return kind != Kind::customer && !(kind == Kind::loop && column.starts_with("loop."));
  }
  const std::vector<FieldName> fields = fields_of(kind);
  return std::any_of(fields.begin(), fields.end(),
                     [&](const FieldName& field) { return field.name == column; });
}

/// Of a column in a file with several kinds.
std::optional<StrangeName> strange_name_of_all(const std::string& column) {
  if (is_of_what_a_row_belongs_to(column)) return strange_name(column, Kind::entry);
  const auto has_it = [&](const RecordKind& each) { return is_column_of(column, each.kind); };
  if (column == kind_column || std::any_of(record_kinds.begin(), record_kinds.end(), has_it)) {
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const RecordKind& each : record_kinds) {
    for (const FieldName& field : fields_of(each.kind)) names.emplace_back(field.name);
  }
  const auto near = nearest(column, names);
  return StrangeName{
      "the column " + in_quotes(column) + " is no field",
      near ? "did you mean " + in_quotes(*near) + "?" : "kept-import(7) lists the fields"};
}

}  // namespace

DraftReader::DraftReader(Pieces pieces, const InputStyle& style_of_file,
                         std::optional<Mapping> rules_of_file, std::optional<Kind> what_rows_are)
    : style(style_of_file),
      rows(read_rows(as_utf_8(std::move(pieces), style.encoding), style)),
      has_rules(rules_of_file.has_value()),
      what(what_rows_are) {
  if (!has_rules) return;
  Mapped& one = mapped[*what];
  one.mapping = *std::move(rules_of_file);
  one.mapper = std::make_unique<Mapper>(one.mapping);
}

bool DraftReader::next(InputRow& row, RowDrafts& said) {
  said.drafts.clear();
  const bool more = rows->next(row);
  if (!learned || rows->columns().size() > known_columns) learn_columns();
  if (!more) {
    // Only now is it known which columns no line of JSON has.
    if (style.format == InputFormat::jsonl && any_row) refuse_missing_columns();
    return false;
  }
  any_row = true;
  if (row.problem.empty()) note_strange_name(row);
  if (!row.problem.empty()) return true;
  if (!what) {
    read_record(row, said);
    return true;
  }
  said.about = *what;
  said.drafts = mapped.begin()->second.mapper->drafts(row);
  if (!has_rules && said.drafts.empty()) {
    row.problem = "row has no field of " + std::string(*what == Kind::entry ? "an " : "a ") +
                  std::string(name_of(*what));
  }
  return true;
}

void DraftReader::learn_columns() {
  const std::vector<std::string>& columns = rows->columns();
  if (!has_rules) learn_strange_names(columns);
  known_columns = columns.size();
  learned = true;
  if (!what) return learn_columns_of_all(columns);
  Mapped& one = mapped[*what];
  if (!has_rules) {
    std::vector<std::string> fields;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!strange.contains(i)) fields.push_back(columns[i]);
    }
    one.mapping = mapping_of_columns(fields, *what);
    one.mapper = std::make_unique<Mapper>(one.mapping);
  }
  one.mapper->bind(columns);
  if (style.format != InputFormat::jsonl) refuse_missing_columns();
}

/// A header is of all rows; in JSON each row has its own names.
void DraftReader::learn_strange_names(const std::vector<std::string>& columns) {
  for (std::size_t i = known_columns; i < columns.size(); ++i) {
    auto found = what ? strange_name(columns[i], *what) : strange_name_of_all(columns[i]);
    if (!found) continue;
    if (style.format != InputFormat::jsonl) {
      throw Error(Exit::rejected, std::to_string(rows->line_of_columns()) + ": " + found->what,
                  found->hint);
    }
    strange.emplace(i, *std::move(found));
  }
}

void DraftReader::note_strange_name(InputRow& row) const {
  for (const auto& [column, found] : strange) {
    if (!row.given[column]) continue;
    row.problem = found.what;
    row.hint = found.hint;
    return;
  }
}

void DraftReader::refuse_missing_columns() const {
  if (!has_rules) return;
  const std::vector<UsedColumn> missing = mapped.begin()->second.mapper->missing();
  if (missing.empty()) return;
  const UsedColumn& first = missing.front();
  throw Error(Exit::rejected,
              std::to_string(rows->line_of_columns()) + ": the column " + in_quotes(first.name) +
                  " is missing",
              "line " + std::to_string(first.place.line) + " of the rules file uses it");
}

void DraftReader::learn_columns_of_all(const std::vector<std::string>& columns) {
  const auto at = std::find(columns.begin(), columns.end(), kind_column);
  record_column.reset();
  if (at != columns.end()) record_column = static_cast<std::size_t>(at - columns.begin());
  for (const auto& [kind, plural] : record_kinds) {
    Mapped& one = mapped[kind];
    one.has_column.clear();
    std::vector<std::string> own;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      one.has_column.push_back(!strange.contains(i) && is_column_of(columns[i], kind));
      if (one.has_column.back()) own.push_back(columns[i]);
    }
    one.mapping = mapping_of_columns(own, kind);
    one.mapper = std::make_unique<Mapper>(one.mapping);
    one.mapper->bind(columns);
  }
}

void DraftReader::read_record(InputRow& row, RowDrafts& said) {
  const std::string named = record_column && *record_column < row.values.size()
                                ? fold(row.values[*record_column])
                                : std::string();
  const auto* const is =
      std::find_if(record_kinds.begin(), record_kinds.end(),
                   [&](const RecordKind& each) { return name_of(each.kind) == named; });
  if (is == record_kinds.end()) {
    row.problem =
        "field 'record': " + in_quotes(named) + " is not one of customer, loop, entry and promise";
    return;
  }
  const Mapped& one = mapped.at(is->kind);
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    if (row.values[i].empty() || i == *record_column || one.has_column[i]) continue;
    row.problem = "field " + in_quotes(rows->columns()[i]) + ": a " + named + " has no such field";
    return;
  }
  said.about = is->kind;
  said.drafts = one.mapper->drafts(row);
}

}  // namespace kept
