#include "kept/config.hpp"

#include <array>
#include <string>
#include <vector>

#include "exchange/toml.hpp"
#include "kept/error.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

std::vector<std::string> keys() {
  std::vector<std::string> all;
  for (const ConfigKey& key : config_keys) all.emplace_back(key.name);
  return all;
}

std::string list_of_keys() {
  std::string all;
  for (const ConfigKey& key : config_keys) all += (all.empty() ? "" : ", ") + std::string(key.name);
  return all;
}

std::string place(const std::string& file, const toml::source_region& source) {
  return file + ":" + std::to_string(source.begin.line) + ":" +
         std::to_string(source.begin.column) + ": ";
}

[[noreturn]] void refuse(const std::string& file, const toml::source_region& source,
                         const std::string& what, const std::string& hint) {
  throw Error(Exit::bad_store, place(file, source) + what, hint);
}

std::string text_of(const toml::node& node, const std::string& file, std::string_view key) {
  if (const auto* text = node.as_string()) return text->get();
  refuse(file, node.source(), "'" + std::string(key) + "' is not a text",
         "put it in double quotes");
}

DayOrder order_of(const toml::node& node, const std::string& file) {
  const std::string text = text_of(node, file, "dates");
  if (text == "day-first") return DayOrder::day_first;
  if (text == "month-first") return DayOrder::month_first;
  refuse(file, node.source(), "dates = " + in_quotes(text) + " is not known",
         "write \"day-first\" or \"month-first\"");
}

Direction direction_of(const toml::node& node, const std::string& file) {
  const std::string text = text_of(node, file, "log");
  if (const auto direction = read_choice<Direction>(text)) return *direction;
  refuse(file, node.source(), "log = " + in_quotes(text) + " is not known",
         "write \"in\", \"out\", \"talk\" or \"note\"");
}

std::string zone_of(const toml::node& node, const std::string& file) {
  std::string name = text_of(node, file, "zone");
  if (Zone::named(name)) return name;
  refuse(file, node.source(), "zone " + in_quotes(name) + " is not known",
         "write a name such as \"Asia/Jerusalem\"");
}

void take(Config& config, std::string_view key, const toml::node& node,
          const toml::source_region& key_source, const std::string& file) {
  if (key == "zone") {
    config.zone = zone_of(node, file);
  } else if (key == "dates") {
    config.dates = order_of(node, file);
  } else if (key == "log") {
    config.log = direction_of(node, file);
  } else if (key == "store") {
    config.store = text_of(node, file, key);
  } else {
    const auto near = nearest(key, keys());
    refuse(file, key_source, "unknown key " + in_quotes(key),
           near ? "did you mean '" + *near + "'?" : "known are: " + list_of_keys());
  }
}

}  // namespace

Config read_config(std::string_view toml, const std::string& file) {
  Config config;
  try {
    const toml::table table = toml::parse(toml, file);
    for (const auto& [key, node] : table) take(config, key.str(), node, key.source(), file);
  } catch (const toml::parse_error& error) {
    refuse(file, error.source(), "not TOML: " + std::string(error.description()), "");
  }
  return config;
}

}  // namespace kept
