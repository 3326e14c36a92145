#pragma once

#include <algorithm>
#include <string_view>

#include "render/renderers.hpp"

namespace kept {

/// A row whose cells are found by the keys of their columns.
class NamedRow {
 public:
  NamedRow(const Section& section_of_row, const Row& row_of_section)
      : section(section_of_row), row(row_of_section) {}

  /// None where there is no such column.
  const Cell& operator[](std::string_view key) const { return cell_at(row, position(key)); }

  /// As the type that the cell is expected to hold; null where it holds another.
  template <class Value>
  const Value* get(std::string_view key) const {
    return std::get_if<Value>(&(*this)[key]);
  }

  /// A word or somebody's words; empty for all else.
  std::string text(std::string_view key) const {
    if (const auto* text = get<Text>(key)) return text->text;
    const auto* word = get<Word>(key);
    return word != nullptr ? word->word : std::string();
  }

  bool is_late() const { return row.tone == Tone::late; }

 private:
  std::size_t position(std::string_view key) const {
    const auto at = std::find_if(section.columns.begin(), section.columns.end(),
                                 [&](const Column& column) { return column.key == key; });
    return static_cast<std::size_t>(at - section.columns.begin());
  }

  const Section& section;
  const Row& row;
};

inline bool has_column(const Section& section, std::string_view key) {
  return std::any_of(section.columns.begin(), section.columns.end(),
                     [&](const Column& column) { return column.key == key; });
}

}  // namespace kept
