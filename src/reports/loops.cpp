#include "reports/named.hpp"

namespace kept {

namespace {

constexpr std::size_t most_open_loops = 10;

Effort effort_in(const Period& period, const Entry& entry) {
  if (entry.happened.at > period.until) return {};
  const Effort effort = effort_of(entry);
  return period.contains(entry.happened.at) ? effort : Effort{.touches = effort.touches};
}

template <class Tally>
void add_chases(const Effort& effort, Tally& tally) {
  tally.chases_by_customer += effort.chased_by_customer;
  tally.chases_by_us += effort.chased_by_us;
}

template <class Tally>
void add_word(const Closing& closing, const Period& period, Tally& tally) {
  ++tally.closed;
  const bool reopened = closing.reopened && closing.reopened->at <= period.until;
  tally.closings_reopened += reopened ? 1 : 0;
  tally.confirmed += was_confirmed(closing, period.until) ? 1 : 0;
  const auto rating = rating_by(closing, period.until);
  if (!rating) return;
  ++tally.ratings;
  tally.stars += *rating;
}

Section oldest(Section open) {
  const std::size_t all = open.rows.size();
  open.title = "Open loops, oldest first";
  if (all <= most_open_loops) return open;
  open.most_rows = most_open_loops;
  open.title = "Oldest open loops (" + std::to_string(most_open_loops) + " of " +
               std::to_string(all) + ": kept list loops --open shows all)";
  return open;
}

}  // namespace

Figures LoopsReport::Tally::figures() const {
  Figure reopened = rate_figure("reopen_rate", "reopen rate", closings_reopened, closed);
  reopened.heading = "REOPENED";
  return {
      {.key = "opened", .words = "opened", .heading = "OPENED", .value = opened, .has_bar = true},
      {.key = "closed", .words = "closed", .heading = "CLOSED", .value = closed, .has_bar = true},
      {.key = "open",
       .words = "open at the end",
       .heading = "OPEN",
       .value = open,
       .has_bar = true},
      {"reopenings", "reopened", "", reopenings},
      std::move(reopened),
      median_figure("time_to_close_median", "time to close, median", "TO CLOSE", times_to_close),
      percentile_figure("time_to_close_p90", "time to close, 90% within", "", times_to_close),
      rate_figure("confirmed_rate", "confirmed by the customer", confirmed, closed),
      mean_figure("rating", "rating, mean", "RATING", stars, ratings),
      mean_figure("touches", "touches per closed loop, mean", "", touches, loops_closed),
      {"handovers", "hand-overs", "", handovers},
      {"chases_by_customer", "chases by the customer", "", chases_by_customer},
      {"chases_by_us", "chases by us", "", chases_by_us}};
}

void LoopsReport::add(const Entry& entry) {
  cut.groups.add(entry);
  if (!entry.loop) return;
  Effort* sum = said_in[entry.loop->number].data();
  cut.each_period(std::nullopt, [&](const Period& period, const At& at) {
    const Effort effort = effort_in(period, entry);
    const bool chases = effort.chased_by_customer + effort.chased_by_us > 0;
    if (chases && cut.groups.by_month()) add_chases(effort, at(entry.happened.at));
    *sum++ += effort;
  });
}

void LoopsReport::add_closings(const Loop& loop, std::span<const Entry> entries, int touches,
                               const Period& period, const At& at) {
  const Tally* counted = nullptr;
  for (const Closing& closing : loop.closings) {
    if (closing.reopened && period.contains(closing.reopened->at)) {
      ++at(closing.reopened->at).reopenings;
    }
    if (!period.contains(closing.closed.at)) continue;
    Tally& tally = at(closing.closed.at);
    add_word(closing, period, tally);
    if (&closing == &loop.closings.front()) {
      if (const auto time = time_to_close(loop, entries)) tally.times_to_close.push_back(*time);
    }
    if (counted == &tally) continue;
    counted = &tally;
    ++tally.loops_closed;
    tally.touches += touches;
  }
}

void LoopsReport::add(const Loop& loop, std::span<const Entry> entries) {
  const auto said = said_in.find(loop.id.number);
  const Said none{};
  const Effort* effort = said == said_in.end() ? none.data() : said->second.data();
  cut.each_period(cut.groups.of(loop), [&](const Period& period, const At& at) {
    if (period.contains(loop.opened.at)) ++at(loop.opened.at).opened;
    add_closings(loop, entries, effort->touches, period, at);
    for (const Handover& handover : loop.handovers) {
      if (period.contains(handover.happened.at)) ++at(handover.happened.at).handovers;
    }
    for (const Instant end : cut.groups.ends(period, loop)) {
      if (was_open(loop, end)) ++at(end).open;
    }
    if (!cut.groups.by_month()) add_chases(*effort, at(period.until));
    ++effort;
  });
}

Report LoopsReport::report(const NameOf& name_of_customer, std::span<const StoryRow> open) {
  Report report = cut.report("loops", "Loops", name_of_customer);
  if (!cut.has_groups()) {
    report.sections.push_back(oldest(open_loops_section(open, cut.period().until)));
  }
  return report;
}

}  // namespace kept
