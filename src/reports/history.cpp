#include <charconv>

#include "reports/reports.hpp"

namespace kept {

namespace {

std::optional<std::int64_t> number_in(const std::string& value) {
  std::int64_t number = 0;
  const char* const end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

/// A value that is empty is still a value: only none is none.
Cell value_cell(const std::string& column, const std::optional<std::string>& value) {
  if (!value) return {};
  const auto number = number_in(*value);
  const bool is_instant = column.ends_with("_at") || column.ends_with("late_from");
  if (number && is_instant) return Instant(std::chrono::seconds(*number));
  if (number && column == "customer") return Id{Kind::customer, *number};
  const bool is_loop = column == "loop" || column == "parent" || column == "merged_into";
  if (number && is_loop) return Id{Kind::loop, *number};
  // Of a step: what stands behind the dot.
  if (number && column == "number") return Text{std::to_string(*number / Id::machines)};
  return Text{*value};
}

}  // namespace

Section section_of_changes(std::span<const ChangeRow> changes) {
  Section section{.key = "changes",
                  .title = "",
                  .columns = {{"id", "ID"},
                              {"at", "WHEN"},
                              {"command", "COMMAND"},
                              {"what", ""},
                              {"summary", "SUMMARY"},
                              {"undone", "UNDONE BY"},
                              {"reverses", ""}},
                  .rows = {}};
  for (const ChangeRow& change : changes) {
    section.rows.push_back(
        {.cells = {change.id, change.at, Word{change.command}, Word{change.what},
                   text_cell(change.summary), cell(change.reversed_by), cell(change.reverses)},
         .tone = change.reversed_by ? Tone::done : Tone::plain});
  }
  return section;
}

Report changes_report(std::span<const ChangeRow> changes) {
  return {.name = "history", .title = "", .sections = {section_of_changes(changes)}};
}

Section section_of_values(std::span<const ValueRow> values) {
  Section section{.key = "values",
                  .title = "",
                  .columns = {{"change", "CHANGE"},
                              {"at", "WHEN"},
                              {"command", "COMMAND"},
                              {"record", ""},
                              {"table", ""},
                              {"column", "COLUMN"},
                              {"before", "BEFORE"},
                              {"after", "AFTER"}},
                  .rows = {},
                  .whole = true};
  for (const ValueRow& row : values) {
    section.rows.push_back(
        {.cells = {row.change.id, row.change.at, Word{row.change.command}, row.record,
                   Word{row.table}, Word{row.column}, value_cell(row.column, row.before),
                   value_cell(row.column, row.after)}});
  }
  return section;
}

Report values_report(std::span<const ValueRow> values) {
  return {.name = "history", .title = "", .sections = {section_of_values(values)}};
}

Report change_report(const ChangeRow& change, std::span<const ValueRow> values) {
  Section section{.key = "values",
                  .title = "Values",
                  .columns = {{"record", "RECORD"},
                              {"table", ""},
                              {"column", "COLUMN"},
                              {"before", "BEFORE"},
                              {"after", "AFTER"}},
                  .rows = {},
                  .whole = true};
  for (const ValueRow& row : values) {
    section.rows.push_back(
        {.cells = {row.record, Word{row.table}, Word{row.column},
                   value_cell(row.column, row.before), value_cell(row.column, row.after)}});
  }
  return {.name = "show",
          .title = "",
          .sections = {fields_section("change", "",
                                      {{"id", change.id},
                                       {"at", change.at},
                                       {"command", Word{change.command}},
                                       {"summary", text_cell(change.summary)},
                                       {"what", Word{change.what}, true},
                                       {"reverses", cell(change.reverses)},
                                       {"reversed_by", cell(change.reversed_by)}}),
                       std::move(section)}};
}

}  // namespace kept
