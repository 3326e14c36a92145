#include "reports/by.hpp"

#include "kept/text.hpp"

namespace kept {

namespace {

std::string heading_of(By by) {
  std::string heading(name_of(by));
  for (char& c : heading) c = static_cast<char>(c - 'a' + 'A');
  return heading;
}

std::vector<Column> columns_by(By by) {
  std::vector<Column> columns;
  if (by == By::customer) columns.push_back({"customer_id", ""});
  columns.push_back({std::string(name_of(by)), ""});
  const std::initializer_list<Column> others{{"", heading_of(by)},
                                             {"opened", ""},
                                             {"", "OPENED"},
                                             {"closed", "CLOSED", Column::Align::right},
                                             {"open", "OPEN", Column::Align::right},
                                             {"time_to_close", ""},
                                             {"time_to_close_count", ""},
                                             {"", "TO CLOSE"},
                                             {"rating", ""},
                                             {"rating_count", ""},
                                             {"", "RATING"},
                                             {"kept", ""},
                                             {"", "KEPT"},
                                             {"kept_late", "LATE", Column::Align::right},
                                             {"broken", "BROKEN", Column::Align::right},
                                             {"rate", ""},
                                             {"released", ""},
                                             {"withdrawn", ""}};
  columns.insert(columns.end(), others);
  return columns;
}

/// A figure, and of how many it is: `3 days (5)`.
Word with_count(const std::string& figure, std::int64_t count) {
  return {count == 0 ? "no data" : figure + " (" + std::to_string(count) + ")"};
}

Word in_words(const KeptRate& rate) {
  const auto percent = rate.percent();
  if (!percent) return {"no data"};
  return {std::to_string(rate.kept) + "/" + std::to_string(rate.judged()) + " " +
          std::to_string(*percent) + "%"};
}

std::optional<std::int64_t> mean_in_tenths(std::int64_t sum, std::int64_t count) {
  if (count == 0) return std::nullopt;
  return (20 * sum + count) / (2 * count);
}

}  // namespace

bool CrossSection::Group::anything() const {
  return opened + closed + open + promises.judged() + promises.released + promises.withdrawn > 0;
}

// ---- months ----------------------------------------------------------------------------------

CrossSection::Month CrossSection::month_of(Instant at) const {
  const std::chrono::year_month_day day(zone.day(at));
  return day.year() / day.month();
}

Instant CrossSection::last_second(Month month) const {
  const Day first_of_next = std::chrono::local_days((month + std::chrono::months(1)) / 1);
  return zone.start_of(first_of_next) - std::chrono::seconds(1);
}

void CrossSection::add_open_months(const Loop& loop) {
  const Instant from = std::max(loop.opened.at, period.since.value_or(loop.opened.at));
  const Instant to =
      loop.is_open() ? period.until : std::min(period.until, loop.closings.back().closed.at);
  if (from > to) return;
  const Month last = month_of(to);
  for (Month month = month_of(from); month <= last; month += std::chrono::months(1)) {
    const Instant end = std::min(last_second(month), period.until);
    if (was_open(loop, end)) ++months[month].open;
  }
}

// ---- groups ----------------------------------------------------------------------------------

CrossSection::Group& CrossSection::named(const std::string& name) {
  Group& group = groups[fold(name)];
  if (group.name.empty()) group.name = name;
  return group;
}

CrossSection::Group& CrossSection::of_customer(Id customer) {
  Group& group = groups[shown(customer)];
  group.customer = customer;
  return group;
}

CrossSection::Group* CrossSection::of_loop(const Loop& loop) {
  switch (by) {
    case By::month:
      break;
    case By::customer:
      return &of_customer(loop.customer);
    case By::kind:
      return &named(std::string(name_of(loop.kind)));
    case By::product:
      return &named(loop.product);
    case By::priority:
      return &named(std::string(name_of(loop.priority)));
    case By::channel:
      const auto channel = channels.find(loop.id.number);
      return &named(channel == channels.end() ? "" : channel->second.name);
  }
  return nullptr;
}

CrossSection::Group* CrossSection::of_promise(const Promise& promise) {
  if (by == By::month) return nullptr;
  if (by == By::customer) return &of_customer(promise.customer);
  const auto group = promise.loop ? loops.find(promise.loop->number) : loops.end();
  return group == loops.end() ? &named("") : group->second;
}

CrossSection::Group& CrossSection::group_or_month(Group* group, Instant at) {
  return group ? *group : months[month_of(at)];
}

// ---- records ---------------------------------------------------------------------------------

void CrossSection::add(const Entry& entry) {
  if (!entry.loop || entry.channel.empty() || entry.happened.at > period.until) return;
  const Channel here{entry.happened, entry.channel};
  const auto [known, is_new] = channels.try_emplace(entry.loop->number, here);
  if (!is_new && here.said < known->second.said) known->second = here;
}

void CrossSection::add_closings(const Loop& loop, std::span<const Entry> entries, Group* group) {
  for (const Closing& closing : loop.closings) {
    if (!period.contains(closing.closed.at)) continue;
    Group& where = group_or_month(group, closing.closed.at);
    ++where.closed;
    if (closing.rating) {
      ++where.ratings;
      where.stars += *closing.rating;
    }
    if (&closing != &loop.closings.front()) continue;
    if (const auto time = time_to_close(loop, entries)) where.times_to_close.push_back(*time);
  }
}

void CrossSection::add(const Loop& loop, std::span<const Entry> entries) {
  Group* const group = of_loop(loop);
  if (period.contains(loop.opened.at)) ++group_or_month(group, loop.opened.at).opened;
  add_closings(loop, entries, group);
  if (!group) return add_open_months(loop);
  if (was_open(loop, period.until)) ++group->open;
  if (by != By::customer) loops.emplace(loop.id.number, group);
}

void CrossSection::add(const Promise& promise) {
  const Instant since = period.since.value_or(Instant::min());
  const auto judgement = counted_in(promise, since, period.until);
  if (!judgement) return;
  group_or_month(of_promise(promise), judgement->falls_in).promises.count(*judgement);
}

// ---- the report ------------------------------------------------------------------------------

std::vector<const CrossSection::Group*> CrossSection::sorted() const {
  std::vector<const Group*> rows;
  for (const auto& [month, group] : months) rows.push_back(&group);
  for (const auto& [key, group] : groups) {
    if (group.anything()) rows.push_back(&group);
  }
  if (by == By::month) return rows;
  std::stable_sort(rows.begin(), rows.end(), [](const Group* left, const Group* right) {
    if (left->opened != right->opened) return left->opened > right->opened;
    return fold(left->name) < fold(right->name);
  });
  return rows;
}

Row CrossSection::row_of(const Group& group, std::int64_t most_opened) const {
  const auto count = std::int64_t{std::ssize(group.times_to_close)};
  const auto time = median(group.times_to_close);
  const Tenths rating{mean_in_tenths(group.stars, group.ratings)};
  const KeptRate& rate = group.promises;
  Row row;
  if (by == By::customer) row.cells.emplace_back(*group.customer);
  const std::initializer_list<Cell> others{
      text_cell(group.name),
      group.name.empty() ? Cell(Word{"none"}) : Cell(Text{group.name}),
      group.opened,
      Bar{group.opened, most_opened},
      group.closed,
      group.open,
      time ? Cell(Length{*time}) : Cell(),
      count,
      with_count(time ? span(*time) : "", count),
      rating,
      group.ratings,
      with_count(shown(rating), group.ratings),
      std::int64_t{rate.kept},
      in_words(rate),
      std::int64_t{rate.kept_late},
      std::int64_t{rate.broken},
      Percent{rate.percent()},
      std::int64_t{rate.released},
      std::int64_t{rate.withdrawn}};
  row.cells.insert(row.cells.end(), others);
  return row;
}

Report CrossSection::report(const std::function<std::string(Id)>& name_of_customer) {
  for (auto& [key, group] : groups) {
    if (group.customer) group.name = name_of_customer(*group.customer);
  }
  if (!months.empty()) {
    const Month last = months.rbegin()->first;
    for (Month month = months.begin()->first; month <= last; month += std::chrono::months(1)) {
      months[month].name = iso(Day(std::chrono::local_days(month / 1))).substr(0, 7);
    }
  }
  const std::vector<const Group*> rows = sorted();
  std::int64_t most_opened = 0;
  for (const Group* group : rows) most_opened = std::max(most_opened, group->opened);
  Section section{.key = "groups", .title = "", .columns = columns_by(by), .rows = {}};
  for (const Group* group : rows) section.rows.push_back(row_of(*group, most_opened));
  return {.name = "report", .title = "", .sections = {std::move(section)}};
}

}  // namespace kept
