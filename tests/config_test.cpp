#include "kept/config.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <string>
#include <vector>

#include "kept/error.hpp"

using namespace kept;
using namespace std::chrono_literals;

namespace {

std::string nothing_beside(const std::string& path) {
  throw Error(Exit::no_input, "no " + path);
}

Config read(const std::string& toml) {
  return read_config(toml, "kept.toml", nothing_beside);
}

BusinessWeek week(const std::string& toml) {
  return week_of(read(toml), "Europe/Berlin");
}

std::string shown_hours(const std::string& hours) {
  return shown(week("hours = \"" + hours + "\"\nweek-starts = \"sunday\""));
}

Day day(int year, unsigned month, unsigned number) {
  return Day(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(number));
}

}  // namespace

TEST_CASE("hours as people write them") {
  CHECK(shown_hours("Sun-Thu 09:00-13:00 16:00-19:00, Fri 09:00-13:00") ==
        "Sun-Thu 09:00-13:00 16:00-19:00, Fri 09:00-13:00");
  CHECK(shown_hours("MONDAY 9:00-17:30") == "Mon 09:00-17:30");
  CHECK(shown_hours("fri - sun 00:00 - 24:00") == "Sun 00:00-24:00, Fri Sat 00:00-24:00");
  CHECK(shown_hours("Mon Wed 16:00–19:00 09:00–13:00") ==
        "Mon 09:00-13:00 16:00-19:00, Wed 09:00-13:00 16:00-19:00");
  CHECK(shown_hours("Tue 09:00-12:00 12:00-15:00") == "Tue 09:00-12:00 12:00-15:00");
  CHECK(shown_hours("Thu-Wed 08:00-09:00") == "Sun-Sat 08:00-09:00");
  CHECK(shown_hours("ראשון-חמישי 09:00-18:00") == "Sun-Thu 09:00-18:00");
}

TEST_CASE("hours that are shown are read as they were") {
  CHECK(rc::check([] {
    BusinessWeek any{{}, std::chrono::weekday(*rc::gen::inRange(0u, 7u)), {}};
    any.open[*rc::gen::inRange<std::size_t>(0, 7)] = {{1h, 2h}};
    for (auto& ranges : any.open) {
      const auto cuts = *rc::gen::unique<std::vector<int>>(
          static_cast<std::size_t>(2 * *rc::gen::inRange(0, 3)), rc::gen::inRange(0, 1441));
      std::vector<int> sorted = cuts;
      std::sort(sorted.begin(), sorted.end());
      if (!sorted.empty()) ranges.clear();
      for (std::size_t i = 0; i < sorted.size(); i += 2) {
        ranges.push_back({std::chrono::minutes(sorted[i]), std::chrono::minutes(sorted[i + 1])});
      }
    }
    RC_ASSERT(week("hours = \"" + shown(any) + "\"").open == any.open);
  }));
}

TEST_CASE("what the config leaves out of the week is the zone's") {
  const BusinessWeek plain = default_week("Europe/Berlin");
  CHECK(week("").open == plain.open);
  CHECK(week("holidays = [\"2026-05-01\"]").open == plain.open);
  CHECK(week("hours = \"Sun 09:00-10:00\"").first_day == std::chrono::Monday);
  CHECK(week("week-starts = \"Saturday\"").first_day == std::chrono::Saturday);
  const std::string zone = "zone = \"Asia/Jerusalem\"\n";
  CHECK(week(zone).first_day == std::chrono::Monday);
  CHECK(week(zone + "hours = \"Sun 09:00-10:00\"").first_day == std::chrono::Sunday);
}

TEST_CASE("holidays in all their forms") {
  const BusinessWeek read = week(
      "holidays = [\"2026-05-04\", 2026-05-01, \"2026-05-03..2026-05-05\", \"12-25\", \"02-29\"]");
  CHECK(read.holidays ==
        std::vector{day(2026, 5, 1), day(2026, 5, 3), day(2026, 5, 4), day(2026, 5, 5)});
  CHECK(read.yearly == std::vector{std::chrono::February / 29, std::chrono::December / 25});
}

