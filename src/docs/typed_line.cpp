#include "docs/typed_line.hpp"

#include <algorithm>

#include "kept/cli.hpp"

namespace kept {

namespace {

const Command* command_called(const std::string& name) {
  for (const Command* command : commands()) {
    if (command->name == name) return command;
  }
  return nullptr;
}

/// `- first point` and `-5%` are texts.
bool is_option(const std::string& word) {
  if (word.starts_with("--")) return true;
  return word.size() > 1 && word[0] == '-' &&
         ((word[1] >= 'a' && word[1] <= 'z') || (word[1] >= 'A' && word[1] <= 'Z'));
}

}  // namespace

std::string_view value_name(const Parameter& parameter) {
  return parameter.kind == Parameter::Kind::positional ? parameter.names.front()
                                                       : parameter.value_name;
}

TypedLine::TypedLine(std::span<const std::string> before, const std::string& current) {
  declare_globals(global_arguments, global_values);
  for (const std::string& word : before) take_word(word);
  look_at(current);
}

std::vector<const Parameter*> TypedLine::options() const {
  std::vector<const Parameter*> all;
  for (const auto parameters : {arguments.all(), global_arguments.all()}) {
    for (const Parameter& each : parameters) {
      if (each.kind == Parameter::Kind::positional || each.hidden) continue;
      if (each.repeatable || !given.contains(&each)) all.push_back(&each);
    }
  }
  return all;
}

const Parameter* TypedLine::option_named(std::string_view name) const {
  for (const auto parameters : {arguments.all(), global_arguments.all()}) {
    for (const Parameter& each : parameters) {
      if (each.kind == Parameter::Kind::positional) continue;
      if (std::find(each.names.begin(), each.names.end(), name) != each.names.end()) return &each;
    }
  }
  return nullptr;
}

const Parameter* TypedLine::next_positional() const {
  std::size_t left = positionals;
  for (const Parameter& each : arguments.all()) {
    if (each.kind == Parameter::Kind::positional && left-- == 0) return &each;
  }
  return nullptr;
}

// ---- what was typed before -------------------------------------------------------------------

void TypedLine::take_word(const std::string& word) {
  if (pending != nullptr) {
    take_value(*std::exchange(pending, nullptr), word);
  } else if (word == "--") {
    only_positionals = true;
  } else if (!only_positionals && is_option(word)) {
    take_option(word);
  } else {
    take_positional(word);
  }
}

void TypedLine::take_option(const std::string& word) {
  if (!word.starts_with("--")) return take_short_options(word);
  const std::size_t equals = word.find('=');
  const Parameter* const option = option_named(std::string_view(word).substr(0, equals));
  if (option == nullptr) return;
  given.insert(option);
  if (option->kind == Parameter::Kind::flag) return;
  if (equals == std::string::npos) {
    pending = option;
  } else {
    take_value(*option, word.substr(equals + 1));
  }
}

/// `-nq`, or `-F notes.txt`, or `-Fnotes.txt`.
void TypedLine::take_short_options(const std::string& word) {
  for (std::size_t i = 1; i < word.size(); ++i) {
    const Parameter* const option = option_named(std::string("-") + word[i]);
    if (option == nullptr) return;
    given.insert(option);
    if (option->kind == Parameter::Kind::flag) continue;
    if (i + 1 == word.size()) {
      pending = option;
    } else {
      take_value(*option, word.substr(i + 1));
    }
    return;
  }
}

void TypedLine::take_positional(const std::string& word) {
  if (command == nullptr) {
    if (word == "help" && !asks_for_help) {
      asks_for_help = true;
      return;
    }
    command = command_called(word);
    unknown_command = command == nullptr;
    if (command != nullptr && !asks_for_help) carry_out = command->declare(arguments);
    return;
  }
  const Parameter* const positional = next_positional();
  ++positionals;
  if (positional != nullptr) take_value(*positional, word);
}

void TypedLine::take_value(const Parameter& parameter, const std::string& value) {
  if (value_name(parameter) == "CUSTOMER") named_customer = value;
  for (const Parameter& global : global_arguments.all()) {
    if (&global != &parameter) continue;
    try {
      global.take(value);
    } catch (const Error&) {
      // Whether it can be read is a matter for the run.
    }
  }
}

// ---- what is typed now -----------------------------------------------------------------------

void TypedLine::look_at(const std::string& word) {
  current_text = word;
  if (pending != nullptr) {
    found_place = Place::value;
    current_parameter = pending;
  } else if (!only_positionals && word.starts_with('-')) {
    look_at_option(word);
  } else if (command == nullptr) {
    found_place = only_positionals || unknown_command ? Place::nothing : Place::command;
  } else if (const Parameter* const positional = next_positional()) {
    found_place = Place::value;
    current_parameter = positional;
  }
}

void TypedLine::look_at_option(const std::string& word) {
  found_place = Place::option;
  const bool is_long = word.starts_with("--");
  const std::size_t name_ends = is_long ? word.find('=') : 2;
  if (name_ends >= word.size()) return;
  const Parameter* const option = option_named(std::string_view(word).substr(0, name_ends));
  if (option == nullptr || option->kind == Parameter::Kind::flag) return;
  found_place = Place::value;
  current_parameter = option;
  current_stem = word.substr(0, name_ends + (is_long ? 1 : 0));
  current_text = word.substr(current_stem.size());
}

}  // namespace kept
