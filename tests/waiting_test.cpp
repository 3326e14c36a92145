#include <doctest/doctest.h>

#include "reports_fixture.hpp"

namespace kept {

using namespace reports_fixture;
using namespace std::chrono_literals;

namespace {

Wait wait_for(WaitingOn on, Instant since, std::optional<Instant> until = std::nullopt) {
  return {.on = on, .since = {since, 2}, .until = until, .ended = std::nullopt, .reason = "files"};
}

Loop loop_with(std::vector<Wait> waits) {
  Loop loop = loop_from(march(1));
  loop.waits = std::move(waits);
  return loop;
}

bool waits(const Loop& loop, Instant as_of, const std::vector<Entry>& entries = {}) {
  return waiting(loop, entries, as_of) != nullptr;
}

constexpr std::array all_ways{WaitingOn::customer, WaitingOn::third, WaitingOn::snooze};

}  // namespace

// ---- the wait in force -----------------------------------------------------------------------

TEST_CASE("a loop waits from the first second of a wait until it is ended") {
  for (const WaitingOn on : all_ways) {
    Loop loop = loop_with({wait_for(on, march(3))});
    CHECK_FALSE(waits(loop, before(march(3))));
    CHECK(waits(loop, march(3)));
    CHECK(waits(loop, march(30)));
    loop.waits.front().ended = Moment{march(5), 3};
    CHECK(waits(loop, before(march(5))));
    CHECK_FALSE(waits(loop, march(5)));
  }
}

TEST_CASE("a wait ends by itself when its time has come, or earlier") {
  Loop loop = loop_with({wait_for(WaitingOn::snooze, march(3), march(5))});
  CHECK(waits(loop, before(march(5))));
  CHECK_FALSE(waits(loop, march(5)));
  loop.waits.front().ended = Moment{march(4), 3};
  CHECK_FALSE(waits(loop, march(4)));
  loop.waits.front().ended = Moment{march(6), 3};
  CHECK_FALSE(waits(loop, march(5)));
}

TEST_CASE("what the customer says ends a snooze and a wait for them, not one for a third party") {
  const std::vector<Entry> entries{said(Direction::in, march(4), 9)};
  for (const WaitingOn on : all_ways) {
    const Loop loop = loop_with({wait_for(on, march(3))});
    CHECK(waits(loop, before(march(4)), entries));
    CHECK(waits(loop, march(4), entries) == (on == WaitingOn::third));
  }
}

TEST_CASE("our own words, 'thanks' and what was said before end no wait") {
  const Loop loop = loop_with({wait_for(WaitingOn::customer, march(3))});
  const std::vector<Entry> entries{
      said(Direction::in, march(2), 1),   said(Direction::in, march(3), 1),
      said(Direction::out, march(4), 4),  said(Direction::talk, march(4), 5),
      said(Direction::note, march(4), 6), thanks(Direction::in, march(4), 7)};
  CHECK(waits(loop, march(9), entries));
}

TEST_CASE("a closed loop waits for nothing, and no more when it is open again") {
  Loop loop = loop_with({wait_for(WaitingOn::customer, march(3))});
  loop.closings = {closed(march(5), march(7))};
  CHECK(waits(loop, before(march(5))));
  CHECK_FALSE(waits(loop, march(5)));
  CHECK_FALSE(waits(loop, march(8)));
  loop.waits.push_back(wait_for(WaitingOn::customer, march(8)));
  CHECK(waits(loop, march(8)));
}

TEST_CASE("of several waits the last to begin is in force") {
  const Loop loop = loop_with(
      {wait_for(WaitingOn::third, march(2)), wait_for(WaitingOn::snooze, march(3), march(4))});
  CHECK(waiting(loop, {}, march(2))->on == WaitingOn::third);
  CHECK(waiting(loop, {}, march(3))->on == WaitingOn::snooze);
  CHECK(waiting(loop, {}, march(4))->on == WaitingOn::third);
}

// ---- whose turn ------------------------------------------------------------------------------

TEST_CASE("a loop that waits for the customer is theirs to move") {
  const Loop loop = loop_with({wait_for(WaitingOn::customer, march(3))});
  CHECK(whose_turn({loop, {}, {}}, march(2)) == Turn::ours);
  CHECK(whose_turn({loop, {}, {}}, march(3)) == Turn::theirs);
}

TEST_CASE("but ours while we owe an answer or a promise") {
  const Loop loop = loop_with({wait_for(WaitingOn::customer, march(3))});
  const std::vector asked{said(Direction::in, march(2), 1)};
  CHECK(whose_turn({loop, asked, {}}, march(4)) == Turn::ours);
  const std::vector<Promise> promises{promised(march(2), by(9)).kept(march(5))};
  CHECK(whose_turn({loop, {}, promises}, march(4)) == Turn::ours);
  CHECK(whose_turn({loop, {}, promises}, march(5)) == Turn::theirs);
}

TEST_CASE("a snooze and a third party make it nobody else's turn") {
  for (const WaitingOn on : {WaitingOn::third, WaitingOn::snooze}) {
    CHECK(whose_turn({loop_with({wait_for(on, march(3))}), {}, {}}, march(4)) == Turn::ours);
  }
}

// ---- the customer's word -----------------------------------------------------------------------

TEST_CASE("a closing is unconfirmed until the customer's word came, or was asked for") {
  Loop loop = loop_from(march(1));
  loop.closings = {closed(march(4))};
  Closing& closing = loop.closings.front();
  const auto unconfirmed = [&](Instant as_of) { return is_unconfirmed({loop, {}, {}}, as_of); };
  CHECK_FALSE(unconfirmed(before(march(4))));
  CHECK(unconfirmed(march(9)));
  closing.asked = Moment{march(6), 3};
  CHECK(unconfirmed(before(march(6))));
  CHECK_FALSE(unconfirmed(march(6)));
  closing.asked.reset();
  closing.confirmed = true;
  CHECK_FALSE(unconfirmed(march(4)));
  closing.confirmed_later = Moment{march(7), 4};
  CHECK(unconfirmed(before(march(7))));
  CHECK_FALSE(unconfirmed(march(7)));
}

// ---- time to close ---------------------------------------------------------------------------

TEST_CASE("the time to close runs from the opening to the first closing") {
  Loop loop = loop_from(march(1));
  CHECK_FALSE(time_to_close(loop, {}));
  loop.closings = {closed(march(4), march(5)), closed(march(9))};
  CHECK(time_to_close(loop, {}) == 72h);
}

TEST_CASE(
    "a closing before the opening has no time to close, one in the same second has none to "
    "spare") {
  Loop loop = loop_from(march(4));
  loop.closings = {closed(before(march(4)))};
  CHECK_FALSE(time_to_close(loop, {}));
  loop.closings = {closed(march(4))};
  CHECK(time_to_close(loop, {}) == 0s);
}

TEST_CASE("waiting is no part of the time to close, and no second of it counts twice") {
  Loop loop = loop_with({wait_for(WaitingOn::customer, march(2), march(4)),
                         wait_for(WaitingOn::third, march(3), march(5)),
                         wait_for(WaitingOn::snooze, march(8))});
  loop.closings = {closed(march(9))};
  CHECK(time_to_close(loop, {}) == 4 * 24h);
}

TEST_CASE("only the part of a wait between the opening and the closing is subtracted") {
  Loop loop = loop_with({wait_for(WaitingOn::customer, before(march(1)), march(2)),
                         wait_for(WaitingOn::third, march(4), march(3)),
                         wait_for(WaitingOn::third, march(8), march(20))});
  loop.closings = {closed(march(6))};
  CHECK(time_to_close(loop, {}) == 4 * 24h);
}

TEST_CASE("a wait that the customer ended is subtracted up to then") {
  Loop loop = loop_with({wait_for(WaitingOn::customer, march(2))});
  loop.closings = {closed(march(9))};
  CHECK(time_to_close(loop, {}) == 24h);
  const std::vector answered{said(Direction::in, march(3), 9)};
  CHECK(time_to_close(loop, answered) == 7 * 24h);
}

TEST_CASE("property: the time to close is what no wait covers, second by second") {
  CHECK(rc::check([] {
    Loop loop = loop_from(second(*rc::gen::inRange(0, 20)));
    std::vector<int> starts = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 40));
    std::sort(starts.begin(), starts.end());
    for (const int start : starts) {
      const int end = start + *rc::gen::inRange(-2, 10);
      loop.waits.push_back(wait_for(WaitingOn::third, second(start), second(end)));
    }
    const Instant end = second(*rc::gen::inRange(0, 40));
    std::chrono::seconds counted = 0s;
    for (Instant at = loop.opened.at; at < end; ++at) {
      if (!waits(loop, at)) ++counted;
    }
    const Instant opened = loop.opened.at;
    loop.closings = {closed(end)};
    RC_ASSERT(time_to_close(loop, {}).has_value() == (opened <= end));
    if (opened <= end) RC_ASSERT(*time_to_close(loop, {}) == counted);
  }));
}

