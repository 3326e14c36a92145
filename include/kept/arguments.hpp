#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kept/model.hpp"

namespace kept {

class Context;

/// One parameter of a command, as declared: what the parser takes and help prints.
struct Parameter {
  enum class Kind { positional, option, flag };

  Kind kind = Kind::option;
  std::vector<std::string> names;  ///< `-i`, `--in`; of a positional its one name, `CUSTOMER`
  /// `WHEN`; empty for a flag. CUSTOMER, LOOP, PROMISE, ENTRY, CHANGE and ID (of any record) are
  /// completed with what the store has.
  std::string value_name;
  std::string help;
  std::vector<std::string> choices;  ///< empty: any text
  bool required = false;
  bool repeatable = false;
  bool is_path = false;    ///< any bytes; everything else must be UTF-8
  bool is_closed = false;  ///< of a record: completion offers those that are closed
  bool hidden = false;
  bool stands_alone = false;  ///< where it is given, nothing else is required
  bool ends_parsing = false;  ///< `--help`: where it is there, nothing else is looked at
  std::function<void(const std::string&)> take;  ///< called once for each value; "" for a flag

  const std::string& longest_name() const;
};

/// A text that may be long: one argument, or a file, or stdin, or the editor. Nothing inside it is
/// parsed.
struct FreeText {
  std::string_view name = "TEXT";  ///< how the argument is typed, for errors
  std::optional<std::string> argument;
  std::optional<std::string> file;
  bool edit = false;
  /// What the editor begins with, where there is something to change.
  std::function<std::string(Context&)> present;
  std::optional<std::string> content;  ///< what was read, by gather()

  bool given() const { return argument || file || edit; }
};

/// A file that a command reads piece by piece, or `-` for stdin.
struct InputFile {
  std::string name;
  std::optional<std::string> content;  ///< all of stdin or of a pipe, by gather()

  /// For people.
  std::string shown_name() const { return name == "-" ? "stdin" : name; }
};

/// What a command takes: declared into it by the command that is used, and by no other. The
/// variables must outlive the parsing.
class Arguments {
 public:
  void required(std::string_view name, std::string& value, std::string_view help);
  void optional(std::string_view name, std::optional<std::string>& value, std::string_view help);

  /// `names` separated by commas: `-i,--in`.
  void flag(std::string_view names, bool& value, std::string_view help);
  void option(std::string_view names, std::string_view value_name,
              std::optional<std::string>& value, std::string_view help);
  void option(std::string_view names, std::string_view value_name, std::optional<int>& value,
              std::string_view help);
  void list(std::string_view names, std::string_view value_name, std::vector<std::string>& values,
            std::string_view help);
  void path(std::string_view names, std::string_view value_name, std::optional<std::string>& value,
            std::string_view help);
  /// The positional TEXT, with -F/--file and --edit.
  void free_text(FreeText& text, std::string_view help);
  /// The positional FILE.
  void input_file(InputFile& file, std::string_view help);
  /// An option instead of it: where it is given, nothing else is required.
  void input_option(std::string_view names, InputFile& file, std::string_view help);
  std::span<InputFile* const> files() const { return input_files; }
  /// `--text` instead of a positional, where it replaces another text.
  void new_text(FreeText& text);
  std::span<FreeText* const> texts() const { return free_texts; }

  template <class Choice>
  void choice(std::string_view names, std::string_view value_name, std::optional<Choice>& value,
              std::string_view help) {
    Parameter& parameter = add(Parameter::Kind::option, names, value_name, help);
    for (std::string_view name : Names<Choice>::all) parameter.choices.emplace_back(name);
    parameter.take = [&value](const std::string& typed) { value = read_choice<Choice>(typed); };
  }

  /// A flag with which the command only tells what it knows without a store.
  void flag_without_store(std::string_view names, bool& value, std::string_view help) {
    flag(names, value, help);
    without_store = &value;
  }
  /// The same of a file that was declared.
  void needs_no_store_with(const InputFile& file) { file_without_store = &file; }
  bool needs_no_store() const {
    return (without_store != nullptr && *without_store) ||
           (file_without_store != nullptr && !file_without_store->name.empty());
  }

  /// The parameter that was declared last.
  Parameter& last() { return parameters.back(); }
  std::span<const Parameter> all() const { return parameters; }

 private:
  Parameter& add(Parameter::Kind kind, std::string_view names, std::string_view value_name,
                 std::string_view help);
  void text_sources(FreeText& text);
  std::vector<Parameter> parameters;
  std::vector<FreeText*> free_texts;
  std::vector<InputFile*> input_files;
  const bool* without_store = nullptr;
  const InputFile* file_without_store = nullptr;
};

/// Reads what was typed after the command's name, giving each value to its parameter. `globals` are
/// the options that every command takes. Throws Error (2) for an unknown option (naming the
/// nearest), a missing or surplus argument, an option given twice, a value that is missing, not
/// UTF-8, not a number or not one of the choices.
void parse(const Arguments& arguments, const Arguments& globals,
           std::span<const std::string> typed);

/// `promise [OPTION]... CUSTOMER [TEXT]`
std::string usage(std::string_view command, const Arguments& arguments);
/// What a parameter is for, with its choices and whether it may be repeated.
std::string described(const Parameter& parameter);
/// A line or more for each parameter, aligned, at most 80 columns wide.
std::string parameter_help(const Arguments& arguments);

}  // namespace kept
