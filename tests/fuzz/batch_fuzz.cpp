#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "commands/batch_lines.hpp"
#include "kept/shell.hpp"
#include "kept/text.hpp"
#include "require.hpp"

// Whatever is read as a batch has clean words where it has no problem, and its lines only grow;
// any words, quoted, are the same words again, on the line of their own that they were put on.

namespace {

using namespace kept;
using Words = std::vector<std::string>;

std::vector<BatchLine> lines_of(std::string_view content) {
  BatchLines lines(content, [](const std::string& name) {
    if (name.size() > 3) throw Error(Exit::not_found, name);
    return name;
  });
  std::vector<BatchLine> all;
  for (BatchLine line; lines.next(line);) all.push_back(line);
  require(lines.bytes_read() <= content.size());
  return all;
}

void check(const std::vector<BatchLine>& lines) {
  std::size_t before = 0;
  for (const BatchLine& line : lines) {
    require(line.line > before && !line.words.empty());
    before = line.line;
    if (line.problem) continue;
    for (const std::string& word : line.words) {
      require(is_utf8(word) && word.find('\0') == std::string::npos);
    }
  }
}

/// The bytes as words, which a NUL parts.
Words words_of(std::string_view bytes) {
  Words words{"log"};
  for (std::size_t begin = 0; begin <= bytes.size();) {
    const std::size_t end = std::min(bytes.find('\0', begin), bytes.size());
    words.push_back(repaired(bytes.substr(begin, end - begin)));
    std::erase(words.back(), '\r');  // CRLF is read as LF
    begin = end + 1;
  }
  return words;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check(lines_of(bytes));
  const Words words = words_of(bytes);
  for (const char quote : {'\'', '"'}) {
    std::string line = "# a comment\r\n\n";
    for (const std::string& word : words) line += quote + shell_quoted(word, quote) + quote + "\t";
    const std::vector<BatchLine> lines = lines_of(line + "# end\nnext");
    require(lines.size() == 2 && lines[0].line == 3 && !lines[0].problem);
    require(lines[0].words == words);
    require(lines[1].words == Words{"next"});
  }
  return 0;
}
