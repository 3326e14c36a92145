#include <algorithm>

#include "commands/backup_before.hpp"
#include "commands/progress.hpp"
#include "commands/rejects.hpp"
#include "commands/table.hpp"
#include "kept/exchange.hpp"
#include "kept/guess.hpp"
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
  std::optional<Encoding> encoding;
  std::optional<OnConflict> on_conflict;
  bool create_customers = false;
  bool keep_going = false;
  std::optional<std::string> rejects;
  InputFile guess;
};

/// None: rows of all kinds.
std::optional<Kind> kind_of_rows(const Options& options) {
  for (const auto& [kind, plural] : record_kinds) {
    if (plural == options.what) return kind;
  }
  return std::nullopt;
}

// ---- the file --------------------------------------------------------------------------------

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
  const auto encoding_by_rules = rules != nullptr ? rules->encoding : std::nullopt;
  style.encoding =
      options.encoding ? *options.encoding : encoding_by_rules.value_or(Encoding::utf_8);
  style.keep_raw = options.rejects.has_value();
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

// ---- all rows --------------------------------------------------------------------------------

/// What an import goes by.
struct Job {
  std::optional<Kind> what;
  std::optional<Mapping> rules;
  const InputFile& input;
  std::string file;  ///< its name, for people
  InputStyle style;
  FieldContext reading;
  ImportOptions how;
};

