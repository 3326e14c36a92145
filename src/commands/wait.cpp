#include "commands/table.hpp"
#include "commands/waits.hpp"

namespace kept {

namespace {

enum class Whom { customer, third };

}  // namespace

template <>
struct Names<Whom> {
  static constexpr std::array<std::string_view, 2> all{"customer", "third"};
};

namespace {

struct Options {
  std::string loop;
  std::optional<Whom> on;
  std::optional<std::string> what;
  std::optional<std::string> until;
  std::optional<std::string> at;
};

Answer wait(const Options& options, Context& context) {
  Loop loop = open_loop_meant(context, options.loop);
  if (!options.on) {
    throw Error(Exit::usage, "for whom it waits is missing",
                "add --on customer, or --on third for anybody else");
  }
  if (!options.what) throw Error(Exit::usage, "what it waits for is missing", "add --for TEXT");
  Wait wait{.on = *options.on == Whom::customer ? WaitingOn::customer : WaitingOn::third,
            .since = context.moment(happened_after(context, options.at, loop.opened.at,
                                                   shown(loop.id) + " was opened")),
            .reason = line_of_text("--for", *options.what)};
  if (options.until) wait.until = context.over_by(*options.until, "--until");
  begin_wait(loop, wait, context);
  put(context.store(), loop);
  std::string text = said(loop) + " waits " + std::string(waited_for(wait.on));
  if (options.at) text += " since " + said(wait.since.at, context);
  text += ": " + said(wait.reason);
  if (wait.until) text += ", back on " + said(*wait.until, context);
  return {.ids = {loop.id},
          .report = recorded("wait", {{"id", loop.id},
                                      {"customer_id", loop.customer},
                                      {"waiting_on", Word{std::string(name_of(wait.on))}},
                                      {"since", wait.since.at},
                                      {"until", cell(wait.until)}}),
          .text = text + "\n",
          .summary = shown(loop.id) + " " + std::string(waited_for(wait.on))};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("LOOP", options->loop, "the loop's id");
  arguments.choice("--on", "WHOM", options->on, "for whom: the customer, or a third party");
  arguments.option("--for", "TEXT", options->what, "for what");
  arguments.option("--until", "WHEN", options->until, "when to look at it again");
  arguments.option("--at", "WHEN", options->at, "since when, if not now");
  return [options](Context& context) { return wait(*options, context); };
}

}  // namespace

constinit const Command wait_command{
    .name = "wait",
    .group = Group::loops,
    .summary = "a loop waits for the customer or a third party",
    .examples =
        "  kept wait L7 --on customer --for 'the texts' --until sunday\n"
        "  kept wait L7 --on third --for 'the printer'\n",
    .details =
        "It hides the steps of the loop from today and overdue, never a promise or an\n"
        "answer that is owed, and is no part of the time to close. It ends with the day\n"
        "or time of --until, when kept today shows the loop again; with kept unwait; with\n"
        "the closing; and, if it is for the customer, with what the customer says.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
