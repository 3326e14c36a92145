#include <algorithm>
#include <cstdint>

#include "kept/encoding.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

/// What the bytes from 0x80 on mean; 0: nothing.
using Upper = std::array<char16_t, 128>;

// clang-format off
constexpr Upper of_windows_1255{
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0, 0x2039, 0, 0, 0,
    0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0, 0x203A, 0, 0,
    0, 0, 0x00A0, 0x00A1, 0x00A2, 0x00A3, 0x20AA, 0x00A5, 0x00A6, 0x00A7, 0x00A8, 0x00A9, 0x00D7,
    0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF, 0x00B0, 0x00B1, 0x00B2, 0x00B3, 0x00B4, 0x00B5,
    0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00F7, 0x00BB, 0x00BC, 0x00BD, 0x00BE, 0x00BF, 0x05B0,
    0x05B1, 0x05B2, 0x05B3, 0x05B4, 0x05B5, 0x05B6, 0x05B7, 0x05B8, 0x05B9, 0x05BA, 0x05BB,
    0x05BC, 0x05BD, 0x05BE, 0x05BF, 0x05C0, 0x05C1, 0x05C2, 0x05C3, 0x05F0, 0x05F1, 0x05F2,
    0x05F3, 0x05F4, 0, 0, 0, 0, 0, 0, 0, 0x05D0, 0x05D1, 0x05D2, 0x05D3, 0x05D4, 0x05D5, 0x05D6,
    0x05D7, 0x05D8, 0x05D9, 0x05DA, 0x05DB, 0x05DC, 0x05DD, 0x05DE, 0x05DF, 0x05E0, 0x05E1,
    0x05E2, 0x05E3, 0x05E4, 0x05E5, 0x05E6, 0x05E7, 0x05E8, 0x05E9, 0x05EA, 0, 0, 0x200E, 0x200F,
    0};

constexpr Upper of_windows_1252{
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
    0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178, 0x00A0, 0x00A1, 0x00A2, 0x00A3, 0x00A4,
    0x00A5, 0x00A6, 0x00A7, 0x00A8, 0x00A9, 0x00AA, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF,
    0x00B0, 0x00B1, 0x00B2, 0x00B3, 0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00BA,
    0x00BB, 0x00BC, 0x00BD, 0x00BE, 0x00BF, 0x00C0, 0x00C1, 0x00C2, 0x00C3, 0x00C4, 0x00C5,
    0x00C6, 0x00C7, 0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x00CC, 0x00CD, 0x00CE, 0x00CF, 0x00D0,
    0x00D1, 0x00D2, 0x00D3, 0x00D4, 0x00D5, 0x00D6, 0x00D7, 0x00D8, 0x00D9, 0x00DA, 0x00DB,
    0x00DC, 0x00DD, 0x00DE, 0x00DF, 0x00E0, 0x00E1, 0x00E2, 0x00E3, 0x00E4, 0x00E5, 0x00E6,
    0x00E7, 0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x00EC, 0x00ED, 0x00EE, 0x00EF, 0x00F0, 0x00F1,
    0x00F2, 0x00F3, 0x00F4, 0x00F5, 0x00F6, 0x00F7, 0x00F8, 0x00F9, 0x00FA, 0x00FB, 0x00FC,
    0x00FD, 0x00FE, 0x00FF};

constexpr Upper of_iso_8859_8{
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0x00A0, 0, 0x00A2, 0x00A3, 0x00A4, 0x00A5, 0x00A6, 0x00A7, 0x00A8, 0x00A9, 0x00D7, 0x00AB,
    0x00AC, 0x00AD, 0x00AE, 0x00AF, 0x00B0, 0x00B1, 0x00B2, 0x00B3, 0x00B4, 0x00B5, 0x00B6,
    0x00B7, 0x00B8, 0x00B9, 0x00F7, 0x00BB, 0x00BC, 0x00BD, 0x00BE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x2017, 0x05D0, 0x05D1,
    0x05D2, 0x05D3, 0x05D4, 0x05D5, 0x05D6, 0x05D7, 0x05D8, 0x05D9, 0x05DA, 0x05DB, 0x05DC,
    0x05DD, 0x05DE, 0x05DF, 0x05E0, 0x05E1, 0x05E2, 0x05E3, 0x05E4, 0x05E5, 0x05E6, 0x05E7,
    0x05E8, 0x05E9, 0x05EA, 0, 0, 0x200E, 0x200F, 0};
