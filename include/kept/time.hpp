#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// Instants, days, zones, business weeks, and the words that people use for them. Everything here
/// is a pure function of its arguments: the clock and the zone are always passed in.

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

/// Business hours. Ranges are minutes from midnight, [from, to), sorted and disjoint, indexed by
/// std::chrono::weekday::c_encoding() (Sunday is 0).
struct BusinessWeek {
  struct Range {
    std::chrono::minutes from;
    std::chrono::minutes to;
  };
  std::array<std::vector<Range>, 7> open;
  std::chrono::weekday first_day;
  std::vector<Day> holidays;  ///< sorted

  bool works_on(Day day) const;
};

/// Sunday to Thursday where the zone is Israel's, else Monday to Friday; 09:00 to 18:00.
BusinessWeek default_week(std::string_view zone_name);

/// The n-th business day after `day`; n >= 1. `day` itself never counts. Where no business day
/// comes within 366 days (a week without hours, a run of holidays), the next calendar day counts as
/// one.
Day business_day_after(Day day, int n, const BusinessWeek& week);

/// `from`, if that is in business hours, else the start of the next range; `from` too where no
/// range comes within 366 days.
Instant next_business_moment(Instant from, const Zone& zone, const BusinessWeek& week);

/// The first instant at which an answer to something asked at `asked` is late: the same local time
/// `business_days` business days after the next business moment, then on to a business moment.
/// Sunday 14:00 -> Monday 14:00; Friday night -> Sunday 09:00 -> Monday 09:00 (Sunday-Thursday).
Instant answer_late_from(Instant asked, int business_days, const Zone& zone,
                         const BusinessWeek& week);

// ---- reading what was typed ------------------------------------------------------------------

/// Which number of `26/3` is the day. Unknown until the config says it: never a guess.
enum class DayOrder { unknown, day_first, month_first };

/// What relative words count from, and what they are read in.
struct DateContext {
  Instant now;
  Zone zone;
  BusinessWeek week;
  DayOrder order = DayOrder::unknown;
  /// `26/3` is the last such day, not the next: what is asked for has happened.
  bool past = false;
};

/// What an expression means.
struct When {
  /// A Day for `tomorrow` or `+2bd`, a Minute for `14:30`, an Instant for `72h`, `now` or a time
  /// with seconds or an offset.
  std::variant<Day, Minute, Instant> meant;
  /// A local time that comes twice: the first is meant, and the user is told.
  bool repeated = false;
};

/// Why an expression can't be read: `reason` continues "due time '31/2' " ("is not a date"), `hint`
/// says what to write instead.
struct DateProblem {
  std::string reason;
  std::string hint;
};

/// Reads `2026-03-26`, `2026-03-26 14:30` (or with T, seconds, Z or +02:00), `14:30`, `9am`,
/// `noon`, `now`, `today`, `tomorrow 14:30`, `yesterday`, `thursday`, `next thursday`, `last
/// thursday`, `72h`, `90m`, `+3d`, `-3d`, `+2w`, `1mo`, `in 3 days`, `3 days ago`, `+2bd`, `2
/// business days`, `eod`, `eow`, `eom`, their Hebrew words, and `26/3`, `26/3/2027`, `26.3` where
/// the order is known (without a year: the next such day, or the last one
/// where the context says `past`; today counts). Letters in any case,
/// niqqud and kinds of geresh ignored. A weekday is the next one, never today. A month later is the
/// same day of the month, or its last. `eow` is the week's last business day, the next week's once
/// that has passed; in a week without hours, its last day. Refused, with the reason: trailing
/// rubbish, days that don't exist, local times that the clock skips, years outside 1970-9999,
/// business days backwards. Never throws; any bytes may come in.
std::variant<When, DateProblem> read_when(std::string_view typed, const DateContext& context);

/// Reads a text by a format of strptime(3), with %Ez for an offset such as +02:00: a Day where the
/// format has no hour, an Instant where it has an offset or there are seconds, else a Minute.
/// Problems as of read_when().
std::variant<When, DateProblem> read_formatted(std::string_view typed, const std::string& format,
                                               const Zone& zone);

/// As a due time. An instant becomes the minute that holds it, in a repeated hour too; a minute
/// that comes twice is the first.
Due due_from(const When& when, const Zone& zone);

/// As the time of an event or the end of a period (`--at`, `--told-at`, `--as-of`, `--until`): a
/// day alone is now if it is today, else its last second.
Instant at_from(const When& when, const DateContext& context);

/// As the start of a period (`--since`): a day alone is its first second.
Instant since_from(const When& when, const DateContext& context);

// ---- writing ---------------------------------------------------------------------------------

std::string iso(Day day);                            ///< 2026-03-26
std::string iso(Instant instant, const Zone& zone);  ///< 2026-03-26T14:30:05+02:00
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
