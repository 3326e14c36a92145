#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "kept/config.hpp"
#include "kept/dates.hpp"
#include "kept/render.hpp"

namespace kept {

/// How a shell command ended: its exit status, or the signal that ended it, and what it wrote to
/// stdout and stderr.
struct ShellEnd {
  int status = 0;
  int signal = 0;
  std::string words;
};

/// All that a run knows of the process around it: read once by main() and passed down, so that a
/// run has one 'now' and a test can be any user in any place at any time.
struct World {
  /// Writes an answer to stdout, all of it. Answers 0 or the errno of the failure.
  std::function<int(std::string_view)> print;
  /// Writes to stderr; what can't be written there is lost.
  std::function<void(std::string_view)> complain;
  /// All of stdin.
  std::function<std::string()> read_input;
  /// Whether the run was asked to end (SIGINT, SIGTERM). From the first call on, such a signal ends
  /// the process no more, except the second one.
  std::function<bool()> interrupted;
  /// How long the run has lasted: for progress only.
  std::function<std::chrono::milliseconds()> elapsed;
  /// Lets the user edit a text in $VISUAL or $EDITOR. Throws Error where that fails.
  std::function<std::string(std::string_view)> edit;
  /// Runs a command of /bin/sh to its end, with this text as its stdin, whether it reads it or not.
  /// Throws Error (1) where no process can be started.
  std::function<ShellEnd(const std::string& command, std::string_view input)> run_shell;

  /// Shows a text in a pager, a command of the shell, and waits until it is left. Where there is no
  /// such command the text is printed. Answers as print().
  std::function<int(const std::string& pager, std::string_view text)> page;

  Instant now;
  std::map<std::string, std::string> environment;
  std::optional<std::string> system_zone;  ///< what /etc says, if anything
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int terminal_width = 0;   ///< 0: unknown
  int terminal_height = 0;  ///< the same

  /// A variable that is set and not empty.
  std::optional<std::string> variable(const std::string& name) const;
};

/// A setting, and where it came from: `--db`, `KEPT_DB`, `config`, `default` ...
template <class T>
struct Sourced {
  T value;
  std::string from;
};

/// The global options as they were typed.
struct GlobalOptions {
  std::optional<std::string> db;
  std::optional<std::string> config;
  std::optional<Format> format;
  std::optional<std::string> colour;  ///< auto, always, never
  std::optional<int> width;
  std::optional<Bidi> bidi;
  std::optional<std::string> zone;
  std::optional<std::string> now;
  bool quiet = false;
  bool dry_run = false;
  bool yes = false;
  bool no_input = false;
  bool help = false;
  bool version = false;
};

/// What a run goes by, after options, environment, config file and defaults were heard, in this
/// order.
struct Settings {
  Sourced<std::filesystem::path> store;
  Sourced<std::filesystem::path> config_file;
  std::filesystem::path backups;
  Config config;
  Sourced<Zone> zone;
  BusinessWeek week;  ///< the config's, in any zone; where it sets none, the zone's
  Instant now;
  Format format = Format::text;
  Style style;
  std::optional<int> width_typed;  ///< --width, for what is not printed here
  bool quiet = false;
  bool dry_run = false;
  bool yes = false;
  bool no_input = false;
  /// What the user is told on stderr before anything else, such as an unknown zone of the system.
  std::vector<std::string> notices;

  DateContext dates(Instant from) const;
};

/// Throws Error: 2 for an unreadable option, 66 for a config file that was named or a calendar of
/// holidays, and can't be read, 78 for what is in them. Never creates a file.
Settings settle(const World& world, const GlobalOptions& options);

/// A whole file. Throws Error (66) naming it.
std::string read_file(const std::filesystem::path& file);
/// Throws the same Error where read_file() would.
void check_readable(const std::filesystem::path& file);

}  // namespace kept
