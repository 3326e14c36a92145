#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "kept/text.hpp"

// The laws of text.hpp for any bytes: what is shown is safe, and what is done twice is done once.

namespace {

void require(bool law) {
  if (!law) std::abort();
}

/// Written from the list in the contract, byte by byte, so that it shares nothing with escape().
bool moves_or_reorders(std::string_view text, bool newline_allowed) {
  constexpr std::string_view forbidden[] = {
      "\u061C", "\u200E", "\u200F", "\u2028", "\u2029", "\u202A", "\u202B", "\u202C",
      "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069", "\uFFFE", "\uFFFF"};
  for (std::string_view sequence : forbidden) {
    if (text.find(sequence) != std::string_view::npos) return true;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 || byte == 0x7F) && !(byte == '\n' && newline_allowed)) return true;
    const bool is_c1 =
        byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (is_c1) return true;
  }
  return false;
}

void try_escape(std::string_view text, kept::Lines lines) {
  const std::string escaped = kept::escape(text, lines);
  require(kept::is_utf8(escaped));
  require(!moves_or_reorders(escaped, lines == kept::Lines::keep));
  require(kept::escape(escaped, lines) == escaped);
}

void try_elide(std::string_view text, int columns) {
  const std::string elided = kept::elide(text, columns);
  require(kept::display_width(elided) <= columns);
  require(kept::elide(elided, columns) == elided);
  if (kept::is_utf8(text)) require(kept::is_utf8(elided));
}

void try_fold(std::string_view text) {
  const std::string folded = kept::fold(text);
  require(kept::is_utf8(folded));
  require(kept::fold(folded) == folded);
  for (const std::string& word : kept::words(folded)) {
    require(!word.empty());
    kept::without_hebrew_prefix(word);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const int columns = size == 0 ? 0 : data[0] % 40;
  try_escape(text, kept::Lines::join);
  try_escape(text, kept::Lines::keep);
  try_elide(text, columns);
  try_elide(kept::isolate(kept::escape(text)), columns);
  try_fold(text);
  require(kept::is_utf8(kept::repaired(text)));
  require(kept::single_spaced(kept::single_spaced(text)) == kept::single_spaced(text));
  require(kept::display_width(kept::first_line(text, columns)) <= columns);
  require(kept::phone_digits(text).size() <= size);
  return 0;
}
