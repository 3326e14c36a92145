#include <algorithm>
#include <functional>

#include "commands/mailing.hpp"
#include "commands/reading.hpp"
#include "commands/report_named.hpp"
#include "commands/table.hpp"
#include "reports/by.hpp"

namespace kept {

namespace {

struct Options {
  std::optional<std::string> name;
  std::optional<std::string> since;
  std::optional<std::string> until;
  std::optional<std::string> customer;
  std::optional<By> by;
  MailOptions mail;
};

/// The loops that were open at that time; only a look back needs those that are closed now.
std::vector<Loop> loops_open_at(Context& context, const std::optional<Id>& customer,
                                Instant as_of) {
  Store& store = context.store();
  std::vector<Loop> open;
  const auto take = [&](Loop& loop) {
    if (was_open(loop, as_of)) open.push_back(std::move(loop));
  };
  const bool look_back = as_of < context.now();
  if (look_back && !customer) {
    each_loop(store, take);
    return open;
  }
  std::vector<Loop> some = !customer   ? open_loops(store)
                           : look_back ? loops_of(store, *customer)
                                       : open_loops_of(store, *customer);
  std::for_each(some.begin(), some.end(), take);
  return open;
}

Answer summary(const Period& period, const std::optional<Id>& customer, Context& context) {
  Store& store = context.store();
  CustomerNames names(store);
  std::vector<StoryRow> open;
  for (Loop& loop : loops_open_at(context, customer, period.until)) {
    const std::string& name = names.of(loop.customer);
    open.push_back({story_of(store, std::move(loop)), name});
  }
  KeptRate rate;
  std::vector<PromiseRow> broken;
  StoredRecords(store, customer).each_promise([&](Promise& promise) {
    if (const auto judgement = counted_in(promise, period.first(), period.until)) {
      rate.count(*judgement);
    }
    if (!is_breach(promise, period)) return;
    const std::string& name = names.of(promise.customer);
    broken.push_back({std::move(promise), name});
  });
  Answer answer;
  answer.report = summary_report(open, broken, rate, period);
  answer.ids = ids_listed(answer.report);
  return answer;
}

Answer cross_section(By by, const Period& period, const std::optional<Id>& customer,
                     Context& context) {
  Store& store = context.store();
  const StoredRecords records(store, customer);
  CrossSection section(by, period, context.zone());
  records.each_entry_for(section.groups());
  records.each_loop_with_entries(
      [&](const Loop& loop, std::span<const Entry> entries) { section.add(loop, entries); });
  records.each_promise([&](const Promise& promise) { section.add(promise); });
  CustomerNames names(store);
  Answer answer;
  answer.report = section.report([&](Id id) { return names.of(id); });
  answer.ids = ids_listed(answer.report);
  answer.when_empty = "Nothing happened in that time.";
  return answer;
}

Answer report(const Options& options, Context& context) {
  Period period = period_meant(context, options.since, options.until, context.now());
  // What has not come yet can neither be kept nor broken.
  period.until = std::min(period.until, context.now());
  const auto customer = customer_filter(context, options.customer);
  hold_to_format(context, Format::ics, options.name == "steps" && !options.by, "kept report steps");
  if (options.name) {
    const Scope scope{period, options.by, context.zone()};
    return named_report(*read_choice<ReportName>(*options.name), scope, customer, context);
  }
  return options.by ? cross_section(*options.by, period, customer, context)
                    : summary(period, customer, context);
}

MailTopic topic_of(const Options& options) {
  if (options.name) return {"report " + *options.name, false};
  if (options.by) return {"report by " + std::string(name_of(*options.by)), false};
  return {"open or broken"};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.optional("NAME", options->name, "the figures of one matter, beside the period before");
  arguments.last().choices.assign(Names<ReportName>::all.begin(), Names<ReportName>::all.end());
  arguments.option("--since", "WHEN", options->since, "the period's start; without it, all time");
  arguments.option("--until", "WHEN", options->until, "the period's end; without it, now");
  arguments.option("--customer", "CUSTOMER", options->customer, "only what concerns this customer");
  arguments.choice("--by", "GROUP", options->by, "figures for each group");
  declare_mail(arguments, options->mail);
  return [options](Context& context) {
    return mailed(options->mail, topic_of(*options), context,
                  [&] { return report(*options, context); });
  };
}

}  // namespace

constinit const Command report_command{
    .name = "report",
    .group = Group::main_job,
    .summary = "open loops, broken promises and the kept rate",
    .examples =
        "  kept report\n"
        "  kept report --since 2026-03-01 --until 2026-03-31\n"
        "  kept report --by month --since 2026-01-01\n"
        "  kept report promises --since 2026-03-01 --until 2026-03-31\n"
        "  kept report answers --by kind --since 2026-01-01\n"
        "  kept report --customer dana --format csv\n"
        "  kept report --since 2026-03-01 --send --to you@example.com\n",
    .details =
        "Loops are those open at the end of the period, the oldest first. A promise\n"
        "belongs to the period in which it was resolved or fell due, whichever came\n"
        "first. The kept rate is kept / (kept + kept late + broken), of our promises\n"
        "only; what fell due on the last day of a past period and was not done then is\n"
        "broken. Older broken promises are listed until they are settled.\n"
        "\n"
        "With --by, a row for each group: loops OPENED and CLOSED in the period (each\n"
        "closing counts), OPEN at its end (by month: at the month's), the median time TO\n"
        "CLOSE, from the opening to the first closing without waiting, and the mean\n"
        "RATING, each with how many it is of; of our promises, KEPT of all judged, kept\n"
        "LATE and BROKEN. A promise is in its loop's group, or in its month. The channel\n"
        "is that of the loop's first entry that has one.\n"
        "\n"
        "With a NAME, figures, each with how many it is of in parentheses, beside those\n"
        "of the period BEFORE: it is as long and ends where --since begins; of whole\n"
        "months it is as many months. With --by, BEFORE is the first figure's. '90%\n"
        "within' is the 90th percentile: nine of ten took at most so long.\n"
        "\n"
        "loops: closings, and of those how many were reopened and confirmed by the end;\n"
        "the entries of the loops closed; who had to ask again. Then the open loops.\n"
        "\n"
        "promises: 'moved in time' are promises whose every move was told before the due\n"
        "time had passed, 'broken, then moved' those of which it was told too late: no\n"
        "promise is both. Late by counts from the first due time that was missed.\n"
        "\n"
        "answers: the first question of each loop, by when it was asked, and its answer,\n"
        "in hours of business time. What nobody has answered is late once its time has\n"
        "passed, and counts in the rate.\n"
        "\n"
        "waiting: the loops that wait at the end, longest first, and how long waits took\n"
        "that ended in the period.\n"
        "\n"
        "steps: those added and done, in time or late where they had a due time; then\n"
        "what is open. A step of a loop that waits is not overdue.\n"
        "\n"
        "--send mails the report with sendmail, or as [mail] in the config says; --format\n"
        "mail prints that message. --format ics makes a calendar of to-dos of the open\n"
        "steps.\n",
    .access = Access::read,
    .formats = {.mail = true, .ics = true},
    .declare = declare};

}  // namespace kept
