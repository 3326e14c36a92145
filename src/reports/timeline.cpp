#include "reports/reports.hpp"

namespace kept {

namespace {

/// An event of one promise, before its place in time is said.
Event event_of(const Promise& promise, const Moment& moment, std::string what,
               const std::string& note) {
  return {.moment = moment,
          .id = promise.id,
          .what = std::move(what),
          .text = promise.text,
          .note = note,
          .due = std::nullopt,
          .recorded = std::nullopt};
}

/// `moved, told`; `moved, not told`; only `moved` where word of it is an event of its own.
std::string with_word(const std::string& what, const Moment& happened,
                      const std::optional<Moment>& told) {
  if (!told) return what + ", not told";
  return told->at == happened.at ? what + ", told" : what;
}

bool told_apart(const Moment& happened, const std::optional<Moment>& told) {
  return told && told->at != happened.at;
}

void add_deadlines(const Promise& promise, std::vector<Event>& events) {
  for (std::size_t i = 0; i < promise.deadlines.size(); ++i) {
    const Deadline& deadline = promise.deadlines[i];
    const std::string first = promise.theirs ? "they promised" : "promised";
    const std::string what = i == 0 ? first : with_word("moved", deadline.set, deadline.told);
    events.push_back(
        event_of(promise, i == 0 ? promise.made : deadline.set, what, deadline.because));
    events.back().due = deadline.due;
    if (i == 0 || !told_apart(deadline.set, deadline.told)) continue;
    events.push_back(event_of(promise, *deadline.told, "told of move", ""));
    events.back().due = deadline.due;
  }
}

void add_resolution(const Promise& promise, std::vector<Event>& events) {
  const Resolution& end = *promise.resolution;
  std::string what(name_of(end.ending));
  if (end.ending == Ending::kept) what = name_of(judge_made(promise, end.happened.at).verdict);
  if (end.ending == Ending::withdrawn) what = with_word(what, end.happened, end.told);
  events.push_back(event_of(promise, end.happened, what, end.note));
  if (end.ending == Ending::withdrawn && told_apart(end.happened, end.told)) {
    events.push_back(event_of(promise, *end.told, "told of withdrawal", ""));
  }
}

Row row_of(const Event& event, Id of) {
  const bool known = event.id == of && !event.note.empty();
  return {.cells = {event.moment.at, cell(event.recorded), event.id, Word{event.what},
                    event.due ? due_cell(*event.due) : Cell(),
                    text_cell(known ? event.note : with_note(event.text, event.note))}};
}

Section deadlines_section(const Promise& promise, const Judgement& judgement, Instant as_of) {
  Section section{.key = "deadlines",
                  .title = "Deadlines",
                  .columns = {{"due", "DUE"},
                              {"set", "SET"},
                              {"told", "TOLD"},
                              {"late_from", ""},
                              {"state", "STATE"},
                              {"because", ""}},
                  .rows = {}};
  for (std::size_t i = 0; i < promise.deadlines.size(); ++i) {
    const Deadline& deadline = promise.deadlines[i];
    const auto& told = deadline.told;
    section.rows.push_back(
        {.cells = {due_cell(deadline.due), deadline.set.at, told ? Cell(told->at) : Cell(),
                   deadline.due.late_from, Word{state_of_deadline(promise, i, judgement, as_of)},
                   text_cell(deadline.because)}});
  }
  return section;
}

Section promise_section(const PromiseRow& row, const Judgement& judgement) {
  const Promise& promise = row.promise;
  const bool to_settle = !promise.theirs && !judgement.missed.empty();
  const Word settlement{judgement.unsettled ? "owed" : "given"};
  return fields_section("promise", "",
                        {{"id", promise.id},
                         {"customer_id", promise.customer, true},
                         {"customer", Text{row.customer}},
                         {"whose", whose(promise)},
                         {"text", text_cell(promise.text)},
                         {"loop", cell(promise.loop)},
                         {"made", promise.made.at},
                         {"due", promise.deadlines[judgement.in_force].due},
                         {"verdict", word_of(judgement.verdict)},
                         {"moved_in_time", std::int64_t{judgement.moved_in_time}},
                         {"settlement", to_settle ? Cell(settlement) : Cell()},
                         {"overdue", judgement.overdue, true},
                         {"unsettled", judgement.unsettled, true}});
}

}  // namespace

std::vector<Event> events_of(const Customer& customer) {
  return {{customer.added, customer.id, "added", customer.name, "", std::nullopt, std::nullopt}};
}

std::vector<Event> events_of(const Entry& entry) {
  return {{entry.happened, entry.id, std::string(name_of(entry.direction)), entry.text, "",
           std::nullopt, std::nullopt}};
}

std::vector<Event> events_of(const Promise& promise) {
  std::vector<Event> events;
  add_deadlines(promise, events);
  if (promise.resolution) add_resolution(promise, events);
  for (const Settlement& settlement : promise.settlements) {
    const std::string amends = settlement.compensated.empty()
                                   ? "no compensation: " + settlement.no_compensation
                                   : "compensated: " + settlement.compensated;
    events.push_back(
        event_of(promise, settlement.happened, "settled", settlement.explained + "; " + amends));
  }
  return events;
}

Section timeline_section(std::vector<Event> events, Id of) {
  std::stable_sort(events.begin(), events.end(), [](const Event& left, const Event& right) {
    return left.moment < right.moment;
  });
  Section section{.key = "timeline",
                  .title = "Timeline",
                  .columns = {{"at", "WHEN"},
                              {"recorded", ""},
                              {"id", "ID"},
                              {"what", "WHAT"},
                              {"due", "DUE"},
                              {"text", "TEXT"}},
                  .rows = {},
                  .whole = true};
  for (const Event& event : events) section.rows.push_back(row_of(event, of));
  return section;
}

std::string state_of_deadline(const Promise& promise, std::size_t deadline,
                              const Judgement& judgement, Instant as_of) {
  const auto& told = promise.deadlines[deadline].told;
  if (deadline > 0 && (!told || told->at > as_of)) return "not told";
  const auto& missed = judgement.missed;
  if (std::find(missed.begin(), missed.end(), deadline) != missed.end()) return "missed";
  if (deadline > judgement.in_force) return "not binding";
  if (deadline == judgement.in_force) {
    if (!judgement.resolved) return "in force";
    const Ending ending = promise.resolution->ending;
    return ending == Ending::kept ? "met" : std::string(name_of(ending));
  }
  // Word of a later deadline came first, so this one never was in force.
  const auto overtakes = [&](const Deadline& later) { return later.told && later.told < told; };
  const auto from = promise.deadlines.begin() + static_cast<std::ptrdiff_t>(deadline) + 1;
  const auto to = promise.deadlines.begin() + static_cast<std::ptrdiff_t>(judgement.in_force) + 1;
  const bool overtaken = deadline > 0 && std::any_of(from, to, overtakes);
  return overtaken ? "not binding" : "moved in time";
}

Report promise_report(const PromiseRow& row, std::vector<Event> events, Instant now) {
  const Judgement judgement = judge_made(row.promise, now);
  const Instant as_of = std::max(now, row.promise.made.at);
  return {.name = "show",
          .title = "",
          .sections = {promise_section(row, judgement),
                       deadlines_section(row.promise, judgement, as_of),
                       timeline_section(std::move(events), row.promise.id)}};
}

Report entry_report(const EntryRow& row, std::optional<Instant> recorded) {
  const Entry& entry = row.entry;
  const auto& minutes = entry.minutes;
  return {.name = "show",
          .title = "",
          .sections = {fields_section("entry", "",
                                      {{"id", entry.id},
                                       {"customer_id", entry.customer, true},
                                       {"customer", Text{row.customer}},
                                       {"loop", cell(entry.loop)},
                                       {"direction", word_of(entry.direction)},
                                       {"at", entry.happened.at},
                                       {"recorded", cell(recorded)},
                                       {"channel", text_cell(entry.channel)},
                                       {"minutes", minutes ? Cell(std::int64_t{*minutes}) : Cell()},
                                       {"mood", entry.mood ? Cell(word_of(*entry.mood)) : Cell()},
                                       {"tags", Texts{entry.tags}},
                                       {"answer_late_from", cell(entry.answer_late_from)},
                                       {"no_answer", entry.no_answer},
                                       {"private", entry.is_private},
                                       {"text", text_cell(entry.text)}})}};
}

}  // namespace kept
