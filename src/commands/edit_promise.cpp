#include "commands/promise_answer.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string promise;
  FreeText text;
  std::optional<std::string> loop;
  bool no_loop = false;
  std::optional<std::string> at;
  std::optional<std::string> due;
  std::optional<std::string> kept_at;
};

void move_to_loop(const Options& options, Promise& promise, Context& context) {
  const std::array ways{Alternative{"--loop", options.loop.has_value()},
                        Alternative{"--no-loop", options.no_loop}};
  at_most_one(ways);
  if (options.no_loop) promise.loop.reset();
  if (!options.loop) return;
  promise.loop = promise.resolution ? loop_of_customer(context, *options.loop, promise.customer).id
                                    : open_loop_meant(context, *options.loop, promise.customer).id;
}

/// When it was made moves the first deadline's start with it, and may not pass what came after.
void set_made(const std::string& typed, Promise& promise, Context& context) {
  const Instant at = context.happened(typed);
  const auto refuse_after = [&](Instant event, const std::string& what) {
    if (at <= event) return;
    throw Error(Exit::usage, "--at " + in_quotes(typed) + " is after " + what + " (" +
                                 said(event, context) + ")");
  };
  if (promise.deadlines.size() > 1) {
    const Deadline& moved = promise.deadlines[1];
    refuse_after(std::min(moved.set, moved.told.value_or(moved.set)).at, "its first move");
  }
  if (promise.resolution) {
    const Resolution& ended = *promise.resolution;
    refuse_after(std::min(ended.happened, ended.told.value_or(ended.happened)).at, "its end");
  }
  if (!in_time(at, promise.deadlines.front().due)) {
    throw Error(Exit::usage, "--at " + in_quotes(typed) + " is after its first due time");
  }
  promise.made.at = at;
  promise.deadlines.front().set.at = at;
  if (promise.deadlines.front().told) promise.deadlines.front().told->at = at;
}

/// Relative words count from when it was promised only where that is typed, too.
void set_due(const std::string& typed, bool from_made, Promise& promise, Context& context) {
  const std::string id = shown(promise.id);
  if (promise.deadlines.size() > 1 || promise.resolution ||
      !in_time(context.now(), promise.deadlines.front().due)) {
    throw Error(Exit::refused,
                id +
                    (promise.deadlines.size() > 1 ? " was moved"
                     : promise.resolution         ? " has ended"
                                                  : " has passed its due time") +
                    ": its first due time can no longer be mended",
                promise.resolution ? "kept show " + id + " tells all"
                                   : "kept move-promise " + id + " --due WHEN moves it");
  }
  promise.deadlines.front().due = context.due(typed, from_made ? promise.made.at : context.now());
}

void set_kept_at(const std::string& typed, Promise& promise, Context& context) {
  if (!promise.resolution || promise.resolution->ending != Ending::kept) {
    throw Error(Exit::refused, shown(promise.id) + " was not delivered yet",
                "kept keep-promise " + shown(promise.id) + " --at WHEN records it");
  }
  promise.resolution->happened.at =
      happened_after(context, typed, promise.made.at, shown(promise.id) + " was made", "--kept-at");
}

/// What it says now, with the times and the loop that were typed.
std::string words_of(const Options& options, const Promise& promise, Context& context) {
  const Judgement judged = judge(promise, context.now());
  std::string words =
      said(promise.text) + ", " + said(promise.deadlines[judged.in_force].due, context);
  if (options.loop) words += ", " + said(*loop(context.store(), *promise.loop));
  if (options.at) words += ", promised" + on_if_typed(options.at, promise.made.at, context);
  if (options.kept_at) {
    words += ", done" + on_if_typed(options.kept_at, promise.resolution->happened.at, context);
  }
  return words;
}

Answer edit_promise(const Options& options, Context& context) {
  Promise promise = context.promise_meant(options.promise);
  if (options.text.given()) promise.text = context.read(options.text);
  move_to_loop(options, promise, context);
  if (options.at) set_made(*options.at, promise, context);
  if (options.due) set_due(*options.due, options.at.has_value(), promise, context);
  if (options.kept_at) set_kept_at(*options.kept_at, promise, context);
  put(context.store(), promise);
  return promise_answer("edit-promise", promise, words_of(options, promise, context), context);
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("PROMISE", options->promise, "the promise's id");
  arguments.new_text(options->text);
  options->text.present = [of = options.get()](Context& context) {
    return context.promise_meant(of->promise).text;
  };
  arguments.option("--loop", "LOOP", options->loop, "the loop that it belongs to");
  arguments.flag("--no-loop", options->no_loop, "it belongs to no loop");
  arguments.option("--at", "WHEN", options->at, "when it was promised");
  arguments.option("--due", "WHEN", options->due, "the first due time, before it passes");
  arguments.option("--kept-at", "WHEN", options->kept_at, "when it was delivered");
  return [options](Context& context) { return edit_promise(*options, context); };
}

}  // namespace

constinit const Command edit_promise_command{
    .name = "edit-promise",
    .group = Group::look_and_mend,
    .summary = "mend a promise that was written down wrong",
    .examples =
        "  kept edit-promise P12 --text 'send three sketches'\n"
        "  kept edit-promise P12 --due 2026-03-31\n"
        "  kept edit-promise P12 --kept-at 'yesterday 17:00'\n",
    .details =
        "This is for slips of the pen: a due time that was agreed anew is kept\n"
        "move-promise. What stood before is kept: kept history P12 shows both.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
