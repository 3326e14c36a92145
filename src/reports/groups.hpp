#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "reports/reports.hpp"

/// Which group of a cross-section a record belongs to. Records are seen one by one and not kept:
/// the memory is that of the groups, and of a number for each loop.

namespace kept {

enum class By { month, customer, kind, product, priority, channel };
template <>
struct Names<By> {
  static constexpr std::array<std::string_view, 6> all{"month",   "customer", "kind",
                                                       "product", "priority", "channel"};
};

/// What a report of figures covers.
struct Scope {
  Period period;
  std::optional<By> by;  ///< none: everything is one group
  Zone zone;             ///< of the months
  bool compared = true;  ///< with the period before

  /// Months stand beside each other.
  bool beside_before() const { return compared && by != By::month; }
  std::optional<Period> before() const {
    return beside_before() ? period_before(period, zone) : std::nullopt;
  }
};

/// By channel, entries are added before loops are looked up; but for customers and months, loops
/// are looked up before what belongs to them.
class Groups {
 public:
  struct Group {
    std::string name;  ///< as people read it; empty: none
    std::optional<Id> customer;
  };
  /// None by month, where each event of a record has its own group.
  using Place = std::optional<std::size_t>;

  explicit Groups(const Scope& of_report) : scope(of_report) {}

  bool by_month() const { return scope.by == By::month; }
  /// Whether entries matter: for the channels alone.
  bool wants_entries() const { return scope.by == By::channel; }
  /// Whether the group of a promise is that of its loop.
  bool wants_loops() const { return scope.by && !by_month() && scope.by != By::customer; }

  /// A loop's channel is that of its first entry in the period that has one.
  void add(const Entry& entry);
  Place of(const Loop& loop);
  /// A promise belongs to its loop's group, else to none.
  Place of(const Promise& promise);
  /// The group of an event of a record, by its number.
  std::size_t at(Place place, Instant event);

  /// At which instants of a period a state is counted: at its end; by month, at the end of each
  /// month that has a part of [from, to], and of the period.
  std::vector<Instant> ends(const Period& period, Instant from, Instant to) const;

  /// The same of the ends at which a loop may be open.
  std::vector<Instant> ends(const Period& period, const Loop& loop) const;

  const std::deque<Group>& all() const { return groups; }
  /// By month: all numbers in the order of the months, those between them that nothing happened in
  /// made up. Else in the order in which they were seen.
  std::vector<std::size_t> in_order();

 private:
  struct Channel {
    Moment said;
    std::string name;
  };
  using Month = std::chrono::year_month;

  std::size_t keyed(const std::string& key, Group group);
  std::size_t named(const std::string& name);
  std::size_t of_customer(Id customer);
  std::size_t of_month(Month month);
  Month month_of(Instant at) const;
  Instant last_second(Month month) const;

  Scope scope;
  std::deque<Group> groups;
  std::map<std::string, std::size_t> keys;  ///< by folded name, or by the customer's id
  std::map<Month, std::size_t> months;
  std::unordered_map<std::int64_t, Channel> channels;   ///< of each loop, by its number
  std::unordered_map<std::int64_t, std::size_t> loops;  ///< by their numbers
};

}  // namespace kept
