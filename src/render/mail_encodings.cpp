#include <algorithm>
#include <cstdint>

#include "render/mail.hpp"

namespace kept::mail {
namespace {

constexpr std::size_t longest_line = 76;

std::string base64_run(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view three = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t at = 0; at < 3; ++at) {
      bits = bits << 8 | (at < three.size() ? static_cast<unsigned char>(three[at]) : 0U);
    }
    for (std::size_t at = 0; at < 4; ++at) {
      text += at > three.size() ? '=' : digits[bits >> (18 - 6 * at) & 63U];
    }
  }
  return text;
}

/// How many bytes the code point takes that begins the text, at least one.
std::size_t length_of_first(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) {
    ++length;
  }
  return length;
}

/// A byte of quoted-printable; a space at the end of a line would be lost.
std::string quoted(char byte, bool ends_line) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto number = static_cast<unsigned char>(byte);
  const bool is_plain = number >= ' ' && number < 0x7F && byte != '=';
  if (is_plain && !(byte == ' ' && ends_line)) return {byte};
  return {'=', digits[number >> 4U], digits[number & 15U]};
}

}  // namespace

std::string base64(std::string_view bytes) {
  constexpr std::size_t bytes_in_line = longest_line / 4 * 3;
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += bytes_in_line) {
    text += base64_run(bytes.substr(i, bytes_in_line)) + '\n';
  }
  return text;
}

std::string quoted_printable(std::string_view text) {
  std::string all;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      all += '\n';
      column = 0;
      continue;
    }
    const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n';
    const std::string byte = quoted(text[i], ends_line);
    // The last column is for the = that joins lines.
    if (column + byte.size() > longest_line - (ends_line ? 0 : 1)) {
      all += "=\n";
      column = 0;
    }
    all += byte;
    column += byte.size();
  }
  if (column > 0) all += "=\n";
  return all;
}

std::vector<std::string> encoded_words(std::string_view text) {
  constexpr std::size_t most_bytes = 39;
  std::vector<std::string> words;
  while (!text.empty()) {
    std::size_t length = 0;
    while (length < text.size()) {
      const std::size_t next = length_of_first(text.substr(length));
      if (length > 0 && length + next > most_bytes) break;
      length += std::min(next, most_bytes);
    }
    // Some readers keep the space between two of them.
    const std::size_t space = text.substr(0, length).rfind(' ');
    if (length < text.size() && space != std::string_view::npos) length = space + 1;
    words.push_back("=?UTF-8?B?" + base64_run(text.substr(0, length)) + "?=");
    text.remove_prefix(length);
  }
  return words;
}

}  // namespace kept::mail
