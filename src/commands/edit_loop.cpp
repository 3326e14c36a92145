#include "commands/parents.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string loop;
  std::optional<std::string> title;
  std::optional<LoopKind> kind;
  std::optional<Priority> priority;
  std::optional<std::string> product;
  std::optional<std::string> parent;
  std::optional<std::string> handler;
  std::optional<std::string> at;
};

/// A loop is as old as the first thing that was said in it, and older than its closing.
void set_opened(const std::string& typed, Loop& loop, Context& context) {
  const Instant at = context.happened(typed);
  if (!loop.closings.empty() && at > loop.closings.front().closed.at) {
    throw Error(Exit::usage, "--at " + in_quotes(typed) + " is after its first closing (" +
                                 said(loop.closings.front().closed.at, context) + ")");
  }
  for (const Entry& entry : entries_of_loop(context.store(), loop.id)) {
    if (entry.happened.at >= at) continue;
    throw Error(Exit::usage, "--at " + in_quotes(typed) + " is after " + shown(entry.id) +
                                 ", which was said in it (" + said(entry.happened.at, context) +
                                 ")");
  }
  loop.opened.at = at;
}

void set_parent(const std::string& typed, Loop& loop, Context& context) {
  loop.parent.reset();
  if (!trimmed(typed).empty()) loop.parent = parent_meant(typed, loop, context);
}

/// Every change of hands is counted.
void hand_over(const std::string& typed, Loop& loop, Context& context) {
  const std::string to = line_or_nothing("--handler", typed);
  if (changes_hands(loop.handler, to)) {
    loop.handovers.push_back({context.moment(context.now()), loop.handler, to});
  }
  loop.handler = to;
}

/// The questions that are open want their answers as such a loop does.
void set_clocks(const Loop& loop, Context& context) {
  const LoopStory story = story_of(context.store(), loop);
  const BusinessWeek& week = context.settings.dates(context.now()).week;
  for (const Id id : unanswered(story.entries, story.promises, context.now())) {
    Entry entry = *kept::entry(context.store(), id);
    const auto late_from =
        answer_wanted_by(entry, answer_within(entry, context), context.zone(), week);
    if (late_from == entry.answer_late_from) continue;
    entry.answer_late_from = late_from;
    put(context.store(), entry);
    context.notices.push_back(shown(id) + " is to be answered by " + said(*late_from, context));
  }
}

Answer edit_loop(const Options& options, Context& context) {
  Loop loop = context.loop_meant(options.loop);
  const Loop before = loop;
  if (options.title) loop.title = line_of_text("--title", *options.title);
  if (options.kind) loop.kind = *options.kind;
  if (options.priority) loop.priority = *options.priority;
  if (options.product) loop.product = line_or_nothing("--product", *options.product);
  if (options.parent) set_parent(*options.parent, loop, context);
  if (options.handler) hand_over(*options.handler, loop, context);
  if (options.at) set_opened(*options.at, loop, context);
  put(context.store(), loop);
  const bool other_clock = loop.kind != before.kind || loop.priority != before.priority;
  if (other_clock && loop.is_open()) set_clocks(loop, context);
  return {.ids = {loop.id},
          .report = recorded("edit-loop", {{"id", loop.id},
                                           {"customer_id", loop.customer},
                                           {"title", Text{loop.title}},
                                           {"kind", Word{std::string(name_of(loop.kind))}},
                                           {"priority", Word{std::string(name_of(loop.priority))}},
                                           {"product", text_cell(loop.product)},
                                           {"parent", cell(loop.parent)},
                                           {"handler", text_cell(loop.handler)},
                                           {"opened", loop.opened.at}}),
          .text = said(loop) + ", " + std::string(name_of(loop.kind)) + ", " +
                  std::string(name_of(loop.priority)) +
                  (loop.parent ? ", a part of " + shown(*loop.parent) : std::string()) +
                  (loop.handler.empty() ? std::string() : ", with " + said(loop.handler)) + "\n",
          .summary = shown(loop.id)};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("LOOP", options->loop, "the loop's id");
  arguments.option("--title", "TITLE", options->title, "the new title");
  arguments.choice("--kind", "KIND", options->kind, "what it is");
  arguments.choice("--priority", "PRIORITY", options->priority, "how much it matters");
  arguments.option("--product", "NAME", options->product, "the product or service; '' for none");
  arguments.option("--parent", "LOOP", options->parent,
                   "the loop that it is a part of; '' for none");
  arguments.option("--handler", "NAME", options->handler, "who deals with it now; '' for you");
  arguments.option("--at", "WHEN", options->at, "when it was opened");
  return [options](Context& context) { return edit_loop(*options, context); };
}

}  // namespace

constinit const Command edit_loop_command{
    .name = "edit-loop",
    .group = Group::look_and_mend,
    .summary = "mend or complete a loop",
    .examples =
        "  kept edit-loop L7 --title 'Logo, second round' --priority high\n"
        "  kept edit-loop L7 --handler 'Noa'\n",
    .details =
        "With another --handler the loop changes hands, which is counted. What stood\n"
        "before is kept: kept history L7 shows it.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
