#include <array>
#include <sstream>

#include "config/value.hpp"
#include "kept/text.hpp"
#include "time/words.hpp"

namespace kept::config_file {
namespace {

using std::chrono::minutes;
using std::chrono::weekday;
using Range = BusinessWeek::Range;

constexpr std::array<std::string_view, 7> day_names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
constexpr const char* example = "write \"Sun-Thu 09:00-13:00 16:00-19:00, Fri 09:00-13:00\"";

std::optional<weekday> day_called(std::string_view name) {
  return dates::weekday_called(fold(name));
}

/// The words between blanks; `Sun - Thu` is one of them.
std::vector<std::string> words_of(std::string text) {
  for (std::size_t at; (at = text.find(" - ")) != std::string::npos;) text.replace(at, 3, "-");
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

bool begins_with_digit(const std::string& word) {
  return word.front() >= '0' && word.front() <= '9';
}

class Reader {
 public:
  explicit Reader(const Value& value_of_hours) : value(value_of_hours) {}

  std::array<std::vector<Range>, 7> read(const std::string& text);

 private:
  void take_days_and_hours(const std::string& part);
  std::vector<unsigned> days(const std::string& word) const;
  Range range(const std::string& word) const;
  minutes clock(std::string_view text) const;
  void check(std::vector<Range>& ranges) const;

  const Value& value;
  std::array<std::vector<Range>, 7> open;
};

std::array<std::vector<Range>, 7> Reader::read(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) take_days_and_hours(std::string(dates::cut_off(rest, ',')));
  return open;
}

void Reader::take_days_and_hours(const std::string& part) {
  std::vector<unsigned> named;
  std::vector<Range> ranges;
  for (const std::string& word : words_of(part)) {
    if (begins_with_digit(word)) {
      ranges.push_back(range(word));
    } else if (ranges.empty()) {
      for (const unsigned day : days(word)) named.push_back(day);
    } else {
      value.refuse_text(word, "stands behind hours", "put a comma before the next days");
    }
  }
  if (named.empty()) value.refuse_text(trimmed(part), "names no day", example);
  if (ranges.empty()) value.refuse_text(trimmed(part), "names no hours", example);
  check(ranges);
  for (const unsigned day : named) {
    if (!open[day].empty()) {
      value.refuse("hours name " + std::string(day_names[day]) + " twice",
                   "write all hours of a day behind it: Fri 09:00-13:00 16:00-19:00");
    }
    open[day] = ranges;
  }
}

std::vector<unsigned> Reader::days(const std::string& word) const {
  std::string_view rest = word;
  const auto first = day_called(dates::cut_off(rest, '-'));
  const auto last = rest.empty() && !word.ends_with('-') ? first : day_called(rest);
  if (!first || !last) value.refuse_text(word, "is not a day", "write Sun, sunday or Sun-Thu");
  std::vector<unsigned> all;
  for (weekday day = *first;; ++day) {
    all.push_back(day.c_encoding());
    if (day == *last) return all;
  }
}

Range Reader::range(const std::string& word) const {
  std::string_view rest = word;
  const minutes from = clock(dates::cut_off(rest, '-'));
  if (rest.empty()) value.refuse_text(word, "has no end", "write 09:00-13:00");
  const minutes to = clock(rest);
  if (from >= to) {
    value.refuse_text(word, from == to ? "ends when it begins" : "ends before it begins",
                      "hours over midnight are written on both days: 22:00-24:00, and "
                      "00:00-02:00 on the next");
  }
  return {from, to};
}

minutes Reader::clock(std::string_view text) const {
  std::string_view rest = text;
  const auto number = [](std::string_view digits) -> int {
    if (digits.empty() || digits.size() > 2) return 99;
    int sum = 0;
    for (const char c : digits) sum = c < '0' || c > '9' ? 99 : std::min(sum * 10 + (c - '0'), 99);
    return sum;
  };
  const std::string_view hour_digits = dates::cut_off(rest, ':');
  const int hour = number(hour_digits);
  const int minute = rest.size() == 2 ? number(rest) : 99;
  const bool exists = (hour < 24 && minute < 60) || (hour == 24 && minute == 0);
  if (!exists) {
    value.refuse_text(std::string(text), "is no time from 00:00 to 24:00", "write 09:00 or 17:30");
  }
  return std::chrono::hours(hour) + minutes(minute);
}

/// 24:00 as a start needs no word of its own: no end is after it.
void Reader::check(std::vector<Range>& ranges) const {
  std::sort(ranges.begin(), ranges.end(),
            [](const Range& one, const Range& other) { return one.from < other.from; });
  for (std::size_t i = 1; i < ranges.size(); ++i) {
    if (ranges[i].from >= ranges[i - 1].to) continue;
    BusinessWeek both{{}, std::chrono::Sunday, {}};
    both.open[0] = {ranges[i - 1], ranges[i]};
    value.refuse_text(shown(both).substr(4), "overlap", "let each begin where the one before ends");
  }
}

}  // namespace

void take_hours(Config& config, const Value& value) {
  std::string text = single_spaced(value.line());
  for (std::size_t at; (at = text.find("\u2013")) != std::string::npos;) text.replace(at, 3, "-");
  config.hours = Reader(value).read(text);
}

void take_week_starts(Config& config, const Value& value) {
  const std::string name = value.text();
  config.week_starts = day_called(name);
  if (!config.week_starts) {
    value.refuse_text(name, "is not a day", "write \"sunday\" or \"monday\"");
  }
}

}  // namespace kept::config_file
