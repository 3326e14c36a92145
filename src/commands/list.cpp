#include <array>

#include "commands/reading.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

enum class What { customers, loops, promises, entries };
constexpr std::array<std::string_view, 4> names_of_what{"customers", "loops", "promises",
                                                        "entries"};

struct Options {
  std::string what;
  std::optional<std::string> customer;
  std::optional<std::string> loop;
  bool open = false;
  bool closed = false;
  bool waiting = false;
  std::optional<std::string> tag;
  std::optional<LoopKind> kind;
  std::optional<std::string> verdict;
  bool ours = false;
  bool theirs = false;
  std::optional<std::string> since;
  std::optional<std::string> until;
  std::optional<int> limit;
};

/// The filters as they were meant.
struct Filter {
  std::optional<Id> customer;
  std::optional<Id> loop;
  std::string tag;
  Period period;
};

/// How a verdict is typed: `kept-late`.
std::string typed_name(Verdict verdict) {
  std::string name(name_of(verdict));
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::vector<std::string> verdicts() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < Names<Verdict>::all.size(); ++i) {
    names.push_back(typed_name(static_cast<Verdict>(i)));
  }
  return names;
}

void refuse_filters_of_others(const Options& options) {
  struct Rule {
    std::string_view name;
    bool given;
    std::string_view goes_with;
  };
  const std::array rules{
      Rule{"--customer", options.customer.has_value(), "loops, promises, entries"},
      Rule{"--loop", options.loop.has_value(), "promises, entries"},
      Rule{"--open", options.open, "loops, promises"},
      Rule{"--closed", options.closed, "loops, promises"},
      Rule{"--waiting", options.waiting, "loops"},
      Rule{"--tag", options.tag.has_value(), "customers, entries"},
      Rule{"--kind", options.kind.has_value(), "loops"},
      Rule{"--verdict", options.verdict.has_value(), "promises"},
      Rule{"--ours", options.ours, "promises"},
      Rule{"--theirs", options.theirs, "promises"}};
  for (const Rule& rule : rules) {
    if (!rule.given || rule.goes_with.find(options.what) != std::string_view::npos) continue;
    throw Error(Exit::usage,
                std::string(rule.name) + " makes no sense for " + in_quotes(options.what),
                "it goes with " + std::string(rule.goes_with));
  }
  at_most_one(
      std::array{Alternative{"--open", options.open}, Alternative{"--closed", options.closed}});
  at_most_one(std::array{Alternative{"--closed", options.closed},
                         Alternative{"--waiting", options.waiting}});
  at_most_one(
      std::array{Alternative{"--ours", options.ours}, Alternative{"--theirs", options.theirs}});
}

bool tagged(const std::vector<std::string>& tags, const std::string& folded) {
  return folded.empty() || std::any_of(tags.begin(), tags.end(),
                                       [&](const std::string& tag) { return fold(tag) == folded; });
}

/// Open and closed as --open and --closed ask for; neither asks for both.
bool state_is_asked(bool is_open, const Options& options) {
  return is_open ? !options.closed : !options.open;
}

bool is_asked(const Customer& customer, const Options&, const Filter& filter) {
  return tagged(customer.tags, filter.tag) && filter.period.contains(customer.added.at);
}

bool is_asked(const Loop& loop, const Options& options, const Filter& filter) {
  return state_is_asked(loop.is_open(), options) && (!options.kind || loop.kind == *options.kind) &&
         filter.period.contains(loop.opened.at);
}

bool is_asked(const Entry& entry, const Options&, const Filter& filter) {
  return (!filter.customer || entry.customer == *filter.customer) &&
         tagged(entry.tags, filter.tag) && filter.period.contains(entry.happened.at);
}

bool is_asked(const Promise& promise, const Options& options, const Filter& filter, Instant now) {
  if (filter.customer && promise.customer != *filter.customer) return false;
  if (promise.theirs ? options.ours : options.theirs) return false;
  const Judgement judgement = judge_made(promise, now);
  return state_is_asked(!judgement.resolved, options) &&
         (!options.verdict || typed_name(judgement.verdict) == *options.verdict) &&
         filter.period.contains(judgement.falls_in);
}

/// Leaves the newest, and notes their ids.
template <class Records>
void keep_newest(Records& records, const Options& options, Answer& answer) {
  const auto most = static_cast<std::size_t>(options.limit.value_or(0));
  if (options.limit && records.size() > most) {
    records.erase(records.begin(), records.end() - static_cast<std::ptrdiff_t>(most));
  }
  for (const auto& record : records) answer.ids.push_back(record.id);
}

template <class Row, class Record>
std::vector<Row> with_customers(std::vector<Record> records, Store& store) {
  CustomerNames names(store);
  std::vector<Row> rows;
  for (Record& record : records) {
    const std::string& name = names.of(record.customer);
    rows.push_back({std::move(record), name});
  }
  return rows;
}

void list_customers(const Options& options, const Filter& filter, Store& store, Answer& answer) {
  std::vector<Customer> all = customers(store);
  std::erase_if(all, [&](const Customer& each) { return !is_asked(each, options, filter); });
  keep_newest(all, options, answer);
  answer.report = customers_report(all);
}

