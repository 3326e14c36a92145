#pragma once

#include <string>
#include <string_view>

namespace kept {

/// The content lines of iCalendar and vCard, which end in CRLF and are folded where they pass 75
/// bytes: never inside a code point.
class FoldedLines {
 public:
  /// `value` as it is to stand there.
  void add(std::string_view name, std::string_view value);
  /// A text, if there is one.
  void add_text(std::string_view name, std::string_view text);

  std::string take() { return std::move(lines); }

 private:
  std::string lines;
};

/// A text as a value, or as a part of one: backslash, semicolon, comma and newline with a backslash
/// before them. What is not UTF-8 is U+FFFD, a control character a space.
std::string escaped_value(std::string_view text);

}  // namespace kept
