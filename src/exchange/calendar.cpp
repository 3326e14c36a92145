#include "exchange/calendar.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "exchange/content_lines.hpp"
#include "kept/error.hpp"
#include "kept/text.hpp"

namespace kept {
namespace {

using std::chrono::days;
using std::chrono::month_day;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::size_t most_days = 100'000;
constexpr int most_years = 100;
constexpr std::int64_t longest_event = 366;
constexpr std::size_t most_notices = 3;

// ---- values ----------------------------------------------------------------------------------

/// The number that is written in all of `text`; none where it has another letter, none or over six.
std::optional<std::int64_t> number_in(std::string_view text) {
  if (text.empty() || text.size() > 6) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

/// The day of `20260403` and of `20260403T090000Z`.
struct DateValue {
  Day day;
  bool has_time;
};

std::optional<DateValue> date_value(std::string_view text) {
  const bool has_time = text.size() > 8;
  if (text.size() < 8 || (has_time && text[8] != 'T')) return std::nullopt;
  if (has_time && !number_in(text.substr(9, 6))) return std::nullopt;
  const auto in = [&](std::size_t from, std::size_t count) {
    return number_in(text.substr(from, count));
  };
  const auto y = in(0, 4), m = in(4, 2), d = in(6, 2);
  if (!y || !m || !d) return std::nullopt;
  const year_month_day date =
      year(static_cast<int>(*y)) / static_cast<int>(*m) / static_cast<int>(*d);
  if (!date.ok()) return std::nullopt;
  return DateValue{Day(date), has_time};
}

/// Whole days: `P1D`, `P2W`.
std::optional<std::int64_t> days_of_duration(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.size() < 3 || text.front() != 'P') return std::nullopt;
  const auto number = number_in(text.substr(1, text.size() - 2));
  if (!number || (text.back() != 'D' && text.back() != 'W')) return std::nullopt;
  return text.back() == 'W' ? *number * 7 : *number;
}

// ---- events ----------------------------------------------------------------------------------

struct Event {
  std::size_t line = 0;
  std::optional<Property> start, end, duration, instance;
  std::vector<Property> rules;
  std::vector<Property> exceptions;
  std::vector<Property> further;
  std::string uid;
  bool cancelled = false;
};

/// The times of a repetition that fall out.
struct Exceptions {
  std::vector<Day> own;                ///< sorted
  const std::vector<Day>* moved = {};  ///< sorted; perhaps none

  bool empty() const { return own.empty() && !moved; }
  bool hold(Day day) const {
    return std::binary_search(own.begin(), own.end(), day) ||
           (moved && std::binary_search(moved->begin(), moved->end(), day));
  }
};

/// A rule that means: every year, on the day of the start.
struct Yearly {
  std::optional<std::int64_t> count;
  std::optional<Day> until;
};

/// None where the rule has a part that says more.
std::optional<Yearly> read_rule(const std::string& rule, year_month_day start) {
  Yearly yearly;
  bool is_yearly = false;
  const std::string written = in_upper_case(rule);
  for (std::string_view rest = written; !rest.empty();) {
    std::string_view part = cut(rest, ';');
    const std::string_view name = cut(part, '=');
    const auto number = number_in(part);
    if (name == "FREQ") {
      is_yearly = part == "YEARLY";
    } else if (name == "COUNT" && number && *number > 0) {
      yearly.count = number;
    } else if (name == "UNTIL" && date_value(part)) {
      yearly.until = date_value(part)->day;
    } else if (!(name == "INTERVAL" && number == 1) && name != "WKST" &&
               !(name == "BYMONTH" && number == unsigned(start.month())) &&
               !(name == "BYMONTHDAY" && number == unsigned(start.day()))) {
      return std::nullopt;
    }
  }
  return is_yearly ? std::optional(yearly) : std::nullopt;
}

/// A text as one piece, without its BOM.
Pieces whole(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  return [text]() mutable { return std::exchange(text, {}); };
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& name_of_file)
      : lines(whole(text), text.size()), file(name_of_file) {}

  Calendar read();

 private:
  void take(const Property& property);
  void take_of_event(const Property& property);
  void add(const Event& event);
  void add_repeated(const Event& event, Day start, std::int64_t length);
  void add_days(Day start, std::int64_t length, const Exceptions& exceptions);
  std::int64_t length_of(const Event& event, Day start) const;
  Exceptions exceptions_of(const Event& event) const;
  DateValue date(const Property& property, std::string_view text) const;
  std::vector<Day> dates(const std::vector<Property>& properties) const;
  [[noreturn]] void refuse(std::size_t line, const std::string& what,
                           const std::string& hint) const;

