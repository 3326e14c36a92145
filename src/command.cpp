#include "kept/command.hpp"

#include <algorithm>

#include "kept/text.hpp"

namespace kept {

namespace {

constexpr int words_in_a_line = 60;

std::string with_article(Kind kind) {
  return (kind == Kind::entry ? "an " : "a ") + std::string(name_of(kind));
}

/// `typed` as an id of that kind, or the reason why it is none.
Id id_meant(const std::string& typed, Kind kind) {
  const auto id = read_id(typed);
  if (!id) {
    throw Error(
        Exit::usage, in_quotes(typed) + " is not the id of " + with_article(kind),
        "write one like " + shown(Id{kind, 7 * Id::machines}) + "; kept find TEXT looks one up");
  }
  if (id->kind != kind) {
    throw Error(Exit::usage,
                in_quotes(typed) + " is " + with_article(id->kind) + ", not " + with_article(kind));
  }
  return *id;
}

template <class Record>
Record found_or_refused(std::optional<Record> record, Id id) {
  if (record) return std::move(*record);
  throw Error(Exit::not_found, "there is no " + std::string(name_of(id.kind)) + " " + shown(id));
}

/// Whatever was written to a record of somebody who was forgotten could not be erased any more.
template <class Record>
Record of_whom_is_known(Record record, Context& context) {
  const std::optional<Customer> owner = customer(context.store(), record.customer);
  if (!owner || !owner->forgotten) return record;
  throw Error(Exit::refused, shown(record.id) + " is of " + shown(owner->id) +
                                 ", who was forgotten on " + said(owner->forgotten->at, context));
}

[[noreturn]] void refuse_unknown_customer(Store& store, const std::string& typed) {
  const std::vector<std::string> names = customer_names(store);
  std::vector<std::string> words_of_names = names;
  for (const std::string& name : names) {
    for (std::string& word : words(fold(name))) words_of_names.push_back(std::move(word));
  }
  const auto near = nearest(typed, words_of_names);
  if (const auto id = read_id(typed)) {
    throw Error(Exit::not_found,
                in_quotes(typed) + " is " + with_article(id->kind) + ", not a customer",
                "kept show " + shown(*id) + " names the customer");
  }
  throw Error(Exit::not_found, "no customer is called " + in_quotes(typed),
              near ? "did you mean " + in_quotes(*near) + "?"
                   : "kept list customers shows all; kept add-customer makes one");
}

[[noreturn]] void refuse_ambiguous(const std::string& what, const std::vector<std::string>& lines,
                                   const std::string& hint) {
  std::string all = what;
  for (const std::string& line : lines) all += "\n  " + line;
  throw Error(Exit::ambiguous, all, hint);
}

}  // namespace

Customer Context::customer_meant(const std::string& typed) {
  const NameQuery query = read_name(typed);
  const WhoIsMeant who =
      who_is_meant(query, [&](NameLevel level) { return customers_meant(store(), query, level); });
  if (who.found.empty()) {
    if (query.id) found_or_refused(customer(store(), *query.id), *query.id);
    refuse_unknown_customer(store(), typed);
  }
  if (who.found.size() > 1) {
    std::vector<std::string> lines;
    for (const NameCard& card : who.found) lines.push_back(shown(card.id) + "  " + card.name);
    refuse_ambiguous(in_quotes(typed) + " may be several customers", lines,
                     "write an id, or more of the name");
  }
  const Id id = who.found.front().id;
  Customer meant = found_or_refused(customer(store(), id), id);
  if (meant.forgotten) {
    throw Error(Exit::not_found,
                shown(id) + " was forgotten on " + said(meant.forgotten->at, *this));
  }
  return meant;
}

Loop Context::loop_seen(const std::string& typed) {
  const Id id = id_meant(typed, Kind::loop);
  return found_or_refused(loop(store(), id), id);
}

Loop Context::loop_meant(const std::string& typed) {
  return of_whom_is_known(loop_seen(typed), *this);
}

Entry Context::entry_seen(const std::string& typed) {
  const Id id = id_meant(typed, Kind::entry);
  return found_or_refused(entry(store(), id), id);
}

Entry Context::entry_meant(const std::string& typed) {
  return of_whom_is_known(entry_seen(typed), *this);
}

Promise Context::promise_seen(const std::string& typed) {
  const Id id = id_meant(typed, Kind::promise);
  return found_or_refused(promise(store(), id), id);
}

Promise Context::promise_meant(const std::string& typed) {
  return of_whom_is_known(promise_seen(typed), *this);
}

Context::StepMeant Context::step_meant(const std::string& typed) {
  const auto id = read_id(typed);
  if (!id || id->kind != Kind::step) {
    throw Error(Exit::usage, in_quotes(typed) + " is not the id of a step",
                "write one like L7.2; kept show L7 shows the steps of a loop");
  }
  const Id of{Kind::loop, id->number};
  StepMeant meant{of_whom_is_known(found_or_refused(loop(store(), of), of), *this), 0};
  const auto& steps = meant.loop.steps;
  const auto found = std::find_if(steps.begin(), steps.end(),
                                  [&](const Step& step) { return step.number == id->step; });
  if (found == steps.end()) {
    throw Error(Exit::not_found, "there is no step " + shown(*id),
                "kept show " + shown(of) + " shows its steps");
  }
  meant.at = static_cast<std::size_t>(found - steps.begin());
  return meant;
}

When Context::when(const std::string& typed, Instant from, std::string_view name, bool past) {
  DateContext dates = settings.dates(from);
  dates.past = past;
  const auto read = read_when(typed, dates);
  if (const auto* problem = std::get_if<DateProblem>(&read)) {
    throw Error(Exit::usage, std::string(name) + " " + in_quotes(typed) + " " + problem->reason,
                problem->hint);
  }
  const When when = std::get<When>(read);
  if (when.repeated) {
    notices.push_back(std::string(name) + " " + in_quotes(typed) +
                      " comes twice, as the clock is set back: the first is taken");
  }
  return when;
}

Instant Context::happened(const std::optional<std::string>& typed, std::string_view name) {
  if (!typed) return now();
  const Instant instant = at_from(when(*typed, now(), name, true), settings.dates(now()));
  if (instant > now()) {
    throw Error(Exit::usage, std::string(name) + " " + in_quotes(*typed) + " is in the future",
                "write a time that has come");
  }
  return instant;
}

Due Context::due(const std::string& typed, Instant from) {
  Due due = due_from(when(typed, from, "due time", false), zone());
  if (!in_time(from, due)) {
    const std::string what = "due time " + in_quotes(typed);
    if (from < now()) {
      throw Error(Exit::usage, what + " had passed by then (" + said(from, *this) + ")");
    }
    throw Error(Exit::usage, what + " has passed already",
                "what was agreed in the past takes --at TIME");
  }
  return due;
}

Instant Context::over_by(const std::string& typed, std::string_view name) {
  const Instant instant = since_from(when(typed, now(), name, false), settings.dates(now()));
  if (instant > now()) return instant;
  throw Error(Exit::usage,
              std::string(name) + " " + in_quotes(typed) + " has passed already (" +
                  said(instant, *this) + ")",
              "write a time to come, such as tomorrow or +3d");
}

Instant Context::until(const std::string& typed, std::string_view name) {
  return at_from(when(typed, now(), name, true), settings.dates(now()));
}

Instant Context::since(const std::string& typed) {
  return since_from(when(typed, now(), "--since", true), settings.dates(now()));
}

std::string Context::read(const FreeText& text) {
  if (text.content) return *text.content;
  throw Error(Exit::usage, "it needs " + std::string(text.name) + " or --file or --edit");
}

namespace {

/// What the record says now, from a store that is closed again before the editor opens.
std::string present_text(const FreeText& text, const World& world, const Settings& settings) {
  if (!text.present) return {};
  Store store = Store::open_to_read(settings.store.value, settings.backups, settings.now);
  Context context(world, settings, &store);
  return text.present(context);
}

std::string raw_text(const FreeText& text, const World& world, const Settings& settings) {
  if (text.argument) return *text.argument;
  if (text.edit) return world.edit(present_text(text, world, settings));
  return *text.file == "-" ? world.read_input() : read_file(*text.file);
}

}  // namespace

bool OwnFormats::offer(Format format) const {
  switch (format) {
    case Format::mail:
      return mail;
    case Format::ics:
      return ics;
    case Format::vcf:
      return vcf;
    default:
      return true;
  }
}

void gather(FreeText& text, const World& world, const Settings& settings) {
  const std::array ways{Alternative{text.name, text.argument.has_value()},
                        Alternative{"--file", text.file.has_value()},
                        Alternative{"--edit", text.edit}};
  if (!at_most_one(ways)) return;
  if (settings.no_input && (text.edit || text.file == "-")) {
    throw Error(Exit::usage, "--no-input leaves no editor and no stdin to read the text from");
  }
  const std::string raw = raw_text(text, world, settings);
  if (raw.find('\0') != std::string::npos) {
    throw Error(Exit::usage, "the text holds a NUL byte: it is not a text");
  }
  if (!is_utf8(raw)) {
    throw Error(Exit::usage, "the text is not UTF-8", "convert it first, for example with iconv");
  }
  text.content = trimmed(raw);
  if (text.content->empty()) throw Error(Exit::usage, "the text is empty");
}

void gather(InputFile& file, const World& world, const Settings& settings) {
  if (file.name.empty()) return;
  std::error_code unknown;
  if (file.name != "-") {
    const bool at_once = file.whole || std::filesystem::is_fifo(file.name, unknown);
    if (!at_once) return check_readable(file.name);
    file.content = read_file(file.name);  // a pipe can be read only once
    return;
  }
  if (settings.no_input) throw Error(Exit::usage, "--no-input leaves no stdin to read from");
  file.content = world.read_input();
}

const Command& command_named(const std::string& name) {
  const auto all = commands();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Command* command) { return command->name == name; });
  if (found != all.end()) return **found;
  std::vector<std::string> names;
  for (const Command* command : all) names.emplace_back(command->name);
  const auto near = nearest(name, names);
  throw Error(Exit::usage, "unknown command " + in_quotes(name),
              near ? "did you mean '" + *near + "'?" : "kept --help lists the commands");
}

