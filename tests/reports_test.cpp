#include <doctest/doctest.h>

#include "reports_fixture.hpp"

namespace kept {

using namespace reports_fixture;

// ---- overdue ---------------------------------------------------------------------------------

TEST_CASE("overdue keeps the order of the matters and sets theirs apart") {
  const std::vector rows{matter(Matter::What::settlement, 4, by(1)),
                         matter(Matter::What::theirs, 3, by(2)), answer(2, march(4, 9)),
                         matter(Matter::What::promise, 1, by(4))};
  const Report report = overdue_report(rows, march(10));
  CHECK(column(report, "ours", "id") == List{"P4", "E2", "P1"});
  CHECK(column(report, "ours", "what") == List{"to settle", "answer", "promise, settled"});
  CHECK(column(report, "theirs", "id") == List{"P3"});
  CHECK(column(report, "theirs", "what") == List{"their promise"});
  CHECK(section(report, "ours").title.empty());
}

TEST_CASE("overdue says how late, and nothing of what is still to come") {
  const std::vector rows{matter(Matter::What::promise, 1, by(1)),
                         matter(Matter::What::promise, 2, by(3))};
  const Report report = overdue_report(rows, march(3));
  const Section& ours = section(report, "ours");
  CHECK(value(ours, ours.rows[0], "late") == Cell(Length{std::chrono::days(1)}));
  CHECK(ours.rows[0].tone == Tone::late);
  CHECK(value(ours, ours.rows[1], "late") == Cell());
  CHECK(ours.rows[1].tone == Tone::soon);
}

TEST_CASE("the first instant too late is late already") {
  const std::vector rows{matter(Matter::What::promise, 1, by(1))};
  const Report report = overdue_report(rows, march(2));
  const Section& ours = section(report, "ours");
  CHECK(value(ours, ours.rows[0], "late") == Cell(Length{std::chrono::seconds(0)}));
}

TEST_CASE("overdue shows a day as a day, a minute as a due, an answer as an instant") {
  const std::vector rows{matter(Matter::What::promise, 1, by(1)),
                         matter(Matter::What::promise, 2, at_time(1, 14, 30)),
                         answer(3, march(2, 9))};
  const Report report = overdue_report(rows, march(5));
  const Section& ours = section(report, "ours");
  CHECK(std::holds_alternative<Day>(value(ours, ours.rows[0], "due")));
  CHECK(value(ours, ours.rows[1], "due") == Cell(at_time(1, 14, 30)));
  CHECK(value(ours, ours.rows[2], "due") == Cell(march(2, 9)));
}

TEST_CASE("nothing overdue is two empty sections and empty text") {
  const Report report = overdue_report({}, march(1));
  CHECK(report.empty());
  CHECK(report.sections.size() == 2);
  CHECK(render(report, Format::text, {Zone::utc()}).empty());
}

TEST_CASE("each matter names the command that settles it") {
  const auto brief = [](const MatterRow& row) {
    return settling_command(row.matter, Wording::brief);
  };
  const auto whole = [](const MatterRow& row) {
    return settling_command(row.matter, Wording::whole);
  };
  const MatterRow promise = matter(Matter::What::promise, 12, by(1));
  const MatterRow settlement = matter(Matter::What::settlement, 12, by(1));
  CHECK(brief(promise) == "keep-promise P12");
  CHECK(whole(promise) == "kept keep-promise P12");
  CHECK(brief(settlement) == "settle-promise P12");
  CHECK(whole(settlement) == "kept settle-promise P12 --explained TEXT --compensated TEXT");
  CHECK(brief(answer(45, march(1))) == "log C3 -o --loop L7");
  CHECK(whole(answer(45, march(1))) == "kept log C3 -o --loop L7 TEXT");
  CHECK(brief(matter(Matter::What::theirs, 9, by(1))) == "keep-promise P9");
}

TEST_CASE(
    "what is owed says whether a late promise is settled, and which withdrawal nobody heard of") {
  Matter owed = matter(Matter::What::promise, 1, by(1)).matter;
  CHECK(what_is_owed(owed, false) == "promise");
  CHECK(what_is_owed(owed, true) == "promise, settled");
  owed.unsettled = true;
  CHECK(what_is_owed(owed, true) == "promise");
  owed.untold = true;
  CHECK(settling_command(owed, Wording::brief) == "settle-promise P1");
  owed.unsettled = false;
  CHECK(what_is_owed(owed, false) == "to tell");
  CHECK(settling_command(owed, Wording::whole) == "kept withdraw-promise P1 --told");
}

// ---- today -----------------------------------------------------------------------------------

TEST_CASE("today tells what is late from what is due today and later") {
  const std::vector rows{matter(Matter::What::promise, 1, by(9)),
                         answer(2, march(10, 9)),
                         matter(Matter::What::promise, 3, at_time(10, 14, 30)),
                         answer(4, march(10, 17)),
                         matter(Matter::What::promise, 5, by(10)),
                         matter(Matter::What::theirs, 6, by(11)),
                         matter(Matter::What::promise, 7, by(17))};
  const Report report = today_report(rows, march(10, 12), Zone::utc());
  CHECK(column(report, "overdue", "id") == List{"P1", "E2"});
  CHECK(column(report, "today", "id") == List{"P3", "E4", "P5"});
  CHECK(column(report, "next", "id") == List{"P6", "P7"});
}

TEST_CASE("today tells the time of today's, the weekday of the next ones, the date of late ones") {
  const std::vector rows{matter(Matter::What::promise, 1, by(9)),
                         matter(Matter::What::promise, 2, at_time(10, 14, 30)),
                         answer(3, march(10, 17, 5)),
                         matter(Matter::What::promise, 4, by(10)),
                         matter(Matter::What::promise, 5, at_time(11, 8, 0)),
                         matter(Matter::What::promise, 6, by(12))};
  const Report report = today_report(rows, march(10, 12), Zone::utc());
  CHECK(column(report, "overdue", "when") == List{"2026-03-09"});
  CHECK(column(report, "today", "when") == List{"14:30", "17:05", ""});
  CHECK(column(report, "next", "when") == List{"Wed 08:00", "Thu"});
}

TEST_CASE("the day of an answer is the local day") {
  const auto zone = Zone::named("Asia/Jerusalem");
  REQUIRE(zone);
  const std::vector rows{answer(1, march(10, 22, 30))};  // 00:30 of the 11th in Jerusalem
  const Report report = today_report(rows, march(10, 12), *zone);
  CHECK(column(report, "today", "id").empty());
  CHECK(column(report, "next", "when") == List{"Wed 00:30"});
}

TEST_CASE("today shows the five worst of what is overdue and says how many there are") {
  std::vector<MatterRow> rows;
  for (int i = 1; i <= 5; ++i) rows.push_back(matter(Matter::What::promise, i, by(i)));
  const Report five = today_report(rows, march(20), Zone::utc());
  CHECK(section(five, "overdue").rows.size() == 5);
  CHECK(section(five, "overdue").title == "Overdue");
  rows.push_back(matter(Matter::What::promise, 6, by(6)));
  const Report six = today_report(rows, march(20), Zone::utc());
  CHECK(column(six, "overdue", "id") == List{"P1", "P2", "P3", "P4", "P5", "P6"});
  CHECK(section(six, "overdue").most_rows == 5);
  CHECK(section(six, "overdue").title == "Overdue (5 of 6: kept overdue shows all)");
}

TEST_CASE("today fits in 80 columns, with a part of the name and of the text left") {
  std::vector rows{matter(Matter::What::promise, 123, by(9)), answer(1234, march(10, 17)),
                   matter(Matter::What::theirs, 125, at_time(11, 14, 30))};
  rows[0].matter.unsettled = true;
  for (MatterRow& row : rows) {
    row.customer = "אלכסנדרה בן־שושן-רוזנצווייג";
    row.matter.text = "הסקיצה הראשונה של הלוגו עם כל הצבעים";
  }
  const Report report = today_report(rows, march(10, 12), Zone::utc());
  const std::string text = render(report, Format::text, {Zone::utc(), 80, false});
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    CHECK(display_width(text.substr(start, end - start)) <= 80);
    start = end + 1;
  }
  CHECK(text.find("אלכסנדרה") != std::string::npos);
  CHECK(text.find("keep-promise P123") != std::string::npos);
}

