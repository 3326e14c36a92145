#include <doctest/doctest.h>

#include "reports/named.hpp"
#include "reports_fixture.hpp"

namespace kept {

using namespace reports_fixture;
using namespace std::chrono_literals;

namespace {

const Period all_of_march{march(1), before(march(32))};
const Scope of_march{all_of_march, std::nullopt, Zone::utc()};
const Scope march_by_kind{all_of_march, By::kind, Zone::utc()};
const Scope by_month{{std::nullopt, march(100)}, By::month, Zone::utc()};

std::string customer_called(Id id) {
  return "customer " + shown(id);
}

Loop numbered(std::int64_t serial, Instant opened) {
  Loop loop = loop_from(opened);
  loop.id.number = serial * Id::machines;
  return loop;
}

Entry in_loop(std::int64_t loop, Direction direction, Instant at, bool chase = false) {
  Entry entry = said(direction, at, at.time_since_epoch().count() % 1000);
  entry.loop = Id{Kind::loop, loop * Id::machines};
  entry.chase = chase;
  return entry;
}

Wait wait_for(WaitingOn on, Instant since, std::optional<Instant> ended = std::nullopt) {
  Wait wait{.on = on, .since = {since, 2}, .reason = "the files"};
  if (ended) wait.ended = Moment{*ended, 3};
  return wait;
}

Step step_from(std::int64_t step_number, Instant added, std::optional<Due> due = std::nullopt) {
  return {.number = step_number * Id::machines,
          .text = "draw it",
          .added = {added, 1},
          .due = std::move(due)};
}

/// The value of a figure; `of` is another column of its row.
const Cell& figure(const Report& report, std::string_view key, std::string_view of = "value") {
  const Section& figures = section(report, "figures");
  for (const Row& row : figures.rows) {
    if (value(figures, row, "figure") == Cell(Word{std::string(key)})) {
      return value(figures, row, of);
    }
  }
  FAIL("there is no figure ", std::string(key));
  return figures.rows.front().cells.front();
}

std::int64_t number(const Report& report, std::string_view key, std::string_view of = "value") {
  return std::get<std::int64_t>(figure(report, key, of));
}

std::vector<std::int64_t> numbers(const Report& report, std::string_view key) {
  std::vector<std::int64_t> all;
  const Section& groups = section(report, "groups");
  for (const Row& row : groups.rows) all.push_back(std::get<std::int64_t>(value(groups, row, key)));
  return all;
}
using Numbers = std::vector<std::int64_t>;

Report loops(const Scope& scope, const std::vector<Loop>& all,
             const std::vector<Entry>& said = {}) {
  LoopsReport report(scope);
  for (const Entry& entry : said) report.add(entry);
  for (const Loop& loop : all) report.add(loop, {});
  return report.report(customer_called, {});
}

Report promises(const Scope& scope, const std::vector<Promise>& all) {
  PromisesReport report(scope);
  for (const Promise& promise : all) report.add(promise);
  return report.report(customer_called);
}

Report answers(const Scope& scope, const std::vector<std::pair<Loop, FirstQuestion>>& all) {
  AnswersReport report(scope);
  for (const auto& [loop, question] : all) {
    const auto took = question.answered ? *question.answered - question.asked : 0s;
    report.add(loop.id, question, took);
  }
  for (const auto& [loop, question] : all) report.add(loop);
  return report.report(customer_called);
}

template <class LoopReport>
Report of_loops(const Scope& scope, const std::vector<Loop>& all) {
  LoopReport report(scope);
  for (const Loop& loop : all) report.add(loop, {});
  return report.report(customer_called);
}

}  // namespace

// ---- loops -----------------------------------------------------------------------------------

TEST_CASE("each closing counts, and those reopened and confirmed are of all closings") {
  Loop twice = numbered(1, march(2));
  twice.closings = {closed(march(4), march(6)), closed(march(9))};
  twice.closings.back().confirmed = true;
  Loop later = numbered(2, march(3));
  later.closings = {closed(march(7), march(40))};
  const Report report = loops(of_march, {twice, later});
  CHECK(number(report, "opened") == 2);
  CHECK(number(report, "closed") == 3);
  CHECK(number(report, "reopenings") == 1);
  CHECK(figure(report, "reopen_rate") == Cell(Percent{33}));
  CHECK(number(report, "reopen_rate", "count") == 3);
  CHECK(figure(report, "confirmed_rate") == Cell(Percent{33}));
  CHECK(figure(report, "time_to_close_median") == Cell(Length{72h}));
  CHECK(figure(report, "time_to_close_p90") == Cell(Length{96h}));
  CHECK(number(report, "open") == 0);
  CHECK(number(report, "opened", "before") == 0);
}

TEST_CASE("the period before is counted as if it were asked for") {
  Loop loop = numbered(1, march(-20));
  loop.closings = {closed(march(-10), march(5)), closed(march(8))};
  loop.closings.front().rating = 2;
  const Report both = loops(of_march, {loop});
  const Scope february{*period_before(all_of_march, Zone::utc()), std::nullopt, Zone::utc()};
  const Report alone = loops(february, {loop});
  for (const Row& row : section(both, "figures").rows) {
    const std::string key = std::get<Word>(row.cells.front()).word;
    CAPTURE(key);
    CHECK(figure(both, key, "before") == figure(alone, key));
    CHECK(figure(both, key, "count_before") == figure(alone, key, "count"));
  }
  CHECK(number(both, "opened", "before") == 1);
  CHECK(figure(both, "reopen_rate", "before") == Cell(Percent{0}));
}

TEST_CASE("touches are those of the closed loops, and chases those of the period") {
  Loop done = numbered(1, march(2));
  done.closings = {closed(march(9), march(10)), closed(march(12))};
  const std::vector<Entry> said{
      in_loop(1, Direction::in, march(-3), true), in_loop(1, Direction::in, march(3), true),
      in_loop(1, Direction::out, march(4), true), in_loop(1, Direction::note, march(5)),
      in_loop(2, Direction::in, march(6), true),  in_loop(2, Direction::in, march(40), true)};
  const Report report = loops(of_march, {done, numbered(2, march(5))}, said);
  CHECK(figure(report, "touches") == Cell(Tenths{30}));
  CHECK(number(report, "touches", "count") == 1);
  CHECK(number(report, "chases_by_customer") == 2);
  CHECK(number(report, "chases_by_us") == 1);
  CHECK(number(report, "chases_by_customer", "before") == 1);
  CHECK(numbers(loops(march_by_kind, {done, numbered(2, march(5))}, said), "chases_by_customer") ==
        Numbers{2});
  CHECK(numbers(loops(by_month, {numbered(2, march(5))}, said), "chases_by_customer") ==
        Numbers{1, 2, 1, 0, 0});
}

TEST_CASE("hand-overs count when they happened") {
  Loop loop = numbered(1, march(2));
  loop.handovers = {{{march(5), 2}, "", "Avi"}, {{march(40), 3}, "Avi", ""}};
  CHECK(number(loops(of_march, {loop}), "handovers") == 1);
  CHECK(numbers(loops(by_month, {loop}), "handovers") == Numbers{1, 1, 0, 0});
}

TEST_CASE("text shows ten of the open loops, machines have all, and the title says so") {
  std::vector<StoryRow> open;
  for (int i = 1; i <= 12; ++i) open.push_back({{numbered(i, march(i)), {}, {}}, "Dana"});
  const Report report = LoopsReport(of_march).report(customer_called, open);
  const Section& listed = section(report, "open_loops");
  CHECK(listed.rows.size() == 12);
  CHECK(listed.most_rows == 10);
  CHECK(listed.title.find("(10 of 12") != std::string::npos);
  CHECK(loops(march_by_kind, {}).sections.size() == 1);
}

// ---- promises --------------------------------------------------------------------------------

TEST_CASE("moved in time stands apart from broken, then moved") {
  const Report report = promises(
      of_march,
      {promised(march(1), by(3)).moved(march(2), by(5)).moved(march(4), by(9)).kept(march(8)),
       promised(march(1), by(3)).moved(march(6), by(9)).kept(march(8)),
       promised(march(1), by(3)).kept(march(2))});
  CHECK(number(report, "judged") == 3);
  CHECK(number(report, "kept") == 2);
  CHECK(number(report, "kept_late") == 1);
  CHECK(number(report, "promises_moved_in_time") == 1);
  CHECK(number(report, "moves_in_time") == 2);
  CHECK(number(report, "broken_then_moved") == 1);
  CHECK(figure(report, "rate") == Cell(Percent{66}));
  CHECK(figure(report, "lateness_median") == Cell(Length{96h}));
  CHECK(number(report, "lateness_median", "count") == 1);
  CHECK(figure(report, "lead_time_median") == Cell(Length{72h}));
}

TEST_CASE("their promises are counted beside ours, in no rate") {
  const Report report = promises(of_march, {promised(march(1), by(3)).kept(march(2)).theirs(),
                                            promised(march(1), by(3)).kept(march(5)).theirs(),
                                            promised(march(1), by(3)).theirs()});
  CHECK(number(report, "theirs_kept") == 1);
  CHECK(number(report, "theirs_kept_late") == 1);
  CHECK(number(report, "theirs_broken") == 1);
  CHECK(number(report, "judged") == 0);
  CHECK(number(report, "unsettled") == 0);
  CHECK(figure(report, "rate") == Cell(Percent{}));
  CHECK(figure(report, "lead_time_median") == Cell());
}

TEST_CASE("what is unsettled at the end counts however old it is, by month at the end of each") {
  const std::vector<Promise> all{promised(march(-20), by(-15)),
                                 promised(march(1), by(3)).kept(march(5)).settled(march(40))};
  CHECK(number(promises(of_march, all), "unsettled") == 2);
  CHECK(number(promises(of_march, all), "unsettled", "before") == 1);
  CHECK(numbers(promises(by_month, all), "unsettled") == Numbers{1, 2, 1, 1, 1});
}

TEST_CASE("property: the promises of a period are those of its kept rate") {
  CHECK(rc::check([] {
    const std::vector<Promise> all = *any_promises();
    const Period period{second(*rc::gen::inRange(0, 20)), second(*rc::gen::inRange(20, 60))};
    const KeptRate rate = kept_rate(all, *period.since, period.until);
    const Report report = promises({period, std::nullopt, Zone::utc()}, all);
    RC_ASSERT(number(report, "kept") == rate.kept);
    RC_ASSERT(number(report, "kept_late") == rate.kept_late);
    RC_ASSERT(number(report, "broken") == rate.broken);
    RC_ASSERT(number(report, "moves_in_time") == rate.moved_in_time);
    RC_ASSERT(number(report, "lateness_median", "count") == rate.kept_late);
    RC_ASSERT(number(report, "promises_moved_in_time") + number(report, "broken_then_moved") <=
              std::ssize(all));
  }));
}

// ---- answers ---------------------------------------------------------------------------------

TEST_CASE("what nobody has answered in time is late, and counts in the rate") {
  Loop never = numbered(4, march(2));
  never.closings = {closed(march(3))};
  const Report report =
      answers(of_march, {{numbered(1, march(2)), {march(2), march(4), march(3)}},
                         {numbered(2, march(2)), {march(2), march(4), march(5)}},
                         {numbered(3, march(2)), {march(2), march(4), std::nullopt}},
                         {never, {march(2), march(4), std::nullopt}},
                         {numbered(5, march(31)), {march(31), march(33), march(32)}},
                         {numbered(6, march(40)), {march(40), march(42), march(41)}}});
  CHECK(number(report, "asked") == 5);
  CHECK(number(report, "answered") == 2);
  CHECK(number(report, "in_time") == 1);
  CHECK(number(report, "late") == 2);
  CHECK(number(report, "owed") == 2);
  CHECK(number(report, "never_answered") == 1);
  CHECK(figure(report, "in_time_rate") == Cell(Percent{33}));
  CHECK(number(report, "in_time_rate", "count") == 3);
  CHECK(figure(report, "first_response_median") == Cell(Length{48h}));
  CHECK(figure(report, "first_response_p90") == Cell(Length{72h}));
}

TEST_CASE("without any question there is no data") {
  const Report report = answers(of_march, {});
  CHECK(figure(report, "in_time_rate") == Cell(Percent{}));
  CHECK(figure(report, "first_response_median") == Cell());
  CHECK(answers(march_by_kind, {}).empty());
}

// ---- waiting ---------------------------------------------------------------------------------

TEST_CASE("waits begin and end in their own periods, and those in force are listed") {
  Loop loop = numbered(1, march(-20));
  loop.waits = {wait_for(WaitingOn::customer, march(-3), march(3)),
                wait_for(WaitingOn::third, march(5), march(9)),
                wait_for(WaitingOn::third, march(20))};
  Loop older = numbered(2, march(1));
  older.waits = {wait_for(WaitingOn::customer, march(10))};
  const Report report = of_loops<WaitingReport>(of_march, {loop, older});
  CHECK(number(report, "begun") == 3);
  CHECK(number(report, "ended") == 2);
  CHECK(number(report, "waiting") == 2);
  CHECK(number(report, "waiting", "before") == 1);
  CHECK(figure(report, "customer_median") == Cell(Length{144h}));
  CHECK(figure(report, "third_mean") == Cell(Length{96h}));
  CHECK(figure(report, "snooze_mean") == Cell());
  CHECK(column(report, "waiting", "id") == List{"L2", "L1"});
  CHECK(column(report, "waiting", "reason") == List{"the files", "the files"});
  CHECK(numbers(of_loops<WaitingReport>(by_month, {loop, older}), "waiting") ==
        Numbers{1, 2, 2, 2, 2});
}

TEST_CASE("a loop that was put off again counts once in a period") {
  Loop loop = numbered(1, march(-20));
  for (const int day : {-3, 2, 6, 9}) {
    loop.waits.push_back(wait_for(WaitingOn::snooze, march(day), march(day + 1)));
  }
  const Report report = of_loops<WaitingReport>(of_march, {loop});
  CHECK(number(report, "snoozes") == 3);
  CHECK(number(report, "snoozed_again") == 1);
  CHECK(number(report, "snoozes", "before") == 1);
  CHECK(number(report, "snoozed_again", "before") == 0);
}

// ---- steps -----------------------------------------------------------------------------------

TEST_CASE("steps are done in time or late where they have a due time") {
  Loop loop = numbered(1, march(1));
  loop.steps = {step_from(1, march(1), by(3)), step_from(2, march(1), by(3)),
                step_from(3, march(1)),        step_from(4, march(1)),
                step_from(5, march(1), by(6)), step_from(6, march(1), by(40))};
  for (const int done : {0, 1, 2, 3}) {
    loop.steps[static_cast<std::size_t>(done)].ended = Moment{march(3 + done), 2};
  }
  loop.steps[3].dropped = true;
  loop.steps[4].plan = "order";
  const Report report = of_loops<StepsReport>(of_march, {loop});
  CHECK(number(report, "added") == 6);
  CHECK(number(report, "done") == 3);
  CHECK(number(report, "done_in_time") == 1);
  CHECK(number(report, "done_late") == 1);
  CHECK(number(report, "dropped") == 1);
  CHECK(number(report, "open") == 2);
  CHECK(number(report, "overdue") == 1);
  CHECK(column(report, "plans", "plan") == List{"order", ""});
  CHECK(column(report, "open_steps", "id") == List{"L1.5", "L1.6"});
}

TEST_CASE("steps of a loop that waits or is closed are not overdue") {
  Loop waits = numbered(1, march(1));
  waits.steps = {step_from(1, march(1), by(3))};
  waits.waits = {wait_for(WaitingOn::third, march(2))};
  Loop done = numbered(2, march(1));
  done.steps = waits.steps;
  done.closings = {closed(march(9))};
  const Report report = of_loops<StepsReport>(of_march, {waits, done});
  CHECK(number(report, "open") == 1);
  CHECK(number(report, "overdue") == 0);
  CHECK(column(report, "open_steps", "waiting_on") == List{"third"});
  CHECK(column(report, "open_steps", "late") == List{""});
}

TEST_CASE("a plan counts the loops that use it, and steps without a due time come last") {
  std::vector<Loop> all;
  for (int i = 1; i <= 2; ++i) {
    Loop loop = numbered(i, march(1));
    loop.steps = {step_from(1, march(1)), step_from(2, march(1), by(9 - i))};
    for (Step& step : loop.steps) step.plan = "order";
    all.push_back(loop);
  }
  const Report report = of_loops<StepsReport>(of_march, all);
  const Section& plans = section(report, "plans");
  REQUIRE(plans.rows.size() == 1);
  CHECK(value(plans, plans.rows[0], "loops") == Cell(std::int64_t{2}));
  CHECK(value(plans, plans.rows[0], "open") == Cell(std::int64_t{4}));
  CHECK(column(report, "open_steps", "id") == List{"L2.2", "L1.2", "L1.1", "L2.1"});
}

// ---- all -------------------------------------------------------------------------------------

TEST_CASE("the columns of every named report fit 80 columns") {
  Loop loop = numbered(1, march(1));
  loop.title = "הדפסת כרטיסי ביקור על נייר עבה";
  loop.waits = {wait_for(WaitingOn::customer, march(2), march(13)),
                wait_for(WaitingOn::third, march(3), march(14))};
  loop.steps = {step_from(1, march(1), by(3))};
  Loop done = loop;
  done.closings = {closed(march(30))};
  for (std::size_t way = 0; way < Names<By>::all.size(); ++way) {
    const Scope scope{all_of_march, static_cast<By>(way), Zone::utc()};
    for (const Report& report :
         {loops(scope, {done}), promises(scope, {promised(march(1), by(3)).kept(march(20))}),
          answers(scope, {{done, {march(1), march(3), march(29)}}}),
          of_loops<WaitingReport>(scope, {done}), of_loops<StepsReport>(scope, {loop})}) {
      const std::string text = render(report, Format::text, {Zone::utc()});
      CAPTURE(text);
      const std::size_t table = text.find("\n\n") + 2;
      CHECK(display_width(text.substr(table, text.find('\n', table) - table)) <= 80);
    }
  }
}

}  // namespace kept
