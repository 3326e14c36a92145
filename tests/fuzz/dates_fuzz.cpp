#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "kept/dates.hpp"
#include "require.hpp"

// Whatever is typed as a date is refused with a reason, or means something that can be stored,
// written and read back.

namespace {

using namespace kept;

/// Monday 2026-03-23, 10:00:15 in Jerusalem.
DateContext fixed_context() {
  const Zone zone = Zone::named("Asia/Jerusalem").value_or(Zone::utc());
  return {Instant(std::chrono::seconds(1774252815)), zone, default_week("Asia/Jerusalem"),
          DayOrder::day_first};
}

void check(const When& when, const DateContext& context) {
  const Due due = due_from(when, context.zone);
  const Instant at = at_from(when, context);
  require(in_time(at, due));
  require(since_from(when, context) <= at);
  require(read_stored_meant(stored(due.meant)) == due.meant);
  require(!shown(due).empty() && !iso(due).empty());

  const auto read_back = read_when(iso(at, context.zone), context);
  require(std::holds_alternative<When>(read_back));
  require(at_from(std::get<When>(read_back), context) == at);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const DateContext context = fixed_context();
  const std::string_view typed(reinterpret_cast<const char*>(bytes), size);
  const auto read = read_when(typed, context);
  if (const auto* problem = std::get_if<DateProblem>(&read)) {
    require(!problem->reason.empty() && !problem->hint.empty());
  } else {
    check(std::get<When>(read), context);
  }
  return 0;
}
