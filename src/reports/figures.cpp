#include "reports/figures.hpp"

#include "kept/text.hpp"

namespace kept {

namespace {

using Times = std::vector<std::chrono::seconds>;

constexpr std::string_view no_data = "no data";

std::int64_t count_of(const Times& times) {
  return std::int64_t{std::ssize(times)};
}

Cell length_cell(const std::optional<std::chrono::seconds>& length) {
  return length ? Cell(Length{*length}) : Cell();
}

std::optional<int> percent(std::int64_t part, std::int64_t all) {
  return all == 0 ? std::nullopt : std::optional(static_cast<int>(100 * part / all));
}

struct InWords {
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(Length length) const { return span(length.seconds); }
  std::string operator()(Percent rate) const {
    return rate.value ? std::to_string(*rate.value) + "%" : std::string(no_data);
  }
  std::string operator()(Tenths tenths) const { return shown(tenths); }
  template <class Other>
  std::string operator()(const Other&) const {
    return std::string(no_data);
  }
};

std::string hours(std::chrono::seconds length) {
  const auto whole = std::chrono::floor<std::chrono::hours>(length);
  return whole < std::chrono::hours(48) ? span(length) : std::to_string(whole.count()) + " h";
}

/// `3 days (5)`: a figure, and of how many it is.
std::string in_words(const Figure& figure) {
  if (figure.count == 0) return std::string(no_data);
  const auto* length = std::get_if<Length>(&figure.value);
  const std::string value =
      length && figure.in_hours ? hours(length->seconds) : std::visit(InWords(), figure.value);
  return figure.count ? value + " (" + std::to_string(*figure.count) + ")" : value;
}

std::int64_t number(const Figure& figure) {
  const auto* number = std::get_if<std::int64_t>(&figure.value);
  return number ? *number : 0;
}

Cell count_cell(const Figure& figure) {
  return cell(figure.count);
}

// ---- the table of figures --------------------------------------------------------------------

std::int64_t longest_bar(const Figures& figures) {
  std::int64_t longest = 0;
  for (const Figure& figure : figures) {
    if (figure.has_bar) longest = std::max(longest, number(figure));
  }
  return longest;
}

/// Counts without a bar end where those before the bars do.
Cell shown_cell(const Figure& figure, std::int64_t longest) {
  if (figure.has_bar) return Bar{number(figure), longest};
  const std::string text = in_words(figure);
  if (!std::holds_alternative<std::int64_t>(figure.value)) return Word{text};
  const std::size_t width = std::to_string(longest).size();
  return Word{std::string(width - std::min(width, text.size()), ' ') + text};
}

Cell shown_before(Figure figure, std::int64_t longest) {
  figure.has_bar = false;
  return shown_cell(figure, longest);
}

// ---- groups ----------------------------------------------------------------------------------

std::string heading_of(By by) {
  std::string heading(name_of(by));
  for (char& c : heading) c = static_cast<char>(c - 'a' + 'A');
  return heading;
}

bool has_words(const Figure& figure) {
  return figure.count || !figure.among_groups.empty();
}

void append_columns(std::vector<Column>& columns, const Figure& figure, bool is_first) {
  if (!is_first && !has_words(figure)) {
    columns.push_back({figure.key, figure.heading, Column::Align::right});
    return;
  }
  columns.push_back({figure.key, ""});
  if (figure.count) columns.push_back({figure.key + "_count", ""});
  if (!figure.heading.empty()) columns.push_back({"", figure.heading});
}

void append_cells(Row& row, const Figure& figure, bool is_first, std::int64_t longest) {
  row.cells.push_back(figure.value);
  if (is_first) {
    row.cells.emplace_back(Bar{number(figure), longest});
    return;
  }
  if (!has_words(figure)) return;
  if (figure.count) row.cells.push_back(count_cell(figure));
  if (figure.heading.empty()) return;
  row.cells.emplace_back(
      Word{figure.among_groups.empty() ? in_words(figure) : figure.among_groups});
}

std::vector<Column> columns_by(By by, const Figures& figures, bool beside_before) {
  std::vector<Column> columns;
  if (by == By::customer) columns.push_back({"customer_id", ""});
  columns.push_back({std::string(name_of(by)), ""});
  columns.push_back({"", heading_of(by)});
  for (const Figure& figure : figures) {
    append_columns(columns, figure, &figure == &figures.front());
  }
  if (beside_before) columns.push_back({"before", "BEFORE", Column::Align::right});
  return columns;
}

Row row_of(const GroupFigures& figures, By by, std::int64_t longest, bool beside_before) {
  const std::string& name = figures.group.name;
  Row row;
  if (by == By::customer) row.cells.push_back(cell(figures.group.customer));
  row.cells.push_back(text_cell(name));
  row.cells.push_back(name.empty() ? Cell(Word{"none"}) : Cell(Text{name}));
  for (const Figure& figure : figures.now) {
    append_cells(row, figure, &figure == &figures.now.front(), longest);
  }
  if (beside_before) {
    row.cells.push_back(figures.before ? figures.before->front().value : Cell());
  }
  return row;
}

bool is_anything(const GroupFigures& figures) {
  if (figures.before && number(figures.before->front()) > 0) return true;
  return std::any_of(figures.now.begin(), figures.now.end(), [](const Figure& figure) {
    return number(figure) > 0 || figure.count.value_or(0) > 0;
  });
}

void sort_by_first_figure(std::vector<GroupFigures>& groups) {
  std::stable_sort(groups.begin(), groups.end(),
                   [](const GroupFigures& left, const GroupFigures& right) {
                     const std::int64_t more = number(left.now.front());
                     const std::int64_t less = number(right.now.front());
                     if (more != less) return more > less;
                     return fold(left.group.name) < fold(right.group.name);
                   });
}

}  // namespace

// ---- figures ---------------------------------------------------------------------------------

Figure median_figure(std::string key, std::string words, std::string heading, const Times& times) {
  return {std::move(key), std::move(words), std::move(heading), length_cell(median(times)),
          count_of(times)};
}

Figure percentile_figure(std::string key, std::string words, std::string heading,
                         const Times& times) {
  return {std::move(key), std::move(words), std::move(heading), length_cell(percentile_90(times)),
          count_of(times)};
}

Figure mean_figure(std::string key, std::string words, std::string heading, const Times& times) {
  return {std::move(key), std::move(words), std::move(heading), length_cell(mean(times)),
          count_of(times)};
}

Figure mean_figure(std::string key, std::string words, std::string heading, std::int64_t sum,
                   std::int64_t count) {
  const auto tenths = count == 0 ? std::nullopt : std::optional((20 * sum + count) / (2 * count));
  return {std::move(key), std::move(words), std::move(heading), Tenths{tenths}, count};
}

Figure rate_figure(std::string key, std::string words, std::int64_t part, std::int64_t all) {
  return {std::move(key), std::move(words), "", Percent{percent(part, all)}, all};
}

std::string rate_in_words(std::int64_t part, std::int64_t all) {
  if (all == 0) return std::string(no_data);
  return std::to_string(part) + "/" + std::to_string(all) + " " +
         std::to_string(*percent(part, all)) + "%";
}

// ---- sections --------------------------------------------------------------------------------

Section figures_section(const Figures& now, const std::optional<Figures>& before) {
  Section section{.key = "figures",
                  .title = "",
                  .columns = {{"figure", ""},
                              {"", "FIGURE"},
                              {"value", ""},
                              {"count", ""},
                              {"", "NOW"},
                              {"before", ""},
                              {"count_before", ""},
                              {"", "BEFORE"}},
                  .rows = {}};
  const std::int64_t longest = longest_bar(now);
  const std::int64_t longest_before = before ? longest_bar(*before) : 0;
  for (std::size_t i = 0; i < now.size(); ++i) {
    const Figure& figure = now[i];
    Row row{.cells = {Word{figure.key}, Word{figure.words}, figure.value, count_cell(figure),
                      shown_cell(figure, longest)}};
    if (before) {
      const Figure& old = (*before)[i];
      row.cells.insert(row.cells.end(),
                       {old.value, count_cell(old), shown_before(old, longest_before)});
    } else {
      row.cells.insert(row.cells.end(), 3, Cell());
    }
    section.rows.push_back(std::move(row));
  }
  return section;
}

Section groups_section(By by, std::vector<GroupFigures> groups, const Figures& columns,
                       bool beside_before) {
  if (by != By::month) {
    std::erase_if(groups, [](const GroupFigures& figures) { return !is_anything(figures); });
    sort_by_first_figure(groups);
  }
  std::int64_t longest = 0;
  for (const GroupFigures& figures : groups) {
    longest = std::max(longest, number(figures.now.front()));
  }
  Section section{
      .key = "groups", .title = "", .columns = columns_by(by, columns, beside_before), .rows = {}};
  for (const GroupFigures& figures : groups) {
    section.rows.push_back(row_of(figures, by, longest, beside_before));
  }
  return section;
}

}  // namespace kept
