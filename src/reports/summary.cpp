#include "reports/reports.hpp"

namespace kept {

namespace {

struct Breach {
  const PromiseRow* row;
  Judgement judgement;
};

/// A promise whose last second of being due is the period's last counts as broken in kept_rate(),
/// so it is listed, too.
std::optional<Judgement> breach_in(const Promise& promise, const Period& period) {
  if (promise.theirs || promise.made.at > period.until) return std::nullopt;
  Judgement judgement = judge(promise, period.until);
  const bool missed = !judgement.missed.empty();
  const bool runs_out = judgement.verdict == Verdict::open && judgement.falls_in <= period.until;
  if (!missed && !runs_out) return std::nullopt;
  if (!judgement.unsettled && !period.contains(judgement.falls_in)) return std::nullopt;
  return judgement;
}

std::vector<Breach> breaches(std::span<const PromiseRow> promises, const Period& period) {
  std::vector<Breach> found;
  for (const PromiseRow& row : promises) {
    if (auto judgement = breach_in(row.promise, period)) {
      found.push_back({&row, *std::move(judgement)});
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Breach& left, const Breach& right) {
    return left.judgement.falls_in < right.judgement.falls_in;
  });
  return found;
}

Row row_of(const Breach& breach) {
  const Promise& promise = breach.row->promise;
  const Judgement& judgement = breach.judgement;
  const bool missed = !judgement.missed.empty();
  const std::size_t first = missed ? judgement.missed.front() : judgement.in_force;
  const bool settled = missed && !judgement.unsettled;
  return {.cells = {promise.id, promise.customer, Text{breach.row->customer},
                    text_cell(promise.text), due_cell(promise.deadlines[first].due),
                    word_of(missed ? judgement.verdict : Verdict::broken), !settled,
                    Word{settled ? "given" : "owed"}, std::int64_t{judgement.moved_in_time}},
          .tone = settled ? Tone::plain : Tone::late};
}

Section broken_promises_section(std::span<const PromiseRow> promises, const Period& period) {
  Section section{.key = "broken_promises",
                  .title = "Broken promises",
                  .columns = {{"id", "ID"},
                              {"customer_id", ""},
                              {"customer", "CUSTOMER"},
                              {"text", "TEXT"},
                              {"due", "DUE"},
                              {"verdict", "VERDICT"},
                              {"unsettled", ""},
                              {"settlement", "SETTLEMENT"},
                              {"moved_in_time", ""}},
                  .rows = {}};
  for (const Breach& breach : breaches(promises, period)) section.rows.push_back(row_of(breach));
  return section;
}

Section kept_rate_section(const KeptRate& rate, const Period& period) {
  const auto percent = rate.percent();
  return fields_section("kept_rate", "Kept rate",
                        {{"since", cell(period.since)},
                         {"until", period.until},
                         {"rate", Percent{percent}},
                         {"kept", std::int64_t{rate.kept}},
                         {"kept_late", std::int64_t{rate.kept_late}},
                         {"broken", std::int64_t{rate.broken}},
                         {"moved_in_time", std::int64_t{rate.moved_in_time}},
                         {"released", std::int64_t{rate.released}},
                         {"withdrawn", std::int64_t{rate.withdrawn}}});
}

}  // namespace

Section open_loops_section(std::span<const StoryRow> loops, Instant as_of) {
  std::vector<const StoryRow*> open;
  for (const StoryRow& row : loops) {
    if (was_open(row.story.loop, as_of)) open.push_back(&row);
  }
  std::stable_sort(open.begin(), open.end(), [](const StoryRow* left, const StoryRow* right) {
    return left->story.loop.opened < right->story.loop.opened;
  });
  Section section{.key = "open_loops",
                  .title = "Open loops",
                  .columns = {{"id", "ID"},
                              {"customer_id", ""},
                              {"customer", "CUSTOMER"},
                              {"title", "TITLE"},
                              {"kind", "KIND"},
                              {"opened", ""},
                              {"age", "AGE", Column::Align::right},
                              {"turn", "TURN"},
                              {"waiting_on", "WAITING"},
                              {"waiting_since", ""}},
                  .rows = {}};
  for (const StoryRow* row : open) {
    const Loop& loop = row->story.loop;
    const Wait* wait = waiting(loop, row->story.entries, as_of);
    section.rows.push_back(
        {.cells = {loop.id, loop.customer, Text{row->customer}, text_cell(loop.title),
                   word_of(loop.kind), loop.opened.at, Length{as_of - loop.opened.at},
                   word_of(whose_turn(row->story, as_of)), waiting_on_cell(wait),
                   waiting_since_cell(wait)}});
  }
  return section;
}

bool is_breach(const Promise& promise, const Period& period) {
  return breach_in(promise, period).has_value();
}

Report summary_report(std::span<const StoryRow> loops, std::span<const PromiseRow> promises,
                      const KeptRate& rate, const Period& period) {
  return {.name = "report",
          .title = "",
          .sections = {open_loops_section(loops, period.until),
                       broken_promises_section(promises, period), kept_rate_section(rate, period)}};
}

}  // namespace kept
