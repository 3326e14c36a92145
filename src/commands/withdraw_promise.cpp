#include "commands/promise_answer.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string promise;
  Telling telling;
  std::optional<std::string> because;
  std::optional<std::string> at;
};

bool withdrawn_without_word(const Promise& promise) {
  return promise.resolution && promise.resolution->ending == Ending::withdrawn &&
         !promise.resolution->told;
}

Answer answer(const Promise& promise, const Options& options, Context& context) {
  const Resolution& resolution = *promise.resolution;
  std::string deed = "taken back" + on_if_typed(options.at, resolution.happened.at, context);
  if (!resolution.told) {
    deed += ", but " + promised_to(promise) + (promise.theirs ? " do" : " does") +
            " not know: it still binds until told";
  } else if (resolution.told->at != resolution.happened.at) {
    deed += ", told on " + said(resolution.told->at, context);
  }
  return promise_answer("withdraw-promise", promise, deed, context);
}

Answer tell_later(const Options& options, Promise promise, Context& context) {
  if (options.telling.not_told)
    throw Error(Exit::refused, shown(promise.id) + " is withdrawn already");
  if (options.because) {
    throw Error(Exit::refused, shown(promise.id) + " is withdrawn already, and has its reason",
                "kept withdraw-promise " + shown(promise.id) + " --told gives the word alone");
  }
  const Instant earliest = promise.made.at;
  const std::string what = shown(promise.id) + " was made";
  const Instant at = happened_after(context, options.at, earliest, what);
  promise.resolution->told = told_moment(options.telling, at, earliest, what, context);
  put(context.store(), promise);
  return answer(promise, options, context);
}

Answer withdraw_promise(const Options& options, Context& context) {
  Promise promise = context.promise_meant(options.promise);
  if (withdrawn_without_word(promise)) return tell_later(options, std::move(promise), context);
  hold_to_unresolved(promise, context);
  if (!options.because) throw Error(Exit::usage, "the reason is missing", "add --because TEXT");
  const Instant earliest = promise.made.at;
  const std::string what = shown(promise.id) + " was made";
  const Instant at = happened_after(context, options.at, earliest, what);
  const auto told = told_moment(options.telling, at, earliest, what, context);
  promise.resolution = Resolution{Ending::withdrawn, context.moment(at), told,
                                  line_of_text("--because", *options.because)};
  put(context.store(), promise);
  return answer(promise, options, context);
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("PROMISE", options->promise, "the promise's id");
  declare_telling(arguments, options->telling);
  arguments.option("--because", "TEXT", options->because, "why");
  arguments.option("--at", "WHEN", options->at, "when, if not now");
  return [options](Context& context) { return withdraw_promise(*options, context); };
}

}  // namespace

constinit const Command withdraw_promise_command{
    .name = "withdraw-promise",
    .group = Group::every_day,
    .summary = "who made a promise takes it back",
    .examples =
        "  kept withdraw-promise P12 --told --because 'no longer sold'\n"
        "  kept withdraw-promise P12 --not-told --because 'can not be done'\n"
        "  kept withdraw-promise P12 --told\n",
    .details =
        "Told before it is due, it counts as withdrawn. Without word the due time still\n"
        "binds: the promise is broken when it passes. The last example gives the word\n"
        "later.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
