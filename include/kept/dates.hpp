#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "kept/business.hpp"

/// The words that people use for days and times, read: `tomorrow 14:30`, `+2bd`, `יום ה׳`. Pure
/// functions of what was typed and of a context: which moment is now, where, in which business
/// week.

namespace kept {

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

}  // namespace kept
