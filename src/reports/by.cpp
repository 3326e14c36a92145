#include "reports/by.hpp"

namespace kept {

Figures CrossSection::Tally::figures() const {
  const KeptRate& rate = promises;
  return {{"opened", "opened", "OPENED", opened},
          {"closed", "closed", "CLOSED", closed},
          {"open", "open at the end", "OPEN", open},
          median_figure("time_to_close", "time to close", "TO CLOSE", times_to_close),
          mean_figure("rating", "rating", "RATING", stars, ratings),
          {.key = "kept",
           .words = "kept",
           .heading = "KEPT",
           .value = std::int64_t{rate.kept},
           .among_groups = rate_in_words(rate.kept, rate.judged())},
          {"kept_late", "kept late", "LATE", std::int64_t{rate.kept_late}},
          {"broken", "broken", "BROKEN", std::int64_t{rate.broken}},
          {"rate", "kept rate", "", Percent{rate.percent()}},
          {"released", "released", "", std::int64_t{rate.released}},
          {"withdrawn", "withdrawn", "", std::int64_t{rate.withdrawn}}};
}

void CrossSection::add(const Loop& loop, std::span<const Entry> entries) {
  cut.each_period(cut.groups.of(loop), [&](const Period& period, const auto& at) {
    if (period.contains(loop.opened.at)) ++at(loop.opened.at).opened;
    for (const Closing& closing : loop.closings) {
      if (!period.contains(closing.closed.at)) continue;
      Tally& tally = at(closing.closed.at);
      ++tally.closed;
      if (const auto rating = rating_by(closing, period.until)) {
        ++tally.ratings;
        tally.stars += *rating;
      }
      if (&closing != &loop.closings.front()) continue;
      if (const auto time = time_to_close(loop, entries)) tally.times_to_close.push_back(*time);
    }
    for (const Instant end : cut.groups.ends(period, loop)) {
      if (was_open(loop, end)) ++at(end).open;
    }
  });
}

void CrossSection::add(const Promise& promise) {
  cut.each_period(cut.groups.of(promise), [&](const Period& period, const auto& at) {
    const auto judgement = counted_in(promise, period.first(), period.until);
    if (judgement) at(judgement->falls_in).promises.count(*judgement);
  });
}

Report CrossSection::report(const std::function<std::string(Id)>& name_of_customer) {
  return {.name = "report", .title = "", .sections = {cut.section(name_of_customer)}};
}

}  // namespace kept
