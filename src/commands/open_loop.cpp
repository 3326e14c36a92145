#include "commands/parents.hpp"
#include "commands/table.hpp"

namespace kept {

namespace {

struct Options {
  std::string customer;
  std::string title;
  std::optional<LoopKind> kind;
  std::optional<Priority> priority;
  std::optional<std::string> product;
  std::optional<std::string> parent;
  std::optional<std::string> handler;
  std::optional<std::string> at;
};

Answer open_loop(const Options& options, Context& context) {
  const Customer customer = context.customer_meant(options.customer);
  Loop loop;
  loop.customer = customer.id;
  loop.title = line_of_text("the title", options.title);
  loop.kind = options.kind.value_or(LoopKind::other);
  loop.priority = options.priority.value_or(Priority::normal);
  if (options.product) loop.product = line_of_text("--product", *options.product);
  if (options.parent) loop.parent = parent_meant(*options.parent, loop, context);
  if (options.handler) loop.handler = line_of_text("--handler", *options.handler);
  loop.opened = context.moment(context.happened(options.at));
  put(context.store(), loop);
  return {.ids = {loop.id},
          .report = recorded("open-loop", {{"id", loop.id},
                                           {"customer_id", customer.id},
                                           {"title", Text{loop.title}},
                                           {"parent", cell(loop.parent)},
                                           {"opened", loop.opened.at}}),
          .text = said(loop) + " for " + said(customer) +
                  (loop.parent ? ", a part of " + shown(*loop.parent) : std::string()) + "\n",
          .summary = shown(loop.id) + " " + customer.name};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("CUSTOMER", options->customer, "with whom");
  arguments.required("TITLE", options->title, "what it is about, on one line");
  arguments.choice("--kind", "KIND", options->kind, "what it is");
  arguments.choice("--priority", "PRIORITY", options->priority, "how much it matters");
  arguments.option("--product", "NAME", options->product, "the product or service");
  arguments.option("--parent", "LOOP", options->parent, "the loop that it is a part of");
  arguments.option("--handler", "NAME", options->handler, "who deals with it, if not you");
  arguments.option("--at", "WHEN", options->at, "when it was opened, if not now");
  return [options](Context& context) { return open_loop(*options, context); };
}

}  // namespace

constinit const Command open_loop_command{
    .name = "open-loop",
    .group = Group::loops,
    .summary = "a new matter with a customer",
    .examples =
        "  kept open-loop dana 'Logo redesign' --kind order --product logo\n"
        "  kept open-loop dana 'החשבונית שגויה' --kind complaint --priority high\n"
        "  kept open-loop dana 'Paper for the logo' --parent L7\n",
    .details = "A loop is closed only when the loops that are parts of it are.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
