#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kept/fields.hpp"

/// What the fields of all kinds of records share: reading a text as a value, and the table that
/// says which field is what.

namespace kept {

/// The text of one field, read as what the field holds. A text that can't be read is a problem, and
/// the answer is then what an empty one would be.
class Value {
 public:
  Value(std::string_view of_field, const std::string& typed, const FieldContext& reading,
        FieldProblems& found)
      : field(of_field), content(typed), context(reading), problems(found) {}

  const FieldContext& reading() const { return context; }
  bool empty() const { return content.empty(); }
  void refuse(const std::string& reason, const std::string& hint = "") const;

  std::string text() const { return content; }
  std::string line() const;    ///< without newlines
  std::string needed() const;  ///< a text that is not empty
  bool flag() const;           ///< yes or no, true or false, 1 or 0; empty is no
  std::optional<int> number(int least, int most) const;
  std::vector<std::string> list() const;  ///< separated by commas, or a JSON array
  std::vector<std::string> tags() const;  ///< a list in which none holds a comma

  template <class Choice>
  std::optional<Choice> choice() const {
    if (content.empty()) return std::nullopt;
    const auto read = read_choice<Choice>(lower());
    if (!read) refuse_choice(Names<Choice>::all);
    return read;
  }

  /// When something happened, so not in the future. `present` is what stands there already, and
  /// stays if it was at that second, or on that day where a day alone is told.
  std::optional<Moment> event(const std::optional<Moment>& present = {}) const;
  /// An event that must be told.
  Moment needed_event(std::string_view what) const;
  /// A time that may be still to come, and is no event.
  std::optional<Instant> instant(std::optional<Instant> present = {}) const;
  /// The zone that is named; `otherwise` where none is.
  Zone zone(const Zone& otherwise) const;
  /// Relative words count from `from`.
  std::optional<Due> due(Instant from, const Zone& zone) const;
  /// The objects of a JSON array: each becomes an element by `read_part(Part)`.
  template <class Read>
  auto parts(Read read_part) const;

 private:
  std::string lower() const;
  void refuse_choice(std::span<const std::string_view> choices) const;
  std::variant<When, DateProblem> read(const DateContext& dates) const;
  std::optional<When> when(const DateContext& dates) const;

  std::string_view field;
  const std::string& content;
  const FieldContext& context;
  FieldProblems& problems;
};

/// One object of a JSON array in a field.
class Part {
 public:
  Part(std::string_view of_field, const NamedValues& of_object, const FieldContext& reading,
       FieldProblems& found)
      : field(of_field), values(of_object), context(reading), problems(found) {}

  /// The value of that name; empty where there is none.
  Value operator[](std::string_view name) {
    static const std::string none;
    used.push_back(name);
    for (const auto& [key, value] : values) {
      if (key == name) return {field, value, context, problems};
    }
    return {field, none, context, problems};
  }
  /// A name that nobody asked for is a problem.
  void refuse_others() const {
    for (const auto& [key, value] : values) {
      if (std::find(used.begin(), used.end(), key) != used.end()) continue;
      problems.push_back({std::string(field), "the object has an unknown name '" + key + "'", ""});
    }
  }

 private:
  std::string_view field;
  const NamedValues& values;
  const FieldContext& context;
  FieldProblems& problems;
  std::vector<std::string_view> used;
};

template <class Read>
auto Value::parts(Read read_part) const {
  std::vector<decltype(read_part(std::declval<Part&>()))> all;
  if (content.empty()) return all;
  const auto objects = read_json_objects(content);
  if (!objects) refuse("is not a JSON array of objects");
  for (const NamedValues& object : objects.value_or(std::vector<NamedValues>{})) {
    Part part(field, object, context, problems);
    all.push_back(read_part(part));
    part.refuse_others();
  }
  return all;
}

inline bool says(const Draft& draft, std::string_view field) {
  return std::any_of(draft.fields.begin(), draft.fields.end(),
                     [&](const auto& each) { return each.first == field; });
}

/// A field of a Sheet: a record as a row tells it.
template <class Sheet>
struct FieldOf {
  FieldName name;
  void (*set)(Sheet&, const Value&) = nullptr;  ///< none: the importer's own
  Cell (*get)(const Sheet&) = nullptr;
};

template <class Sheet, std::size_t N>
std::vector<FieldName> names_of(const std::array<FieldOf<Sheet>, N>& fields) {
  std::vector<FieldName> names;
  for (const auto& field : fields) {
    names.push_back(field.name);
    names.back().refers = field.set == nullptr;
  }
  return names;
}

/// In the order of the table, since some values are read by others: a due from when it was made.
template <class Sheet, std::size_t N>
void set_all(Sheet& sheet, const std::array<FieldOf<Sheet>, N>& fields, const Draft& draft,
             const FieldContext& context, FieldProblems& problems) {
  for (const auto& field : fields) {
    if (field.set == nullptr) continue;
    for (const auto& [name, text] : draft.fields) {
      if (name == field.name.name) field.set(sheet, Value(name, text, context, problems));
    }
  }
}

template <class Sheet, std::size_t N>
std::vector<Cell> all_cells(const Sheet& sheet, const std::array<FieldOf<Sheet>, N>& fields) {
  std::vector<Cell> cells;
  cells.reserve(N);
  for (const auto& field : fields) {
    if (field.get != nullptr) cells.push_back(field.get(sheet));
  }
  return cells;
}

/// What was told; or what stood there, where that is of the same second.
inline Moment standing(const Moment& told, const std::optional<Moment>& present) {
  return present && present->at == told.at ? *present : told;
}
inline std::optional<Moment> standing(const std::optional<Moment>& told,
                                      const std::optional<Moment>& present) {
  return told ? std::optional(standing(*told, present)) : std::nullopt;
}

inline Cell event_cell(const std::optional<Moment>& moment) {
  return moment ? Cell(Happened{*moment}) : Cell();
}

inline Cell word_cell(std::string_view word) {
  return Word{std::string(word)};
}
inline Cell number_cell(const std::optional<int>& number) {
  return number ? Cell(std::int64_t{*number}) : Cell();
}

/// The tables, each in the file of its kind.
std::vector<FieldName> customer_fields();
std::vector<FieldName> loop_fields();
std::vector<FieldName> entry_fields();
std::vector<FieldName> promise_fields();

}  // namespace kept
