#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "../rows_fixture.hpp"
#include "kept/text.hpp"
#include "require.hpp"

// Whatever is read as JSON Lines gives the same rows in pieces of any size, with clean values under
// distinct names; and what reads whole texts agrees with it.

namespace {

using namespace kept;
using test::whole_file;
using test::WholeFile;

bool is_clean(const std::string& text) {
  return is_utf8(text) && text.find('\0') == std::string::npos;
}

/// A value that is JSON reads as such, and its own values too, down to the last.
void read_deeper(const std::string& value) {
  if (const auto object = read_json_object(value)) {
    for (const auto& [name, inner] : *object) read_deeper(inner);
  }
  if (const auto objects = read_json_objects(value)) {
    for (const NamedValues& object : *objects) {
      for (const auto& [name, inner] : object) read_deeper(inner);
    }
  }
  if (const auto texts = read_json_texts(value)) {
    for (const std::string& text : *texts) require(is_clean(text));
  }
}

void check(const WholeFile& file) {
  std::set<std::string> names(file.columns.begin(), file.columns.end());
  require(names.size() == file.columns.size());
  for (const std::string& name : file.columns) require(is_clean(name) && !name.empty());
  std::size_t line = 0;
  for (const InputRow& row : file.rows) {
    require(row.line > line);
    line = row.line;
    require(row.values.size() <= file.columns.size());
    require(is_utf8(row.problem));
    require(std::all_of(row.values.begin(), row.values.end(), is_clean));
    for (const std::string& value : row.values) read_deeper(value);
  }
}

/// The reader and read_json_object() see the same in an object alone.
void compare(std::string_view bytes, const WholeFile& file) {
  const auto object = read_json_object(bytes);
  if (!object || file.rows.size() != 1 || !file.rows[0].problem.empty()) return;
  for (const auto& [name, value] : *object) {
    const auto column = std::find(file.columns.begin(), file.columns.end(), trimmed(name));
    if (column == file.columns.end()) {
      require(trimmed(name) == "format" && value == "1");
    } else {
      require(file.rows[0].values[static_cast<std::size_t>(column - file.columns.begin())] ==
              value);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const InputStyle style{InputFormat::jsonl, {}, {}, 0};
  const WholeFile whole = whole_file(bytes, style);
  check(whole);
  require(whole.bytes == bytes.size() || !whole.error.empty());
  compare(bytes, whole);
  read_deeper(std::string(bytes));
  for (const std::size_t piece_size : {1U, 5U}) {
    require(whole == whole_file(bytes, style, piece_size));
  }
  return 0;
}