TEST_CASE("nothing due is empty text") {
  const Report report = today_report({}, march(10), Zone::utc());
  CHECK(report.empty());
  CHECK(report.sections.size() == 5);
  CHECK(render(report, Format::text, {Zone::utc()}).empty());
}

// ---- report ----------------------------------------------------------------------------------

TEST_CASE("report lists the loops that were open then, the oldest first") {
  LoopStory younger{loop_from(march(5)), {said(Direction::in, march(5), 1)}, {}};
  younger.loop.id.number = 1 * Id::machines;
  LoopStory older{loop_from(march(2)), {said(Direction::out, march(2), 2)}, {}};
  older.loop.id.number = 2 * Id::machines;
  LoopStory shut{loop_from(march(1)), {}, {}};
  shut.loop.closings.push_back(closed(march(6)));
  const std::vector<StoryRow> loops{{younger, "Dana"}, {older, "Dana"}, {shut, "Dana"}};
  const Report report = summary_of(loops, {}, {std::nullopt, march(10)});
  CHECK(column(report, "open_loops", "id") == List{"L2", "L1"});
  CHECK(column(report, "open_loops", "turn") == List{"theirs", "ours"});
  const Section& open = section(report, "open_loops");
  CHECK(value(open, open.rows[0], "age") == Cell(Length{std::chrono::days(8)}));
  const Report earlier = summary_of(loops, {}, {std::nullopt, march(5)});
  CHECK(column(earlier, "open_loops", "id") == List{"L7", "L2", "L1"});
}

