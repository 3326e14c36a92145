#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "reports/reports.hpp"

/// A period cut across: how its loops and promises went, group by group. Records are added one by
/// one and not kept, so that a store of any size needs the memory of its groups, of the times to
/// close, and of a group's address for each loop.

namespace kept {

enum class By { month, customer, kind, product, priority, channel };
template <>
struct Names<By> {
  static constexpr std::array<std::string_view, 6> all{"month",   "customer", "kind",
                                                       "product", "priority", "channel"};
};

/// Entries are added first, loops next, promises last: a loop's channel is that of its first entry
/// that has one, and a promise belongs to its loop's group.
class CrossSection {
 public:
  CrossSection(By grouped_by, const Period& of_period, const Zone& zone_of_months)
      : by(grouped_by), period(of_period), zone(zone_of_months) {}

  /// Whether entries matter: for the channels alone.
  bool wants_entries() const { return by == By::channel; }

  void add(const Entry& entry);
  /// `entries`: the loop's, as for time_to_close().
  void add(const Loop& loop, std::span<const Entry> entries);
  void add(const Promise& promise);

  /// A row for each group in which anything happened, or is open at the end of the period: loops
  /// opened and closed (each closing counts) and still open, the median time to the first closing,
  /// the mean rating, and our promises. By month: each event in its own month, open at the end of
  /// the month, and no month between the first and the last left out; sorted by month, else by the
  /// loops opened, most first, then by name.
  Report report(const std::function<std::string(Id)>& name_of_customer);

 private:
  struct Group {
    std::string name;  ///< as people read it; empty: none
    std::optional<Id> customer;
    std::int64_t opened = 0;
    std::int64_t closed = 0;
    std::int64_t open = 0;
    std::vector<std::chrono::seconds> times_to_close;
    std::int64_t ratings = 0;
    std::int64_t stars = 0;  ///< of all ratings
    KeptRate promises;

    bool anything() const;
  };
  struct Channel {
    Moment said;
    std::string name;
  };
  using Month = std::chrono::year_month;

  Group& named(const std::string& name);
  Group& of_customer(Id customer);
  /// None by month.
  Group* of_loop(const Loop& loop);
  Group* of_promise(const Promise& promise);
  /// The group of a record, or the month of an event in it.
  Group& group_or_month(Group* group, Instant at);
  void add_closings(const Loop& loop, std::span<const Entry> entries, Group* group);
  void add_open_months(const Loop& loop);
  std::vector<const Group*> sorted() const;
  Row row_of(const Group& group, std::int64_t most_opened) const;
  Month month_of(Instant at) const;
  Instant last_second(Month month) const;

  By by;
  Period period;
  Zone zone;
  std::map<std::string, Group> groups;  ///< by folded name, or by the customer's id
  std::map<Month, Group> months;
  std::unordered_map<std::int64_t, Channel> channels;  ///< of each loop, by its number
  std::unordered_map<std::int64_t, Group*> loops;      ///< by their numbers
};

}  // namespace kept
