#include "reports/explain.hpp"

#include "kept/text.hpp"

namespace kept {

namespace {

using std::chrono::seconds;

// ---- words -----------------------------------------------------------------------------------

/// Exact to the minute, unlike span(): it is to be added up by hand.
std::string hours_and_minutes(seconds length) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(length).count();
  const std::string rest = std::to_string(minutes % 60) + " min";
  if (minutes < 60) return rest;
  const std::string hours = std::to_string(minutes / 60) + " h";
  return minutes % 60 == 0 ? hours : hours + " " + rest;
}

std::string business_time(seconds length) {
  return hours_and_minutes(length) + " of business time";
}

std::string list_of(const std::vector<Day>& days) {
  constexpr std::size_t most_named = 4;
  if (days.size() > most_named) {
    return std::to_string(days.size()) + " days, " + shown(days.front()) + " to " +
           shown(days.back());
  }
  std::string list;
  for (const Day day : days) list += (list.empty() ? "" : ", ") + shown(day);
  return list;
}

std::string as_of_then(const Reckoning& reckoning) {
  return "on " + shown(reckoning.as_of, reckoning.zone) + ": ";
}

/// `due Thu 2026-03-26, end of day, in Asia/Jerusalem`
std::string due_in_zone(const Due& due) {
  return "due " + shown(due) + ", in " + due.zone;
}

/// How late something is in plain time, or in how many days it is due.
std::string late_or_due(const Due& due, const Reckoning& reckoning) {
  if (in_time(reckoning.as_of, due)) {
    return "due " + distance(reckoning.zone.day(reckoning.as_of), day_of(due));
  }
  return span(reckoning.as_of - due.late_from) + " late";
}

// ---- answers ---------------------------------------------------------------------------------

bool has_hours(const BusinessWeek& week) {
  return std::any_of(week.open.begin(), week.open.end(),
                     [](const auto& ranges) { return !ranges.empty(); });
}

/// Where a moment stands that is in no business hours.
std::string outside_hours(Instant asked, Instant start, const Reckoning& reckoning) {
  const Skipped skipped = skipped_between(asked, asked, reckoning.zone, reckoning.week);
  if (!skipped.holidays.empty()) return "on a holiday";
  if (!skipped.free_days.empty()) return "on a day without hours";
  const Day day = reckoning.zone.day(asked);
  if (reckoning.zone.day(start) != day) return "after hours";
  const auto& first = reckoning.week.open[std::chrono::weekday(day).c_encoding()].front();
  return reckoning.zone.local(asked) < day + first.from ? "before hours" : "between hours";
}

void add_start(const QuestionRow& question, Explanation& why, const Reckoning& reckoning) {
  const std::string first = question.id.kind == Kind::loop ? "first asked " : "asked ";
  const std::string asked = first + shown(question.asked, reckoning.zone) + ", ";
  if (why.from == question.asked) {
    const std::string hours = has_hours(reckoning.week) ? "in business hours" : "no hours are set";
    why.lines.push_back(asked + hours + ": the clock started at once");
    return;
  }
  why.lines.push_back(asked + outside_hours(question.asked, why.from, reckoning));
  why.lines.push_back("the clock started " + shown(why.from, reckoning.zone));
}

/// The number of business days that the time to answer comes to, by today's hours.
std::optional<int> business_days(const QuestionRow& question, const Reckoning& reckoning) {
  constexpr int most = 10;
  for (int days = 1; days <= most; ++days) {
    const Instant ends =
        allowance_ends(question.asked, {.days = days, .time = {}}, reckoning.zone, reckoning.week);
    if (ends == question.late_from) return days;
    if (ends > question.late_from) break;
  }
  return std::nullopt;
}

void add_allowance(const QuestionRow& question, Explanation& why, const Reckoning& reckoning) {
  const Instant late_from = question.late_from;
  std::string line = "late from " + shown(late_from, reckoning.zone) + ": ";
  if (const auto days = business_days(question, reckoning)) {
    line += shown(Allowance{.days = *days, .time = {}}) + ", ";
  }
  line += business_time(*why.business_time);
  // No answer is ever wanted by a moment outside of business hours.
  const bool other_hours =
      next_business_moment(late_from, reckoning.zone, reckoning.week) != late_from;
  why.lines.push_back(line + (other_hours ? " by today's hours, which were others then" : ""));
  if (!why.skipped->free_days.empty()) {
    why.lines.push_back("no hours: " + list_of(why.skipped->free_days));
  }
  if (!why.skipped->holidays.empty()) {
    why.lines.push_back("holidays: " + list_of(why.skipped->holidays));
  }
}

/// How much later, in business time, than the answer was wanted by.
std::string late_by(Instant at, Instant late_from, const Reckoning& reckoning) {
  return business_time(business_time_between(late_from, at, reckoning.zone, reckoning.week)) +
         " late";
}

std::string how_it_ended(const QuestionRow& question, const Reckoning& reckoning) {
  const auto& [as_of, zone, week] = reckoning;
  const Instant late_from = question.late_from;
  if (question.answered) {
    const Instant answered = *question.answered;
    const seconds took =
        question.took.value_or(business_time_between(question.asked, answered, zone, week));
    return "answered " + shown(answered, zone) + ", after " + hours_and_minutes(took) + ": " +
           (answered < late_from ? "in time" : late_by(answered, late_from, reckoning));
  }
  if (question.dropped) return "the loop is closed, so that no answer is owed";
  if (late_from <= as_of) return as_of_then(reckoning) + late_by(as_of, late_from, reckoning);
  return as_of_then(reckoning) +
         business_time(business_time_between(as_of, late_from, zone, week)) + " left";
}

// ---- promises --------------------------------------------------------------------------------

std::string word_of_deadline(const Deadline& deadline, Instant as_of, const Zone& zone) {
  const auto& told = deadline.told;
  if (!told || told->at > as_of) return "moved " + shown(deadline.set.at, zone) + ", not told";
  if (told->at == deadline.set.at) return "moved and told " + shown(told->at, zone);
  return "moved " + shown(deadline.set.at, zone) + ", told " + shown(told->at, zone);
}

void add_deadline(const Promise& promise, std::size_t i, const Judgement& judgement,
                  const Reckoning& reckoning, Explanation& why) {
  const Deadline& deadline = promise.deadlines[i];
  const Zone& zone = reckoning.zone;
  std::string state = state_of_deadline(promise, i, judgement, reckoning.as_of);
  if (state == "missed" && i == judgement.in_force && !judgement.resolved) state += ", in force";
  why.lines.push_back(due_in_zone(deadline.due) + ": " + state);
  const std::string set = i == 0 ? "promised " + shown(promise.made.at, zone)
                                 : word_of_deadline(deadline, reckoning.as_of, zone);
  why.lines.push_back(set + "; late from " + shown(deadline.due.late_from, zone));
}

void add_ending(const Promise& promise, const Reckoning& reckoning, Explanation& why) {
  const auto& [as_of, zone, week] = reckoning;
  const auto& end = promise.resolution;
  if (end && end->happened.at <= as_of) {
    std::string line = std::string(name_of(end->ending)) + " " + shown(end->happened.at, zone);
    if (end->ending == Ending::withdrawn) {
      const bool told = end->told && end->told->at <= as_of;
      line += told ? ", told " + shown(end->told->at, zone) : ", not told";
    }
    why.lines.push_back(std::move(line));
  }
  for (const Settlement& settlement : promise.settlements) {
    const Instant at = settlement.happened.at;
    if (at <= as_of) why.lines.push_back("settled " + shown(at, zone));
  }
}

std::string how_it_counts(const Promise& promise, const Judgement& judgement) {
  std::string words(name_of(judgement.verdict));
  if (promise.theirs || judgement.missed.empty()) return words;
  return words + (judgement.unsettled ? ", not settled" : ", settled");
}

Explanation promise_explanation(const Promise& promise, std::size_t deadline) {
  const Deadline& explained = promise.deadlines[deadline];
  return {.id = promise.id, .from = explained.set.at, .late_from = explained.due.late_from};
}

/// A promise that was made later is judged as it was made.
Reckoning once_made(const Promise& promise, Reckoning reckoning) {
  reckoning.as_of = std::max(reckoning.as_of, promise.made.at);
  return reckoning;
}

// ---- the section -----------------------------------------------------------------------------

Texts days_cell(const std::vector<Day>& days) {
  Texts list;
  for (const Day day : days) list.texts.push_back(iso(day));
  return list;
}

Row row_of(const Explanation& why) {
  std::string text;
  for (const std::string& line : why.lines) {
    text += (text.empty() ? "" : "\n") + single_spaced(line);
  }
  const auto& time = why.business_time;
  const auto minutes =
      time ? Cell(std::int64_t{std::chrono::floor<std::chrono::minutes>(*time).count()}) : Cell();
  return {.cells = {why.id, why.from, minutes,
                    why.skipped ? Cell(days_cell(why.skipped->holidays)) : Cell(),
                    why.skipped ? Cell(days_cell(why.skipped->free_days)) : Cell(),
                    cell(why.late_from), Text{std::move(text)}}};
}

}  // namespace

