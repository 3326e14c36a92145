#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string expression;
};

Answer read_date(const Options& options, Context& context) {
  const DateContext dates = context.settings.dates(context.now());
  const auto read = read_when(options.expression, dates);
  if (const auto* problem = std::get_if<DateProblem>(&read)) {
    throw Error(Exit::usage, in_quotes(options.expression) + " " + problem->reason, problem->hint);
  }
  const When when = std::get<When>(read);
  std::vector<std::string> notices;
  if (when.repeated) {
    notices.push_back(in_quotes(options.expression) +
                      " comes twice, as the clock is set back: the first is taken");
  }
  const Due due = due_from(when, context.zone());
  const std::string away = distance(context.today(), day_of(due));
  return {.report = recorded("date", {{"typed", Text{options.expression}},
                                      {"due", due},
                                      {"late_from", due.late_from},
                                      {"zone", Text{due.zone}}}),
          .text = shown(due) + ", " + away + "\n",
          .notices = std::move(notices)};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("WHEN", options->expression, "a day or a time, as one argument");
  return [options](Context& context) { return read_date(*options, context); };
}

}  // namespace

constinit const Command date_command{
    .name = "date",
    .group = Group::data,
    .summary = "what a day or time that you type means",
    .examples =
        "  kept date thursday\n"
        "  kept date 'tomorrow 14:30'\n"
        "  kept date +2bd\n"
        "  kept date 'יום ה׳'\n",
    .details =
        "WHEN may be\n"
        "  2026-03-26, 2026-03-26 14:30, 14:30 (today), 2026-03-26T14:30:05+02:00\n"
        "  today, tomorrow, yesterday, tomorrow 14:30, now\n"
        "  thursday (the next one), next thursday, last thursday, thursday 9:00\n"
        "  72h, 90m, +3d, -3d, +2w, in 3 days, 3 days ago, +2bd (business days)\n"
        "  eod, eow (the week's last business day), eom: end of day, week, month\n"
        "  26/3 and 26/3/2027, where the config says dates = \"day-first\" or \"month-first\"\n"
        "  the same in Hebrew: היום, מחר, אתמול, יום ה׳, בעוד 3 ימים, סוף החודש\n",
    .access = Access::none,
    .declare = declare};

}  // namespace kept
