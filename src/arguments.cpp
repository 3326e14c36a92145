#include "kept/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "kept/error.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

constexpr std::size_t help_indent = 30;
constexpr std::size_t help_width = 80;

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(separator, start), text.size());
    parts.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string all;
  for (const std::string& part : parts) {
    if (!all.empty()) all += between;
    all += part;
  }
  return all;
}

/// A parameter and what the parser collected for it.
struct Slot {
  const Parameter* parameter;
  std::vector<std::string> values;
};

void declare(CLI::App& app, Slot& slot) {
  const auto collect = [&slot](const CLI::results_t& results) {
    slot.values = results;
    return true;
  };
  const std::string names = joined(slot.parameter->names, ",");
  if (slot.parameter->kind == Parameter::Kind::flag) {
    app.add_flag_callback(names, [&slot] { slot.values.assign(1, ""); })->disable_flag_override();
    return;
  }
  // allow_extra_args(false): an option takes exactly the next word, however often it is repeated,
  // and a value like [a,b] is a text.
  app.add_option(names, collect, "", false)
      ->type_size(1)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

std::vector<std::string> option_names(std::span<const Slot> slots) {
  std::vector<std::string> names;
  for (const Slot& slot : slots) {
    if (slot.parameter->hidden || slot.parameter->kind == Parameter::Kind::positional) continue;
    for (const std::string& name : slot.parameter->names) {
      if (name.size() > 2) names.push_back(name);
    }
  }
  return names;
}

bool is_option(const std::string& word, std::span<const Slot> slots) {
  return std::any_of(slots.begin(), slots.end(), [&word](const Slot& slot) {
    const std::vector<std::string>& names = slot.parameter->names;
    return std::find(names.begin(), names.end(), word) != names.end();
  });
}

[[noreturn]] void refuse_surplus(const std::string& surplus, std::span<const Slot> slots) {
  if (surplus.size() > 1 && surplus[0] == '-') {
    const std::string name = surplus.substr(0, surplus.find('='));
    if (is_option(name, slots)) {
      throw Error(Exit::usage, "after '--' there are no options: " + in_quotes(surplus),
                  "write it before the '--'");
    }
    const auto near = nearest(name, option_names(slots));
    throw Error(Exit::usage, "unknown option " + in_quotes(surplus),
                near ? "did you mean '" + *near + "'?"
                     : "a text that begins with '-' goes after '--', at the end");
  }
  const std::vector<std::string> names = option_names(slots);
  const bool customer_is_option =
      std::find(names.begin(), names.end(), "--customer") != names.end();
  throw Error(Exit::usage, "surplus argument " + in_quotes(surplus),
              customer_is_option ? "a customer is named with --customer"
                                 : "a text of several words is one argument: put it in quotes");
}

/// No name would mean that none was named.
void name_file(InputFile& file, const std::string& typed) {
  if (typed.empty()) throw Error(Exit::usage, "the name of the file is empty");
  file.name = typed;
}

void hold_to_choices(const Parameter& parameter, const std::string& value) {
  if (parameter.choices.empty()) return;
  if (std::find(parameter.choices.begin(), parameter.choices.end(), value) !=
      parameter.choices.end()) {
    return;
  }
  const auto near = nearest(value, parameter.choices);
  throw Error(Exit::usage,
              parameter.longest_name() + " " + in_quotes(value) + " is not one of the choices",
              near ? "did you mean '" + *near + "'?" : "write " + joined(parameter.choices, ", "));
}

void deliver(const Slot& slot, bool is_complete = true) {
  const Parameter& parameter = *slot.parameter;
  if (slot.values.empty() && parameter.required && !is_complete) {
    throw Error(Exit::usage, "missing argument " + parameter.longest_name(), parameter.help);
  }
  if (slot.values.size() > 1 && !parameter.repeatable) {
    throw Error(Exit::usage, "option " + parameter.longest_name() + " was given twice");
  }
  for (const std::string& value : slot.values) {
    if (!parameter.is_path && !is_utf8(value)) {
      throw Error(Exit::usage, parameter.longest_name() + " " + in_quotes(value) + " is not UTF-8",
                  "set the terminal or the script to UTF-8");
    }
    hold_to_choices(parameter, value);
    parameter.take(value);
  }
}

/// As a word of its own: `-hello` is a text without quotes, not a call for help.
bool is_typed(const Parameter& parameter, std::span<const std::string> typed) {
  return std::any_of(typed.begin(), typed.end(), [&parameter](const std::string& word) {
    return std::find(parameter.names.begin(), parameter.names.end(), word) != parameter.names.end();
  });
}

/// A flag with a value; else an option without one, which is the last word, as CLI11 takes every
/// other option's next word.
[[noreturn]] void refuse_syntax(const CLI::ParseError& error, std::span<const std::string> typed,
                                std::span<const Slot> slots) {
  for (const std::string& word : typed) {
    const std::string name = word.substr(0, word.find('='));
    for (const Slot& slot : slots) {
      if (name == word || slot.parameter->kind != Parameter::Kind::flag) continue;
      if (is_typed(*slot.parameter, std::span(&name, 1))) {
        throw Error(Exit::usage, "option " + name + " takes no value");
      }
    }
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr && !typed.empty()) {
    throw Error(Exit::usage, "option " + in_quotes(typed.back()) + " needs a value");
  }
  throw Error(Exit::usage, "can't read the arguments: " + std::string(error.what()));
}

/// What is typed on the left, what it is for on the right, wrapped.
std::string help_lines(const std::string& left, const std::string& help) {
  std::string lines = "  " + left;
  std::size_t column = lines.size();
  if (column + 2 > help_indent) {
    lines += '\n';
    column = 0;
  }
  lines.append(help_indent - column, ' ');
  column = help_indent;
  for (const std::string& word : split(help, ' ')) {
    if (column > help_indent && column + 1 + word.size() > help_width) {
      lines += '\n' + std::string(help_indent, ' ');
      column = help_indent;
    } else if (column > help_indent) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += word.size();
  }
  return lines + '\n';
}

std::string left_side(const Parameter& parameter) {
  std::string left = parameter.kind == Parameter::Kind::positional ? parameter.names.front() : "";
  if (left.empty()) {
    // A long name without a short one stands under the other long names.
    left = parameter.names.front().size() > 2 ? "    " : "";
    left += joined(parameter.names, ", ");
  }
  return parameter.value_name.empty() ? left : left + ' ' + parameter.value_name;
}

}  // namespace

