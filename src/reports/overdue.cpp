#include "reports/reports.hpp"

namespace kept {

namespace {

Section empty_section(const std::string& key, const std::string& title) {
  return {.key = key,
          .title = title,
          .columns = {{"id", "ID"},
                      {"customer_id", ""},
                      {"customer", "CUSTOMER"},
                      {"what", "WHAT"},
                      {"text", "TEXT"},
                      {"due", "DUE"},
                      {"late_from", ""},
                      {"late", "LATE", Column::Align::right},
                      {"loop", ""},
                      {"unsettled", ""},
                      {"level", "LEVEL"},
                      {"command", ""}},
          .rows = {}};
}

Row row_of(const MatterRow& row, Instant as_of) {
  const Matter& matter = row.matter;
  const bool late = matter.late_from <= as_of;
  return {
      .cells = {matter.id, matter.customer, Text{row.customer}, Word{what_is_owed(matter, late)},
                text_cell(matter.text), matter.due ? due_cell(*matter.due) : matter.late_from,
                matter.late_from, late ? Cell(Length{as_of - matter.late_from}) : Cell(),
                cell(matter.loop), matter.unsettled || matter.what == Matter::What::settlement,
                text_cell(row.level), Word{settling_command(matter, Wording::whole)}},
      .tone = late ? Tone::late : Tone::soon};
}

/// A command line, as far as its brief form goes, and what is to be added.
struct CommandLine {
  std::string brief;
  std::string rest = {};
};

CommandLine command_of(const Matter& matter) {
  const std::string id = shown(matter.id);
  const CommandLine settle{"settle-promise " + id, " --explained TEXT --compensated TEXT"};
  switch (matter.what) {
    case Matter::What::promise:
    case Matter::What::theirs:
      if (!matter.untold) return {"keep-promise " + id};
      return matter.unsettled ? settle : CommandLine{"withdraw-promise " + id + " --told"};
    case Matter::What::settlement:
      return settle;
    case Matter::What::answer:
      return {"log " + shown(matter.customer) + " -o --loop " + shown(*matter.loop), " TEXT"};
    case Matter::What::step:
      return {"step " + id + " --done"};
    case Matter::What::back:
      return {(matter.waited_on == WaitingOn::customer ? "chase " : "unwait ") + id};
    case Matter::What::confirmation:
      return {"confirm-loop " + id};
  }
  return {};
}

}  // namespace

std::string what_is_owed(const Matter& matter, bool late) {
  switch (matter.what) {
    case Matter::What::promise:
      if (matter.untold && !late) return "to tell";
      return late && !matter.unsettled ? "promise, settled" : "promise";
    case Matter::What::settlement:
      return "to settle";
    case Matter::What::answer:
      return "answer";
    case Matter::What::step:
      return "step";
    case Matter::What::theirs:
      return "their promise";
    case Matter::What::back:
      return "back";
    case Matter::What::confirmation:
      return "to confirm";
  }
  return {};
}

std::string settling_command(const Matter& matter, Wording wording) {
  const auto [command, rest] = command_of(matter);
  return wording == Wording::brief ? command : "kept " + command + rest;
}

Cell due_cell(const Due& due) {
  const Day* day = std::get_if<Day>(&due.meant);
  return day ? Cell(*day) : Cell(due);
}

Report overdue_report(std::span<const MatterRow> matters, Instant as_of) {
  Section ours = empty_section("ours", "");
  Section theirs = empty_section("theirs", "Their promises to us");
  for (const MatterRow& row : matters) {
    Section& section = row.matter.what == Matter::What::theirs ? theirs : ours;
    section.rows.push_back(row_of(row, as_of));
  }
  Report report{.name = "overdue", .title = "", .sections = {}};
  report.sections.push_back(std::move(ours));  // an initializer list would copy all rows
  report.sections.push_back(std::move(theirs));
  return report;
}

}  // namespace kept
