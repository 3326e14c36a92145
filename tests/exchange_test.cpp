#include "kept/exchange.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "kept/render.hpp"
#include "kept/text.hpp"
#include "store_fixture.hpp"

using namespace kept;
using kept::test::at;

namespace {

const Zone jerusalem = Zone::named("Asia/Jerusalem").value();

FieldContext reading(std::optional<std::string> source = {}) {
  return {.dates = {at(1'000'000), jerusalem, default_week(jerusalem.name()), DayOrder::unknown},
          .source = std::move(source)};
}

struct Taken {
  std::map<Kind, ImportCounts> counts;
  std::vector<RowProblem> problems;
  std::optional<Id> change;
};

/// As the command does it: all or nothing.
Taken imported(Store& store, const std::string& document, std::optional<Kind> what,
               InputFormat format = InputFormat::csv, const ImportOptions& how = {},
               const FieldContext& context = reading(), std::optional<Mapping> rules = {}) {
  bool given = false;
  const Pieces pieces = [&]() -> std::string_view {
    return std::exchange(given, true) ? std::string_view() : std::string_view(document);
  };
  InputStyle style;
  style.format = format;
  DraftReader reader(pieces, style, std::move(rules), what);
  Importer importer(store, how, context);
  InputRow row;
  RowDrafts said;
  while (reader.next(row, said)) {
    if (row.problem.empty()) {
      importer.take(said, row.line);
    } else {
      importer.add_problem({row.line, row.problem, ""});
    }
  }
  importer.finish();
  Taken outcome{importer.counts(), importer.problems(), {}};
  if (outcome.problems.empty()) outcome.change = record(store, at(1'000'000), "import", "a file");
  return outcome;
}

template <class Each>
void export_kind(Store& store, Kind kind, const RowWriter& writer, std::string& document,
                 Each each) {
  Exporter exporter(store);
  const std::vector<std::string> columns = export_columns(kind);
  document += writer.header(columns);
  each(store, [&](const auto& one) { document += writer.row(columns, exporter.row(one)); });
}

struct Exported {
  std::string customers;
  std::string loops;
  std::string entries;
  std::string promises;

