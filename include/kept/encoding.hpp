#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "kept/model.hpp"

/// Bytes that are no UTF-8, as letters: of files and of mail.
///
/// The tables are those of unicode.org (CP1255.TXT, CP1252.TXT, 8859-8.TXT) with what
/// encoding.spec.whatwg.org adds: 0xCA of windows-1255, and that text which calls itself iso-8859-1
/// is windows-1252. Hebrew of iso-8859-8 is taken in logical order, as it is typed: text in visual
/// order, back to front, can't be told from it and is not turned round.

namespace kept {

enum class Encoding {
  utf_8,
  utf_16le,
  utf_16be,
  windows_1255,
  windows_1252,
  iso_8859_8,
  iso_8859_1
};
template <>
struct Names<Encoding> {
  static constexpr std::array<std::string_view, 7> all{
      "utf-8", "utf-16le", "utf-16be", "windows-1255", "windows-1252", "iso-8859-8", "iso-8859-1"};
};

/// By a name that a mail has for it, in any case: also `iso-8859-8-i`, `cp1255`, `latin1`.
std::optional<Encoding> encoding_called(std::string_view charset);

/// UTF-16 by its byte order mark.
std::optional<Encoding> encoding_by_mark(std::string_view first_bytes);

/// What text that is no UTF-8 is most likely written in, by how its bytes stand together.
Encoding likely_encoding(std::string_view bytes);

/// Adds a code point as UTF-8; half of a pair of UTF-16 too, which is then none.
void append_point(std::string& text, char32_t point);

/// Turns bytes into UTF-8, piece by piece. A byte that means nothing in the encoding, or half of a
/// character of UTF-16, becomes bytes that are never UTF-8 and stand for it alone, so that nothing
/// is lost and a check for UTF-8 finds it. UTF-8 stays as it is, right or wrong.
class Decoder {
 public:
  explicit Decoder(Encoding encoding_of_bytes) : encoding(encoding_of_bytes) {}

  std::string decode(std::string_view piece);
  /// What is left over once all pieces were decoded: half of a character, or nothing.
  std::string rest();

 private:
  std::string decode_pairs(std::string_view piece);

  Encoding encoding;
  std::string half;  ///< bytes of a character that is not complete yet
};

/// The bytes that a Decoder made this of, or what can be written of UTF-8 that none did.
std::string encoded(std::string_view decoded, Encoding encoding);

/// Why decoded text is no UTF-8: `has the byte 0xD9, which is none of windows-1255`.
std::string why_not_text(std::string_view decoded, Encoding encoding);

}  // namespace kept
