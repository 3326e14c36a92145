#include <doctest/doctest.h>

#include "reports_fixture.hpp"

namespace kept {

using namespace reports_fixture;

// ---- show ------------------------------------------------------------------------------------

TEST_CASE("a timeline is in the order of its moments") {
  CHECK(whats({event(march(2), 5, "third"), event(march(1), 9, "first"),
               event(march(2), 3, "second")}) == List{"first", "second", "third"});
}

TEST_CASE("a timeline tells moves that were told from those that were not") {
  const Promise promise = promised(march(1), by(3))
                              .moved(march(2), by(5))
                              .moved_untold(march(4), by(8))
                              .moved(march(6), by(9), march(5, 12));
  CHECK(whats(events_of(promise)) ==
        List{"promised", "moved, told", "moved, not told", "told of move", "moved"});
}

TEST_CASE("a timeline tells how a promise ended") {
  CHECK(whats(events_of(promised(march(1), by(3)).kept(march(2)))) == List{"promised", "kept"});
  CHECK(whats(events_of(promised(march(1), by(3)).kept(march(5)).settled(march(6)))) ==
        List{"promised", "kept late", "settled"});
  CHECK(whats(events_of(promised(march(1), by(3)).theirs().released(march(2)))) ==
        List{"they promised", "released"});
  CHECK(whats(events_of(promised(march(1), by(3)).withdrawn(march(2)))) ==
        List{"promised", "withdrawn, not told"});
  CHECK(whats(events_of(promised(march(1), by(5)).withdrawn(march(2)).withdrawal_told(march(3)))) ==
        List{"promised", "withdrawn", "told of withdrawal"});
}

TEST_CASE("a timeline tells how a loop was closed and reopened") {
  Loop loop = loop_from(march(1));
  loop.closings.push_back(closed(march(3), march(5)));
  loop.closings.front().confirmed = true;
  loop.closings.front().rating = 4;
  loop.closings.front().words = "lovely";
  const Report report{
      .name = "", .title = "", .sections = {timeline_section(events_of(loop), dana)}};
  CHECK(column(report, "timeline", "what") == List{"opened", "closed", "reopened"});
  CHECK(column(report, "timeline", "text") ==
        List{"drawings", "drawings: resolved, confirmed, rated 4: lovely", "drawings"});
}

TEST_CASE("beside the promise itself its text is not repeated where something was said") {
  const Promise promise = promised(march(1), by(3)).moved(march(2), by(5));
  const auto texts = [&](Id of) {
    const Report report{
        .name = "", .title = "", .sections = {timeline_section(events_of(promise), of)}};
    return column(report, "timeline", "text");
  };
  CHECK(texts(promise.id) == List{"the drawings", "ill"});
  CHECK(texts(dana) == List{"the drawings", "the drawings: ill"});
}

TEST_CASE("each deadline of a promise says how it fared") {
  const auto moved = promised(march(1), by(3)).moved(march(2), by(5)).moved(march(7), by(9));
  CHECK(states(moved, march(8)) == List{"moved in time", "missed", "in force"});
  CHECK(states(promised(march(1), by(3)).kept(march(2)), march(4)) == List{"met"});
  CHECK(states(promised(march(1), by(3)).released(march(2)), march(4)) == List{"released"});
  CHECK(states(promised(march(1), by(3)).moved_untold(march(2), by(5)), march(4)) ==
        List{"missed", "not told"});
}

TEST_CASE("a deadline of which word came after word of a later one never binds") {
  auto promise = promised(march(1), by(9)).moved_untold(march(2), by(10)).moved(march(3), by(12));
  promise.promise.deadlines[1].told = Moment{march(4), 99};
  CHECK(states(promise, march(5)) == List{"moved in time", "not binding", "in force"});
}

TEST_CASE("the states of the deadlines agree with the judgement") {
  CHECK(rc::check([] {
    const Promise promise = *any_promise();
    const Instant as_of = std::max(promise.made.at, *any_second());
    const Judgement judgement = judge(promise, as_of);
    const List all = states(promise, as_of);
    const auto count = [&](const char* state) { return std::count(all.begin(), all.end(), state); };
    RC_ASSERT(count("moved in time") == judgement.moved_in_time);
    RC_ASSERT(count("missed") == static_cast<std::ptrdiff_t>(judgement.missed.size()));
    RC_ASSERT(count("in force") <= 1);
  }));
}

// ---- lists and history -----------------------------------------------------------------------

TEST_CASE("the list of promises tells whose they are and how they went") {
  const std::vector promises{row(promised(march(1), by(2)).numbered(1)),
                             row(promised(march(1), by(9)).theirs().numbered(2)),
                             row(promised(march(1), by(5)).numbered(3))};
  const Report report = promises_report(promises, march(5), march_day(5));
  CHECK(column(report, "promises", "whose") == List{"ours", "theirs", "ours"});
  CHECK(column(report, "promises", "verdict") == List{"broken", "open", "open"});
  CHECK(section(report, "promises").rows[0].tone == Tone::late);
  CHECK(section(report, "promises").rows[1].tone == Tone::plain);
  CHECK(section(report, "promises").rows[2].tone == Tone::soon);
}

TEST_CASE("the list of loops tells a reopened loop as open") {
  Loop shut = loop_from(march(1));
  shut.closings.push_back(closed(march(2)));
  Loop reopened = loop_from(march(1));
  reopened.closings.push_back(closed(march(2), march(3)));
  const std::vector<LoopRow> loops{{shut, "Dana"}, {reopened, "Dana"}};
  const Report report = loops_report(loops);
  CHECK(column(report, "loops", "state") == List{"closed", "open"});
  CHECK(column(report, "loops", "outcome") == List{"resolved", ""});
}

TEST_CASE("an empty list is an empty section with its columns") {
  for (const Report& report :
       {customers_report({}), loops_report({}), promises_report({}, march(1), march_day(1)),
        entries_report({}), found_report({}), changes_report({})}) {
    CHECK(report.empty());
    REQUIRE(report.sections.size() == 1);
    CHECK_FALSE(report.sections.front().columns.empty());
  }
}

TEST_CASE("a value that was not there is none, one that was empty is empty") {
  ValueRow value_row;
  value_row.after = "";
  const std::vector values{value_row};
  const Report report = values_report(values);
  const Section& table = section(report, "values");
  CHECK(value(table, table.rows[0], "before") == Cell());
  CHECK(value(table, table.rows[0], "after") == Cell(Text{""}));
}

TEST_CASE("instants and ids among the values are shown as what they mean") {
  const auto written = [](const char* column, const char* after) {
    ValueRow value_row;
    value_row.column = column;
    value_row.after = after;
    return value_row;
  };
  const std::vector values{written("told_at", "1772323200"), written("late_from", "1772323200"),
                           written("customer", "192"),       written("loop", "448"),
                           written("text", "192"),           written("made_at", "12 o'clock")};
  const Report report = values_report(values);
  const Section& table = section(report, "values");
  const auto after = [&](std::size_t i) { return value(table, table.rows[i], "after"); };
  CHECK(after(0) == Cell(march(1)));
  CHECK(after(1) == Cell(march(1)));
  CHECK(after(2) == Cell(dana));
  CHECK(after(3) == Cell(Id{Kind::loop, 7 * Id::machines}));
  CHECK(after(4) == Cell(Text{"192"}));
  CHECK(after(5) == Cell(Text{"12 o'clock"}));
}

TEST_CASE("each row that a change wrote is a line in words, with what stood before") {
  using What = ValueRow::What;
  int row = 0;
  const auto written = [&](What what, const char* table, const char* column,
                           std::optional<std::string> before, std::optional<std::string> after) {
    ValueRow value;
    value.change.at = march(1);
    value.record = Id{Kind::promise, 12 * Id::machines};
    value.row = row;
    value.what = what;
    value.table = table;
    value.column = column;
    value.before = std::move(before);
    value.after = std::move(after);
    return value;
  };
  std::vector values{written(What::added, "promise", "text", {}, "a hat"),
                     written(What::added, "promise", "theirs", {}, "0"),
                     written(What::added, "promise", "made_at", {}, "1772323200")};
  ++row;
  values.push_back(written(What::changed, "promise", "loop", {}, "448"));
  ++row;
  values.push_back(written(What::changed, "deadline", "told_at", "1772323200", {}));
  ++row;
  values.push_back(written(What::erased, "deadline", "due", "2026-03-26T14:30", {}));
  const Report report = values_in_words(values, Zone::utc());
  CHECK(column(report, "values", "what") ==
        List{"new promise: text 'a hat'", "loop: nothing -> L7",
             "deadline: told: Sun 2026-03-01 00:00 -> nothing",
             "deadline removed: due Thu 2026-03-26 14:30, not told"});
}

TEST_CASE("history names the change that took another back") {
  ChangeRow change{.id = {Kind::change, 31 * Id::machines},
                   .at = march(1),
                   .what = "made",
                   .command = "promise",
                   .summary = "P12",
                   .reverses = std::nullopt,
                   .reversed_by = Id{Kind::change, 32 * Id::machines}};
  const Report report = changes_report(std::vector{change});
  CHECK(column(report, "changes", "id") == List{"H31"});
  CHECK(column(report, "changes", "undone") == List{"H32"});
}

}  // namespace kept
