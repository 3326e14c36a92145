#pragma once

#include <string>
#include <vector>

#include "kept/render.hpp"

/// One function per format, each as render() promises, and what the machine formats share.

namespace kept {

std::string render_text(const Report& report, const Style& style);

std::string render_json(const Report& report, const Zone& zone);
std::string render_json_lines(const Report& report, const Zone& zone);

std::string render_csv(const Report& report, const Zone& zone);
std::string render_tsv(const Report& report, const Zone& zone);

std::string render_calendar(const Report& report, const Style& style);
std::string render_cards(const Report& report);

/// A cell as the machine formats write it, unquoted: `P12`, `2026-03-26T14:30:05+02:00`, `true`,
/// whole seconds; none as "", several texts separated by commas, or as JSON where one holds a
/// comma; records as JSON. Bytes that are no UTF-8 as U+FFFD.
std::string machine_text(const Cell& cell, const Zone& zone);

/// A line of CSV, of TSV, or of CSV for spreadsheets.
enum class Sheet { csv, tsv, spreadsheet };
std::string sheet_line(const std::vector<std::string>& values, Sheet sheet);

/// One object.
std::string json_line(const std::vector<std::string>& keys, const Row& row, const Zone& zone);

/// Whether rows have to say which section they are of.
inline bool names_sections(const Report& report) {
  return report.sections.size() > 1;
}

/// Whether a column is in the machine formats.
inline bool is_for_machines(const Column& column) {
  return !column.key.empty();
}

/// What a row holds in a column: none where the row is too short.
inline const Cell& cell_at(const Row& row, std::size_t column) {
  static constexpr Cell none;
  return column < row.cells.size() ? row.cells[column] : none;
}

}  // namespace kept
