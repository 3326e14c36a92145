#pragma once

#include "kept/command.hpp"

/// The details that add-customer and edit-customer both take.

namespace kept {

struct CustomerOptions {
  std::optional<std::string> handle;
  std::vector<std::string> emails;
  std::vector<std::string> phones;
  std::optional<std::string> org;
  std::optional<std::string> lang;
  std::optional<CustomerType> type;
  std::vector<std::string> tags;
  std::vector<std::string> fields;  ///< `K=V`
  std::vector<std::string> keys;    ///< `SOURCE:ID`
};

void declare_customer_options(Arguments& arguments, CustomerOptions& options);

/// Sets what was given, and adds to what may be several. An empty handle, org, lang or field value
/// takes it away. Throws Error: 2 for a malformed one, 5 for a handle or key that another customer
/// has.
void apply(const CustomerOptions& options, Customer& customer, Context& context);

/// The same person entered twice would split the history in two, so a name, e-mail or phone that
/// another customer has takes `--yes`; refused (5), naming the first.
void refuse_a_twin(const Customer& customer, Context& context);

}  // namespace kept
