#include "reports/named.hpp"

namespace kept {

Figures WaitingReport::Tally::figures() const {
  const auto& [customer, third, snooze] = lengths;
  return {
      {.key = "begun", .words = "waits begun", .heading = "BEGUN", .value = begun, .has_bar = true},
      {.key = "ended", .words = "ended", .heading = "ENDED", .value = ended, .has_bar = true},
      {.key = "waiting",
       .words = "waiting at the end",
       .heading = "WAITING",
       .value = waiting,
       .has_bar = true},
      {"snoozes", "snoozes begun", "SNOOZES", snoozes},
      {"snoozed_again", "loops snoozed twice or more", "", snoozed_again},
      median_figure("customer_median", "for the customer, median", "FOR CUSTOMER", customer),
      mean_figure("customer_mean", "for the customer, mean", "", customer),
      median_figure("third_median", "for a third party, median", "FOR THIRD", third),
      mean_figure("third_mean", "for a third party, mean", "", third),
      median_figure("snooze_median", "snoozed, median", "", snooze),
      mean_figure("snooze_mean", "snoozed, mean", "", snooze)};
}

void WaitingReport::add_snoozes(const Loop& loop, const Period& period, const At& at) {
  int so_far = 0;
  const Tally* counted = nullptr;
  for (const Wait& wait : loop.waits) {
    if (wait.on != WaitingOn::snooze) continue;
    ++so_far;
    if (!period.contains(wait.since.at)) continue;
    Tally& tally = at(wait.since.at);
    ++tally.snoozes;
    if (so_far < 2 || counted == &tally) continue;
    counted = &tally;
    ++tally.snoozed_again;
  }
}

void WaitingReport::add(const Loop& loop, std::span<const Entry> entries) {
  if (loop.waits.empty()) return;
  cut.each_period(cut.groups.of(loop), [&](const Period& period, const At& at) {
    for (const Wait& wait : loop.waits) {
      if (period.contains(wait.since.at)) ++at(wait.since.at).begun;
      const auto end = end_of(wait, loop, entries);
      if (!end || !period.contains(*end)) continue;
      Tally& tally = at(*end);
      ++tally.ended;
      // Imported times are taken as they are, and may run backwards.
      tally.lengths[static_cast<std::size_t>(wait.on)].push_back(
          std::max(*end - wait.since.at, std::chrono::seconds(0)));
    }
    add_snoozes(loop, period, at);
    for (const Instant end : cut.groups.ends(period, loop)) {
      if (waiting(loop, entries, end)) ++at(end).waiting;
    }
  });
  if (cut.has_groups()) return;
  const Instant until = cut.period().until;
  const Wait* wait = waiting(loop, entries, until);
  if (!wait) return;
  rows.push_back({loop.id, loop.customer, loop.title, *wait, effort_of(loop, {}, until).snoozes});
}

Section WaitingReport::waiting_section(const NameOf& name_of_customer) {
  std::stable_sort(rows.begin(), rows.end(), [](const WaitRow& left, const WaitRow& right) {
    return left.wait.since < right.wait.since;
  });
  Section section{.key = "waiting",
                  .title = "Loops that wait, longest first",
                  .columns = {{"id", "ID"},
                              {"customer_id", ""},
                              {"customer", "CUSTOMER"},
                              {"title", ""},
                              {"waiting_on", "WAITING"},
                              {"waiting_since", ""},
                              {"", "SINCE"},
                              {"length", "FOR", Column::Align::right},
                              {"until", ""},
                              {"", "UNTIL"},
                              {"reason", "WHAT FOR"},
                              {"snoozes", ""},
                              {"", "SNOOZES", Column::Align::right}},
                  .rows = {}};
  const auto day = [&](Instant at) { return Word{iso(cut.zone().day(at))}; };
  for (const WaitRow& row : rows) {
    const Wait& wait = row.wait;
    section.rows.push_back(
        {.cells = {row.loop, row.customer, Text{name_of_customer(row.customer)},
                   text_cell(row.title), word_of(wait.on), wait.since.at, day(wait.since.at),
                   Length{cut.period().until - wait.since.at}, cell(wait.until),
                   wait.until ? Cell(day(*wait.until)) : Cell(), text_cell(wait.reason),
                   std::int64_t{row.snoozes},
                   row.snoozes > 0 ? Cell(std::int64_t{row.snoozes}) : Cell()}});
  }
  return section;
}

Report WaitingReport::report(const NameOf& name_of_customer) {
  Report report = cut.report("waiting", "Waiting", name_of_customer);
  if (!cut.has_groups()) {
    report.sections.insert(report.sections.begin(), waiting_section(name_of_customer));
  }
  return report;
}

}  // namespace kept