const std::string& Parameter::longest_name() const {
  return *std::max_element(names.begin(), names.end(), [](const auto& left, const auto& right) {
    return left.size() < right.size();
  });
}

Parameter& Arguments::add(Parameter::Kind kind, std::string_view names, std::string_view value_name,
                          std::string_view help) {
  Parameter& parameter = parameters.emplace_back();
  parameter.kind = kind;
  parameter.names = split(names, ',');
  parameter.value_name = value_name;
  parameter.help = help;
  return parameter;
}

void Arguments::required(std::string_view name, std::string& value, std::string_view help) {
  Parameter& parameter = add(Parameter::Kind::positional, name, "", help);
  parameter.required = true;
  parameter.take = [&value](const std::string& typed) { value = typed; };
}

void Arguments::optional(std::string_view name, std::optional<std::string>& value,
                         std::string_view help) {
  add(Parameter::Kind::positional, name, "", help).take = [&value](const std::string& typed) {
    value = typed;
  };
}

void Arguments::flag(std::string_view names, bool& value, std::string_view help) {
  add(Parameter::Kind::flag, names, "", help).take = [&value](const std::string&) { value = true; };
}

void Arguments::option(std::string_view names, std::string_view value_name,
                       std::optional<std::string>& value, std::string_view help) {
  add(Parameter::Kind::option, names, value_name, help).take = [&value](const std::string& typed) {
    value = typed;
  };
}

void Arguments::option(std::string_view names, std::string_view value_name,
                       std::optional<int>& value, std::string_view help) {
  Parameter& parameter = add(Parameter::Kind::option, names, value_name, help);
  parameter.take = [&value, name = parameter.longest_name()](const std::string& typed) {
    int number = 0;
    const char* const end = typed.data() + typed.size();
    const auto [stop, error] = std::from_chars(typed.data(), end, number);
    if (error != std::errc() || stop != end || number < 0) {
      throw Error(Exit::usage, name + " " + in_quotes(typed) + " is not a number",
                  "write a whole number, 0 or more");
    }
    value = number;
  };
}

void Arguments::list(std::string_view names, std::string_view value_name,
                     std::vector<std::string>& values, std::string_view help) {
  Parameter& parameter = add(Parameter::Kind::option, names, value_name, help);
  parameter.repeatable = true;
  parameter.take = [&values](const std::string& typed) { values.push_back(typed); };
}

void Arguments::path(std::string_view names, std::string_view value_name,
                     std::optional<std::string>& value, std::string_view help) {
  option(names, value_name, value, help);
  last().is_path = true;
}

void Arguments::free_text(FreeText& text, std::string_view help) {
  optional("TEXT", text.argument, help);
  text_sources(text);
}

