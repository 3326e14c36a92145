#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

/// Instants, days, zones and due times, and how they are written. Everything here is a pure
/// function of its arguments: the clock and the zone are always passed in.

namespace kept {

/// When something happened: UTC, to the second.
using Instant = std::chrono::sys_seconds;
/// A day of the local calendar.
using Day = std::chrono::local_days;
/// A minute of the local clock, in some zone.
using Minute = std::chrono::local_time<std::chrono::minutes>;

/// A time zone of the IANA database. A cheap value; copies share one immutable table.
///
/// Abseil reads the table. Not Hinnant's date (it is wrong about Jerusalem after 2037 and reads
/// every zone at first use), not ICU (31 MB), not POSIX (it picks one of two times silently).
class Zone {
 public:
  static Zone utc();

  /// The zone called `name` ("Asia/Jerusalem", "UTC"). None where there is no such zone, where the
  /// name is no plain zone name (empty, absolute, with '..'), or where no zone database is
  /// installed.
  static std::optional<Zone> named(std::string_view name);

  const std::string& name() const;

  std::chrono::local_seconds local(Instant instant) const;
  std::chrono::seconds offset(Instant instant) const;
  Day day(Instant instant) const { return std::chrono::floor<std::chrono::days>(local(instant)); }

  struct Reading {
    enum class Kind { unique, skipped, repeated } kind;
    /// The instant; the first of two for a repeated time; for a skipped time, the instant at which
    /// the clock jumped over it.
    Instant instant;
  };
  Reading read(std::chrono::local_seconds local_time) const;

  /// The first instant of a day, also where midnight is skipped.
  Instant start_of(Day day) const;

 private:
  struct Table;
  explicit Zone(std::shared_ptr<const Table> loaded) : table(std::move(loaded)) {}
  std::shared_ptr<const Table> table;
};

/// What was agreed as a due time: a whole local day, or one local minute.
using Meant = std::variant<Day, Minute>;

/// A due time, fixed when it is set: what was meant, in which zone, and the first instant that is
/// too late. `late_from` is the start of the next day for a day, of the next minute for a minute
/// (14:31 for 14:30). A later change of zone rules or of the config moves none of it.
struct Due {
  Meant meant;
  std::string zone;
  Instant late_from;

  bool operator==(const Due&) const = default;
};

/// The day on which it is due, in its own zone.
inline Day day_of(const Due& due) {
  return std::visit([](auto meant) { return std::chrono::floor<std::chrono::days>(meant); },
                    due.meant);
}

/// The one test of punctuality: in time means before `late_from`.
inline bool in_time(Instant happened, const Due& due) {
  return happened < due.late_from;
}

// ---- writing ---------------------------------------------------------------------------------

std::string iso(Day day);                            ///< 2026-03-26
std::string iso(Instant instant, const Zone& zone);  ///< 2026-03-26T14:30:05+02:00
/// The same with a fraction, where there is one: 2026-03-26T14:30:05.007+02:00.
std::string iso(Instant instant, int thousandth, const Zone& zone);
/// 2026-03-26, or 2026-03-26T14:30+02:00 with the offset that held in the due's own zone when it
/// was set.
std::string iso(const Due& due);
std::string shown(Day day);                            ///< Thu 2026-03-26
std::string shown(Instant instant, const Zone& zone);  ///< Thu 2026-03-26 14:30
std::string shown(const Due& due);  ///< Thu 2026-03-26, end of day | Thu 2026-03-26 14:30

/// `in 3 days`, `tomorrow`, `today`, `yesterday`, `3 days ago`: by calendar days.
std::string distance(Day from, Day to);
/// A span, not negative, in its largest fitting unit, rounded down: `45 s`, `12 min`, `5 h` (below
/// 48 h), `3 days`.
std::string span(std::chrono::seconds length);

/// What was meant, as the store keeps it: `2026-03-26` or `2026-03-26T14:30`; and back, none where
/// the text is neither.
std::string stored(const Meant& meant);
std::optional<Meant> read_stored_meant(std::string_view text);

}  // namespace kept
