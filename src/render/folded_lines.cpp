#include "render/folded_lines.hpp"

#include <algorithm>

#include "kept/text.hpp"

namespace kept {
namespace {

constexpr std::size_t longest_line = 75;

/// At most so many bytes, and whole code points.
std::size_t piece_of(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text.size();
  const auto continues = [&](std::size_t at) { return (text[at] & '\xC0') == '\x80'; };
  while (most > 0 && continues(most)) --most;
  return most;
}

}  // namespace

void FoldedLines::add(std::string_view name, std::string_view value) {
  const std::string line = std::string(name).append(":").append(value);
  std::string_view rest = line;
  for (std::size_t room = longest_line;; room = longest_line - 1) {
    const std::size_t size = piece_of(rest, room);
    lines += rest.substr(0, size);
    lines += "\r\n";
    rest.remove_prefix(size);
    if (rest.empty()) return;
    lines += ' ';
  }
}

void FoldedLines::add_text(std::string_view name, std::string_view text) {
  if (!text.empty()) add(name, escaped_value(text));
}

std::string escaped_value(std::string_view text) {
  std::string value;
  for (const char byte : repaired(trimmed(text))) {
    const bool is_control = (byte >= 0 && byte < ' ') || byte == '\x7F';
    if (byte == '\n') {
      value += "\\n";
    } else if (is_control) {
      value += ' ';
    } else {
      if (byte == '\\' || byte == ';' || byte == ',') value += '\\';
      value += byte;
    }
  }
  return value;
}

}  // namespace kept
