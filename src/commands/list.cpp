#include <algorithm>
#include <array>
#include <functional>
#include <limits>

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
  return !customer.forgotten && tagged(customer.tags, filter.tag) &&
         filter.period.contains(customer.added.at);
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

/// Those asked for, at most --limit of them, the newest, while the store tells one after the other.
template <class Record>
class Newest {
 public:
  explicit Newest(const Options& options)
      : most(options.limit ? static_cast<std::size_t>(*options.limit)
                           : std::numeric_limits<std::size_t>::max()) {}

  void add(Record record) {
    records.push_back(std::move(record));
    if (records.size() / 2 > most) leave_the_newest();
  }
  /// In their order, with their ids in the answer.
  std::vector<Record> take(Answer& answer) {
    leave_the_newest();
    for (const Record& record : records) answer.ids.push_back(record.id);
    return std::move(records);
  }

 private:
  static auto place(const Entry& entry) { return entry.happened; }
  template <class Other>
  static Id place(const Other& record) {
    return record.id;
  }
  void leave_the_newest() {
    std::stable_sort(records.begin(), records.end(), [](const Record& left, const Record& right) {
      return place(left) < place(right);
    });
    const std::size_t left = std::min(records.size(), most);
    records.erase(records.begin(), records.end() - static_cast<std::ptrdiff_t>(left));
  }

  std::size_t most;
  std::vector<Record> records;
};

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
  Newest<Customer> newest(options);
  each_customer(store, [&](Customer& each) {
    if (is_asked(each, options, filter)) newest.add(std::move(each));
  });
  answer.report = customers_report(newest.take(answer));
}

/// The narrowest look-up that has all loops asked for.
void visit_loops(const Options& options, const Filter& filter, Store& store,
                 const std::function<void(Loop&)>& visit) {
  const bool open = options.open || options.waiting;
  if (!filter.customer && !open) return each_loop(store, visit);
  std::vector<Loop> some = !filter.customer ? open_loops(store)
                           : open           ? open_loops_of(store, *filter.customer)
                                            : loops_of(store, *filter.customer);
  std::for_each(some.begin(), some.end(), visit);
}

void list_loops(const Options& options, const Filter& filter, Context& context, Answer& answer) {
  Store& store = context.store();
  const auto wait = [&](const Loop& each) { return wait_in_force(store, each, context.now()); };
  Newest<Loop> newest(options);
  visit_loops(options, filter, store, [&](Loop& each) {
    if (!is_asked(each, options, filter) || (options.waiting && !wait(each))) return;
    newest.add(std::move(each));
  });
  auto rows = with_customers<LoopRow>(newest.take(answer), store);
  for (LoopRow& row : rows) row.wait = wait(row.loop);
  answer.report = loops_report(rows);
}

void visit_promises(const Filter& filter, Store& store,
                    const std::function<void(Promise&)>& visit) {
  if (!filter.loop && !filter.customer) return each_promise(store, visit);
  std::vector<Promise> some =
      filter.loop ? promises_of_loop(store, *filter.loop) : promises_of(store, *filter.customer);
  std::for_each(some.begin(), some.end(), visit);
}

void list_promises(const Options& options, const Filter& filter, Context& context, Answer& answer) {
  Store& store = context.store();
  Newest<Promise> newest(options);
  visit_promises(filter, store, [&](Promise& each) {
    if (is_asked(each, options, filter, context.now())) newest.add(std::move(each));
  });
  answer.report = promises_report(with_customers<PromiseRow>(newest.take(answer), store),
                                  context.now(), context.today());
}

void visit_entries(const Filter& filter, Store& store, const std::function<void(Entry&)>& visit) {
  if (!filter.loop && !filter.customer) return each_entry(store, visit);
  std::vector<Entry> some =
      filter.loop ? entries_of_loop(store, *filter.loop) : entries_of(store, *filter.customer);
  std::for_each(some.begin(), some.end(), visit);
}

void list_entries(const Options& options, const Filter& filter, Store& store, Answer& answer) {
  Newest<Entry> newest(options);
  visit_entries(filter, store, [&](Entry& each) {
    if (is_asked(each, options, filter)) newest.add(std::move(each));
  });
  answer.report = entries_report(with_customers<EntryRow>(newest.take(answer), store));
}

Answer list(const Options& options, Context& context) {
  refuse_filters_of_others(options);
  hold_to_format(context, Format::ics, options.what == "promises", "kept list promises");
  hold_to_format(context, Format::vcf, options.what == "customers", "kept list customers");
  const Filter filter{
      .customer = customer_filter(context, options.customer),
      .loop = options.loop ? std::optional(context.loop_seen(*options.loop).id) : std::nullopt,
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
        "  kept list entries --customer dana --limit 20\n"
        "  kept list promises --open --format ics > promises.ics\n"
        "  kept list customers --format vcf > customers.vcf\n",
    .details =
        "--since and --until go by when a customer was added, a loop was opened or an\n"
        "entry happened; of a promise, by when it was resolved or fell due, whichever\n"
        "came first.\n"
        "\n"
        "--format ics makes a calendar of to-dos of promises, --format vcf address cards\n"
        "of customers; what is said of a customer beside name, firm, ways to reach them,\n"
        "language and tags is on no card.\n",
    .access = Access::read,
    .formats = {.ics = true, .vcf = true},
    .declare = declare};

}  // namespace kept
