#pragma once

#include <functional>
#include <string>

#include "reports/figures.hpp"

/// A period cut across: how its loops and promises went, group by group. Records are added one by
/// one and not kept, so that a store of any size needs the memory of its groups, of the times to
/// close, and of a group's number for each loop.

namespace kept {

class CrossSection {
 public:
  CrossSection(By by, const Period& period, const Zone& zone)
      : cut({period, by, zone, /*compared=*/false}) {}

  /// Entries are added first (to the groups), loops next, promises last.
  Groups& groups() { return cut.groups; }
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
  struct Tally {
    std::int64_t opened = 0;
    std::int64_t closed = 0;
    std::int64_t open = 0;
    std::vector<std::chrono::seconds> times_to_close;
    std::int64_t ratings = 0;
    std::int64_t stars = 0;  ///< of all ratings
    KeptRate promises;

    Figures figures() const;
  };

  Cut<Tally> cut;
};

}  // namespace kept
