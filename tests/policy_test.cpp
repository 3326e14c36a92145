#include "kept/policy.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "kept/text.hpp"

using namespace kept;

namespace {

std::vector<std::string> steps(const char* name) {
  std::vector<std::string> texts;
  const Plan* plan = plan_called({}, name);
  REQUIRE(plan);
  for (const PlanStep& step : plan->steps) texts.push_back(step.text);
  return texts;
}

Policy with_plans(std::vector<Plan> plans) {
  Policy policy;
  policy.plans = std::move(plans);
  return policy;
}

}  // namespace

TEST_CASE("the plans that there are without a config") {
  using Texts = std::vector<std::string>;
  CHECK(plan_names({}) == Texts{"order", "carp", "angry"});
  CHECK(steps("order") == Texts{"ordered", "shipped", "received", "paid"});
  CHECK(steps("carp") == Texts{"control", "acknowledge", "refocus", "problem-solve"});
  CHECK(steps("angry") == Texts{"heard", "verified", "mapped", "owned", "offered", "agreed"});
  CHECK(plan_called({}, "website") == nullptr);
}

TEST_CASE("each step of them is guided by one sentence") {
  for (const Plan& plan : built_in_plans()) {
    for (const PlanStep& step : plan.steps) {
      CAPTURE(step.text);
      CHECK(step.guidance.size() > 40);
      CHECK(step.guidance.ends_with('.'));
      CHECK(step.guidance.find('.') == step.guidance.size() - 1);
      CHECK(step.guidance == single_spaced(step.guidance));
      CHECK(step.due.empty());
    }
  }
}

TEST_CASE("the owner's plan comes before a built-in one of its name") {
  const Policy policy =
      with_plans({{"website", {{"brief", "", ""}}}, {"Order", {{"asked", "", ""}}}});
  CHECK(plan_names(policy) == std::vector<std::string>{"website", "Order", "carp", "angry"});
  CHECK(plan_called(policy, "ORDER") == &policy.plans[1]);
  CHECK(plan_called(policy, "Website") == &policy.plans[0]);
  CHECK(plan_called(policy, "carp") == &built_in_plans()[1]);
}
