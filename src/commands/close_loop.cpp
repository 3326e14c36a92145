#include <algorithm>

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
  std::vector<std::string> keep;
  std::vector<std::string> release;
  bool no_answer = false;
  std::optional<std::string> at;
};

Closing closing_of(const Options& options, Moment at) {
  if (!options.outcome) {
    throw Error(Exit::usage, "the outcome is missing",
                "add --outcome resolved, declined, lapsed or duplicate");
  }
  const std::array ways{Alternative{"--confirmed", options.confirmed},
                        Alternative{"--unconfirmed", options.unconfirmed}};
  Closing closing;
  closing.closed = at;
  closing.outcome = *options.outcome;
  closing.confirmed = exactly_one(ways) == 0;
  if (options.rating && (*options.rating < 1 || *options.rating > 5)) {
    throw Error(Exit::usage, "--rating '" + std::to_string(*options.rating) + "' is not 1 to 5");
  }
  closing.rating = options.rating;
  closing.words = trimmed(options.words.value_or(""));
  closing.cause = trimmed(options.cause.value_or(""));
  closing.lesson = trimmed(options.lesson.value_or(""));
  return closing;
}

/// The ids of `--keep P3,P4`, each a promise of this loop that has not ended.
std::vector<Promise*> named_promises(const std::vector<std::string>& typed, LoopStory& story,
                                     std::string_view option) {
  std::vector<Promise*> named;
  for (const std::string& list : typed) {
    for (std::size_t start = 0; start <= list.size();) {
      const std::size_t end = std::min(list.find(',', start), list.size());
      const std::string one = trimmed(list.substr(start, end - start));
      const auto id = read_id(one);
      const auto found = std::find_if(story.promises.begin(), story.promises.end(),
                                      [&id](const Promise& p) { return id && p.id == *id; });
      if (found == story.promises.end() || found->resolution) {
        throw Error(Exit::usage, std::string(option) + " " + in_quotes(one) +
                                     " is not an open promise of " + shown(story.loop.id));
      }
      named.push_back(&*found);
      start = end + 1;
    }
  }
  return named;
}

void end(std::span<Promise* const> promises, Ending ending, Moment at, const std::string& note) {
  for (Promise* promise : promises) {
    if (promise->resolution) {
      throw Error(Exit::usage, shown(promise->id) + " can't be both kept and let go");
    }
    if (at.at < promise->made.at) {
      throw Error(Exit::usage, shown(promise->id) + " was made after the closing's --at");
    }
    promise->resolution = Resolution{ending, at, std::nullopt, note};
  }
}

std::string remedy(const Obstacle& obstacle, const Loop& loop) {
  std::string id = shown(obstacle.id);
  switch (obstacle.what) {
    case Obstacle::What::open_promise:
      return id + (obstacle.theirs ? " of the customer's" : "") + " is open: --keep " + id +
             " or --release " + id + " (or kept withdraw-promise " + id + ")";
    case Obstacle::What::untold_withdrawal:
      return id + " was taken back without word: kept withdraw-promise " + id + " --told";
    case Obstacle::What::broken_unsettled:
      return id + " was broken and is not settled: kept settle-promise " + id +
             " --explained TEXT ...";
    case Obstacle::What::owed_answer:
      return id + " is not answered: kept log " + shown(loop.customer) + " TEXT -o --loop " +
             shown(loop.id) + ", or --no-answer";
  }
  return id;
}

/// As of the closing, and as of now: what came after it must be done, too.
void hold_to_finished(const LoopStory& story, Instant at, const Context& context) {
  auto obstacles = obstacles_to_closing(story.entries, story.promises, at);
  const bool then = !obstacles.empty() && at < context.now();
  if (!then) obstacles = obstacles_to_closing(story.entries, story.promises, context.now());
  if (obstacles.empty()) return;
  std::string what = shown(story.loop.id) + (then ? " could not be closed on " + said(at, context)
                                                  : std::string(" can't be closed yet"));
  for (const Obstacle& obstacle : obstacles) what += "\n  " + remedy(obstacle, story.loop);
  throw Error(Exit::refused, what, "kept show " + shown(story.loop.id) + " tells its story");
}

/// The unanswered entries of the story, marked as wanting no answer.
std::vector<Entry> waived(LoopStory& story, Instant as_of) {
  std::vector<Entry> changed;
  for (const Id id : unanswered(story.entries, story.promises, as_of)) {
    const auto found = std::find_if(story.entries.begin(), story.entries.end(),
                                    [id](const Entry& entry) { return entry.id == id; });
    found->no_answer = true;
    found->answer_late_from.reset();
    changed.push_back(*found);
  }
  return changed;
}

Answer answer(const Loop& loop) {
  const Closing& closing = loop.closings.back();
  return {
      .ids = {loop.id},
      .report = recorded("close-loop", {{"id", loop.id},
                                        {"customer_id", loop.customer},
                                        {"outcome", Word{std::string(name_of(closing.outcome))}},
                                        {"confirmed", closing.confirmed},
                                        {"closed", closing.closed.at}}),
      .text = said(loop) + " closed: " + std::string(name_of(closing.outcome)) + ", " +
              (closing.confirmed ? "confirmed by the customer" : "not confirmed") + ", open for " +
              span(closing.closed.at - loop.opened.at) + "\n",
      .summary = shown(loop.id) + " " + std::string(name_of(closing.outcome))};
}

Answer close_loop(const Options& options, Context& context) {
  LoopStory story = story_of(context.store(), context.loop_meant(options.loop));
  Loop& loop = story.loop;
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
  const Moment moment = context.moment(at);
  const Closing closing = closing_of(options, moment);
  const auto kept = named_promises(options.keep, story, "--keep");
  const auto released = named_promises(options.release, story, "--release");
  end(kept, Ending::kept, moment, "");
  end(released, Ending::released, moment, "with the closing of " + shown(loop.id));
  std::vector<Entry> waived_entries;
  if (options.no_answer) waived_entries = waived(story, context.now());
  hold_to_finished(story, at, context);
  for (Promise* promise : kept) put(context.store(), *promise);
  for (Promise* promise : released) put(context.store(), *promise);
  for (Entry& entry : waived_entries) put(context.store(), entry);
  loop.closings.push_back(closing);
  put(context.store(), loop);
  return answer(loop);
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
  arguments.list("--keep", "PROMISE", options->keep, "these promises are delivered with it");
  arguments.list("--release", "PROMISE", options->release, "these promises are let go with it");
  arguments.flag("--no-answer", options->no_answer, "what is unanswered wants no answer");
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
        "  kept close-loop L7 --outcome resolved --confirmed --keep P3,P4\n",
    .details =
        "Refused while a promise is open, a breach is unsettled or an answer is owed,\n"
        "unless the command says what becomes of each.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
