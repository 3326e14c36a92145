#pragma once

#include "kept/command.hpp"
#include "reports/groups.hpp"

/// The reports of `report NAME`, and what they share with those without a name.

namespace kept {

enum class ReportName { loops, promises, answers, waiting, steps };
template <>
struct Names<ReportName> {
  static constexpr std::array<std::string_view, 5> all{"loops", "promises", "answers", "waiting",
                                                       "steps"};
};

/// The records of the store, one after the other, or those of one customer.
class StoredRecords {
 public:
  StoredRecords(Store& store_of_run, std::optional<Id> of_customer)
      : store(store_of_run), customer(of_customer) {}

  void each_entry(const std::function<void(const Entry&)>& visit) const;
  /// Adds to the groups what they want to know.
  void each_entry_for(Groups& groups) const;

  /// But for merged ones: they are a part of the other, at all times.
  void each_loop(const std::function<void(Loop&)>& visit) const;
  /// With the entries of a loop that has waits: where waits ended depends on them.
  void each_loop_with_entries(
      const std::function<void(Loop&, std::span<const Entry>)>& visit) const;

  void each_promise(const std::function<void(Promise&)>& visit) const;
  void each_first_answer(const std::function<void(const FirstAnswer&)>& visit) const;

 private:
  Store& store;
  std::optional<Id> customer;
};

Answer named_report(ReportName which, const Scope& scope, const std::optional<Id>& customer,
                    Context& context);

}  // namespace kept
