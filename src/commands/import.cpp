#include <algorithm>

#include "commands/table.hpp"
#include "kept/exchange.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

constexpr std::size_t most_problems = 20;

struct Options {
  std::string what;
  InputFile file;
  std::optional<std::string> rules;
  std::optional<std::string> source;
  std::optional<InputFormat> format;
  std::optional<OnConflict> on_conflict;
  bool create_customers = false;
};

/// None: rows of all kinds.
std::optional<Kind> kind_of_rows(const Options& options) {
  for (const auto& [kind, plural] : record_kinds) {
    if (plural == options.what) return kind;
  }
  return std::nullopt;
}

// ---- the file --------------------------------------------------------------------------------

std::string name_of_file(const Options& options) {
  return options.file.content ? "stdin" : options.file.name;
}

Pieces pieces_of_input(const InputFile& file) {
  if (!file.content) return pieces_of(file.name);
  return [&content = *file.content, given = false]() mutable -> std::string_view {
    return std::exchange(given, true) ? std::string_view() : std::string_view(content);
  };
}

/// 0 where nobody knows.
std::uintmax_t bytes_of(const InputFile& file) {
  if (file.content) return file.content->size();
  std::error_code unknown;
  const std::uintmax_t bytes = std::filesystem::file_size(file.name, unknown);
  return unknown ? 0 : bytes;
}

/// How far it is, on a line of the terminal that is written over: only where there is one, and the
/// work takes long enough to make somebody wonder.
class Progress {
 public:
  Progress(const World& world_of_run, std::uintmax_t bytes_in_all)
      : world(world_of_run), all_bytes(bytes_in_all), start(world_of_run.elapsed()) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() {
    if (shown) world.complain("\r\x1b[K");
  }

  void tell(std::size_t rows, std::size_t bytes) {
    constexpr std::size_t rows_between_looks = 64;
    if (!world.err_is_terminal || rows % rows_between_looks != 0) return;
    const auto now = world.elapsed() - start;
    if (now < patience || now - last < pause) return;
    last = now;
    shown = true;
    const double seconds = std::chrono::duration<double>(now).count();
    const double rate = static_cast<double>(rows) / seconds;
    std::string line = "\r\x1b[K" + std::to_string(rows) + " rows, " +
                       std::to_string(static_cast<long>(rate)) + " rows/s";
    if (all_bytes > bytes && bytes > 0) {
      const double left =
          seconds * static_cast<double>(all_bytes - bytes) / static_cast<double>(bytes);
      line += ", " + std::to_string(static_cast<long>(left) + 1) + " s left";
    }
    world.complain(line);
  }

 private:
  static constexpr std::chrono::milliseconds patience{500};
  static constexpr std::chrono::milliseconds pause{200};
  const World& world;
  std::uintmax_t all_bytes;
  std::chrono::milliseconds start;
  std::chrono::milliseconds last{0};
  bool shown = false;
};

// ---- how it is read --------------------------------------------------------------------------

std::optional<Mapping> rules_of(const Options& options, std::optional<Kind> what) {
  if (!options.rules) return std::nullopt;
  if (!what) {
    throw Error(Exit::usage, "--rules makes no sense for 'all'", "import one kind after the other");
  }
  return read_mapping(read_file(*options.rules), *options.rules, *what);
}

InputStyle style_of(const Options& options, const Mapping* rules) {
  InputStyle style;
  const auto by_name = format_of_name(options.file.name);
  const auto by_rules = rules != nullptr ? rules->format : std::nullopt;
  const auto told = options.format ? options.format : by_rules ? by_rules : by_name;
  style.format = told.value_or(InputFormat::csv);
  if (rules != nullptr) {
    style.separator = rules->separator;
    style.columns = rules->column_names;
    style.skip = rules->skip;
  }
  return style;
}

FieldContext reading_of(const Options& options, const Mapping* rules, Context& context) {
  FieldContext reading{.dates = context.settings.dates(context.now()),
                       .source = options.source,
                       .policy = context.settings.config.policy};
  if (options.source &&
      (options.source->empty() || options.source->find(':') != std::string::npos)) {
    throw Error(Exit::usage,
                "--source " + in_quotes(*options.source) + " is not a name of a source",
                "write a word without a colon, such as helpdesk");
  }
  if (rules == nullptr) return reading;
  if (!reading.source) reading.source = rules->source;
  reading.date_formats = rules->date_formats;
  if (rules->dates != DayOrder::unknown) reading.dates.order = rules->dates;
  if (rules->zone) reading.dates.zone = Zone::named(*rules->zone).value();
  return reading;
}

[[noreturn]] void refuse_all(const Importer& importer, const std::string& file, bool more) {
  const std::vector<RowProblem>& problems = importer.problems();
  const std::size_t count = std::min(problems.size(), most_problems);
  std::string lines = "nothing was imported: " + std::to_string(count) +
                      (more         ? " problems and perhaps more"
                       : count == 1 ? " problem"
                                    : " problems");
  std::set<std::string> hints;
  for (std::size_t i = 0; i < count; ++i) {
    lines += "\n" + file + ":" + std::to_string(problems[i].line) + ": " + problems[i].what;
    if (!problems[i].hint.empty()) hints.insert(problems[i].hint);
  }
  std::string hint;
  for (const std::string& one : hints) hint += (hint.empty() ? "" : "\n        ") + one;
  throw Error(Exit::rejected, lines, hint);
}

