#include "reports/named.hpp"

namespace kept {

namespace {

/// A business day has fewer hours than a day.
Figure in_hours(Figure figure) {
  figure.in_hours = true;
  return figure;
}

}  // namespace

Figures AnswersReport::Tally::figures() const {
  const auto bar = [](std::string key, std::string words, std::string heading, std::int64_t value) {
    return Figure{.key = std::move(key),
                  .words = std::move(words),
                  .heading = std::move(heading),
                  .value = value,
                  .has_bar = true};
  };
  Figure punctual = bar("in_time", "in time", "IN TIME", in_time);
  punctual.among_groups = rate_in_words(in_time, in_time + late);
  return {bar("asked", "asked", "ASKED", asked),
          bar("answered", "answered", "", answered),
          std::move(punctual),
          bar("late", "late", "LATE", late),
          bar("owed", "still owed at the end", "OWED", owed),
          {"never_answered", "closed without an answer", "", never},
          rate_figure("in_time_rate", "in-time rate", in_time, in_time + late),
          in_hours(median_figure("first_response_median", "business time to answer, median",
                                 "MEDIAN", times)),
          in_hours(percentile_figure("first_response_p90", "business time to answer, 90% within",
                                     "90%", times))};
}

void AnswersReport::add(Id loop, const FirstQuestion& question, std::chrono::seconds took) {
  bool matters = false;
  cut.each_period(std::nullopt, [&](const Period& period, const auto&) {
    matters = matters || period.contains(question.asked);
  });
  if (matters) questions[loop.number] = {question, took};
}

void AnswersReport::add(const Loop& loop) {
  const auto known = questions.find(loop.id.number);
  if (known == questions.end()) return;
  const auto& [question, took] = known->second;
  cut.each_period(cut.groups.of(loop),
                  [&, &question = question, &took = took](const Period& period, const auto& at) {
                    if (!period.contains(question.asked)) return;
                    const FirstAnswerJudgement judgement = judge(question, loop, period.until);
                    Tally& tally = at(question.asked);
                    ++tally.asked;
                    tally.answered += judgement.answered ? 1 : 0;
                    tally.in_time += judgement.in_time() ? 1 : 0;
                    tally.late += judgement.late ? 1 : 0;
                    tally.owed += judgement.owed ? 1 : 0;
                    tally.never += judgement.answered || judgement.owed ? 0 : 1;
                    if (judgement.answered) tally.times.push_back(took);
                  });
}

}  // namespace kept
