#include "kept/cli.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <system_error>

#include "kept/command.hpp"
#include "kept/docs.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

constexpr std::string_view version = KEPT_VERSION;

constexpr std::array<std::string_view, 6> titles{"The main job", "Every day",     "Customers",
                                                 "Loops",        "Look and mend", "Data"};

std::string overview(const Arguments& globals) {
  std::string text =
      "kept - keep your word: who the customers are, what was promised by when,\n"
      "and which loops are still open\n\n"
      "usage: kept COMMAND [ARGUMENT]... [OPTION]...\n"
      "       kept COMMAND --help\n";
  for (std::size_t group = 0; group < titles.size(); ++group) {
    std::string lines;
    for (const Command* command : commands()) {
      if (static_cast<std::size_t>(command->group) != group) continue;
      std::string name(command->name);
      name.resize(18, ' ');
      lines += "  " + name + std::string(command->summary) + "\n";
    }
    if (!lines.empty()) text += "\n" + std::string(titles[group]) + "\n" + lines;
  }
  return text + "\nOptions of every command\n" + parameter_help(globals);
}

std::string help(const Command& command, const Arguments& arguments) {
  std::string text =
      "kept " + std::string(command.name) + " - " + std::string(command.summary) + "\n\n";
  text += std::string(command.examples) + "\n";
  text += "usage: " + usage(command.name, arguments) + parameter_help(arguments);
  if (!command.details.empty()) text += "\n" + std::string(command.details);
  return text +
         "\nEvery command also takes --db, --config, --format, -q, -n, -y, --no-input,\n"
         "--color, --width, --bidi and --tz: see kept --help.\n";
}

void complain(const World& world, const std::string& text) {
  world.complain(escape(text, Lines::keep) + "\n");
}

/// Only what leaves the store for good needs ids that are unique in the world.
std::string name_for(Format format, Store& store) {
  return format == Format::ics || format == Format::vcf ? own_source(store) : "";
}

/// Opens the store as the command needs it, runs it in one transaction, and commits.
Answer carried_out(const Command& command, Access access, const Run& carry_out, const World& world,
                   const Settings& settings) {
  if (access == Access::none) {
    Context context(world, settings, nullptr);
    return with_notices(carry_out(context), context);
  }
  const std::filesystem::path& file = settings.store.value;
  const auto clock = [&settings](Instant asked, Instant answered) {
    const DateContext dates = settings.dates(settings.now);
    return business_time_between(asked, answered, dates.zone, dates.week);
  };
  const auto open = [&] {
    std::error_code ignored;
    if (access == Access::read) {
      return Store::open_to_read(file, settings.backups, settings.now, clock);
    }
    if (settings.dry_run && !std::filesystem::exists(file, ignored)) return Store::in_memory(clock);
    return Store::open_to_write(file, settings.backups, settings.now, clock);
  };
  Store store = open();
  Context context(world, settings, &store);
  Answer answer = with_notices(carry_out(context), context);
  answer.report.store = name_for(settings.format, store);
  if (access == Access::read) return answer;
  const bool changed = answer.already_recorded ||
                       record(store, settings.now, command.name, answer.summary).has_value();
  if (!changed) answer.notices.emplace_back("unchanged: nothing was recorded");
  if (settings.dry_run) {
    answer.notices.emplace_back("dry run: nothing was recorded");
  } else if (changed) {
    store.commit();
  }
  if (answer.after_commit && !settings.dry_run) answer.after_commit();
  return answer;
}

std::string printed(const Answer& answer, const Settings& settings) {
  if (!answer.document.empty()) return answer.document;
  if (settings.quiet) {
    std::string lines;
    for (const Id id : answer.ids) lines += shown(id) + "\n";
    return lines;
  }
  if (settings.format == Format::text) return text_of(answer, settings.style);
  return render(answer.report, settings.format, settings.style);
}