TEST_CASE("the median is the middle one, or the mean of the middle two, rounded half up") {
  CHECK_FALSE(median({}));
  CHECK(median({7s}) == 7s);
  CHECK(median({9s, 1s, 5s}) == 5s);
  CHECK(median({9s, 1s, 5s, 2s}) == 4s);
  CHECK(median({5s, 7s}) == 6s);
  CHECK(median({3s, 3s, 3s, 3s}) == 3s);
}

// ---- what is shown ---------------------------------------------------------------------------

TEST_CASE("the lists of loops name whom they wait for") {
  const Loop loop = loop_with({wait_for(WaitingOn::customer, march(3))});
  const std::vector rows{LoopRow{loop, "Dana Levi", loop.waits.front()},
                         LoopRow{loop, "Dana Levi"}};
  CHECK(column(loops_report(rows), "loops", "waiting_on") == List{"customer", ""});

  const StoryRow story{{loop, {}, {}}, "Dana Levi"};
  const Report summary = summary_of(std::span(&story, 1), {}, {std::nullopt, march(4)});
  CHECK(column(summary, "open_loops", "waiting_on") == List{"customer"});
  const Section& open = section(summary, "open_loops");
  CHECK(value(open, open.rows.front(), "waiting_since") == Cell(march(3)));
  const Report earlier = summary_of(std::span(&story, 1), {}, {std::nullopt, march(2)});
  CHECK(column(earlier, "open_loops", "waiting_on") == List{""});

  CardFacts facts;
  facts.open_loops = {story.story};
  CHECK(column(card_report(facts, march(4), march_day(4)), "open_loops", "waiting_on") ==
        List{"customer"});
  CHECK(column(card_report(facts, march(4), march_day(4)), "open_loops", "turn") == List{"theirs"});
}

