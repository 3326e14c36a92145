#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "kept/business.hpp"
#include "require.hpp"

// Whatever is typed as a length of business time is none, or one that is shown in words that mean
// the same, and ends so much business time later.

namespace {

using namespace kept;

/// `4 business hours` is what is shown; what is typed are `4 hours`, since all of them are.
std::string as_typed(Allowance allowance) {
  std::string words = shown(allowance);
  const std::string business = " business";
  if (allowance.days == 0) words.erase(words.find(business), business.size());
  return words;
}

void check_end(Allowance allowance) {
  static const Zone zone = Zone::named("Asia/Jerusalem").value_or(Zone::utc());
  static const BusinessWeek week = default_week("Asia/Jerusalem");
  constexpr Instant asked{std::chrono::seconds(1774252815)};  // Monday 2026-03-23, 10:00:15
  constexpr int far = 400;                                    // days; beyond, it is only slow
  if (allowance.days > far || allowance.time > std::chrono::hours(far)) return;
  const Instant ends = allowance_ends(asked, allowance, zone, week);
  require(ends > asked);
  require(next_business_moment(ends, zone, week) == ends);
  if (allowance.days == 0) {
    require(business_time_between(asked, ends, zone, week) == allowance.time);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = read_allowance({reinterpret_cast<const char*>(data), size});
  if (!read) return 0;
  constexpr int ten_years = 3653;
  require((read->days > 0) != (read->time > std::chrono::minutes(0)));
  require(read->days <= ten_years && read->time <= std::chrono::hours(24) * ten_years);
  require(read_allowance(as_typed(*read)) == read);
  check_end(*read);
  return 0;
}
