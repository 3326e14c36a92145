#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "time/tokens.hpp"

/// The words of a date expression, folded, in English and Hebrew. `|` stands between words that
/// mean the same.

namespace kept::dates {

enum class Unit { minute, hour, day, week, month, business_day };

struct UnitWord {
  std::string_view phrases;
  Unit unit;
  int alone = 0;  ///< what it counts without a number; 2 is a dual, which never takes one
};

// "יום עסקים" stands before "יום", so that the longer is taken.
inline constexpr UnitWord unit_words[] = {
    {"m|min|minute|minutes|דקות", Unit::minute},
    {"דקה", Unit::minute, 1},
    {"h|hour|hours|שעות", Unit::hour},
    {"שעה", Unit::hour, 1},
    {"שעתיים", Unit::hour, 2},
    {"bd|business day|business days|working day|working days|ימי עסקים", Unit::business_day},
    {"יום עסקים", Unit::business_day, 1},
    {"d|day|days|ימים", Unit::day},
    {"יום", Unit::day, 1},
    {"יומיים", Unit::day, 2},
    {"w|week|weeks|שבועות", Unit::week},
    {"שבוע", Unit::week, 1},
    {"שבועיים", Unit::week, 2},
    {"mo|month|months|חודשים", Unit::month},
    {"חודש", Unit::month, 1},
    {"חודשיים", Unit::month, 2},
};

struct DayWord {
  std::string_view phrases;
  int days_ahead;
};

inline constexpr DayWord day_words[] = {
    {"today|eod|end of day|היום|סוף היום|בסוף היום", 0},
    {"tomorrow|מחר", 1},
    {"מחרתיים", 2},
    {"yesterday|אתמול", -1},
    {"שלשום", -2},
};

struct WeekdayWord {
  std::string_view words;
  std::chrono::weekday day;
};

inline constexpr WeekdayWord weekday_words[] = {
    {"sunday|sun|ראשון|א'", std::chrono::Sunday},
    {"monday|mon|שני|ב'", std::chrono::Monday},
    {"tuesday|tues|tue|שלישי|ג'", std::chrono::Tuesday},
    {"wednesday|wed|רביעי|ד'", std::chrono::Wednesday},
    {"thursday|thurs|thur|thu|חמישי|ה'", std::chrono::Thursday},
    {"friday|fri|שישי|ו'", std::chrono::Friday},
    {"saturday|sat|שבת|ש'", std::chrono::Saturday},
};

inline std::optional<std::chrono::weekday> weekday_called(std::string_view word) {
  for (const WeekdayWord& row : weekday_words) {
    std::string_view words = row.words;
    while (!words.empty()) {
      if (cut_off(words, '|') == word) return row.day;
    }
  }
  return std::nullopt;
}

/// `ה'`, or `ה` where "יום" stands before it, or `בחמישי`.
inline std::optional<std::chrono::weekday> weekday_meant(std::string_view word, bool after_yom) {
  constexpr std::string_view in = "ב";
  std::optional<std::chrono::weekday> day = weekday_called(word);
  if (!day && after_yom) day = weekday_called(std::string(word) + '\'');
  if (!day && word.starts_with(in)) day = weekday_called(word.substr(in.size()));
  return day;
}

}  // namespace kept::dates
