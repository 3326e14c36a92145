#include <algorithm>
#include <map>
#include <utility>

#include "commands/batch_lines.hpp"
#include "commands/progress.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

constexpr std::size_t most_problems = 20;

struct Options {
  InputFile file{.name = "-", .whole = true};
  bool keep_going = false;
};

// ---- what a line may say ---------------------------------------------------------------------

/// What a line says beside its command.
struct LineOptions {
  std::vector<std::string> names;
  bool yes = false;
};

/// Of the options of every command a line takes only --yes: the others are of the whole batch.
void declare_line_options(Arguments& of_line, LineOptions& options) {
  of_line.list("--as", "NAME", options.names, "what later lines call the record");
  GlobalOptions unused;
  Arguments globals;
  declare_globals(globals, unused);
  for (const Parameter& parameter : globals.all()) {
    if (parameter.longest_name() == "--yes") {
      of_line.flag("-y,--yes", options.yes, parameter.help);
    } else {
      of_line.refused(parameter, "is no option of a line", "it is one of the whole kept batch");
    }
  }
}

/// The names that a line gives, of one that is not understood.
std::vector<std::string> names_typed(const std::vector<std::string>& words) {
  constexpr std::string_view as = "--as=";
  std::vector<std::string> names;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].starts_with(as)) names.push_back(words[i].substr(as.size()));
    if (words[i] == "--as" && i + 1 < words.size()) names.push_back(words[i + 1]);
  }
  return names;
}

const Command& command_of(const std::string& name) {
  if (name.starts_with('-')) {
    throw Error(Exit::usage, "a line begins with a command, not with " + in_quotes(name),
                "options of the whole kept batch stand beside it");
  }
  const Command& command = command_named(name);
  if (!command.alone) return command;
  throw Error(Exit::usage, in_quotes(name) + " is no line of a batch",
              "run kept " + name + " by itself");
}

void gather_texts(const Arguments& arguments, const Context& context) {
  for (FreeText* text : arguments.texts()) {
    if (text->edit || text->file == "-") {
      throw Error(Exit::usage, "a line has no editor and no stdin to read the text from",
                  "write the text in quotes, or -F FILE");
    }
    gather(*text, context.world, context.settings);
  }
  for (const InputFile* file : arguments.files()) {
    if (file->name == "-") {
      throw Error(Exit::usage, "a line has no stdin to read from", "name a file");
    }
  }
}

/// Whether it is the line's: the others would meet every line.
bool is_of_the_line(Exit status) {
  return status == Exit::usage || status == Exit::not_found || status == Exit::ambiguous ||
         status == Exit::refused || status == Exit::rejected || status == Exit::no_input;
}

// ---- what is told of it ----------------------------------------------------------------------

Record as_record(const Section& section, const Row& row) {
  Record record;
  for (std::size_t i = 0; i < section.columns.size(); ++i) {
    if (!section.columns[i].key.empty()) {
      record.fields.push_back({section.columns[i].key, row.cells[i]});
    }
  }
  return record;
}

/// What a command answers, as its JSON has it.
Record as_record(const Report& report) {
  Record all;
  for (const Section& section : report.sections) {
    Records rows;
    for (const Row& row : section.rows) rows.all.push_back(as_record(section, row));
    const bool is_one = section.layout == Section::Layout::fields && !rows.all.empty();
    all.fields.push_back({section.key, is_one ? Cell(rows.all.front()) : Cell(rows)});
  }
  return all;
}

Section section_of_lines() {
  return {.key = "lines",
          .columns = {{"line", "LINE"},
                      {"command", "COMMAND"},
                      {"names", "NAMES"},
                      {"ids", "IDS"},
                      {"answer", ""},
                      {"status", "STATUS"},
                      {"error", "ERROR"},
                      {"hint", "HINT"}}};
}

std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

// ---- at work ---------------------------------------------------------------------------------

class Batch {
 public:
  Batch(const Options& options_of_run, Context& context_of_run)
      : options(options_of_run),
        context(context_of_run),
        file(options.file.name == "-" ? "stdin" : options.file.name),
        is_new(changes(context_of_run.store(), 1).empty()) {
    declare_line_options(of_line, line_options);
  }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  Answer carry_out();

 private:
  std::string meaning(const std::string& name);
  void take(const BatchLine& line);
  Answer carried_out(const BatchLine& line);
  void hold_to_a_store(const Command& command) const;
  void hold_to_new_names() const;
  void name_records(const std::vector<Id>& ids, std::size_t line);
  void add(const BatchLine& line, Answer done);
  void reject(const BatchLine& line, const Error& error);
  std::string place_of(const BatchLine& line) const {
    return file + ":" + std::to_string(line.line) + ": ";
  }
  std::string place_and_command(const BatchLine& line) const;
  [[noreturn]] void refuse_all() const;
  Answer finished();

  /// What a name stands for; none where its line failed.
  struct Named {
    std::size_t line;
    std::optional<Id> record;
  };

