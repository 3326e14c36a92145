#include <algorithm>

#include "commands/customer_options.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string name;
  CustomerOptions details;
};

Answer add_customer(const Options& options, Context& context) {
  Customer added;
  added.name = line_of_text("the name", options.name);
  apply(options.details, added, context);
  refuse_a_twin(added, context);
  added.added = context.moment(context.now());
  put(context.store(), added);
  return {.ids = {added.id},
          .report = recorded(
              "add-customer",
              {{"id", added.id}, {"name", Text{added.name}}, {"handle", text_cell(added.handle)}}),
          .text = shown(added.id) + " " + said(added.name) + "\n",
          .summary = shown(added.id) + " " + added.name};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("NAME", options->name, "the full name of the person or firm");
  declare_customer_options(arguments, options->details);
  return [options](Context& context) { return add_customer(*options, context); };
}

}  // namespace

constinit const Command add_customer_command{
    .name = "add-customer",
    .group = Group::main_job,
    .summary = "a new customer",
    .examples =
        "  kept add-customer 'Dana Levi' --phone 050-555-0101\n"
        "  kept add-customer 'דנה לוי' --handle dana --email dana@example.com --tag vip\n"
        "  kept add-customer 'Example Studio' --field size=12 --key crm:4711\n",
    .details =
        "A customer is named in other commands by id (C3), handle, e-mail, phone, full\n"
        "name or the beginnings of the name's words.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
