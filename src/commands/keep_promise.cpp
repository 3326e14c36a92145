#include "commands/promise_answer.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string promise;
  std::optional<std::string> at;
  std::optional<std::string> note;
};

Answer keep_promise(const Options& options, Context& context) {
  Promise promise = context.promise_meant(options.promise);
  hold_to_unresolved(promise, context);
  const Instant at =
      happened_after(context, options.at, promise.made.at, shown(promise.id) + " was made");
  promise.resolution = Resolution{Ending::kept, context.moment(at), std::nullopt,
                                  trimmed(options.note.value_or(""))};
  put(context.store(), promise);
  const auto customer = kept::customer(context.store(), promise.customer);
  return promise_answer(
      "keep-promise", promise,
      "done " + said(at, context) + ", " + (promise.theirs ? "by " : "for ") + said(*customer),
      context);
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("PROMISE", options->promise, "the promise's id");
  arguments.option("--at", "WHEN", options->at, "when it was delivered, if not now");
  arguments.option("--note", "TEXT", options->note, "how it was delivered");
  return [options](Context& context) { return keep_promise(*options, context); };
}

}  // namespace

constinit const Command keep_promise_command{
    .name = "keep-promise",
    .group = Group::every_day,
    .summary = "a promise was delivered",
    .examples =
        "  kept keep-promise P12\n"
        "  kept keep-promise P12 --at 'yesterday 17:00' --note 'by courier'\n",
    .details =
        "Whether it was kept or kept late follows from its deadlines. Delivering late\n"
        "does not settle the breach: kept settle-promise does.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
