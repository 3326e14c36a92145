#include "exchange/values.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

constexpr std::array fields{
    FieldOf<Entry>{{"key", "its id in the other system, or SOURCE:ID"}},
    FieldOf<Entry>{{"customer", "as of a loop; not needed where a loop is given"}},
    FieldOf<Entry>{{"loop", "id or SOURCE:ID"}},
    FieldOf<Entry>{{"direction", "in, out, talk or note; needed"},
                   [](Entry& e, const Value& v) {
                     if (v.empty()) v.refuse("is empty", "write in, out, talk or note");
                     e.direction = v.choice<Direction>().value_or(Direction::note);
                   },
                   [](const Entry& e) { return word_cell(name_of(e.direction)); }},
    FieldOf<Entry>{{"at", "when; otherwise now"},
                   [](Entry& e, const Value& v) {
                     const bool is_new = e.id.number == 0;
                     const auto present = is_new ? std::nullopt : std::optional(e.happened);
                     e.happened = v.event(present).value_or(e.happened);
                   },
                   [](const Entry& e) { return event_cell(e.happened); }},
    FieldOf<Entry>{{"channel", "phone, email, whatsapp, ..."},
                   [](Entry& e, const Value& v) { e.channel = fold(v.line()); },
                   [](const Entry& e) { return text_cell(e.channel); }},
    FieldOf<Entry>{{"minutes", "how long it took"},
                   [](Entry& e, const Value& v) { e.minutes = v.number(0, 1'000'000); },
                   [](const Entry& e) { return number_cell(e.minutes); }},
    FieldOf<Entry>{{"mood", "angry, unhappy, neutral, pleased or delighted"},
                   [](Entry& e, const Value& v) { e.mood = v.choice<Mood>(); },
                   [](const Entry& e) { return e.mood ? word_cell(name_of(*e.mood)) : Cell(); }},
    FieldOf<Entry>{{"text", "needed"},
                   [](Entry& e, const Value& v) { e.text = v.needed(); },
                   [](const Entry& e) { return text_cell(e.text); }},
    FieldOf<Entry>{{"no_answer", "yes or no: it wants no answer and is none"},
                   [](Entry& e, const Value& v) { e.no_answer = v.flag(); },
                   [](const Entry& e) { return Cell(e.no_answer); }},
    FieldOf<Entry>{{"private", "yes or no; a note always is"},
                   [](Entry& e, const Value& v) { e.is_private = v.flag(); },
                   [](const Entry& e) { return Cell(e.is_private); }},
    FieldOf<Entry>{{"chase", "yes or no: it asks again for what should have come"},
                   [](Entry& e, const Value& v) { e.chase = v.flag(); },
                   [](const Entry& e) { return Cell(e.chase); }},
    FieldOf<Entry>{{"tags", "separated by commas"},
                   [](Entry& e, const Value& v) { e.tags = v.tags(); },
                   [](const Entry& e) { return e.tags.empty() ? Cell() : Cell(Texts{e.tags}); }},
    FieldOf<Entry>{
        {"answer_by", "when an answer is late; without the field, after one business day"},
        [](Entry& e, const Value& v) { e.answer_late_from = v.instant(e.answer_late_from); },
        [](const Entry& e) { return cell(e.answer_late_from); }}};

void refuse_where_missing(const Entry& entry, const Draft& draft, FieldProblems& problems) {
  const auto given = [&](std::string_view wanted) {
    return std::any_of(draft.fields.begin(), draft.fields.end(),
                       [&](const auto& field) { return field.first == wanted; });
  };
  if (!given("direction")) problems.push_back({"direction", "is missing", ""});
  if (!given("text") && entry.text.empty()) problems.push_back({"text", "is missing", ""});
}

}  // namespace

std::vector<FieldName> entry_fields() {
  return names_of(fields);
}

void set_fields(Entry& entry, const Draft& draft, const FieldContext& context,
                FieldProblems& problems) {
  if (entry.id.number == 0) {
    entry.happened = {context.dates.now, context.recording};
    refuse_where_missing(entry, draft, problems);
  }
  set_all(entry, fields, draft, context, problems);
  if (entry.direction == Direction::note) entry.is_private = true;
  if (entry.direction != Direction::in) entry.answer_late_from.reset();
}

std::vector<Cell> field_cells(const Entry& entry) {
  return all_cells(entry, fields);
}

}  // namespace kept
