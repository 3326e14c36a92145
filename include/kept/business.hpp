#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kept/time.hpp"

/// Business time: the hours in which one is there for customers, and what N business days are. Pure
/// functions of a zone and a week.

namespace kept {

/// Business hours. Ranges are minutes from midnight, [from, to), sorted and disjoint, indexed by
/// std::chrono::weekday::c_encoding() (Sunday is 0).
struct BusinessWeek {
  struct Range {
    std::chrono::minutes from;
    std::chrono::minutes to;  ///< at most 24:00

    bool operator==(const Range&) const = default;
  };
  std::array<std::vector<Range>, 7> open;
  std::chrono::weekday first_day;
  std::vector<Day> holidays;                        ///< sorted
  std::vector<std::chrono::month_day> yearly = {};  ///< holidays of every year, sorted

  bool works_on(Day day) const;
};

/// The hours as the config file has them: `Sun-Thu 09:00-13:00 16:00-19:00, Fri 09:00-13:00`, from
/// the week's first day on. Empty where there are none.
std::string shown(const BusinessWeek& week);

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

/// The instant at which `length` of business time has passed since `from`, on to a business moment
/// where it ends with a range: in a week to 18:00, four hours after 14:00 is 09:00 of the next
/// business day. A length of zero is next_business_moment(from). Business time is time that really
/// passes: a range opens when the clock first shows its start, or jumps over it, and closes when it
/// first shows or jumps over its end, so that 00:00-05:00 is four hours long in spring and six in
/// autumn. Where no range comes within 366 days, plain time passes.
Instant add_business_time(Instant from, std::chrono::seconds length, const Zone& zone,
                          const BusinessWeek& week);

/// The business time in [from, to), in which add_business_time() is undone:
/// business_time_between(t, add_business_time(t, length)) is `length`. Zero where `to` is not after
/// `from` and in a closure of more than 366 days, all of the time in a week without hours. Costs a
/// few steps for each day.
std::chrono::seconds business_time_between(Instant from, Instant to, const Zone& zone,
                                           const BusinessWeek& week);

/// The days that did not count between two instants.
struct Skipped {
  std::vector<Day> holidays;   ///< on weekdays that have hours
  std::vector<Day> free_days;  ///< of weekdays without hours

  bool operator==(const Skipped&) const = default;
};
/// Of the local days from that of `from` to that of `to`, both included. None where `to` is before
/// `from`.
Skipped skipped_between(Instant from, Instant to, const Zone& zone, const BusinessWeek& week);

/// How long something may take: whole business days, or business hours and minutes. One of the two
/// is zero.
struct Allowance {
  int days = 0;
  std::chrono::minutes time{};

  bool operator==(const Allowance&) const = default;
};

/// `2bd`, `1 business day`, `4h`, `90m`, with the words of kept-dates(7) for them, in Hebrew too;
/// none where it is neither, zero, or over ten years.
std::optional<Allowance> read_allowance(std::string_view typed);
/// `2 business days`, `4 business hours`, `90 business minutes`.
std::string shown(Allowance allowance);

/// When what was asked at `from` and may take so long is late: by answer_late_from() for business
/// days (the same local time, so many business days on), by add_business_time() for hours and
/// minutes. Both end on a business moment.
Instant allowance_ends(Instant from, Allowance allowance, const Zone& zone,
                       const BusinessWeek& week);

}  // namespace kept
