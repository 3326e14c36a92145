#include "kept/policy.hpp"

#include <algorithm>

#include "kept/text.hpp"

namespace kept {

const std::vector<Plan>& built_in_plans() {
  static const std::vector<Plan> plans{
      {"order",
       {{"ordered",
         "Write back what was ordered, at what price and by when, so that both of you "
         "have the same order in mind.",
         ""},
        {"shipped",
         "Say what is on its way, how, and on which day to expect it, before the "
         "customer asks.",
         ""},
        {"received", "Ask whether everything arrived, complete and undamaged, and note the day.",
         ""},
        {"paid",
         "Confirm the payment and say thank you; if it is late, remind once, kindly, with "
         "the amount and the day.",
         ""}}},
      {"carp",
       {{"control",
         "Take charge of the conversation: be calm, listen to the end, and say that you "
         "will see to it.",
         ""},
        {"acknowledge",
         "Say back what went wrong and what it meant for the customer: 'I "
         "understand the frustration', and no excuses.",
         ""},
        {"refocus",
         "Turn from what has happened to what can be done now, with a question that the "
         "customer can answer.",
         ""},
        {"problem-solve",
         "Agree on one solution, who does what and by which day, and record it as "
         "a promise.",
         ""}}},
      {"angry",
       {{"heard",
         "Let the customer finish without interrupting or defending, and thank them for "
         "telling you.",
         ""},
        {"verified",
         "Check the facts behind the scenes before you judge: orders, messages, and "
         "what was promised.",
         ""},
        {"mapped",
         "Split the trouble into its parts, and write down which of them you can solve "
         "today.",
         ""},
        {"owned", "Take responsibility for your part in plain words, whoever made the mistake.",
         ""},
        {"offered",
         "Offer two ways to put it right, both of which you can keep, and let the "
         "customer choose.",
         ""},
        {"agreed",
         "Repeat what was agreed and by when, record the promise, and ask whether it "
         "settles the matter.",
         ""}}}};
  return plans;
}

namespace {

const Plan* called(const std::vector<Plan>& plans, const std::string& folded_name) {
  const auto found = std::find_if(plans.begin(), plans.end(),
                                  [&](const Plan& plan) { return fold(plan.name) == folded_name; });
  return found == plans.end() ? nullptr : &*found;
}

}  // namespace

const Plan* plan_called(const Policy& policy, std::string_view name) {
  const std::string folded = fold(name);
  const Plan* own = called(policy.plans, folded);
  return own ? own : called(built_in_plans(), folded);
}

std::vector<std::string> plan_names(const Policy& policy) {
  std::vector<std::string> names;
  for (const Plan& plan : policy.plans) names.push_back(plan.name);
  for (const Plan& plan : built_in_plans()) {
    if (!called(policy.plans, fold(plan.name))) names.push_back(plan.name);
  }
  return names;
}

}  // namespace kept