// clang-format on

const Upper* upper_half(Encoding encoding) {
  switch (encoding) {
    case Encoding::windows_1255:
      return &of_windows_1255;
    case Encoding::windows_1252:
    case Encoding::iso_8859_1:
      return &of_windows_1252;
    case Encoding::iso_8859_8:
      return &of_iso_8859_8;
    case Encoding::utf_8:
    case Encoding::utf_16le:
    case Encoding::utf_16be:
      break;
  }
  return nullptr;
}

// ---- code points and their bytes -------------------------------------------------------------

std::uint8_t number(char byte) {
  return static_cast<std::uint8_t>(byte);
}

/// Takes the first code point, a lone half of a pair too. 0 where it is neither.
char32_t take_point(std::string_view& text) {
  const std::uint8_t first = number(text.front());
  const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (first >= 0x80 && (first < 0xC2 || text.size() < size)) {
    text.remove_prefix(1);
    return 0;
  }
  char32_t point = size == 1 ? first : first & (0xFF >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) point = (point << 6) | (number(text[i]) & 0x3F);
  text.remove_prefix(size);
  return point;
}

// A byte that means nothing, behind one that UTF-8 never has. The byte itself always has its high
// bit set, so that it looks like no newline or separator.
constexpr char lost_high = '\xC0';
constexpr char lost_low = '\xC1';

void append_lost(std::string& text, char byte) {
  text += number(byte) < 0x80 ? lost_low : lost_high;
  text += static_cast<char>(number(byte) | 0x80);
}

bool is_lost(std::string_view text) {
  return text.size() > 1 && (text.front() == lost_high || text.front() == lost_low);
}

char take_lost(std::string_view& text) {
  const int mask = text.front() == lost_low ? 0x7F : 0xFF;
  const char byte = static_cast<char>(number(text[1]) & mask);
  text.remove_prefix(2);
  return byte;
}

void append_unit(std::string& bytes, char32_t unit, bool low_first) {
  const char low = static_cast<char>(unit & 0xFF);
  const char high = static_cast<char>(unit >> 8);
  bytes += low_first ? low : high;
  bytes += low_first ? high : low;
}

void append_in_pairs(std::string& bytes, char32_t point, bool low_first) {
  if (point < 0x10000) return append_unit(bytes, point, low_first);
  append_unit(bytes, 0xD800 + ((point - 0x10000) >> 10), low_first);
  append_unit(bytes, 0xDC00 + ((point - 0x10000) & 0x3FF), low_first);
}

bool is_first_half(char32_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool is_second_half(char32_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

std::string in_hex(char byte) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return std::string("0x") + digits[number(byte) >> 4] + digits[number(byte) & 15];
}

}  // namespace

// ---- which -----------------------------------------------------------------------------------

std::optional<Encoding> encoding_called(std::string_view charset) {
  struct Alias {
    std::string_view name;
    Encoding encoding;
  };
  constexpr std::array aliases{
      Alias{"utf8", Encoding::utf_8},
      Alias{"utf-16", Encoding::utf_16be},
      Alias{"cp1255", Encoding::windows_1255},
      Alias{"x-cp1255", Encoding::windows_1255},
      Alias{"cp1252", Encoding::windows_1252},
      Alias{"iso-8859-8-i", Encoding::iso_8859_8},
      Alias{"iso-8859-8-e", Encoding::iso_8859_8},
      Alias{"iso8859-8", Encoding::iso_8859_8},
      Alias{"hebrew", Encoding::iso_8859_8},
      Alias{"iso8859-1", Encoding::iso_8859_1},
      Alias{"latin1", Encoding::iso_8859_1},
  };
  const std::string name = fold(charset);
  if (const auto encoding = read_choice<Encoding>(name)) return encoding;
  const auto* const alias = std::find_if(aliases.begin(), aliases.end(),
                                         [&](const Alias& each) { return each.name == name; });
  return alias != aliases.end() ? std::optional(alias->encoding) : std::nullopt;
}