void declare_globals(Arguments& globals, GlobalOptions& options) {
  globals.path("--db", "PATH", options.db, "the store to use");
  globals.path("--config", "PATH", options.config, "the config file to use");
  globals.choice("--format", "FORMAT", options.format, "how to print");
  globals.flag("-q,--quiet", options.quiet, "print only ids");
  globals.flag("-n,--dry-run", options.dry_run, "say what would be done, and do nothing");
  globals.flag("-y,--yes", options.yes, "do it, although it needs a yes");
  globals.flag("--no-input", options.no_input, "never open an editor or read stdin");
  globals.option("--color", "WHEN", options.colour, "colour on a terminal");
  globals.last().choices = {"auto", "always", "never"};
  globals.option("--width", "N", options.width, "columns of text output, 0 for no limit");
  globals.choice("--bidi", "HOW", options.bidi, "set right-to-left text apart, for its order");
  globals.option("--tz", "ZONE", options.zone, "the time zone, such as Asia/Jerusalem");
  globals.option("--now", "TIME", options.now, "the present, for tests");
  globals.last().hidden = true;
  globals.flag("-h,--help", options.help, "this help");
  globals.last().ends_parsing = true;
  globals.flag("--version", options.version, "the version");
  globals.last().ends_parsing = true;
}

