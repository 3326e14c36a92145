#include <algorithm>

#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::optional<std::string> loop;
  std::optional<std::string> name;
  bool list = false;
  std::optional<std::string> at;
};

const Plan& plan_meant(const std::string& typed, const Policy& policy) {
  if (const Plan* plan = plan_called(policy, typed)) return *plan;
  const auto near = nearest(typed, plan_names(policy));
  throw Error(Exit::not_found, "there is no plan " + in_quotes(typed),
              near ? "did you mean '" + *near + "'?" : "kept plan --list shows all plans");
}

void hold_to_new(const Plan& plan, const Loop& loop) {
  const auto is_of_plan = [&](const Step& step) {
    return step.is_open() && step.plan == plan.name;
  };
  const auto open = std::find_if(loop.steps.begin(), loop.steps.end(), is_of_plan);
  if (open == loop.steps.end()) return;
  throw Error(Exit::refused,
              shown(loop.id) + " goes by the plan " + in_quotes(plan.name) +
                  " already: " + shown(id_of_step(loop.id, *open)) + " is open",
              "kept show " + shown(loop.id) + " shows its steps");
}

Answer take_plan(const Options& options, Context& context) {
  if (!options.loop || !options.name) {
    throw Error(Exit::usage, "it needs a loop and the name of a plan",
                "kept plan L7 order; kept plan --list shows all plans");
  }
  Loop loop = open_loop_meant(context, *options.loop);
  const Plan& plan = plan_meant(*options.name, context.settings.config.policy);
  hold_to_new(plan, loop);
  const Moment at = context.moment(
      happened_after(context, options.at, loop.opened.at, shown(loop.id) + " was opened"));
  const std::size_t first = loop.steps.size();
  for (const PlanStep& each : plan.steps) {
    Step step;
    step.text = each.text;
    step.guidance = each.guidance;
    step.plan = plan.name;
    step.added = at;
    if (!each.due.empty()) step.due = context.due(each.due, at.at);
    loop.steps.push_back(std::move(step));
  }
  put(context.store(), loop);
  Answer answer;
  answer.text = said(loop) + ", by the plan '" + said(plan.name) + "':\n";
  for (std::size_t i = first; i < loop.steps.size(); ++i) {
    const Step& step = loop.steps[i];
    answer.ids.push_back(id_of_step(loop.id, step));
    answer.text += "  " + shown(answer.ids.back()) + "  " + said(step.text);
    answer.text += (step.due ? ", " + said(*step.due, context) : "") + "\n";
  }
  answer.report = recorded("plan", {{"loop", loop.id},
                                    {"customer_id", loop.customer},
                                    {"plan", Text{plan.name}},
                                    {"steps", std::int64_t{std::ssize(plan.steps)}}});
  answer.summary = shown(loop.id) + " " + plan.name;
  return answer;
}

Answer list_plans(const Options& options, Context& context) {
  if (options.loop) throw Error(Exit::usage, "--list takes no loop");
  const Policy& policy = context.settings.config.policy;
  Section section{
      .key = "plans",
      .columns = {{"plan", "PLAN"}, {"step", "STEP"}, {"due", "DUE"}, {"guidance", "HOW"}},
      .whole = true};
  for (const std::string& name : plan_names(policy)) {
    bool first = true;
    for (const PlanStep& step : plan_called(policy, name)->steps) {
      section.rows.push_back(
          {{first || context.settings.format != Format::text ? Cell(Text{name}) : Cell(),
            Text{step.text}, text_cell(step.due), text_cell(step.guidance)}});
      first = false;
    }
  }
  return {.report = {.name = "plans", .sections = {std::move(section)}}};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.optional("LOOP", options->loop, "the loop's id");
  arguments.optional("NAME", options->name, "the plan: order, carp, angry, or one of the config's");
  arguments.flag_without_store("--list", options->list, "show all plans and their steps");
  arguments.option("--at", "WHEN", options->at, "when it was taken, if not now");
  return [options](Context& context) {
    return options->list ? list_plans(*options, context) : take_plan(*options, context);
  };
}

}  // namespace

constinit const Command plan_command{
    .name = "plan",
    .group = Group::loops,
    .summary = "the steps that such a matter always takes",
    .examples =
        "  kept plan --list\n"
        "  kept plan L7 order\n"
        "  kept plan L7 angry\n",
    .details =
        "Adds the steps of a plan to a loop. kept step L7.2 --done ticks one off; kept\n"
        "show L7 shows them all, and how to take the next. Plans of your own stand in the\n"
        "config: see kept-config(5).\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