std::optional<Encoding> encoding_by_mark(std::string_view first_bytes) {
  if (first_bytes.starts_with("\xFF\xFE")) return Encoding::utf_16le;
  if (first_bytes.starts_with("\xFE\xFF")) return Encoding::utf_16be;
  return std::nullopt;
}

// Hebrew letters stand side by side; letters with accents stand between those of ASCII.
Encoding likely_encoding(std::string_view bytes) {
  const auto is_hebrew = [](char byte) { return number(byte) >= 0xE0 && number(byte) <= 0xFA; };
  std::size_t together = 0;
  std::size_t alone = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (number(bytes[i]) < 0xC0) continue;
    const bool beside =
        (i > 0 && is_hebrew(bytes[i - 1])) || (i + 1 < bytes.size() && is_hebrew(bytes[i + 1]));
    ++(is_hebrew(bytes[i]) && beside ? together : alone);
  }
  return together > alone ? Encoding::windows_1255 : Encoding::windows_1252;
}

void append_point(std::string& text, char32_t point) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    text += static_cast<char>(0xE0 | (point >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

// ---- decoding --------------------------------------------------------------------------------

std::string Decoder::decode(std::string_view piece) {
  if (encoding == Encoding::utf_8) return std::string(piece);
  const Upper* const upper = upper_half(encoding);
  if (upper == nullptr) return decode_pairs(piece);
  std::string text;
  text.reserve(piece.size() * 2);
  for (const char byte : piece) {
    if (number(byte) < 0x80) {
      text += byte;
    } else if (const char16_t point = (*upper)[number(byte) - 0x80U]) {
      append_point(text, point);
    } else {
      append_lost(text, byte);
    }
  }
  return text;
}

std::string Decoder::decode_pairs(std::string_view piece) {
  const bool low_first = encoding == Encoding::utf_16le;
  const std::string bytes = half + std::string(piece);
  const auto unit_at = [&](std::size_t at) -> char32_t {
    const std::uint8_t first = number(bytes[at]);
    const std::uint8_t second = number(bytes[at + 1]);
    return low_first ? static_cast<char32_t>(second << 8 | first)
                     : static_cast<char32_t>(first << 8 | second);
  };
  std::string text;
  std::size_t at = 0;
  for (; at + 2 <= bytes.size(); at += 2) {
    char32_t point = unit_at(at);
    if (is_first_half(point)) {
      if (at + 4 > bytes.size()) break;
      if (const char32_t second = unit_at(at + 2); is_second_half(second)) {
        point = 0x10000 + ((point - 0xD800) << 10) + (second - 0xDC00);
        at += 2;
      }
    }
    append_point(text, point);
  }
  half = bytes.substr(at);
  return text;
}

std::string Decoder::rest() {
  std::string text;
  for (const char byte : half) append_lost(text, byte);
  half.clear();
  return text;
}

std::string encoded(std::string_view decoded, Encoding encoding) {
  if (encoding == Encoding::utf_8) return std::string(decoded);
  const Upper* const upper = upper_half(encoding);
  std::string bytes;
  while (!decoded.empty()) {
    if (is_lost(decoded)) {
      bytes += take_lost(decoded);
      continue;
    }
    const char32_t point = take_point(decoded);
    if (upper == nullptr) {
      append_in_pairs(bytes, point, encoding == Encoding::utf_16le);
    } else if (point < 0x80) {
      bytes += static_cast<char>(point);
    } else {
      const auto* const found = std::find(upper->begin(), upper->end(), point);
      bytes += found != upper->end() ? static_cast<char>(0x80 + (found - upper->begin())) : '?';
    }
  }
  return bytes;
}

std::string why_not_text(std::string_view decoded, Encoding encoding) {
  if (encoding == Encoding::utf_8) return "is not UTF-8";
  for (; !decoded.empty(); decoded.remove_prefix(1)) {
    if (!is_lost(decoded) || upper_half(encoding) == nullptr) continue;
    return "has the byte " + in_hex(take_lost(decoded)) + ", which is none of " +
           std::string(name_of(encoding));
  }
  return "has half of a character";
}

}  // namespace kept
