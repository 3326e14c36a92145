#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

/// A folded date expression as numbers, words and signs: `26t14:30` is 26, t, 14, :, 30.

namespace kept::dates {

struct Token {
  enum class Kind { number, word, sign, end } kind;
  std::string_view text;
  std::size_t at;
  bool spaced;  ///< white space stands before it

  bool is(char sign) const { return kind == Kind::sign && text.front() == sign; }
};

inline Token::Kind kind_of(char c) {
  if (c >= '0' && c <= '9') return Token::Kind::number;
  const bool letter = (c >= 'a' && c <= 'z') || c == '\'' || c == '"' || (c & 0x80) != 0;
  return letter ? Token::Kind::word : Token::Kind::sign;
}

inline std::vector<Token> tokens_of(std::string_view folded) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < folded.size()) {
    const bool spaced = folded[at] == ' ';
    if (spaced && ++at == folded.size()) break;
    const Token::Kind kind = kind_of(folded[at]);
    std::size_t end = at + 1;
    while (kind != Token::Kind::sign && end < folded.size() && kind_of(folded[end]) == kind) ++end;
    tokens.push_back({kind, folded.substr(at, end - at), at, spaced});
    at = end;
  }
  tokens.push_back({Token::Kind::end, {}, folded.size(), true});
  return tokens;
}

/// Large numbers end at a limit that no date reaches and no arithmetic on it overflows.
inline std::int64_t value(const Token& number) {
  constexpr std::int64_t limit = 1'000'000'000'000;
  std::int64_t sum = 0;
  for (const char digit : number.text) sum = std::min(sum * 10 + (digit - '0'), limit);
  return sum;
}

/// The part of `text` before `separator`; what follows that stays in `text`.
inline std::string_view cut_off(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

/// Walks along the tokens; the last one, the end, is never passed.
class Cursor {
 public:
  explicit Cursor(std::string_view folded) : text(folded), tokens(tokens_of(folded)) {}

  const Token& ahead(std::size_t count) const {
    return tokens[std::min(position + count, tokens.size() - 1)];
  }
  const Token& here() const { return ahead(0); }
  bool at_end() const { return here().kind == Token::Kind::end; }
  std::string_view rest() const { return text.substr(here().at); }

  std::size_t mark() const { return position; }
  void return_to(std::size_t marked) { position = marked; }
  void take(std::size_t count = 1) { position = std::min(position + count, tokens.size() - 1); }

  /// Takes one of `phrases`, which are separated by `|`, if all of its words stand here.
  bool accept(std::string_view phrases) {
    while (!phrases.empty()) {
      if (accept_phrase(cut_off(phrases, '|'))) return true;
    }
    return false;
  }

  /// The first row of a table that has a phrase which stands here.
  template <class Row, std::size_t count>
  const Row* accept_one_of(const Row (&rows)[count]) {
    const Row* row = std::find_if(std::begin(rows), std::end(rows),
                                  [this](const Row& each) { return accept(each.phrases); });
    return row == std::end(rows) ? nullptr : row;
  }

  bool accept_sign(char sign) {
    if (!here().is(sign)) return false;
    take();
    return true;
  }

  /// `:30` after `14`: two digits, with no space around the separator.
  std::optional<std::int64_t> accept_two_digits_after(char separator) {
    const Token& number = ahead(1);
    if (!here().is(separator) || here().spaced || number.spaced) return std::nullopt;
    if (number.kind != Token::Kind::number || number.text.size() != 2) return std::nullopt;
    take(2);
    return value(number);
  }

 private:
  bool accept_phrase(std::string_view phrase) {
    std::size_t next = position;
    while (!phrase.empty()) {
      const Token& token = tokens[next++];
      if (token.kind != Token::Kind::word || token.text != cut_off(phrase, ' ')) return false;
    }
    position = next;
    return true;
  }

  std::string_view text;
  std::vector<Token> tokens;
  std::size_t position = 0;
};

}  // namespace kept::dates