std::string text_of(const Answer& answer, const Style& style) {
  if (!answer.document.empty()) return answer.document;
  if (answer.text.empty()) return render(answer.report, Format::text, style);
  return style.isolate ? answer.text : without_isolates(answer.text);
}

Answer with_notices(Answer answer, const Context& context) {
  answer.notices.insert(answer.notices.begin(), context.notices.begin(), context.notices.end());
  return answer;
}

std::string said(std::string_view words) {
  return isolate(elide(escape(words), words_in_a_line));
}

std::string said(const Customer& customer) {
  return said(customer.name) + " (" + shown(customer.id) + ")";
}

std::string said(const Loop& loop) {
  return shown(loop.id) + " '" + said(loop.title) + "'";
}

std::string said(const Due& due, const Context& context) {
  std::string line = "due " + shown(due) + ", " + distance(context.today(), day_of(due));
  if (due.zone != context.zone().name()) line += " (" + due.zone + ")";
  return line;
}

std::string said(Instant instant, const Context& context) {
  return shown(instant, context.zone());
}

std::string on_if_typed(const std::optional<std::string>& typed, Instant at,
                        const Context& context) {
  return typed ? " on " + said(at, context) : "";
}

Report recorded(std::string_view command, const std::vector<NamedCell>& fields) {
  Section section{.key = "recorded", .layout = Section::Layout::fields};
  Row row;
  for (const NamedCell& field : fields) {
    section.columns.push_back({field.key, field.key});
    row.cells.push_back(field.cell);
  }
  section.rows.push_back(std::move(row));
  return {.name = std::string(command), .sections = {std::move(section)}};
}

