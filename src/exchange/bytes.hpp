#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "kept/input.hpp"

namespace kept {

/// The bytes of an input, taken one run after the other over the ends of its pieces, and the line
/// that they are on. LF, CRLF and CR end a line.
class Bytes {
 public:
  explicit Bytes(Pieces pieces_of_input) : pieces(std::move(pieces_of_input)) {}

  /// From now on what is taken is also added to `copy`; nullptr: no more.
  void copy_to(std::string* wanted) { copy = wanted; }

  /// Takes a BOM. Throws Error (65) for UTF-16.
  void begin();
  bool began_with_bom() const { return bom; }
  void skip_lines(std::size_t count);

  /// Whether there is another byte; if so, rest() has it.
  bool more() { return !rest().empty() || fetch(); }
  /// What is at hand of the bytes to come.
  std::string_view rest() const { return {piece.data() + at, piece.size() - at}; }
  /// Adds to what is at hand. False at the end of the input.
  bool fetch();

  /// Takes bytes of rest() in which no line ends.
  std::string_view take(std::size_t size);
  /// Takes bytes of rest() and counts the lines that end in them.
  std::string_view take_lines(std::size_t size);
  void take_newline();

  std::size_t line() const { return current_line; }
  std::size_t position() const { return before_piece + at; }

 private:
  Pieces pieces;
  std::string_view piece;
  std::string* copy = nullptr;
  std::string joined;  ///< where what is at hand comes from several pieces
  std::size_t at = 0;
  std::size_t before_piece = 0;
  std::size_t current_line = 1;
  bool after_cr = false;
  bool bom = false;
  bool ended = false;
};

/// What to do about a value that is no UTF-8.
std::string hint_of_encoding(std::string_view value, Encoding encoding);

inline bool is_newline(char byte) {
  return byte == '\n' || byte == '\r';
}

}  // namespace kept
