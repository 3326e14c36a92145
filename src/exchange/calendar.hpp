#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kept/time.hpp"

namespace kept {

/// The days off of an iCalendar file (RFC 5545): its events that last whole days and are not
/// cancelled. One that comes back every year without end is a day of every year; one with an end or
/// with exceptions is the days themselves, an endless one for a hundred years. Events with a time
/// of day are none.
struct Calendar {
  std::vector<Day> days;                       ///< in any order, perhaps twice
  std::vector<std::chrono::month_day> yearly;  ///< the same
  /// Which repetitions are not understood: of such an event only the first time is taken.
  std::vector<std::string> notices;
};

/// Any bytes may come in. Throws Error (78) with `file`, and with a line where there is one, for
/// what is no calendar, ends too early, or has days that can't be read or more than 100,000 of
/// them.
Calendar read_calendar(std::string_view text, const std::string& file);

}  // namespace kept
