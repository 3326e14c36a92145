#include <algorithm>
#include <array>
#include <cmath>

#include "kept/text.hpp"
#include "render/renderers.hpp"

namespace kept {
namespace {

constexpr int gap = 2;
constexpr int narrowest = 8;
constexpr int shortest_bar = 8;
constexpr int longest_bar = 30;

// ---- a cell ----------------------------------------------------------------------------------

struct PeopleText {
  const Zone& zone;
  Section::Layout layout;

  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const Text& text) const {
    if (layout == Section::Layout::fields) return escape(trimmed(text.text), Lines::keep);
    return single_spaced(escape(text.text));
  }
  std::string operator()(const Word& word) const { return escape(word.word); }
  std::string operator()(const Texts& texts) const {
    std::string list;
    for (const std::string& text : texts.texts) {
      if (!list.empty()) list += ", ";
      list += single_spaced(escape(text));
    }
    return list;
  }
  std::string operator()(Id id) const { return shown(id); }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(bool yes) const {
    if (yes) return "yes";
    return layout == Section::Layout::fields ? "no" : "";
  }
  std::string operator()(Instant instant) const { return shown(instant, zone); }
  std::string operator()(const Happened& event) const { return shown(event.moment.at, zone); }
  std::string operator()(Day day) const { return shown(day); }
  // A time of another zone would be read as one of ours.
  std::string operator()(const Due& due) const {
    return shown(due) + (due.zone == zone.name() ? "" : " (" + escape(due.zone) + ")");
  }
  std::string operator()(Length length) const { return span(length.seconds); }
  std::string operator()(const Record& record) const { return escape(json_text(record, zone)); }
  std::string operator()(const Records& records) const { return escape(json_text(records, zone)); }
  std::string operator()(Percent percent) const {
    return percent.value ? std::to_string(*percent.value) + '%' : "no data";
  }
  std::string operator()(Tenths tenths) const { return shown(tenths); }
  // As wide as the largest number, so that the bars begin one below the other.
  std::string operator()(Bar bar) const {
    std::string number = std::to_string(bar.value);
    const std::size_t width = std::to_string(bar.of).size();
    return std::string(width - std::min(width, number.size()), ' ') + number;
  }
};

bool may_shrink(const Cell& cell) {
  return std::holds_alternative<Text>(cell) || std::holds_alternative<Texts>(cell);
}

/// A text that is safe to show, and how wide it is.
struct Piece {
  std::string text;
  int width = 0;
};

Piece piece_of(std::string safe) {
  const int width = display_width(safe);
  return {std::move(safe), width};
}

Piece heading_of(const Column& column) {
  return piece_of(single_spaced(escape(column.heading)));
}

// ---- a line ----------------------------------------------------------------------------------

constexpr std::string_view bold = "\x1b[1m";

std::string_view colour_of(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return {};
    case Tone::late:
      return "\x1b[31m";
    case Tone::soon:
      return "\x1b[33m";
    case Tone::done:
      return "\x1b[32m";
  }
  return {};
}

/// In whole columns and eighths of one; right in every locale, because text is always UTF-8.
std::string drawn(const Bar& bar, int columns) {
  constexpr std::array<std::string_view, 8> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (bar.value <= 0 || columns <= 0) return {};
  const double most = static_cast<double>(std::max(bar.of, bar.value));
  const double part = static_cast<double>(bar.value) / most;
  const long all = columns * 8L;
  const long filled = std::clamp(std::lround(part * static_cast<double>(all)), 1L, all);
  std::string text;
  for (long i = 0; i < filled / 8; ++i) text += "█";
  text += eighths[static_cast<std::size_t>(filled % 8)];
  return text;
}

void append_spaces(std::string& text, int count) {
  if (count > 0) text.append(static_cast<std::size_t>(count), ' ');
}

/// Appends a line without the spaces at its end, in its colour.
void append_line(std::string& text, std::string_view line, std::string_view colour) {
  line = line.substr(0, line.find_last_not_of(' ') + 1);
  text += colour;
  text += line;
  if (!colour.empty()) text += "\x1b[0m";
  text += '\n';
}

// ---- a table ---------------------------------------------------------------------------------

struct TableColumn {
  Piece heading;
  Column::Align align = Column::Align::left;
  std::vector<Piece> cells;  ///< of each row
  std::vector<Bar> bars;     ///< of each row, in a column that has any; of length 0 in the others
  bool shrinks = false;
  int floor = 0;
  int width = 0;

