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

Answer edit_loop(const Options& options, Context& context) {
  Loop loop = context.loop_meant(options.loop);
  if (options.title) loop.title = line_of_text("--title", *options.title);
  if (options.kind) loop.kind = *options.kind;
  if (options.priority) loop.priority = *options.priority;
  if (options.product) loop.product = trimmed(*options.product);
  if (options.at) set_opened(*options.at, loop, context);
  put(context.store(), loop);
  return {.ids = {loop.id},
          .report = recorded("edit-loop", {{"id", loop.id},
                                           {"customer_id", loop.customer},
                                           {"title", Text{loop.title}},
                                           {"kind", Word{std::string(name_of(loop.kind))}},
                                           {"priority", Word{std::string(name_of(loop.priority))}},
                                           {"product", text_cell(loop.product)},
                                           {"opened", loop.opened.at}}),
          .text = said(loop) + ", " + std::string(name_of(loop.kind)) + ", " +
                  std::string(name_of(loop.priority)) + "\n",
          .summary = shown(loop.id)};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("LOOP", options->loop, "the loop's id");
  arguments.option("--title", "TITLE", options->title, "the new title");
  arguments.choice("--kind", "KIND", options->kind, "what it is");
  arguments.choice("--priority", "PRIORITY", options->priority, "how much it matters");
  arguments.option("--product", "NAME", options->product, "the product or service; '' for none");
  arguments.option("--at", "WHEN", options->at, "when it was opened");
  return [options](Context& context) { return edit_loop(*options, context); };
}

}  // namespace

constinit const Command edit_loop_command{
    .name = "edit-loop",
    .group = Group::look_and_mend,
    .summary = "mend or complete a loop",
    .examples = "  kept edit-loop L7 --title 'Logo, second round' --priority high\n",
    .details = "What stood before is kept: kept history L7 shows it.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
