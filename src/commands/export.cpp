#include <algorithm>

#include "commands/table.hpp"
#include "kept/exchange.hpp"
#include "kept/render.hpp"

namespace kept {

namespace {

struct Options {
  std::string what;
  bool excel = false;
};

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

void write_rows(Kind kind, const Table& table, Exporter& exporter, Store& store,
                std::string& document) {
  const auto write = [&](const auto& record) { document += table.line(exporter.row(record)); };
  switch (kind) {
    case Kind::customer:
      return each_customer(store, write);
    case Kind::loop:
      return each_loop(store, write);
    case Kind::entry:
      return each_entry(store, write);
    default:
      return each_promise(store, write);
  }
}

Format format_of(const Options& options, const Context& context) {
  const Format asked = context.settings.format;
  if (asked == Format::json) {
    throw Error(Exit::usage, "export writes no JSON document", "write --format jsonl");
  }
  const Format format = asked == Format::text ? Format::csv : asked;
  if (options.excel && format != Format::csv) {
    throw Error(Exit::usage,
                "--excel and --format " + std::string(name_of(format)) + " exclude each other");
  }
  return format;
}

Answer export_records(const Options& options, Context& context) {
  const Format format = format_of(options, context);
  const RowWriter writer(format, options.excel, context.zone());
  Exporter exporter(context.store());
  const bool everything = options.what == all_kinds;
  const std::vector<std::string> shared =
      everything ? columns_of_all() : std::vector<std::string>{};
  Answer answer;
  if (everything) answer.document = writer.header(shared);
  for (const auto& [kind, plural] : record_kinds) {
    if (!everything && plural != options.what) continue;
    if (!everything) answer.document = writer.header(export_columns(kind));
    const Table table(kind, writer, everything ? &shared : nullptr);
    write_rows(kind, table, exporter, context.store(), answer.document);
  }
  return answer;
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("WHAT", options->what, "what to write");
  for (const RecordKind& each : record_kinds) arguments.last().choices.emplace_back(each.plural);
  arguments.last().choices.emplace_back(all_kinds);
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
        "  kept export customers --excel > customers.csv\n",
    .details =
        "CSV, unless --format says tsv or jsonl. kept import reads it back: into another\n"
        "store as new records, into this one as those that they are. The history of\n"
        "changes is not in it: kept backup copies all.\n",
    .access = Access::read,
    .alone = true,
    .declare = declare};

}  // namespace kept
