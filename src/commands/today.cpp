#include "commands/explaining.hpp"
#include "commands/mailing.hpp"
#include "commands/reading.hpp"
#include "commands/table.hpp"

namespace kept {

namespace {

struct Options {
  std::optional<std::string> customer;
  bool explain = false;
  MailOptions mail;
};

/// Beyond the days that are shown, whatever zone a due was meant in.
constexpr std::chrono::days zones_apart{3};

/// Of the loops that came back from waiting, and of those whose customer is to be asked.
std::vector<Matter> reminders_due(const std::optional<Id>& customer, Context& context) {
  Store& store = context.store();
  const Instant now = context.now();
  std::vector<Loop> candidates = loops_back_from_waiting(store, now);
  const Policy& policy = context.settings.config.policy;
  if (const auto closed = closings_to_confirm(policy, now, context.zone())) {
    for (Loop& loop : loops_unconfirmed(store, closed->since, closed->until)) {
      candidates.push_back(std::move(loop));
    }
  }
  std::vector<LoopStory> stories;
  for (Loop& loop : candidates) {
    if (customer && loop.customer != *customer) continue;
    stories.push_back(story_of(store, std::move(loop)));
  }
  return reminders(stories, now);
}

Answer show_today(const Options& options, Context& context) {
  const Instant now = context.now();
  const Zone& zone = context.zone();
  const int days_ahead = context.settings.config.policy.days_ahead;
  const Instant until = zone.start_of(zone.day(now) + std::chrono::days(days_ahead) + zones_apart);
  const auto customer = customer_filter(context, options.customer);
  std::vector<Matter> all = matters_owed(context, now, until, customer);
  std::erase_if(all,
                [&](const Matter& matter) { return !is_in_view(matter, now, zone, days_ahead); });
  for (Matter& reminder : reminders_due(customer, context)) all.push_back(std::move(reminder));
  const std::vector<MatterRow> rows = matter_rows(std::move(all), context, now);
  Answer answer;
  answer.report = today_report(rows, now, zone);
  answer.ids = ids_listed(answer.report);
  if (options.explain) explain_listed(rows, answer.report, now, context);
  answer.when_empty = "Nothing is due.";
  return answer;
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.option("--customer", "CUSTOMER", options->customer, "only what concerns this customer");
  declare_explain(arguments, options->explain);
  declare_mail(arguments, options->mail);
  return [options](Context& context) {
    return mailed(options->mail, {"to do"}, context, [&] { return show_today(*options, context); });
  };
}

}  // namespace

constinit const Command today_command{
    .name = "today",
    .group = Group::every_day,
    .summary = "what to do today, and the next days",
    .examples =
        "  kept today\n"
        "  kept today --customer dana\n"
        "  kept today --explain\n"
        "  kept today --format ics > today.ics\n"
        "  kept today --send --to you@example.com --subject '{count} to do'\n",
    .details =
        "In the order in which to act, each line with the command that settles it: the\n"
        "five worst of what is overdue; what is due today; loops that are back from\n"
        "waiting; closed loops whose customer is to be asked whether all is settled; and\n"
        "what falls due in the next seven days. The numbers of days are in the config\n"
        "(days-ahead, confirm-after), and so is what is said of lateness under LEVEL\n"
        "(escalation).\n"
        "\n"
        "--send mails the list with sendmail, or as [mail] in the config says, where\n"
        "anything is on it; --format mail prints that message.\n"
        "\n"
        "--format ics makes a calendar of to-dos, with an alarm for what is not late yet:\n"
        "at nine of its day, or half an hour before its time.\n",
    .access = Access::read,
    .formats = {.mail = true, .ics = true},
    .declare = declare};

}  // namespace kept
