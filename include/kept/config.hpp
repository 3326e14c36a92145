#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kept/dates.hpp"
#include "kept/model.hpp"
#include "kept/policy.hpp"
#include "kept/render.hpp"

namespace kept {

/// What the config file sets. Nothing in it is needed for a first run.
///
///     zone  = "Asia/Jerusalem"
///     dates = "day-first"          # what 26/3 means; or "month-first"
///     log   = "talk"               # what `log` records without -i, -o, -t or --note
///     store = "/home/me/kept.db"
///     bidi = "off"                 # or "isolate", "auto"
///     week-starts = "sunday"
///     hours = "Sun-Thu 09:00-13:00 16:00-19:00, Fri 09:00-13:00"
///     holidays = ["2026-09-12", "2026-08-02..2026-08-09", "12-25", "~/holidays.ics"]
///     answers = [{ tag = "vip", within = "4h" }, { kind = "complaint", within = "1bd" }]
///     escalation = [{ late = "1bd", level = "call" }, { broken = true, level = "make up for it" }]
///     confirm-after = "3d"         # or "never"
///     days-ahead = 7
///     busy-day = 5
///     low-kept-rate = 70
///     promise-within = "72h"
///     backup-keep = 10
///     backup-before-import = 100   # kilobytes
///     [mail]
///     to = "you@example.com"
///     from = "Dana Example <dana@example.com>"
///     subject = "{count} {what}"
///     command = "msmtp -t"
///     [plans.website]
///     steps = ["brief", { text = "draft", due = "+3bd", guidance = "Two, not one." }, "launch"]
struct Config {
  std::optional<std::string> zone;
  DayOrder dates = DayOrder::unknown;
  std::optional<Direction> log;
  std::optional<std::string> store;
  std::optional<Bidi> bidi;

  std::optional<std::chrono::weekday> week_starts;
  /// As of BusinessWeek::open.
  std::optional<std::array<std::vector<BusinessWeek::Range>, 7>> hours;
  std::vector<Day> holidays;                   ///< sorted, each once
  std::vector<std::chrono::month_day> yearly;  ///< the same

  Policy policy;

  int backup_keep = 10;
  int backup_before_import = 100;  ///< from a file of so many kilobytes on; 0: always

  /// Checked as mail::read_mailboxes() and mail::read_subject() have it; empty where not set.
  struct Mail {
    std::string to;
    std::string from;
    std::string subject = "kept: {count} {what}, {date}";
    std::string command = "/usr/sbin/sendmail -t -oi";  ///< of /bin/sh
  };
  Mail mail;

  std::vector<std::string> given;    ///< the keys that stand in the file; "mail.to", too
  std::vector<std::string> notices;  ///< what of a calendar could not be taken

