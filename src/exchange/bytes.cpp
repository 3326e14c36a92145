#include "exchange/bytes.hpp"

#include "kept/error.hpp"

namespace kept {
namespace {

/// By its BOM, or by letters of ASCII, of which every other byte is 0.
bool is_utf16(std::string_view first) {
  if (first.starts_with("\xFF\xFE") || first.starts_with("\xFE\xFF")) return true;
  if (first.size() < 4) return false;
  const bool high_first = !first[0] && first[1] && !first[2] && first[3];
  const bool low_first = first[0] && !first[1] && first[2] && !first[3];
  return high_first || low_first;
}

}  // namespace

std::string hint_of_encoding(std::string_view value, Encoding encoding) {
  if (encoding != Encoding::utf_8) return {};
  const std::string likely(name_of(likely_encoding(value)));
  return "it looks like " + likely + ": add --encoding " + likely;
}

void Bytes::begin() {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  while (rest().size() < 4 && fetch()) {
  }
  if (is_utf16(rest())) {
    throw Error(Exit::rejected, "1: the file is UTF-16", "add --encoding utf-16le, or utf-16be");
  }
  bom = rest().starts_with(mark);
  if (bom) take(mark.size());
}

void Bytes::skip_lines(std::size_t count) {
  while (count > 0 && more()) {
    const std::string_view run = rest().substr(0, rest().find_first_of("\r\n"));
    take(run.size());
    if (rest().empty()) continue;
    take_newline();
    --count;
  }
}

bool Bytes::fetch() {
  if (ended) return false;
  const std::string unread(rest());
  before_piece += at;
  at = 0;
  const std::string_view next = pieces();
  ended = next.empty();
  if (unread.empty()) {
    piece = next;
  } else {
    joined = unread;
    joined += next;
    piece = joined;
  }
  return !ended;
}

std::string_view Bytes::take(std::size_t size) {
  const std::string_view taken(piece.data() + at, size);
  if (copy != nullptr) *copy += taken;
  at += size;
  after_cr = false;
  return taken;
}

std::string_view Bytes::take_lines(std::size_t size) {
  const std::string_view taken(piece.data() + at, size);
  if (copy != nullptr) *copy += taken;
  at += size;
  for (const char byte : taken) {
    if (byte == '\r' || (byte == '\n' && !after_cr)) ++current_line;
    after_cr = byte == '\r';
  }
  return taken;
}

void Bytes::take_newline() {
  const bool cr = rest().front() == '\r';
  take_lines(1);
  if (cr && more() && rest().front() == '\n') take(1);
  after_cr = false;
}

}  // namespace kept
