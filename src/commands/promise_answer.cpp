#include "commands/promise_answer.hpp"

#include "kept/text.hpp"

namespace kept {

namespace {

constexpr int words_in_a_summary = 40;

}  // namespace

void declare_telling(Arguments& arguments, Telling& telling) {
  arguments.flag("--told", telling.told, "the other side was told, at --at");
  arguments.option("--told-at", "WHEN", telling.told_at, "the other side was told then");
  arguments.flag("--not-told", telling.not_told, "the other side does not know yet");
}

std::optional<Moment> told_moment(const Telling& telling, Instant at, Instant earliest,
                                  const std::string& what, Context& context) {
  const std::array ways{Alternative{"--told", telling.told},
                        Alternative{"--told-at", telling.told_at.has_value()},
                        Alternative{"--not-told", telling.not_told}};
  exactly_one(ways);
  if (telling.not_told) return std::nullopt;
  if (telling.told && at < earliest) {
    throw Error(Exit::usage, "it can't have been told on " + said(at, context) + ", before " +
                                 what + " (" + said(earliest, context) + ")");
  }
  if (telling.told) return context.moment(at);
  return context.moment(happened_after(context, telling.told_at, earliest, what, "--told-at"));
}

void declare_amends(Arguments& arguments, Amends& amends) {
  arguments.option("--explained", "TEXT", amends.explained, "what the customer was told");
  arguments.option("--compensated", "TEXT", amends.compensated, "what made up for it");
  arguments.option("--no-compensation", "WHY", amends.no_compensation, "why nothing is due");
}

Settlement settlement_of(const Amends& amends, const Moment& at) {
  if (!amends.explained) {
    throw Error(Exit::usage, "what was explained to the customer is missing",
                "add --explained TEXT");
  }
  const std::array ways{Alternative{"--compensated", amends.compensated.has_value()},
                        Alternative{"--no-compensation", amends.no_compensation.has_value()}};
  Settlement settlement{at, line_of_text("--explained", *amends.explained), "", ""};
  if (exactly_one(ways) == 0) {
    settlement.compensated = line_of_text("--compensated", *amends.compensated);
  } else {
    settlement.no_compensation = line_of_text("--no-compensation", *amends.no_compensation);
  }
  return settlement;
}

void hold_to_unresolved(const Promise& promise, const Context& context) {
  if (!promise.resolution) return;
  const Resolution& resolution = *promise.resolution;
  throw Error(Exit::refused,
              shown(promise.id) + " was " + std::string(name_of(resolution.ending)) +
                  " already, on " + said(resolution.happened.at, context),
              "kept show " + shown(promise.id) + " tells all; kept undo takes a mistake back");
}

std::string promised_to(const Promise& promise) {
  return promise.theirs ? "we" : "the customer";
}

namespace {

/// `: kept late, moved in time twice`; nothing for a promise that is open and was never moved.
std::string verdict_words(const Judgement& judged) {
  std::string words;
  if (judged.verdict != Verdict::open) words = name_of(judged.verdict);
  if (judged.moved_in_time > 0) {
    if (!words.empty()) words += ", ";
    words += "moved in time";
    if (judged.moved_in_time > 1) words += " " + std::to_string(judged.moved_in_time) + " times";
  }
  return words.empty() ? words : ": " + words;
}

}  // namespace

Answer promise_answer(std::string_view command, const Promise& promise, const std::string& deed,
                      Context& context) {
  const Judgement judged = judge(promise, context.now());
  const Deadline& in_force = promise.deadlines[judged.in_force];
  std::string text = shown(promise.id) + " " + deed + verdict_words(judged) + "\n";
  if (judged.unsettled) {
    text += "  to settle: kept settle-promise " + shown(promise.id) +
            " --explained TEXT --compensated TEXT\n";
  }
  return {.ids = {promise.id},
          .report = recorded(command, {{"id", promise.id},
                                       {"customer_id", promise.customer},
                                       {"loop", cell(promise.loop)},
                                       {"whose", Word{promise.theirs ? "theirs" : "ours"}},
                                       {"text", Text{promise.text}},
                                       {"due", in_force.due},
                                       {"late_from", in_force.due.late_from},
                                       {"verdict", Word{std::string(name_of(judged.verdict))}},
                                       {"moved_in_time", std::int64_t{judged.moved_in_time}},
                                       {"overdue", judged.overdue},
                                       {"unsettled", judged.unsettled}}),
          .text = std::move(text),
          .summary = shown(promise.id) + " " + first_line(promise.text, words_in_a_summary) +
                     ", due " + shown(in_force.due)};
}

}  // namespace kept
