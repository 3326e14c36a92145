#include "reports/named.hpp"

namespace kept {

namespace {

/// Those without a due time come last.
Instant late_from(const Step& step) {
  return step.due ? step.due->late_from : Instant::max();
}

}  // namespace

Figures StepsReport::Tally::figures() const {
  return {{.key = "added", .words = "added", .heading = "ADDED", .value = added, .has_bar = true},
          {.key = "done", .words = "done", .heading = "DONE", .value = done, .has_bar = true},
          {"done_in_time", "done in time", "IN TIME", in_time},
          {"done_late", "done late", "LATE", late},
          {"dropped", "dropped", "DROPPED", dropped},
          {.key = "open",
           .words = "open at the end",
           .heading = "OPEN",
           .value = open,
           .has_bar = true},
          {"overdue", "overdue at the end", "OVERDUE", overdue}};
}

void StepsReport::add_ending(const Step& step, const Period& period, const At& at) {
  if (!step.ended || !period.contains(step.ended->at)) return;
  Tally& tally = at(step.ended->at);
  if (step.dropped) {
    ++tally.dropped;
    return;
  }
  ++tally.done;
  if (step.due) ++(in_time(step.ended->at, *step.due) ? tally.in_time : tally.late);
}

void StepsReport::add(const Loop& loop, std::span<const Entry> entries) {
  if (loop.steps.empty()) return;
  cut.each_period(cut.groups.of(loop), [&](const Period& period, const At& at) {
    for (const Step& step : loop.steps) {
      if (period.contains(step.added.at)) ++at(step.added.at).added;
      add_ending(step, period, at);
    }
    for (const Instant end : cut.groups.ends(period, loop)) {
      if (!was_open(loop, end)) continue;
      for (const Step& step : loop.steps) {
        if (was_open(step, end)) ++at(end).open;
      }
      const auto owed = steps_owed(loop, entries, end, end);
      if (!owed.empty()) at(end).overdue += std::ssize(owed);
    }
  });
  if (!cut.has_groups()) add_rows(loop, entries);
}

void StepsReport::add_rows(const Loop& loop, std::span<const Entry> entries) {
  const Period& period = cut.period();
  const auto owed = steps_owed(loop, entries, period.until, period.until);
  const bool loop_is_open = was_open(loop, period.until);
  for (const Step& step : loop.steps) {
    const bool open = loop_is_open && was_open(step, period.until);
    const bool done = step.ended && !step.dropped && period.contains(step.ended->at);
    if (!open && !done) continue;
    Plan& plan = plans[step.plan];
    ++(open ? plan.open : plan.done);
    if (plan.last_loop != loop.id.number) ++plan.loops;
    plan.last_loop = loop.id.number;
    if (!open) continue;
    const bool overdue = std::find(owed.begin(), owed.end(), &step) != owed.end();
    const Wait* wait = waiting(loop, entries, period.until);
    rows.push_back(
        {loop.customer, loop.id, step, overdue, wait ? std::optional(wait->on) : std::nullopt});
  }
}

Section StepsReport::plans_section() const {
  Section section{.key = "plans",
                  .title = "By plan",
                  .columns = {{"plan", ""},
                              {"", "PLAN"},
                              {"open", "OPEN", Column::Align::right},
                              {"done", "DONE", Column::Align::right},
                              {"loops", "LOOPS", Column::Align::right}},
                  .rows = {}};
  for (const auto& [name, plan] : plans) {
    section.rows.push_back(
        {.cells = {text_cell(name), name.empty() ? Cell(Word{"none"}) : Text{name}, plan.open,
                   plan.done, plan.loops}});
  }
  // What came from no plan is not the first of them.
  if (plans.contains(""))
    std::rotate(section.rows.begin(), section.rows.begin() + 1, section.rows.end());
  return section;
}

Section StepsReport::open_section(const NameOf& name_of_customer) {
  std::stable_sort(rows.begin(), rows.end(), [](const StepRow& left, const StepRow& right) {
    return late_from(left.step) < late_from(right.step);
  });
  Section section{.key = "open_steps",
                  .title = "Open steps, oldest due first",
                  .columns = {{"id", "ID"},
                              {"customer_id", ""},
                              {"customer", "CUSTOMER"},
                              {"text", "TEXT"},
                              {"plan", "PLAN"},
                              {"due", "DUE"},
                              {"late", "LATE", Column::Align::right},
                              {"waiting_on", "WAITING"}},
                  .rows = {}};
  for (const StepRow& row : rows) {
    const Step& step = row.step;
    const auto late = [&] { return Length{cut.period().until - step.due->late_from}; };
    section.rows.push_back(
        {.cells = {id_of_step(row.loop, step), row.customer, Text{name_of_customer(row.customer)},
                   text_cell(step.text), text_cell(step.plan),
                   step.due ? due_cell(*step.due) : Cell(), row.overdue ? Cell(late()) : Cell(),
                   row.waiting ? Cell(word_of(*row.waiting)) : Cell()},
         .tone = row.overdue ? Tone::late : Tone::plain});
  }
  return section;
}

Report StepsReport::report(const NameOf& name_of_customer) {
  Report report = cut.report("steps", "Steps", name_of_customer);
  if (cut.has_groups()) return report;
  report.sections.push_back(plans_section());
  report.sections.push_back(open_section(name_of_customer));
  return report;
}

}  // namespace kept
