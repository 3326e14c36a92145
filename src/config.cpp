#include "kept/config.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "config/value.hpp"
#include "kept/error.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

using config_file::Value;

void take_zone(Config& config, const Value& value) {
  config.zone = value.text();
  if (!Zone::named(*config.zone)) {
    value.refuse_text(*config.zone, "is not known", "write a name such as \"Asia/Jerusalem\"");
  }
}

void take_dates(Config& config, const Value& value) {
  const std::string text = value.text();
  if (text == "day-first") {
    config.dates = DayOrder::day_first;
  } else if (text == "month-first") {
    config.dates = DayOrder::month_first;
  } else {
    value.refuse("dates = " + in_quotes(text) + " is not known",
                 "write \"day-first\" or \"month-first\"");
  }
}

void take_log(Config& config, const Value& value) {
  const std::string text = value.text();
  config.log = read_choice<Direction>(text);
  if (!config.log) {
    value.refuse("log = " + in_quotes(text) + " is not known",
                 "write \"in\", \"out\", \"talk\" or \"note\"");
  }
}

void take_bidi(Config& config, const Value& value) {
  const std::string text = value.text();
  config.bidi = read_choice<Bidi>(text);
  if (!config.bidi) {
    value.refuse("bidi = " + in_quotes(text) + " is not known",
                 "write \"auto\", \"isolate\" or \"off\"");
  }
}

void take(Config& config, std::string_view key, const Value& value, const OpenBeside& open) {
  using namespace config_file;
  if (key == "zone") return take_zone(config, value);
  if (key == "dates") return take_dates(config, value);
  if (key == "log") return take_log(config, value);
  if (key == "store") return void(config.store = value.text());
  if (key == "bidi") return take_bidi(config, value);
  if (key == "week-starts") return take_week_starts(config, value);
  if (key == "hours") return take_hours(config, value);
  if (key == "holidays") return take_holidays(config, value, open);
  if (key == "answers") return take_answers(config, value);
  if (key == "escalation") return take_escalation(config, value);
  if (key == "confirm-after") return take_confirm_after(config, value);
  if (key == "days-ahead") return void(config.policy.days_ahead = value.number(0, 366));
  if (key == "busy-day") return void(config.policy.busy_day = value.number(1, 1000));
  if (key == "low-kept-rate") return void(config.policy.low_kept_rate = value.number(0, 100));
  if (key == "promise-within") return take_promise_within(config, value);
  if (key == "backup-keep") return void(config.backup_keep = value.number(1, 1000));
  if (key == "backup-before-import") {
    return void(config.backup_before_import = value.number(0, 1'000'000));
  }
  if (key == "plans") return take_plans(config, value);
  if (key == "mail") return take_mail(config, value);
}

void refuse_unknown_keys(const toml::table& table, const std::string& file) {
  std::vector<std::string> known;
  for (const ConfigKey& key : config_keys) known.emplace_back(key.name);
  for (const Member& member : members_of(table)) {
    if (std::find(known.begin(), known.end(), member.key) == known.end()) {
      config_file::refuse_unknown(file, member, known);
    }
  }
}

/// In the order of the keys, not of the file: due times are read in the order that `dates` says.
Config config_of(const toml::table& table, const std::string& file, const OpenBeside& open) {
  refuse_unknown_keys(table, file);
  Config config;
  for (const ConfigKey& key : config_keys) {
    const toml::node* node = table.get(key.name);
    if (!node) continue;
    config.given.emplace_back(key.name);
    take(config, key.name, Value(*node, file, std::string(key.name)), open);
  }
  return config;
}

}  // namespace

bool Config::sets(std::string_view key) const {
  return std::find(given.begin(), given.end(), key) != given.end();
}

BusinessWeek week_of(const Config& config, std::string_view zone_name) {
  BusinessWeek week = default_week(zone_name);
  if (config.hours) {
    week.open = *config.hours;
    week.first_day = default_week(config.zone.value_or(std::string(zone_name))).first_day;
  }
  week.first_day = config.week_starts.value_or(week.first_day);
  week.holidays = config.holidays;
  week.yearly = config.yearly;
  return week;
}

Config read_config(std::string_view toml, const std::string& file, const OpenBeside& open) {
  try {
    return config_of(toml::parse(toml, file), file, open);
  } catch (const toml::parse_error& error) {
    config_file::refuse_at(file, error.source().begin,
                           "not TOML: " + std::string(error.description()), "");
  }
}

}  // namespace kept
