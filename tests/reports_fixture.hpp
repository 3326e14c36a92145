#pragma once

#include <doctest/doctest.h>

#include "kept/render.hpp"
#include "kept/text.hpp"
#include "reports/reports.hpp"
#include "rules_stories.hpp"

/// What the tests of the reports share: rows to report on, and a look at what came of them.

namespace kept::reports_fixture {

using namespace stories;

inline const Id dana{Kind::customer, 3 * Id::machines};

inline const Section& section(const Report& report, std::string_view key) {
  for (const Section& each : report.sections) {
    if (each.key == key) return each;
  }
  FAIL("the report has no section ", std::string(key));
  return report.sections.front();
}

inline const Cell& value(const Section& section, const Row& row, std::string_view key) {
  REQUIRE(row.cells.size() == section.columns.size());
  for (std::size_t i = 0; i < section.columns.size(); ++i) {
    if (section.columns[i].key == key) return row.cells[i];
  }
  FAIL("the section has no column ", std::string(key));
  return row.cells.front();
}

inline const Cell& field(const Report& report, std::string_view key, std::string_view column) {
  const Section& fields = section(report, key);
  REQUIRE(fields.layout == Section::Layout::fields);
  REQUIRE(fields.rows.size() == 1);
  return value(fields, fields.rows.front(), column);
}

/// The column of a section as words: ids, words and texts.
inline std::vector<std::string> column(const Report& report, std::string_view key,
                                       std::string_view name) {
  std::vector<std::string> words;
  const Section& table = section(report, key);
  for (const Row& row : table.rows) {
    const Cell& cell = value(table, row, name);
    if (const auto* id = std::get_if<Id>(&cell)) words.push_back(shown(*id));
    if (const auto* word = std::get_if<Word>(&cell)) words.push_back(word->word);
    if (const auto* text = std::get_if<Text>(&cell)) words.push_back(text->text);
    if (std::holds_alternative<std::monostate>(cell)) words.emplace_back();
  }
  return words;
}

using List = std::vector<std::string>;

inline MatterRow matter(Matter::What what, std::int64_t serial, Due due) {
  Matter matter{.what = what,
                .id = {Kind::promise, serial * Id::machines},
                .customer = dana,
                .loop = std::nullopt,
                .text = "the drawings",
                .late_from = due.late_from,
                .due = due};
  return {matter, "דנה לוי"};
}

inline MatterRow answer(std::int64_t serial, Instant late_from) {
  MatterRow row = matter(Matter::What::answer, serial, due_at(late_from));
  row.matter.id.kind = Kind::entry;
  row.matter.due.reset();
  row.matter.loop = Id{Kind::loop, 7 * Id::machines};
  return row;
}

inline Due at_time(int day, int hour, int minute) {
  const Instant instant = march(day, hour, minute);
  return {Minute(std::chrono::floor<std::chrono::minutes>(instant.time_since_epoch())), "UTC",
          instant + std::chrono::minutes(1)};
}

inline Event event(Instant at, std::int64_t recorded, std::string what) {
  return {{at, recorded}, dana, std::move(what), "", "", std::nullopt, std::nullopt};
}

inline PromiseRow row(const Promise& promise) {
  return {promise, "Dana Levi"};
}

/// As `report` calls it: with the rate of the same promises.
inline Report summary_of(std::span<const StoryRow> loops, std::span<const PromiseRow> promises,
                         const Period& period) {
  KeptRate rate;
  for (const PromiseRow& each : promises) {
    const auto judgement =
        counted_in(each.promise, period.since.value_or(Instant::min()), period.until);
    if (judgement) rate.count(*judgement);
  }
  return summary_report(loops, promises, rate, period);
}

inline std::vector<std::string> states(const Promise& promise, Instant as_of) {
  const Judgement judgement = judge(promise, as_of);
  std::vector<std::string> all;
  for (std::size_t i = 0; i < promise.deadlines.size(); ++i) {
    all.push_back(state_of_deadline(promise, i, judgement, as_of));
  }
  return all;
}

inline List whats(std::vector<Event> events) {
  return column({.name = "", .title = "", .sections = {timeline_section(std::move(events), dana)}},
                "timeline", "what");
}

}  // namespace kept::reports_fixture
