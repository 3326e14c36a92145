#include <algorithm>

#include "commands/customer_options.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string customer;
  std::optional<std::string> name;
  CustomerOptions details;
  std::vector<std::string> dropped;
  bool no_type = false;
};

/// Takes one contact, tag or key away, whichever has that value.
void drop(const std::string& typed, Customer& customer) {
  const std::string folded = fold(typed);
  const auto same = [&folded](const std::string& value) { return fold(value) == folded; };
  std::size_t dropped = std::erase_if(customer.emails, same);
  dropped += std::erase_if(customer.tags, same);
  dropped += std::erase_if(customer.phones, [&](const std::string& phone) {
    return same(phone) || (!phone_key(typed).empty() && phone_key(phone) == phone_key(typed));
  });
  dropped += std::erase_if(customer.keys, [&typed](const ExternalKey& key) {
    return key.source + ":" + key.id == typed;
  });
  if (dropped > 0) return;
  throw Error(Exit::not_found,
              customer.name + " has no e-mail, phone, tag or key " + in_quotes(typed),
              "kept card " + shown(customer.id) + " shows them");
}

Answer edit_customer(const Options& options, Context& context) {
  Customer edited = context.customer_meant(options.customer);
  if (options.name) edited.name = line_of_text("--name", *options.name);
  for (const std::string& value : options.dropped) drop(value, edited);
  const std::array types{Alternative{"--type", options.details.type.has_value()},
                         Alternative{"--no-type", options.no_type}};
  at_most_one(types);
  if (options.no_type) edited.type.reset();
  apply(options.details, edited, context);
  const bool may_be_a_twin =
      options.name || !options.details.emails.empty() || !options.details.phones.empty();
  if (may_be_a_twin) refuse_a_twin(edited, context);
  put(context.store(), edited);
  return {.ids = {edited.id},
          .report = recorded("edit-customer", {{"id", edited.id},
                                               {"name", Text{edited.name}},
                                               {"handle", text_cell(edited.handle)}}),
          .text = shown(edited.id) + " " + said(edited.name) + "\n",
          .summary = shown(edited.id) + " " + edited.name};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("CUSTOMER", options->customer, "id, handle, e-mail, phone or name");
  arguments.option("--name", "NAME", options->name, "the new name");
  declare_customer_options(arguments, options->details);
  arguments.list("--drop", "VALUE", options->dropped, "take away this e-mail, phone, tag or key");
  arguments.flag("--no-type", options->no_type, "take the type away");
  return [options](Context& context) { return edit_customer(*options, context); };
}

}  // namespace

constinit const Command edit_customer_command{
    .name = "edit-customer",
    .group = Group::customers,
    .summary = "mend or complete a customer's card",
    .examples =
        "  kept edit-customer dana --phone 050-555-0102 --tag vip\n"
        "  kept edit-customer dana --name 'Dana Levi-Cohen' --drop old@example.com\n"
        "  kept edit-customer C3 --field birthday=03-14 --field size=\n",
    .details =
        "E-mails, phones, tags and keys are added to those that are there; a field is\n"
        "replaced. An empty value takes a handle, org, lang or field away.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
