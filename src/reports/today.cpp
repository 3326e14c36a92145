#include <algorithm>

#include "reports/reports.hpp"

namespace kept {

namespace {

constexpr std::size_t most_overdue = 5;
constexpr std::chrono::days week{7};

Day day_of(const Matter& matter, const Zone& zone) {
  return matter.due ? kept::day_of(*matter.due) : zone.day(matter.late_from);
}

std::string two_digits(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string weekday_of(Day day) {
  return shown(day).substr(0, 3);
}

std::string time_of_day(Instant instant, const Zone& zone) {
  const auto local = zone.local(instant);
  const std::chrono::hh_mm_ss time(local - std::chrono::floor<std::chrono::days>(local));
  return two_digits(time.hours().count()) + ":" + two_digits(time.minutes().count());
}

/// The local time by which it is due; empty for what has the whole day.
std::string time_of(const Matter& matter, const Zone& zone) {
  if (!matter.due) return time_of_day(matter.late_from, zone);
  if (std::holds_alternative<Day>(matter.due->meant)) return {};
  return time_of_day(matter.late_from - std::chrono::minutes(1), zone);
}

/// As short as the section allows, so that a line of the morning list fits in 80 columns: one of
/// the next seven days is told by its weekday.
std::string when_due(const Matter& matter, Day today, const Zone& zone, bool late) {
  const Day day = day_of(matter, zone);
  if (late) return iso(day);
  const std::string time = time_of(matter, zone);
  if (day <= today) return time;
  const std::string date = day > today + week ? iso(day) : weekday_of(day);
  return time.empty() ? date : date + " " + time;
}

/// Since when, as short: by the time today, by the weekday within the last days.
std::string since_when(Instant since, Day today, const Zone& zone) {
  const Day day = zone.day(since);
  if (day == today) return zone.start_of(day) == since ? "today" : time_of_day(since, zone);
  return day > today - week ? weekday_of(day) : iso(day);
}

Section empty_section(const std::string& key, const std::string& title) {
  return {.key = key,
          .title = title,
          .columns = {{"id", "ID"},
                      {"customer_id", ""},
                      {"customer", "CUSTOMER"},
                      {"what", "WHAT"},
                      {"text", "TEXT"},
                      {"due", ""},
                      {"when", "DUE"},
                      {"late_from", ""},
                      {"loop", ""},
                      {"unsettled", ""},
                      {"level", "LEVEL"},
                      {"do", "DO"},
                      {"command", ""}},
          .rows = {}};
}

Row row_of(const MatterRow& row, Day today, const Zone& zone, bool late) {
  const Matter& matter = row.matter;
  const Tone in_time = day_of(matter, zone) <= today ? Tone::soon : Tone::plain;
  return {
      .cells = {matter.id, matter.customer, Text{row.customer}, Word{what_is_owed(matter, late)},
                text_cell(matter.text), matter.due ? due_cell(*matter.due) : matter.late_from,
                Word{when_due(matter, today, zone, late)}, matter.late_from, cell(matter.loop),
                matter.unsettled || matter.what == Matter::What::settlement, text_cell(row.level),
                Word{settling_command(matter, Wording::brief)},
                Word{settling_command(matter, Wording::whole)}},
      .tone = late ? Tone::late : in_time};
}

Section back_section() {
  return {.key = "back",
          .title = "Back from waiting",
          .columns = {{"id", "ID"},
                      {"customer_id", ""},
                      {"customer", "CUSTOMER"},
                      {"what", ""},
                      {"text", "TEXT"},
                      {"", "WAITED FOR"},
                      {"waited_on", ""},
                      {"waited_for", ""},
                      {"since", ""},
                      {"when", "SINCE"},
                      {"loop", ""},
                      {"do", "DO"},
                      {"command", ""}},
          .rows = {}};
}

/// `customer: the texts`, for people.
std::string waited_in_short(const Matter& matter) {
  std::string line =
      *matter.waited_on == WaitingOn::snooze ? "put off" : std::string(name_of(*matter.waited_on));
  if (!matter.waited_for.empty()) line += ": " + matter.waited_for;
  return line;
}

Row back_row(const MatterRow& row, Day today, const Zone& zone) {
  const Matter& matter = row.matter;
  return {.cells = {matter.id, matter.customer, Text{row.customer},
                    Word{what_is_owed(matter, false)}, text_cell(matter.text),
                    Text{waited_in_short(matter)}, word_of(*matter.waited_on),
                    text_cell(matter.waited_for), matter.late_from,
                    Word{since_when(matter.late_from, today, zone)}, cell(matter.loop),
                    Word{settling_command(matter, Wording::brief)},
                    Word{settling_command(matter, Wording::whole)}}};
}

Section confirm_section() {
  return {.key = "confirm",
          .title = "To confirm",
          .columns = {{"id", "ID"},
                      {"customer_id", ""},
                      {"customer", "CUSTOMER"},
                      {"what", ""},
                      {"text", "TEXT"},
                      {"closed", ""},
                      {"when", "CLOSED"},
                      {"loop", ""},
                      {"do", "DO"},
                      {"command", ""}},
          .rows = {}};
}

Row confirm_row(const MatterRow& row, Day today, const Zone& zone) {
  const Matter& matter = row.matter;
  return {.cells = {matter.id, matter.customer, Text{row.customer},
                    Word{what_is_owed(matter, false)}, text_cell(matter.text), matter.late_from,
                    Word{since_when(matter.late_from, today, zone)}, cell(matter.loop),
                    Word{settling_command(matter, Wording::brief)},
                    Word{settling_command(matter, Wording::whole)}}};
}

void shorten(Section& overdue) {
  const std::size_t all = overdue.rows.size();
  if (all <= most_overdue) return;
  overdue.most_rows = most_overdue;
  overdue.title = "Overdue (" + std::to_string(most_overdue) + " of " + std::to_string(all) +
                  ": kept overdue shows all)";
}

/// In 80 columns there is room for one of them; the level tells more than the day.
void show_levels_for_days(Section& overdue) {
  for (Column& column : overdue.columns) {
    if (column.key == "when") column.heading.clear();
  }
}

/// The few that are shown of what is late are ours.
std::vector<MatterRow> ours_late_first(std::span<const MatterRow> matters, Instant now) {
  std::vector<MatterRow> rows(matters.begin(), matters.end());
  std::stable_partition(rows.begin(), rows.end(), [now](const MatterRow& row) {
    return row.matter.what != Matter::What::theirs || row.matter.late_from > now;
  });
  return rows;
}

}  // namespace

bool is_in_view(const Matter& matter, Instant now, const Zone& zone, int days_ahead) {
  return matter.late_from <= now ||
         day_of(matter, zone) <= zone.day(now) + std::chrono::days(days_ahead);
}

Report today_report(std::span<const MatterRow> matters, Instant now, const Zone& zone) {
  const Day today = zone.day(now);
  Section overdue = empty_section("overdue", "Overdue");
  Section due_today = empty_section("today", "Due today");
  Section back = back_section();
  Section confirm = confirm_section();
  Section next = empty_section("next", "The next days");
  for (const MatterRow& row : ours_late_first(matters, now)) {
    const Matter& matter = row.matter;
    if (matter.what == Matter::What::back) {
      back.rows.push_back(back_row(row, today, zone));
    } else if (matter.what == Matter::What::confirmation) {
      confirm.rows.push_back(confirm_row(row, today, zone));
    } else {
      const bool late = matter.late_from <= now;
      const bool of_today = day_of(matter, zone) <= today;
      Section& section = late ? overdue : of_today ? due_today : next;
      section.rows.push_back(row_of(row, today, zone, late));
    }
  }
  shorten(overdue);
  const auto has_level = [](const MatterRow& row) { return !row.level.empty(); };
  if (std::any_of(matters.begin(), matters.end(), has_level)) show_levels_for_days(overdue);
  return {.name = "today",
          .title = "",
          .sections = {std::move(overdue), std::move(due_today), std::move(back),
                       std::move(confirm), std::move(next)}};
}

}  // namespace kept
