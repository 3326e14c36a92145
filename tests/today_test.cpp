#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "reports_fixture.hpp"

namespace kept {

using namespace reports_fixture;
using namespace std::chrono_literals;
using std::chrono::days;
using What = Matter::What;

namespace {

Zone zone(std::string_view name) {
  const std::optional<Zone> found = Zone::named(name);
  REQUIRE(found);
  return *found;
}

Policy confirming_after(std::optional<int> number_of_days) {
  Policy policy;
  policy.confirm_after_days = number_of_days;
  return policy;
}

bool asks(const Zone& zone, int after_days, Instant closed, Instant now) {
  const auto window = closings_to_confirm(confirming_after(after_days), now, zone);
  return window && closed >= window->since && closed <= window->until;
}

MatterRow reminder(What what, std::int64_t serial, Instant since) {
  MatterRow row = answer(serial, since);
  row.matter.what = what;
  row.matter.id.kind = Kind::loop;
  row.matter.loop = row.matter.id;
  if (what == What::back) row.matter.waited_on = WaitingOn::customer;
  return row;
}

MatterRow step(std::int64_t number, Due due) {
  MatterRow row = matter(What::step, 7, std::move(due));
  row.matter.id = {Kind::step, 7 * Id::machines, number * Id::machines};
  return row;
}

Loop back_on(Instant until) {
  Loop loop = loop_from(march(1));
  loop.waits = {{.on = WaitingOn::customer,
                 .since = {march(2), 2},
                 .until = until,
                 .ended = std::nullopt,
                 .reason = "the texts"}};
  return loop;
}

}  // namespace

// ---- confirmations ---------------------------------------------------------------------------

TEST_CASE("a closed loop asks from the third local day after its closing on, for a week") {
  const Zone utc = Zone::utc();
  const Instant closed = march(1, 23, 59);
  CHECK_FALSE(asks(utc, 3, closed, before(march(4))));
  CHECK(asks(utc, 3, closed, march(4)));
  CHECK(asks(utc, 3, closed, before(march(11))));
  CHECK_FALSE(asks(utc, 3, closed, march(11)));
}

TEST_CASE("a loop can ask on the day of its closing, or never") {
  const Zone utc = Zone::utc();
  CHECK(asks(utc, 0, march(1, 12), march(1, 12)));
  CHECK_FALSE(asks(utc, 0, march(1, 12), march(8)));
  CHECK_FALSE(closings_to_confirm(confirming_after(std::nullopt), march(9), utc));
}

TEST_CASE("the days to ask are days of the clock on the wall, in spring and in autumn") {
  const Zone jerusalem = zone("Asia/Jerusalem");
  const auto at = [&](int month, int day, std::chrono::seconds clock) {
    const Day local(std::chrono::year(2026) / month / day);
    return jerusalem.read(local + clock).instant;
  };
  // The clock goes forward on March 27, so that the third day begins 71 hours after midnight.
  CHECK_FALSE(asks(jerusalem, 3, at(3, 25, 0s), before(at(3, 28, 0s))));
  CHECK(asks(jerusalem, 3, at(3, 25, 0s), at(3, 28, 0s)));
  CHECK(at(3, 28, 0s) - at(3, 25, 0s) == 71h);
  // It goes back on October 25.
  CHECK_FALSE(asks(jerusalem, 3, at(10, 23, 23h), before(at(10, 26, 0s))));
  CHECK(asks(jerusalem, 3, at(10, 23, 23h), at(10, 26, 0s)));
  CHECK(asks(jerusalem, 3, at(10, 23, 23h), before(at(11, 2, 0s))));
  CHECK_FALSE(asks(jerusalem, 3, at(10, 23, 23h), at(11, 2, 0s)));
}

TEST_CASE("property: a loop asks exactly on seven local days, wherever midnight is skipped") {
  CHECK(rc::check([] {
    const Zone here = zone(*rc::gen::element<std::string>("Asia/Jerusalem", "Africa/Cairo",
                                                          "America/Santiago", "UTC"));
    const int after = *rc::gen::inRange(0, 30);
    const Instant year = march(1);
    const Instant closed = year + std::chrono::minutes(*rc::gen::inRange(0, 300 * 24 * 60));
    const Instant now = closed + std::chrono::minutes(*rc::gen::inRange(0, 45 * 24 * 60));
    const days passed = here.day(now) - here.day(closed);
    RC_ASSERT(asks(here, after, closed, now) ==
              (passed >= days(after) && passed < days(after + 7)));
  }));
}

// ---- reminders -------------------------------------------------------------------------------

TEST_CASE("a loop that is back tells what it is about, for whom it waited, and for what") {
  const LoopStory story{back_on(march(5)), {}, {}};
  CHECK(reminders(std::span(&story, 1), before(march(5))).empty());
  const auto found = reminders(std::span(&story, 1), march(5));
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == What::back);
  CHECK(found[0].id == story.loop.id);
  CHECK(found[0].text == "drawings");
  CHECK(found[0].waited_on == WaitingOn::customer);
  CHECK(found[0].waited_for == "the texts");
  CHECK(found[0].late_from == march(5));
  CHECK_FALSE(found[0].due);
}

