#include "commands/reading.hpp"
#include "commands/table.hpp"

namespace kept {

namespace {

Answer show_card(const std::string& typed, Context& context) {
  const Customer customer = context.customer_meant(typed);
  return answer_of(customer.id,
                   card_report(facts_of(customer, context), context.now(), context.today()));
}

Run declare(Arguments& arguments) {
  auto customer = std::make_shared<std::string>();
  arguments.required("CUSTOMER", *customer, "id, handle, e-mail, phone or name");
  return [customer](Context& context) { return show_card(*customer, context); };
}

}  // namespace

constinit const Command card_command{
    .name = "card",
    .group = Group::customers,
    .summary = "a customer's card, the trouble first",
    .examples =
        "  kept card dana\n"
        "  kept card C3 --format json\n"
        "  kept card dana --format vcf > dana.vcf\n",
    .details =
        "What went wrong, who the customer is, the open loops, all promises with how they\n"
        "went, and the last ten entries. kept show CUSTOMER has the whole history.\n"
        "\n"
        "--format vcf makes an address card that may be sent to others: it has the name,\n"
        "the firm, the ways to reach them, language, handle and tags, and nothing else.\n",
    .access = Access::read,
    .formats = {.vcf = true},
    .declare = declare};

}  // namespace kept
