#include "commands/promise_answer.hpp"
#include "commands/promising.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string promise;
  std::optional<std::string> due;
  Telling telling;
  std::optional<std::string> because;
  std::optional<std::string> at;
};

/// The instant from which word of the newest deadline can have been given: when the one that it
/// replaces was set, and told if it was.
Instant earliest_word(const Promise& promise, std::size_t newest) {
  const Deadline& replaced = promise.deadlines[newest - 1];
  const Instant set = replaced.set.at;
  return replaced.told ? std::max(set, replaced.told->at) : set;
}

std::string name_of_earliest(const Promise& promise, std::size_t newest) {
  return newest == 1 ? shown(promise.id) + " was made" : "the last move of " + shown(promise.id);
}

/// What was moved, and when it was told if not right now; untold, the due time that binds until
/// then.
std::string move_words(const Promise& promise, const Options& options, const Context& context) {
  const Deadline& newest = promise.deadlines.back();
  if (!newest.told) {
    const Due& binding = promise.deadlines[judge(promise, context.now()).in_force].due;
    return "moved to " + shown(newest.due) + ", but " + promised_to(promise) +
           (promise.theirs ? " were" : " was") + " not told: until then " + said(binding, context);
  }
  const bool in_time = judge(promise, context.now()).missed.empty();
  std::string words = (in_time ? "moved" : "moved too late") +
                      on_if_typed(options.at, newest.set.at, context) + ", ";
  if (newest.told->at != newest.set.at) words += "told on " + said(newest.told->at, context) + ", ";
  return words + said(newest.due, context);
}

/// Word of a due time that has passed by then gives nobody anything to rely on.
void hold_to_future(const Deadline& deadline, const Promise& promise) {
  if (!deadline.told || in_time(deadline.told->at, deadline.due)) return;
  throw Error(Exit::refused,
              shown(promise.id) + " would be told after its new due time, " + shown(deadline.due),
              "move it with --due WHEN to a time that can still be kept");
}

Answer tell_later(const Options& options, Promise promise, Context& context) {
  const std::size_t newest = promise.deadlines.size() - 1;
  if (newest == 0 || promise.deadlines[newest].told) {
    throw Error(
        Exit::refused,
        shown(promise.id) + " has no move that " + promised_to(promise) + " did not hear of",
        "add --due WHEN to move it");
  }
  if (options.telling.not_told) throw Error(Exit::usage, "--not-told needs --due WHEN");
  if (options.because) throw Error(Exit::usage, "--because needs --due WHEN");
  const Instant earliest = earliest_word(promise, newest);
  const std::string what = name_of_earliest(promise, newest);
  const Instant at = happened_after(context, options.at, earliest, what);
  promise.deadlines[newest].told = told_moment(options.telling, at, earliest, what, context);
  hold_to_future(promise.deadlines[newest], promise);
  put(context.store(), promise);
  return promise_answer("move-promise", promise,
                        "told on " + said(promise.deadlines[newest].told->at, context) + ": now " +
                            said(promise.deadlines[newest].due, context),
                        context);
}

Answer move_promise(const Options& options, Context& context) {
  Promise promise = context.promise_meant(options.promise);
  hold_to_unresolved(promise, context);
  if (!options.due) return tell_later(options, std::move(promise), context);
  if (!options.because || trimmed(*options.because).empty()) {
    throw Error(Exit::usage, "the reason is missing", "add --because TEXT");
  }
  const std::size_t newest = promise.deadlines.size();
  const std::string what = name_of_earliest(promise, newest);
  const Instant at = happened_after(context, options.at, promise.deadlines.back().set.at, what);
  const Due due = context.due(*options.due, at);
  if (due == promise.deadlines.back().due) {
    throw Error(Exit::refused, shown(promise.id) + " is due then already");
  }
  promise.deadlines.push_back({due, context.moment(at), std::nullopt, trimmed(*options.because)});
  promise.deadlines[newest].told =
      told_moment(options.telling, at, earliest_word(promise, newest), what, context);
  hold_to_future(promise.deadlines[newest], promise);
  if (!promise.theirs) warn_of(due, at, promise.id, context);
  put(context.store(), promise);
  return promise_answer("move-promise", promise, move_words(promise, options, context), context);
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("PROMISE", options->promise, "the promise's id");
  arguments.option("--due", "WHEN", options->due, "the new due time");
  declare_telling(arguments, options->telling);
  arguments.option("--because", "TEXT", options->because, "why it moves");
  arguments.option("--at", "WHEN", options->at, "when it was moved, if not now");
  return [options](Context& context) { return move_promise(*options, context); };
}

}  // namespace

constinit const Command move_promise_command{
    .name = "move-promise",
    .group = Group::every_day,
    .summary = "another due time, and whether the other side was told",
    .examples =
        "  kept move-promise P12 --due sunday --told --because 'the printer is closed'\n"
        "  kept move-promise P12 --due +3d --told-at 'yesterday 18:00' --because 'ill'\n"
        "  kept move-promise P12 --due +3d --not-told --because 'the parts are late'\n"
        "  kept move-promise P12 --told\n",
    .details =
        "Told before the old due time has passed, it is moved in time. Told later, the\n"
        "promise is broken and then moved. Untold, a move changes nothing: the old due\n"
        "time still binds. The last example gives the word later.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
