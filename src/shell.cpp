#include "kept/shell.hpp"

#include <algorithm>

namespace kept {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}

class Splitter {
 public:
  explicit Splitter(std::string_view typed) : line(typed) {}

  std::vector<ShellWord> split() {
    for (; at < line.size(); ++at) {
      if (word.open_quote == 0) {
        take_outside_quotes();
      } else {
        take_inside_quotes();
      }
    }
    words.push_back(std::move(word));
    return std::move(words);
  }

 private:
  void take_outside_quotes() {
    const char c = line[at];
    if (is_blank(c)) {
      if (begun) end_word();
    } else if (c == ';' || c == '|' || c == '&') {
      words.clear();
      start_word();
    } else if (c == '<' || c == '>') {
      redirect();
    } else if (c == '\\') {
      take_escaped();
    } else {
      begun = true;
      word.raw += c;
      if (c == '\'' || c == '"') {
        word.open_quote = c;
      } else {
        word.value += c;
      }
    }
  }

  void take_inside_quotes() {
    const char c = line[at];
    const bool escapes = c == '\\' && word.open_quote == '"' && at + 1 < line.size() &&
                         std::string_view("\\\"$`").find(line[at + 1]) != std::string_view::npos;
    if (escapes) return take_escaped();
    word.raw += c;
    if (c == word.open_quote) {
      word.open_quote = 0;
    } else {
      word.value += c;
    }
  }

  void take_escaped() {
    begun = true;
    word.raw += line[at];
    if (at + 1 == line.size()) return;
    ++at;
    word.raw += line[at];
    word.value += line[at];
  }

  /// `2>` is a redirection of a number; `>&1` and `>>` go on.
  void redirect() {
    const bool is_number =
        std::all_of(word.raw.begin(), word.raw.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (begun && !is_number) words.push_back(std::move(word));
    while (at + 1 < line.size() &&
           std::string_view("<>&|").find(line[at + 1]) != std::string_view::npos) {
      ++at;
    }
    start_word();
    word.redirects = true;
  }

  void end_word() {
    if (!word.redirects) words.push_back(std::move(word));
    start_word();
  }

  void start_word() {
    word = {};
    begun = false;
  }

  std::string_view line;
  std::size_t at = 0;
  bool begun = false;
  ShellWord word;
  std::vector<ShellWord> words;
};

std::string in_double_quotes(std::string_view text) {
  std::string all;
  for (const char c : text) {
    if (c == '!') {
      all += "\"'!'\"";  // a backslash before it would stay
      continue;
    }
    if (c == '"' || c == '\\' || c == '$' || c == '`') all += '\\';
    all += c;
  }
  return all;
}

std::string in_single_quotes(std::string_view text) {
  std::string all;
  for (const char c : text) all += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return all;
}

}  // namespace

std::vector<ShellWord> shell_words(std::string_view line) {
  return Splitter(line).split();
}

std::string shell_quoted(std::string_view text, char open_quote) {
  if (open_quote == '"') return in_double_quotes(text);
  if (open_quote == '\'') return in_single_quotes(text);
  std::string all;
  for (const char c : text) {
    const bool is_plain = c < 0 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z') ||
                          std::string_view("-_./+,%").find(c) != std::string_view::npos;
    if (!is_plain) all += '\\';
    all += c;
  }
  return all;
}

std::string in_shell_quotes(std::string_view text) {
  return "'" + shell_quoted(text, '\'') + "'";
}

}  // namespace kept
