#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "exchange/bytes.hpp"
#include "exchange/readers.hpp"
#include "kept/text.hpp"

namespace kept {
namespace {

using Json = nlohmann::json;

/// Takes the events of nlohmann's parser, which never recurses. `shape` has the brackets around the
/// values that are collected: `{` for those of an object, `[{` for those of an array of objects. A
/// value that has brackets of its own becomes its JSON again.
class Collected {
 public:
  explicit Collected(std::string_view shape_of_text) : shape(shape_of_text) {}

  std::vector<NamedValues> lists;             ///< an array's values have no names
  bool only_texts = true;                     ///< and numbers
  std::optional<std::size_t> format_version;  ///< where `"format": 1` stands in the last list
  std::string problem;

  bool null() { return scalar("", "null", false); }
  bool boolean(bool yes) { return scalar(yes ? "true" : "false", yes ? "true" : "false", false); }
  bool number_integer(Json::number_integer_t value) {
    // The only integer that is not spelled as it is printed: without a sign it would be unsigned.
    return number(value == 0 ? "-0" : std::to_string(value));
  }
  bool number_unsigned(Json::number_unsigned_t value) { return number(std::to_string(value)); }
  bool number_float(Json::number_float_t, const std::string& spelled) { return number(spelled); }
  bool string(std::string& text) {
    if (depth <= shape.size()) return scalar(text, {}, true);
    return nested_value(Json(text).dump());
  }
  bool binary(Json::binary_t&) { return fail("is not JSON"); }

  bool start_object(std::size_t) { return open('{'); }
  bool start_array(std::size_t) { return open('['); }
  bool end_object() { return close('}'); }
  bool end_array() { return close(']'); }

  bool key(std::string& name) {
    if (depth == shape.size()) {
      if (lists.back().size() == most_columns) return fail("row has more than 4096 names");
      lists.back().emplace_back(std::move(name), std::string());
      in_value = true;
      return true;
    }
    if (nested.back() != '{') nested += ',';
    nested += Json(name).dump();
    nested += ':';
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const Json::exception&) {
    at_error = position;
    return false;
  }

  /// Explains what the parser stopped at.
  void explain_error(std::string_view json, Encoding encoding) {
    if (!problem.empty() || at_error == 0) return;
    if (!is_utf8(json)) {
      const bool names_column = in_value && depth >= shape.size() && !lists.empty();
      const std::string place =
          names_column ? "column " + in_quotes(lists.back().back().first) : "row";
      problem = place + " " + why_not_text(json, encoding);
    } else if (complete) {
      problem = "row goes on after its object";
    } else if (at_error > json.size()) {
      problem = "row ends in the middle of its JSON";
    } else {
      problem = "row is not JSON at byte " + std::to_string(at_error);
    }
  }

 private:
  static constexpr std::size_t deepest = 64;

  bool fail(std::string what) {
    problem = std::move(what);
    return false;
  }

  bool number(const std::string& spelled) {
    const bool is_version = depth == shape.size() && shape.back() == '{' && spelled == "1" &&
                            lists.back().back().first == "format";
    if (is_version) format_version = lists.back().size() - 1;
    return scalar(spelled, spelled, true);
  }

  bool scalar(std::string_view text, std::string_view json, bool is_text_or_number) {
    if (depth < shape.size()) return fail("row is no JSON object");
    if (depth > shape.size()) return nested_value(json);
    only_texts = only_texts && is_text_or_number;
    collect(std::string(text));
    return true;
  }

  bool nested_value(std::string_view json) {
    separate();
    nested += json;
    return true;
  }

  bool open(char bracket) {
    if (depth < shape.size()) {
      if (shape[depth] != bracket) return fail("row is no JSON object");
      ++depth;
      if (depth == shape.size()) lists.emplace_back();
      return true;
    }
    if (depth == deepest) return fail("row is nested more than 64 deep");
    separate();
    nested += bracket;
    ++depth;
    return true;
  }

  bool close(char bracket) {
    --depth;
    complete = depth == 0;
    if (depth < shape.size()) return true;
    nested += bracket;
    if (depth == shape.size()) {
      only_texts = false;
      collect(std::move(nested));
      nested.clear();
    }
    return true;
  }

  void separate() {
    constexpr std::string_view before_first = "[{:";
    const bool is_first = nested.empty() || before_first.find(nested.back()) != std::string::npos;
    if (!is_first) nested += ',';
  }

  void collect(std::string value) {
    if (shape.back() == '[') lists.back().emplace_back();
    lists.back().back().second = std::move(value);
    in_value = false;
  }