std::vector<Matter> matters_owed(Context& context, Instant as_of, Instant until,
                                 const std::optional<Id>& of_customer) {
  Store& store = context.store();
  // The index tells what is owed by all events up to now; only a look back needs every record.
  const bool look_back = as_of < context.now();
  std::vector<Promise> owed_promises = of_customer ? promises_of(store, *of_customer)
                                       : look_back ? promises(store)
                                                   : promises_needing_attention(store, until);
  std::vector<Loop> owing_loops = look_back && of_customer ? loops_of(store, *of_customer)
                                  : look_back              ? loops(store)
                                  : of_customer            ? open_loops_of(store, *of_customer)
                                                           : loops_owing(store, until);
  std::vector<LoopStory> stories;
  for (Loop& owing : owing_loops) stories.push_back(story_of(store, std::move(owing)));
  return matters(owed_promises, stories, as_of, until);
}

LoopStory story_of(Store& store, Loop loop) {
  const Id id = loop.id;
  return {std::move(loop), entries_of_loop(store, id), promises_of_loop(store, id)};
}

Loop loop_of_customer(Context& context, const std::string& typed, Id of_customer) {
  Loop loop = context.loop_meant(typed);
  if (loop.customer == of_customer) {
    hold_to_unmerged(loop);
    return loop;
  }
  throw Error(Exit::usage,
              shown(loop.id) + " is not a loop of " + customer(context.store(), of_customer)->name,
              "kept card " + shown(of_customer) + " shows the customer's loops");
}

namespace {

Loop held_to_open(Loop loop) {
  if (loop.is_open()) return loop;
  throw Error(Exit::refused, shown(loop.id) + " is closed",
              "kept reopen-loop " + shown(loop.id) + " opens it again");
}

}  // namespace

Loop open_loop_meant(Context& context, const std::string& typed, Id of_customer) {
  return held_to_open(loop_of_customer(context, typed, of_customer));
}

Loop open_loop_meant(Context& context, const std::string& typed) {
  Loop loop = context.loop_meant(typed);
  hold_to_unmerged(loop);
  return held_to_open(std::move(loop));
}

void hold_to_unmerged(const Loop& loop) {
  if (!loop.merged_into) return;
  const std::string into = shown(*loop.merged_into);
  throw Error(Exit::refused, shown(loop.id) + " was merged into " + into, "write " + into);
}