  bool sets(std::string_view key) const;
};

/// The business week: what the config sets of it, and the rest as default_week() has it. Hours of
/// the config begin, where it does not say, on the first day of its own zone, whatever zone was
/// typed.
BusinessWeek week_of(const Config& config, std::string_view zone_name);

/// A key of the config file: one table for its reader and for kept-config(5).
struct ConfigKey {
  std::string_view name;
  std::string_view example;  ///< as it is written in the file
  std::string_view help;
};
inline constexpr std::array config_keys{
    ConfigKey{
        "zone", "\"Asia/Jerusalem\"",
        "The time zone: a name of the IANA database. It comes before TZ, since cron has no TZ "
        "of yours; --tz comes before both. Without it TZ is heard, then the system's zone, "
        "then UTC is taken, with a notice."},
    ConfigKey{
        "dates", "\"day-first\"",
        "What 26/3 means: \"day-first\" or \"month-first\". Without it such a date is refused, "
        "never guessed."},
    ConfigKey{
        "log", "\"talk\"",
        "What kept log records where none of -i, -o, -t and --note is given: \"in\", \"out\", "
        "\"talk\" or \"note\". Without it one of them is needed."},
    ConfigKey{
        "store", "\"~/work/kept.db\"",
        "The file that holds the records. It begins with / or ~/; KEPT_DB and --db come before "
        "it."},
    ConfigKey{
        "bidi", "\"off\"",
        "Whether a text that runs from right to left is set apart by invisible characters, so "
        "that the columns of its row keep their order: \"isolate\", \"off\", for a terminal or a "
        "program that shows them as junk, or \"auto\", which is \"isolate\" but on the console of "
        "Linux. --bidi comes before it. Without it: \"auto\"."},
    ConfigKey{
        "week-starts", "\"sunday\"",
        "The first day of the week, which eow goes by. Without it: Sunday in a zone of Israel, "
        "elsewhere Monday."},
    ConfigKey{
        "hours", "\"Sun-Thu 09:00-13:00 16:00-19:00, Fri 09:00-13:00\"",
        "When you are there for customers: days, or ranges of days, each followed by its hours; "
        "a comma before the next days. A day that is not named is free. 24:00 may be an end; "
        "hours over midnight are written on both days, as 22:00-24:00 and 00:00-02:00. Business "
        "days and the time in which an answer is due go by them, in the zone that is in force, "
        "so they stay when --tz is given. Without it: 09:00 to 18:00, from Sunday to Thursday "
        "in a zone of Israel, elsewhere from Monday to Friday."},
    ConfigKey{
        "holidays", "[\"2026-09-12\", \"2026-08-02..2026-08-09\", \"12-25\", \"~/holidays.ics\"]",
        "Days on which nobody works: a day, days from one to another, a day of every year, or an "
        "iCalendar file, of which the events that last whole days are taken, the yearly ones for "
        "every year. Of one that is repeated otherwise only the first time is taken, with a "
        "notice. A file that is not named with / or ~/ is looked for beside the config file."},
    ConfigKey{
        "answers",
        "[{ tag = \"vip\", within = \"4h\" }, { kind = \"complaint\", within = \"2bd\" }]",
        "How soon what a customer says wants an answer: tables in square brackets, or one "
        "[[answers]] for each. within is business time, as 2bd, 4h or 90m. customer (an id, a "
        "handle, an e-mail, a phone or a name), tag (of the customer), kind and priority (of "
        "the loop) say what it is for; what is left out fits everything. The first that fits "
        "decides; without one it is one business day."},
    ConfigKey{
        "escalation",
        "[{ late = \"3bd\", level = \"escalate\" }, { broken = true, level = \"call\" }]",
        "What lateness is to lead to: level, a word or two of yours, where something is late by "
        "the business time late, as 1bd or 4h. With a tag, only for customers who have it; "
        "with broken = true, only for a broken promise. The last one that fits decides."},
    ConfigKey{
        "confirm-after", "\"3d\"",
        "How long after a loop was closed without the customer's word it is time to ask for it: "
        "days or weeks, or \"never\". Without it: 3 days."},
    ConfigKey{"days-ahead", "7",
              "How many days to come kept today shows, from 0 to 366. Without it: 7."},
    ConfigKey{"busy-day", "5",
              "How many promises that are due on one day are much, from 1 to 1000. Without it: "
              "5."},
    ConfigKey{"low-kept-rate", "70",
              "The kept rate, in percent, below which a further promise is warned of: 0 to 100. "
              "Without it: 70."},
    ConfigKey{"promise-within", "\"72h\"",
              "The due time of a promise that was given none, counted from when it is made: 72h, "
              "+2bd, friday. Without it: 72h."},
    ConfigKey{"backup-keep", "10",
              "How many backups kept backup leaves in a folder, the newest, and as many of those "
              "before imports: from 1 to 1000. Without it: 10."},
    ConfigKey{"backup-before-import", "100",
              "A file of so many kilobytes or more is imported after a backup; 0: every import. "
              "From 0 to 1000000. Without it: 100."},
    ConfigKey{
        "mail", "{ to = \"you@example.com\", command = \"msmtp -t\" }",
        "How overdue, today and report are mailed, mostly written as [mail] with its keys below "
        "it. to: one or more addresses, separated by commas, each with a name before it if you "
        "like: \"Dana <dana@example.com>\". from: one such address; without it, the first of "
        "to. subject: in it {count} is how many are listed, {what} is \"overdue\", \"to do\", "
        "\"open or broken\" or which report it is, and {date} is today; without it: \"kept: "
        "{count} {what}, {date}\", for figures without the count. command: what the shell runs "
        "to send a message that it finds on its stdin; without it: \"/usr/sbin/sendmail -t "
        "-oi\". --to, --from and --subject come before these."},
    ConfigKey{
        "plans", "{ website = { steps = [\"brief\", { text = \"draft\", due = \"+3bd\" }] } }",
        "Plans of your own, by a name of one word, mostly written as [plans.website] with steps "
        "below it. A "
        "step is a text, or a table of text, due (counted from the day on which the plan is "
        "taken) and guidance, a sentence on how to do it well. One that is called order, carp "
        "or angry replaces the plan of that name that kept has."},
};

/// What a file beside the config says, by its path as written there. Throws Error where it can't be
/// read.
using OpenBeside = std::function<std::string(const std::string& path)>;

/// Reads a config file's text. Throws Error (78) with `file`, line and column for what is not TOML,
/// an unknown key (naming the nearest), a value of the wrong type or that means nothing, an unknown
/// choice or zone, and a calendar that is none; the Error of `open` with the place before it.
Config read_config(std::string_view toml, const std::string& file, const OpenBeside& open);

}  // namespace kept