TEST_CASE("a calendar stands beside the config") {
  std::string opened;
  const auto open = [&](const std::string& path) {
    opened = path;
    return std::string(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260501\nEND:VEVENT\nEND:VCALENDAR\n");
  };
  const Config config = read_config("holidays = [\"Off.ICS\"]", "kept.toml", open);
  CHECK(opened == "Off.ICS");
  CHECK(config.holidays == std::vector{day(2026, 5, 1)});
}

TEST_CASE("a policy without a config has its defaults") {
  const Policy policy = read("").policy;
  CHECK(policy.answers.empty());
  CHECK(policy.escalations.empty());
  CHECK(policy.plans.empty());
  CHECK(policy.confirm_after_days == 3);
  CHECK(policy.days_ahead == 7);
  CHECK(policy.busy_day == 5);
  CHECK(policy.low_kept_rate == 70);
  CHECK(policy.promise_within == "72h");
}

TEST_CASE("rules of answers, in the order of the file") {
  const Policy policy =
      read(
          "[[answers]]\ntag = \"vip\"\nwithin = \"4h\"\n"
          "[[answers]]\nkind = \"complaint\"\npriority = \"urgent\"\nwithin = \"90m\"\n"
          "[[answers]]\ncustomer = \"dana\"\nwithin = \"2bd\"\n")
          .policy;
  REQUIRE(policy.answers.size() == 3);
  CHECK(policy.answers[0].tag == "vip");
  CHECK(policy.answers[0].within == Allowance{0, 4h});
  CHECK_FALSE(policy.answers[0].kind);
  CHECK(policy.answers[1].kind == LoopKind::complaint);
  CHECK(policy.answers[1].priority == Priority::urgent);
  CHECK(policy.answers[2].customer == "dana");
  CHECK(policy.answers[2].within == Allowance{2, {}});
}

TEST_CASE("steps of an escalation, in the order of the file") {
  const Policy policy = read(
                            "escalation = [{ late = \"1bd\", level = \"call\" },"
                            " { late = \"4h\", tag = \"vip\", level = \"call now\" },"
                            " { broken = true, level = \"make up for it\" }]")
                            .policy;
  REQUIRE(policy.escalations.size() == 3);
  CHECK(policy.escalations[0].late == Allowance{1, {}});
  CHECK(policy.escalations[0].level == "call");
  CHECK(policy.escalations[1].tag == "vip");
  CHECK_FALSE(policy.escalations[1].broken);
  CHECK(policy.escalations[2].broken);
  CHECK(policy.escalations[2].late == Allowance{});
}

TEST_CASE("plans, in the order of the file") {
  const Policy policy = read(
                            "[plans.website]\n"
                            "steps = [\"brief\", { text = \"draft\", due = \"+3bd\", guidance = "
                            "\"Two, not one.\" }]\n"
                            "[plans.Order]\nsteps = [\"asked\"]\n")
                            .policy;
  CHECK(plan_names(policy) == std::vector<std::string>{"website", "Order", "carp", "angry"});
  const Plan& website = policy.plans.front();
  REQUIRE(website.steps.size() == 2);
  CHECK(website.steps[0].text == "brief");
  CHECK(website.steps[0].due.empty());
  CHECK(website.steps[1].text == "draft");
  CHECK(website.steps[1].due == "+3bd");
  CHECK(website.steps[1].guidance == "Two, not one.");
}

TEST_CASE("numbers and lengths") {
  const Policy policy =
      read(
          "days-ahead = 0\nbusy-day = 1000\nlow-kept-rate = 100\npromise-within = \"+2bd\"\n"
          "confirm-after = \"2 weeks\"\n")
          .policy;
  CHECK(policy.days_ahead == 0);
  CHECK(policy.busy_day == 1000);
  CHECK(policy.low_kept_rate == 100);
  CHECK(policy.promise_within == "+2bd");
  CHECK(policy.confirm_after_days == 14);
  CHECK_FALSE(read("confirm-after = \"never\"").policy.confirm_after_days);
  for (const char* due : {"72h", "+2bd", "friday", "eow", "eom", "1mo", "tomorrow 14:30", "מחר"}) {
    CAPTURE(due);
    CHECK(read("promise-within = \"" + std::string(due) + "\"").policy.promise_within == due);
  }
}

TEST_CASE("every key has its example, which can be read") {
  for (const ConfigKey& key : config_keys) {
    CAPTURE(key.name);
    const auto open = [](const std::string&) {
      return std::string("BEGIN:VCALENDAR\nEND:VCALENDAR\n");
    };
    const std::string line = std::string(key.name) + " = " + std::string(key.example);
    CHECK(read_config(line, "kept.toml", open).sets(key.name));
  }
}
