#include <algorithm>

#include "reports/reports.hpp"

namespace kept {

namespace {

constexpr std::size_t most_overdue = 5;
constexpr std::chrono::days days_ahead{7};

Day day_of(const Matter& matter, const Zone& zone) {
  return matter.due ? kept::day_of(*matter.due) : zone.day(matter.late_from);
}

std::string two_digits(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

/// The local time by which it is due; empty for what has the whole day.
std::string time_of(const Matter& matter, const Zone& zone) {
  Instant last = matter.late_from;
  if (matter.due) {
    if (std::holds_alternative<Day>(matter.due->meant)) return {};
    last -= std::chrono::minutes(1);
  }
  const auto local = zone.local(last);
  const std::chrono::hh_mm_ss time(local - std::chrono::floor<std::chrono::days>(local));
  return two_digits(time.hours().count()) + ":" + two_digits(time.minutes().count());
}

/// As short as the section allows, so that a line of the morning list fits in 80 columns: one of
/// the next seven days is told by its weekday.
std::string when_in_short(const Matter& matter, Day today, const Zone& zone, bool late) {
  const Day day = day_of(matter, zone);
  if (late) return iso(day);
  std::string time = time_of(matter, zone);
  if (day <= today) return time;
  std::string weekday = shown(day).substr(0, 3);
  return time.empty() ? weekday : weekday + " " + time;
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
                      {"do", "DO"},
                      {"command", ""}},
          .rows = {}};
}

Row row_of(const MatterRow& row, Day today, const Zone& zone, bool late) {
  const Matter& matter = row.matter;
  return {
      .cells = {matter.id, matter.customer, Text{row.customer}, Word{what_is_owed(matter, late)},
                text_cell(matter.text), matter.due ? due_cell(*matter.due) : matter.late_from,
                Word{when_in_short(matter, today, zone, late)}, matter.late_from, cell(matter.loop),
                matter.unsettled || matter.what == Matter::What::settlement,
                Word{settling_command(matter, Wording::brief)},
                Word{settling_command(matter, Wording::whole)}},
      .tone = late ? Tone::late : Tone::soon};
}

void shorten(Section& overdue) {
  const std::size_t all = overdue.rows.size();
  if (all <= most_overdue) return;
  overdue.most_rows = most_overdue;
  overdue.title = "Overdue (" + std::to_string(most_overdue) + " of " + std::to_string(all) +
                  ": kept overdue shows all)";
}

}  // namespace

Report today_report(std::span<const MatterRow> matters, Instant now, const Zone& zone) {
  const Day today = zone.day(now);
  Section overdue = empty_section("overdue", "Overdue");
  Section due_today = empty_section("today", "Due today");
  Section next = empty_section("next", "The next days");
  std::vector<MatterRow> ours_first(matters.begin(), matters.end());
  // The few that are shown of what is late are ours.
  std::stable_partition(ours_first.begin(), ours_first.end(), [now](const MatterRow& row) {
    return row.matter.what != Matter::What::theirs || row.matter.late_from > now;
  });
  for (const MatterRow& row : ours_first) {
    const bool late = row.matter.late_from <= now;
    const Day day = day_of(row.matter, zone);
    if (!late && day > today + days_ahead) continue;
    Section& section = late ? overdue : day <= today ? due_today : next;
    section.rows.push_back(row_of(row, today, zone, late));
  }
  shorten(overdue);
  return {.name = "today",
          .title = "",
          .sections = {std::move(overdue), std::move(due_today), std::move(next)}};
}

}  // namespace kept