void Arguments::input_file(InputFile& file, std::string_view help) {
  required("FILE", file.name, help);
  last().is_path = true;
  last().take = [&file](const std::string& typed) { name_file(file, typed); };
  input_files.push_back(&file);
}

void Arguments::input_option(std::string_view names, InputFile& file, std::string_view help) {
  Parameter& parameter = add(Parameter::Kind::option, names, "FILE", help);
  parameter.is_path = true;
  parameter.stands_alone = true;
  parameter.take = [&file](const std::string& typed) { name_file(file, typed); };
  input_files.push_back(&file);
}

void Arguments::refused(const Parameter& parameter, std::string_view why, std::string_view hint) {
  Parameter& refused = parameters.emplace_back(parameter);
  refused.choices.clear();
  refused.ends_parsing = false;
  refused.take = [name = parameter.longest_name(), why = std::string(why),
                  hint = std::string(hint)](const std::string&) {
    throw Error(Exit::usage, name + " " + why, hint);
  };
}

void Arguments::new_text(FreeText& text) {
  text.name = "--text";
  option("--text", "TEXT", text.argument, "the new text");
  text_sources(text);
}

void Arguments::text_sources(FreeText& text) {
  path("-F,--file", "FILE", text.file, "read the text from a file, or from stdin with -");
  flag("--edit", text.edit, "write the text in $VISUAL or $EDITOR");
  free_texts.push_back(&text);
}

struct Parser::Syntax {
  std::vector<Slot> slots;
  CLI::App app;

  Syntax(const Arguments& arguments, const Arguments& globals)
      : slots(arguments.all().size() + globals.all().size()) {
    fill(arguments, globals);
    app.set_help_flag();
    app.allow_extras();
    for (Slot& slot : slots) declare(app, slot);
  }

  void fill(const Arguments& arguments, const Arguments& globals) {
    auto slot = slots.begin();
    for (const Parameter& parameter : arguments.all()) *slot++ = {&parameter, {}};
    for (const Parameter& parameter : globals.all()) *slot++ = {&parameter, {}};
  }
};

Parser::Parser(const Arguments& arguments, const Arguments& globals)
    : syntax(std::make_unique<Syntax>(arguments, globals)) {}

Parser::~Parser() = default;

void Parser::parse(const Arguments& arguments, const Arguments& globals,
                   std::span<const std::string> typed) {
  syntax->fill(arguments, globals);
  std::vector<Slot>& slots = syntax->slots;
  CLI::App& app = syntax->app;
  try {
    // CLI11 takes the words from the back.
    app.parse(std::vector<std::string>(typed.rbegin(), typed.rend()));
  } catch (const CLI::ParseError& error) {
    refuse_syntax(error, typed, slots);
  }
  for (const Slot& slot : slots) {
    const bool is_meant = slot.parameter->ends_parsing && !slot.values.empty();
    if (is_meant && is_typed(*slot.parameter, typed)) return deliver(slot);
  }
  std::vector<std::string> surplus = app.remaining();
  const auto option = std::find_if(surplus.begin(), surplus.end(), [](const std::string& word) {
    return word.starts_with('-') && word != "--";
  });
  if (option != surplus.end()) refuse_surplus(*option, slots);
  std::erase(surplus, "--");
  if (!surplus.empty()) refuse_surplus(surplus.front(), slots);
  const bool is_complete = std::any_of(slots.begin(), slots.end(), [](const Slot& slot) {
    return slot.parameter->stands_alone && !slot.values.empty();
  });
  for (const Slot& slot : slots) deliver(slot, is_complete);
}

void parse(const Arguments& arguments, const Arguments& globals,
           std::span<const std::string> typed) {
  Parser(arguments, globals).parse(arguments, globals, typed);
}

std::string usage(std::string_view command, const Arguments& arguments) {
  std::string line = "kept " + std::string(command);
  for (const Parameter& parameter : arguments.all()) {
    if (parameter.kind != Parameter::Kind::positional) continue;
    const std::string& name = parameter.names.front();
    line += parameter.required ? " " + name : " [" + name + "]";
  }
  return line + " [OPTION]...\n";
}

std::string described(const Parameter& parameter) {
  std::string right = parameter.help;
  if (!parameter.choices.empty()) right += ": " + joined(parameter.choices, ", ");
  if (parameter.repeatable) right += " (may be repeated)";
  return right;
}

std::string parameter_help(const Arguments& arguments) {
  std::string lines;
  for (const Parameter& parameter : arguments.all()) {
    if (!parameter.hidden) lines += help_lines(left_side(parameter), described(parameter));
  }
  return lines;
}

}  // namespace kept
