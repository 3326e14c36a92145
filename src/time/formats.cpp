#include "absl/time/time.h"
#include "kept/dates.hpp"

namespace kept {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::local_seconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::year_month_day;

namespace {

/// Whether a strptime format has one of these conversions.
bool converts(std::string_view format, std::string_view conversions) {
  for (std::size_t i = 0; i + 1 < format.size(); ++i) {
    if (format[i] != '%') continue;
    ++i;
    while (i + 1 < format.size() &&
           std::string_view("EO*0123456789").find(format[i]) != std::string_view::npos) {
      ++i;
    }
    if (conversions.find(format[i]) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

std::variant<When, DateProblem> read_formatted(std::string_view typed, const std::string& format,
                                               const Zone& zone) {
  const std::string input(typed);
  absl::Time read;
  std::string error;
  if (!absl::ParseTime(format, input, absl::UTCTimeZone(), &read, &error)) {
    return DateProblem{"is not a date of the form '" + format + "'", ""};
  }
  const Instant utc = Instant(seconds(absl::ToUnixSeconds(read)));
  const local_seconds clock{utc.time_since_epoch()};
  const auto year = year_month_day(floor<days>(clock)).year();
  if (year < std::chrono::year{1970} || year > std::chrono::year{9999}) {
    return DateProblem{"is not in the years 1970 to 9999", ""};
  }
  if (converts(format, "zsZ")) return When{utc};
  if (!converts(format, "HIkMSTRXcr")) return When{floor<days>(clock)};
  const Zone::Reading reading = zone.read(clock);
  if (reading.kind == Zone::Reading::Kind::skipped) {
    return DateProblem{"does not exist: the clock is set forward then", ""};
  }
  const bool repeated = reading.kind == Zone::Reading::Kind::repeated;
  if (clock == floor<minutes>(clock)) return When{floor<minutes>(clock), repeated};
  return When{reading.instant, repeated};
}

}  // namespace kept