/// As git finds it: the first of these that is set, be it empty, else less, where there is one.
std::string pager_of(const World& world) {
  for (const char* name : {"KEPT_PAGER", "PAGER"}) {
    const auto set = world.environment.find(name);
    if (set != world.environment.end()) return set->second;
  }
  return "if command -v less >/dev/null; then exec less; else exec cat; fi";
}

/// Without the colours, which are the only ESC in what is printed, and take no columns.
std::string uncoloured(std::string_view line) {
  std::string text;
  for (std::size_t escape = line.find('\x1b'); escape != line.npos; escape = line.find('\x1b')) {
    text += line.substr(0, escape);
    line.remove_prefix(std::min(line.find('m', escape), line.size() - 1) + 1);
  }
  return text.append(line);
}

/// Whether a terminal has rows for it, and one more for the prompt; long lines take several.
bool fits(std::string_view text, const World& world) {
  if (world.terminal_height <= 0) return true;
  const int columns = std::max(world.terminal_width, 1);
  int rows = 0;
  while (!text.empty() && rows < world.terminal_height) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const int width = display_width(uncoloured(text.substr(0, end)));
    rows += std::max((width + columns - 1) / columns, 1);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return rows < world.terminal_height;
}

/// Prints what people read: in a pager, where it is longer than the terminal is high.
int show(const std::string& text, const World& world) {
  if (!world.out_is_terminal || fits(text, world)) return world.print(text);
  const std::string pager = pager_of(world);
  return pager.empty() || pager == "cat" ? world.print(text) : world.page(pager, text);
}

/// Nobody turns pages of ids, of what a program reads, or where nothing may wait for a key.
bool is_for_reading(const Answer& answer, const Settings& settings) {
  return settings.format == Format::text && answer.document.empty() && !settings.quiet &&
         !settings.no_input;
}

/// The first of many: an import or a batch may have thousands.
std::string listed(std::span<const Id> ids) {
  constexpr std::size_t most = 10;
  std::string all;
  for (const Id id : ids.first(std::min(ids.size(), most))) {
    all += (all.empty() ? "" : ", ") + shown(id);
  }
  if (ids.size() > most) all += " and " + std::to_string(ids.size() - most) + " more";
  return all;
}

/// Prints after the commit. A reader that went away is no failure: it has what it wanted.
Exit print(Access access, const Answer& answer, const World& world, const Settings& settings) {
  for (const std::string& notice : answer.notices) complain(world, "kept: " + notice);
  const bool is_delivered = answer.deliver && !settings.dry_run;
  if (is_delivered) answer.deliver();
  const std::string text = is_delivered ? "" : printed(answer, settings);
  if (text.empty()) {
    if (world.err_is_terminal && !answer.when_empty.empty() && !settings.quiet) {
      complain(world, answer.when_empty);
    }
    return answer.status;
  }
  const int failure = is_for_reading(answer, settings) ? show(text, world) : world.print(text);
  if (failure == 0 || failure == EPIPE) return answer.status;
  const std::string why = std::generic_category().message(failure);
  if (access != Access::write || settings.dry_run) {
    throw Error(Exit::unprinted, "the answer could not be printed: " + why);
  }
  throw Error(Exit::unprinted,
              (answer.ids.empty() ? "the change" : listed(answer.ids)) +
                  " was recorded, and could not be printed: " + why,
              "don't run the command again; kept history shows what it did");
}

Exit print_help(const World& world, const std::string& text) {
  const int failure = show(text, world);
  if (failure == 0 || failure == EPIPE) return Exit::done;
  throw Error(Exit::unprinted,
              "the answer could not be printed: " + std::generic_category().message(failure));
}

/// `kept help promise` is `kept promise --help`.
std::vector<std::string> without_help_word(std::span<const std::string> typed) {
  std::vector<std::string> words(typed.begin(), typed.end());
  if (!words.empty() && words.front() == "help") {
    words.erase(words.begin());
    words.emplace_back("--help");
  }
  return words;
}

