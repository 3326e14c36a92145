#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/bytes.hpp"

namespace kept {

/// `DTSTART;VALUE=DATE:20260403`, a line of iCalendar or vCard, unfolded.
struct Property {
  std::string name;        ///< in upper case
  std::string parameters;  ///< as written, without the semicolon before them
  std::string value;
  std::size_t line = 0;
};

/// Takes one property after the other off an input. Any bytes may come in.
class ContentLines {
 public:
  /// An unfolded line that is longer than `most` bytes is refused: Error (65), `7: ...`.
  ContentLines(Pieces pieces, std::size_t most);

  /// Takes a BOM. Throws Error (65) for UTF-16.
  void begin() { bytes.begin(); }
  /// As Bytes has it.
  void copy_to(std::string* wanted) { bytes.copy_to(wanted); }
  /// The next one that is not empty; none at the end.
  std::optional<Property> next();
  /// The next line as it is, not unfolded: what a quoted-printable value goes on with.
  std::string physical_line();

  std::size_t line() const { return bytes.line(); }
  std::size_t position() const { return bytes.position(); }

 private:
  bool is_continued();
  void append_line(std::string& content, std::size_t first_line);

  Bytes bytes;
  std::size_t longest;
};

std::string in_upper_case(std::string_view text);

/// Takes what stands before the separator off a text, and the separator.
std::string_view cut(std::string_view& text, char separator);

}  // namespace kept
