#include "kept/mapping.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "exchange/mapping_parts.hpp"
#include "kept/error.hpp"
#include "kept/fields.hpp"
#include "kept/text.hpp"

namespace kept {

// ---- what both kinds of mappings are made of -------------------------------------------------

std::span<const Kind> kinds_beside(Kind what) {
  static constexpr std::array customers{Kind::customer};
  static constexpr std::array loops{Kind::customer, Kind::loop, Kind::entry, Kind::promise};
  static constexpr std::array entries{Kind::customer, Kind::loop, Kind::entry};
  static constexpr std::array promises{Kind::customer, Kind::loop, Kind::promise};
  switch (what) {
    case Kind::customer:
      return customers;
    case Kind::loop:
      return loops;
    case Kind::entry:
      return entries;
    case Kind::promise:
      return promises;
    case Kind::change:
    case Kind::step:
      break;
  }
  return {};
}

bool is_field(Kind kind, std::string_view name) {
  constexpr std::string_view named = "fields.";
  if (kind == Kind::customer && name.starts_with(named)) return name.size() > named.size();
  const auto fields = fields_of(kind);
  return std::any_of(fields.begin(), fields.end(),
                     [&](const FieldName& field) { return field.name == name; });
}

std::vector<std::string> field_names(Kind kind) {
  std::vector<std::string> names;
  for (const FieldName& field : fields_of(kind)) names.emplace_back(field.name);
  return names;
}

std::string listed(std::span<const std::string> names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

std::size_t column_in(Mapping& mapping, std::string_view name, Place place) {
  auto& columns = mapping.columns;
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const UsedColumn& used) { return used.name == name; });
  if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
  columns.push_back({std::string(name), place});
  return columns.size() - 1;
}

// ---- columns that are named as fields --------------------------------------------------------

namespace {

struct NamedField {
  Kind kind;
  std::string_view field;
};

/// `customer.name` is the customer's name; a name without a kind is a field of `what`.
NamedField named_field(std::string_view column, Kind what) {
  for (const Kind kind : kinds_beside(what)) {
    const std::string_view name = name_of(kind);
    const bool is_of_kind =
        kind != what && column.starts_with(name) && column.substr(name.size()).starts_with('.');
    if (is_of_kind) return {kind, column.substr(name.size() + 1)};
  }
  return {what, column};
}

std::vector<std::string> possible_columns(Kind what) {
  std::vector<std::string> names = field_names(what);
  for (const Kind kind : kinds_beside(what)) {
    if (kind == what) continue;
    for (const FieldName& field : fields_of(kind)) {
      names.push_back(std::string(name_of(kind)) + "." + std::string(field.name));
    }
  }
  return names;
}

RecordRules& rules_of(Kind kind, Kind what, Mapping& mapping) {
  for (RecordRules& record : mapping.records) {
    if (record.kind == kind) return record;
  }
  return mapping.records.emplace_back(RecordRules{kind, {}, {}, kind != what});
}

FieldRules copied(std::string_view field, std::size_t column) {
  FieldRule rule;
  rule.from.parts.push_back({{}, column});
  return {std::string(field), {std::move(rule)}};
}

}  // namespace

std::optional<StrangeName> strange_name(const std::string& column, Kind what) {
  const auto [kind, field] = named_field(column, what);
  if (is_field(kind, field)) return std::nullopt;
  const auto near = nearest(column, possible_columns(what));
  return StrangeName{"the column " + in_quotes(column) + " is no field",
                     near ? "did you mean '" + *near + "'?"
                          : "known are: " + listed(field_names(what)) +
                                "; a rules file can say what other columns are"};
}

Mapping mapping_of_columns(const std::vector<std::string>& columns, Kind what) {
  Mapping mapping;
  mapping.of_columns = true;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (const auto strange = strange_name(columns[i], what)) {
      throw Error(Exit::rejected, strange->what, strange->hint);
    }
    const auto [kind, field] = named_field(columns[i], what);
    mapping.columns.push_back({columns[i], {}});
    rules_of(kind, what, mapping).fields.push_back(copied(field, i));
  }
  return mapping;
}

// ---- applying a mapping ----------------------------------------------------------------------

namespace {

std::size_t place_of(const RecordRules& record, const Mapping& mapping) {
  std::size_t place = 0;
  for (const RecordRules& other : mapping.records) {
    if (&other == &record) break;
    if (other.kind == record.kind) ++place;
  }
  return place;
}

std::string replaced(std::string text, const FieldRule& rule) {
  if (!rule.values.empty() || rule.otherwise) {
    const auto listed_value = rule.values.find(fold(text));
    if (listed_value != rule.values.end()) {
      text = listed_value->second;
    } else if (rule.otherwise && !text.empty()) {
      text = *rule.otherwise;
    }
  }
  return text;
}

}  // namespace

void Mapper::bind(const std::vector<std::string>& columns) {
  std::unordered_map<std::string_view, std::size_t> found;
  for (std::size_t i = 0; i < columns.size(); ++i) found.emplace(columns[i], i);
  positions.assign(mapping.columns.size(), std::nullopt);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const auto position = found.find(mapping.columns[i].name);
    if (position != found.end()) positions[i] = position->second;
  }
}

std::vector<UsedColumn> Mapper::missing() const {
  std::vector<UsedColumn> all;
  for (std::size_t i = 0; i < mapping.columns.size(); ++i) {
    if (i >= positions.size() || !positions[i]) all.push_back(mapping.columns[i]);
  }
  return all;
}

std::vector<Draft> Mapper::drafts(const InputRow& row) const {
  std::vector<Draft> all;
  for (const RecordRules& record : mapping.records) {
    if (!hold(record.conditions, row)) continue;
    Draft draft{record.kind, place_of(record, mapping), {}};
    draft.fields.reserve(record.fields.size());
    bool is_empty = true;
    for (const FieldRules& field : record.fields) {
      if (mapping.of_columns && !says(row, field)) continue;
      draft.fields.emplace_back(field.field, expanded(field, row));
      is_empty = is_empty && draft.fields.back().second.empty();
    }
    if (!(record.optional && is_empty)) all.push_back(std::move(draft));
  }
  return all;
}

/// Whether a row of JSON has the column that the field is copied from.
bool Mapper::says(const InputRow& row, const FieldRules& field) const {
  const auto position = positions[*field.rules.front().from.parts.front().column];
  if (row.given.empty()) return true;
  return position && *position < row.given.size() && row.given[*position];
}

std::string_view Mapper::value(std::size_t column, const InputRow& row) const {
  if (column >= positions.size() || !positions[column]) return {};
  const std::size_t position = *positions[column];
  return position < row.values.size() ? std::string_view(row.values[position]) : "";
}

bool Mapper::hold(const std::vector<Condition>& conditions, const InputRow& row) const {
  return std::all_of(conditions.begin(), conditions.end(), [&](const Condition& condition) {
    return (fold(value(condition.column, row)) == condition.folded) == condition.equal;
  });
}

std::string Mapper::expanded(const FieldRules& field, const InputRow& row) const {
  const auto rule = std::find_if(field.rules.begin(), field.rules.end(),
                                 [&](const FieldRule& one) { return hold(one.conditions, row); });
  if (rule == field.rules.end()) return {};
  std::string text = replaced(filled(rule->from, row), *rule);
  return text.empty() ? filled(rule->fallback, row) : text;
}

std::string Mapper::filled(const Template& written, const InputRow& row) const {
  std::string text;
  for (const Template::Part& part : written.parts) {
    text += part.column ? trimmed(value(*part.column, row)) : part.text;
  }
  return trimmed(text);
}

}  // namespace kept