Explanation explain_answer(const QuestionRow& question, const Reckoning& reckoning) {
  const auto& [as_of, zone, week] = reckoning;
  const Instant start = next_business_moment(question.asked, zone, week);
  Explanation why{.id = question.id, .from = start, .late_from = question.late_from};
  why.business_time = business_time_between(start, question.late_from, zone, week);
  why.skipped =
      has_hours(week) ? skipped_between(question.asked, question.late_from, zone, week) : Skipped{};
  add_start(question, why, reckoning);
  add_allowance(question, why, reckoning);
  why.lines.push_back(how_it_ended(question, reckoning));
  return why;
}

Explanation explain_promise(const Promise& promise, const Reckoning& given) {
  const Reckoning reckoning = once_made(promise, given);
  const Judgement judgement = judge(promise, reckoning.as_of);
  Explanation why = promise_explanation(promise, judgement.in_force);
  for (std::size_t i = 0; i < promise.deadlines.size(); ++i) {
    if (i > 0 && promise.deadlines[i].set.at > reckoning.as_of) continue;
    add_deadline(promise, i, judgement, reckoning, why);
  }
  add_ending(promise, reckoning, why);
  const std::string counts = how_it_counts(promise, judgement);
  const Due& due = promise.deadlines[judgement.in_force].due;
  why.lines.push_back(judgement.resolved
                          ? "it counts as " + counts
                          : as_of_then(reckoning) + late_or_due(due, reckoning) + ", " + counts);
  return why;
}

