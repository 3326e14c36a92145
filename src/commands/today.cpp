#include "commands/reading.hpp"
#include "commands/table.hpp"

namespace kept {

namespace {

/// Beyond the week that is shown, whatever zone a due was meant in.
constexpr std::chrono::days days_looked_at{10};

Answer show_today(const std::optional<std::string>& typed_customer, Context& context) {
  const Instant now = context.now();
  const Zone& zone = context.zone();
  const Instant until = zone.start_of(zone.day(now) + days_looked_at);
  const auto customer = customer_filter(context, typed_customer);
  const std::vector<MatterRow> rows =
      with_names(matters_owed(context, now, until, customer), context.store());
  Answer answer;
  answer.report = today_report(rows, now, zone);
  answer.ids = ids_listed(answer.report);
  answer.when_empty = "Nothing is due.";
  return answer;
}

Run declare(Arguments& arguments) {
  auto customer = std::make_shared<std::optional<std::string>>();
  arguments.option("--customer", "CUSTOMER", *customer, "only what concerns this customer");
  return [customer](Context& context) { return show_today(*customer, context); };
}

}  // namespace

constinit const Command today_command{
    .name = "today",
    .group = Group::every_day,
    .summary = "what to do today, and the next days",
    .examples =
        "  kept today\n"
        "  kept today --customer dana\n",
    .details =
        "The five worst of what is overdue, what is due today, and what falls due in the\n"
        "next seven days, each with the command that settles it.\n",
    .access = Access::read,
    .declare = declare};

}  // namespace kept
