#include "commands/table.hpp"
#include "commands/waits.hpp"

namespace kept {

namespace {

struct Options {
  std::string loop;
  std::optional<std::string> at;
};

/// A wait that ran out needs no ending, but then it is looked at: it leaves `today`.
bool look_at_what_ran_out(Loop& loop, const Moment& at, Store& store) {
  const auto back = back_from_waiting(story_of(store, loop), at.at);
  if (!back) return false;
  for (Wait& wait : loop.waits) {
    if (wait.until == back && !wait.ended) wait.ended = at;
  }
  return true;
}

Answer unwait(const Options& options, Context& context) {
  Loop loop = open_loop_meant(context, options.loop);
  const Moment at = context.moment(
      happened_after(context, options.at, loop.opened.at, shown(loop.id) + " was opened"));
  Store& store = context.store();
  const std::vector<Entry> entries = entries_of_loop(store, loop.id);
  bool waited = false;
  while (end_wait(loop, entries, at)) waited = true;
  if (!waited && !look_at_what_ran_out(loop, at, store)) {
    throw Error(Exit::refused,
                shown(loop.id) + " waits for nothing" +
                    (options.at ? " at " + said(at.at, context) : std::string()),
                "kept list loops --waiting shows those that wait");
  }
  put(store, loop);
  return {.ids = {loop.id},
          .report = recorded("unwait",
                             {{"id", loop.id}, {"customer_id", loop.customer}, {"ended", at.at}}),
          .text = said(loop) + " waits no more" + on_if_typed(options.at, at.at, context) + "\n",
          .summary = shown(loop.id)};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("LOOP", options->loop, "the loop's id");
  arguments.option("--at", "WHEN", options->at, "when, if not now");
  return [options](Context& context) { return unwait(*options, context); };
}

}  // namespace

constinit const Command unwait_command{
    .name = "unwait",
    .group = Group::loops,
    .summary = "what a loop waited for has come",
    .examples = "  kept unwait L7\n",
    .details =
        "Ends a wait or a snooze. Of a loop that is back in kept today, as its wait has\n"
        "run out, it says that you have looked at it.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
