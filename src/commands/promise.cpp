#include "commands/promise_answer.hpp"
#include "commands/promising.hpp"
#include "commands/table.hpp"

namespace kept {

namespace {

struct Options {
  std::string customer;
  FreeText text;
  std::optional<std::string> due;
  std::optional<std::string> loop;
  bool no_loop = false;
  bool theirs = false;
  std::optional<std::string> at;
};

std::optional<Loop> loop_of(const Options& options, const Customer& customer, Context& context) {
  const std::array ways{Alternative{"--loop", options.loop.has_value()},
                        Alternative{"--no-loop", options.no_loop}};
  at_most_one(ways);
  if (options.loop) return open_loop_meant(context, *options.loop, customer.id);
  if (options.no_loop) return std::nullopt;
  return only_open_loop(context, customer, "--no-loop");
}

Answer promise(const Options& options, Context& context) {
  const Customer customer = context.customer_meant(options.customer);
  const Moment made = context.moment(context.happened(options.at));
  const std::string text = context.read(options.text);
  const std::optional<Loop> loop = loop_of(options, customer, context);
  const Promise promise =
      make_promise(customer, loop, text, options.due, made, options.theirs, context);
  const std::string whose = promise.theirs ? "by " : "for ";
  const std::string at = options.at ? ", promised" + on_if_typed(options.at, made.at, context) : "";
  return promise_answer("promise", promise,
                        said(promise.deadlines.front().due, context) + ", " + whose +
                            said(customer) + (loop ? ", " + said(*loop) : "") + at,
                        context);
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("CUSTOMER", options->customer, "to whom");
  arguments.free_text(options->text, "what is promised, as one argument");
  arguments.option("--due", "WHEN", options->due,
                   "by when: a day, or a minute; without it, within 72h");
  arguments.option("--loop", "LOOP", options->loop, "the loop that it belongs to");
  arguments.flag("--no-loop", options->no_loop, "it belongs to no loop");
  arguments.flag("--theirs", options->theirs, "the customer promises it to you");
  arguments.option("--at", "WHEN", options->at, "when it was promised, if not now");
  return [options](Context& context) { return promise(*options, context); };
}

}  // namespace

constinit const Command promise_command{
    .name = "promise",
    .group = Group::main_job,
    .summary = "what will be done, and by when",
    .examples =
        "  kept promise dana 'send the sketches' --due thursday\n"
        "  kept promise dana 'call back' --due 'tomorrow 14:30' --loop L7\n"
        "  kept promise dana 'לשלוח הצעת מחיר' --due +2bd\n"
        "  kept promise dana 'pay invoice 12' --due eom --theirs\n",
    .details =
        "A day is in time until it ends, 14:30 until 14:31; without --due, promise-within\n"
        "of the config, or 72h. The customer's only open loop is meant, if there is one.\n"
        "See kept date --help for what WHEN may be.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
