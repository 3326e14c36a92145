#include "config/value.hpp"

#include <sstream>

#include "kept/error.hpp"
#include "kept/text.hpp"

namespace kept::config_file {

void refuse_at(const std::string& file, const toml::source_position& position,
               const std::string& what, const std::string& hint) {
  throw Error(Exit::bad_store,
              file + ":" + std::to_string(position.line) + ":" + std::to_string(position.column) +
                  ": " + what,
              hint);
}

void refuse_unknown(const std::string& file, const Member& member,
                    std::span<const std::string> known) {
  std::string all;
  for (const std::string& key : known) all += (all.empty() ? "" : ", ") + key;
  const auto near = nearest(member.key, known);
  refuse_at(file, member.key_source.begin, "unknown key " + in_quotes(member.key),
            near ? "did you mean '" + *near + "'?" : "known are: " + all);
}

std::string Value::place() const {
  const toml::source_position& begin = node->source().begin;
  return *file + ":" + std::to_string(begin.line) + ":" + std::to_string(begin.column) + ": ";
}

void Value::refuse(const std::string& what, const std::string& hint) const {
  refuse_at(*file, node->source().begin, what, hint);
}

void Value::refuse_text(const std::string& text, const std::string& reason,
                        const std::string& hint) const {
  refuse(name + " " + in_quotes(text) + " " + reason, hint);
}

std::string Value::text() const {
  if (const auto* text = node->as_string()) return text->get();
  refuse(in_quotes(name) + " is not a text", "put it in double quotes");
}

std::string Value::line() const {
  const std::string line = trimmed(text());
  if (line.empty()) refuse(in_quotes(name) + " is empty", "fill it, or leave it out");
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
  if (std::any_of(line.begin(), line.end(), is_control)) {
    refuse(in_quotes(name) + " is more than one line", "write it on one line");
  }
  return line;
}

namespace {

std::string example_of(std::string_view name) {
  const auto key = std::find_if(config_keys.begin(), config_keys.end(),
                                [&](const ConfigKey& each) { return each.name == name; });
  return key == config_keys.end() ? "" : std::string(key->example);
}

}  // namespace

int Value::number(int least, int most) const {
  const auto* number = node->as_integer();
  if (number && number->get() >= least && number->get() <= most) {
    return static_cast<int>(number->get());
  }
  refuse(in_quotes(name) + " is not a number from " + std::to_string(least) + " to " +
             std::to_string(most),
         "write " + name + " = " + example_of(name));
}

bool Value::truth() const {
  if (const auto* value = node->as_boolean()) return value->get();
  refuse(in_quotes(name) + " is neither true nor false", "write true or false, without quotes");
}

std::string Value::text_or_date() const {
  const auto* date = node->as_date();
  if (!date) return text();
  std::ostringstream written;
  written << date->get();
  return written.str();
}

std::vector<Value> Value::items(const std::string& example) const {
  const auto* array = node->as_array();
  if (!array) refuse(in_quotes(name) + " is not a list", "write " + example);
  std::vector<Value> all;
  for (const toml::node& item : *array) all.emplace_back(item, *file, name);
  return all;
}

const toml::table& Value::table(const std::string& example) const {
  if (const auto* table = node->as_table()) return *table;
  refuse(in_quotes(name) + " is not a table", "write " + example);
}

void Value::take_members(std::span<const Key> keys, const std::string& example) const {
  for (const Member& member : members_of(table(example))) {
    const auto key = std::find_if(keys.begin(), keys.end(),
                                  [&](const Key& each) { return each.name == member.key; });
    if (key == keys.end()) {
      std::vector<std::string> known;
      for (const Key& each : keys) known.emplace_back(each.name);
      refuse_unknown(*file, member, known);
    }
    key->take(Value(*member.node, *file, member.key));
  }
}

std::vector<std::pair<std::string, Value>> Value::named(const std::string& example) const {
  std::vector<std::pair<std::string, Value>> all;
  for (const Member& member : members_of(table(example))) {
    all.emplace_back(member.key, Value(*member.node, *file, member.key));
  }
  return all;
}

}  // namespace kept::config_file
