#include "commands/explaining.hpp"
#include "commands/mailing.hpp"
#include "commands/reading.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::optional<std::string> as_of;
  std::optional<std::string> within;
  std::optional<std::string> customer;
  bool exit_code = false;
  bool explain = false;
  MailOptions mail;
};

/// The end of the span `3d` from an instant: a due within it is late by then.
Instant end_of_span(const std::string& typed, Instant from, Context& context) {
  const std::string ahead = typed.starts_with('+') ? typed : "+" + typed;
  const auto read = read_when(ahead, context.settings.dates(from));
  if (const auto* when = std::get_if<When>(&read)) {
    return due_from(*when, context.zone()).late_from;
  }
  throw Error(Exit::usage, "--within " + in_quotes(typed) + " is not a span of time",
              "write 3d, 72h or 2bd");
}

Answer list_overdue(const Options& options, Context& context) {
  const Instant as_of = context.happened(options.as_of, "--as-of");
  const Instant until = options.within ? end_of_span(*options.within, as_of, context) : as_of;
  const auto customer = customer_filter(context, options.customer);
  const std::vector<MatterRow> rows =
      matter_rows(matters_owed(context, as_of, until, customer), context, as_of);
  Answer answer;
  answer.report = overdue_report(rows, as_of);
  answer.ids = ids_listed(answer.report);
  if (options.explain) explain_listed(rows, answer.report, as_of, context);
  answer.when_empty = "Nothing is overdue.";
  if (options.exit_code && !rows.empty()) answer.status = Exit::found;
  return answer;
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.option("--as-of", "WHEN", options->as_of, "judge by what had happened up to then");
  arguments.option("--within", "SPAN", options->within,
                   "also what falls due in that time, such as 3d, 72h or 2bd");
  arguments.option("--customer", "CUSTOMER", options->customer, "only what concerns this customer");
  declare_explain(arguments, options->explain);
  arguments.flag("--exit-code", options->exit_code, "exit with 8 if anything is listed");
  declare_mail(arguments, options->mail);
  return [options](Context& context) {
    return mailed(options->mail, {options->within ? "overdue or due soon" : "overdue"}, context,
                  [&] { return list_overdue(*options, context); });
  };
}

}  // namespace

constinit const Command overdue_command{
    .name = "overdue",
    .group = Group::main_job,
    .summary = "what is late, the worst first",
    .examples =
        "  kept overdue\n"
        "  kept overdue --within 3d\n"
        "  kept overdue --customer dana --format json\n"
        "  kept overdue --explain\n"
        "  kept overdue --send --to you@example.com\n",
    .details =
        "Late are promises that were not kept in time, broken promises that nobody has\n"
        "made up for, answers that customers wait for, and steps of loops that do not\n"
        "wait; then what customers promised to us. LEVEL is what the rules of escalation\n"
        "in the config say of lateness.\n"
        "\n"
        "--send mails the list with sendmail, or as [mail] in the config says, where\n"
        "anything is on it; --format mail prints that message. --format ics\n"
        "makes a calendar of to-dos.\n",
    .access = Access::read,
    .formats = {.mail = true, .ics = true},
    .declare = declare};

}  // namespace kept
