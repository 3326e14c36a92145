#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "kept/dates.hpp"
#include "kept/model.hpp"
#include "kept/policy.hpp"

namespace kept {

/// What the config file sets. Nothing in it is needed for a first run.
///
///     zone  = "Asia/Jerusalem"
///     dates = "day-first"          # what 26/3 means; or "month-first"
///     log   = "talk"               # what `log` records without -i, -o, -t or --note
///     store = "/home/me/kept.db"
struct Config {
  std::optional<std::string> zone;
  DayOrder dates = DayOrder::unknown;
  std::optional<Direction> log;
  std::optional<std::string> store;
  Policy policy;
};

/// A key of the config file: one table for its reader and for kept-config(5).
struct ConfigKey {
  std::string_view name;
  std::string_view example;  ///< as it is written in the file
  std::string_view help;
};
inline constexpr std::array config_keys{
    ConfigKey{
        "zone", "\"Asia/Jerusalem\"",
        "The time zone: a name of the IANA database. It comes before TZ, since cron has no TZ "
        "of yours; --tz comes before both. Without it TZ is heard, then the system's zone, "
        "then UTC is taken, with a notice. In a zone of Israel the business week is Sunday to "
        "Thursday, elsewhere Monday to Friday, from 09:00 to 18:00."},
    ConfigKey{
        "dates", "\"day-first\"",
        "What 26/3 means: \"day-first\" or \"month-first\". Without it such a date is refused, "
        "never guessed."},
    ConfigKey{
        "log", "\"talk\"",
        "What kept log records where none of -i, -o, -t and --note is given: \"in\", \"out\", "
        "\"talk\" or \"note\". Without it one of them is needed."},
    ConfigKey{
        "store", "\"~/work/kept.db\"",
        "The file that holds the records. It begins with / or ~/; KEPT_DB and --db come before "
        "it."},
};

/// Reads a config file's text. Throws Error (78) with `file`, line and column for what is not TOML,
/// an unknown key (naming the nearest), a value of the wrong type, an unknown choice or zone.
Config read_config(std::string_view toml, const std::string& file);

}  // namespace kept
