#include <algorithm>
#include <functional>

#include "commands/reading.hpp"
#include "commands/table.hpp"
#include "reports/by.hpp"

namespace kept {

namespace {

struct Options {
  std::optional<std::string> since;
  std::optional<std::string> until;
  std::optional<std::string> customer;
  std::optional<By> by;
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

void visit_promises(const std::optional<Id>& customer, Store& store,
                    const std::function<void(Promise&)>& visit) {
  if (!customer) return each_promise(store, visit);
  std::vector<Promise> some = promises_of(store, *customer);
  std::for_each(some.begin(), some.end(), visit);
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
  visit_promises(customer, store, [&](Promise& promise) {
    if (const auto judgement =
            counted_in(promise, period.since.value_or(Instant::min()), period.until)) {
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

void add_loop(CrossSection& section, const Loop& loop, Store& store) {
  section.add(loop, loop.waits.empty() ? std::vector<Entry>() : entries_of_loop(store, loop.id));
}

/// In the order in which the section takes them; all records of the store are too many to hold.
void add_all_records(CrossSection& section, Store& store) {
  if (section.groups().wants_entries()) {
    each_entry(store, [&](const Entry& entry) { section.groups().add(entry); });
  }
  each_loop(store, [&](const Loop& loop) { add_loop(section, loop, store); });
  each_promise(store, [&](const Promise& promise) { section.add(promise); });
}

void add_records_of(Id customer, CrossSection& section, Store& store) {
  if (section.groups().wants_entries()) {
    for (const Entry& entry : entries_of(store, customer)) section.groups().add(entry);
  }
  for (const Loop& loop : loops_of(store, customer)) add_loop(section, loop, store);
  for (const Promise& promise : promises_of(store, customer)) section.add(promise);
}

Answer cross_section(By by, const Period& period, const std::optional<Id>& customer,
                     Context& context) {
  Store& store = context.store();
  CrossSection section(by, period, context.zone());
  if (customer) {
    add_records_of(*customer, section, store);
  } else {
    add_all_records(section, store);
  }
  CustomerNames names(store);
  Answer answer;
  answer.report = section.report([&](Id id) { return names.of(id); });
  if (by == By::customer) answer.ids = ids_listed(answer.report);
  answer.when_empty = "Nothing happened in that time.";
  return answer;
}

Answer report(const Options& options, Context& context) {
  Period period = period_meant(context, options.since, options.until, context.now());
  // What has not come yet can neither be kept nor broken.
  period.until = std::min(period.until, context.now());
  const auto customer = customer_filter(context, options.customer);
  return options.by ? cross_section(*options.by, period, customer, context)
                    : summary(period, customer, context);
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.option("--since", "WHEN", options->since, "the period's start; without it, all time");
  arguments.option("--until", "WHEN", options->until, "the period's end; without it, now");
  arguments.option("--customer", "CUSTOMER", options->customer, "only what concerns this customer");
  arguments.choice("--by", "GROUP", options->by, "figures for each group instead");
  return [options](Context& context) { return report(*options, context); };
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
        "  kept report --customer dana --format csv\n",
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
        "is that of the loop's first entry that has one.\n",
    .access = Access::read,
    .declare = declare};

}  // namespace kept
