#include "commands/reading.hpp"

namespace kept {

std::optional<Id> customer_filter(Context& context, const std::optional<std::string>& typed) {
  return typed ? std::optional(context.customer_meant(*typed).id) : std::nullopt;
}

Customer customer_held(const std::string& typed, Context& context) {
  const std::optional<Id> id = read_id(typed);
  if (id && id->kind == Kind::customer) {
    if (auto gone = customer_taken_back(context.store(), *id)) return *std::move(gone);
  }
  return context.customer_meant(typed);
}

namespace {

/// What the owner calls lateness. Customers are looked up once, and only for their tags.
class Levels {
 public:
  Levels(Context& context_of_run, Instant as_of_run)
      : context(context_of_run), as_of(as_of_run), dates(context.settings.dates(as_of)) {
    for (const Escalation& rule : policy().escalations) needs_tags |= !rule.tag.empty();
  }

  std::string of(const Matter& matter) {
    if (policy().escalations.empty()) return {};
    return escalation_level(policy(), matter, tags_of(matter.customer), as_of, dates.zone,
                            dates.week);
  }

 private:
  const Policy& policy() const { return context.settings.config.policy; }

  const std::vector<std::string>& tags_of(Id id) {
    if (!needs_tags) return none;
    auto known = tags.find(id);
    if (known == tags.end()) {
      known = tags.emplace(id, customer(context.store(), id).value().tags).first;
    }
    return known->second;
  }

  Context& context;
  Instant as_of;
  DateContext dates;
  bool needs_tags = false;
  const std::vector<std::string> none;
  std::map<Id, std::vector<std::string>> tags;
};

}  // namespace

std::vector<MatterRow> matter_rows(std::vector<Matter> matters, Context& context, Instant as_of) {
  CustomerNames names(context.store());
  Levels levels(context, as_of);
  std::vector<MatterRow> rows;
  for (Matter& matter : matters) {
    std::string level = levels.of(matter);
    const std::string& name = names.of(matter.customer);
    rows.push_back({std::move(matter), name, std::move(level)});
  }
  return rows;
}

Period period_meant(Context& context, const std::optional<std::string>& since,
                    const std::optional<std::string>& until, Instant otherwise) {
  Period period{std::nullopt, otherwise};
  if (since) period.since = context.since(*since);
  if (until) period.until = context.until(*until, "--until");
  if (period.since && *period.since > period.until) {
    const bool typed = until.has_value();
    throw Error(Exit::usage,
                "--since " + said(*period.since, context) + " is after " +
                    (typed ? "--until " + said(period.until, context) : "now"),
                "write the earlier time for --since");
  }
  return period;
}

std::optional<Wait> wait_in_force(Store& store, const Loop& loop, Instant as_of) {
  if (loop.waits.empty()) return std::nullopt;
  const std::vector<Entry> said = entries_of_loop(store, loop.id);
  const Wait* wait = waiting(loop, said, as_of);
  return wait ? std::optional(*wait) : std::nullopt;
}

CardFacts facts_of(const Customer& customer, Context& context) {
  Store& store = context.store();
  CardFacts facts{.customer = customer,
                  .late = matters_owed(context, context.now(), context.now(), customer.id),
                  .open_loops = {},
                  .promises = promises_of(store, customer.id),
                  .entries = entries_of(store, customer.id)};
  for (Loop& loop : open_loops_of(store, customer.id)) {
    facts.open_loops.push_back(story_of(store, std::move(loop)));
  }
  return facts;
}

ChangeRow change_row(const Change& change) {
  std::string what = "made";
  if (change.what == Change::What::undo) what = "undo";
  if (change.what == Change::What::redo) what = "redo";
  return {change.id,      change.at,       std::move(what),   change.command,
          change.summary, change.reverses, change.reversed_by};
}

namespace {

ValueRow::What touch_of(RowChange what) {
  if (what == RowChange::added) return ValueRow::What::added;
  return what == RowChange::erased ? ValueRow::What::erased : ValueRow::What::changed;
}

}  // namespace

std::vector<ValueRow> value_rows(Store& store, const Change& change,
                                 const std::optional<Id>& record) {
  std::vector<ValueRow> rows;
  for (ValueChange& value : values_changed(store, change.id)) {
    if (record && value.record != *record) continue;
    rows.push_back({change_row(change), value.record, value.row, touch_of(value.what),
                    std::move(value.table), std::move(value.column), std::move(value.before),
                    std::move(value.after), std::move(value.key)});
  }
  return rows;
}

Answer answer_of(Id id, Report report) {
  Answer answer;
  answer.ids = {id};
  answer.report = std::move(report);
  return answer;
}

std::vector<Id> ids_listed(const Report& report) {
  std::vector<Id> ids;
  for (const Section& section : report.sections) {
    if (section.layout == Section::Layout::fields) continue;
    for (const Row& row : section.rows) {
      if (const Id* id = std::get_if<Id>(&row.cells.front())) ids.push_back(*id);
    }
  }
  return ids;
}

}  // namespace kept