TEST_CASE("report lists what was broken in the period, and older breaches until they are settled") {
  const std::vector promises{
      row(promised(march(1), by(2)).kept(march(2)).numbered(1)),
      row(promised(march(1), by(3)).kept(march(5)).settled(march(5)).numbered(2)),
      row(promised(march(1), by(4)).numbered(3)),
      row(promised(march(1), by(12)).kept(march(14)).settled(march(14)).numbered(4)),
      row(promised(march(1), by(11)).numbered(5)),
      row(promised(march(1), by(11)).theirs().numbered(6)),
      row(promised(march(1), by(25)).numbered(7))};
  const Report report = summary_of({}, promises, {march(10), march(20)});
  CHECK(column(report, "broken_promises", "id") == List{"P3", "P5", "P4"});
  CHECK(column(report, "broken_promises", "verdict") == List{"broken", "broken", "kept late"});
  CHECK(column(report, "broken_promises", "settlement") == List{"owed", "owed", "given"});
  CHECK(field(report, "kept_rate", "broken") == Cell(std::int64_t{1}));
  CHECK(field(report, "kept_rate", "kept_late") == Cell(std::int64_t{1}));
  CHECK(field(report, "kept_rate", "kept") == Cell(std::int64_t{0}));
}

TEST_CASE("report names the first deadline that was missed, and counts the moves in time") {
  const std::vector promises{
      row(promised(march(1), by(3)).moved(march(2), by(5)).moved(march(7), by(9)))};
  const Report report = summary_of({}, promises, {std::nullopt, march(8)});
  const Section& broken = section(report, "broken_promises");
  REQUIRE(broken.rows.size() == 1);
  CHECK(value(broken, broken.rows[0], "due") == due_cell(by(5)));
  CHECK(value(broken, broken.rows[0], "moved_in_time") == Cell(std::int64_t{1}));
}