TEST_CASE("a wait that was ended, heard of or followed by another brings nothing back") {
  const auto back = [](const LoopStory& story) {
    return wait_that_ran_out(story, march(9)) != nullptr;
  };
  LoopStory story{back_on(march(5)), {}, {}};
  CHECK(wait_that_ran_out(story, march(9)) == &story.loop.waits.front());
  LoopStory looked_at = story;
  looked_at.loop.waits.front().ended = Moment{march(6), 3};
  CHECK_FALSE(back(looked_at));
  LoopStory heard = story;
  heard.entries = {said(Direction::out, march(6), 9)};
  CHECK_FALSE(back(heard));
  LoopStory again = story;
  again.loop.waits.push_back(again.loop.waits.front());
  again.loop.waits.back().since = {march(6), 3};
  again.loop.waits.back().until = march(20);
  CHECK_FALSE(back(again));
  CHECK(wait_that_ran_out(again, march(20)) == &again.loop.waits.back());
  LoopStory shut = story;
  shut.loop.closings = {closed(march(6))};
  CHECK_FALSE(back(shut));
}

// ---- the morning list ------------------------------------------------------------------------

TEST_CASE("today has its groups in the order in which to act") {
  const std::vector rows{matter(What::promise, 1, by(9)),
                         step(1, by(9)),
                         step(2, by(10)),
                         step(3, by(12)),
                         reminder(What::back, 8, march(8)),
                         reminder(What::confirmation, 9, march(7, 12))};
  const Report report = today_report(rows, march(10, 12), Zone::utc());
  std::vector<std::string> keys;
  for (const Section& each : report.sections) keys.push_back(each.key);
  CHECK(keys == List{"overdue", "today", "back", "confirm", "next"});
  CHECK(column(report, "overdue", "id") == List{"P1", "L7.1"});
  CHECK(column(report, "today", "id") == List{"L7.2"});
  CHECK(column(report, "back", "id") == List{"L8"});
  CHECK(column(report, "confirm", "id") == List{"L9"});
  CHECK(column(report, "next", "id") == List{"L7.3"});
}

TEST_CASE("a reminder is never overdue, however old") {
  const std::vector rows{reminder(What::back, 8, march(1)),
                         reminder(What::confirmation, 9, march(1))};
  const Report report = today_report(rows, march(30), Zone::utc());
  CHECK(column(report, "overdue", "id").empty());
  CHECK(column(report, "back", "when") == List{"2026-03-01"});
}

TEST_CASE("a reminder tells since when, by the time today and by the weekday of the last days") {
  const auto since = [](Instant instant) {
    const std::vector rows{reminder(What::back, 8, instant)};
    return column(today_report(rows, march(10, 15), Zone::utc()), "back", "when").at(0);
  };
  CHECK(since(march(10)) == "today");
  CHECK(since(march(10, 14, 30)) == "14:30");
  CHECK(since(march(9, 23)) == "Mon");
  CHECK(since(march(4)) == "Wed");
  CHECK(since(before(march(4))) == "2026-03-03");
}

