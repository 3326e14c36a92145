#include "commands/customer_options.hpp"

#include <algorithm>
#include <functional>

#include "kept/text.hpp"

namespace kept {

namespace {

/// `K=V` or `SOURCE:ID`, both sides filled; an empty right side where that is allowed.
std::pair<std::string, std::string> pair_of(const std::string& typed, char between,
                                            std::string_view option, bool may_be_empty) {
  const std::size_t at = std::min(typed.find(between), typed.size());
  std::string left = trimmed(typed.substr(0, at));
  std::string right = at < typed.size() ? trimmed(typed.substr(at + 1)) : "";
  if (at == typed.size() || left.empty() || (right.empty() && !may_be_empty)) {
    const bool is_field = between == '=';
    throw Error(Exit::usage,
                std::string(option) + " " + in_quotes(typed) + " is not " +
                    (is_field ? "NAME=VALUE" : "SOURCE:ID"),
                is_field ? "write one like birthday=03-14" : "write one like crm:4711");
  }
  return {std::move(left), std::move(right)};
}

/// Adds what is not there yet, by `key`: two ways to write one phone number are one.
template <class T, class Key>
void add_once(std::vector<T>& all, const T& added, Key key) {
  const auto same = [&](const T& other) { return key(other) == key(added); };
  if (std::none_of(all.begin(), all.end(), same)) all.push_back(added);
}

[[noreturn]] void refuse_taken(const std::string& what, Id holder, Store& store) {
  throw Error(Exit::refused, what + " belongs to " + in_quotes(customer(store, holder)->name),
              "kept card " + shown(holder) + " shows that customer");
}

void set_handle(const std::string& typed, Customer& customer, Store& store) {
  const std::string handle = trimmed(typed);
  if (!handle.empty() && !is_handle(handle)) {
    throw Error(Exit::usage, "--handle " + in_quotes(typed) + " is not a handle",
                "write one word that does not look like an id");
  }
  if (!handle.empty()) {
    const auto holder = customer_with_handle(store, handle);
    if (holder && *holder != customer.id) {
      refuse_taken("the handle " + in_quotes(handle), *holder, store);
    }
  }
  customer.handle = handle;
}

void set_field(const std::string& typed, Customer& customer) {
  const auto [name, value] = pair_of(typed, '=', "--field", true);
  std::erase_if(customer.fields, [&name = name](const Field& field) { return field.name == name; });
  if (!value.empty()) customer.fields.push_back({name, value});
}

void add_key(const std::string& typed, Customer& customer, Store& store) {
  const auto [source, id] = pair_of(typed, ':', "--key", false);
  const auto holder = record_with_key(store, Kind::customer, {source, id});
  if (holder && *holder != customer.id) refuse_taken("the key " + in_quotes(typed), *holder, store);
  add_once(customer.keys, ExternalKey{source, id}, std::identity());
}

std::string email_of(const std::string& typed) {
  std::string email = trimmed(typed);
  if (!is_email(email)) {
    throw Error(Exit::usage, "--email " + in_quotes(typed) + " is not an e-mail address",
                "write one like dana@example.com");
  }
  return email;
}

std::string phone_of(const std::string& typed) {
  std::string phone = trimmed(typed);
  if (!is_phone(phone)) {
    throw Error(Exit::usage, "--phone " + in_quotes(typed) + " is not a phone number",
                "write one like 050-555-0101 or +972 50 555 0101");
  }
  return phone;
}

}  // namespace

void declare_customer_options(Arguments& arguments, CustomerOptions& options) {
  arguments.option("--handle", "WORD", options.handle, "a short name, unique");
  arguments.list("--email", "ADDRESS", options.emails, "an e-mail address");
  arguments.list("--phone", "NUMBER", options.phones, "a phone number");
  arguments.option("--org", "NAME", options.org, "the firm that the person is with");
  arguments.option("--lang", "CODE", options.lang, "the language to write in, such as he");
  arguments.choice("--type", "TYPE", options.type, "how to talk to them (private)");
  arguments.list("--tag", "WORD", options.tags, "a tag");
  arguments.list("--field", "NAME=VALUE", options.fields, "any further fact");
  arguments.list("--key", "SOURCE:ID", options.keys, "the id in another system, unique");
}

void apply(const CustomerOptions& options, Customer& customer, Context& context) {
  if (options.handle) set_handle(*options.handle, customer, context.store());
  for (const std::string& email : options.emails) add_once(customer.emails, email_of(email), fold);
  for (const std::string& phone : options.phones)
    add_once(customer.phones, phone_of(phone), phone_key);
  if (options.org) customer.org = line_or_nothing("--org", *options.org);
  if (options.lang) customer.lang = fold(*options.lang);
  if (options.type) customer.type = options.type;
  for (const std::string& tag : options.tags) add_once(customer.tags, tag_of(tag), fold);
  for (const std::string& field : options.fields) set_field(field, customer);
  for (const std::string& key : options.keys) add_key(key, customer, context.store());
}

void refuse_a_twin(const Customer& customer, Context& context) {
  if (context.settings.yes) return;
  Store& store = context.store();
  const auto refuse = [&](const std::optional<Id>& twin, const std::string& what) {
    if (!twin || *twin == customer.id) return;
    throw Error(Exit::refused,
                shown(*twin) + " " + in_quotes(kept::customer(store, *twin)->name) +
                    " has the same " + what,
                "if this is another customer, add --yes");
  };
  refuse(customer_with_name(store, customer.name), "name");
  for (const std::string& email : customer.emails) {
    refuse(customer_with_email(store, email), "e-mail");
  }
  for (const std::string& phone : customer.phones) {
    refuse(customer_with_phone(store, phone), "phone");
  }
}

}  // namespace kept
