#include "commands/promise_answer.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string promise;
  Amends amends;
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
  Settlement settlement = settlement_of(options.amends, context.moment(context.now()));
  const Instant at =
      happened_after(context, options.at, promise.made.at, shown(promise.id) + " was made");
  hold_to_unsettled(promise, at, context);
  settlement.happened.at = at;
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
  declare_amends(arguments, options->amends);
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
