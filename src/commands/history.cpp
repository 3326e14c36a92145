#include <algorithm>
#include <limits>

#include "commands/reading.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

constexpr int changes_listed = 20;

struct Options {
  std::optional<std::string> id;
  std::optional<int> limit;
  std::optional<std::string> since;
  std::optional<std::string> until;
};

bool is_over_a_period(const Options& options) {
  return options.since || options.until;
}

/// Of a period all, unless a limit was given.
Answer list_changes(const Options& options, const Period& period, Context& context) {
  constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();
  const bool all = is_over_a_period(options);
  const auto most = options.limit ? static_cast<std::size_t>(*options.limit)
                    : all         ? no_limit
                                  : static_cast<std::size_t>(changes_listed);
  Answer answer;
  std::vector<ChangeRow> rows;
  for (const Change& change : changes(context.store(), all ? no_limit : most)) {
    if (!period.contains(change.at) || rows.size() == most) continue;
    answer.ids.push_back(change.id);
    rows.push_back(change_row(change));
  }
  answer.report = changes_report(rows);
  answer.when_empty = "Nothing was recorded yet.";
  return answer;
}

/// A customer may be named in any way; any other record by its id.
Id record_meant(const std::string& typed, Context& context) {
  const auto id = read_id(typed);
  if (!id) return context.customer_meant(typed).id;
  if (id->kind == Kind::change) {
    throw Error(Exit::usage, in_quotes(typed) + " is a change itself",
                "kept show " + shown(*id) + " shows what it did");
  }
  if (id->kind == Kind::step) return {Kind::loop, id->number};
  return *id;
}

Answer list_values(const Options& options, const Period& period, Context& context) {
  Store& store = context.store();
  const Id record = record_meant(*options.id, context);
  std::vector<Change> changes = changes_of(store, record);
  if (changes.empty()) {
    throw Error(Exit::not_found,
                "there is no " + std::string(name_of(record.kind)) + " " + shown(record));
  }
  std::erase_if(changes, [&](const Change& change) { return !period.contains(change.at); });
  const auto most = static_cast<std::size_t>(options.limit.value_or(0));
  if (options.limit && changes.size() > most) {
    changes.erase(changes.begin(), changes.end() - static_cast<std::ptrdiff_t>(most));
  }
  Answer answer;
  std::vector<ValueRow> rows;
  for (const Change& change : changes) {
    answer.ids.push_back(change.id);
    for (ValueRow& row : value_rows(store, change, record)) rows.push_back(std::move(row));
  }
  const bool for_people = context.settings.format == Format::text;
  answer.report = for_people ? values_in_words(rows, context.zone()) : values_report(rows);
  return answer;
}

/// A change is made now at the latest, but a clock that was set back has put some after it.
Answer history(const Options& options, Context& context) {
  const Period period = period_meant(context, options.since, options.until, Instant::max());
  return options.id ? list_values(options, period, context)
                    : list_changes(options, period, context);
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.optional("ID", options->id, "a record: what happened to it, value by value");
  arguments.option("--limit", "N", options->limit, "at most so many changes, the newest");
  arguments.option("--since", "WHEN", options->since, "changes made from then on");
  arguments.option("--until", "WHEN", options->until, "changes made until then");
  return [options](Context& context) { return history(*options, context); };
}

}  // namespace

constinit const Command history_command{
    .name = "history",
    .group = Group::look_and_mend,
    .summary = "what was done, and what stood before",
    .examples =
        "  kept history\n"
        "  kept history --limit 100\n"
        "  kept history --since monday\n"
        "  kept history P12\n",
    .details =
        "Without ID, the last 20 changes or all of a period, the newest first. With the\n"
        "ID of a record, all that was ever written to it, the oldest first, with what\n"
        "stood before; other formats than text have it value by value.\n",
    .access = Access::read,
    .declare = declare};

}  // namespace kept
