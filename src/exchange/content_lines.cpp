#include "exchange/content_lines.hpp"

#include <algorithm>

#include "kept/error.hpp"

namespace kept {
namespace {

/// The colon before the value: not one between the quotes of a parameter.
std::size_t colon_of(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (line[i] == ':' && !quoted) return i;
  }
  return line.size();
}

Property property_of(std::string_view content, std::size_t line) {
  const std::size_t colon = colon_of(content);
  std::string_view before = content.substr(0, colon);
  const std::string_view name = cut(before, ';');
  return {in_upper_case(name), std::string(before),
          std::string(content.substr(std::min(colon + 1, content.size()))), line};
}

}  // namespace

ContentLines::ContentLines(Pieces pieces, std::size_t most)
    : bytes(std::move(pieces)), longest(most) {}

std::optional<Property> ContentLines::next() {
  std::string content;
  while (bytes.more()) {
    const std::size_t line = bytes.line();
    append_line(content, line);
    while (is_continued()) {
      bytes.take(1);
      append_line(content, line);
    }
    if (!content.empty()) return property_of(content, line);
  }
  return std::nullopt;
}

std::string ContentLines::physical_line() {
  std::string content;
  append_line(content, bytes.line());
  return content;
}

bool ContentLines::is_continued() {
  return bytes.more() && (bytes.rest().front() == ' ' || bytes.rest().front() == '\t');
}

void ContentLines::append_line(std::string& content, std::size_t first_line) {
  while (bytes.more()) {
    const std::string_view run = bytes.rest().substr(0, bytes.rest().find_first_of("\r\n"));
    if (content.size() + run.size() > longest) {
      throw Error(Exit::rejected,
                  std::to_string(first_line) + ": a line is longer than " +
                      std::to_string(longest) + " bytes",
                  "export the file once more");
    }
    content += bytes.take(run.size());
    if (bytes.rest().empty()) continue;
    return bytes.take_newline();
  }
}

std::string in_upper_case(std::string_view text) {
  std::string all(text);
  for (char& c : all) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return all;
}

std::string_view cut(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

}  // namespace kept
