#include <algorithm>

#include "kept/text.hpp"
#include "render/renderers.hpp"

namespace kept {
namespace {

struct Dialect {
  char separator;
  std::string_view line_end;
  void (*append)(std::string& line, std::string_view value);
};

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

class Sheet {
 public:
  explicit Sheet(const Dialect& dialect_of_sheet) : dialect(dialect_of_sheet) {}

  void add(std::string_view value) {
    if (!at_start) text += dialect.separator;
    dialect.append(text, value);
    at_start = false;
  }
  void end() {
    text += dialect.line_end;
    at_start = true;
  }

  std::string text;

 private:
  const Dialect& dialect;
  bool at_start = true;
};

std::string separated(const Report& report, const Zone& zone, const Dialect& dialect) {
  const bool with_section = names_sections(report);
  const auto keys = keys_of_all(report.sections);
  Sheet sheet(dialect);
  if (with_section) sheet.add("section");
  for (const std::string& key : keys) sheet.add(repaired(key));
  sheet.end();
  for (const Section& section : report.sections) {
    const auto columns = positions(keys, section);
    for (const Row& row : section.rows) {
      if (with_section) sheet.add(section.key);
      for (std::size_t column : columns) {
        const bool known = column < section.columns.size();
        sheet.add(known ? machine_text(cell_at(row, column), zone) : std::string());
      }
      sheet.end();
    }
  }
  return std::move(sheet.text);
}

}  // namespace

std::string render_csv(const Report& report, const Zone& zone) {
  static constexpr Dialect csv{',', "\n", append_quoted};
  return separated(report, zone, csv);
}

std::string render_tsv(const Report& report, const Zone& zone) {
  static constexpr Dialect tsv{'\t', "\n", append_backslashed};
  return separated(report, zone, tsv);
}

}  // namespace kept
