#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kept/business.hpp"
#include "kept/model.hpp"

/// What the owner decided: how soon customers are answered, when lateness is a case for more than a
/// reminder, which plans there are, and where a promise is one too many. Values with defaults, read
/// from the config file; what follows from them, rules.hpp says.

namespace kept {

/// How soon an inbound entry wants its answer. What is empty fits everything; the first rule that
/// fits decides, and without any it is one business day.
struct AnswerRule {
  std::string customer;  ///< id, handle, e-mail, phone or full name
  std::string tag;       ///< of the customer
  std::optional<LoopKind> kind;
  std::optional<Priority> priority;
  Allowance within;
};

/// What to do about something that is late by so much. The last one that fits decides.
struct Escalation {
  Allowance late;       ///< at least so late; zero: from the first instant on
  std::string tag;      ///< of the customer; empty: any
  bool broken = false;  ///< only a broken promise of ours, late or to be settled
  std::string level;    ///< a word or two, as the owner says it: `call`
};

struct PlanStep {
  std::string text;
  std::string guidance;  ///< a sentence on how; may be empty
  std::string due;       ///< as typed, relative to the day the plan is taken: `+2bd`; may be empty
};

/// Steps that a loop goes through, by name.
struct Plan {
  std::string name;
  std::vector<PlanStep> steps;
};

/// `order` (ordered, shipped, received, paid), `carp` (control, acknowledge, refocus,
/// problem-solve) and `angry` (heard, verified, mapped, owned, offered, agreed).
const std::vector<Plan>& built_in_plans();

struct Policy {
  std::vector<AnswerRule> answers;
  std::vector<Escalation> escalations;
  std::vector<Plan> plans;  ///< the owner's, in the order of the file
  /// When a loop that was closed without the customer's word asks for it; none: never.
  std::optional<int> confirm_after_days = 3;
  int days_ahead = 7;                  ///< what `today` shows of the days to come
  int busy_day = 5;                    ///< so many promises due on a day are much
  int low_kept_rate = 70;              ///< in percent; below it a promise is warned of
  std::string promise_within = "72h";  ///< the due time where none was typed
};

/// The plan of that name, compared folded: the owner's before a built-in one. Null where there is
/// none. The pointer lives as long as the policy.
const Plan* plan_called(const Policy& policy, std::string_view name);
/// The names of all plans, each once, the owner's first.
std::vector<std::string> plan_names(const Policy& policy);

}  // namespace kept