  bool empty() const {
    return std::all_of(cells.begin(), cells.end(),
                       [](const Piece& cell) { return cell.text.empty(); });
  }
};

std::span<const Row> rows_shown(const Section& section) {
  const std::span<const Row> all = section.rows;
  return section.most_rows > 0 && section.most_rows < all.size() ? all.first(section.most_rows)
                                                                 : all;
}

/// Makes room for the bars beside the numbers.
void leave_room_for_bars(TableColumn& column) {
  int numbers = 0;
  for (std::size_t i = 0; i < column.bars.size(); ++i) {
    if (column.bars[i].value > 0) numbers = std::max(numbers, column.cells[i].width);
  }
  if (numbers == 0) return column.bars.clear();
  column.floor = std::max(column.floor, numbers + 1 + shortest_bar);
  column.width = std::max(column.floor, numbers + 1 + longest_bar);
}

TableColumn column_of(const Section& section, std::size_t at, const Zone& zone) {
  TableColumn column;
  column.heading = heading_of(section.columns[at]);
  column.align = section.columns[at].align;
  column.width = column.heading.width;
  column.floor = std::max(narrowest, column.heading.width);
  column.cells.reserve(section.rows.size());
  for (const Row& row : rows_shown(section)) {
    const Cell& cell = cell_at(row, at);
    column.cells.push_back(piece_of(std::visit(PeopleText{zone, section.layout}, cell)));
    const auto* bar = std::get_if<Bar>(&cell);
    column.bars.push_back(bar ? *bar : Bar());
    const int width = column.cells.back().width;
    column.width = std::max(column.width, width);
    if (may_shrink(cell)) {
      column.shrinks = true;
    } else {
      column.floor = std::max(column.floor, width);
    }
  }
  leave_room_for_bars(column);
  return column;
}

void draw_bars(TableColumn& column) {
  for (std::size_t i = 0; i < column.bars.size(); ++i) {
    if (column.bars[i].value == 0) continue;
    Piece& cell = column.cells[i];
    cell = piece_of(cell.text + ' ' + drawn(column.bars[i], column.width - cell.width - 1));
  }
}

std::vector<TableColumn> columns_shown(const Section& section, const Zone& zone) {
  std::vector<TableColumn> columns;
  for (std::size_t i = 0; i < section.columns.size(); ++i) {
    if (section.columns[i].heading.empty()) continue;
    columns.push_back(column_of(section, i, zone));
    if (columns.back().empty()) columns.pop_back();
  }
  return columns;
}

/// A column of bars gives way first, then the widest of texts.
TableColumn* next_to_shrink(std::vector<TableColumn>& columns) {
  TableColumn* next = nullptr;
  for (TableColumn& column : columns) {
    if (column.width <= column.floor) continue;
    if (!column.bars.empty()) return &column;
    if (column.shrinks && (next == nullptr || column.width > next->width)) next = &column;
  }
  return next;
}

void fit(std::vector<TableColumn>& columns, int line_width) {
  int total = -gap;
  for (TableColumn& column : columns) {
    if (column.shrinks) column.width = std::min(column.width, std::max(column.floor, line_width));
    total += column.width + gap;
  }
  for (; total > line_width; --total) {
    TableColumn* column = next_to_shrink(columns);
    if (column == nullptr) return;
    --column->width;
  }
}

void append_piece(std::string& line, const Piece& piece, const TableColumn& column) {
  const bool is_cut = piece.width > column.width;
  const std::string cut = is_cut ? elide(piece.text, column.width) : std::string();
  const int missing = column.width - (is_cut ? display_width(cut) : piece.width);
  if (column.align == Column::Align::right) append_spaces(line, missing);
  line += isolate(is_cut ? cut : piece.text);
  if (column.align == Column::Align::left) append_spaces(line, missing);
  append_spaces(line, gap);
}

/// The lines of a text, one below the other; nothing of any other cell.
std::vector<Cell> lines_of_cell(const Cell& cell) {
  const Text* text = std::get_if<Text>(&cell);
  if (text == nullptr) return {cell};
  std::vector<Cell> lines;
  for (std::size_t start = 0; start <= text->text.size();) {
    const std::size_t end = std::min(text->text.find('\n', start), text->text.size());
    lines.emplace_back(Text{text->text.substr(start, end - start)});
    start = end + 1;
  }
  return lines;
}

