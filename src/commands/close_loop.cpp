#include "commands/closing.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string loop;
  std::optional<Outcome> outcome;
  bool confirmed = false;
  bool unconfirmed = false;
  std::optional<int> rating;
  std::optional<std::string> words;
  std::optional<std::string> cause;
  std::optional<std::string> lesson;
  LooseEnds ends;
  std::optional<std::string> at;
};

Closing closing_of(const Options& options) {
  if (!options.outcome) {
    throw Error(Exit::usage, "the outcome is missing",
                "add --outcome resolved, declined, lapsed or duplicate");
  }
  const std::array ways{Alternative{"--confirmed", options.confirmed},
                        Alternative{"--unconfirmed", options.unconfirmed}};
  Closing closing;
  closing.outcome = *options.outcome;
  closing.confirmed = exactly_one(ways) == 0;
  hold_to_rating(options.rating);
  closing.rating = options.rating;
  closing.words = trimmed(options.words.value_or(""));
  closing.cause = trimmed(options.cause.value_or(""));
  closing.lesson = trimmed(options.lesson.value_or(""));
  return closing;
}

Answer answer(const Loop& loop, const std::vector<Id>& children) {
  const Closing& closing = loop.closings.back();
  std::string text = said(loop) + " closed: " + std::string(name_of(closing.outcome)) + ", " +
                     (closing.confirmed ? "confirmed by the customer" : "not confirmed") +
                     ", open for " + span(closing.closed.at - loop.opened.at);
  std::string parts;
  for (const Id child : children) parts += (parts.empty() ? ", with " : ", ") + shown(child);
  Answer answer{
      .ids = {loop.id},
      .report = recorded("close-loop", {{"id", loop.id},
                                        {"customer_id", loop.customer},
                                        {"outcome", Word{std::string(name_of(closing.outcome))}},
                                        {"confirmed", closing.confirmed},
                                        {"closed", closing.closed.at}}),
      .text = text + parts + "\n",
      .summary = shown(loop.id) + " " + std::string(name_of(closing.outcome)) + parts};
  answer.ids.insert(answer.ids.end(), children.begin(), children.end());
  return answer;
}

Answer close_loop(const Options& options, Context& context) {
  LoopStory story = story_of(context.store(), context.loop_meant(options.loop));
  Loop& loop = story.loop;
  hold_to_unmerged(loop);
  if (!loop.is_open()) {
    throw Error(
        Exit::refused,
        shown(loop.id) + " was closed already, on " + said(loop.closings.back().closed.at, context),
        "kept reopen-loop " + shown(loop.id) + " opens it again");
  }
  const bool reopened = !loop.closings.empty();
  const Instant open_since = reopened ? loop.closings.back().reopened->at : loop.opened.at;
  const Instant at = happened_after(context, options.at, open_since,
                                    shown(loop.id) + (reopened ? " was reopened" : " was opened"));
  Closing closing = closing_of(options);
  closing.closed = context.moment(at);
  const Id id = loop.id;
  const std::vector<Id> children = close(std::move(story), closing, options.ends, context);
  return answer(*kept::loop(context.store(), id), children);
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("LOOP", options->loop, "the loop's id");
  arguments.choice("--outcome", "OUTCOME", options->outcome, "how it ended");
  arguments.flag("--confirmed", options->confirmed, "the customer said that it is settled");
  arguments.flag("--unconfirmed", options->unconfirmed, "the customer did not say so");
  arguments.option("--rating", "1-5", options->rating, "how satisfied the customer is");
  arguments.option("--words", "TEXT", options->words, "the customer's words about it");
  arguments.option("--cause", "TEXT", options->cause, "what caused it (private)");
  arguments.option("--lesson", "TEXT", options->lesson, "what to do better (private)");
  declare_loose_ends(arguments, options->ends);
  arguments.option("--at", "WHEN", options->at, "when, if not now");
  return [options](Context& context) { return close_loop(*options, context); };
}

}  // namespace

constinit const Command close_loop_command{
    .name = "close-loop",
    .group = Group::main_job,
    .summary = "a matter is done, to the customer's satisfaction",
    .examples =
        "  kept close-loop L7 --outcome resolved --confirmed --rating 5\n"
        "  kept close-loop L7 --outcome declined --unconfirmed --release P5 --no-answer\n"
        "  kept close-loop L7 --outcome resolved --confirmed --keep P3,P4 --done all\n",
    .details =
        "Refused while a promise, a step or a loop that is a part of it is open, a breach\n"
        "is unsettled, the loop waits or an answer is owed, unless the command says what\n"
        "becomes of each: of promises with --keep, --release or --told; of breaches with\n"
        "--explained and --compensated or --no-compensation; of steps with --done or\n"
        "--drop; of the rest with --with-parts, --end-wait and --no-answer. Without the\n"
        "customer's word, kept today asks for it after a few days, once.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