/// Takes all rows; throws Error where one can't be taken.
void take_rows(DraftReader& reader, Importer& importer, const std::string& file, const World& world,
               std::uintmax_t bytes) {
  Progress progress(world, bytes);
  InputRow row;
  RowDrafts said;
  std::size_t rows = 0;
  while (reader.next(row, said)) {
    if (!row.problem.empty()) {
      importer.add_problem({row.line, row.problem, ""});
    } else {
      importer.take(said, row.line);
    }
    if (importer.problems().size() >= most_problems) refuse_all(importer, file, true);
    if (world.interrupted()) {
      throw Error(Exit::interrupted, "interrupted at " + file + ":" + std::to_string(row.line) +
                                         ": nothing was imported");
    }
    progress.tell(++rows, reader.bytes_read());
  }
  importer.finish();
  if (!importer.problems().empty()) refuse_all(importer, file, false);
}

std::string counted(const ImportCounts& counts) {
  std::string line;
  const auto add = [&line](std::string_view word, std::int64_t count) {
    if (count == 0) return;
    line += (line.empty() ? "" : ", ") + std::string(word) + " " + std::to_string(count);
  };
  add("added", counts.added);
  add("updated", counts.updated);
  add("unchanged", counts.unchanged);
  add("skipped", counts.skipped);
  return line;
}

std::string times(std::int64_t count, const std::string& what) {
  return std::to_string(count) + (count == 1 ? " record has" : " records have") + " times that " +
         what;
}

Answer answer_of(const Importer& importer, const std::string& file) {
  Section section{.key = "imported",
                  .columns = {{"records", "RECORDS"},
                              {"added", "ADDED", Column::Align::right},
                              {"updated", "UPDATED", Column::Align::right},
                              {"unchanged", "UNCHANGED", Column::Align::right},
                              {"skipped", "SKIPPED", Column::Align::right}}};
  Answer answer;
  std::string all;
  std::int64_t skipped = 0;
  for (const auto& [kind, plural] : record_kinds) {
    const auto found = importer.counts().find(kind);
    if (found == importer.counts().end()) continue;
    const ImportCounts& counts = found->second;
    const std::string line = std::string(plural) + ": " + counted(counts);
    section.rows.push_back({{Word{std::string(plural)}, counts.added, counts.updated,
                             counts.unchanged, counts.skipped}});
    answer.text += line + "\n";
    all += (all.empty() ? "" : "; ") + line;
    skipped += counts.skipped;
  }
  answer.report = {.name = "import", .sections = {std::move(section)}};
  answer.ids = importer.written();
  answer.summary = file + ": " + all;
  answer.when_empty = "There are no rows in " + file + ".";
  if (skipped > 0) {
    answer.notices.push_back(std::to_string(skipped) +
                             (skipped == 1 ? " record differs" : " records differ") +
                             " from the store and stayed: --on-conflict update takes the file's "
                             "word");
  }
  if (importer.backwards() > 0) {
    answer.notices.push_back(times(importer.backwards(),
                                   "run backwards: they are kept as they "
                                   "are, and left out of medians"));
  }
  if (importer.has_bare_keys()) {
    answer.notices.push_back(
        "the keys are of the source 'import': --source names the system that they come from");
  }
  return answer;
}

Answer import(const Options& options, Context& context) {
  const std::optional<Kind> what = kind_of_rows(options);
  const std::optional<Mapping> rules = rules_of(options, what);
  const Mapping* const mapping = rules ? &*rules : nullptr;
  const InputStyle style = style_of(options, mapping);
  const FieldContext reading = reading_of(options, mapping, context);
  const ImportOptions how{.on_conflict = options.on_conflict.value_or(OnConflict::skip),
                          .create_customers = options.create_customers ||
                                              (rules && rules->create_customers.value_or(false))};
  const std::string file = name_of_file(options);
  Importer importer(context.store(), how, reading);
  try {
    DraftReader reader(pieces_of_input(options.file), style, rules, what);
    take_rows(reader, importer, file, context.world, bytes_of(options.file));
  } catch (const Error& error) {
    // A header's problem knows its line, and not whose line it is.
    const std::string_view words = error.what();
    if (error.status != Exit::rejected || words.empty() || words[0] < '0' || words[0] > '9') throw;
    throw Error(Exit::rejected, "nothing was imported\n" + file + ":" + std::string(words),
                error.hint);
  }
  return answer_of(importer, file);
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("WHAT", options->what, "what a row is");
  for (const RecordKind& each : record_kinds) arguments.last().choices.emplace_back(each.plural);
  arguments.last().choices.emplace_back(all_kinds);
  arguments.input_file(options->file, "the file, or - for stdin");
  arguments.path("--rules", "FILE", options->rules, "what its columns mean, in TOML");
  arguments.option("--source", "NAME", options->source, "where its keys come from");
  arguments.choice("--from", "FORMAT", options->format, "its format, if not as it is named");
  arguments.choice("--on-conflict", "HOW", options->on_conflict,
                   "where the store differs; otherwise skip");
  arguments.flag("--create-customers", options->create_customers,
                 "make the customers that are missing");
  return [options](Context& context) { return import(*options, context); };
}

}  // namespace

constinit const Command import_command{
    .name = "import",
    .group = Group::data,
    .summary = "customers, loops, entries or promises from a file",
    .examples =
        "  kept import customers clients.csv\n"
        "  kept import loops tickets.csv --rules helpdesk.toml --dry-run\n"
        "  kept import promises - --from jsonl --create-customers < promises.jsonl\n"
        "  kept import all kept.jsonl\n",
    .details =
        "All or nothing: where a row can't be taken, every problem is told and nothing is\n"
        "written. A row is known again by its key, so a second run changes nothing. What\n"
        "kept export writes can be imported; kept-import(7) tells the columns and the\n"
        "rules for other files.\n",
    .access = Access::write,
    .alone = true,
    .declare = declare};

}  // namespace kept
