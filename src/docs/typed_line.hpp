#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "kept/command.hpp"

namespace kept {

/// A command line that somebody is typing: what has been said so far, and what may stand where the
/// cursor is. Nothing in it is ever refused.
class TypedLine {
 public:
  /// `before` are the words before the one that is being typed, without the name of the program.
  TypedLine(std::span<const std::string> before, const std::string& current);
  TypedLine(const TypedLine&) = delete;
  TypedLine& operator=(const TypedLine&) = delete;

  enum class Place { command, option, value, nothing };
  Place place() const { return found_place; }

  /// What was typed of a command, an option or a value; and what stands before it in the same word,
  /// such as `--loop=`.
  const std::string& typed() const { return current_text; }
  const std::string& stem() const { return current_stem; }

  /// Whose value is typed. Only for a value.
  const Parameter& parameter() const { return *current_parameter; }
  /// The parameters that may still be given as options.
  std::vector<const Parameter*> options() const;

  /// Those that were typed before.
  const GlobalOptions& globals() const { return global_values; }
  /// The customer who was named before, if there was one.
  const std::optional<std::string>& customer() const { return named_customer; }

 private:
  void take_word(const std::string& word);
  void take_option(const std::string& word);
  void take_short_options(const std::string& word);
  void take_positional(const std::string& word);
  void take_value(const Parameter& parameter, const std::string& value);
  void look_at(const std::string& word);
  void look_at_option(const std::string& word);
  const Parameter* option_named(std::string_view name) const;
  const Parameter* next_positional() const;

  Arguments global_arguments;
  Arguments arguments;
  Run carry_out;  ///< owns what `arguments` writes to
  const Command* command = nullptr;
  GlobalOptions global_values;
  std::set<const Parameter*> given;
  std::size_t positionals = 0;
  const Parameter* pending = nullptr;  ///< an option whose value comes next
  bool only_positionals = false;       ///< behind `--`
  bool asks_for_help = false;          ///< `kept help COMMAND`
  bool unknown_command = false;        ///< nothing behind it can be known
  std::optional<std::string> named_customer;

  Place found_place = Place::nothing;
  const Parameter* current_parameter = nullptr;
  std::string current_text;
  std::string current_stem;
};

/// What a value is, by its declaration: `CUSTOMER`, `LOOP`, `FILE`.
std::string_view value_name(const Parameter& parameter);

}  // namespace kept
