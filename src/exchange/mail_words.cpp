#include <array>
#include <cstdint>

#include "exchange/mail_parts.hpp"
#include "kept/encoding.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  return std::nullopt;
}

/// The byte that `XY` stands for.
std::optional<char> hex_byte(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const auto high = hex_digit(text[0]);
  const auto low = hex_digit(text[1]);
  if (!high || !low) return std::nullopt;
  return static_cast<char>(*high << 4 | *low);
}

std::optional<std::uint32_t> base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a' + 26);
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0' + 52);
  if (c == '+') return 62;
  if (c == '/') return 63;
  return std::nullopt;
}

// ---- encoded words ---------------------------------------------------------------------------

struct EncodedWord {
  std::string charset;
  std::string bytes;
  std::size_t size = 0;  ///< that it takes
};

/// `=?charset?Q?text?=` at the beginning of `text`.
std::optional<EncodedWord> read_encoded_word(std::string_view text) {
  constexpr std::size_t longest = 2048;  // RFC 2047 allows 75
  text = text.substr(0, longest);
  if (!text.starts_with("=?")) return std::nullopt;
  const std::size_t charset_end = text.find('?', 2);
  if (charset_end == text.npos || charset_end + 2 >= text.size()) return std::nullopt;
  if (text[charset_end + 2] != '?') return std::nullopt;
  const std::size_t end = text.find("?=", charset_end + 3);
  if (end == text.npos) return std::nullopt;
  const std::string_view content = text.substr(charset_end + 3, end - charset_end - 3);
  if (content.find_first_of("\r\n") != content.npos) return std::nullopt;
  const char how = text[charset_end + 1];
  EncodedWord word;
  const std::string_view charset = text.substr(2, charset_end - 2);
  word.charset = charset.substr(0, charset.find('*'));  // RFC 2231 adds a language
  word.size = end + 2;
  if (how == 'B' || how == 'b') {
    word.bytes = from_base64(content);
  } else if (how == 'Q' || how == 'q') {
    word.bytes = from_quoted_printable(content, Quoted::header);
  } else {
    return std::nullopt;
  }
  return word;
}

/// Words in a row of one charset are joined before they are decoded, since some mailers cut a
/// letter in two.
class Words {
 public:
  void add(EncodedWord word) {
    if (word.charset != charset) flush();
    charset = std::move(word.charset);
    bytes += word.bytes;
  }
  void add_plain(std::string_view plain) {
    flush();
    text += mail_text(plain, "");
  }
  std::string finish() {
    flush();
    return single_spaced(text);
  }

 private:
  void flush() {
    if (!bytes.empty()) text += mail_text(bytes, charset);
    bytes.clear();
  }

  std::string text;
  std::string charset;
  std::string bytes;
};

}  // namespace

std::string mail_text(std::string_view bytes, std::string_view charset) {
  const auto named = encoding_called(charset);
  const bool is_sure = named && *named != Encoding::utf_8;
  const Encoding encoding = is_sure          ? *named
                            : is_utf8(bytes) ? Encoding::utf_8
                                             : likely_encoding(bytes);
  Decoder decoder(encoding);
  std::string text = decoder.decode(bytes);
  text += decoder.rest();
  std::erase(text, '\0');
  return repaired(text);
}

std::string header_text(std::string_view value) {
  Words words;
  std::size_t plain_from = 0;
  bool after_word = false;
  for (std::size_t at = 0; at < value.size();) {
    auto word = value[at] == '=' ? read_encoded_word(value.substr(at)) : std::nullopt;
    if (!word) {
      ++at;
      continue;
    }
    const std::string_view between = value.substr(plain_from, at - plain_from);
    // White space between two encoded words only separates them.
    const bool only_space = after_word && without_space(between).empty();
    if (!only_space) words.add_plain(between);
    at += word->size;
    plain_from = at;
    after_word = true;
    words.add(*std::move(word));
  }
  words.add_plain(value.substr(plain_from));
  return words.finish();
}

std::string from_base64(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto digit = base64_digit(c);
    if (c == '=') {  // what follows is another run of it
      bits = 0;
      count = 0;
    }
    if (!digit) continue;
    bits = bits << 6 | *digit;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return bytes;
}

std::string from_quoted_printable(std::string_view text, Quoted where) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '_' && where == Quoted::header) {
      bytes += ' ';
    } else if (c != '=') {
      bytes += c;
    } else if (const auto byte = hex_byte(text.substr(at + 1))) {
      bytes += *byte;
      at += 2;
    } else {
      const std::size_t end = text.find_first_not_of(" \t\r", at + 1);
      const bool is_soft_break = end == text.npos || text[end] == '\n';
      if (!is_soft_break) bytes += c;
      if (is_soft_break) at = end == text.npos ? text.size() - 1 : end;
    }
  }
  return bytes;
}

std::string from_percents(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = text[at] == '%' ? hex_byte(text.substr(at + 1)) : std::nullopt;
    bytes += byte.value_or(text[at]);
    if (byte) at += 2;
  }
  return bytes;
}

}  // namespace kept
