#include "kept/world.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>

#include "kept/error.hpp"
#include "kept/text.hpp"

namespace fs = std::filesystem;

namespace kept {

namespace {

/// A folder of the XDG base directory specification; a relative one is to be ignored, it says.
fs::path xdg_folder(const World& world, const std::string& variable, const char* below_home) {
  const auto set = world.variable(variable);
  if (set && fs::path(*set).is_absolute()) return fs::path(*set) / "kept";
  const auto home = world.variable("HOME");
  if (!home) return {};
  return fs::path(*home) / below_home / "kept";
}

Sourced<fs::path> config_file(const World& world, const GlobalOptions& options) {
  if (options.config) return {*options.config, "--config"};
  if (const auto set = world.variable("KEPT_CONFIG")) return {*set, "KEPT_CONFIG"};
  const fs::path folder = xdg_folder(world, "XDG_CONFIG_HOME", ".config");
  return {folder.empty() ? fs::path() : folder / "config.toml", "default"};
}

/// `~/` is the home folder.
fs::path with_home(const World& world, const std::string& path) {
  const auto home = world.variable("HOME");
  return path.starts_with("~/") && home ? fs::path(*home) / path.substr(2) : fs::path(path);
}

Config load_config(const World& world, const Sourced<fs::path>& file) {
  std::error_code ignored;
  if (file.from == "default" && !fs::exists(file.value, ignored)) return {};
  const auto open = [&](const std::string& path) {
    return read_file(file.value.parent_path() / with_home(world, path));
  };
  return read_config(read_file(file.value), file.value.string(), open);
}

/// A relative path would mean another store in every folder.
fs::path configured_store(const World& world, const Settings& settings) {
  const std::string& path = *settings.config.store;
  const fs::path file = with_home(world, path);
  if (file.is_absolute()) return file;
  throw Error(Exit::bad_store,
              settings.config_file.value.string() + ": store " + in_quotes(path) +
                  " is not an absolute path",
              "begin it with / or ~/");
}

Sourced<fs::path> store_file(const World& world, const GlobalOptions& options,
                             const Settings& settings) {
  if (options.db && options.db->empty()) throw Error(Exit::usage, "--db '' is not a path");
  if (options.db) return {*options.db, "--db"};
  if (const auto set = world.variable("KEPT_DB")) return {*set, "KEPT_DB"};
  if (settings.config.store) {
    return {configured_store(world, settings), settings.config_file.value.string()};
  }
  const fs::path folder = xdg_folder(world, "XDG_DATA_HOME", ".local/share");
  if (folder.empty()) {
    throw Error(Exit::no_input, "there is no HOME, so there is no place for the store",
                "name one with --db PATH or KEPT_DB");
  }
  return {folder / "kept.db", "default"};
}

/// TZ as POSIX has it may begin with a colon.
std::string zone_of_variable(std::string value) {
  if (value.starts_with(':')) value.erase(0, 1);
  return value;
}

Sourced<Zone> zone_of(const World& world, const GlobalOptions& options, Settings& settings) {
  if (options.zone) {
    if (auto zone = Zone::named(*options.zone)) return {*zone, "--tz"};
    throw Error(Exit::usage, "zone " + in_quotes(*options.zone) + " is not known",
                "write a name such as Asia/Jerusalem or UTC");
  }
  if (settings.config.zone) {
    // read_config() has refused an unknown one.
    return {Zone::named(*settings.config.zone).value(), settings.config_file.value.string()};
  }
  if (const auto set = world.variable("TZ")) {
    const std::string name = zone_of_variable(*set);
    if (auto zone = Zone::named(name)) return {*zone, "TZ"};
    settings.notices.push_back("the zone TZ=" + in_quotes(*set) +
                               " is not known: times are in UTC");
    return {Zone::utc(), "UTC"};
  }
  if (world.system_zone) {
    if (auto zone = Zone::named(*world.system_zone)) return {*zone, "system"};
  }
  settings.notices.push_back("no time zone is set: times are in UTC (set zone in the config)");
  return {Zone::utc(), "UTC"};
}

int width_of(const World& world, const GlobalOptions& options) {
  if (options.width) return *options.width;
  if (const auto columns = world.variable("COLUMNS")) {
    int width = 0;
    const auto [end, error] =
        std::from_chars(columns->data(), columns->data() + columns->size(), width);
    if (error == std::errc() && end == columns->data() + columns->size() && width > 0) return width;
  }
  if (world.out_is_terminal && world.terminal_width > 0) return world.terminal_width;
  return 80;
}

bool coloured(const World& world, const GlobalOptions& options) {
  const std::string wish = options.colour.value_or("auto");
  if (wish != "auto") return wish == "always";
  return world.out_is_terminal && !world.variable("NO_COLOR") && world.variable("TERM") != "dumb";
}

/// The console of Linux has no order of its own for right-to-left text, and draws a blank or a box
/// where an isolate stands.
bool isolating(const World& world, const GlobalOptions& options, const Config& config) {
  const Bidi wish = options.bidi.value_or(config.bidi.value_or(Bidi::automatic));
  if (wish != Bidi::automatic) return wish == Bidi::isolate;
  return !world.out_is_terminal || world.variable("TERM") != "linux";
}

Instant now_of(const World& world, const GlobalOptions& options, const Settings& settings) {
  if (!options.now) return world.now;
  const DateContext context{world.now, settings.zone.value, settings.week, DayOrder::unknown};
  const auto read = read_when(*options.now, context);
  if (const auto* problem = std::get_if<DateProblem>(&read)) {
    throw Error(Exit::usage, "--now " + in_quotes(*options.now) + " " + problem->reason,
                problem->hint);
  }
  return since_from(std::get<When>(read), context);
}

}  // namespace

std::optional<std::string> World::variable(const std::string& name) const {
  const auto found = environment.find(name);
  if (found == environment.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

DateContext Settings::dates(Instant from) const {
  return {from, zone.value, week, config.dates};
}

Settings settle(const World& world, const GlobalOptions& options) {
  const Sourced<fs::path> file = config_file(world, options);
  Config config = load_config(world, file);
  Settings settings{.store = {},
                    .config_file = file,
                    .backups = xdg_folder(world, "XDG_STATE_HOME", ".local/state"),
                    .config = std::move(config),
                    .zone = {Zone::utc(), "UTC"},
                    .week = {},
                    .now = world.now,
                    .style = {.zone = Zone::utc()},
                    .notices = {}};
  settings.store = store_file(world, options, settings);
  settings.zone = zone_of(world, options, settings);
  settings.week = week_of(settings.config, settings.zone.value.name());
  settings.now = now_of(world, options, settings);
  settings.format = options.format.value_or(Format::text);
  settings.style = {settings.zone.value, width_of(world, options), coloured(world, options),
                    isolating(world, options, settings.config), settings.now};
  settings.width_typed = options.width;
  settings.quiet = options.quiet;
  settings.dry_run = options.dry_run;
  settings.yes = options.yes;
  settings.no_input = options.no_input;
  return settings;
}

namespace {

/// Once, since a pipe can't be opened again.
std::ifstream opened(const fs::path& file) {
  std::error_code ignored;
  std::ifstream stream(file, std::ios::binary);
  if (stream && !fs::is_directory(file, ignored)) return stream;
  throw Error(Exit::no_input, "can't read the file " + in_quotes(file.string()),
              "check the path and its permissions");
}

}  // namespace

void check_readable(const fs::path& file) {
  opened(file);
}

std::string read_file(const fs::path& file) {
  std::ifstream stream = opened(file);
  // Not by an iterator, which throws what nobody expects where a disk fails.
  std::string content;
  std::array<char, 65536> piece;
  do {
    stream.read(piece.data(), piece.size());
    content.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
  } while (stream);
  if (stream.bad()) throw Error(Exit::no_input, "can't read the file " + in_quotes(file.string()));
  return content;
}

}  // namespace kept
