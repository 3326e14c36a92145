#include "reports/explain.hpp"

#include <doctest/doctest.h>

#include "reports_fixture.hpp"

namespace kept {

using namespace reports_fixture;
using namespace std::chrono_literals;
using std::chrono::seconds;

// The arithmetic was done by hand, with the calendar of 2026: in Israel the clock goes forward on
// Friday, March 27, at 02:00, and back on Sunday, October 25, at 02:00. Hours are Sunday to
// Thursday, 09:00 to 18:00, where a test says nothing else.

namespace {

const Id question_id{Kind::entry, 5 * Id::machines};

Zone jerusalem() {
  const auto zone = Zone::named("Asia/Jerusalem");
  REQUIRE(zone);
  return *zone;
}

Day day(unsigned month, unsigned number) {
  return Day(std::chrono::year(2026) / std::chrono::month(month) / std::chrono::day(number));
}

/// Local time in Israel.
Instant at(unsigned month, unsigned number, int hour, int minute = 0) {
  return jerusalem()
      .read(day(month, number) + std::chrono::hours(hour) + std::chrono::minutes(minute))
      .instant;
}

Reckoning reckoning(Instant as_of, BusinessWeek week = default_week("Asia/Jerusalem")) {
  return {as_of, jerusalem(), std::move(week)};
}

QuestionRow asked(Instant asked, Instant late_from) {
  return {.id = question_id, .asked = asked, .late_from = late_from};
}

Due end_of(unsigned month, unsigned number) {
  const Day on = day(month, number);
  return {on, "Asia/Jerusalem", jerusalem().start_of(on + std::chrono::days(1))};
}

}  // namespace

// ---- answers ---------------------------------------------------------------------------------

TEST_CASE("explained: a business day over a weekend in which the clock goes forward") {
  // Thursday 16:10-18:00 and Sunday 09:00-16:10 are 1:50 and 7:10; then 1:50 and Monday's 1:30.
  const Explanation why =
      explain_answer(asked(at(3, 26, 16, 10), at(3, 29, 16, 10)), reckoning(at(3, 30, 10, 30)));
  CHECK(why.lines ==
        List{"asked Thu 2026-03-26 16:10, in business hours: the clock started at once",
             "late from Sun 2026-03-29 16:10: 1 business day, 9 h of business time",
             "no hours: Fri 2026-03-27, Sat 2026-03-28",
             "on Mon 2026-03-30 10:30: 3 h 20 min of business time late"});
  CHECK(why.id == question_id);
  CHECK(why.from == at(3, 26, 16, 10));
  CHECK(why.late_from == at(3, 29, 16, 10));
  CHECK(why.business_time == 9h);
  CHECK(*why.late_from - why.from == 71h);  // three days, less the hour that was skipped
  CHECK(why.skipped == Skipped{{}, {day(3, 27), day(3, 28)}});
}

TEST_CASE("explained: asked after hours, over a weekend in which the clock goes back") {
  const Explanation why =
      explain_answer(asked(at(10, 22, 19), at(10, 26, 9)), reckoning(at(10, 25, 12)));
  CHECK(why.lines == List{"asked Thu 2026-10-22 19:00, after hours",
                          "the clock started Sun 2026-10-25 09:00",
                          "late from Mon 2026-10-26 09:00: 1 business day, 9 h of business time",
                          "no hours: Fri 2026-10-23, Sat 2026-10-24",
                          "on Sun 2026-10-25 12:00: 6 h of business time left"});
  CHECK(why.from == at(10, 25, 9));
  CHECK(why.business_time == 9h);
}

TEST_CASE("explained: a holiday between counts as little as a weekend") {
  BusinessWeek week = default_week("Asia/Jerusalem");
  week.holidays = {day(4, 2)};
  // Wednesday 17:00-18:00 and Sunday 09:00-17:00.
  const Explanation why =
      explain_answer(asked(at(4, 1, 17), at(4, 5, 17)), reckoning(at(4, 5, 17), week));
  CHECK(why.lines ==
        List{"asked Wed 2026-04-01 17:00, in business hours: the clock started at once",
             "late from Sun 2026-04-05 17:00: 1 business day, 9 h of business time",
             "no hours: Fri 2026-04-03, Sat 2026-04-04", "holidays: Thu 2026-04-02",
             "on Sun 2026-04-05 17:00: 0 min of business time late"});
  CHECK(why.skipped == Skipped{{day(4, 2)}, {day(4, 3), day(4, 4)}});
}

TEST_CASE("explained: business hours, which no number of business days comes to") {
  // Thursday 16:10-18:00 is 1:50, and Sunday 09:00-11:10 the rest of four hours.
  const Explanation why =
      explain_answer(asked(at(3, 26, 16, 10), at(3, 29, 11, 10)), reckoning(at(3, 29, 9, 30)));
  CHECK(why.lines.at(1) == "late from Sun 2026-03-29 11:10: 4 h of business time");
  CHECK(why.lines.back() == "on Sun 2026-03-29 09:30: 1 h 40 min of business time left");
}

TEST_CASE("explained: in the night of the change, business time is the time that passed") {
  BusinessWeek nights{{}, std::chrono::Sunday, {}};
  nights.open[0] = {{0h, 5h}};
  nights.open[5] = {{0h, 5h}};
  // 00:30-03:30 on the wall: two hours in spring, four in autumn.
  const Explanation spring =
      explain_answer(asked(at(3, 27, 0, 30), at(3, 27, 3, 30)), reckoning(at(3, 27, 4), nights));
  CHECK(spring.lines.at(1) == "late from Fri 2026-03-27 03:30: 2 h of business time");
  CHECK(spring.lines.back() == "on Fri 2026-03-27 04:00: 30 min of business time late");
  const Explanation autumn =
      explain_answer(asked(at(10, 25, 0, 30), at(10, 25, 3, 30)), reckoning(at(10, 25, 4), nights));
  CHECK(autumn.lines.at(1) == "late from Sun 2026-10-25 03:30: 4 h of business time");
}

TEST_CASE("explained: why the clock did not start at once") {
  BusinessWeek week = default_week("Asia/Jerusalem");
  week.open[0] = {{9h, 13h}, {16h, 19h}};
  week.holidays = {day(3, 24)};
  const auto first_lines = [&](Instant question) {
    const Explanation why =
        explain_answer(asked(question, answer_late_from(question, 1, jerusalem(), week)),
                       reckoning(at(3, 31, 9), week));
    return List(why.lines.begin(), why.lines.begin() + 2);
  };
  CHECK(first_lines(at(3, 22, 7)) ==
        List{"asked Sun 2026-03-22 07:00, before hours", "the clock started Sun 2026-03-22 09:00"});
  CHECK(first_lines(at(3, 22, 14)) == List{"asked Sun 2026-03-22 14:00, between hours",
                                           "the clock started Sun 2026-03-22 16:00"});
  CHECK(first_lines(at(3, 22, 19)) ==
        List{"asked Sun 2026-03-22 19:00, after hours", "the clock started Mon 2026-03-23 09:00"});
  CHECK(first_lines(at(3, 24, 11)) ==
        List{"asked Tue 2026-03-24 11:00, on a holiday", "the clock started Wed 2026-03-25 09:00"});
  CHECK(first_lines(at(3, 27, 11)) == List{"asked Fri 2026-03-27 11:00, on a day without hours",
                                           "the clock started Sun 2026-03-29 09:00"});
}

TEST_CASE("explained: a week without hours counts plain time, and leaves out no day") {
  const Explanation why = explain_answer(asked(at(3, 26, 10), at(3, 27, 10)),
                                         reckoning(at(3, 27, 11), {{}, std::chrono::Sunday, {}}));
  CHECK(why.lines == List{"asked Thu 2026-03-26 10:00, no hours are set: the clock started at once",
                          "late from Fri 2026-03-27 10:00: 1 business day, 23 h of business time",
                          "on Fri 2026-03-27 11:00: 1 h of business time late"});
}

TEST_CASE("explained: hours that were others when the answer was asked for") {
  const Explanation why =
      explain_answer(asked(at(3, 22, 10), at(3, 22, 20)), reckoning(at(3, 22, 11)));
  CHECK(why.lines.at(1) ==
        "late from Sun 2026-03-22 20:00: 8 h of business time by today's hours, which were others "
        "then");
}

TEST_CASE("explained: many free days are counted, few are named") {
  const Explanation why =
      explain_answer(asked(at(3, 1, 10), at(3, 22, 10)), reckoning(at(3, 22, 11)));
  CHECK(why.lines.at(2) == "no hours: 6 days, Fri 2026-03-06 to Sat 2026-03-21");
  CHECK(why.skipped->free_days.size() == 6);
}

TEST_CASE("explained: an answer that was given, in time and late") {
  QuestionRow question = asked(at(3, 22, 10), at(3, 23, 10));
  question.answered = at(3, 22, 14, 30);
  const auto last_line = [&] {
    return explain_answer(question, reckoning(at(3, 29, 9))).lines.back();
  };
  CHECK(last_line() == "answered Sun 2026-03-22 14:30, after 4 h 30 min: in time");
  question.answered = at(3, 24, 9, 30);
  CHECK(last_line() ==
        "answered Tue 2026-03-24 09:30, after 17 h 30 min: 8 h 30 min of business time late");
  question.answered = at(3, 23, 10);
  question.took = 7h;  // by the hours in force then
  CHECK(last_line() == "answered Mon 2026-03-23 10:00, after 7 h: 0 min of business time late");
}

TEST_CASE("explained: the first question of a loop, and one that nobody answers any more") {
  QuestionRow question = asked(at(3, 22, 10), at(3, 23, 10));
  question.id = {Kind::loop, 7 * Id::machines};
  question.dropped = true;
  const List lines = explain_answer(question, reckoning(at(3, 29, 9))).lines;
  CHECK(lines.front().starts_with("first asked Sun 2026-03-22 10:00"));
  CHECK(lines.back() == "the loop is closed, so that no answer is owed");
}

// ---- promises --------------------------------------------------------------------------------

TEST_CASE("explained: a promise that is late, and one that is ahead") {
  const Promise promise = promised(at(3, 22, 10), end_of(3, 26));
  const Explanation ahead = explain_promise(promise, reckoning(at(3, 25, 9)));
  CHECK(ahead.lines == List{"due Thu 2026-03-26, end of day, in Asia/Jerusalem: in force",
                            "promised Sun 2026-03-22 10:00; late from Fri 2026-03-27 00:00",
                            "on Wed 2026-03-25 09:00: due tomorrow, open"});
  CHECK(ahead.from == at(3, 22, 10));
  CHECK(ahead.late_from == at(3, 27, 0));
  CHECK_FALSE(ahead.business_time);
  // Midnight to 09:00 is eight hours, because the clock went forward.
  const Explanation late = explain_promise(promise, reckoning(at(3, 27, 9)));
  CHECK(late.lines.front() ==
        "due Thu 2026-03-26, end of day, in Asia/Jerusalem: missed, in force");
  CHECK(late.lines.back() == "on Fri 2026-03-27 09:00: 8 h late, broken, not settled");
}

TEST_CASE("explained: moves in time, too late and without word") {
  PromiseStory story = promised(at(3, 22, 10), end_of(3, 23));
  story.moved(at(3, 22, 11), end_of(3, 24), at(3, 23, 9));
  story.moved(at(3, 25, 9), end_of(3, 26));
  story.moved_untold(at(3, 25, 10), end_of(3, 29));
  const Explanation why = explain_promise(story, reckoning(at(3, 25, 12)));
  CHECK(why.lines ==
        List{"due Mon 2026-03-23, end of day, in Asia/Jerusalem: moved in time",
             "promised Sun 2026-03-22 10:00; late from Tue 2026-03-24 00:00",
             "due Tue 2026-03-24, end of day, in Asia/Jerusalem: missed",
             "moved Sun 2026-03-22 11:00, told Mon 2026-03-23 09:00; late from Wed 2026-03-25 "
             "00:00",
             "due Thu 2026-03-26, end of day, in Asia/Jerusalem: in force",
             "moved and told Wed 2026-03-25 09:00; late from Fri 2026-03-27 00:00",
             "due Sun 2026-03-29, end of day, in Asia/Jerusalem: not told",
             "moved Wed 2026-03-25 10:00, not told; late from Mon 2026-03-30 00:00",
             "on Wed 2026-03-25 12:00: due tomorrow, broken, not settled"});
  CHECK(why.from == at(3, 25, 9));
  CHECK(why.late_from == at(3, 27, 0));

  const Explanation miss = explain_settlement(story, reckoning(at(3, 25, 12)));
  CHECK(miss.lines ==
        List{"due Tue 2026-03-24, end of day, in Asia/Jerusalem: missed",
             "moved Sun 2026-03-22 11:00, told Mon 2026-03-23 09:00; late from Wed 2026-03-25 "
             "00:00",
             "on Wed 2026-03-25 12:00: 12 h since the miss, and not settled"});
  CHECK(miss.late_from == at(3, 25, 0));

  // As it was, before anything was moved or told.
  CHECK(explain_promise(story, reckoning(at(3, 22, 10, 30))).lines.size() == 3);
  CHECK(explain_promise(story, reckoning(at(3, 22, 12))).lines.at(3) ==
        "moved Sun 2026-03-22 11:00, not told; late from Wed 2026-03-25 00:00");
}

TEST_CASE("explained: how a promise ended, and how it counts") {
  const auto last_lines = [](const Promise& promise) {
    const Explanation why = explain_promise(promise, reckoning(at(3, 30, 9)));
    return List(why.lines.begin() + 2, why.lines.end());
  };
  const auto made = [] { return promised(at(3, 22, 10), end_of(3, 23)); };
  CHECK(last_lines(made().kept(at(3, 23, 9))) ==
        List{"kept Mon 2026-03-23 09:00", "it counts as kept"});
  CHECK(last_lines(made().kept(at(3, 24, 9)).settled(at(3, 24, 10))) ==
        List{"kept Tue 2026-03-24 09:00", "settled Tue 2026-03-24 10:00",
             "it counts as kept late, settled"});
  CHECK(last_lines(made().kept(at(3, 24, 9)).theirs()) ==
        List{"kept Tue 2026-03-24 09:00", "it counts as kept late"});
  CHECK(
      last_lines(made().withdrawn(at(3, 23, 9)).withdrawal_told(at(3, 23, 10))) ==
      List{"withdrawn Mon 2026-03-23 09:00, told Mon 2026-03-23 10:00", "it counts as withdrawn"});
  CHECK(last_lines(made().withdrawn(at(3, 23, 9))) ==
        List{"withdrawn Mon 2026-03-23 09:00, not told",
             "on Mon 2026-03-30 09:00: 6 days late, broken, not settled"});
}

TEST_CASE("explained: a promise that was made later is explained as it was made") {
  const Promise promise = promised(at(3, 22, 10), end_of(3, 26));
  CHECK(explain_promise(promise, reckoning(at(3, 20, 9))).lines.back() ==
        "on Sun 2026-03-22 10:00: due in 4 days, open");
}

// ---- the rest --------------------------------------------------------------------------------

TEST_CASE("explained: a step, a wait and a closing") {
  Loop loop = loop_from(at(3, 22, 9));
  Step step{.number = 2 * Id::machines, .text = "ship", .added = {at(3, 22, 10), 2}};
  step.due = end_of(3, 24);
  const Explanation late = explain_step(loop, step, reckoning(at(3, 25, 9)));
  CHECK(shown(late.id) == "L7.2");
  CHECK(late.lines == List{"due Tue 2026-03-24, end of day, in Asia/Jerusalem",
                           "added Sun 2026-03-22 10:00; late from Wed 2026-03-25 00:00",
                           "on Wed 2026-03-25 09:00: 9 h late"});
  step.plan = "order";
  CHECK(explain_step(loop, step, reckoning(at(3, 23, 9))).lines ==
        List{"due Tue 2026-03-24, end of day, in Asia/Jerusalem",
             "added Sun 2026-03-22 10:00 by the plan order; late from Wed 2026-03-25 00:00",
             "on Mon 2026-03-23 09:00: due tomorrow"});

  Wait wait{.on = WaitingOn::third, .since = {at(3, 22, 10), 3}, .until = at(3, 25, 0)};
  wait.reason = "the printer";
  CHECK(explain_wait(loop, wait, reckoning(at(3, 26, 9))).lines ==
        List{"waited for a third party: the printer",
             "from Sun 2026-03-22 10:00 to Wed 2026-03-25 00:00",
             "since then nothing was said or promised"});
  wait.on = WaitingOn::snooze;
  CHECK(explain_wait(loop, wait, reckoning(at(3, 26, 9))).lines.front() == "put off: the printer");

  loop.closings = {closed(at(3, 22, 12))};
  const Explanation closing = explain_closing(loop, reckoning(at(3, 26, 9)));
  CHECK(closing.lines.front() ==
        "closed Sun 2026-03-22 12:00 as resolved, without the customer's word");
  CHECK_FALSE(closing.late_from);
}

TEST_CASE("explanations are lines below each other for people, and columns for machines") {
  BusinessWeek week = default_week("Asia/Jerusalem");
  week.holidays = {day(4, 2)};
  const Reckoning now = reckoning(at(4, 5, 17), week);
  const std::vector all{explain_answer(asked(at(4, 1, 17), at(4, 5, 17)), now),
                        explain_promise(promised(at(3, 22, 10), end_of(3, 26)), now)};
  const Report report{"overdue", "", {explained_section(all)}};
  CHECK(render(report, Format::text, {jerusalem(), 80, false}) ==
        "Explained\n"
        "ID   WHY\n"
        "E5   asked Wed 2026-04-01 17:00, in business hours: the clock started at once\n"
        "     late from Sun 2026-04-05 17:00: 1 business day, 9 h of business time\n"
        "     no hours: Fri 2026-04-03, Sat 2026-04-04\n"
        "     holidays: Thu 2026-04-02\n"
        "     on Sun 2026-04-05 17:00: 0 min of business time late\n"
        "P12  due Thu 2026-03-26, end of day, in Asia/Jerusalem: missed, in force\n"
        "     promised Sun 2026-03-22 10:00; late from Fri 2026-03-27 00:00\n"
        "     on Sun 2026-04-05 17:00: 9 days late, broken, not settled\n");
  const std::string csv = render(report, Format::csv, {jerusalem()});
  CHECK(
      csv.starts_with("id,from,business_minutes,skipped_holidays,skipped_days,late_from,text\n"
                      "E5,2026-04-01T17:00:00+03:00,540,2026-04-02,\"2026-04-03,2026-04-04\","
                      "2026-04-05T17:00:00+03:00,\"asked Wed"));
  CHECK(csv.find("\nP12,2026-03-22T10:00:00+02:00,,,,2026-03-27T00:00:00+02:00,\"due Thu") !=
        std::string::npos);
}

TEST_CASE("of many explanations text shows those that it is told to") {
  const Reckoning now = reckoning(at(4, 5, 17));
  const std::vector all(3, explain_promise(promised(at(3, 22, 10), end_of(3, 26)), now));
  const Report report{"today", "", {explained_section(all, 2)}};
  const std::string text = render(report, Format::text, {jerusalem(), 80, false});
  CHECK(std::count(text.begin(), text.end(), '\n') == 2 + 2 * 3);
  CHECK(report.sections.front().rows.size() == 3);
}

}  // namespace kept
