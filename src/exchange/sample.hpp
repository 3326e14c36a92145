#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kept/guess.hpp"

/// What a guess is made of: a file's columns and the values of its first rows.

namespace kept {

struct SampleColumn {
  std::string name;
  std::string plain;  ///< folded, only its letters and digits: `Ticket ID`, `ticket_id`
  std::vector<std::string> values;  ///< each once, in their order, that are not empty
  std::size_t filled = 0;           ///< rows in which it is not empty
};

struct Sample {
  InputStyle style;
  std::vector<SampleColumn> columns;
  std::size_t rows = 0;
};

/// Reads the first rows. Throws Error (65) as RowReader does, and for a file without rows.
Sample read_sample(Pieces pieces, const GuessedInput& input);

/// Letters and digits of the folded text, without anything between them.
std::string plain_name(std::string_view text);

/// How the dates of these values are written: the lines of a rules file that say so, none where
/// nothing is to be said. `fits` tells whether all values were understood.
struct DatesGuess {
  std::string lines;
  bool fits = false;
};
DatesGuess guess_dates(const std::vector<std::string>& values);

/// Whether most of the values are dates of any kind that a guess knows.
bool are_dates(const std::vector<std::string>& values);

}  // namespace kept
