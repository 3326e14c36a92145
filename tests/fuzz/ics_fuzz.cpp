#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "exchange/calendar.hpp"
#include "kept/error.hpp"
#include "kept/text.hpp"
#include "require.hpp"

// Whatever stands in an iCalendar file is refused with a hint, or is so many days that exist.

namespace {

using namespace kept;

void check(const Calendar& calendar) {
  require(calendar.days.size() <= 100'366);
  for (const std::chrono::month_day day : calendar.yearly) require(day.ok());
  for (const std::string& notice : calendar.notices) {
    require(is_utf8(notice) && notice.starts_with("'holidays.ics'"));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  try {
    check(read_calendar({reinterpret_cast<const char*>(bytes), size}, "holidays.ics"));
  } catch (const Error& error) {
    require(error.status == Exit::bad_store && !error.hint.empty());
    const std::string_view message = error.what();
    require(is_utf8(message) && message.starts_with("'holidays.ics' "));
  }
  return 0;
}