Allowance answer_within(const Entry& entry, Context& context) {
  const Policy& policy = context.settings.config.policy;
  if (policy.answers.empty() || !entry.loop) return {.days = 1};
  Store& store = context.store();
  return answer_within(policy, customer(store, entry.customer).value(),
                       loop(store, *entry.loop).value());
}

void reopen_if_closed(Loop& loop, const Entry& entry, Context& context) {
  if (!reopens(entry, loop)) return;
  loop.closings.back().reopened = entry.happened;
  loop.closings.back().reopened_because = "the customer wrote again";
  put(context.store(), loop);
  context.notices.push_back(shown(loop.id) + " was closed and is open again");
}

std::optional<Loop> only_open_loop(Context& context, const Customer& customer,
                                   const std::string& otherwise) {
  std::vector<Loop> open = open_loops_of(context.store(), customer.id);
  if (open.empty()) return std::nullopt;
  if (open.size() == 1) return std::move(open.front());
  std::vector<std::string> lines;
  for (const Loop& loop : open) lines.push_back(shown(loop.id) + "  " + loop.title);
  refuse_ambiguous(customer.name + " has several open loops", lines,
                   "say which: --loop " + shown(open.front().id) + ", or " + otherwise);
}

void hold_to_format(const Context& context, Format format, bool offered,
                    std::string_view offering) {
  if (offered || context.settings.format != format) return;
  throw Error(Exit::usage, "--format " + in_quotes(name_of(format)) + " makes no sense for this",
              std::string(offering) + " has it");
}

std::optional<std::size_t> at_most_one(std::span<const Alternative> alternatives) {
  std::optional<std::size_t> chosen;
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    if (!alternatives[i].given) continue;
    if (chosen) {
      throw Error(Exit::usage, std::string(alternatives[*chosen].name) + " and " +
                                   std::string(alternatives[i].name) + " exclude each other");
    }
    chosen = i;
  }
  return chosen;
}

std::size_t exactly_one(std::span<const Alternative> alternatives) {
  if (const auto chosen = at_most_one(alternatives)) return *chosen;
  std::string names;
  for (const Alternative& alternative : alternatives) {
    names += (names.empty() ? "" : " or ") + std::string(alternative.name);
  }
  throw Error(Exit::usage, "it needs " + names);
}

void hold_to_rating(const std::optional<int>& rating) {
  if (!rating || (*rating >= 1 && *rating <= 5)) return;
  throw Error(Exit::usage, "--rating '" + std::to_string(*rating) + "' is not 1 to 5");
}

std::string line_of_text(std::string_view what, const std::string& typed) {
  std::string line = trimmed(typed);
  if (line.empty()) throw Error(Exit::usage, std::string(what) + " is empty");
  if (line.find('\n') != std::string::npos) {
    throw Error(Exit::usage, std::string(what) + " " + in_quotes(typed) + " has several lines",
                "write it on one line");
  }
  return line;
}

std::string line_or_nothing(std::string_view what, const std::string& typed) {
  return trimmed(typed).empty() ? std::string() : line_of_text(what, typed);
}

std::string tag_of(const std::string& typed) {
  std::string tag = line_of_text("--tag", typed);
  if (tag.find(',') == std::string::npos) return tag;
  throw Error(Exit::usage, "--tag " + in_quotes(typed) + " holds a comma",
              "write --tag once for each tag");
}

Instant happened_after(Context& context, const std::optional<std::string>& typed, Instant earliest,
                       const std::string& what, std::string_view name) {
  const Instant instant = context.happened(typed, name);
  if (instant < earliest) {
    throw Error(Exit::usage, std::string(name) + " " + said(instant, context) + " is before " +
                                 what + " (" + said(earliest, context) + ")");
  }
  return instant;
}

}  // namespace kept
