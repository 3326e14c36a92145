#include "commands/parents.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string loop;
  std::optional<std::string> because;
  std::optional<std::string> at;
};

Answer reopen_loop(const Options& options, Context& context) {
  Loop loop = context.loop_meant(options.loop);
  hold_to_unmerged(loop);
  if (loop.is_open()) throw Error(Exit::refused, shown(loop.id) + " is open already");
  Closing& last = loop.closings.back();
  const Instant at =
      happened_after(context, options.at, last.closed.at, shown(loop.id) + " was closed");
  last.reopened = context.moment(at);
  last.reopened_because = trimmed(options.because.value_or(""));
  put(context.store(), loop);
  tell_of_closed_whole(loop, context);
  const auto times = static_cast<std::int64_t>(loop.closings.size());
  std::string text = said(loop) + " is open again";
  if (times > 1) text += ", reopened " + std::to_string(times) + " times";
  return {.ids = {loop.id},
          .report = recorded("reopen-loop", {{"id", loop.id},
                                             {"customer_id", loop.customer},
                                             {"reopened", at},
                                             {"times_reopened", times}}),
          .text = text + "\n",
          .summary = shown(loop.id)};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("LOOP", options->loop, "the loop's id");
  arguments.last().is_closed = true;
  arguments.option("--because", "TEXT", options->because, "why");
  arguments.option("--at", "WHEN", options->at, "when, if not now");
  return [options](Context& context) { return reopen_loop(*options, context); };
}

}  // namespace

constinit const Command reopen_loop_command{
    .name = "reopen-loop",
    .group = Group::loops,
    .summary = "a closed loop turned out not to be",
    .examples = "  kept reopen-loop L7 --because 'the colour is wrong again'\n",
    .details =
        "The first closing stays on record, and reopenings are counted. kept log -i\n"
        "--loop L7 reopens a closed loop by itself.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
