#pragma once

#include <map>
#include <string>

#include "kept/command.hpp"
#include "reports/reports.hpp"

/// What the reading commands share.

namespace kept {

/// The names of customers, each looked up once.
class CustomerNames {
 public:
  explicit CustomerNames(Store& store_of_run) : store(store_of_run) {}

  const std::string& of(Id id) {
    auto known = names.find(id);
    if (known == names.end()) known = names.emplace(id, name_of_customer(store, id)).first;
    return known->second;
  }

 private:
  Store& store;
  std::map<Id, std::string> names;
};

/// The customer that `--customer` names, if it was typed.
std::optional<Id> customer_filter(Context& context, const std::optional<std::string>& typed);

/// Whom a command is about that looks into what is held: who was taken back, too, by the id.
Customer customer_held(const std::string& typed, Context& context);

/// Matters with the names of their customers and their levels of escalation.
std::vector<MatterRow> matter_rows(std::vector<Matter> matters, Context& context, Instant as_of);

/// --since and --until; `otherwise` is the end where none was typed. Refused (2) if it ends before
/// it begins.
Period period_meant(Context& context, const std::optional<std::string>& since,
                    const std::optional<std::string>& until, Instant otherwise);

/// The wait in force; the loop's entries are looked at only where it has waits.
std::optional<Wait> wait_in_force(Store& store, const Loop& loop, Instant as_of);

/// What `card` and `show` say of a customer.
CardFacts facts_of(const Customer& customer, Context& context);

ChangeRow change_row(const Change& change);
/// The values that a change wrote, of one record or of all.
std::vector<ValueRow> value_rows(Store& store, const Change& change,
                                 const std::optional<Id>& record);

/// The answer that is one record's report.
Answer answer_of(Id id, Report report);
/// The ids in the first column of the report's tables.
std::vector<Id> ids_listed(const Report& report);

}  // namespace kept
