#include "exchange/values.hpp"
#include "kept/rules.hpp"

namespace kept {

namespace {

enum class Whose { ours, theirs };

}  // namespace

template <>
struct Names<Whose> {
  static constexpr std::array<std::string_view, 2> all{"ours", "theirs"};
};

namespace {

/// A promise as a row tells it: as it was made, how it was moved, how it ended.
struct Sheet {
  bool is_new = false;
  Whose whose = Whose::ours;
  std::string text;
  Moment made;
  Zone zone;
  std::optional<Due> due;
  std::optional<Due> typed_due;  ///< of the row
  std::vector<Deadline> moves;
  std::optional<Ending> ending;
  std::optional<Moment> ended;
  std::optional<Moment> told;
  std::string note;
  std::vector<Settlement> settlements;
};

Zone zone_of(const Promise& promise, const Zone& otherwise) {
  if (promise.deadlines.empty()) return otherwise;
  return Zone::named(promise.deadlines.front().due.zone).value_or(otherwise);
}

Sheet sheet_of(const Promise& promise, const Zone& zone) {
  Sheet sheet{.is_new = promise.id.number == 0,
              .whose = promise.theirs ? Whose::theirs : Whose::ours,
              .text = promise.text,
              .made = promise.made,
              .zone = zone};
  if (!promise.deadlines.empty()) {
    sheet.due = promise.deadlines.front().due;
    sheet.moves.assign(promise.deadlines.begin() + 1, promise.deadlines.end());
  }
  if (promise.resolution) {
    sheet.ending = promise.resolution->ending;
    sheet.ended = promise.resolution->happened;
    sheet.told = promise.resolution->told;
    sheet.note = promise.resolution->note;
  }
  sheet.settlements = promise.settlements;
  return sheet;
}

void set_due(Sheet& sheet, const Value& value) {
  if (value.empty()) value.refuse("is empty");
  if (const auto due = value.due(sheet.made.at, sheet.zone)) sheet.typed_due = due;
}

Deadline read_move(Part& part, const Sheet& sheet) {
  Deadline move;
  const Zone zone = part["zone"].zone(sheet.zone);
  move.set = part["set"].needed_event("set");
  const Value due = part["due"];
  if (due.empty()) due.refuse("a move needs a due time");
  move.due = due.due(move.set.at, zone).value_or(Due{});
  move.told = part["told"].event();
  move.because = part["because"].text();
  return move;
}

Settlement read_settlement(Part& part) {
  Settlement settlement;
  settlement.happened = part["at"].needed_event("at");
  const Value explained = part["explained"];
  const Value compensated = part["compensated"];
  const Value no_compensation = part["no_compensation"];
  if (explained.empty() || compensated.empty() == no_compensation.empty()) {
    explained.refuse("a settlement has explained, and either compensated or no_compensation");
  }
  settlement.explained = explained.text();
  settlement.compensated = compensated.text();
  settlement.no_compensation = no_compensation.text();
  return settlement;
}

Cell cell_of_moves(const Sheet& sheet) {
  Records records;
  for (const Deadline& move : sheet.moves) {
    const bool elsewhere = move.due.zone != sheet.due->zone;
    records.all.push_back({{{"due", move.due},
                            {"zone", elsewhere ? word_cell(move.due.zone) : Cell()},
                            {"set", event_cell(move.set)},
                            {"told", event_cell(move.told)},
                            {"because", text_cell(move.because)}}});
  }
  return records.all.empty() ? Cell() : Cell(records);
}

Cell cell_of_settlements(const Sheet& sheet) {
  Records records;
  for (const Settlement& settlement : sheet.settlements) {
    records.all.push_back({{{"at", event_cell(settlement.happened)},
                            {"explained", text_cell(settlement.explained)},
                            {"compensated", text_cell(settlement.compensated)},
                            {"no_compensation", text_cell(settlement.no_compensation)}}});
  }
  return records.all.empty() ? Cell() : Cell(records);
}

constexpr std::array fields{
    FieldOf<Sheet>{{"key", "its id in the other system, or SOURCE:ID"}},
    FieldOf<Sheet>{{"customer", "as of a loop; not needed where a loop is given"}},
    FieldOf<Sheet>{{"loop", "id or SOURCE:ID"}},
    FieldOf<Sheet>{
        {"whose", "ours or theirs; otherwise ours"},
        [](Sheet& s, const Value& v) { s.whose = v.choice<Whose>().value_or(Whose::ours); },
        [](const Sheet& s) { return word_cell(name_of(s.whose)); }},
    FieldOf<Sheet>{{"text", "needed"},
                   [](Sheet& s, const Value& v) { s.text = v.needed(); },
                   [](const Sheet& s) { return text_cell(s.text); }},
    FieldOf<Sheet>{{"made", "when; otherwise now"},
                   [](Sheet& s, const Value& v) {
                     const auto present = s.is_new ? std::nullopt : std::optional(s.made);
                     s.made = v.event(present).value_or(s.made);
                   },
                   [](const Sheet& s) { return event_cell(s.made); }},
    FieldOf<Sheet>{{"zone", "of the due times, where it is not that of the import"},
                   [](Sheet& s, const Value& v) { s.zone = v.zone(s.zone); },
                   [](const Sheet& s) { return s.due ? word_cell(s.due->zone) : Cell(); }},
    FieldOf<Sheet>{{"due",
                    "a day or a minute; needed. With moves, as it was first promised; without, "
                    "as it is now"},
                   set_due,
                   [](const Sheet& s) { return cell(s.due); }},
    FieldOf<Sheet>{{"moves",
                    "the due times after the first: a JSON array of objects with due, zone, set, "
                    "told, because"},
                   [](Sheet& s, const Value& v) {
                     s.moves = v.parts([&](Part& part) { return read_move(part, s); });
                   },
                   cell_of_moves},
    FieldOf<Sheet>{
        {"ending", "kept, released or withdrawn; otherwise kept, where ended is given"},
        [](Sheet& s, const Value& v) { s.ending = v.choice<Ending>(); },
        [](const Sheet& s) { return s.ending ? word_cell(name_of(*s.ending)) : Cell(); }},
    FieldOf<Sheet>{{"ended", "when"},
                   [](Sheet& s, const Value& v) { s.ended = v.event(s.ended); },
                   [](const Sheet& s) { return event_cell(s.ended); }},
    FieldOf<Sheet>{{"told", "when the customer was told of a withdrawal"},
                   [](Sheet& s, const Value& v) { s.told = v.event(s.told); },
                   [](const Sheet& s) { return event_cell(s.told); }},
    FieldOf<Sheet>{{"note", "about the ending"},
                   [](Sheet& s, const Value& v) { s.note = v.text(); },
                   [](const Sheet& s) { return text_cell(s.note); }},
    FieldOf<Sheet>{{"settlements",
                    "what made up for breaches: a JSON array of objects with at, explained, and "
                    "compensated or no_compensation"},
                   [](Sheet& s, const Value& v) { s.settlements = v.parts(read_settlement); },
                   cell_of_settlements}};

void refuse_what_does_not_agree(const Sheet& sheet, FieldProblems& problems) {
  if (sheet.text.empty()) problems.push_back({"text", "is missing", ""});
  if (!sheet.due) problems.push_back({"due", "is missing", ""});
  if (sheet.ending && !sheet.ended) {
    problems.push_back({"ended", "is missing, and there is an ending", "say when"});
  }
  if (!sheet.ended && !sheet.note.empty()) {
    problems.push_back({"note", "is about an ending, and there is none", ""});
  }
  if (sheet.told && sheet.ending != Ending::withdrawn) {
    problems.push_back({"told", "is about a withdrawal, and there is none", ""});
  }
}

/// A row without `moves` tells the due time as it stands now: another one than before is a move,
/// of which nobody was told yet. The first deadline is history.
void take_due(Sheet& sheet, const Draft& draft, const FieldContext& context) {
  if (!sheet.typed_due) return;
  if (!sheet.due || says(draft, "moves")) {
    sheet.due = sheet.typed_due;
    return;
  }
  const Due& present = sheet.moves.empty() ? *sheet.due : sheet.moves.back().due;
  if (present == *sheet.typed_due) return;
  const Moment now{context.dates.now, context.recording};
  sheet.moves.push_back({*sheet.typed_due, now, std::nullopt, ""});
}

/// What a row takes back of an ending, and what of it the row does not tell itself.
void forget_what_has_no_ending(Sheet& sheet, const Draft& draft) {
  if (!sheet.ended && says(draft, "ended")) {
    if (!says(draft, "ending")) sheet.ending.reset();
    if (!says(draft, "note")) sheet.note.clear();
  }
  if (sheet.ending != Ending::withdrawn && !says(draft, "told")) sheet.told.reset();
}

/// The moments of `present` that are as they were stay what they were.
void take_deadlines(Promise& promise, Sheet& sheet) {
  std::vector<Deadline> before = std::exchange(promise.deadlines, {});
  promise.deadlines.push_back({*sheet.due, promise.made, promise.made, ""});
  promise.deadlines.insert(promise.deadlines.end(), sheet.moves.begin(), sheet.moves.end());
  before.resize(std::max(before.size(), promise.deadlines.size()));
  for (std::size_t i = 0; i < promise.deadlines.size(); ++i) {
    Deadline& deadline = promise.deadlines[i];
    deadline.set = standing(deadline.set, before[i].set);
    deadline.told = standing(deadline.told, before[i].told);
  }
}

void take_resolution(Promise& promise, const Sheet& sheet) {
  promise.resolution.reset();
  if (!sheet.ended) return;
  Resolution& resolution = promise.resolution.emplace();
  resolution.ending = sheet.ending.value_or(Ending::kept);
  resolution.happened = *sheet.ended;
  resolution.told = sheet.told;
  resolution.note = sheet.note;
}

void take_settlements(Promise& promise, Sheet& sheet) {
  std::vector<Settlement> before = std::exchange(promise.settlements, std::move(sheet.settlements));
  before.resize(std::max(before.size(), promise.settlements.size()));
  for (std::size_t i = 0; i < promise.settlements.size(); ++i) {
    Moment& happened = promise.settlements[i].happened;
    happened = standing(happened, before[i].happened);
  }
}

}  // namespace

std::vector<FieldName> promise_fields() {
  return names_of(fields);
}

void set_fields(Promise& promise, const Draft& draft, const FieldContext& context,
                FieldProblems& problems) {
  if (promise.id.number == 0) promise.made = {context.dates.now, context.recording};
  Sheet sheet = sheet_of(promise, zone_of(promise, context.dates.zone));
  set_all(sheet, fields, draft, context, problems);
  take_due(sheet, draft, context);
  forget_what_has_no_ending(sheet, draft);
  if (problems.empty()) refuse_what_does_not_agree(sheet, problems);
  if (!problems.empty()) return;
  promise.theirs = sheet.whose == Whose::theirs;
  promise.text = sheet.text;
  promise.made = sheet.made;
  take_deadlines(promise, sheet);
  take_resolution(promise, sheet);
  take_settlements(promise, sheet);
}

std::vector<Cell> field_cells(const Promise& promise) {
  return all_cells(sheet_of(promise, Zone::utc()), fields);
}

bool runs_backwards(const Promise& promise) {
  const auto backwards = [&](const Deadline& deadline) {
    return !in_time(deadline.set.at, deadline.due) ||
           (deadline.told && deadline.told->at < deadline.set.at);
  };
  return std::any_of(promise.deadlines.begin(), promise.deadlines.end(), backwards) ||
         (promise.resolution && promise.resolution->happened.at < promise.made.at);
}

}  // namespace kept
