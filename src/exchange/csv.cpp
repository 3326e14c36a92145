#include <algorithm>
#include <array>
#include <unordered_set>

#include "exchange/bytes.hpp"
#include "exchange/readers.hpp"
#include "kept/error.hpp"
#include "kept/text.hpp"

namespace kept {
namespace {

/// Looks through the first row for what separates its fields.
class FirstRow {
 public:
  /// False once the row is over.
  bool take(char byte) {
    if (byte == '"' && (at_start || in_quotes || after_quote)) {
      in_quotes = !in_quotes;
      after_quote = !in_quotes;
      at_start = false;
      empty = false;
      return true;
    }
    after_quote = false;
    if (in_quotes) return true;
    if (is_newline(byte)) return empty;
    empty = false;
    at_start = byte == ',' || byte == ';' || byte == '\t';
    comma = comma || byte == ',';
    if (at_start && !other) other = byte;
    return true;
  }

  char separator() const { return comma || !other ? ',' : other; }

 private:
  bool empty = true;
  bool at_start = true;
  bool in_quotes = false;
  bool after_quote = false;
  bool comma = false;
  char other = '\0';
};

/// '=1+1 as a spreadsheet is given it; ''=1+1 where the text itself began with an apostrophe.
bool has_formula_guard(std::string_view value) {
  constexpr std::string_view beginnings = "=+-@\t\r";
  if (!value.starts_with('\'')) return false;
  const std::size_t first = value.find_first_not_of('\'');
  return first != std::string_view::npos && beginnings.find(value[first]) != std::string_view::npos;
}

class SeparatedReader final : public RowReader {
 public:
  SeparatedReader(Pieces pieces, const InputStyle& style_of_file)
      : bytes(std::move(pieces)), style(style_of_file) {}

  const std::vector<std::string>& columns() override {
    begin();
    return names;
  }
  bool next(InputRow& row) override;
  std::size_t line_of_columns() const override { return header_line; }
  std::size_t bytes_read() const override { return bytes.position(); }
  std::string_view head() const override { return head_bytes; }
  std::string_view unread() override { return bytes.more() ? bytes.take(bytes.rest().size()) : ""; }

 private:
  /// What ended a field.
  enum class End { separator, row, file };

  void begin();
  char guessed_separator();
  void read_header();
  void name_columns(std::vector<std::string> all, std::size_t line);

  bool read_row(InputRow& row);
  End read_field(InputRow& row);
  End read_plain(std::string& value, InputRow& row);
  End read_quoted(std::string& value, InputRow& row);
  void read_backslash(std::string& value);
  bool add(std::string& value, std::string_view text, InputRow& row);

  std::string name_of_column(std::size_t index) const;
  void check_values(InputRow& row) const;
  void check_count(InputRow& row) const;

