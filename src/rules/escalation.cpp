#include "kept/rules.hpp"

namespace kept {
namespace {

bool is_breach(const Matter& matter) {
  return matter.what == Matter::What::promise || matter.what == Matter::What::settlement;
}

bool is_owed(const Matter& matter) {
  return matter.what != Matter::What::back && matter.what != Matter::What::confirmation;
}

}  // namespace

std::string escalation_level(const Policy& policy, const Matter& matter,
                             std::span<const std::string> tags, Instant as_of, const Zone& zone,
                             const BusinessWeek& week) {
  if (!is_owed(matter) || matter.late_from > as_of) return {};
  const auto reached = [&](const Allowance& late) {
    return late == Allowance{} || allowance_ends(matter.late_from, late, zone, week) <= as_of;
  };
  for (auto rule = policy.escalations.rbegin(); rule != policy.escalations.rend(); ++rule) {
    if (rule->broken && !is_breach(matter)) continue;
    if (!rule->tag.empty() && !has_tag(tags, rule->tag)) continue;
    if (reached(rule->late)) return rule->level;
  }
  return {};
}

}  // namespace kept
