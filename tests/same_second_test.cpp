#include <algorithm>
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "kept/exchange.hpp"
#include "kept/render.hpp"
#include "store_fixture.hpp"

/// The order of what happened in one second, through a file and into another store.

using namespace kept;
using kept::test::at;

namespace {

Pieces in_pieces(const std::string& text, std::size_t size) {
  return [&text, size, begin = std::size_t{0}]() mutable -> std::string_view {
    const std::string_view piece = std::string_view(text).substr(begin, size);
    begin += piece.size();
    return piece;
  };
}

using Documents = std::map<Kind, std::string>;

Documents exported(Store& store) {
  const Zone utc = Zone::utc();
  const RowWriter writer(Format::jsonl, false, utc);
  Exporter exporter(store);
  Documents all;
  const auto write = [&](const auto& record) {
    all[record.id.kind] += writer.row(export_columns(record.id.kind), exporter.row(record));
  };
  each_customer(store, write);
  each_loop(store, write);
  each_entry(store, write);
  each_promise(store, write);
  return all;
}

FieldContext in_utc() {
  return {.dates = {at(1'000'000), Zone::utc(), default_week("UTC"), DayOrder::unknown}};
}

void import_all(Store& store, const Documents& all, std::size_t size_of_pieces = 4096) {
  FieldContext reading = in_utc();
  for (const auto& [kind, text] : all) {
    reading.later |= thousandths_in(in_pieces(text, size_of_pieces));
  }
  store.expect_commands(1 + static_cast<std::int64_t>(reading.later.count()));
  store.next_command();
  Importer importer(store, {}, reading);
  for (const auto& [kind, plural] : record_kinds) {
    if (!all.contains(kind)) continue;
    DraftReader reader(in_pieces(all.at(kind), size_of_pieces), {.format = InputFormat::jsonl}, {},
                       kind);
    InputRow row;
    for (RowDrafts said; reader.next(row, said);) importer.take(said, row.line);
  }
  importer.finish();
  for (const RowProblem& problem : importer.problems()) FAIL(problem.what);
  record(store, at(1'000'000), "import", "");
}

// ---- what one command may record -------------------------------------------------------------

void random_entry(Store& store, const Loop& loop, int second) {
  Entry entry = test::entry_of(store, loop,
                               *rc::gen::element(Direction::in, Direction::in, Direction::out,
                                                 Direction::talk, Direction::note),
                               second);
  entry.no_answer = *rc::gen::inRange(0, 8) == 0;
  if (entry.no_answer) entry.answer_late_from.reset();
  put(store, entry);
}

void random_promise(Store& store, const Loop& loop, int second) {
  const std::vector<Promise> made = promises_of_loop(store, loop.id);
  const Moment now{at(second), store.recording()};
  if (made.empty() || *rc::gen::arbitrary<bool>()) {
    Promise promise = test::promise_of(store, loop.customer);
    promise.loop = loop.id;
    promise.theirs = *rc::gen::inRange(0, 4) == 0;
    promise.made = now;
    const Day day = Zone::utc().day(at(200'000));
    const Instant late_from = Zone::utc().start_of(day + std::chrono::days(1));
    promise.deadlines = {{.due = {day, "UTC", late_from}, .set = now, .told = now, .because = ""}};
    return put(store, promise);
  }
  Promise promise = *rc::gen::elementOf(made);
  if (promise.resolution) return;
  if (*rc::gen::arbitrary<bool>()) {
    Deadline& move = promise.deadlines.emplace_back(promise.deadlines.front());
    move.set = now;
    move.told = now;
  } else {
    const Ending ending = *rc::gen::element(Ending::kept, Ending::released, Ending::withdrawn);
    promise.resolution = {.ending = ending, .happened = now};
    if (ending == Ending::withdrawn) promise.resolution->told = now;
  }
  put(store, promise);
}

void random_state(Store& store, Loop loop, int second) {
  const Moment now{at(second), store.recording()};
  if (!loop.is_open()) {
    loop.closings.back().reopened = now;
  } else if (*rc::gen::arbitrary<bool>()) {
    loop.closings.push_back({.closed = now});
  } else if (!loop.waits.empty() && !loop.waits.back().ended) {
    loop.waits.back().ended = now;
  } else {
    loop.waits.push_back({.on = *rc::gen::element(WaitingOn::customer, WaitingOn::third),
                          .since = now,
                          .until = std::nullopt,
                          .ended = std::nullopt,
                          .reason = ""});
    std::stable_sort(loop.waits.begin(), loop.waits.end(),
                     [](const Wait& left, const Wait& right) { return left.since < right.since; });
  }
  put(store, loop);
}

/// Most of it in one second.
void random_commands(Store& store) {
  store.expect_commands(30);
  store.next_command();
  std::vector<Id> customers;
  for (int i = 0; i < 2; ++i) {
    customers.push_back(test::new_customer(store, "Customer " + std::to_string(i)).id);
    for (int j = 0; j < 2; ++j) test::new_loop(store, customers.back());
  }
  for (int i = 1; i < 30; ++i) {
    store.next_command();
    const Loop loop = *rc::gen::elementOf(loops(store));
    const int second = *rc::gen::element(5, 5, 5, 6);
    const int what = *rc::gen::inRange(0, 5);
    if (what < 2) random_entry(store, loop, second);
    if (what == 2 || what == 3) random_promise(store, loop, second);
    if (what == 4) random_state(store, loop, second);
  }
  record(store, at(10), "batch", "");
}

// ---- what the rules make of it ---------------------------------------------------------------

std::string verdicts(Store& store) {
  constexpr int later = 1000;
  std::string all;
  const auto add = [&](const auto& time) { all += time ? iso(*time, Zone::utc()) + ' ' : "- "; };
  for (const Loop& loop : loops(store)) {
    const LoopStory story{loop, entries_of_loop(store, loop.id), promises_of_loop(store, loop.id)};
    all += '\n' + shown(loop.id) + ' ';
    for (const Id id : unanswered(story.entries, story.promises, at(later))) all += shown(id) + ' ';
    const auto first = first_question(story.entries, story.promises);
    add(first ? first->answered : std::nullopt);
    for (const Wait& wait : loop.waits) add(end_of(wait, loop, story.entries));
    all += std::to_string(static_cast<int>(whose_turn(story, at(later))));
    all += is_unconfirmed(story, at(later)) ? " unconfirmed " : " ";
    for (const Promise& promise : story.promises) {
      const Judgement judgement = judge(promise, at(later));
      all += std::to_string(judgement.in_force) + std::to_string(judgement.moved_in_time) + ' ';
    }
  }
  return all;
}

}  // namespace

TEST_CASE("what a file says in the order of a second is judged as in the store that it is from") {
  const bool holds = rc::check("export and import", [] {
    Store from = Store::in_memory();
    random_commands(from);
    const Documents all = exported(from);
    Store to = Store::in_memory();
    import_all(to, all);
    RC_ASSERT(verdicts(to) == verdicts(from));
    RC_ASSERT(exported(to) == all);
  });
  CHECK(holds);
}

TEST_CASE("only what shares its second with something earlier has thousandths") {
  Store store = Store::in_memory();
  store.expect_commands(3);
  store.next_command();
  const Loop loop = test::new_loop(store, test::new_customer(store).id);
  const Loop other = test::new_loop(store, test::new_customer(store, "Ziv Example").id);
  test::new_entry(store, loop, Direction::in, 5);
  store.next_command();
  test::new_entry(store, loop, Direction::out, 5);
  test::new_entry(store, other, Direction::out, 5);
  store.next_command();
  test::new_entry(store, loop, Direction::in, 5);
  test::new_entry(store, loop, Direction::in, 6);
  record(store, at(10), "batch", "");
  Exporter exporter(store);
  std::vector<int> places;
  each_entry(store, [&](const Entry& entry) {
    for (const Cell& cell : exporter.row(entry).cells) {
      if (const auto* event = std::get_if<Happened>(&cell)) places.push_back(event->place);
    }
  });
  CHECK(places == std::vector{0, 1, 0, 2, 0});
}

TEST_CASE("thousandths are found in times, wherever a piece of the file ends") {
  const std::string text =
      R"(a 1.5,"2026-03-26T14:30:05.007Z",12:30:05.12+02:00,:05.x,:05.,x05.9,:05.9876,:05.000)";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    CAPTURE(size);
    const Thousandths found = thousandths_in(in_pieces(text, size));
    for (const std::size_t one : {7U, 120U, 987U}) CHECK(found.test(one));
    CHECK_FALSE(found.test(0));
    CHECK_FALSE(found.test(5));
    if (size == text.size()) CHECK(found.count() == 3);
  }
  CHECK(thousandth_at("05.1", 2) == 100);
  CHECK(thousandth_at("05.", 2) == 0);
  CHECK(thousandth_at("05.12345", 2) == 123);
}

TEST_CASE("the numbers of events in one second rise with their thousandths") {
  FieldContext reading = in_utc();
  reading.recording = 640;
  CHECK(reading.recording_at(0) == 640);
  CHECK(reading.recording_at(999) == 640);
  reading.later.set(3).set(999);
  CHECK(reading.recording_at(0) == 640);
  CHECK(reading.recording_at(2) == 640);
  CHECK(reading.recording_at(3) == 640 + Id::machines);
  CHECK(reading.recording_at(998) == 640 + Id::machines);
  CHECK(reading.recording_at(999) == 640 + 2 * Id::machines);
}
