#include "kept/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <utf8proc.h>

namespace kept {
namespace {

using CodePoint = utf8proc_int32_t;

constexpr CodePoint invalid = -1;
constexpr CodePoint emoji_presentation = 0xFE0F;
constexpr CodePoint zero_width_joiner = 0x200D;
constexpr std::string_view replacement = "\uFFFD";
constexpr std::string_view ellipsis = "…";

/// One code point, or one byte that belongs to none.
struct Unit {
  CodePoint code;
  std::size_t size;
};

Unit first_unit(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  if (byte < 0x80) return {byte, 1};
  CodePoint code = invalid;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &code);
  return size > 0 ? Unit{code, static_cast<std::size_t>(size)} : Unit{invalid, 1};
}

/// Calls visit(code, bytes) for each unit, in order.
template <class Visit>
void for_each_unit(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const Unit unit = first_unit(text);
    visit(unit.code, text.substr(0, unit.size));
    text.remove_prefix(unit.size);
  }
}

std::vector<CodePoint> code_points(std::string_view text) {
  std::vector<CodePoint> codes;
  codes.reserve(text.size());
  for_each_unit(text, [&](CodePoint code, std::string_view) { codes.push_back(code); });
  return codes;
}

void append(std::string& text, CodePoint code) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto size = utf8proc_encode_char(code, bytes.data());
  text.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

