#include <algorithm>
#include <map>
#include <set>

#include "commands/reading.hpp"
#include "commands/table.hpp"
#include "kept/exchange.hpp"
#include "kept/render.hpp"

namespace kept {

namespace {

struct Options {
  std::string what;
  std::optional<std::string> customer;
  bool excel = false;
  bool readable = false;
};

Id owner_of(const Customer& customer) {
  return customer.id;
}
template <class Record>
Id owner_of(const Record& record) {
  return record.customer;
}

/// Whose records are written: of one customer, or of all but those who were forgotten.
class Owners {
 public:
  Owners(const std::optional<std::string>& typed, Context& context) {
    if (typed) {
      one = customer_held(*typed, context).id;
      return;
    }
    each_customer(context.store(), [&](const Customer& customer) {
      if (customer.forgotten) forgotten.insert(customer.id);
    });
  }

  const std::optional<Id>& the_one() const { return one; }
  bool have(Id owner) const { return one ? owner == *one : forgotten.count(owner) == 0; }

 private:
  std::optional<Id> one;
  std::set<Id> forgotten;
};

/// Visits the records of one kind that are to be written.
template <class Visit>
void each_of_kind(Kind kind, const Owners& owners, Store& store, Visit visit) {
  const auto choose = [&](const auto& record) {
    if (owners.have(owner_of(record))) visit(record);
  };
  switch (kind) {
    case Kind::customer:
      return each_customer(store, choose);
    case Kind::loop:
      return each_loop(store, choose);
    case Kind::entry:
      return each_entry(store, choose);
    default:
      return each_promise(store, choose);
  }
}

/// In one table, the columns of all kinds, each once, after the column that names the kind.
std::vector<std::string> columns_of_all() {
  std::vector<std::string> columns{std::string(kind_column)};
  for (const RecordKind& each : record_kinds) {
    for (std::string& column : export_columns(each.kind)) {
      if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
        columns.push_back(std::move(column));
      }
    }
  }
  return columns;
}

/// Writes the records of one kind, under its own columns or among those of all.
class Table {
 public:
  Table(Kind kind_of_rows, const RowWriter& writer_of_rows, const std::vector<std::string>* shared)
      : kind(kind_of_rows), writer(writer_of_rows), own(export_columns(kind_of_rows)) {
    if (shared == nullptr) return;
    all_columns = *shared;
    for (const std::string& column : own) {
      const auto at = std::find(all_columns.begin(), all_columns.end(), column);
      positions.push_back(static_cast<std::size_t>(at - all_columns.begin()));
    }
  }

  std::string line(Row row) const {
    if (all_columns.empty()) return writer.row(own, row);
    Row wide{std::vector<Cell>(all_columns.size())};
    wide.cells.front() = Word{std::string(name_of(kind))};
    for (std::size_t i = 0; i < positions.size(); ++i) {
      wide.cells[positions[i]] = std::move(row.cells[i]);
    }
    return writer.row(all_columns, wide);
  }

