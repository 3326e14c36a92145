#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kept/error.hpp"
#include "kept/input.hpp"

namespace kept::test {

/// A text in pieces of a size, each in memory of its own that the next call frees: so that a
/// sanitizer sees who looks at it too late.
inline Pieces in_pieces(std::string_view bytes, std::size_t size) {
  struct Rest {
    std::string bytes;
    std::size_t at = 0;
    std::unique_ptr<char[]> piece;
  };
  const auto rest = std::make_shared<Rest>(Rest{std::string(bytes), 0, nullptr});
  return [rest, size]() -> std::string_view {
    const std::size_t length = std::min(size, rest->bytes.size() - rest->at);
    rest->piece = std::make_unique<char[]>(length + 1);
    std::memcpy(rest->piece.get(), rest->bytes.data() + rest->at, length);
    rest->at += length;
    return {rest->piece.get(), length};
  };
}

/// All that a reader says of a file.
struct WholeFile {
  std::vector<std::string> columns;
  std::vector<InputRow> rows;
  std::string error;
  std::size_t bytes = 0;
};

inline WholeFile whole_file(std::string_view bytes, const InputStyle& style = {},
                            std::size_t piece_size = std::string::npos) {
  WholeFile file;
  const auto reader = read_rows(in_pieces(bytes, piece_size), style);
  try {
    for (InputRow row; reader->next(row);) file.rows.push_back(row);
    file.columns = reader->columns();
  } catch (const Error& error) {
    file.error = error.what();
  }
  file.bytes = reader->bytes_read();
  return file;
}

inline bool operator==(const WholeFile& one, const WholeFile& other) {
  const auto same = [](const InputRow& a, const InputRow& b) {
    return a.line == b.line && a.values == b.values && a.problem == b.problem;
  };
  return one.columns == other.columns && one.error == other.error && one.bytes == other.bytes &&
         std::equal(one.rows.begin(), one.rows.end(), other.rows.begin(), other.rows.end(), same);
}

}  // namespace kept::test
