#include "exchange/templates.hpp"

#include <algorithm>
#include <cstddef>

#include "kept/text.hpp"

namespace kept {
namespace {

Unreadable nameless() {
  return {"has a column without a name", "write the name as the header of the file has it"};
}

std::size_t operator_in(std::string_view written) {
  const std::size_t at = std::min(written.find(" = "), written.find(" != "));
  const bool ends_in_one = written.ends_with(" =") || written.ends_with(" !=");
  return at == std::string_view::npos && ends_in_one ? written.rfind(' ') : at;
}

}  // namespace

std::variant<std::vector<WrittenPart>, Unreadable> read_template(std::string_view written) {
  std::vector<WrittenPart> parts;
  const auto add_plain = [&](char byte) {
    if (parts.empty() || parts.back().is_column) parts.emplace_back();
    parts.back().text += byte;
  };
  for (std::size_t i = 0; i < written.size(); ++i) {
    const char byte = written[i];
    if (byte != '{' && byte != '}') {
      add_plain(byte);
    } else if (written.substr(i + 1).starts_with(byte)) {
      add_plain(byte);
      ++i;
    } else if (byte == '}') {
      return Unreadable{"closes a brace that is not open",
                        "write {Column} for a column, }} for a brace"};
    } else {
      const std::size_t end = written.find_first_of("{}", i + 1);
      if (end == std::string_view::npos || written[end] == '{') {
        return Unreadable{"has a brace that is not closed",
                          "write {Column} for a column, {{ for a brace"};
      }
      parts.push_back({trimmed(written.substr(i + 1, end - i - 1)), true});
      if (parts.back().text.empty()) return nameless();
      i = end;
    }
  }
  return parts;
}

std::variant<WrittenCondition, Unreadable> read_condition(std::string_view written) {
  const std::size_t at = operator_in(written);
  if (at == std::string_view::npos) {
    return Unreadable{
        "is not a condition",
        "write \"Column = Value\" or \"Column != Value\", with spaces around the sign"};
  }
  const bool equal = written[at + 1] == '=';
  WrittenCondition condition{trimmed(written.substr(0, at)), equal,
                             trimmed(written.substr(at + (equal ? 2 : 3)))};
  if (condition.column.empty()) return nameless();
  if (condition.column.starts_with('{')) {
    return Unreadable{"has its column in braces", "write a condition's column without braces"};
  }
  return condition;
}

}  // namespace kept