  const Options& options;
  Context& context;
  std::string file;
  bool is_new;  ///< a store that nothing has been written into
  LineOptions line_options;
  Arguments of_line;
  std::map<const Command*, Parser> parsers;
  std::map<std::string, Named> names;
  bool needs_a_failed_line = false;
  std::vector<std::string> problems;  ///< with their places and hints
  std::size_t done = 0;
  std::size_t rejected = 0;
  Section lines = section_of_lines();
  Answer answer;
};

std::string Batch::meaning(const std::string& name) {
  const auto found = names.find(name);
  if (found != names.end() && found->second.record) return shown(*found->second.record);
  if (found != names.end()) {
    needs_a_failed_line = true;
    throw Error(Exit::refused, "it needs $" + name + " of line " +
                                   std::to_string(found->second.line) + ", which failed");
  }
  std::vector<std::string> known;
  // To look for the nearest of many names at each of many failures would take longer than the work.
  if (rejected < most_problems) {
    for (const auto& [each, named] : names) known.push_back(each);
  }
  const auto near = nearest(name, known);
  throw Error(Exit::not_found, "no line before it is named " + in_quotes(name),
              near ? "did you mean $" + *near + "?"
                   : "--as NAME names what a line records; a $ in a text is written \\$, or the "
                     "text in single quotes");
}

/// What reads makes no store: a missing one must not look like 'nothing is overdue'.
void Batch::hold_to_a_store(const Command& command) const {
  if (!is_new || command.access != Access::read) return;
  throw Error(Exit::no_input,
              "there is no store at " + in_quotes(context.settings.store.value.string()),
              "kept add-customer NAME makes the first one; --db names another");
}

void Batch::hold_to_new_names() const {
  for (const std::string& name : line_options.names) {
    if (!is_name_in_batch(name)) {
      throw Error(Exit::usage, "--as " + in_quotes(name) + " is not a name",
                  "write letters, digits and _, a letter first");
    }
    if (std::count(line_options.names.begin(), line_options.names.end(), name) > 1) {
      throw Error(Exit::usage, "--as " + in_quotes(name) + " stands there twice",
                  "the second name is that of the second record");
    }
    const auto found = names.find(name);
    if (found == names.end()) continue;
    throw Error(
        Exit::usage,
        "--as " + in_quotes(name) + " is the name of line " + std::to_string(found->second.line),
        "choose another one");
  }
}

void Batch::name_records(const std::vector<Id>& ids, std::size_t line) {
  if (line_options.names.size() > ids.size()) {
    throw Error(Exit::usage,
                "there is no record for --as " + in_quotes(line_options.names[ids.size()]),
                "the line answers " + counted(ids.size(), "id"));
  }
  for (std::size_t i = 0; i < line_options.names.size(); ++i) {
    names.insert_or_assign(line_options.names[i], Named{line, ids[i]});
  }
}

Answer Batch::carried_out(const BatchLine& line) {
  std::vector<std::string> words = line.words;
  const Command& command = command_of(words.front());
  words.erase(words.begin());
  Arguments arguments;
  const Run run = command.declare(arguments);
  line_options = {};
  parsers.try_emplace(&command, arguments, of_line).first->second.parse(arguments, of_line, words);
  hold_to_new_names();
  hold_to_a_store(command);
  gather_texts(arguments, context);
  std::optional<Settings> confirmed;
  if (line_options.yes) confirmed.emplace(context.settings).yes = true;
  Context of_line_alone(context.world, confirmed ? *confirmed : context.settings, &context.store());
  Answer answered = with_notices(run(of_line_alone), of_line_alone);
  if (answered.deliver) {
    throw Error(Exit::usage, "a batch sends no mail",
                "run kept " + line.words.front() + " --send alone");
  }
  if (command.access == Access::write) is_new = false;
  return answered;
}

void Batch::take(const BatchLine& line) {
  Savepoint before(context.store());
  try {
    if (line.problem) throw *line.problem;
    Answer carried = carried_out(line);
    name_records(carried.ids, line.line);
    before.keep();
    add(line, std::move(carried));
  } catch (const Error& error) {
    if (is_of_the_line(error.status)) return reject(line, error);
    throw Error(error.status, place_and_command(line) + error.what(), error.hint);
  }
}

void Batch::add(const BatchLine& line, Answer carried) {
  ++done;
  answer.ids.insert(answer.ids.end(), carried.ids.begin(), carried.ids.end());
  for (const std::string& notice : carried.notices) {
    answer.notices.push_back(place_of(line) + notice);
  }
  if (context.settings.format == Format::text) {
    answer.text += text_of(carried, context.settings.style);
    return;
  }
  Texts ids;
  for (const Id id : carried.ids) ids.texts.push_back(shown(id));
  lines.rows.push_back({{static_cast<std::int64_t>(line.line), Word{line.words.front()},
                         Texts{line_options.names}, std::move(ids), as_record(carried.report),
                         static_cast<std::int64_t>(carried.status), Cell(), Cell()}});
}

