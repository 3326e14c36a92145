#include "commands/batch_lines.hpp"

#include <algorithm>

#include "kept/text.hpp"

namespace kept {

namespace {

constexpr std::string_view bom = "\xEF\xBB\xBF";
constexpr std::string_view of_the_shell = ";|&<>()`";
constexpr std::string_view escaped_in_double_quotes = "\"\\$`";
constexpr const char* how_to_write_a_dollar =
    "a $ in a text is written \\$, or the text in single quotes";

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_in_name(char c) {
  return begins_name(c) || (c >= '0' && c <= '9');
}

void refuse(BatchLine& found, const std::string& what, const std::string& hint) {
  if (!found.problem) found.problem.emplace(Exit::usage, what, hint);
}

void refuse_unclosed(BatchLine& found, std::size_t line) {
  refuse(found, "the quote that begins on line " + std::to_string(line) + " is not closed",
         "an apostrophe in a text stands in double quotes, or after a backslash");
}

}  // namespace

bool is_name_in_batch(std::string_view name) {
  return !name.empty() && begins_name(name.front()) &&
         std::all_of(name.begin(), name.end(), is_in_name);
}

BatchLines::BatchLines(std::string_view whole, Meaning of_names)
    : content(whole.starts_with(bom) ? whole.substr(bom.size()) : whole),
      meaning(std::move(of_names)) {}

bool BatchLines::next(BatchLine& found) {
  found = {};
  while (at < content.size()) {
    if (const std::size_t bytes = newline(at)) {
      at += bytes;
      ++line;
      if (!found.words.empty()) return true;
    } else if (is_blank(content[at])) {
      ++at;
    } else if (content[at] == '#') {
      at = std::min(content.find('\n', at), content.size());
    } else {
      if (found.words.empty()) found.line = line;
      take_word(found);
    }
  }
  return !found.words.empty();
}

/// The bytes of the newline that stands there, or 0.
std::size_t BatchLines::newline(std::size_t there) const {
  const std::string_view rest = content.substr(std::min(there, content.size()));
  return rest.starts_with('\n') ? 1 : rest.starts_with("\r\n") ? 2 : 0;
}

void BatchLines::take_word(BatchLine& found) {
  std::string word;
  bool joins_lines_only = true;
  while (at < content.size() && newline(at) == 0 && !is_blank(content[at])) {
    switch (content[at]) {
      case '\'':
        take_single_quotes(word, found);
        break;
      case '"':
        take_double_quotes(word, found);
        break;
      case '\\':
        if (!take_escaped(word)) continue;
        break;
      case '$':
        take_name(word, found);
        break;
      default:
        take_plain(word, found);
    }
    joins_lines_only = false;
  }
  if (joins_lines_only) return;
  if (!is_utf8(word)) {
    refuse(found, in_quotes(word) + " is not UTF-8", "convert it first, for example with iconv");
  }
  if (word.find('\0') != std::string::npos) {
    refuse(found, "it holds a NUL byte: it is not a text", "");
  }
  found.words.push_back(std::move(word));
}

void BatchLines::take_plain(std::string& word, BatchLine& found) {
  const char c = content[at++];
  if (of_the_shell.find(c) != std::string_view::npos) {
    refuse(found, in_quotes(std::string(1, c)) + " has no meaning in a batch",
           "in a text it stands in quotes; a batch is one command a line, without a shell");
  }
  word += c;
}

/// One character, or a newline, inside quotes.
void BatchLines::take_quoted(std::string& word) {
  const std::size_t bytes = newline(at);
  if (bytes > 0) ++line;
  word += bytes > 0 ? '\n' : content[at];
  at += std::max<std::size_t>(bytes, 1);
}

void BatchLines::take_single_quotes(std::string& word, BatchLine& found) {
  const std::size_t begun = line;
  for (++at; at < content.size(); take_quoted(word)) {
    if (content[at] != '\'') continue;
    ++at;
    return;
  }
  refuse_unclosed(found, begun);
}

void BatchLines::take_double_quotes(std::string& word, BatchLine& found) {
  const std::size_t begun = line;
  ++at;
  while (at < content.size()) {
    const char c = content[at];
    const bool escapes =
        c == '\\' && (escaped_in_double_quotes.find(following()) != std::string_view::npos ||
                      newline(at + 1) > 0);
    if (c == '"') {
      ++at;
      return;
    }
    if (escapes) {
      take_escaped(word);
    } else if (c == '$') {
      take_name(word, found);
    } else if (c == '`') {
      take_plain(word, found);
    } else {
      take_quoted(word);
    }
  }
  refuse_unclosed(found, begun);
}

/// The character after a backslash. A newline is none: the line goes on, and false is the answer.
bool BatchLines::take_escaped(std::string& word) {
  ++at;
  if (at == content.size()) return false;
  if (const std::size_t bytes = newline(at)) {
    at += bytes;
    ++line;
    return false;
  }
  word += content[at++];
  return true;
}

void BatchLines::take_name(std::string& word, BatchLine& found) {
  const char next = following();
  if (is_blank(next) || std::string_view("\n\r\"'").find(next) != std::string_view::npos) {
    word += content[at++];
    return;
  }
  const bool braced = next == '{';
  const std::size_t begin = at + (braced ? 2 : 1);
  std::size_t end = begin;
  while (end < content.size() && is_in_name(content[end])) ++end;
  const std::string name(content.substr(begin, end - begin));
  const bool closed = !braced || (end < content.size() && content[end] == '}');
  if (braced && closed) ++end;
  const std::string typed(content.substr(at, end - at));
  at = end;
  if (!closed || !is_name_in_batch(name)) {
    return refuse(found, in_quotes(typed) + " is no name of a record", how_to_write_a_dollar);
  }
  try {
    word += meaning(name);
  } catch (const Error& error) {
    if (!found.problem) found.problem = error;
  }
}

}  // namespace kept