  bool operator==(const Exported&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Exported& all) {
  return out << '\n' << all.customers << all.loops << all.entries << all.promises;
}

Exported exported(Store& store, Format format, bool for_spreadsheets = false) {
  const RowWriter writer(format, for_spreadsheets, jerusalem);
  Exported all;
  export_kind(store, Kind::customer, writer, all.customers, each_customer);
  export_kind(store, Kind::loop, writer, all.loops, each_loop);
  export_kind(store, Kind::entry, writer, all.entries, each_entry);
  export_kind(store, Kind::promise, writer, all.promises, each_promise);
  return all;
}

std::vector<Taken> imported(Store& store, const Exported& all, InputFormat format,
                            const ImportOptions& how = {}) {
  return {imported(store, all.customers, Kind::customer, format, how),
          imported(store, all.loops, Kind::loop, format, how),
          imported(store, all.entries, Kind::entry, format, how),
          imported(store, all.promises, Kind::promise, format, how)};
}

// ---- any store -------------------------------------------------------------------------------

std::string any_line() {
  return *rc::gen::element<std::string>(
      "send the logo", "לשלוח הצעה", "a, b and \"c\"", "=1+1", "'=1+1", "''@x", "-5", "{Column}",
      "[\"a\"]", "{\"a\":1}", "C:\\temp\\new", "tab\there", "½ Ω 😀", "O'Hara; Sons & Co", "x");
}

std::string any_text() {
  return *rc::gen::element<std::string>("one line", "two\nlines", "שורה\nועוד שורה", "\"\n\"",
                                        "a\\nb");
}

std::string maybe(const std::string& text) {
  return *rc::gen::arbitrary<bool>() ? text : std::string();
}

Instant any_instant() {
  return at(*rc::gen::inRange(0, 900'000));
}

Moment any_moment(Store& store) {
  return {any_instant(), store.recording()};
}

template <class Choice>
Choice any_choice() {
  return static_cast<Choice>(*rc::gen::inRange<std::size_t>(0, Names<Choice>::all.size()));
}

std::vector<ExternalKey> any_keys(int number) {
  const std::string id = std::to_string(number);
  using Keys = std::vector<ExternalKey>;
  return *rc::gen::element(Keys{}, Keys{{"crm", "a,b:" + id}}, Keys{{"desk", id}});
}

std::optional<Moment> perhaps_a_moment(Store& store) {
  return *rc::gen::arbitrary<bool>() ? std::optional(any_moment(store)) : std::nullopt;
}

Closing any_closing(Store& store) {
  Closing closing{.closed = any_moment(store),
                  .outcome = any_choice<Outcome>(),
                  .confirmed = *rc::gen::arbitrary<bool>(),
                  .rating = *rc::gen::element<std::optional<int>>(std::nullopt, 1, 5),
                  .words = maybe(any_text()),
                  .cause = maybe(any_line()),
                  .lesson = maybe(any_line())};
  if (closing.confirmed) closing.confirmed_later = perhaps_a_moment(store);
  closing.asked = perhaps_a_moment(store);
  return closing;
}

Due any_due() {
  const Zone zone = *rc::gen::element(jerusalem, Zone::named("America/New_York").value());
  const When when =
      *rc::gen::arbitrary<bool>() ? When{zone.day(any_instant())} : When{any_instant()};
  return due_from(when, zone);
}

Step any_step(Store& store) {
  Step step{.text = any_line(),
            .guidance = maybe(any_line()),
            .plan = maybe("order"),
            .added = {*rc::gen::element(at(1), at(2)), store.recording()}};
  if (*rc::gen::arbitrary<bool>()) step.due = any_due();
  step.ended = perhaps_a_moment(store);
  step.dropped = step.ended && *rc::gen::arbitrary<bool>();
  return step;
}

void add_customer(Store& store, int number) {
  Customer customer;
  customer.name = any_line() + std::to_string(number);
  customer.handle = maybe("handle-" + std::to_string(number));
  customer.org = maybe(any_line());
  customer.lang = maybe("he");
  if (*rc::gen::arbitrary<bool>()) customer.type = any_choice<CustomerType>();
  if (*rc::gen::arbitrary<bool>()) customer.emails = {"a@example.com", "b@example.com"};
  if (*rc::gen::arbitrary<bool>()) customer.phones = {"+972 50 555 0101"};
  if (*rc::gen::arbitrary<bool>()) customer.tags = {"vip", "רשימה"};
  if (*rc::gen::arbitrary<bool>()) customer.fields = {{"vat", "1,2"}, {"שם", any_line()}};
  customer.keys = any_keys(number);
  if (*rc::gen::arbitrary<bool>()) customer.keys.push_back({"erp", std::to_string(number)});
  customer.added = any_moment(store);
  put(store, customer);
}

void add_loop(Store& store, Id customer, int number) {
  Loop loop;
  loop.customer = customer;
  loop.title = any_line();
  loop.kind = any_choice<LoopKind>();
  loop.priority = any_choice<Priority>();
  loop.product = maybe(any_line());
  loop.opened = any_moment(store);
  loop.keys = any_keys(number);
  if (*rc::gen::arbitrary<bool>()) {
    Closing reopened = any_closing(store);
    reopened.reopened = any_moment(store);
    reopened.reopened_because = maybe(any_line());
    loop.closings.push_back(reopened);
  }
  if (*rc::gen::arbitrary<bool>()) {
    loop.waits.push_back({.on = any_choice<WaitingOn>(),
                          .since = any_moment(store),
                          .ended = any_moment(store),
                          .reason = maybe(any_line())});
  }
  const int state = *rc::gen::inRange(0, 3);
  if (state == 1) loop.closings.push_back(any_closing(store));
  if (state == 2) {
    loop.waits.push_back(
        {.on = any_choice<WaitingOn>(),
         .since = any_moment(store),
         .until = *rc::gen::element<std::optional<Instant>>(std::nullopt, at(5000)),
         .reason = maybe(any_line())});
  }
  std::sort(loop.waits.begin(), loop.waits.end(),
            [](const Wait& left, const Wait& right) { return left.since < right.since; });
  loop.handler = maybe(any_line());
  const int handovers = *rc::gen::inRange(0, 3);
  for (int i = 0; i < handovers; ++i) {
    loop.handovers.push_back({any_moment(store), maybe(any_line()), maybe(any_line())});
  }
  const int steps = *rc::gen::inRange(0, 4);
  for (int i = 0; i < steps; ++i) loop.steps.push_back(any_step(store));
  put(store, loop);
}

/// Some loops of a customer are merged into others, and some are parts of others: each into or of
/// one that stands before it in any order, which may be the order in which they were made or not.
void tie_loops(Store& store, Id customer) {
  std::vector<Loop> all = loops_of(store, customer);
  if (*rc::gen::arbitrary<bool>()) std::reverse(all.begin(), all.end());
  for (std::size_t i = 1; i < all.size(); ++i) {
    Loop& loop = all[i];
    const Loop& other = all[*rc::gen::inRange<std::size_t>(0, i)];
    const int how = *rc::gen::inRange(0, 3);
    if (how == 1) {
      if (loop.is_open()) loop.closings.push_back(any_closing(store));
      loop.merged_into = other.id;
    }
    if (how == 2 && !other.merged_into) loop.parent = other.id;
    put(store, loop);
  }
}

void add_entry(Store& store, Id customer, std::optional<Id> loop, int number) {
  Entry entry;
  entry.customer = customer;
  entry.loop = loop;
  entry.direction = any_choice<Direction>();
  entry.happened = any_moment(store);
  entry.channel = maybe("phone");
  entry.minutes = *rc::gen::element<std::optional<int>>(std::nullopt, 0, 40);
  if (*rc::gen::arbitrary<bool>()) entry.mood = any_choice<Mood>();
  entry.text = any_text();
  entry.no_answer = *rc::gen::arbitrary<bool>();
  entry.is_private = entry.direction == Direction::note || *rc::gen::arbitrary<bool>();
  entry.chase = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) entry.tags = {"a", "b"};
  if (entry.direction == Direction::in && loop) entry.answer_late_from = any_instant();
  entry.keys = any_keys(number);
  put(store, entry);
}

void add_promise(Store& store, Id customer, std::optional<Id> loop, int number) {
  Promise promise;
  promise.customer = customer;
  promise.loop = loop;
  promise.theirs = *rc::gen::arbitrary<bool>();
  promise.text = any_line();
  promise.made = any_moment(store);
  promise.deadlines = {{any_due(), promise.made, promise.made, ""}};
  if (*rc::gen::arbitrary<bool>()) {
    promise.deadlines.push_back(
        {any_due(), any_moment(store),
         *rc::gen::element<std::optional<Moment>>(std::nullopt, any_moment(store)),
         maybe(any_line())});
  }
  if (*rc::gen::arbitrary<bool>()) {
    Resolution& resolution = promise.resolution.emplace();
    resolution.ending = any_choice<Ending>();
    resolution.happened = any_moment(store);
    if (resolution.ending == Ending::withdrawn) resolution.told = any_moment(store);
    resolution.note = maybe(any_line());
  }
  if (*rc::gen::arbitrary<bool>()) {
    promise.settlements.push_back({any_moment(store), any_line(), "", any_line()});
  }
  promise.keys = any_keys(number);
  put(store, promise);
}

void fill(Store& store) {
  const int customers_wanted = *rc::gen::inRange(1, 4);
  for (int i = 0; i < customers_wanted; ++i) add_customer(store, i);
  const std::vector<Customer> owners = customers(store);
  const int others = *rc::gen::inRange(0, 6);
  for (int i = 0; i < others; ++i) {
    add_loop(store, owners[static_cast<std::size_t>(i) % owners.size()].id, i);
  }
  for (const Customer& owner : owners) tie_loops(store, owner.id);
  int number = 0;
  for (const Loop& loop : loops(store)) {
    const bool in_it = !loop.merged_into && *rc::gen::arbitrary<bool>();
    const std::optional<Id> perhaps = in_it ? std::optional(loop.id) : std::nullopt;
    add_entry(store, loop.customer, perhaps, number);
    add_promise(store, loop.customer, perhaps, number++);
  }
  record(store, at(77), "fill", "");
}

Step changed_step(Store& store, const Step& before) {
  Step step = any_step(store);
  step.number = before.number;
  step.text = "another text";
  step.added = before.added;
  return step;
}

struct Way {
  Format format;
  InputFormat input;
  bool for_spreadsheets;
};

Way any_way() {
  return *rc::gen::element(
      Way{Format::csv, InputFormat::csv, false}, Way{Format::csv, InputFormat::csv, true},
      Way{Format::tsv, InputFormat::tsv, false}, Way{Format::jsonl, InputFormat::jsonl, false});
}

}  // namespace

TEST_CASE("a name that is no field is the problem of each row of JSON Lines that has it") {
  Store store = Store::in_memory();
  const Taken taken = imported(store,
                               R"({"name":"Dana Example","nmae":null})"
                               "\n"
                               R"({"name":"Ziv Example"})"
                               "\n"
                               R"({"nmae":"Tal Example","xyzzy":1})"
                               "\n"
                               R"({"name":"Noa Example","xyzzy":1})",
                               Kind::customer, InputFormat::jsonl);
  std::vector<std::string> problems;
  for (const RowProblem& problem : taken.problems) {
    problems.push_back(std::to_string(problem.line) + " " + problem.what);
  }
  CHECK(problems == std::vector<std::string>{"1 the column 'nmae' is no field",
                                             "3 the column 'nmae' is no field",
                                             "4 the column 'xyzzy' is no field"});
  CHECK(taken.counts.at(Kind::customer).added == 1);
}

TEST_CASE("what is exported comes back equal in all fields, in every format") {
  CHECK(rc::check([] {
    Store from = Store::in_memory();
    fill(from);
    const Way way = any_way();
    const Exported first = exported(from, way.format, way.for_spreadsheets);
    Store to = Store::in_memory();
    for (const Taken& outcome : imported(to, first, way.input)) {
      for (const RowProblem& problem : outcome.problems) RC_FAIL(problem.what);
    }
    RC_ASSERT(exported(to, way.format, way.for_spreadsheets) == first);
  }));
}

TEST_CASE("an export taken back into its own store changes nothing") {
  CHECK(rc::check([] {
    Store store = Store::in_memory();
    fill(store);
    const Way way = any_way();
    const ImportOptions how{.on_conflict =
                                *rc::gen::element(OnConflict::update, OnConflict::error)};
    for (const Taken& outcome :
         imported(store, exported(store, way.format, way.for_spreadsheets), way.input, how)) {
      for (const RowProblem& problem : outcome.problems) RC_FAIL(problem.what);
      RC_ASSERT_FALSE(outcome.change.has_value());
    }
  }));
}

TEST_CASE("an update makes a store equal to the file") {
  CHECK(rc::check([] {
    Store from = Store::in_memory();
    fill(from);
    const Exported first = exported(from, Format::jsonl);
    Store to = Store::in_memory();
    imported(to, first, InputFormat::jsonl);
    for (Loop& loop : loops(from)) {
      loop.title = any_line();
      if (!loop.merged_into) loop.closings.clear();
      loop.waits.clear();
      loop.handler = maybe(any_line());
      loop.parent.reset();
      if (!loop.steps.empty()) loop.steps.front() = changed_step(from, loop.steps.front());
      if (loop.steps.size() > 1 && *rc::gen::arbitrary<bool>()) loop.steps.pop_back();
      loop.steps.push_back(any_step(from));
      loop.steps.back().added.at = at(3);
      put(from, loop);
    }
    for (Promise& promise : promises(from)) {
      promise.deadlines.resize(1);
      promise.deadlines.front().due = any_due();
      promise.resolution.reset();
      put(from, promise);
    }
    record(from, at(78), "edit", "");
    const Exported second = exported(from, Format::jsonl);
    imported(to, second, InputFormat::jsonl, {.on_conflict = OnConflict::update});
    RC_ASSERT(exported(to, Format::jsonl) == second);
  }));
}
