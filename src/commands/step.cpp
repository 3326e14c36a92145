#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string loop;
  std::optional<std::string> text;
  std::optional<std::string> new_text;
  std::optional<std::string> due;
  bool no_due = false;
  bool done = false;
  bool drop = false;
  std::optional<std::string> at;

  bool changes() const { return new_text || no_due || done || drop; }
};

std::string said(const Step& step, const Loop& loop) {
  return shown(id_of_step(loop.id, step)) + " '" + kept::said(step.text) + "'";
}

std::string state_of(const Step& step) {
  if (step.is_open()) return "open";
  return step.dropped ? "dropped" : "done";
}

Answer answer(const Step& step, const Loop& loop, const std::string& deed, Context& context) {
  const Id id = id_of_step(loop.id, step);
  const Step* next = next_step_due(loop);
  std::string text = said(step, loop) + deed + ", " + kept::said(loop) + "\n";
  if (!step.is_open() && next != nullptr) {
    text += "  next: " + said(*next, loop) + ", " + kept::said(*next->due, context) + "\n";
  }
  return {.ids = {id},
          .report = recorded("step", {{"id", id},
                                      {"customer_id", loop.customer},
                                      {"loop", loop.id},
                                      {"text", Text{step.text}},
                                      {"due", cell(step.due)},
                                      {"state", Word{state_of(step)}}}),
          .text = text,
          .summary = shown(id) + " " + state_of(step)};
}

Answer add_step(const Options& options, Context& context) {
  if (options.changes()) {
    throw Error(Exit::usage, in_quotes(options.loop) + " is a loop, not one of its steps",
                "write the step's id, such as L7.2; kept show lists them");
  }
  if (!options.text) throw Error(Exit::usage, "what is to be done is missing", "add TEXT");
  Loop loop = open_loop_meant(context, options.loop);
  Step step;
  step.added = context.moment(
      happened_after(context, options.at, loop.opened.at, shown(loop.id) + " was opened"));
  step.text = line_of_text("TEXT", *options.text);
  if (options.due) step.due = context.due(*options.due, step.added.at);
  loop.steps.push_back(step);
  put(context.store(), loop);
  const Step& added = loop.steps.back();
  return answer(added, loop, added.due ? " " + kept::said(*added.due, context) : "", context);
}

void hold_to_open(const Step& step, const Loop& loop, const Context& context) {
  if (step.is_open()) return;
  throw Error(Exit::refused,
              shown(id_of_step(loop.id, step)) + " was " + state_of(step) + " already, on " +
                  kept::said(step.ended->at, context),
              "kept undo takes back what was a slip");
}

std::string ended(Step& step, const Loop& loop, const Options& options, Context& context) {
  const Instant at = happened_after(context, options.at, step.added.at,
                                    shown(id_of_step(loop.id, step)) + " was added");
  step.ended = context.moment(at);
  step.dropped = options.drop;
  return " " + state_of(step) + on_if_typed(options.at, at, context);
}

std::string changed(Step& step, const Options& options, Context& context) {
  if (options.new_text) step.text = line_of_text("--text", *options.new_text);
  if (options.no_due) step.due.reset();
  if (options.due) step.due = context.due(*options.due, context.happened(options.at));
  return step.due ? " " + kept::said(*step.due, context) : " without a due time";
}

Answer change_step(const Options& options, Context& context) {
  const std::array ways{Alternative{"--done", options.done}, Alternative{"--drop", options.drop}};
  const std::array dues{Alternative{"--due", options.due.has_value()},
                        Alternative{"--no-due", options.no_due}};
  const bool ends = at_most_one(ways).has_value();
  const bool moves = at_most_one(dues).has_value();
  if (ends && moves) {
    throw Error(Exit::usage, "a step that ends takes no other due time",
                "leave " + std::string(options.no_due ? "--no-due" : "--due") + " out");
  }
  if (options.text) {
    throw Error(Exit::usage, "a step that is there takes its new text with --text");
  }
  if (!ends && !options.changes() && !options.due) {
    throw Error(Exit::usage, "it needs --done, --drop, --text, --due or --no-due");
  }
  Context::StepMeant meant = context.step_meant(options.loop);
  Step& step = meant.step();
  hold_to_open(step, meant.loop, context);
  std::string deed = changed(step, options, context);
  if (ends) deed = ended(step, meant.loop, options, context);
  put(context.store(), meant.loop);
  return answer(meant.step(), meant.loop, deed, context);
}

Answer step(const Options& options, Context& context) {
  const auto id = read_id(options.loop);
  return id && id->kind == Kind::step ? change_step(options, context) : add_step(options, context);
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("LOOP", options->loop, "the loop to add a step to, or the step: L7 or L7.2");
  arguments.optional("TEXT", options->text, "what is to be done, on one line");
  arguments.option("--due", "WHEN", options->due, "by when: a day, or a minute");
  arguments.flag("--done", options->done, "the step is done");
  arguments.flag("--drop", options->drop, "the step is not needed any more");
  arguments.option("--text", "TEXT", options->new_text, "what is to be done instead");
  arguments.flag("--no-due", options->no_due, "it has no due time any more");
  arguments.option("--at", "WHEN", options->at, "when, if not now");
  return [options](Context& context) { return step(*options, context); };
}

}  // namespace

constinit const Command step_command{
    .name = "step",
    .group = Group::loops,
    .summary = "what is to be done in a loop, one by one",
    .examples =
        "  kept step L7 'order the paper' --due tuesday\n"
        "  kept step L7.2 --done\n"
        "  kept step L7.3 --due +2bd\n"
        "  kept step L7.4 --drop\n",
    .details =
        "A step is your own plan, not a promise: it has no verdict. With a due time it\n"
        "stands in kept today and kept overdue. kept plan adds several at once.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
