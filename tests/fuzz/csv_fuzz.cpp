#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../rows_fixture.hpp"
#include "kept/text.hpp"
#include "require.hpp"

// Whatever is read as CSV or TSV gives the same rows in pieces of any size; rows without a problem
// are as wide as the header and clean; lines only grow.

namespace {

using namespace kept;
using test::whole_file;
using test::WholeFile;

bool is_clean(const std::string& text) {
  return is_utf8(text) && text.find('\0') == std::string::npos;
}

void check(const WholeFile& file) {
  for (const std::string& name : file.columns) require(is_clean(name) && !name.empty());
  std::size_t line = 0;
  for (const InputRow& row : file.rows) {
    require(row.line > line);
    line = row.line;
    require(is_utf8(row.problem));
    if (!row.problem.empty()) continue;
    require(row.values.size() == file.columns.size());
    require(std::all_of(row.values.begin(), row.values.end(), is_clean));
  }
}

/// The first byte chooses the style.
InputStyle style_of(std::uint8_t choice) {
  InputStyle style;
  style.format = (choice & 1) != 0 ? InputFormat::tsv : InputFormat::csv;
  if ((choice & 2) != 0) style.separator = '|';
  if ((choice & 4) != 0) style.columns = {"a", "b"};
  if ((choice & 8) != 0) style.skip = 1;
  return style;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const InputStyle style = style_of(data[0]);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const WholeFile whole = whole_file(bytes, style);
  check(whole);
  require(whole.bytes <= bytes.size());
  for (const std::size_t piece_size : {1U, 2U, 7U}) {
    require(whole == whole_file(bytes, style, piece_size));
  }
  return 0;
}