std::string Batch::place_and_command(const BatchLine& line) const {
  const auto all = commands();
  const bool is_known = std::any_of(all.begin(), all.end(), [&](const Command* command) {
    return command->name == line.words.front();
  });
  return place_of(line) + (is_known ? line.words.front() + ": " : "");
}

void Batch::reject(const BatchLine& line, const Error& error) {
  ++rejected;
  const std::vector<std::string> lost = names_typed(line.words);
  for (const std::string& name : lost) names.try_emplace(name, Named{line.line, std::nullopt});
  // What only follows from another line's problem is no problem to mend.
  if (!needs_a_failed_line || options.keep_going) {
    problems.push_back(place_and_command(line) + error.what() +
                       (error.hint.empty() ? "" : "\n  hint: " + error.hint));
  }
  if (context.settings.format == Format::text) return;
  lines.rows.push_back({{static_cast<std::int64_t>(line.line), Word{line.words.front()},
                         Texts{lost}, Texts{}, Cell(), static_cast<std::int64_t>(error.status),
                         Text{error.what()}, text_cell(error.hint)}});
}

void Batch::refuse_all() const {
  std::string all = "nothing was recorded: " + counted(problems.size(), "problem");
  if (problems.size() == most_problems) all += " and perhaps more";
  for (const std::string& problem : problems) all += "\n" + problem;
  throw Error(Exit::rejected, all);
}

Answer Batch::finished() {
  const std::string commands = counted(done + rejected, "command");
  answer.summary = file + ": " + (rejected > 0 ? std::to_string(done) + " of " : "") + commands;
  answer.when_empty = done + rejected == 0 ? "There are no commands in " + file + "." : "";
  answer.report = {.name = "batch", .sections = {std::move(lines)}};
  if (rejected == 0) return std::move(answer);
  for (const std::string& problem : problems) answer.notices.push_back("batch: " + problem);
  answer.notices.push_back("batch: " + std::to_string(rejected) + " of " + commands +
                           (rejected == 1 ? " was" : " were") + " not done");
  answer.status = Exit::partly;
  return std::move(answer);
}

std::int64_t commands_in(std::string_view content) {
  BatchLines lines(content, [](const std::string&) { return std::string(); });
  std::int64_t count = 0;
  for (BatchLine line; lines.next(line);) ++count;
  return count;
}

Answer Batch::carry_out() {
  const std::string& content = *options.file.content;
  const World& world = context.world;
  const std::int64_t count = commands_in(content);
  if (count > 0) context.store().expect_commands(count);
  BatchLines all(content, [this](const std::string& name) { return meaning(name); });
  Progress progress(world, content.size());
  for (BatchLine line; all.next(line); needs_a_failed_line = false) {
    if (world.interrupted()) {
      throw Error(Exit::interrupted, "interrupted at " + place_of(line) + "nothing was recorded");
    }
    if (line.words.size() > 1 && line.words.front() == "kept") line.words.erase(line.words.begin());
    context.store().next_command();
    take(line);
    if (!options.keep_going && problems.size() == most_problems) refuse_all();
    progress.tell(done + rejected, all.bytes_read());
  }
  if (!options.keep_going && rejected > 0) refuse_all();
  return finished();
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.input_file(options->file, "the commands, or - for stdin, which is meant without it");
  arguments.last().required = false;
  arguments.flag("--keep-going", options->keep_going, "do the good lines where others fail");
  return [options](Context& context) { return Batch(*options, context).carry_out(); };
}

}  // namespace

constinit const Command batch_command{
    .name = "batch",
    .group = Group::data,
    .summary = "many commands at once, one a line",
    .examples =
        "  kept batch monday.kept\n"
        "  kept batch --dry-run monday.kept\n"
        "  make-a-list | kept batch --keep-going\n"
        "\n"
        "  # monday.kept\n"
        "  add-customer 'Dana Example' --handle dana --as dana\n"
        "  log $dana 'wants a logo, at most $400' -i\n"
        "  promise $dana \"two sketches\" --due +3d --as sketches\n"
        "  show $sketches\n",
    .details =
        "A line is a command as it is typed in a shell, with or without kept before it:\n"
        "words in '...' or \"...\", a backslash, # for a comment; quotes may go on over\n"
        "lines. --as NAME names what a line records (given again: the second record), and\n"
        "$NAME or ${NAME} is its id in the lines after it, except in '...'. Nothing else\n"
        "is replaced; the $ of a price in \"...\" is told as a problem.\n"
        "\n"
        "All lines are one change, which one kept undo takes back. All or nothing: where\n"
        "lines fail, up to 20 of them are told and nothing is recorded (65). With\n"
        "--keep-going the others stand (6), except those that need a record of a line\n"
        "that failed.\n"
        "\n"
        "A line may look things up, and sees what was done before it. -y is of its line,\n"
        "--db, --format and the like are of the batch. What is more than a part of one\n"
        "change, such as import, backup and undo, is no line of a batch.\n",
    .access = Access::write,
    .alone = true,
    .declare = declare};

}  // namespace kept