  ContentLines lines;
  const std::string& file;
  std::vector<std::string> open;  ///< the components around this line
  std::vector<Event> events;
  std::map<std::string, std::vector<Day>>
      moved;  ///< by UID: instances that have an event of theirs
  std::size_t not_understood = 0;
  Calendar calendar;
};

void Reader::refuse(std::size_t line, const std::string& what, const std::string& hint) const {
  throw Error(Exit::bad_store, in_quotes(file) + " line " + std::to_string(line) + ": " + what,
              hint);
}

Calendar Reader::read() {
  std::optional<Property> property = lines.next();
  if (!property || property->name != "BEGIN" || in_upper_case(property->value) != "VCALENDAR") {
    throw Error(Exit::bad_store, in_quotes(file) + " is no calendar",
                "it begins with BEGIN:VCALENDAR");
  }
  for (; property; property = lines.next()) take(*property);
  if (!open.empty()) {
    refuse(lines.line(), "the file ends within " + in_quotes(open.back()), "export it once more");
  }
  for (const Event& event : events) {
    if (event.instance && !event.uid.empty()) {
      moved[event.uid].push_back(date(*event.instance, event.instance->value).day);
    }
  }
  for (auto& [uid, instances] : moved) std::sort(instances.begin(), instances.end());
  for (const Event& event : events) add(event);
  if (not_understood > most_notices) {
    calendar.notices.push_back(in_quotes(file) + ": so are " +
                               std::to_string(not_understood - most_notices) + " more of it");
  }
  return std::move(calendar);
}

void Reader::take(const Property& property) {
  constexpr std::size_t deepest = 8;
  if (property.name == "BEGIN") {
    if (open.size() == deepest) refuse(property.line, "is nested too deep", "export it once more");
    open.push_back(in_upper_case(property.value));
    if (open.back() == "VEVENT") events.emplace_back().line = property.line;
  } else if (property.name == "END") {
    if (open.empty() || open.back() != in_upper_case(property.value)) {
      refuse(property.line, "END of " + in_quotes(property.value) + " without its BEGIN",
             "export it once more");
    }
    open.pop_back();
  } else if (!open.empty() && open.back() == "VEVENT") {
    take_of_event(property);
  }
}

void Reader::take_of_event(const Property& property) {
  Event& event = events.back();
  const std::string& name = property.name;
  if (name == "DTSTART") event.start = property;
  if (name == "DTEND") event.end = property;
  if (name == "DURATION") event.duration = property;
  if (name == "RECURRENCE-ID") event.instance = property;
  if (name == "RRULE") event.rules.push_back(property);
  if (name == "EXDATE") event.exceptions.push_back(property);
  if (name == "RDATE") event.further.push_back(property);
  if (name == "UID") event.uid = property.value;
  if (name == "STATUS") event.cancelled = in_upper_case(property.value) == "CANCELLED";
}

DateValue Reader::date(const Property& property, std::string_view text) const {
  if (const auto read = date_value(text)) return *read;
  refuse(property.line, property.name + " " + in_quotes(text) + " is not a day",
         "a day is written 20260912");
}

std::vector<Day> Reader::dates(const std::vector<Property>& properties) const {
  std::vector<Day> all;
  for (const Property& property : properties) {
    for (std::string_view rest = property.value; !rest.empty();) {
      all.push_back(date(property, cut(rest, ',')).day);
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::int64_t Reader::length_of(const Event& event, Day start) const {
  std::int64_t length = 1;
  if (event.end) {
    // Some write the end of a single day as that day.
    length = std::max<std::int64_t>((date(*event.end, event.end->value).day - start).count(),
                                    start == date(*event.end, event.end->value).day ? 1 : 0);
  } else if (event.duration) {
    length = days_of_duration(event.duration->value).value_or(0);
  }
  if (length >= 1 && length <= longest_event) return length;
  refuse(event.line, "an event that does not last from one day to a year",
         "its DTEND is the day after its last one");
}

Exceptions Reader::exceptions_of(const Event& event) const {
  Exceptions exceptions{dates(event.exceptions)};
  const auto found = moved.find(event.uid);
  if (!event.instance && found != moved.end()) exceptions.moved = &found->second;
  return exceptions;
}

void Reader::add_days(Day start, std::int64_t length, const Exceptions& exceptions) {
  if (exceptions.hold(start)) return;
  for (std::int64_t i = 0; i < length; ++i) calendar.days.push_back(start + days(i));
  if (calendar.days.size() > most_days) {
    throw Error(Exit::bad_store,
                in_quotes(file) + " has more than " + std::to_string(most_days) + " days off",
                "leave out what are no holidays");
  }
}

void Reader::add(const Event& event) {
  if (event.cancelled) return;
  if (!event.start) refuse(event.line, "an event without DTSTART", "export it once more");
  const DateValue start = date(*event.start, event.start->value);
  if (start.has_time) return;
  const std::int64_t length = length_of(event, start.day);
  for (const Day further : dates(event.further)) add_days(further, length, {});
  if (event.rules.empty()) return add_days(start.day, length, exceptions_of(event));
  add_repeated(event, start.day, length);
}

void Reader::add_repeated(const Event& event, Day start, std::int64_t length) {
  const year_month_day first(start);
  const Exceptions exceptions = exceptions_of(event);
  const Property& rule = event.rules.front();
  const auto yearly = event.rules.size() == 1 ? read_rule(rule.value, first) : std::nullopt;
  if (!yearly) {
    add_days(start, length, exceptions);
    if (++not_understood > most_notices) return;
    calendar.notices.push_back(in_quotes(file) + " line " + std::to_string(rule.line) +
                               ": the repetition " + in_quotes(rule.value) +
                               " is not understood: only " + iso(start) + " is taken");
    return;
  }
  if (!yearly->count && !yearly->until && exceptions.empty()) {
    for (std::int64_t i = 0; i < length; ++i) {
      const year_month_day day(start + days(i));
      calendar.yearly.push_back(day.month() / day.day());
    }
    return;
  }
  std::int64_t left = yearly->count.value_or(most_years);
  for (int later = 0; later < most_years && left > 0; ++later) {
    const year_month_day day =
        (first.year() + std::chrono::years(later)) / first.month() / first.day();
    if (!day.ok()) continue;
    if (yearly->until && Day(day) > *yearly->until) break;
    add_days(Day(day), length, exceptions);
    --left;
  }
}

}  // namespace

Calendar read_calendar(std::string_view text, const std::string& file) {
  return Reader(text, file).read();
}

}  // namespace kept
