#include "kept/policy.hpp"

#include <algorithm>
#include <set>

#include "config/value.hpp"
#include "kept/text.hpp"
#include "time/words.hpp"

namespace kept::config_file {
namespace {

Allowance allowance(const Value& value) {
  const std::string text = value.text();
  if (const auto read = read_allowance(text)) return *read;
  value.refuse_text(text, "is no business time", "write \"2bd\", \"4h\" or \"90m\"");
}

template <class Choice>
Choice choice(const Value& value) {
  const std::string text = value.text();
  if (const auto read = read_choice<Choice>(text)) return *read;
  std::string all;
  for (const std::string_view name : Names<Choice>::all) {
    all += (all.empty() ? "\"" : ", \"") + std::string(name) + '"';
  }
  value.refuse_text(text, "is not known", "write one of " + all);
}

/// `3d`, `2 weeks`; none where it is neither, or over a year.
std::optional<int> read_days(std::string_view typed) {
  const std::string folded = fold(typed);
  dates::Cursor cursor(folded);
  if (cursor.here().kind != dates::Token::Kind::number) return std::nullopt;
  const std::int64_t number = dates::value(cursor.here());
  cursor.take();
  const dates::UnitWord* word = cursor.accept_one_of(dates::unit_words);
  const bool in_weeks = word && word->unit == dates::Unit::week;
  if (!word || word->alone == 2 || !cursor.at_end()) return std::nullopt;
  if (!in_weeks && word->unit != dates::Unit::day) return std::nullopt;
  const std::int64_t count = number * (in_weeks ? 7 : 1);
  return count >= 1 && count <= 366 ? std::optional(static_cast<int>(count)) : std::nullopt;
}

/// Two moments that share neither a day, a weekday, a day of the month nor a time of day.
constexpr Instant some_moment{std::chrono::sys_days(std::chrono::year(2026) / 3 / 22) +
                              std::chrono::hours(7)};
constexpr Instant another_moment{some_moment + std::chrono::days(1003) + std::chrono::hours(5)};

DateContext context_at(Instant now, DayOrder order) {
  return {now, Zone::utc(), default_week("UTC"), order};
}

}  // namespace

std::string relative_due(const Value& value, DayOrder order) {
  constexpr const char* forms = "write \"72h\", \"+2bd\" or \"friday\"";
  const std::string text = value.line();
  std::vector<Instant> late;
  for (const Instant now : {some_moment, another_moment}) {
    const DateContext context = context_at(now, order);
    const auto read = read_when(text, context);
    if (const auto* problem = std::get_if<DateProblem>(&read)) {
      value.refuse_text(text, problem->reason, forms);
    }
    late.push_back(due_from(std::get<When>(read), context.zone).late_from);
  }
  if (late.front() == late.back()) value.refuse_text(text, "is always the same day", forms);
  if (late.front() <= some_moment + std::chrono::minutes(1) ||
      late.back() <= another_moment + std::chrono::minutes(1)) {
    value.refuse_text(text, "may have passed when it is set", forms);
  }
  return text;
}

void take_promise_within(Config& config, const Value& value) {
  config.policy.promise_within = relative_due(value, config.dates);
}

void take_confirm_after(Config& config, const Value& value) {
  const std::string text = value.text();
  const bool never = fold(text) == "never";
  config.policy.confirm_after_days = never ? std::nullopt : read_days(text);
  if (!never && !config.policy.confirm_after_days) {
    value.refuse_text(text, "is no number of days up to 366",
                      "write \"3d\", \"2 weeks\" or \"never\"");
  }
}

// ---- answers and escalation ------------------------------------------------------------------

void take_answers(Config& config, const Value& value) {
  constexpr const char* example = "{ tag = \"vip\", within = \"4h\" }";
  for (const Value& item : value.items(std::string("[") + example + "]")) {
    AnswerRule rule;
    bool has_within = false;
    const Value::Key keys[] = {
        {"customer", [&](const Value& v) { rule.customer = v.line(); }},
        {"tag", [&](const Value& v) { rule.tag = v.line(); }},
        {"kind", [&](const Value& v) { rule.kind = choice<LoopKind>(v); }},
        {"priority", [&](const Value& v) { rule.priority = choice<Priority>(v); }},
        {"within", [&](const Value& v) {
           rule.within = allowance(v);
           has_within = true;
         }}};
    item.take_members(keys, example);
    if (!has_within) item.refuse("a rule of 'answers' has no 'within'", "add within = \"4h\"");
    config.policy.answers.push_back(std::move(rule));
  }
}

void take_escalation(Config& config, const Value& value) {
  constexpr const char* example = "{ late = \"1bd\", level = \"call\" }";
  for (const Value& item : value.items(std::string("[") + example + "]")) {
    Escalation escalation;
    const Value::Key keys[] = {{"late", [&](const Value& v) { escalation.late = allowance(v); }},
                               {"tag", [&](const Value& v) { escalation.tag = v.line(); }},
                               {"broken", [&](const Value& v) { escalation.broken = v.truth(); }},
                               {"level", [&](const Value& v) { escalation.level = v.line(); }}};
    item.take_members(keys, example);
    if (escalation.level.empty()) {
      item.refuse("a rule of 'escalation' has no 'level'", "add level = \"call\"");
    }
    if (escalation.late == Allowance{} && !escalation.broken) {
      item.refuse("a rule of 'escalation' says neither how late nor broken",
                  "add late = \"1bd\" or broken = true");
    }
    config.policy.escalations.push_back(std::move(escalation));
  }
}

// ---- plans -----------------------------------------------------------------------------------

namespace {

PlanStep step_of(const Value& value, DayOrder order) {
  PlanStep step;
  if (!value.is_table()) {
    step.text = value.called_as("step").line();
    return step;
  }
  const Value::Key keys[] = {{"text", [&](const Value& v) { step.text = v.line(); }},
                             {"due", [&](const Value& v) { step.due = relative_due(v, order); }},
                             {"guidance", [&](const Value& v) { step.guidance = v.line(); }}};
  value.take_members(keys, "");
  if (step.text.empty()) value.refuse("a step has no 'text'", "add text = \"draft\"");
  return step;
}

std::vector<PlanStep> steps_of(const Value& value, DayOrder order) {
  std::vector<PlanStep> steps;
  for (const Value& item : value.items("steps = [\"brief\", \"draft\", \"launch\"]")) {
    steps.push_back(step_of(item, order));
  }
  return steps;
}

void check_name(const std::string& name, const Value& value) {
  if (!name.empty() && name.front() != '-' && single_spaced(name) == name &&
      name.find(' ') == std::string::npos && escape(name) == name) {
    return;
  }
  value.refuse("plan " + in_quotes(name) + " is not one word", "write [plans.website]");
}

}  // namespace

void take_plans(Config& config, const Value& value) {
  constexpr const char* example = "[plans.website], and steps = [...] below it";
  std::set<std::string> names;
  for (const auto& [name, plan_value] : value.named(example)) {
    check_name(name, plan_value);
    if (!names.insert(fold(name)).second) {
      plan_value.refuse("plan " + in_quotes(name) + " is there twice",
                        "upper and lower case don't count: rename one");
    }
    Plan plan{name, {}};
    const Value::Key keys[] = {
        {"steps", [&](const Value& v) { plan.steps = steps_of(v, config.dates); }}};
    plan_value.take_members(keys, example);
    if (plan.steps.empty()) {
      plan_value.refuse("plan " + in_quotes(name) + " has no steps",
                        "add steps = [\"brief\", \"draft\", \"launch\"]");
    }
    config.policy.plans.push_back(std::move(plan));
  }
}

}  // namespace kept::config_file
