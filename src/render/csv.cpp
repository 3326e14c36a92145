#include <algorithm>
#include <utility>

#include "kept/text.hpp"
#include "render/renderers.hpp"

namespace kept {
namespace {

void append_quoted(std::string& line, std::string_view value) {
  if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
    line += value;
    return;
  }
  line += '"';
  for (char c : value) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

void append_backslashed(std::string& line, std::string_view value) {
  const auto is_plain = [](char c) { return c != '\t' && c != '\n' && c != '\r' && c != '\\'; };
  if (std::all_of(value.begin(), value.end(), is_plain)) {
    line += value;
    return;
  }
  for (char c : value) {
    switch (c) {
      case '\t':
        line += "\\t";
        break;
      case '\n':
        line += "\\n";
        break;
      case '\r':
        line += "\\r";
        break;
      case '\\':
        line += "\\\\";
        break;
      default:
        line += c;
    }
  }
}

std::vector<std::string> keys_of_all(const std::vector<Section>& sections) {
  std::vector<std::string> keys;
  for (const Section& section : sections) {
    for (const Column& column : section.columns) {
      if (!is_for_machines(column)) continue;
      if (std::find(keys.begin(), keys.end(), column.key) == keys.end()) keys.push_back(column.key);
    }
  }
  return keys;
}

/// Where each of the keys stands in a section, beyond its end for a key that it has not.
std::vector<std::size_t> positions(const std::vector<std::string>& keys, const Section& section) {
  std::vector<std::size_t> found;
  for (const std::string& key : keys) {
    const auto at = std::find_if(section.columns.begin(), section.columns.end(),
                                 [&](const Column& column) { return column.key == key; });
    found.push_back(static_cast<std::size_t>(at - section.columns.begin()));
  }
  return found;
}

/// Apostrophes before the sign count, too, so that taking one off gives the value back.
bool looks_like_a_formula(std::string_view value) {
  const std::size_t start = std::min(value.find_first_not_of('\''), value.size());
  return start < value.size() &&
         std::string_view("=+-@\t\r").find(value[start]) != std::string_view::npos;
}

std::string separated(const Report& report, const Zone& zone, Sheet sheet) {
  const bool with_section = names_sections(report);
  const auto keys = keys_of_all(report.sections);
  std::vector<std::string> values;
  if (with_section) values.emplace_back("section");
  for (const std::string& key : keys) values.push_back(repaired(key));
  std::string text = sheet_line(values, sheet);
  for (const Section& section : report.sections) {
    const auto columns = positions(keys, section);
    for (const Row& row : section.rows) {
      values.clear();
      if (with_section) values.push_back(section.key);
      for (const std::size_t column : columns) {
        const bool known = column < section.columns.size();
        values.push_back(known ? machine_text(cell_at(row, column), zone) : std::string());
      }
      text += sheet_line(values, sheet);
    }
  }
  return text;
}

}  // namespace

std::string sheet_line(const std::vector<std::string>& values, Sheet sheet) {
  std::string line;
  bool first = true;
  for (const std::string& value : values) {
    if (!std::exchange(first, false)) line += sheet == Sheet::tsv ? '\t' : ',';
    if (sheet == Sheet::tsv) {
      append_backslashed(line, value);
    } else if (sheet == Sheet::spreadsheet && looks_like_a_formula(value)) {
      append_quoted(line, "'" + value);
    } else {
      append_quoted(line, value);
    }
  }
  return line + (sheet == Sheet::spreadsheet ? "\r\n" : "\n");
}

std::string render_csv(const Report& report, const Zone& zone) {
  return separated(report, zone, Sheet::csv);
}

std::string render_tsv(const Report& report, const Zone& zone) {
  return separated(report, zone, Sheet::tsv);
}

}  // namespace kept