std::vector<Loop> narrowest_loops(const Options& options, const Filter& filter, Store& store) {
  const bool open = options.open || options.waiting;
  if (filter.customer) {
    return open ? open_loops_of(store, *filter.customer) : loops_of(store, *filter.customer);
  }
  return open ? open_loops(store) : loops(store);
}

void list_loops(const Options& options, const Filter& filter, Context& context, Answer& answer) {
  Store& store = context.store();
  const auto wait = [&](const Loop& each) { return wait_in_force(store, each, context.now()); };
  std::vector<Loop> all = narrowest_loops(options, filter, store);
  std::erase_if(all, [&](const Loop& each) {
    return !is_asked(each, options, filter) || (options.waiting && !wait(each));
  });
  keep_newest(all, options, answer);
  auto rows = with_customers<LoopRow>(std::move(all), store);
  for (LoopRow& row : rows) row.wait = wait(row.loop);
  answer.report = loops_report(rows);
}

void list_promises(const Options& options, const Filter& filter, Context& context, Answer& answer) {
  Store& store = context.store();
  const Instant now = context.now();
  std::vector<Promise> all = filter.loop       ? promises_of_loop(store, *filter.loop)
                             : filter.customer ? promises_of(store, *filter.customer)
                                               : promises(store);
  std::erase_if(all, [&](const Promise& each) { return !is_asked(each, options, filter, now); });
  keep_newest(all, options, answer);
  answer.report = promises_report(with_customers<PromiseRow>(std::move(all), store), now);
}

void list_entries(const Options& options, const Filter& filter, Store& store, Answer& answer) {
  std::vector<Entry> all = filter.loop       ? entries_of_loop(store, *filter.loop)
                           : filter.customer ? entries_of(store, *filter.customer)
                                             : entries(store);
  std::erase_if(all, [&](const Entry& each) { return !is_asked(each, options, filter); });
  std::stable_sort(all.begin(), all.end(), [](const Entry& left, const Entry& right) {
    return left.happened < right.happened;
  });
  keep_newest(all, options, answer);
  answer.report = entries_report(with_customers<EntryRow>(std::move(all), store));
}

Answer list(const Options& options, Context& context) {
  refuse_filters_of_others(options);
  const Filter filter{
      .customer = customer_filter(context, options.customer),
      .loop = options.loop ? std::optional(context.loop_meant(*options.loop).id) : std::nullopt,
      .tag = fold(options.tag.value_or("")),
      .period = period_meant(context, options.since, options.until, Instant::max())};
  Answer answer;
  answer.when_empty = "There are no such " + options.what + ".";
  const auto named = std::find(names_of_what.begin(), names_of_what.end(), options.what);
  switch (static_cast<What>(named - names_of_what.begin())) {
    case What::customers:
      list_customers(options, filter, context.store(), answer);
      break;
    case What::loops:
      list_loops(options, filter, context, answer);
      break;
    case What::promises:
      list_promises(options, filter, context, answer);
      break;
    case What::entries:
      list_entries(options, filter, context.store(), answer);
      break;
  }
  return answer;
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("WHAT", options->what, "what to list");
  arguments.last().choices.assign(names_of_what.begin(), names_of_what.end());
  arguments.option("--customer", "CUSTOMER", options->customer, "only this customer's");
  arguments.option("--loop", "LOOP", options->loop, "only of this loop");
  arguments.flag("--open", options->open, "only open loops, or promises to be kept");
  arguments.flag("--closed", options->closed, "only closed loops, or promises that have ended");
  arguments.flag("--waiting", options->waiting,
                 "only loops that wait for somebody, or were put off");
  arguments.option("--tag", "WORD", options->tag, "only with this tag");
  arguments.choice("--kind", "KIND", options->kind, "only loops of this kind");
  arguments.option("--verdict", "VERDICT", options->verdict, "only promises that went so");
  arguments.last().choices = verdicts();
  arguments.flag("--ours", options->ours, "only our promises");
  arguments.flag("--theirs", options->theirs, "only the customers' promises");
  arguments.option("--since", "WHEN", options->since, "from then on");
  arguments.option("--until", "WHEN", options->until, "up to then");
  arguments.option("--limit", "N", options->limit, "at most so many, the newest");
  return [options](Context& context) { return list(*options, context); };
}

}  // namespace

constinit const Command list_command{
    .name = "list",
    .group = Group::look_and_mend,
    .summary = "customers, loops, promises or entries",
    .examples =
        "  kept list customers --tag vip\n"
        "  kept list loops --open --kind complaint\n"
        "  kept list promises --verdict broken --since 2026-03-01\n"
        "  kept list entries --customer dana --limit 20\n",
    .details =
        "--since and --until go by when a customer was added, a loop was opened or an\n"
        "entry happened; of a promise, by when it was resolved or fell due, whichever\n"
        "came first.\n",
    .access = Access::read,
    .declare = declare};

}  // namespace kept