  std::string_view shape;
  std::size_t depth = 0;
  std::string nested;
  bool in_value = false;
  bool complete = false;
  std::size_t at_error = 0;
};

bool has_nul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

std::string problem_of_values(const NamedValues& values) {
  std::vector<std::string_view> names;
  names.reserve(values.size());
  for (const auto& [name, value] : values) {
    if (has_nul(name)) return "row has a name with a NUL";
    if (has_nul(value)) return "column " + in_quotes(name) + " has a NUL";
    names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  return twice == names.end() ? "" : "row has the name " + in_quotes(*twice) + " twice";
}

/// False where it is not of this shape; `collected` knows why.
bool parse(std::string_view json, Collected& collected, Encoding encoding = Encoding::utf_8) {
  if (has_nul(json)) {  // which the parser would take for the end
    collected.problem = "row has a NUL byte";
    return false;
  }
  const bool parsed = Json::sax_parse(json, &collected);
  if (!parsed) collected.explain_error(json, encoding);
  return parsed;
}

std::optional<std::vector<NamedValues>> read_shape(std::string_view json, std::string_view shape) {
  Collected collected(shape);
  if (!parse(json, collected)) return std::nullopt;
  for (const NamedValues& values : collected.lists) {
    if (!problem_of_values(values).empty()) return std::nullopt;
  }
  return std::move(collected.lists);
}

class JsonLinesReader final : public RowReader {
 public:
  JsonLinesReader(Pieces pieces, const InputStyle& style_of_file)
      : bytes(std::move(pieces)), style(style_of_file) {}

  const std::vector<std::string>& columns() override {
    begin();
    return names;
  }
  bool next(InputRow& row) override;
  std::size_t line_of_columns() const override { return last_line; }
  std::size_t bytes_read() const override { return bytes.position(); }
  std::string_view head() const override { return head_bytes; }
  std::string_view unread() override { return bytes.more() ? bytes.take(bytes.rest().size()) : ""; }

 private:
  void begin();
  bool next_line(InputRow& row);
  void read_object(InputRow& row);
  bool place(NamedValues& values, InputRow& row);
  std::size_t last_line = 1;

  Bytes bytes;
  InputStyle style;
  std::string head_bytes;
  std::string line;
  std::vector<std::string> names;
  std::map<std::string, std::size_t, std::less<>> indices;
  bool begun = false;
  bool over = false;
};

void JsonLinesReader::begin() {
  if (begun) return;
  begun = true;
  if (style.keep_raw) bytes.copy_to(&head_bytes);
  bytes.begin();
  bytes.skip_lines(style.skip);
  bytes.copy_to(nullptr);
}

bool JsonLinesReader::next(InputRow& row) {
  begin();
  constexpr std::string_view white = " \t\r\n";
  do {
    if (!next_line(row)) return false;
  } while (row.problem.empty() && line.find_first_not_of(white) == std::string::npos);
  row.values.resize(names.size());
  for (std::string& value : row.values) value.clear();
  row.given.assign(names.size(), false);
  if (row.problem.empty()) read_object(row);
  return true;
}

bool JsonLinesReader::next_line(InputRow& row) {
  if (over || !bytes.more()) return false;
  row.line = bytes.line();
  last_line = row.line;
  row.problem.clear();
  row.hint.clear();
  row.raw.clear();
  if (style.keep_raw) bytes.copy_to(&row.raw);
  line.clear();
  while (bytes.more()) {
    const std::string_view run = bytes.rest().substr(0, bytes.rest().find_first_of("\r\n"));
    if (line.size() + run.size() > longest_row) {
      over = true;
      row.problem = "row is longer than 16 MiB";
      return true;
    }
    line += bytes.take(run.size());
    if (bytes.rest().empty()) continue;
    bytes.take_newline();
    break;
  }
  return true;
}

void JsonLinesReader::read_object(InputRow& row) {
  Collected collected("{");
  if (!parse(line, collected, style.encoding)) {
    row.problem = std::move(collected.problem);
    if (!is_utf8(line)) row.hint = hint_of_encoding(line, style.encoding);
    return;
  }
  NamedValues& values = collected.lists.front();
  for (auto& [name, value] : values) name = trimmed(name);
  row.problem = problem_of_values(values);
  if (!row.problem.empty()) return;
  if (const auto version = collected.format_version) {
    values.erase(values.begin() + static_cast<std::ptrdiff_t>(*version));
  }
  const std::size_t known = names.size();
  if (place(values, row)) return;
  for (std::size_t i = known; i < names.size(); ++i) indices.erase(names[i]);
  names.resize(known);
  row.values.resize(known);
  row.given.resize(known);
}

/// False where a name can't be a column.
bool JsonLinesReader::place(NamedValues& values, InputRow& row) {
  for (auto& [name, value] : values) {
    if (name.empty()) {
      row.problem = "row has a value without a name";
      return false;
    }
    auto found = indices.find(name);
    if (found == indices.end()) {
      if (names.size() == most_columns) {
        row.problem = "the file has more than 4096 columns";
        return false;
      }
      found = indices.emplace(name, names.size()).first;
      names.push_back(name);
      row.values.emplace_back();
      row.given.push_back(false);
    }
    row.values[found->second] = std::move(value);
    row.given[found->second] = true;
  }
  return true;
}

}  // namespace

std::unique_ptr<RowReader> read_json_lines(Pieces pieces, const InputStyle& style) {
  return std::make_unique<JsonLinesReader>(std::move(pieces), style);
}

std::optional<std::vector<std::string>> read_json_texts(std::string_view json) {
  Collected collected("[");
  if (!parse(json, collected) || !collected.only_texts) return std::nullopt;
  std::vector<std::string> texts;
  for (auto& [name, text] : collected.lists.front()) {
    if (has_nul(text)) return std::nullopt;
    texts.push_back(std::move(text));
  }
  return texts;
}

std::optional<NamedValues> read_json_object(std::string_view json) {
  auto lists = read_shape(json, "{");
  if (!lists) return std::nullopt;
  return std::move(lists->front());
}

std::optional<std::vector<NamedValues>> read_json_objects(std::string_view json) {
  return read_shape(json, "[{");
}

}  // namespace kept
