#include "kept/time.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace kept {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::local_seconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::weekday;
using std::chrono::year_month_day;

// ---- zones -----------------------------------------------------------------------------------

struct Zone::Table {
  std::string name;
  absl::TimeZone zone;
};

namespace {

// Abseil would also take "file:...", "libc:localtime" and paths; none of them names a zone that
// another machine knows.
bool is_plain_zone_name(std::string_view name) {
  const auto belongs = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '+' || c == '-' || c == '/';
  };
  return !name.empty() && name != "localtime" && name.front() != '/' &&
         std::all_of(name.begin(), name.end(), belongs);
}

absl::CivilSecond civil(local_seconds local_time) {
  return absl::CivilSecond(1970) + local_time.time_since_epoch().count();
}

Instant instant_of(absl::Time time) {
  return Instant(seconds(absl::ToUnixSeconds(time)));
}

}  // namespace

Zone Zone::utc() {
  return Zone(std::make_shared<const Table>(Table{"UTC", absl::UTCTimeZone()}));
}

std::optional<Zone> Zone::named(std::string_view name) {
  if (!is_plain_zone_name(name)) return std::nullopt;
  Table loaded{std::string(name), {}};
  if (!absl::LoadTimeZone(loaded.name, &loaded.zone)) return std::nullopt;
  return Zone(std::make_shared<const Table>(std::move(loaded)));
}

const std::string& Zone::name() const {
  return table->name;
}

local_seconds Zone::local(Instant instant) const {
  return local_seconds(instant.time_since_epoch() + offset(instant));
}

seconds Zone::offset(Instant instant) const {
  return seconds(table->zone.At(absl::FromUnixSeconds(instant.time_since_epoch().count())).offset);
}

Zone::Reading Zone::read(local_seconds local_time) const {
  const absl::TimeZone::TimeInfo info = table->zone.At(civil(local_time));
  switch (info.kind) {
    case absl::TimeZone::TimeInfo::SKIPPED:
      return {Reading::Kind::skipped, instant_of(info.trans)};
    case absl::TimeZone::TimeInfo::REPEATED:
      return {Reading::Kind::repeated, instant_of(info.pre)};
    case absl::TimeZone::TimeInfo::UNIQUE:
      break;
  }
  return {Reading::Kind::unique, instant_of(info.pre)};
}

Instant Zone::start_of(Day day) const {
  return read(day).instant;
}

// ---- writing ---------------------------------------------------------------------------------

namespace {

constexpr std::array<std::string_view, 7> weekday_names{"Sun", "Mon", "Tue", "Wed",
                                                        "Thu", "Fri", "Sat"};

std::string padded(std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

std::string clock(local_seconds local_time) {
  const std::chrono::hh_mm_ss time(local_time - floor<days>(local_time));
  return padded(time.hours().count(), 2) + ':' + padded(time.minutes().count(), 2);
}

/// +02:00; with seconds only where it has some, as Monrovia's had until 1972.
std::string offset_text(seconds offset) {
  const std::chrono::hh_mm_ss time(offset);
  std::string text = time.is_negative() ? "-" : "+";
  text += padded(time.hours().count(), 2) + ':' + padded(time.minutes().count(), 2);
  if (time.seconds().count() != 0) text += ':' + padded(time.seconds().count(), 2);
  return text;
}

std::string counted_days(std::int64_t count) {
  return std::to_string(count) + (count == 1 ? " day" : " days");
}

}  // namespace

std::string iso(Day day) {
  const year_month_day date(day);
  return padded(int(date.year()), 4) + '-' + padded(unsigned(date.month()), 2) + '-' +
         padded(unsigned(date.day()), 2);
}

std::string iso(Instant instant, const Zone& zone) {
  return iso(instant, 0, zone);
}

std::string iso(Instant instant, int thousandth, const Zone& zone) {
  const local_seconds local_time = zone.local(instant);
  const seconds second = local_time - floor<minutes>(local_time);
  return iso(floor<days>(local_time)) + 'T' + clock(local_time) + ':' + padded(second.count(), 2) +
         (thousandth > 0 ? '.' + padded(thousandth, 3) : std::string()) +
         offset_text(zone.offset(instant));
}

std::string iso(const Due& due) {
  const Minute* minute = std::get_if<Minute>(&due.meant);
  if (!minute) return iso(std::get<Day>(due.meant));
  // What was fixed when the due was set tells the offset, whatever the zone's rules say today.
  const Instant begins = due.late_from - minutes(1);
  return stored(due.meant) + offset_text(minute->time_since_epoch() - begins.time_since_epoch());
}

std::string shown(Day day) {
  return std::string(weekday_names[weekday(day).c_encoding()]) + ' ' + iso(day);
}

std::string shown(Instant instant, const Zone& zone) {
  const local_seconds local_time = zone.local(instant);
  return shown(floor<days>(local_time)) + ' ' + clock(local_time);
}

std::string shown(const Due& due) {
  if (const Day* day = std::get_if<Day>(&due.meant)) return shown(*day) + ", end of day";
  const Minute minute = std::get<Minute>(due.meant);
  return shown(floor<days>(minute)) + ' ' + clock(minute);
}

std::string distance(Day from, Day to) {
  const std::int64_t count = (to - from).count();
  if (count == 0) return "today";
  if (count == 1) return "tomorrow";
  if (count == -1) return "yesterday";
  return count > 0 ? "in " + counted_days(count) : counted_days(-count) + " ago";
}

std::string span(seconds length) {
  if (length < minutes(1)) return std::to_string(length.count()) + " s";
  if (length < hours(1)) return std::to_string(floor<minutes>(length).count()) + " min";
  if (length < hours(48)) return std::to_string(floor<hours>(length).count()) + " h";
  return counted_days(floor<days>(length).count());
}

// ---- the store's form ------------------------------------------------------------------------

namespace {

/// The number that is written in all of `text`, which holds at most nine digits.
std::optional<int> number_in(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::optional<Day> read_stored_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number_in(text.substr(0, 4));
  const auto month = number_in(text.substr(5, 2));
  const auto day = number_in(text.substr(8, 2));
  if (!year || !month || !day || *year < 1970) return std::nullopt;
  const year_month_day date = std::chrono::year(*year) / *month / *day;
  return date.ok() ? std::optional<Day>(Day(date)) : std::nullopt;
}

std::optional<minutes> read_stored_clock(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = number_in(text.substr(0, 2));
  const auto minute = number_in(text.substr(3, 2));
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return hours(*hour) + minutes(*minute);
}

}  // namespace

std::string stored(const Meant& meant) {
  if (const Day* day = std::get_if<Day>(&meant)) return iso(*day);
  const Minute minute = std::get<Minute>(meant);
  return iso(floor<days>(minute)) + 'T' + clock(minute);
}

std::optional<Meant> read_stored_meant(std::string_view text) {
  const std::optional<Day> day = read_stored_day(text.substr(0, 10));
  if (!day) return std::nullopt;
  if (text.size() == 10) return *day;
  const auto clock_time =
      text[10] == 'T' ? read_stored_clock(text.substr(11)) : std::optional<minutes>();
  if (!clock_time) return std::nullopt;
  return *day + *clock_time;
}

}  // namespace kept
