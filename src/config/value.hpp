#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/toml_members.hpp"
#include "kept/config.hpp"

namespace kept::config_file {

/// A value of the config file, and how errors call it. Whatever it is asked for and is not, it
/// refuses: Error (78) with its place.
class Value {
 public:
  Value(const toml::node& node_of_file, const std::string& name_of_file, std::string name_of_value)
      : node(&node_of_file), file(&name_of_file), name(std::move(name_of_value)) {}

  /// `what` is whole.
  [[noreturn]] void refuse(const std::string& what, const std::string& hint) const;
  /// `key 'text' is ...`
  [[noreturn]] void refuse_text(const std::string& text, const std::string& reason,
                                const std::string& hint) const;

  std::string text() const;
  std::string line() const;               ///< a text of one line, trimmed and not empty
  int number(int least, int most) const;  ///< of a key of config_keys
  bool truth() const;
  /// A date without quotes is a text, too: as it is written.
  std::string text_or_date() const;

  bool is_table() const { return node->is_table(); }
  /// Of an array; `example` says in the hint how one is written.
  std::vector<Value> items(const std::string& example) const;
  /// Hands each member to the taker of its key, in the order of the file; unknown keys are refused.
  using Taker = std::function<void(const Value&)>;
  struct Key {
    std::string_view name;
    Taker take;
  };
  void take_members(std::span<const Key> keys, const std::string& example) const;
  /// The members of a table of names, in the order of the file.
  std::vector<std::pair<std::string, Value>> named(const std::string& example) const;

  Value called_as(std::string other) const { return {*node, *file, std::move(other)}; }
  /// `file:line:column: `
  std::string place() const;

 private:
  const toml::table& table(const std::string& example) const;

  const toml::node* node;
  const std::string* file;
  std::string name;
};

[[noreturn]] void refuse_at(const std::string& file, const toml::source_position& position,
                            const std::string& what, const std::string& hint);
[[noreturn]] void refuse_unknown(const std::string& file, const Member& member,
                                 std::span<const std::string> known);

void take_hours(Config& config, const Value& value);
void take_week_starts(Config& config, const Value& value);
void take_holidays(Config& config, const Value& value, const OpenBeside& open);

void take_answers(Config& config, const Value& value);
void take_escalation(Config& config, const Value& value);
void take_confirm_after(Config& config, const Value& value);
void take_promise_within(Config& config, const Value& value);
void take_plans(Config& config, const Value& value);
void take_mail(Config& config, const Value& value);

/// A due time that counts from when it is used: `+2bd`, never `2026-03-26`.
std::string relative_due(const Value& value, DayOrder order);

}  // namespace kept::config_file
