#include "reports/reports.hpp"

namespace kept {

namespace {

Report list_of(Section section) {
  return {.name = "list", .title = "", .sections = {std::move(section)}};
}

Row row_of(const LoopRow& row) {
  const Loop& loop = row.loop;
  const Closing* last = loop.is_open() ? nullptr : &loop.closings.back();
  const Wait* wait = row.wait ? &*row.wait : nullptr;
  const Progress progress = progress_of(loop);
  return {.cells = {loop.id, loop.customer, Text{row.customer}, text_cell(loop.title),
                    word_of(loop.kind), word_of(loop.priority),
                    Word{last == nullptr ? "open" : "closed"},
                    last == nullptr ? Cell() : Cell(word_of(last->outcome)), loop.opened.at,
                    last == nullptr ? Cell() : Cell(last->closed.at), waiting_on_cell(wait),
                    waiting_since_cell(wait), cell(loop.parent), cell(loop.merged_into),
                    text_cell(loop.handler), progress.steps, progress.done}};
}

Row row_of(const PromiseRow& row, Instant as_of, Day today) {
  const Promise& promise = row.promise;
  const Judgement judgement = judge_made(promise, as_of);
  const Due& due = promise.deadlines[judgement.in_force].due;
  return {.cells = {promise.id, promise.customer, Text{row.customer}, whose(promise),
                    text_cell(promise.text), due_cell(due), word_of(judgement.verdict),
                    due.late_from, promise.made.at, cell(judgement.resolved), cell(promise.loop),
                    std::int64_t{judgement.moved_in_time}, judgement.overdue, judgement.unsettled},
          .tone = tone_of(promise, judgement, today)};
}

Row row_of(const EntryRow& row) {
  const Entry& entry = row.entry;
  const auto& minutes = entry.minutes;
  return {.cells = {entry.id, entry.happened.at, entry.customer, Text{row.customer},
                    word_of(entry.direction), text_cell(entry.text), cell(entry.loop),
                    text_cell(entry.channel), minutes ? Cell(std::int64_t{*minutes}) : Cell(),
                    entry.mood ? Cell(word_of(*entry.mood)) : Cell(), Texts{entry.tags},
                    entry.no_answer, entry.is_private}};
}

}  // namespace

Report customers_report(std::span<const Customer> customers) {
  Section section{.key = "customers",
                  .title = "",
                  .columns = {{"id", "ID"},
                              {"name", "NAME"},
                              {"handle", "HANDLE"},
                              {"org", "ORG"},
                              {"emails", "E-MAIL"},
                              {"phones", "PHONE"},
                              {"tags", "TAGS"},
                              {"lang", ""},
                              {"type", ""},
                              {"added", ""}},
                  .rows = {}};
  for (const Customer& customer : customers) {
    section.rows.push_back(
        {.cells = {customer.id, Text{customer.name}, text_cell(customer.handle),
                   text_cell(customer.org), Texts{customer.emails}, Texts{customer.phones},
                   Texts{customer.tags}, text_cell(customer.lang),
                   customer.type ? Cell(word_of(*customer.type)) : Cell(), customer.added.at}});
  }
  return list_of(std::move(section));
}

Report loops_report(std::span<const LoopRow> loops) {
  Section section{.key = "loops",
                  .title = "",
                  .columns = {{"id", "ID"},
                              {"customer_id", ""},
                              {"customer", "CUSTOMER"},
                              {"title", "TITLE"},
                              {"kind", "KIND"},
                              {"priority", ""},
                              {"state", "STATE"},
                              {"outcome", "OUTCOME"},
                              {"opened", "OPENED"},
                              {"closed", ""},
                              {"waiting_on", "WAITING"},
                              {"waiting_since", ""},
                              {"part_of", ""},
                              {"merged_into", ""},
                              {"handler", ""},
                              {"steps", ""},
                              {"steps_done", ""}},
                  .rows = {}};
  for (const LoopRow& row : loops) section.rows.push_back(row_of(row));
  return list_of(std::move(section));
}

Report promises_report(std::span<const PromiseRow> promises, Instant as_of, Day today) {
  Section section{.key = "promises",
                  .title = "",
                  .columns = {{"id", "ID"},
                              {"customer_id", ""},
                              {"customer", "CUSTOMER"},
                              {"whose", "WHOSE"},
                              {"text", "TEXT"},
                              {"due", "DUE"},
                              {"verdict", "VERDICT"},
                              {"late_from", ""},
                              {"made", ""},
                              {"resolved", ""},
                              {"loop", ""},
                              {"moved_in_time", ""},
                              {"overdue", ""},
                              {"unsettled", ""}},
                  .rows = {}};
  for (const PromiseRow& row : promises) section.rows.push_back(row_of(row, as_of, today));
  return list_of(std::move(section));
}

Report entries_report(std::span<const EntryRow> entries) {
  Section section{.key = "entries",
                  .title = "",
                  .columns = {{"id", "ID"},
                              {"at", "WHEN"},
                              {"customer_id", ""},
                              {"customer", "CUSTOMER"},
                              {"direction", "WHO"},
                              {"text", "TEXT"},
                              {"loop", "LOOP"},
                              {"channel", ""},
                              {"minutes", ""},
                              {"mood", ""},
                              {"tags", ""},
                              {"no_answer", ""},
                              {"private", ""}},
                  .rows = {}};
  for (const EntryRow& row : entries) section.rows.push_back(row_of(row));
  return list_of(std::move(section));
}

Report found_report(std::span<const FoundRow> found) {
  Section section{.key = "found",
                  .title = "",
                  .columns = {{"id", "ID"},
                              {"customer_id", ""},
                              {"customer", "CUSTOMER"},
                              {"what", "WHAT"},
                              {"text", "TEXT"},
                              {"at", "WHEN"}},
                  .rows = {}};
  for (const FoundRow& row : found) {
    section.rows.push_back(
        {.cells = {row.id, row.customer_id, Text{row.customer},
                   Word{std::string(name_of(row.id.kind))}, text_cell(row.text), row.at}});
  }
  return {.name = "find", .title = "", .sections = {std::move(section)}};
}

}  // namespace kept
