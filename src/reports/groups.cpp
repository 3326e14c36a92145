#include "reports/groups.hpp"

#include "kept/text.hpp"

namespace kept {

// ---- months ----------------------------------------------------------------------------------

Groups::Month Groups::month_of(Instant at) const {
  const std::chrono::year_month_day day(scope.zone.day(at));
  return day.year() / day.month();
}

Instant Groups::last_second(Month month) const {
  const Day first_of_next = std::chrono::local_days((month + std::chrono::months(1)) / 1);
  return scope.zone.start_of(first_of_next) - std::chrono::seconds(1);
}

std::vector<Instant> Groups::ends(const Period& period, Instant from, Instant to) const {
  if (!by_month()) return {period.until};
  from = std::max(from, period.since.value_or(from));
  to = std::min(to, period.until);
  std::vector<Instant> ends;
  if (from > to) return ends;
  const Month last = month_of(to);
  for (Month month = month_of(from); month <= last; month += std::chrono::months(1)) {
    ends.push_back(std::min(last_second(month), period.until));
  }
  return ends;
}

std::vector<Instant> Groups::ends(const Period& period, const Loop& loop) const {
  return ends(period, loop.opened.at,
              loop.is_open() ? period.until : loop.closings.back().closed.at);
}

std::size_t Groups::of_month(Month month) {
  const auto [known, is_new] = months.try_emplace(month, groups.size());
  if (is_new) groups.push_back({iso(Day(std::chrono::local_days(month / 1))).substr(0, 7), {}});
  return known->second;
}

std::vector<std::size_t> Groups::in_order() {
  if (!months.empty()) {
    const Month last = months.rbegin()->first;
    for (Month month = months.begin()->first; month < last; month += std::chrono::months(1)) {
      of_month(month);
    }
  }
  std::vector<std::size_t> order;
  for (const auto& [month, group] : months) order.push_back(group);
  for (std::size_t i = 0; i < groups.size() && !by_month(); ++i) order.push_back(i);
  return order;
}

// ---- groups ----------------------------------------------------------------------------------

std::size_t Groups::keyed(const std::string& key, Group group) {
  const auto [known, is_new] = keys.try_emplace(key, groups.size());
  if (is_new) groups.push_back(std::move(group));
  return known->second;
}

std::size_t Groups::named(const std::string& name) {
  return keyed(fold(name), {name, std::nullopt});
}

std::size_t Groups::of_customer(Id customer) {
  return keyed(shown(customer), {"", customer});
}

void Groups::add(const Entry& entry) {
  if (!wants_entries() || !entry.loop || entry.channel.empty()) return;
  if (entry.happened.at > scope.period.until) return;
  const Channel here{entry.happened, entry.channel};
  const auto [known, is_new] = channels.try_emplace(entry.loop->number, here);
  if (!is_new && here.said < known->second.said) known->second = here;
}

Groups::Place Groups::of(const Loop& loop) {
  if (!scope.by) return named("");
  const auto remembered = [&](const std::string& name) {
    return loops[loop.id.number] = named(name);
  };
  switch (*scope.by) {
    case By::month:
      break;
    case By::customer:
      return of_customer(loop.customer);
    case By::kind:
      return remembered(std::string(name_of(loop.kind)));
    case By::product:
      return remembered(loop.product);
    case By::priority:
      return remembered(std::string(name_of(loop.priority)));
    case By::channel:
      const auto channel = channels.find(loop.id.number);
      return remembered(channel == channels.end() ? "" : channel->second.name);
  }
  return std::nullopt;
}

Groups::Place Groups::of(const Promise& promise) {
  if (by_month()) return std::nullopt;
  if (scope.by == By::customer) return of_customer(promise.customer);
  const auto group = promise.loop ? loops.find(promise.loop->number) : loops.end();
  return group == loops.end() ? named("") : group->second;
}

std::size_t Groups::at(Place place, Instant event) {
  return place ? *place : of_month(month_of(event));
}

}  // namespace kept
