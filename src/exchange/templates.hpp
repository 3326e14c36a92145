#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kept {

/// What stands in the texts of a rules file, before its columns are looked for.
struct WrittenPart {
  std::string text;
  bool is_column = false;  ///< `text` is a column's name
};

struct WrittenCondition {
  std::string column;
  bool equal = true;
  std::string value;
};

/// `reason` continues the text in quotes: "'{a' " ("has a brace that is not closed").
struct Unreadable {
  std::string reason;
  std::string hint;
};

std::variant<std::vector<WrittenPart>, Unreadable> read_template(std::string_view written);
std::variant<WrittenCondition, Unreadable> read_condition(std::string_view written);

}  // namespace kept
