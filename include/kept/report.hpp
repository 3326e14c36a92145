#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kept/model.hpp"

/// An answer as a value, before it is text: one Report, many renderers. Column keys are the
/// contract of the machine formats, so they are never renamed; headings are for people and may be.
/// Titles, headings and texts hold somebody's words as they are: the renderer alone escapes and
/// isolates them.

namespace kept {

/// Somebody's words: escaped, isolated and elided in text for people, left as they are elsewhere.
struct Text {
  std::string text;
  bool operator==(const Text&) const = default;
};
/// Our own word, a choice or a command line: never elided.
struct Word {
  std::string word;
  bool operator==(const Word&) const = default;
};
/// When an event happened. Of several in one second, machines see which came first by thousandths:
/// `place` is that of the event among them, from 0.
struct Happened {
  Moment moment;
  int place = 0;
  bool operator==(const Happened&) const = default;
};
/// How long: `3 days` for people, whole seconds elsewhere.
struct Length {
  std::chrono::seconds seconds{};
  bool operator==(const Length&) const = default;
};
/// A rate: `87%` for people, 87 for machines; `no data` and null where there is none.
struct Percent {
  std::optional<int> value;
  bool operator==(const Percent&) const = default;
};
/// A mean in tenths: `4.3` for people and machines; `no data` and null where there is none.
struct Tenths {
  std::optional<std::int64_t> value;
  bool operator==(const Tenths&) const = default;
};
inline std::string shown(Tenths tenths) {
  if (!tenths.value) return "no data";
  return std::to_string(*tenths.value / 10) + '.' + std::to_string(*tenths.value % 10);
}
/// A number with a bar beside it, in a column of such: the bar of the number `of`, the largest one,
/// fills the room that the other columns leave. Not negative. In text alone: machines take the
/// number from a column of its own.
struct Bar {
  std::int64_t value = 0;
  std::int64_t of = 0;
  bool operator==(const Bar&) const = default;
};
/// Several of somebody's words, such as tags: comma-separated for people, an array in JSON.
struct Texts {
  std::vector<std::string> texts;
  bool operator==(const Texts&) const = default;
};

/// Named values inside a cell, and several of them: an object and an array of objects in JSON; in
/// text, CSV and TSV the same on one line.
struct NamedCell;
struct Record {
  std::vector<NamedCell> fields;
  bool operator==(const Record&) const = default;
};
struct Records {
  std::vector<Record> all;
  bool operator==(const Records&) const = default;
};

/// monostate is 'none': empty for people and in CSV, null in JSON.
using Cell = std::variant<std::monostate, Text, Word, Texts, Id, std::int64_t, bool, Instant,
                          Happened, Day, Due, Length, Percent, Tenths, Bar, Record, Records>;

struct NamedCell {
  std::string key;
  Cell cell;
  bool operator==(const NamedCell&) const = default;
};

template <class T>
Cell cell(const std::optional<T>& value) {
  return value ? Cell(*value) : Cell();
}
inline Cell text_cell(const std::string& text) {
  return text.empty() ? Cell() : Cell(Text{text});
}

struct Column {
  enum class Align { left, right };

  std::string key;      ///< `late_from`: ASCII, lower case, with _; empty: only shown in text
  std::string heading;  ///< `LATE FROM`; empty: not shown in text, only in machine formats
  Align align = Align::left;
};

/// What a row is about, which text on a terminal may colour.
enum class Tone { plain, late, soon, done };

struct Row {
  std::vector<Cell> cells;  ///< one for each column
  Tone tone = Tone::plain;
};

/// Either a table of any number of rows (an array in JSON), or `fields`, exactly one row shown as
/// lines of `heading: value` (an object in JSON).
struct Section {
  enum class Layout { table, fields };

  std::string key;    ///< its name in JSON
  std::string title;  ///< above it in text; may be empty
  Layout layout = Layout::table;
  std::vector<Column> columns;
  std::vector<Row> rows;
  /// Texts are shown whole, however wide the rows become: where somebody asked for all there is.
  bool whole = false;
  /// Texts keep their lines, one below the other.
  bool lines = false;
  /// Text shows no more rows than this, and says so in the title; 0: all.
  std::size_t most_rows = 0;
};

struct Report {
  std::string name;   ///< `overdue`: the `report` of its JSON
  std::string title;  ///< the first line of its text, with a blank line after; may be empty
  std::vector<Section> sections;
  /// The name of the store that it is of: what makes ids unique in the world, in calendars and on
  /// cards.
  std::string store = {};

  /// Whether no table has a row; fields count as something to say.
  bool empty() const {
    for (const Section& section : sections) {
      if (!section.rows.empty()) return false;
    }
    return true;
  }
};

}  // namespace kept