/// Each line of a text in a row of its own, below what stands beside the first.
Section with_lines_apart(const Section& section) {
  Section apart = section;
  apart.rows.clear();
  apart.most_rows = 0;
  apart.lines = false;
  for (const Row& row : rows_shown(section)) {
    std::vector<std::vector<Cell>> columns;
    std::size_t height = 1;
    for (const Cell& cell : row.cells) {
      columns.push_back(lines_of_cell(cell));
      height = std::max(height, columns.back().size());
    }
    for (std::size_t line = 0; line < height; ++line) {
      Row part{.cells = {}, .tone = row.tone};
      for (const auto& cells : columns) {
        part.cells.push_back(line < cells.size() ? cells[line] : Cell());
      }
      apart.rows.push_back(std::move(part));
    }
  }
  return apart;
}

std::string table_lines(const Section& section, const Style& style) {
  if (section.lines) return table_lines(with_lines_apart(section), style);
  std::vector<TableColumn> columns = columns_shown(section, style.zone);
  if (columns.empty()) return {};
  if (style.width > 0 && !section.whole) fit(columns, style.width);
  for (TableColumn& column : columns) draw_bars(column);
  std::string text;
  std::string line;
  for (const TableColumn& column : columns) append_piece(line, column.heading, column);
  append_line(text, line, style.colour ? bold : "");
  const std::span<const Row> rows = rows_shown(section);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    line.clear();
    for (const TableColumn& column : columns) append_piece(line, column.cells[i], column);
    append_line(text, line, style.colour ? colour_of(rows[i].tone) : "");
  }
  return text;
}

// ---- fields ----------------------------------------------------------------------------------

struct NamedValue {
  Piece heading;
  std::string value;
};

std::vector<NamedValue> values_shown(const Section& section, const Row& row, const Zone& zone) {
  std::vector<NamedValue> values;
  for (std::size_t i = 0; i < section.columns.size(); ++i) {
    if (section.columns[i].heading.empty()) continue;
    std::string value = std::visit(PeopleText{zone, section.layout}, cell_at(row, i));
    if (!value.empty()) values.push_back({heading_of(section.columns[i]), std::move(value)});
  }
  return values;
}

/// Each line is isolated for itself, because no isolate reaches over the end of a line.
void append_value(std::string& text, const NamedValue& named, int indent, std::string_view colour) {
  std::string line = isolate(named.heading.text) + ':';
  append_spaces(line, indent - named.heading.width - 1);
  std::string_view rest = named.value;
  for (;;) {
    const std::size_t end = rest.find('\n');
    append_line(text, line + isolate(rest.substr(0, end)), colour);
    if (end == std::string_view::npos) return;
    rest.remove_prefix(end + 1);
    line.assign(static_cast<std::size_t>(indent), ' ');
  }
}

std::string field_lines(const Section& section, const Style& style) {
  std::string text;
  for (const Row& row : section.rows) {
    const auto values = values_shown(section, row, style.zone);
    int indent = 0;
    for (const NamedValue& named : values) indent = std::max(indent, named.heading.width + gap);
    const std::string_view colour = style.colour ? colour_of(row.tone) : "";
    for (const NamedValue& named : values) append_value(text, named, indent, colour);
  }
  return text;
}

std::string title_line(const std::string& title, const Style& style) {
  std::string line;
  append_line(line, isolate(single_spaced(escape(title))), style.colour ? bold : "");
  return line;
}

std::string lines_of(const Section& section, const Style& style) {
  const std::string lines = section.layout == Section::Layout::table ? table_lines(section, style)
                                                                     : field_lines(section, style);
  return lines.empty() || section.title.empty() ? lines : title_line(section.title, style) + lines;
}

}  // namespace

std::string render_text(const Report& report, const Style& style) {
  std::string text;
  for (const Section& section : report.sections) {
    const std::string lines = lines_of(section, style);
    if (!text.empty() && !lines.empty()) text += '\n';
    text += lines;
  }
  if (!text.empty() && !report.title.empty())
    text.insert(0, title_line(report.title, style) + '\n');
  return style.isolate ? text : without_isolates(text);
}

}  // namespace kept