/// A number of its own for what is of each thousandth of a second.
void expect_thousandths(Job& job, Store& store) {
  Encoding encoding = job.style.encoding;
  job.reading.later = thousandths_in(as_utf_8(pieces_of_input(job.input), encoding));
  if (job.reading.later.none()) return;
  store.expect_commands(1 + static_cast<std::int64_t>(job.reading.later.count()));
  store.next_command();
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

/// One pass over the rows. Without `keep_going` it throws Error where one can't be taken.
class Pass {
 public:
  /// The rows of `late`, by their lines, are rejected for what an earlier pass found.
  Pass(const Job& job_to_do, Rejects* file_of_rejects,
       const std::map<std::size_t, RowProblem>& late_problems, Context& context)
      : job(job_to_do),
        rejects(file_of_rejects),
        late(late_problems),
        world(context.world),
        importer(context.store(), job.how, job.reading),
        reader(pieces_of_input(job.input), job.style, job.rules, job.what) {}

  /// Answers what finish() does.
  std::vector<RowProblem> take_rows();

  Importer& taken() { return importer; }
  std::size_t rejected_rows() const { return rejected; }
  /// After which nothing was read; 0: all was.
  std::size_t cut_off_after() const { return cut_off; }

 private:
  void take(const InputRow& row, const RowDrafts& said);
  void reject(const InputRow& row);
  void take_unread(std::size_t last_line);

  const Job& job;
  Rejects* rejects;
  const std::map<std::size_t, RowProblem>& late;
  const World& world;
  Importer importer;
  DraftReader reader;
  std::size_t rejected = 0;
  std::size_t cut_off = 0;
};

std::vector<RowProblem> Pass::take_rows() {
  Progress progress(world, bytes_of(job.input));
  InputRow row;
  RowDrafts said;
  std::size_t rows = 0;
  while (reader.next(row, said)) {
    take(row, said);
    if (world.interrupted()) {
      throw Error(Exit::interrupted, "interrupted at " + job.file + ":" + std::to_string(row.line) +
                                         ": nothing was imported");
    }
    progress.tell(++rows, reader.bytes_read());
  }
  take_unread(row.line);
  std::vector<RowProblem> found_late = importer.finish();
  const bool refused = !job.how.keep_going && !importer.problems().empty();
  if (refused) refuse_all(importer, job.file, false);
  return found_late;
}

void Pass::take(const InputRow& row, const RowDrafts& said) {
  const std::size_t before = importer.problems().size();
  const auto known = late.find(row.line);
  if (!row.problem.empty()) {
    importer.add_problem({row.line, row.problem, row.hint});
  } else if (known != late.end()) {
    importer.add_problem(known->second);
  } else {
    importer.take(said, row.line);
  }
  const std::size_t problems = importer.problems().size();
  if (problems == before) return;
  if (job.how.keep_going) return reject(row);
  if (problems >= most_problems) refuse_all(importer, job.file, true);
}

void Pass::reject(const InputRow& row) {
  if (rejects != nullptr && rejected == 0) rejects->add(reader.raw_head());
  if (rejects != nullptr) rejects->add(reader.raw(row));
  ++rejected;
}

void Pass::take_unread(std::size_t last_line) {
  for (std::string rest; !(rest = reader.raw_unread()).empty();) {
    cut_off = last_line;
    if (rejects != nullptr) rejects->add(rest);
  }
}

/// Until no row that was taken is wrong after all, once the rows behind it are known.
std::unique_ptr<Pass> take_what_is_good(const Job& job, Rejects* rejects, Context& context) {
  std::map<std::size_t, RowProblem> late;
  for (;;) {
    Savepoint savepoint(context.store());
    if (rejects != nullptr) rejects->begin_anew();
    auto pass = std::make_unique<Pass>(job, rejects, late, context);
    const std::vector<RowProblem> found = pass->take_rows();
    if (found.empty()) {
      savepoint.keep();
      return pass;
    }
    for (const RowProblem& problem : found) late.emplace(problem.line, problem);
  }
}

/// A header's problem knows its line, and not whose line it is.
template <class Work>
auto naming_the_file(const std::string& file, const std::string& what_came_of_it, Work work) {
  try {
    return work();
  } catch (const Error& error) {
    const std::string_view words = error.what();
    if (error.status != Exit::rejected || words.empty() || words[0] < '0' || words[0] > '9') throw;
    throw Error(Exit::rejected, what_came_of_it + "\n" + file + ":" + std::string(words),
                error.hint);
  }
}

// ---- the answer ------------------------------------------------------------------------------

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

/// Where the rejected rows are to be found. `file` is not made by a rehearsal.
std::string place_of_rejects(const std::optional<std::string>& file, bool is_rehearsal,
                             std::size_t count) {
  const std::string they = count == 1 ? "it" : "them";
  if (!file) return "--rejects FILE keeps " + they;
  if (is_rehearsal) return in_quotes(*file) + " would keep " + they;
  return "mend " + in_quotes(*file) + " and import it in the same way";
}

/// What was rejected, for people on stderr and for machines.
void tell_of_rejects(Pass& pass, const Job& job, const Options& options, const Settings& settings,
                     Answer& answer) {
  Section section{
      .key = "rejected",
      .columns = {
          {"line", "LINE", Column::Align::right}, {"problem", "PROBLEM"}, {"hint", "HINT"}}};
  std::set<std::string> hints;
  std::vector<std::string> lines;
  for (const RowProblem& problem : pass.taken().problems()) {
    section.rows.push_back(
        {{static_cast<std::int64_t>(problem.line), Text{problem.what}, text_cell(problem.hint)}});
    lines.push_back(job.file + ":" + std::to_string(problem.line) + ": " + problem.what);
    const bool is_new = !problem.hint.empty() && hints.insert(problem.hint).second;
    if (is_new) lines.back() += "\n  hint: " + problem.hint;
  }
  // People read them on stderr, and once.
  if (settings.format != Format::text) answer.report.sections.push_back(std::move(section));
  const std::size_t count = pass.rejected_rows();
  if (count == 0) return;
  answer.status = Exit::partly;
  answer.when_empty.clear();
  if (pass.cut_off_after() > 0) {
    lines.push_back("nothing after line " + std::to_string(pass.cut_off_after()) +
                    " could be read" + (options.rejects ? ", and it is rejected, too" : ""));
  }
  lines.push_back(std::to_string(count) + (count == 1 ? " row was" : " rows were") +
                  " rejected: " + place_of_rejects(options.rejects, settings.dry_run, count));
  answer.notices.insert(answer.notices.begin(), lines.begin(), lines.end());
}

bool has_changed(const Importer& importer) {
  const auto& counts = importer.counts();
  return std::any_of(counts.begin(), counts.end(), [](const auto& each) {
    return each.second.added > 0 || each.second.updated > 0;
  });
}

/// The backup goes with the change, as the rejects do.
void keep_with_the_change(const std::shared_ptr<BackupBefore>& backup, const Importer& importer,
                          Answer& answer) {
  if (backup == nullptr || !has_changed(importer)) return;
  answer.notices.push_back("a backup was made before: " + in_quotes(backup->file().string()));
  answer.after_commit = [backup, also = std::move(answer.after_commit)] {
    backup->keep();
    if (also) also();
  };
}

Answer keep_going(const Options& options, const Job& job,
                  const std::shared_ptr<BackupBefore>& backup, Context& context) {
  const bool is_rehearsal = context.settings.dry_run;
  if (options.rejects) Rejects::hold_to_new(*options.rejects);
  const auto rejects =
      options.rejects && !is_rehearsal ? std::make_shared<Rejects>(*options.rejects) : nullptr;
  const auto pass = take_what_is_good(job, rejects.get(), context);
  Answer answer = answer_of(pass->taken(), job.file);
  tell_of_rejects(*pass, job, options, context.settings, answer);
  if (rejects != nullptr && pass->rejected_rows() > 0) {
    rejects->finish();
    answer.after_commit = [rejects] { rejects->keep(); };
  }
  keep_with_the_change(backup, pass->taken(), answer);
  return answer;
}

Answer guess(const Options& options) {
  if (options.what == all_kinds || options.rules) {
    throw Error(Exit::usage, "--guess prints rules for one kind of record",
                "leave --rules out, and name one kind or none");
  }
  const std::string file = options.guess.shown_name();
  return naming_the_file(file, "nothing can be guessed", [&]() -> Answer {
    const GuessedInput input{.name = file, .format = options.format, .encoding = options.encoding};
    return {.document =
                starter_rules(pieces_of_input(options.guess), input, kind_of_rows(options))};
  });
}

Answer import(const Options& options, Context& context) {
  if (!options.guess.name.empty()) return guess(options);
  if (options.rejects && !options.keep_going) {
    throw Error(Exit::usage, "--rejects says where rows go that --keep-going leaves out",
                "add --keep-going");
  }
  if (options.rejects == "-") {
    throw Error(Exit::usage, "--rejects '-' is no file", "stdout has the answer: name a new file");
  }
  const std::optional<Kind> what = kind_of_rows(options);
  const std::optional<Mapping> rules = rules_of(options, what);
  const Mapping* const mapping = rules ? &*rules : nullptr;
  const bool creates =
      options.create_customers || (mapping != nullptr && mapping->create_customers.value_or(false));
  Job job{.what = what,
          .rules = rules,
          .input = options.file,
          .file = options.file.shown_name(),
          .style = style_of(options, mapping),
          .reading = reading_of(options, mapping, context),
          .how = {.on_conflict = options.on_conflict.value_or(OnConflict::skip),
                  .create_customers = creates,
                  .keep_going = options.keep_going}};
  if (job.style.format == InputFormat::vcf && what != Kind::customer) {
    throw Error(Exit::usage, "a vCard holds customers, not " + options.what,
                "write kept import customers");
  }
  const auto backup = backup_before(bytes_of(options.file), context);
  expect_thousandths(job, context.store());
  return naming_the_file(job.file, "nothing was imported", [&] {
    if (options.keep_going) return keep_going(options, job, backup, context);
    const std::map<std::size_t, RowProblem> none;
    Pass pass(job, nullptr, none, context);
    pass.take_rows();
    Answer answer = answer_of(pass.taken(), job.file);
    keep_with_the_change(backup, pass.taken(), answer);
    return answer;
  });
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
  arguments.input_option("--guess", options->guess, "print rules to begin with, for this file");
  arguments.needs_no_store_with(options->guess);
  arguments.choice("--encoding", "NAME", options->encoding, "of its letters, if not UTF-8");
  arguments.flag("--keep-going", options->keep_going, "leave out rows that can't be taken");
  arguments.path("--rejects", "FILE", options->rejects, "a new file for the rows left out");
  return [options](Context& context) { return import(*options, context); };
}

}  // namespace

constinit const Command import_command{
    .name = "import",
    .group = Group::data,
    .summary = "customers, loops, entries or promises from a file",
    .examples =
        "  kept import customers clients.csv\n"
        "  kept import customers contacts.vcf --source phone\n"
        "  kept import --guess tickets.csv > helpdesk.toml\n"
        "  kept import loops tickets.csv --rules helpdesk.toml --dry-run\n"
        "  kept import loops tickets.csv --keep-going --rejects mend.csv\n"
        "  kept import promises - --from jsonl --create-customers < promises.jsonl\n"
        "  kept import all kept.jsonl\n",
    .details =
        "All or nothing: where a row can't be taken, every problem is told and nothing\n"
        "is written; with --keep-going the other rows are (exit 6). --rejects keeps the\n"
        "rows left out, as they came: mend them there, and import that file in the same\n"
        "way. A row is known again by its key, so a second run changes nothing. What kept\n"
        "export writes can be imported; kept-import(7) tells the columns and the rules\n"
        "for other files.\n",
    .access = Access::write,
    .alone = true,
    .declare = declare};

}  // namespace kept