TEST_CASE("for people, what a loop waited for is one column, for machines two") {
  std::vector rows{reminder(What::back, 8, march(9)), reminder(What::back, 9, march(9)),
                   reminder(What::back, 10, march(9))};
  rows[0].matter.waited_for = "הטקסטים";
  rows[1].matter.waited_on = WaitingOn::snooze;
  rows[2].matter.waited_on = WaitingOn::third;
  rows[2].matter.waited_for = "the printer";
  const Report report = today_report(rows, march(10), Zone::utc());
  CHECK(column(report, "back", "") == List{"customer: הטקסטים", "put off", "third: the printer"});
  CHECK(column(report, "back", "waited_on") == List{"customer", "snooze", "third"});
  CHECK(column(report, "back", "waited_for") == List{"הטקסטים", "", "the printer"});
}

TEST_CASE("what is back, to confirm or a step names the command that settles it") {
  const auto brief = [](const MatterRow& row) {
    return settling_command(row.matter, Wording::brief);
  };
  CHECK(brief(step(2, by(1))) == "step L7.2 --done");
  CHECK(brief(reminder(What::confirmation, 9, march(1))) == "confirm-loop L9");
  MatterRow back = reminder(What::back, 8, march(1));
  CHECK(brief(back) == "chase L8");
  for (const WaitingOn on : {WaitingOn::third, WaitingOn::snooze}) {
    back.matter.waited_on = on;
    CHECK(settling_command(back.matter, Wording::whole) == "kept unwait L8");
  }
}

TEST_CASE("in view is what is late, and what falls due so many days ahead") {
  const Zone utc = Zone::utc();
  const auto in_view = [&](const MatterRow& row, int ahead) {
    return is_in_view(row.matter, march(10, 12), utc, ahead);
  };
  CHECK(in_view(matter(What::promise, 1, by(17)), 7));
  CHECK_FALSE(in_view(matter(What::promise, 1, by(18)), 7));
  CHECK(in_view(matter(What::promise, 1, by(10)), 0));
  CHECK_FALSE(in_view(matter(What::promise, 1, at_time(11, 0, 30)), 0));
  CHECK(in_view(matter(What::promise, 1, by(2)), 0));
  CHECK(in_view(answer(1, march(11, 9)), 1));
  CHECK(in_view(matter(What::promise, 1, by(30)), 20));
}

TEST_CASE("a day more than a week ahead is told by its date") {
  const std::vector rows{matter(What::promise, 1, by(17)), matter(What::promise, 2, by(18)),
                         matter(What::promise, 3, at_time(20, 14, 30))};
  const Report report = today_report(rows, march(10, 12), Zone::utc());
  CHECK(column(report, "next", "when") == List{"Tue", "2026-03-18", "2026-03-20 14:30"});
}

TEST_CASE("reminders fit in 80 columns, with a part of each text left") {
  std::vector rows{reminder(What::back, 1234, march(1)),
                   reminder(What::confirmation, 1235, march(1))};
  for (MatterRow& row : rows) {
    row.customer = "אלכסנדרה בן־שושן-רוזנצווייג";
    row.matter.text = "הסקיצה הראשונה של הלוגו עם כל הצבעים";
    row.matter.waited_for = "כל הטקסטים של האתר בעברית ובאנגלית";
  }
  const Report report = today_report(rows, march(20), Zone::utc());
  const std::string text = render(report, Format::text, {Zone::utc(), 80, false});
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    CHECK(display_width(text.substr(start, end - start)) <= 80);
    start = end + 1;
  }
  CHECK(text.find("customer: כ") != std::string::npos);
  CHECK(text.find("2026-03-01  confirm-loop L1235") != std::string::npos);
}

}  // namespace kept
