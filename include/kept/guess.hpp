#pragma once

#include <optional>
#include <string>

#include "kept/input.hpp"

/// What the columns of a file from another system most likely mean.

namespace kept {

/// How a file is to be read, as far as somebody said it.
struct GuessedInput {
  std::string name;  ///< of the file, for what the guess says, and for its format and source
  std::optional<InputFormat> format;
  std::optional<Encoding> encoding;
};

/// A rules file (mapping.hpp) to begin with, commented, for `import WHAT`: read_mapping() takes it,
/// and the columns that it names are those of the file. It goes by the names of the columns, in
/// English and Hebrew, and by the first 1,000 rows: separator, encoding, how dates are written,
/// which column is the customer, the key, the title, the text; what the values of a status, a kind
/// or a priority become. Columns that nothing is known of stand in comments.
///
/// Without `what`, that is guessed, too. Throws Error (65) for a file that has no rows or no
/// header, as RowReader does; (2) for all of a store, as kept exports it.
std::string starter_rules(Pieces pieces, const GuessedInput& input, std::optional<Kind> what);

}  // namespace kept
