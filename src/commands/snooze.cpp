#include "commands/table.hpp"
#include "commands/waits.hpp"

namespace kept {

namespace {

struct Options {
  std::string loop;
  std::optional<std::string> until;
  std::optional<std::string> because;
};

Answer snooze(const Options& options, Context& context) {
  Loop loop = open_loop_meant(context, options.loop);
  if (!options.until) {
    throw Error(Exit::usage, "until when is missing", "add --until tomorrow or --until +3d");
  }
  if (!options.because) throw Error(Exit::usage, "the reason is missing", "add --because TEXT");
  const Wait wait{.on = WaitingOn::snooze,
                  .since = context.moment(context.now()),
                  .until = context.over_by(*options.until, "--until"),
                  .reason = line_of_text("--because", *options.because)};
  begin_wait(loop, wait, context);
  put(context.store(), loop);
  const Effort effort = effort_of(loop, {}, context.now());
  return {.ids = {loop.id},
          .report = recorded("snooze", {{"id", loop.id},
                                        {"customer_id", loop.customer},
                                        {"until", *wait.until},
                                        {"snoozes", std::int64_t{effort.snoozes}}}),
          .text = said(loop) + " put off until " + said(*wait.until, context) + ": " +
                  said(wait.reason) + times_put_off(loop) + "\n",
          .summary = shown(loop.id)};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("LOOP", options->loop, "the loop's id");
  arguments.option("--until", "WHEN", options->until, "when to look at it again");
  arguments.option("--because", "TEXT", options->because, "why it can wait");
  return [options](Context& context) { return snooze(*options, context); };
}

}  // namespace

constinit const Command snooze_command{
    .name = "snooze",
    .group = Group::loops,
    .summary = "put a loop off",
    .examples = "  kept snooze L7 --until sunday --because 'they are on holiday'\n",
    .details =
        "A promise or an answer that is owed stays where it is. The loop is back in kept\n"
        "today with the first second of the day, or when the customer writes. How often a\n"
        "loop was put off is counted, and said from the second time on.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