 private:
  Kind kind;
  const RowWriter& writer;
  std::vector<std::string> own;
  std::vector<std::string> all_columns;
  std::vector<std::size_t> positions;
};

// ---- one customer, for reading ---------------------------------------------------------------

std::vector<Column> columns_in_words(Kind kind) {
  std::vector<Column> columns;
  for (const std::string& key : export_columns(kind)) columns.push_back({key, key});
  return columns;
}

/// A section for each record in text, whose lines are its fields; a table for each kind in JSON.
void add_records(const RecordKind& kind, bool for_people, const Owners& owners, Exporter& exporter,
                 Store& store, std::vector<Section>& sections) {
  Section table{.key = std::string(kind.plural), .columns = columns_in_words(kind.kind)};
  each_of_kind(kind.kind, owners, store, [&](const auto& record) {
    table.rows.push_back(exporter.row(record));
    if (!for_people) return;
    Section section = table;
    section.title = std::string(name_of(kind.kind)) + " " + shown(record.id);
    section.layout = Section::Layout::fields;
    table.rows.clear();
    sections.push_back(std::move(section));
  });
  if (!for_people) sections.push_back(std::move(table));
}

/// All that ever stood in these records, and what was said of each change.
void add_history(const std::set<Id>& ids, bool for_people, Context& context,
                 std::vector<Section>& sections) {
  std::map<Id, Change> changes;
  for (const Id id : ids) {
    for (Change& change : changes_of(context.store(), id)) {
      changes.insert_or_assign(change.id, std::move(change));
    }
  }
  std::vector<ChangeRow> rows;
  std::vector<ValueRow> values;
  for (const auto& [id, change] : changes) {
    rows.push_back(change_row(change));
    for (ValueRow& row : value_rows(context.store(), change, std::nullopt)) {
      if (ids.count(row.record) > 0) values.push_back(std::move(row));
    }
  }
  sections.push_back(section_of_changes(rows));
  sections.back().title = "changes";
  sections.back().whole = true;
  sections.push_back(for_people ? section_of_values_in_words(values, context.zone())
                                : section_of_values(values));
  sections.back().title = "history";
}

/// Everything that is held on a customer: the records of `what`, what stood in them before, and
/// what was taken back.
Report everything_on(const Options& options, bool for_people, const Owners& owners,
                     Context& context) {
  Report report{.name = "export"};
  Exporter exporter(context.store());
  std::set<Kind> kinds;
  for (const RecordKind& kind : record_kinds) {
    if (options.what != all_kinds && options.what != kind.plural) continue;
    kinds.insert(kind.kind);
    add_records(kind, for_people, owners, exporter, context.store(), report.sections);
  }
  std::set<Id> ids = held_on(context.store(), *owners.the_one());
  std::erase_if(ids, [&](Id id) { return kinds.count(id.kind) == 0; });
  add_history(ids, for_people, context, report.sections);
  return report;
}

// ---- the formats -----------------------------------------------------------------------------

Format format_of(const Options& options, const Context& context) {
  const Format asked = context.settings.format;
  if (asked == Format::json) {
    throw Error(Exit::usage, "there is no JSON document of all customers",
                "write --format jsonl, or --customer CUSTOMER");
  }
  const Format format = asked == Format::text ? Format::csv : asked;
  if (options.excel && format != Format::csv) {
    throw Error(Exit::usage,
                "--excel and --format " + std::string(name_of(format)) + " exclude each other");
  }
  return format;
}

/// None where it is to be rows, one after the other.
std::optional<Report> report_of_one(const Options& options, const Owners& owners,
                                    Context& context) {
  const Format format = context.settings.format;
  if (options.readable && (!options.customer || options.excel || format != Format::text)) {
    throw Error(Exit::usage, "--readable is a text about one customer",
                "write --customer CUSTOMER, without --format and --excel");
  }
  const bool as_json = options.customer && format == Format::json && !options.excel;
  if (!options.readable && !as_json) return std::nullopt;
  return everything_on(options, options.readable, owners, context);
}

std::string rows_of_all(const Options& options, const Owners& owners, Context& context) {
  const Format format = format_of(options, context);
  const RowWriter writer(format, options.excel, context.zone());
  Exporter exporter(context.store());
  const bool everything = options.what == all_kinds;
  const std::vector<std::string> shared =
      everything ? columns_of_all() : std::vector<std::string>{};
  std::string document;
  if (everything) document = writer.header(shared);
  for (const auto& [kind, plural] : record_kinds) {
    if (!everything && plural != options.what) continue;
    if (!everything) document = writer.header(export_columns(kind));
    const Table table(kind, writer, everything ? &shared : nullptr);
    each_of_kind(kind, owners, context.store(),
                 [&](const auto& record) { document += table.line(exporter.row(record)); });
  }
  return document;
}

Answer export_records(const Options& options, Context& context) {
  const Owners owners(options.customer, context);
  if (auto report = report_of_one(options, owners, context)) return {.report = *std::move(report)};
  return {.document = rows_of_all(options, owners, context)};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("WHAT", options->what, "what to write");
  for (const RecordKind& each : record_kinds) arguments.last().choices.emplace_back(each.plural);
  arguments.last().choices.emplace_back(all_kinds);
  arguments.option("--customer", "CUSTOMER", options->customer, "only what is held on this one");
  arguments.flag("--readable", options->readable, "as a text to read, with the history of all");
  arguments.flag("--excel", options->excel, "CSV for spreadsheets: BOM, CRLF, no formulas");
  return [options](Context& context) { return export_records(*options, context); };
}

}  // namespace

constinit const Command export_command{
    .name = "export",
    .group = Group::data,
    .summary = "customers, loops, entries, promises or all to a file",
    .examples =
        "  kept export all > kept.csv\n"
        "  kept export promises --format jsonl > promises.jsonl\n"
        "  kept export customers --excel > customers.csv\n"
        "  kept export all --customer dana --readable > dana.txt\n"
        "  kept export all --customer dana --format json > dana.json\n",
    .details =
        "CSV, unless --format says tsv or jsonl. kept import reads it back: into another\n"
        "store as new records, into this one as those that they are. The history of\n"
        "changes is not in it: kept backup copies all.\n\n"
        "For a customer who asks what you hold on them: --readable and --format json have\n"
        "every record of theirs whole, private notes included, all that ever stood in\n"
        "them, and what was taken back: all that kept forget would erase. Read them\n"
        "before you send them: your notes may be about others, too. Who was forgotten is\n"
        "in no export.\n",
    .access = Access::read,
    .alone = true,
    .declare = declare};

}  // namespace kept
