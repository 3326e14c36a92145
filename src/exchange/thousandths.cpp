#include <algorithm>

#include "kept/exchange.hpp"

namespace kept {

namespace {

constexpr std::size_t point_in_seconds = 3;  // :05.
constexpr std::size_t digits_counted = 3;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void add_those_of(std::string_view text, Thousandths& found) {
  for (std::size_t point = text.find('.'); point != std::string_view::npos;
       point = text.find('.', point + 1)) {
    if (point < point_in_seconds || point + 1 == text.size()) continue;
    const char* const before = text.data() + (point - point_in_seconds);
    if (before[0] != ':' || !is_digit(before[1]) || !is_digit(before[2])) continue;
    if (is_digit(text[point + 1])) found.set(static_cast<std::size_t>(thousandth_at(text, point)));
  }
}

}  // namespace

int thousandth_at(std::string_view text, std::size_t point) {
  int thousandth = 0;
  bool over = false;
  for (std::size_t i = point + 1; i <= point + digits_counted; ++i) {
    over = over || i >= text.size() || !is_digit(text[i]);
    thousandth = thousandth * 10 + (over ? 0 : text[i] - '0');
  }
  return thousandth;
}

// What only looks like a time costs a number, and nothing else.
Thousandths thousandths_in(Pieces pieces) {
  Thousandths found;
  std::string text;
  for (std::string_view piece = pieces(); !piece.empty(); piece = pieces()) {
    text.erase(0, text.size() - std::min(text.size(), point_in_seconds + digits_counted));
    text += piece;
    add_those_of(text, found);
  }
  return found.reset(0);
}

std::int64_t FieldContext::recording_at(int thousandth) const {
  const auto above = later.size() - 1 - static_cast<std::size_t>(thousandth);
  return recording + static_cast<std::int64_t>((later << above).count()) * Id::machines;
}

}  // namespace kept