TEST_CASE("the report's open loops fit 80 columns with what they wait for") {
  Loop loop = loop_with({wait_for(WaitingOn::customer, march(3))});
  loop.kind = LoopKind::complaint;
  loop.title = std::string(100, 'x');
  const StoryRow story{{loop, {}, {}}, std::string(100, 'y')};
  const Report report = summary_of(std::span(&story, 1), {}, {std::nullopt, march(20)});
  const std::string text = render(report, Format::text, {Zone::utc()});
  const std::string row = text.substr(0, text.find("\n\n"));
  CHECK(row.ends_with("19 days  theirs  customer"));
  CHECK(display_width(row.substr(row.rfind('\n') + 1)) == 80);
}

TEST_CASE("a loop tells whom it waits for, since and until when, and what happened") {
  Loop loop = loop_with(
      {wait_for(WaitingOn::third, march(2)), wait_for(WaitingOn::customer, march(4), march(9))});
  loop.waits.front().ended = Moment{march(3), 3};
  const Report report =
      loop_report({{loop, {}, {}}, "Dana Levi"}, {}, events_of(loop), march(5), march_day(5));
  CHECK(render({"", "", {section(report, "loop")}}, Format::text, {Zone::utc()})
            .ends_with("turn:          theirs\n"
                       "waiting on:    customer\n"
                       "waiting for:   files\n"
                       "waiting since: Wed 2026-03-04 00:00\n"
                       "waiting until: Mon 2026-03-09 00:00\n"));
  CHECK(column(report, "timeline", "what") ==
        List{"opened", "waiting", "waiting no more", "waiting"});
  CHECK(column(report, "timeline", "text") ==
        List{"drawings", "for a third party: files", "drawings", "for the customer: files"});
}

}  // namespace kept