/// Before anything is done, since a writing command prints after its commit.
void hold_to_formats(const Command& command, Format format) {
  if (command.formats.offer(format)) return;
  std::string offering;
  for (const Command* each : commands()) {
    if (!each->formats.offer(format)) continue;
    offering += (offering.empty() ? "" : ", ") + std::string(each->name);
  }
  throw Error(Exit::usage, "--format " + in_quotes(name_of(format)) + " is not of this command",
              "it is of " + offering);
}

/// `name` is set as soon as it is known, for the error's first line.
Exit execute(std::span<const std::string> typed, const World& world, std::string& name) {
  GlobalOptions options;
  Arguments globals;
  declare_globals(globals, options);
  std::vector<std::string> words = without_help_word(typed);
  const auto position = position_of_command(words, globals);
  if (!position) {
    parse(Arguments(), globals, words);
    if (options.version) return print_help(world, "kept " + std::string(version) + "\n");
    return print_help(world, overview(globals));
  }
  const Command& command = command_named(words[*position]);
  name = command.name;
  words.erase(words.begin() + static_cast<std::ptrdiff_t>(*position));
  Arguments arguments;
  const Run carry_out = command.declare(arguments);
  parse(arguments, globals, words);
  if (options.help) return print_help(world, help(command, arguments));
  if (options.version) return print_help(world, "kept " + std::string(version) + "\n");
  const Settings settings = settle(world, options);
  hold_to_formats(command, settings.format);
  for (const std::string& notice : settings.notices) complain(world, "kept: " + notice);
  for (FreeText* text : arguments.texts()) gather(*text, world, settings);
  for (InputFile* file : arguments.files()) gather(*file, world, settings);
  const Access access = arguments.needs_no_store() ? Access::none : command.access;
  const Answer answer = carried_out(command, access, carry_out, world, settings);
  return print(access, answer, world, settings);
}

/// Somebody is typing: what fails is silent.
std::string completed(std::span<const std::string> typed, const World& world) {
  try {
    return completions(typed, world);
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace

std::span<const std::string_view> group_titles() {
  return titles;
}

std::optional<std::size_t> position_of_command(std::span<const std::string> typed,
                                               const Arguments& globals) {
  const auto takes_value = [&globals](const std::string& word) {
    return std::any_of(globals.all().begin(), globals.all().end(), [&word](const Parameter& p) {
      return p.kind == Parameter::Kind::option &&
             std::find(p.names.begin(), p.names.end(), word) != p.names.end();
    });
  };
  for (std::size_t i = 0; i < typed.size(); ++i) {
    if (typed[i] == "--") return std::nullopt;
    if (!typed[i].starts_with('-')) return i;
    if (takes_value(typed[i])) ++i;
  }
  return std::nullopt;
}

int run(std::span<const std::string> arguments, const World& world) {
  std::string name;
  if (!arguments.empty() && arguments.front() == "__complete") {
    world.print(completed(arguments.subspan(1), world));
    return static_cast<int>(Exit::done);
  }
  const auto failed = [&](const std::string& what, const std::string& hint) {
    complain(world, "kept: " + (name.empty() ? "" : name + ": ") + what);
    if (!hint.empty()) complain(world, "  hint: " + hint);
  };
  try {
    return static_cast<int>(execute(arguments, world, name));
  } catch (const Error& error) {
    failed(error.what(), error.hint);
    return static_cast<int>(error.status);
  } catch (const std::filesystem::filesystem_error& error) {
    failed("can't use " + in_quotes(error.path1().string()) + ": " + error.code().message(), "");
  } catch (const std::bad_alloc&) {
    failed("out of memory", "");
  } catch (const std::exception& error) {
    failed("internal error: " + std::string(error.what()), "");
  }
  return static_cast<int>(Exit::failure);
}

}  // namespace kept
