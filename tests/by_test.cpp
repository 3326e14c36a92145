#include "reports/by.hpp"

#include <doctest/doctest.h>

#include "reports_fixture.hpp"

namespace kept {

using namespace reports_fixture;
using namespace std::chrono_literals;

namespace {

const Period all_of_march{march(1), before(march(32))};

Loop numbered(std::int64_t serial, Instant opened) {
  Loop loop = loop_from(opened);
  loop.id.number = serial * Id::machines;
  return loop;
}

Loop closed_loop(std::int64_t serial, Instant opened, Instant at,
                 std::optional<int> rating = std::nullopt) {
  Loop loop = numbered(serial, opened);
  loop.closings = {closed(at)};
  loop.closings.front().rating = rating;
  return loop;
}

Entry via(const std::string& channel, Instant at, std::int64_t loop) {
  Entry entry = said(Direction::in, at, loop);
  entry.loop = Id{Kind::loop, loop * Id::machines};
  entry.channel = channel;
  return entry;
}

struct AllRecords {
  std::vector<Entry> entries;
  std::vector<Loop> loops;
  std::vector<Promise> promises;
};

Report cut(By by, const AllRecords& records, const Period& period = all_of_march,
           const Zone& zone = Zone::utc()) {
  CrossSection section(by, period, zone);
  for (const Entry& entry : records.entries) section.groups().add(entry);
  for (const Loop& loop : records.loops) section.add(loop, {});
  for (const Promise& promise : records.promises) section.add(promise);
  return section.report([](Id id) { return "customer " + shown(id); });
}

const Cell& figure(const Report& report, std::size_t row, std::string_view key) {
  const Section& groups = section(report, "groups");
  REQUIRE(row < groups.rows.size());
  return value(groups, groups.rows[row], key);
}

std::int64_t number(const Report& report, std::size_t row, std::string_view key) {
  return std::get<std::int64_t>(figure(report, row, key));
}

std::vector<std::int64_t> numbers(const Report& report, std::string_view key) {
  std::vector<std::int64_t> all;
  for (std::size_t i = 0; i < section(report, "groups").rows.size(); ++i) {
    all.push_back(number(report, i, key));
  }
  return all;
}

std::int64_t sum(const Report& report, std::string_view key) {
  std::int64_t total = 0;
  for (const std::int64_t each : numbers(report, key)) total += each;
  return total;
}

using Numbers = std::vector<std::int64_t>;

constexpr std::array every_way{By::month,   By::customer, By::kind,
                               By::product, By::priority, By::channel};

}  // namespace

TEST_CASE("each event counts in its own month, and a month without any is a row of zeros") {
  const AllRecords records{
      {},
      {closed_loop(1, march(2), march(5)), closed_loop(2, march(30), march(33)),
       closed_loop(3, march(31), march(100))},
      {promised(march(2), by(40)).kept(march(33))}};
  const Report report = cut(By::month, records, {std::nullopt, march(200)});
  CHECK(column(report, "groups", "month") == List{"2026-03", "2026-04", "2026-05", "2026-06"});
  CHECK(numbers(report, "opened") == Numbers{3, 0, 0, 0});
  CHECK(numbers(report, "closed") == Numbers{1, 1, 0, 1});
  CHECK(numbers(report, "open") == Numbers{2, 1, 1, 0});
  CHECK(numbers(report, "kept") == Numbers{0, 1, 0, 0});
  const AllRecords apart{
      {}, {closed_loop(1, march(2), march(5)), closed_loop(2, march(100), march(100))}, {}};
  const Report gap = cut(By::month, apart, {std::nullopt, march(200)});
  CHECK(numbers(gap, "opened") == Numbers{1, 0, 0, 1});
  CHECK(numbers(gap, "open") == Numbers{0, 0, 0, 0});
}

TEST_CASE("a month begins where the zone says so") {
  const auto jerusalem = Zone::named("Asia/Jerusalem");
  REQUIRE(jerusalem);
  const AllRecords records{{}, {closed_loop(1, march(31, 21), march(31, 22))}, {}};
  const Period until_summer{std::nullopt, march(100)};
  CHECK(column(cut(By::month, records, until_summer), "groups", "month") == List{"2026-03"});
  CHECK(column(cut(By::month, records, until_summer, *jerusalem), "groups", "month") ==
        List{"2026-04"});
}

TEST_CASE("what lies outside the period is in no month, but what is still open is in each") {
  const AllRecords records{{}, {numbered(1, march(1)), closed_loop(2, march(1), march(100))}, {}};
  const Report april = cut(By::month, records, {march(32), before(march(62))});
  CHECK(column(april, "groups", "month") == List{"2026-04"});
  CHECK(numbers(april, "opened") == Numbers{0});
  CHECK(numbers(april, "closed") == Numbers{0});
  CHECK(numbers(april, "open") == Numbers{2});
}

TEST_CASE("a loop that was opened again is open again, and each closing counts") {
  Loop loop = numbered(1, march(2));
  loop.closings = {closed(march(4), march(35)), closed(march(70))};
  const Report report = cut(By::month, {{}, {loop}, {}}, {std::nullopt, march(200)});
  CHECK(numbers(report, "closed") == Numbers{1, 0, 1});
  CHECK(numbers(report, "open") == Numbers{0, 1, 0});
  CHECK(numbers(report, "time_to_close_count") == Numbers{1, 0, 0});
}

TEST_CASE("the median and the mean stand beside their counts") {
  const Report report =
      cut(By::kind, {{},
                     {closed_loop(1, march(2), march(5), 5), closed_loop(2, march(2), march(3), 4),
                      closed_loop(3, march(2), march(4), 4), closed_loop(4, march(2), march(1)),
                      numbered(5, march(7))},
                     {}});
  CHECK(figure(report, 0, "time_to_close") == Cell(Length{48h}));
  CHECK(number(report, 0, "time_to_close_count") == 3);
  CHECK(number(report, 0, "closed") == 4);
  CHECK(figure(report, 0, "rating") == Cell(Tenths{43}));
  CHECK(number(report, 0, "rating_count") == 3);
  const std::string text = render(report, Format::text, {Zone::utc()});
  CHECK(text.find(" 2 days (3)  4.3 (3)  no data ") != std::string::npos);
}

TEST_CASE("a mean is rounded to the nearest tenth") {
  const auto mean = [](std::vector<int> ratings) {
    AllRecords records;
    for (const int rating : ratings) {
      const auto serial = std::int64_t{std::ssize(records.loops)} + 1;
      records.loops.push_back(closed_loop(serial, march(2), march(3), rating));
    }
    return *std::get<Tenths>(figure(cut(By::kind, records), 0, "rating")).value;
  };
  CHECK(mean({5}) == 50);
  CHECK(mean({5, 4, 5}) == 47);
  CHECK(mean({4, 4, 5}) == 43);
  CHECK(mean({1, 1, 1, 2}) == 13);
}

TEST_CASE("no data is never 0") {
  const Report report = cut(By::kind, {{}, {numbered(1, march(2))}, {}});
  CHECK(figure(report, 0, "time_to_close") == Cell());
  CHECK(figure(report, 0, "rating") == Cell(Tenths{}));
  CHECK(figure(report, 0, "rate") == Cell(Percent{}));
  const std::string text = render(report, Format::text, {Zone::utc()});
  CHECK(text.find("no data   no data  no data") != std::string::npos);
}

TEST_CASE("groups are told apart as names are, and spelled as in the first record") {
  AllRecords records{{}, {numbered(1, march(2)), numbered(2, march(3)), numbered(3, march(4))}, {}};
  records.loops[0].product = "Logo";
  records.loops[1].product = " logo";
  const Report report = cut(By::product, records);
  CHECK(column(report, "groups", "product") == List{"Logo", ""});
  CHECK(numbers(report, "opened") == Numbers{2, 1});
  CHECK(render(report, Format::text, {Zone::utc()}).find("\nnone ") != std::string::npos);
}

TEST_CASE("groups come by the loops opened, most first, then by name") {
  AllRecords records{
      {},
      {numbered(1, march(2)), numbered(2, march(3)), numbered(3, march(4)), numbered(4, march(5))},
      {}};
  records.loops[0].product = "Web";
  records.loops[1].product = "cards";
  records.loops[2].product = records.loops[3].product = "Zebra";
  CHECK(column(cut(By::product, records), "groups", "product") == List{"Zebra", "cards", "Web"});
}

TEST_CASE("a loop's channel is that of its first entry that has one") {
  const AllRecords records{
      {via("phone", march(5), 1), via("whatsapp", march(4), 1), via("", march(3), 1),
       via("phone", march(6), 2), via("mail", march(90), 3)},
      {numbered(1, march(3)), numbered(2, march(3)), numbered(3, march(3))},
      {}};
  CHECK(column(cut(By::channel, records), "groups", "channel") == List{"", "phone", "whatsapp"});
}

TEST_CASE("a promise is in its loop's group, else in its customer's or in none") {
  AllRecords records{{}, {numbered(1, march(2))}, {promised(march(2), by(4)).kept(march(3))}};
  records.loops.front().priority = Priority::urgent;
  records.promises.push_back(records.promises.front());
  records.promises.front().loop = records.loops.front().id;
  const Report by_priority = cut(By::priority, records);
  CHECK(column(by_priority, "groups", "priority") == List{"urgent", ""});
  CHECK(numbers(by_priority, "kept") == Numbers{1, 1});
  const Report by_customer = cut(By::customer, records);
  CHECK(column(by_customer, "groups", "customer") == List{"customer C3"});
  CHECK(figure(by_customer, 0, "customer_id") == Cell(dana));
  CHECK(numbers(by_customer, "kept") == Numbers{2});
}

TEST_CASE("a group of which there is nothing to say has no row") {
  const AllRecords records{{}, {closed_loop(1, march(2), march(3))}, {}};
  for (const By by : every_way) {
    CHECK(cut(by, records, {march(5), march(9)}).empty());
    CHECK_FALSE(cut(by, records).empty());
  }
}

TEST_CASE("the figures of every kind of group fit 80 columns") {
  AllRecords records{{}, {closed_loop(1, march(2), march(11), 5)}, {}};
  records.loops.front().kind = LoopKind::complaint;
  records.loops.front().product = "הדפסת כרטיסי ביקור";
  for (const By by : every_way) {
    const std::string text = render(cut(by, records), Format::text, {Zone::utc()});
    CAPTURE(text);
    CHECK(display_width(text.substr(0, text.find('\n'))) <= 80);
  }
}

TEST_CASE("property: the groups add up to the period") {
  CHECK(rc::check([] {
    AllRecords records;
    const auto serials = *rc::gen::inRange(0, 8);
    for (int serial = 1; serial <= serials; ++serial) {
      Loop loop = numbered(serial, march(*rc::gen::inRange(1, 100)));
      loop.kind = *rc::gen::element(LoopKind::order, LoopKind::request);
      loop.product = *rc::gen::element<std::string>("", "logo", "Logo", "web");
      loop.customer.number = *rc::gen::inRange(1, 3) * Id::machines;
      if (*rc::gen::arbitrary<bool>()) {
        loop.closings = {closed(march(*rc::gen::inRange(1, 130)))};
        loop.closings.front().rating = *rc::gen::inRange(1, 6);
      }
      records.loops.push_back(loop);
      records.entries.push_back(via(*rc::gen::element<std::string>("", "phone"), march(2), serial));
    }
    records.promises = *any_promises();
    for (Promise& promise : records.promises) {
      promise.loop = Id{Kind::loop, *rc::gen::inRange(1, 9) * Id::machines};
    }
    const Period period{march(*rc::gen::inRange(1, 50)), march(*rc::gen::inRange(50, 140))};
    const auto within = [&](Instant at) { return period.contains(at) ? 1 : 0; };
    std::int64_t opened = 0;
    std::int64_t closings = 0;
    std::int64_t open = 0;
    for (const Loop& loop : records.loops) {
      opened += within(loop.opened.at);
      if (!loop.closings.empty()) closings += within(loop.closings.front().closed.at);
      if (was_open(loop, period.until)) ++open;
    }
    const KeptRate rate = kept_rate(records.promises, *period.since, period.until);
    for (const By by : every_way) {
      const Report report = cut(by, records, period);
      RC_ASSERT(sum(report, "opened") == opened);
      RC_ASSERT(sum(report, "closed") == closings);
      RC_ASSERT(sum(report, "rating_count") == closings);
      RC_ASSERT(sum(report, "kept") == rate.kept);
      RC_ASSERT(sum(report, "kept_late") == rate.kept_late);
      RC_ASSERT(sum(report, "broken") == rate.broken);
      RC_ASSERT(sum(report, "released") == rate.released);
      const Numbers at_ends = numbers(report, "open");
      if (by != By::month) RC_ASSERT(sum(report, "open") == open);
      if (by == By::month && open > 0) RC_ASSERT(at_ends.back() == open);
    }
  }));
}

}  // namespace kept
