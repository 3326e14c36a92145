#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "../rows_fixture.hpp"
#include "kept/text.hpp"
#include "require.hpp"

// Whatever is read as vCard gives the same cards in pieces of any size; cards without a problem are
// clean, and say something only where they say that they do; lines only grow.

namespace {

using namespace kept;
using test::whole_file;
using test::WholeFile;

void check(const WholeFile& file) {
  std::size_t line = 0;
  for (const InputRow& row : file.rows) {
    require(row.line > line);
    line = row.line;
    require(is_utf8(row.problem));
    if (!row.problem.empty()) continue;
    require(row.values.size() == file.columns.size() && row.given.size() == row.values.size());
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      require(is_utf8(row.values[i]) && row.values[i].find('\0') == std::string::npos);
      require(row.given[i] || row.values[i].empty());
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const InputStyle style{InputFormat::vcf, {}, {}, 0};
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const WholeFile whole = whole_file(bytes, style);
  check(whole);
  require(whole.bytes <= bytes.size());
  for (const std::size_t piece_size : {1U, 2U, 7U}) {
    require(whole == whole_file(bytes, style, piece_size));
  }
  return 0;
}
