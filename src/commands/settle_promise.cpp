#include "commands/promise_answer.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string promise;
  std::optional<std::string> explained;
  std::optional<std::string> compensated;
  std::optional<std::string> no_compensation;
  std::optional<std::string> at;
};

void hold_to_unsettled(const Promise& promise, Instant at, const Context& context) {
  const std::string id = shown(promise.id);
  if (promise.theirs) {
    throw Error(Exit::refused, id + " is the customer's promise, which needs no settling");
  }
  if (judge(promise, context.now()).unsettled && judge(promise, at).unsettled) return;
  throw Error(Exit::refused,
              judge(promise, context.now()).missed.empty()
                  ? id + " is not broken: there is nothing to settle"
              : judge(promise, context.now()).unsettled
                  ? id + " was not broken yet at " + said(at, context)
                  : id + " is settled already",
              "kept show " + id + " tells its story");
}

Answer settle_promise(const Options& options, Context& context) {
  Promise promise = context.promise_meant(options.promise);
  if (!options.explained) {
    throw Error(Exit::usage, "what was explained to the customer is missing",
                "add --explained TEXT");
  }
  const std::array ways{Alternative{"--compensated", options.compensated.has_value()},
                        Alternative{"--no-compensation", options.no_compensation.has_value()}};
  const bool compensated = exactly_one(ways) == 0;
  const Instant at =
      happened_after(context, options.at, promise.made.at, shown(promise.id) + " was made");
  hold_to_unsettled(promise, at, context);
  Settlement settlement{context.moment(at), line_of_text("--explained", *options.explained), "",
                        ""};
  if (compensated) {
    settlement.compensated = line_of_text("--compensated", *options.compensated);
  } else {
    settlement.no_compensation = line_of_text("--no-compensation", *options.no_compensation);
  }
  promise.settlements.push_back(std::move(settlement));
  put(context.store(), promise);
  const bool undelivered = judge(promise, context.now()).overdue;
  return promise_answer("settle-promise", promise,
                        "settled" + on_if_typed(options.at, at, context) +
                            (undelivered ? ", and still to be delivered" : ""),
                        context);
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("PROMISE", options->promise, "the promise's id");
  arguments.option("--explained", "TEXT", options->explained, "what the customer was told");
  arguments.option("--compensated", "TEXT", options->compensated, "what made up for it");
  arguments.option("--no-compensation", "WHY", options->no_compensation, "why nothing is due");
  arguments.option("--at", "WHEN", options->at, "when, if not now");
  return [options](Context& context) { return settle_promise(*options, context); };
}

}  // namespace

constinit const Command settle_promise_command{
    .name = "settle-promise",
    .group = Group::every_day,
    .summary = "a broken promise was explained and made up for",
    .examples =
        "  kept settle-promise P12 --explained 'lost in the mail' --compensated '10% off'\n"
        "  kept settle-promise P12 --explained 'I was ill' --no-compensation 'no harm'\n",
    .details =
        "A broken promise stays on the list until it is settled. A later miss of the same\n"
        "promise needs another settlement. What is settled and not delivered stays\n"
        "overdue.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
