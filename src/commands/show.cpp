#include <map>

#include "commands/explaining.hpp"
#include "commands/reading.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

/// When events were written down, each change looked up once.
class Recordings {
 public:
  explicit Recordings(Context& context) : store(context.store()), now(context.now()) {}

  /// None where it was written down as it happened.
  std::optional<Instant> of(const Moment& moment) {
    auto known = times.find(moment.recorded);
    if (known == times.end()) {
      // What no change has recorded yet is of an earlier line of the same batch.
      const auto made = change_that_recorded(store, moment.recorded);
      known = times.emplace(moment.recorded, made ? made->at : now).first;
    }
    return known->second == moment.at ? std::nullopt : std::optional(known->second);
  }

 private:
  Store& store;
  Instant now;
  std::map<std::int64_t, Instant> times;
};

template <class Records>
void add_events(const Records& records, std::vector<Event>& events) {
  for (const auto& record : records) {
    for (Event& event : events_of(record)) events.push_back(std::move(event));
  }
}

std::vector<Event> with_recordings(std::vector<Event> events, Context& context) {
  Recordings recordings(context);
  for (Event& event : events) event.recorded = recordings.of(event.moment);
  return events;
}

std::string name_of_customer(Id id, Store& store) {
  return CustomerNames(store).of(id);
}

void add_explained(Report& report, const std::vector<Explanation>& explanations) {
  report.sections.push_back(explained_section(explanations));
}

Report show_customer(const Customer& customer, bool explain, Context& context) {
  Store& store = context.store();
  const CardFacts facts = facts_of(customer, context);
  std::vector<Event> events = events_of(customer);
  add_events(loops_of(store, customer.id), events);
  add_events(facts.entries, events);
  add_events(facts.promises, events);
  Report report =
      customer_report(facts, with_recordings(std::move(events), context), context.now());
  if (explain) add_explained(report, explanations_of(facts.late, context.now(), context));
  return report;
}

Report show_loop(const std::string& typed, bool explain, Context& context) {
  Store& store = context.store();
  StoryRow row{story_of(store, context.loop_seen(typed)), ""};
  row.customer = name_of_customer(row.story.loop.customer, store);
  std::vector<Event> events = events_of(row.story.loop);
  add_events(row.story.entries, events);
  add_events(row.story.promises, events);
  Report report =
      loop_report(row, children_of(store, row.story.loop.id),
                  with_recordings(std::move(events), context), context.now(), context.today());
  if (explain) add_explained(report, explanations_of(row.story, context));
  return report;
}

/// A step is shown where it stands.
Answer show_step_of_loop(const std::string& typed, bool explain, Context& context) {
  const Id loop = context.step_meant(typed).loop.id;
  return answer_of(loop, show_loop(shown(loop), explain, context));
}

Report show_entry(const std::string& typed, bool explain, Context& context) {
  Store& store = context.store();
  const Entry entry = context.entry_seen(typed);
  Report report = entry_report({entry, name_of_customer(entry.customer, store)},
                               Recordings(context).of(entry.happened));
  if (explain) add_explained(report, explanations_of(entry, context));
  return report;
}

Report show_promise(const std::string& typed, bool explain, Context& context) {
  Store& store = context.store();
  const Promise promise = context.promise_seen(typed);
  Report report = promise_report({promise, name_of_customer(promise.customer, store)},
                                 with_recordings(events_of(promise), context), context.now());
  if (explain) add_explained(report, explanations_of(promise, context));
  return report;
}

Report show_change(Id id, Context& context) {
  Store& store = context.store();
  const auto shown_change = change(store, id);
  if (!shown_change) {
    throw Error(Exit::not_found, "there is no change " + shown(id),
                "kept history lists the changes");
  }
  return change_report(change_row(*shown_change), value_rows(store, *shown_change, std::nullopt));
}

struct Options {
  std::string typed;
  bool explain = false;
};

Answer show(const Options& options, Context& context) {
  const auto& [typed, explain] = options;
  const auto id = read_id(typed);
  const bool of_customer = !id || id->kind == Kind::customer;
  hold_to_format(context, Format::vcf, of_customer, "kept show CUSTOMER");
  if (of_customer) {
    const Customer customer = context.customer_meant(typed);
    return answer_of(customer.id, show_customer(customer, explain, context));
  }
  switch (id->kind) {
    case Kind::loop:
      return answer_of(*id, show_loop(typed, explain, context));
    case Kind::step:
      return show_step_of_loop(typed, explain, context);
    case Kind::entry:
      return answer_of(*id, show_entry(typed, explain, context));
    case Kind::promise:
      return answer_of(*id, show_promise(typed, explain, context));
    default:
      return answer_of(*id, show_change(*id, context));
  }
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("ID", options->typed, "of a customer, loop, step, entry, promise or change");
  declare_explain(arguments, options->explain);
  return [options](Context& context) { return show(*options, context); };
}

}  // namespace

constinit const Command show_command{
    .name = "show",
    .group = Group::look_and_mend,
    .summary = "one record, and all that happened to it",
    .examples =
        "  kept show P12\n"
        "  kept show L7\n"
        "  kept show dana\n"
        "  kept show H31\n"
        "  kept show P12 --explain\n",
    .details =
        "Where an event was written down later than it happened, --format json has both\n"
        "times. What was corrected, and when, kept history ID shows. --explain reckons\n"
        "the deadlines of a promise; the response clock of a loop, its first answer and\n"
        "the steps that are due; the answer to an entry; what is late for a customer.\n",
    .access = Access::read,
    .formats = {.vcf = true},
    .declare = declare};

}  // namespace kept
