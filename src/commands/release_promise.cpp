#include "commands/promise_answer.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string promise;
  std::optional<std::string> because;
  std::optional<std::string> at;
};

Answer release_promise(const Options& options, Context& context) {
  Promise promise = context.promise_meant(options.promise);
  hold_to_unresolved(promise, context);
  if (!options.because) throw Error(Exit::usage, "the reason is missing", "add --because TEXT");
  const Instant at =
      happened_after(context, options.at, promise.made.at, shown(promise.id) + " was made");
  promise.resolution = Resolution{Ending::released, context.moment(at), std::nullopt,
                                  line_of_text("--because", *options.because)};
  put(context.store(), promise);
  return promise_answer("release-promise", promise,
                        std::string("let go by ") + (promise.theirs ? "us" : "the customer") +
                            on_if_typed(options.at, at, context),
                        context);
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("PROMISE", options->promise, "the promise's id");
  arguments.option("--because", "TEXT", options->because, "why");
  arguments.option("--at", "WHEN", options->at, "when, if not now");
  return [options](Context& context) { return release_promise(*options, context); };
}

}  // namespace

constinit const Command release_promise_command{
    .name = "release-promise",
    .group = Group::every_day,
    .summary = "who was promised something lets it go",
    .examples = "  kept release-promise P12 --because 'she found the file herself'\n",
    .details =
        "The customer lets our promises go, we let theirs go. Let go after it was due, it\n"
        "stays broken.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