Explanation explain_settlement(const Promise& promise, const Reckoning& reckoning) {
  const Judgement judgement = judge(promise, reckoning.as_of);
  const std::size_t last = last_missed(promise, judgement);
  Explanation why = promise_explanation(promise, last);
  for (const std::size_t i : judgement.missed) {
    add_deadline(promise, i, judgement, reckoning, why);
  }
  add_ending(promise, reckoning, why);
  const seconds since = reckoning.as_of - promise.deadlines[last].due.late_from;
  why.lines.push_back(as_of_then(reckoning) + span(since) + " since the miss, and not settled");
  return why;
}

Explanation explain_step(const Loop& loop, const Step& step, const Reckoning& reckoning) {
  const Due& due = step.due.value();
  Explanation why{
      .id = id_of_step(loop.id, step), .from = step.added.at, .late_from = due.late_from};
  const std::string plan = step.plan.empty() ? "" : " by the plan " + step.plan;
  why.lines = {due_in_zone(due),
               "added " + shown(step.added.at, reckoning.zone) + plan + "; late from " +
                   shown(due.late_from, reckoning.zone),
               as_of_then(reckoning) + late_or_due(due, reckoning)};
  return why;
}

Explanation explain_wait(const Loop& loop, const Wait& wait, const Reckoning& reckoning) {
  Explanation why{.id = loop.id, .from = wait.since.at, .late_from = std::nullopt};
  const std::string waited = wait.on == WaitingOn::snooze ? "" : "waited ";
  why.lines.push_back(waited + said_of_wait(wait));
  std::string time = "from " + shown(wait.since.at, reckoning.zone);
  if (wait.until) time += " to " + shown(*wait.until, reckoning.zone);
  why.lines.push_back(std::move(time));
  why.lines.emplace_back("since then nothing was said or promised");
  return why;
}

Explanation explain_closing(const Loop& loop, const Reckoning& reckoning) {
  const Closing& last = loop.closings.back();
  return {.id = loop.id,
          .from = last.closed.at,
          .late_from = std::nullopt,
          .lines = {"closed " + shown(last.closed.at, reckoning.zone) + " as " +
                        std::string(name_of(last.outcome)) + ", without the customer's word",
                    "since then nothing was said to the customer"}};
}

Section explained_section(std::span<const Explanation> explanations, std::size_t most_rows) {
  Section section{.key = "explained",
                  .title = "Explained",
                  .columns = {{"id", "ID"},
                              {"from", ""},
                              {"business_minutes", ""},
                              {"skipped_holidays", ""},
                              {"skipped_days", ""},
                              {"late_from", ""},
                              {"text", "WHY"}},
                  .rows = {},
                  .whole = true,
                  .lines = true,
                  .most_rows = most_rows};
  for (const Explanation& why : explanations) section.rows.push_back(row_of(why));
  return section;
}

}  // namespace kept