TEST_CASE("report lists no fewer promises as broken than it counts") {
  CHECK(rc::check([] {
    std::vector<PromiseRow> rows;
    for (const Promise& promise : *any_promises()) rows.push_back(row(promise));
    const Instant since = *any_second();
    const Period period{since, since + std::chrono::seconds(*rc::gen::inRange(0, 60))};
    const Report report = summary_of({}, rows, period);
    const Section& broken = section(report, "broken_promises");
    std::int64_t listed = 0;
    for (const Row& each : broken.rows) {
      const Id id = std::get<Id>(each.cells.front());
      const auto of = std::find_if(rows.begin(), rows.end(),
                                   [&](const PromiseRow& one) { return one.promise.id == id; });
      listed += period.contains(judge(of->promise, period.until).falls_in) ? 1 : 0;
    }
    RC_ASSERT(listed == std::get<std::int64_t>(field(report, "kept_rate", "broken")) +
                            std::get<std::int64_t>(field(report, "kept_rate", "kept_late")));
  }));
}

TEST_CASE("no promise is no data, never 100%") {
  const Report report = summary_of({}, {}, {std::nullopt, march(1)});
  CHECK(field(report, "kept_rate", "rate") == Cell(Percent{}));
  CHECK(field(report, "kept_rate", "since") == Cell());
  CHECK(field(report, "kept_rate", "until") == Cell(march(1)));
  CHECK(column(report, "open_loops", "id").empty());
}

// ---- card ------------------------------------------------------------------------------------

TEST_CASE("the card opens with the trouble") {
  CardFacts facts;
  facts.customer.id = dana;
  facts.customer.name = "Dana Levi";
  facts.promises = {promised(march(1), by(2)).kept(march(2)).numbered(1),
                    promised(march(1), by(2)).kept(march(1)).numbered(2),
                    promised(march(1), by(3)).numbered(3)};
  facts.late = {matter(Matter::What::promise, 3, by(3)).matter,
                matter(Matter::What::theirs, 4, by(3)).matter};
  facts.open_loops = {{loop_from(march(1)), {}, {}}};
  facts.open_loops.front().loop.kind = LoopKind::complaint;
  facts.entries = {said(Direction::in, march(4), 2), said(Direction::in, march(3), 1)};
  facts.entries[0].mood = Mood::pleased;
  facts.entries[1].mood = Mood::angry;
  const Report report = card_report(facts, march(10), march_day(10));
  CHECK(report.title == "Dana Levi (C3)");
  CHECK(report.sections.front().key == "trouble");
  CHECK(field(report, "trouble", "broken_promises") == Cell(std::int64_t{1}));
  CHECK(field(report, "trouble", "unsettled") == Cell(std::int64_t{1}));
  CHECK(field(report, "trouble", "late_right_now") == Cell(std::int64_t{1}));
  CHECK(field(report, "trouble", "open_complaints") == Cell(std::int64_t{1}));
  CHECK(field(report, "trouble", "last_mood") == Cell(Word{"pleased"}));
  CHECK(field(report, "trouble", "kept_rate") == Cell(Word{"66% (2 kept, 0 late, 1 broken)"}));
  CHECK(column(report, "promises", "verdict") == List{"kept", "kept", "broken"});
}

TEST_CASE("a card of nobody's promises says no data") {
  const Report report = card_report({}, march(1), march_day(1));
  CHECK(field(report, "trouble", "kept_rate") == Cell(Word{"no data"}));
  CHECK(field(report, "trouble", "kept_percent") == Cell(Percent{}));
}

TEST_CASE("a card shows the last ten entries in the order in which they happened") {
  CardFacts facts;
  for (int i = 12; i >= 1; --i) facts.entries.push_back(said(Direction::out, march(i), i));
  const List ids = column(card_report(facts, march(20), march_day(20)), "entries", "id");
  REQUIRE(ids.size() == 10);
  CHECK(ids.front() == "E3");
  CHECK(ids.back() == "E12");
}

TEST_CASE("a card names each free field") {
  CardFacts facts;
  facts.customer.fields = {{"size", "12"}};
  facts.customer.keys = {{"crm", "4711"}};
  const Report report = card_report(facts, march(1), march_day(1));
  CHECK(field(report, "customer", "field.size") == Cell(Text{"12"}));
  CHECK(field(report, "customer", "keys") == Cell(Texts{{"crm:4711"}}));
}

}  // namespace kept
