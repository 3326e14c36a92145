#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kept/model.hpp"
#include "kept/time.hpp"

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
};

/// Reads a config file's text. Throws Error (78) with `file`, line and column for what is not TOML,
/// an unknown key (naming the nearest), a value of the wrong type, an unknown choice or zone.
Config read_config(std::string_view toml, const std::string& file);

}  // namespace kept
