#include "reports/named.hpp"

namespace kept {

Figures PromisesReport::Tally::figures() const {
  const auto bar = [](std::string key, std::string words, std::string heading, int value) {
    return Figure{.key = std::move(key),
                  .words = std::move(words),
                  .heading = std::move(heading),
                  .value = std::int64_t{value},
                  .has_bar = true};
  };
  Figure kept = bar("kept", "kept", "KEPT", ours.kept);
  kept.among_groups = rate_in_words(ours.kept, ours.judged());
  return {{"judged", "kept, kept late or broken", "JUDGED", std::int64_t{ours.judged()}},
          std::move(kept),
          bar("kept_late", "kept late", "LATE", ours.kept_late),
          bar("broken", "broken", "BROKEN", ours.broken),
          rate_figure("rate", "kept rate", ours.kept, ours.judged()),
          {"promises_moved_in_time", "moved in time, none missed", "MOVED", moved_in_time},
          {"moves_in_time", "moves in time", "", std::int64_t{ours.moved_in_time}},
          {"broken_then_moved", "broken, then moved", "BROKEN, MOVED", broken_then_moved},
          {"released", "released", "", std::int64_t{ours.released}},
          {"withdrawn", "withdrawn", "", std::int64_t{ours.withdrawn}},
          {"unsettled", "unsettled at the end", "", unsettled},
          median_figure("lead_time_median", "lead time, median", "", lead_times),
          median_figure("lateness_median", "kept late by, median", "", latenesses),
          percentile_figure("lateness_p90", "kept late by, 90% within", "", latenesses),
          {"theirs_kept", "theirs: kept", "", std::int64_t{theirs.kept}},
          {"theirs_kept_late", "theirs: kept late", "", std::int64_t{theirs.kept_late}},
          {"theirs_broken", "theirs: broken", "", std::int64_t{theirs.broken}}};
}

void PromisesReport::Tally::count(const Promise& promise, const Judgement& judgement) {
  if (promise.theirs) return theirs.count(judgement);
  ours.count(judgement);
  moved_in_time += was_moved_in_time(judgement) ? 1 : 0;
  broken_then_moved += was_broken_then_moved(judgement) ? 1 : 0;
  // Imported times are taken as they are, and may run backwards.
  lead_times.push_back(
      std::max(promise.deadlines.front().due.late_from - promise.made.at, std::chrono::seconds(0)));
  if (const auto late = lateness(promise, judgement)) latenesses.push_back(*late);
}

void PromisesReport::add_unsettled(const Promise& promise, const Period& period, const At& at) {
  const Instant until = period.until;
  if (promise.theirs || promise.made.at > until) return;
  // Once missed, always missed: what never was has been unsettled at no end, either. But what is
  // settled by now may have been unsettled at the end of an earlier month.
  if (judge(promise, until).missed.empty() && !is_unsettled_at_end(promise, until)) return;
  for (const Instant end : cut.groups.ends(period, promise.made.at, until)) {
    if (is_unsettled_at_end(promise, end)) ++at(end).unsettled;
  }
}

void PromisesReport::add(const Promise& promise) {
  cut.each_period(cut.groups.of(promise), [&](const Period& period, const At& at) {
    if (const auto judgement = judged_in(promise, period.first(), period.until)) {
      at(judgement->falls_in).count(promise, *judgement);
    }
    add_unsettled(promise, period, at);
  });
}

}  // namespace kept