std::size_t ascii_prefix(std::string_view text) {
  constexpr std::uint64_t high_bits = 0x8080808080808080U;
  std::size_t at = 0;
  for (std::uint64_t block = 0; at + sizeof block <= text.size(); at += sizeof block) {
    std::memcpy(&block, text.data() + at, sizeof block);
    if ((block & high_bits) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

bool is_ascii(std::string_view text) {
  return ascii_prefix(text) == text.size();
}

bool is_control(char byte) {
  return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F;
}

bool is_between(CodePoint code, CodePoint first, CodePoint last) {
  return first <= code && code <= last;
}

bool is_white(CodePoint code) {
  if (code < 0x80) return code == ' ' || is_between(code, '\t', '\r');
  const auto category = utf8proc_category(code);
  return code == 0x85 || category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

/// Letters, marks and numbers.
bool is_in_words(CodePoint code) {
  return code != invalid &&
         is_between(utf8proc_category(code), UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_NO);
}

bool is_letter(CodePoint code) {
  return code != invalid &&
         is_between(utf8proc_category(code), UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LO);
}

// ---- folding ---------------------------------------------------------------------------------

bool is_hebrew_point(CodePoint code) {
  return is_between(code, 0x0591, 0x05BD) || code == 0x05BF || code == 0x05C1 || code == 0x05C2 ||
         code == 0x05C4 || code == 0x05C5 || code == 0x05C7;
}

CodePoint plain_punctuation(CodePoint code, void*) {
  switch (code) {
    case 0x05BE:  // maqaf
      return '-';
    case 0x05F3:  // geresh
    case 0x2018:
    case 0x2019:
      return '\'';
    case 0x05F4:  // gershayim
    case 0x201C:
    case 0x201D:
    case 0x201E:
      return '"';
    default:
      return code;
  }
}

std::string lower_case(std::string_view ascii) {
  std::string lower(ascii);
  for (char& letter : lower) {
    if ('A' <= letter && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

std::string fold_unicode(const std::string& text) {
  constexpr auto decomposed = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                                             UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  const auto decompose_into = [&](CodePoint* codes, utf8proc_ssize_t room) {
    return utf8proc_decompose_custom(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), codes, room,
                                     decomposed, plain_punctuation, nullptr);
  };
  std::vector<CodePoint> codes(
      static_cast<std::size_t>(std::max<utf8proc_ssize_t>(decompose_into(nullptr, 0), 0)));
  decompose_into(codes.data(), static_cast<utf8proc_ssize_t>(codes.size()));

  // Points go after the decomposition, which takes them out of precomposed letters, and before the
  // composition, which they would block.
  std::erase_if(codes, is_hebrew_point);
  const auto composed =
      utf8proc_normalize_utf32(codes.data(), static_cast<utf8proc_ssize_t>(codes.size()),
                               static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  codes.resize(static_cast<std::size_t>(std::max<utf8proc_ssize_t>(composed, 0)));

  std::string folded;
  folded.reserve(text.size());
  for (CodePoint code : codes) append(folded, code);
  return folded;
}

std::size_t white_at_end(std::string_view text) {
  std::size_t white = 0;
  for_each_unit(text, [&](CodePoint code, std::string_view bytes) {
    white = is_white(code) ? white + bytes.size() : 0;
  });
  return white;
}

// ---- showing ---------------------------------------------------------------------------------

bool is_pictograph(CodePoint code) {
  return code != invalid &&
         utf8proc_get_property(code)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

bool is_regional_indicator(CodePoint code) {
  return is_between(code, 0x1F1E6, 0x1F1FF);
}

bool can_start_keycap(CodePoint code) {
  return is_between(code, '0', '9') || code == '#' || code == '*';
}

int width_of(CodePoint code) {
  return code == invalid ? 1 : utf8proc_charwidth(code);
}

/// The part of a text that a reader takes for one character.
struct Cluster {
  std::size_t size;
  int width;
};

Cluster first_cluster(std::string_view text) {
  const Unit first = first_unit(text);
  Cluster cluster{first.size, width_of(first.code)};
  CodePoint before = first.code;
  utf8proc_int32_t state = 0;
  while (before != invalid && cluster.size < text.size()) {
    const Unit next = first_unit(text.substr(cluster.size));
    if (next.code == invalid || utf8proc_grapheme_break_stateful(before, next.code, &state)) break;
    const bool is_emoji = (next.code == emoji_presentation &&
                           (is_pictograph(first.code) || can_start_keycap(first.code))) ||
                          (next.code == zero_width_joiner && is_pictograph(first.code)) ||
                          (is_regional_indicator(before) && is_regional_indicator(next.code));
    cluster.width = std::max(cluster.width, is_emoji ? 2 : width_of(next.code));
    cluster.size += next.size;
    before = next.code;
  }
  return cluster;
}

bool is_noncharacter(CodePoint code) {
  return is_between(code, 0xFDD0, 0xFDEF) || (code & 0xFFFE) == 0xFFFE;
}

/// Of the code points above ASCII.
bool is_unsafe(CodePoint code) {
  return is_between(code, 0x80, 0x9F) || code == 0x061C || is_between(code, 0x200E, 0x200F) ||
         is_between(code, 0x2028, 0x202E) || is_between(code, 0x2066, 0x2069) ||
         is_noncharacter(code);
}

void append_hex(std::string& text, std::uint32_t number, int digits) {
  constexpr std::string_view hex = "0123456789abcdef";
  while (digits < 8 && (number >> (4 * digits)) != 0) ++digits;
  while (digits-- > 0) text += hex[(number >> (4 * digits)) & 0xF];
}

void append_byte_escape(std::string& text, char byte) {
  text += "\\x";
  append_hex(text, static_cast<unsigned char>(byte), 2);
}

void append_ascii(std::string& text, char byte, Lines lines) {
  if (byte == '\t' || (byte == '\n' && lines == Lines::join)) {
    text += ' ';
  } else if (byte != '\n' && is_control(byte)) {
    append_byte_escape(text, byte);
  } else {
    text += byte;
  }
}

// ---- distance --------------------------------------------------------------------------------

/// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other.
std::size_t edits_between(std::span<const CodePoint> from, std::span<const CodePoint> to) {
  std::vector<std::size_t> before_last(to.size() + 1);
  std::vector<std::size_t> last(to.size() + 1);
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[to.size()];
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  for (;;) {
    bytes.remove_prefix(ascii_prefix(bytes));
    if (bytes.empty()) return true;
    const Unit unit = first_unit(bytes);
    if (unit.code == invalid) return false;
    bytes.remove_prefix(unit.size);
  }
}

std::string repaired(std::string_view bytes) {
  if (is_utf8(bytes)) return std::string(bytes);
  std::string text;
  for_each_unit(bytes, [&](CodePoint code, std::string_view unit) {
    text += code == invalid ? replacement : unit;
  });
  return text;
}

std::string single_spaced(std::string_view text) {
  std::string spaced;
  spaced.reserve(text.size());
  bool after_white = false;
  for_each_unit(text, [&](CodePoint code, std::string_view bytes) {
    const bool white = is_white(code);
    if (!white) {
      if (after_white && !spaced.empty()) spaced += ' ';
      spaced += bytes;
    }
    after_white = white;
  });
  return spaced;
}

std::string fold(std::string_view text) {
  return single_spaced(is_ascii(text) ? lower_case(text) : fold_unicode(repaired(text)));
}

std::vector<std::string> words(std::string_view folded) {
  std::vector<std::string> found;
  std::string word;
  std::string_view quote;  // part of the word only if the word goes on after it
  const auto finish = [&] {
    if (!word.empty()) found.push_back(std::move(word));
    word.clear();
    quote = {};
  };
  for_each_unit(folded, [&](CodePoint code, std::string_view bytes) {
    if (is_in_words(code)) {
      word.append(quote).append(bytes);
      quote = {};
    } else if ((code == '\'' || code == '"') && !word.empty() && quote.empty()) {
      quote = bytes;
    } else {
      finish();
    }
  });
  finish();
  return found;
}

std::string phone_digits(std::string_view phone) {
  std::string digits;
  std::copy_if(phone.begin(), phone.end(), std::back_inserter(digits),
               [](char c) { return '0' <= c && c <= '9'; });
  if (digits.starts_with("00")) digits.erase(0, 2);
  return digits;
}

std::optional<std::string> without_hebrew_prefix(std::string_view folded_word) {
  constexpr std::array<std::string_view, 7> prefixes{"ה", "ו", "ב", "ל", "מ", "ש", "כ"};
  for (std::string_view prefix : prefixes) {
    if (!folded_word.starts_with(prefix)) continue;
    const std::string_view rest = folded_word.substr(prefix.size());
    const auto codes = code_points(rest);
    if (std::count_if(codes.begin(), codes.end(), is_letter) < 3) return std::nullopt;
    return std::string(rest);
  }
  return std::nullopt;
}

std::string trimmed(std::string_view text) {
  while (!text.empty()) {
    const Unit unit = first_unit(text);
    if (!is_white(unit.code)) break;
    text.remove_prefix(unit.size);
  }
  text.remove_suffix(white_at_end(text));
  std::string kept_text;
  kept_text.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool before_newline = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (!before_newline) kept_text += text[i];
  }
  return kept_text;
}

std::string first_line(std::string_view text, int columns) {
  const std::string whole = trimmed(text);
  return elide(trimmed(std::string_view(whole).substr(0, whole.find('\n'))), columns);
}

int display_width(std::string_view text) {
  int width = 0;
  if (is_ascii(text)) {
    for (char byte : text) width += is_control(byte) ? 0 : 1;
    return width;
  }
  while (!text.empty()) {
    const Cluster cluster = first_cluster(text);
    width += cluster.width;
    text.remove_prefix(cluster.size);
  }
  return width;
}

std::string elide(std::string_view text, int columns) {
  // No code point is wider than it has bytes.
  if (columns >= 0 && text.size() <= static_cast<std::size_t>(columns)) return std::string(text);
  std::size_t end = 0;
  std::size_t cut = 0;
  for (int width = 0; end < text.size();) {
    const Cluster cluster = first_cluster(text.substr(end));
    width += cluster.width;
    end += cluster.size;
    if (width < columns) cut = end;
    if (width > columns) {
      return columns < 1 ? std::string() : std::string(text.substr(0, cut)).append(ellipsis);
    }
  }
  return std::string(text);
}

std::string escape(std::string_view text, Lines lines) {
  const auto is_plain = [](char byte) { return ' ' <= byte && byte <= '~'; };
  if (std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string escaped;
  escaped.reserve(text.size());
  for_each_unit(text, [&](CodePoint code, std::string_view bytes) {
    if (code == invalid) {
      append_byte_escape(escaped, bytes.front());
    } else if (code < 0x80) {
      append_ascii(escaped, bytes.front(), lines);
    } else if (is_unsafe(code)) {
      escaped += "\\u{";
      append_hex(escaped, static_cast<std::uint32_t>(code), 4);
      escaped += '}';
    } else {
      escaped += bytes;
    }
  });
  return escaped;
}

std::string in_quotes(std::string_view text) {
  constexpr int widest = 120;
  return "'" + elide(escape(text), widest) + "'";
}

bool has_right_to_left(std::string_view text) {
  bool found = false;
  text.remove_prefix(ascii_prefix(text));
  for_each_unit(text, [&](CodePoint code, std::string_view) {
    if (code == invalid || found) return;
    const auto direction = utf8proc_get_property(code)->bidi_class;
    found = direction == UTF8PROC_BIDI_CLASS_R || direction == UTF8PROC_BIDI_CLASS_AL ||
            direction == UTF8PROC_BIDI_CLASS_AN;
  });
  return found;
}

namespace {

constexpr std::string_view first_strong_isolate = "\u2068";
constexpr std::string_view pop_isolate = "\u2069";

}  // namespace

std::string isolate(std::string_view text) {
  if (!has_right_to_left(text)) return std::string(text);
  return std::string(first_strong_isolate).append(text).append(pop_isolate);
}

std::string without_isolates(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with(first_strong_isolate) || rest.starts_with(pop_isolate)) {
      i += first_strong_isolate.size();
    } else {
      plain += text[i++];
    }
  }
  return plain;
}

std::optional<std::string> nearest(std::string_view typed,
                                   std::span<const std::string> candidates) {
  constexpr std::size_t most_edits = 2;
  const auto meant = code_points(fold(typed));
  const std::string* best = nullptr;
  std::size_t fewest = most_edits + 1;
  for (const std::string& candidate : candidates) {
    const auto codes = code_points(fold(candidate));
    const auto [shorter, longer] = std::minmax({meant.size(), codes.size()});
    if (longer - shorter > most_edits) continue;
    const std::size_t edits = edits_between(meant, codes);
    if (edits >= fewest || edits * 3 > longer) continue;
    best = &candidate;
    fewest = edits;
  }
  return best ? std::optional(*best) : std::nullopt;
}

}  // namespace kept
