#include <algorithm>

#include "config/value.hpp"
#include "exchange/calendar.hpp"
#include "kept/error.hpp"
#include "kept/text.hpp"

namespace kept::config_file {
namespace {

using std::chrono::days;
using std::chrono::month_day;

constexpr const char* forms =
    "write \"2026-09-12\", \"2026-08-02..2026-08-09\", \"12-25\" or \"~/holidays.ics\"";

bool has_form(std::string_view text, std::string_view form) {
  const auto fits = [](char c, char wanted) {
    return wanted == 'd' ? c >= '0' && c <= '9' : c == wanted;
  };
  return text.size() == form.size() && std::equal(text.begin(), text.end(), form.begin(), fits);
}

Day day_of(const std::string& text, const Value& value) {
  if (!has_form(text, "dddd-dd-dd")) value.refuse_text(text, "is not a day", forms);
  // Of a whole date only the date matters, wherever and whenever that is.
  const DateContext anywhere{{}, Zone::utc(), default_week("UTC")};
  const auto read = read_when(text, anywhere);
  if (const auto* problem = std::get_if<DateProblem>(&read)) {
    value.refuse_text(text, problem->reason, forms);
  }
  return std::get<Day>(std::get<When>(read).meant);
}

month_day day_of_year(const std::string& text, const Value& value) {
  const auto number = [&](std::size_t at) {
    return static_cast<unsigned>((text[at] - '0') * 10 + (text[at + 1] - '0'));
  };
  const month_day day = std::chrono::month(number(0)) / std::chrono::day(number(3));
  if (!day.ok()) value.refuse_text(text, "is not a day of any year", forms);
  return day;
}

void take_days(Config& config, const std::string& text, const Value& value) {
  constexpr days ten_years{3653};
  const std::size_t dots = text.find("..");
  const Day first = day_of(trimmed(text.substr(0, dots)), value);
  const Day last = day_of(trimmed(text.substr(dots + 2)), value);
  if (last < first) value.refuse_text(text, "ends before it begins", "write the earlier day first");
  if (last - first > ten_years) {
    value.refuse_text(text, "is more than ten years", "write the days on which nobody works");
  }
  for (Day day = first; day <= last; day += days(1)) config.holidays.push_back(day);
}

void take_calendar(Config& config, const std::string& path, const Value& value,
                   const OpenBeside& open) {
  try {
    const Calendar calendar = read_calendar(open(path), path);
    config.holidays.insert(config.holidays.end(), calendar.days.begin(), calendar.days.end());
    config.yearly.insert(config.yearly.end(), calendar.yearly.begin(), calendar.yearly.end());
    config.notices.insert(config.notices.end(), calendar.notices.begin(), calendar.notices.end());
  } catch (const Error& error) {
    throw Error(error.status, value.place() + error.what(), error.hint);
  }
}

bool is_calendar(const std::string& text) {
  return fold(text).ends_with(".ics");
}

template <class Days>
void sort_each_once(Days& all) {
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

}  // namespace

void take_holidays(Config& config, const Value& value, const OpenBeside& open) {
  for (const Value& item : value.items("[\"2026-09-12\", \"12-25\"]")) {
    const Value holiday = item.called_as("holiday");
    const std::string text = trimmed(holiday.text_or_date());
    if (is_calendar(text)) {
      take_calendar(config, text, holiday, open);
    } else if (text.find("..") != std::string::npos) {
      take_days(config, text, holiday);
    } else if (has_form(text, "dd-dd")) {
      config.yearly.push_back(day_of_year(text, holiday));
    } else {
      config.holidays.push_back(day_of(text, holiday));
    }
  }
  sort_each_once(config.holidays);
  sort_each_once(config.yearly);
}

}  // namespace kept::config_file