  Bytes bytes;
  InputStyle style;
  std::vector<std::string> names;
  char separator = ',';
  std::array<bool, 256> special{};  ///< bytes at which a run of plain text ends
  bool begun = false;
  bool over = false;  ///< after a problem that makes no sense of what follows
  std::size_t fields = 0;
  std::size_t row_size = 0;
  std::size_t header_line = 1;
  std::string head_bytes;
  bool at_end = false;  ///< the row ended with the file
  std::string surplus;
};

// ---- the header ------------------------------------------------------------------------------

void SeparatedReader::begin() {
  if (begun) return;
  begun = true;
  if (style.keep_raw) bytes.copy_to(&head_bytes);
  bytes.begin();
  bytes.skip_lines(style.skip);
  const bool is_tsv = style.format == InputFormat::tsv;
  if (is_tsv) {
    separator = '\t';
  } else {
    separator = style.separator ? *style.separator : guessed_separator();
  }
  for (const char byte : {separator, '\n', '\r'}) special[static_cast<unsigned char>(byte)] = true;
  if (is_tsv) special['\\'] = true;
  if (style.columns.empty()) {
    read_header();
  } else {
    name_columns(style.columns, bytes.line());
  }
  bytes.copy_to(nullptr);
}

char SeparatedReader::guessed_separator() {
  constexpr std::size_t far_enough = std::size_t{1024} * 1024;
  FirstRow first;
  std::size_t seen = 0;
  do {
    for (; seen < bytes.rest().size(); ++seen) {
      if (!first.take(bytes.rest()[seen])) return first.separator();
    }
  } while (seen < far_enough && bytes.fetch());
  return first.separator();
}

void SeparatedReader::read_header() {
  InputRow header;
  if (!read_row(header)) {
    const bool is_empty = bytes.position() == 0;
    throw Error(Exit::rejected,
                std::to_string(bytes.line()) +
                    (is_empty ? ": the file is empty" : ": the file ends before a header"));
  }
  check_values(header);
  if (fields > most_columns) header.problem = "the header has more than 4096 fields";
  if (!header.problem.empty()) {
    throw Error(Exit::rejected, std::to_string(header.line) + ": " + header.problem,
                header.hint.empty() ? "the first row has the names of the columns" : header.hint);
  }
  name_columns(std::move(header.values), header.line);
}

void SeparatedReader::name_columns(std::vector<std::string> all, std::size_t line) {
  header_line = line;
  std::unordered_set<std::string> seen;
  for (std::string& name : all) {
    name = trimmed(name);
    if (name.empty()) {
      throw Error(
          Exit::rejected,
          std::to_string(line) + ": column " + std::to_string(seen.size() + 1) + " has no name",
          "name it, or name all of them with 'columns' in a rules file");
    }
    if (!seen.insert(name).second) {
      throw Error(Exit::rejected,
                  std::to_string(line) + ": the column " + in_quotes(name) + " stands there twice",
                  "rename one, or name all of them with 'columns' in a rules file");
    }
  }
  names = std::move(all);
}

// ---- rows ------------------------------------------------------------------------------------

bool SeparatedReader::next(InputRow& row) {
  begin();
  if (style.keep_raw) bytes.copy_to(&row.raw);
  if (!read_row(row)) return false;
  if (bytes.began_with_bom()) {
    for (std::string& value : row.values) {
      if (has_formula_guard(value)) value.erase(0, 1);
    }
  }
  check_values(row);
  check_count(row);
  return true;
}

bool SeparatedReader::read_row(InputRow& row) {
  if (over) return false;
  while (bytes.more() && is_newline(bytes.rest().front())) bytes.take_newline();
  if (!bytes.more()) return false;
  row.line = bytes.line();
  row.problem.clear();
  row.hint.clear();
  row.raw.clear();
  fields = 0;
  row_size = 0;
  End end = End::separator;
  while (end == End::separator) end = read_field(row);
  at_end = end == End::file;
  row.values.resize(std::min(fields, most_columns));
  return true;
}

SeparatedReader::End SeparatedReader::read_field(InputRow& row) {
  // The strings of the row before are used again, with the memory that they have.
  if (fields == row.values.size() && fields < most_columns) row.values.emplace_back();
  std::string& value = fields < most_columns ? row.values[fields] : surplus;
  value.clear();
  ++fields;
  const bool quoted =
      style.format == InputFormat::csv && bytes.more() && bytes.rest().front() == '"';
  return quoted ? read_quoted(value, row) : read_plain(value, row);
}

SeparatedReader::End SeparatedReader::read_plain(std::string& value, InputRow& row) {
  while (bytes.more()) {
    const std::string_view rest = bytes.rest();
    std::size_t size = 0;
    while (size < rest.size() && !special[static_cast<unsigned char>(rest[size])]) ++size;
    if (!add(value, rest.substr(0, size), row)) return End::file;
    bytes.take(size);
    if (size == rest.size()) continue;
    if (rest[size] == separator) {
      bytes.take(1);
      return End::separator;
    }
    if (is_newline(rest[size])) {
      bytes.take_newline();
      return End::row;
    }
    read_backslash(value);
  }
  return End::file;
}

void SeparatedReader::read_backslash(std::string& value) {
  bytes.take(1);
  constexpr std::string_view letters = "tnr\\";
  constexpr std::string_view meant = "\t\n\r\\";
  const std::size_t which = bytes.more() ? letters.find(bytes.rest().front()) : letters.npos;
  if (which == letters.npos) {
    value += '\\';
  } else {
    value += meant[which];
    bytes.take(1);
  }
  ++row_size;
}

SeparatedReader::End SeparatedReader::read_quoted(std::string& value, InputRow& row) {
  const std::size_t began_on = bytes.line();
  bytes.take(1);
  while (bytes.more()) {
    const std::string_view run = bytes.rest().substr(0, bytes.rest().find('"'));
    if (!add(value, run, row)) return End::file;
    bytes.take_lines(run.size());
    if (bytes.rest().empty()) continue;
    bytes.take(1);
    if (!bytes.more()) return End::file;
    const char byte = bytes.rest().front();
    if (byte != '"') {
      if (byte != separator && !is_newline(byte) && row.problem.empty()) {
        row.problem = name_of_column(fields - 1) + " goes on after its closing quotes";
      }
      return read_plain(value, row);
    }
    if (!add(value, "\"", row)) return End::file;
    bytes.take(1);
  }
  over = true;
  row.problem = name_of_column(fields - 1) + " begins with quotes on line " +
                std::to_string(began_on) + " that are never closed";
  return End::file;
}

bool SeparatedReader::add(std::string& value, std::string_view text, InputRow& row) {
  row_size += text.size();
  if (row_size > longest_row) {
    over = true;
    row.problem = "row is longer than 16 MiB";
    return false;
  }
  value += text;
  return true;
}

std::string SeparatedReader::name_of_column(std::size_t index) const {
  return "column " + (index < names.size() ? in_quotes(names[index]) : std::to_string(index + 1));
}

void SeparatedReader::check_values(InputRow& row) const {
  if (!row.problem.empty()) return;
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    const std::string& value = row.values[i];
    if (!is_utf8(value)) {
      row.problem = name_of_column(i) + " " + why_not_text(value, style.encoding);
      row.hint = hint_of_encoding(value, style.encoding);
      return;
    }
    if (value.find('\0') != std::string::npos) {
      row.problem = name_of_column(i) + " has a NUL byte";
      return;
    }
  }
}

void SeparatedReader::check_count(InputRow& row) const {
  if (!row.problem.empty() || fields == names.size()) return;
  row.problem = "row has " + std::to_string(fields) + (fields == 1 ? " field, " : " fields, ") +
                (style.columns.empty() ? "the header " : "'columns' ") +
                std::to_string(names.size());
  if (at_end && fields < names.size()) row.problem += ", and the file ends there";
}

}  // namespace

std::unique_ptr<RowReader> read_separated(Pieces pieces, const InputStyle& style) {
  return std::make_unique<SeparatedReader>(std::move(pieces), style);
}

}  // namespace kept
