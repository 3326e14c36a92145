#include <algorithm>
#include <array>
#include <charconv>

#include "reports/reports.hpp"

namespace kept {

namespace {

struct Wording {
  std::string_view column;
  std::string_view words;
};
/// What a column is called where its name says it badly; else `closed_at` is 'closed'.
constexpr std::array wordings{Wording{"is_private", "private"},
                              Wording{"lang", "language"},
                              Wording{"source", "from"},
                              Wording{"external_id", "as"},
                              Wording{"theirs", "by customer"},
                              Wording{"ending", "ended as"},
                              Wording{"ending_note", "note"},
                              Wording{"parent", "part of"},
                              Wording{"answer_late_from", "answer by"},
                              Wording{"handler_before", "from"},
                              Wording{"handler_after", "to"}};

constexpr std::array flags{"confirmed", "dropped", "no_answer", "is_private", "chase", "theirs"};

/// Follows from a due time that stands beside it.
constexpr std::array implied{"late_from", "zone"};

template <class Names>
bool is_among(const Names& names, std::string_view column) {
  return std::find(names.begin(), names.end(), column) != names.end();
}

std::string in_words(std::string column) {
  for (const Wording& wording : wordings) {
    if (wording.column == column) return std::string(wording.words);
  }
  if (column.ends_with("_at")) column.resize(column.size() - 3);
  std::replace(column.begin(), column.end(), '_', ' ');
  return column;
}

std::optional<std::int64_t> number_in(const std::string& value) {
  std::int64_t number = 0;
  const char* const end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

std::optional<Instant> instant_in(const std::string& column, const std::string& value) {
  if (!column.ends_with("_at") && !column.ends_with("late_from")) return std::nullopt;
  const auto number = number_in(value);
  return number ? std::optional(Instant(std::chrono::seconds(*number))) : std::nullopt;
}

std::string in_words(const std::string& column, const std::string& value, const Zone& zone) {
  if (const auto instant = instant_in(column, value)) return shown(*instant, zone);
  if (is_among(flags, column)) return value == "0" ? "no" : "yes";
  const auto number = number_in(value);
  if (number && column == "customer") return shown(Id{Kind::customer, *number});
  if (number && (column == "loop" || column == "parent" || column == "merged_into")) {
    return shown(Id{Kind::loop, *number});
  }
  if (number && column == "number") return std::to_string(*number / Id::machines);
  if (column == "due") {
    const auto meant = read_stored_meant(value);
    if (meant) return shown(Due{*meant, "", {}});
  }
  const bool is_text = !number && value.find(' ') != std::string::npos;
  return is_text || value.empty() ? "'" + value + "'" : value;
}

/// The values of one row of a table.
using Values = std::span<const ValueRow>;

/// `email dana@example.com`, `lead`: where the kind or the table says what the value is.
std::string bare(Values values, bool is_new) {
  std::string line;
  for (const ValueRow& value : values) {
    line += (line.empty() ? "" : " ") + *(is_new ? value.after : value.before);
  }
  return line;
}

/// Of a row that is new, or gone: what it says, and not what a new one says anyway.
std::string described(Values values, bool is_new, const Zone& zone) {
  const std::string& table = values.front().table;
  if (table == "contact" || table.ends_with("_tag")) return bare(values, is_new);
  std::string line;
  for (const ValueRow& value : values) {
    const std::string& text = is_new ? *value.after : *value.before;
    const bool is_unset = text.empty() || (is_among(flags, value.column) && text == "0");
    if (is_unset || is_among(implied, value.column)) continue;
    if (instant_in(value.column, text) == value.change.at) continue;
    line += (line.empty() ? "" : ", ") + in_words(value.column) + " " +
            in_words(value.column, text, zone);
  }
  const bool is_told = std::any_of(values.begin(), values.end(),
                                   [](const ValueRow& value) { return value.column == "told_at"; });
  return table == "deadline" && !is_told ? line + ", not told" : line;
}

std::string value_or_nothing(const std::string& column, const std::optional<std::string>& value,
                             const Zone& zone) {
  return value && !value->empty() ? in_words(column, *value, zone) : "nothing";
}

std::string changed(Values values, const Zone& zone) {
  std::string line;
  for (const ValueRow& value : values) {
    if (value.column == "zone") continue;
    line += (line.empty() ? "" : ", ") + in_words(value.column) + ": " +
            value_or_nothing(value.column, value.before, zone) + " -> " +
            value_or_nothing(value.column, value.after, zone);
  }
  return line;
}

/// `field size: `, `step 2: `: which part of its record a row is.
std::string which_part(const ValueRow& value, const std::string& part, const Zone& zone) {
  if (value.key.empty()) return part + ": ";
  const std::string column = part == "step" ? "number" : "name";
  return part + " " + in_words(column, value.key, zone) + ": ";
}

/// `tag` of customer_tag, which stands beside its record.
std::string part_in_words(const ValueRow& value) {
  const std::string owner = std::string(name_of(value.record.kind)) + "_";
  std::string table = value.table;
  if (table.starts_with(owner)) table.erase(0, owner.size());
  std::replace(table.begin(), table.end(), '_', ' ');
  return table;
}

/// `new promise`, `deadline added`: by whether the table is the record's own.
std::string in_words(Values values, const Zone& zone) {
  const ValueRow& first = values.front();
  const std::string part = part_in_words(first);
  const bool is_own = first.table == name_of(first.record.kind);
  switch (first.what) {
    case ValueRow::What::added: {
      const bool is_rest = first.change.command == "forget";
      const std::string what = is_rest  ? "left of " + part
                               : is_own ? "new " + part
                                        : part + " added";
      const std::string text = described(values, true, zone);
      return text.empty() ? what : what + ": " + text;
    }
    case ValueRow::What::erased:
      return part + (is_own ? " gone: " : " removed: ") + described(values, false, zone);
    case ValueRow::What::changed:
      break;
  }
  return (is_own ? "" : which_part(first, part, zone)) + changed(values, zone);
}

bool in_one_row(const ValueRow& left, const ValueRow& right) {
  return left.change.id == right.change.id && left.row == right.row;
}

}  // namespace

Section section_of_values_in_words(std::span<const ValueRow> values, const Zone& zone) {
  const bool of_several = std::any_of(values.begin(), values.end(), [&](const ValueRow& value) {
    return value.record != values.front().record;
  });
  Section section{.key = "values",
                  .columns = {{"change", "CHANGE"},
                              {"at", "WHEN"},
                              {"command", "COMMAND"},
                              {"record", of_several ? "RECORD" : ""},
                              {"what", "WHAT"}},
                  .whole = true};
  for (std::size_t begin = 0; begin < values.size();) {
    std::size_t end = begin + 1;
    while (end < values.size() && in_one_row(values[begin], values[end])) ++end;
    const ValueRow& first = values[begin];
    section.rows.push_back(
        {.cells = {first.change.id, first.change.at, Word{first.change.command}, first.record,
                   Text{in_words(values.subspan(begin, end - begin), zone)}}});
    begin = end;
  }
  return section;
}

Report values_in_words(std::span<const ValueRow> values, const Zone& zone) {
  return {.name = "history", .title = "", .sections = {section_of_values_in_words(values, zone)}};
}

}  // namespace kept
