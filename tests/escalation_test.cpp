#include <doctest/doctest.h>
#include <map>
#include <rapidcheck.h>

#include "reports_fixture.hpp"

namespace kept {

using namespace reports_fixture;
using namespace std::chrono_literals;
using What = Matter::What;

namespace {

/// Monday to Friday, 09:00 to 18:00. March 2, 2026 is a Monday.
const BusinessWeek office = default_week("UTC");

Matter late_from(Instant instant, What what = What::answer) {
  Matter late = answer(1, instant).matter;
  late.what = what;
  return late;
}

Escalation rule(Allowance late, std::string level) {
  return {.late = late, .tag = "", .broken = false, .level = std::move(level)};
}

std::string level_of(const std::vector<Escalation>& rules, const Matter& matter, Instant as_of,
                     const std::vector<std::string>& tags = {}) {
  Policy policy;
  policy.escalations = rules;
  return escalation_level(policy, matter, tags, as_of, Zone::utc(), office);
}

const std::vector<Escalation> rising{rule({.time = 4h}, "remind"), rule({.days = 1}, "call"),
                                     rule({.days = 3}, "visit")};

}  // namespace

TEST_CASE("without a rule nothing has a level") {
  CHECK(level_of({}, late_from(march(2, 10)), march(30)).empty());
}

TEST_CASE("a level is reached with the first instant that is so late, in business time") {
  const Matter matter = late_from(march(6, 16));  // a Friday
  CHECK(level_of(rising, matter, march(6, 17)).empty());
  CHECK(level_of(rising, matter, before(march(9, 11))).empty());
  CHECK(level_of(rising, matter, march(9, 11)) == "remind");
  CHECK(level_of(rising, matter, before(march(9, 16))) == "remind");
  CHECK(level_of(rising, matter, march(9, 16)) == "call");
  CHECK(level_of(rising, matter, before(march(11, 16))) == "call");
  CHECK(level_of(rising, matter, march(11, 16)) == "visit");
}

TEST_CASE("business days of lateness are counted around holidays") {
  BusinessWeek week = office;
  week.holidays = {Day(std::chrono::year(2026) / 3 / 3)};
  Policy policy;
  policy.escalations = {rule({.days = 1}, "call")};
  const Matter matter = late_from(march(2, 10));
  const auto level = [&](Instant at) {
    return escalation_level(policy, matter, {}, at, Zone::utc(), week);
  };
  CHECK(level(before(march(4, 10))).empty());
  CHECK(level(march(4, 10)) == "call");
}

TEST_CASE("a rule without a time fits at once, at midnight too") {
  const std::vector rules{rule({}, "look")};
  CHECK(level_of(rules, late_from(march(7)), before(march(7))).empty());
  CHECK(level_of(rules, late_from(march(7)), march(7)) == "look");
}

TEST_CASE("the last rule that fits decides, however mild") {
  const std::vector rules{rule({.days = 1}, "call"), rule({}, "wait")};
  CHECK(level_of(rules, late_from(march(2, 10)), march(20)) == "wait");
}

TEST_CASE("a rule with a tag is for customers who have it, compared folded") {
  std::vector rules{rule({}, "remind"), rule({}, "call")};
  rules.back().tag = "VIP";
  const Matter matter = late_from(march(2, 10));
  CHECK(level_of(rules, matter, march(3)) == "remind");
  CHECK(level_of(rules, matter, march(3), {"slow"}) == "remind");
  CHECK(level_of(rules, matter, march(3), {"slow", "vip"}) == "call");
}

TEST_CASE("a rule for broken promises leaves answers, steps and their promises alone") {
  std::vector rules{rule({}, "call")};
  rules.back().broken = true;
  for (const What what : {What::promise, What::settlement}) {
    CHECK(level_of(rules, late_from(march(2), what), march(3)) == "call");
  }
  for (const What what : {What::answer, What::step, What::theirs}) {
    CHECK(level_of(rules, late_from(march(2), what), march(3)).empty());
  }
}

TEST_CASE("what is not late yet and what is not owed has no level") {
  const std::vector rules{rule({}, "call")};
  CHECK(level_of(rules, late_from(march(2), What::promise), before(march(2))).empty());
  CHECK(level_of(rules, late_from(march(2), What::back), march(20)).empty());
  CHECK(level_of(rules, late_from(march(2), What::confirmation), march(20)).empty());
}

TEST_CASE("property: with rules in rising order, a level never goes back as time goes on") {
  const std::map<std::string, int> place{{"", 0}, {"remind", 1}, {"call", 2}, {"visit", 3}};
  CHECK(rc::check([&] {
    const Matter matter =
        late_from(march(1) + std::chrono::minutes(*rc::gen::inRange(0, 20 * 24 * 60)));
    int last = 0;
    Instant at = matter.late_from - 1h;
    for (int steps = *rc::gen::inRange(1, 12); steps > 0; --steps) {
      const int now = place.at(level_of(rising, matter, at));
      RC_ASSERT(now >= last);
      last = now;
      at += std::chrono::minutes(*rc::gen::inRange(0, 2 * 24 * 60));
    }
  }));
}

TEST_CASE("property: a level is that of the last rule alone that has one") {
  CHECK(rc::check([] {
    std::vector<Escalation> rules;
    for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
      rules.push_back(
          rule({.time = std::chrono::hours(*rc::gen::inRange(0, 40))}, std::to_string(i)));
      rules.back().broken = *rc::gen::arbitrary<bool>();
      if (*rc::gen::arbitrary<bool>()) rules.back().tag = "vip";
    }
    const auto what = *rc::gen::element(What::promise, What::settlement, What::answer, What::step);
    const Matter matter = late_from(march(2, 10), what);
    const Instant at = march(1) + std::chrono::hours(*rc::gen::inRange(0, 300));
    std::string expected;
    for (const Escalation& each : rules) {
      const std::string alone = level_of({each}, matter, at, {"vip"});
      if (!alone.empty()) expected = alone;
    }
    RC_ASSERT(level_of(rules, matter, at, {"vip"}) == expected);
  }));
}

// ---- what is shown ---------------------------------------------------------------------------

TEST_CASE("the level is a column of text only where there is one, and of machines always") {
  std::vector rows{matter(What::promise, 1, by(1)), answer(2, march(4, 9))};
  const Zone utc = Zone::utc();
  for (const bool escalated : {false, true}) {
    rows.front().level = escalated ? "להתקשר" : "";
    for (const Report& report :
         {overdue_report(rows, march(10)), today_report(rows, march(10), utc)}) {
      const bool heading = render(report, Format::text, {utc}).find("LEVEL") != std::string::npos;
      CHECK(heading == escalated);
      CHECK(column(report, report.sections.front().key, "level") == List{rows.front().level, ""});
    }
  }
}

}  // namespace kept
