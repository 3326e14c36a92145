#include <array>

#include "kept/text.hpp"
#include "render/folded_lines.hpp"
#include "render/named_row.hpp"

namespace kept {
namespace {

bool is_to_do(const Section& section) {
  return section.layout == Section::Layout::table && has_column(section, "id") &&
         (has_column(section, "due") || has_column(section, "command"));
}

/// `20260326T143005Z`
std::string utc(Instant instant) {
  std::string digits;
  for (const char c : iso(instant, Zone::utc()).substr(0, 19)) {
    if (c != '-' && c != ':') digits += c;
  }
  return digits + 'Z';
}

/// `20260326`
std::string date(Day day) {
  std::string digits;
  for (const char c : iso(day)) {
    if (c != '-') digits += c;
  }
  return digits;
}

/// When something is due: a day, or an instant. Neither where it has no time.
struct DueTime {
  std::optional<Day> day;
  std::optional<Instant> instant;
};

DueTime due_time(const Cell& cell) {
  if (const auto* day = std::get_if<Day>(&cell)) return {*day, {}};
  if (const auto* instant = std::get_if<Instant>(&cell)) return {{}, *instant};
  const auto* due = std::get_if<Due>(&cell);
  if (due == nullptr) return {};
  if (const auto* day = std::get_if<Day>(&due->meant)) return {*day, {}};
  // The minute that was meant is the last one in time.
  return {{}, due->late_from - std::chrono::minutes(1)};
}

/// Who comes first, since lists of to-dos show no more than this line.
std::string summary_of(const NamedRow& row) {
  const std::string customer = row.text("customer");
  const std::string text = row.text("text");
  if (text.empty()) return customer;
  return customer.empty() ? text : customer + ": " + text;
}

std::string description_of(const NamedRow& row, const Zone& zone) {
  constexpr std::array shown{"id",    "what",       "verdict", "unsettled", "loop",
                             "level", "waiting_on", "plan",    "command"};
  std::string lines;
  for (const char* key : shown) {
    const std::string value = machine_text(row[key], zone);
    if (value.empty() || value == "false") continue;
    std::string name = key;
    std::replace(name.begin(), name.end(), '_', ' ');
    lines += name + ": " + value + '\n';
  }
  return lines;
}

/// When it was over, if it is: not while something is left to settle.
const Instant* end_of(const NamedRow& row) {
  const auto* unsettled = row.get<bool>("unsettled");
  return unsettled != nullptr && *unsettled ? nullptr : row.get<Instant>("resolved");
}

void add_status(FoldedLines& lines, const NamedRow& row) {
  const Instant* resolved = end_of(row);
  if (resolved == nullptr) return lines.add("STATUS", "NEEDS-ACTION");
  if (!row.text("verdict").starts_with("kept")) return lines.add("STATUS", "CANCELLED");
  lines.add("STATUS", "COMPLETED");
  lines.add("COMPLETED", utc(*resolved));
}

bool is_to_come(const DueTime& due, const Style& style) {
  if (due.day) return *due.day >= style.zone.day(style.now);
  return due.instant && *due.instant >= style.now;
}

void add_alarm(FoldedLines& lines, const NamedRow& row, const DueTime& due) {
  lines.add("BEGIN", "VALARM");
  lines.add("ACTION", "DISPLAY");
  lines.add("TRIGGER;RELATED=END", due.day ? "PT9H" : "-PT30M");
  lines.add_text("DESCRIPTION", summary_of(row));
  lines.add("END", "VALARM");
}

void add_to_do(FoldedLines& lines, const NamedRow& row, Id id, const std::string& store,
               const Style& style) {
  const DueTime due = due_time(row["due"]);
  lines.add("BEGIN", "VTODO");
  lines.add_text("UID", store + ":" + shown(id));
  lines.add("DTSTAMP", utc(style.now));
  if (const auto* made = row.get<Instant>("made")) lines.add("CREATED", utc(*made));
  lines.add_text("SUMMARY", summary_of(row));
  if (due.day) lines.add("DUE;VALUE=DATE", date(*due.day));
  if (due.instant) lines.add("DUE", utc(*due.instant));
  add_status(lines, row);
  if (row.is_late()) lines.add("PRIORITY", "1");
  // What is to be done about an entry is to answer it.
  lines.add("CATEGORIES", id.kind == Kind::entry ? "answer" : name_of(id.kind));
  lines.add_text("DESCRIPTION", description_of(row, style.zone));
  if (end_of(row) == nullptr && is_to_come(due, style)) add_alarm(lines, row, due);
  lines.add("END", "VTODO");
}

/// A calendar must hold something, and this says nothing.
void add_zone(FoldedLines& lines) {
  lines.add("BEGIN", "VTIMEZONE");
  lines.add("TZID", "UTC");
  lines.add("BEGIN", "STANDARD");
  lines.add("DTSTART", "19700101T000000");
  lines.add("TZOFFSETFROM", "+0000");
  lines.add("TZOFFSETTO", "+0000");
  lines.add("END", "STANDARD");
  lines.add("END", "VTIMEZONE");
}

}  // namespace

std::string render_calendar(const Report& report, const Style& style) {
  FoldedLines lines;
  lines.add("BEGIN", "VCALENDAR");
  lines.add("VERSION", "2.0");
  lines.add("PRODID", "-//kept//kept//EN");
  bool any = false;
  for (const Section& section : report.sections) {
    if (!is_to_do(section)) continue;
    for (const Row& row : section.rows) {
      const NamedRow named(section, row);
      const auto* id = named.get<Id>("id");
      if (id == nullptr) continue;
      add_to_do(lines, named, *id, report.store, style);
      any = true;
    }
  }
  if (!any) add_zone(lines);
  lines.add("END", "VCALENDAR");
  return lines.take();
}

}  // namespace kept
