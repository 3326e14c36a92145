#include <algorithm>

#include "commands/table.hpp"
#include "commands/waits.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string loop;
  std::optional<std::string> text;
  std::optional<std::string> channel;
  std::optional<int> minutes;
  std::optional<std::string> until;
  std::optional<std::string> at;
};

Entry chasing_entry(const Options& options, const Loop& loop, Context& context) {
  Entry entry;
  entry.customer = loop.customer;
  entry.loop = loop.id;
  entry.direction = Direction::out;
  entry.happened = context.moment(
      happened_after(context, options.at, loop.opened.at, shown(loop.id) + " was opened"));
  entry.text = options.text ? line_of_text("TEXT", *options.text) : "asked again";
  entry.channel = options.channel ? fold(*options.channel) : "";
  entry.minutes = options.minutes;
  entry.chase = true;
  return entry;
}

/// What was waited for last is what is asked for, if anything was.
Instant wait_until(const std::string& typed, Loop& loop, const Entry& entry, Context& context) {
  const auto is_theirs = [](const Wait& wait) { return wait.on == WaitingOn::customer; };
  const auto last = std::find_if(loop.waits.rbegin(), loop.waits.rend(), is_theirs);
  const Instant until = context.over_by(typed, "--until");
  begin_wait(loop,
             {.on = WaitingOn::customer,
              .since = entry.happened,
              .until = until,
              .reason = last == loop.waits.rend() ? entry.text : last->reason},
             context);
  put(context.store(), loop);
  return until;
}

Answer chase(const Options& options, Context& context) {
  Loop loop = open_loop_meant(context, options.loop);
  Entry entry = chasing_entry(options, loop, context);
  std::optional<Instant> back;
  if (options.until) back = wait_until(*options.until, loop, entry, context);
  put(context.store(), entry);
  const auto said_so_far = entries_of_loop(context.store(), loop.id);
  const int times = effort_of(loop, said_so_far, context.now()).chased_by_us;
  std::string text = shown(entry.id) + " asked again: " + said(loop) +
                     on_if_typed(options.at, entry.happened.at, context);
  if (times > 1) text += ", " + std::to_string(times) + " times so far";
  if (back) text += ", back on " + said(*back, context);
  return {.ids = {entry.id},
          .report = recorded("chase", {{"id", entry.id},
                                       {"customer_id", loop.customer},
                                       {"loop", loop.id},
                                       {"at", entry.happened.at},
                                       {"times", std::int64_t{times}}}),
          .text = text + "\n",
          .summary = shown(entry.id) + " " + shown(loop.id)};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("LOOP", options->loop, "the loop's id");
  arguments.optional("TEXT", options->text, "what was said, if more than 'asked again'");
  arguments.option("--channel", "WORD", options->channel, "phone, email, whatsapp, ...");
  arguments.option("--minutes", "N", options->minutes, "how long it took");
  arguments.option("--until", "WHEN", options->until, "wait for the customer again, until then");
  arguments.option("--at", "WHEN", options->at, "when, if not now");
  return [options](Context& context) { return chase(*options, context); };
}

}  // namespace

constinit const Command chase_command{
    .name = "chase",
    .group = Group::loops,
    .summary = "you asked the customer again",
    .examples =
        "  kept chase L7 --channel phone --until +3d\n"
        "  kept chase L7 'still need the texts'\n",
    .details =
        "An entry to the customer that is counted as a chase. Where the customer had to\n"
        "ask again: kept log -i --chase.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
