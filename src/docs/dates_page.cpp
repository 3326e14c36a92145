#include "docs/mdoc.hpp"
#include "docs/pages.hpp"
#include "time/words.hpp"

namespace kept {

namespace {

constexpr std::string_view before_examples = R"mdoc(.Sh SYNOPSIS
.Nm kept date
.Ar WHEN
.Sh DESCRIPTION
Wherever a command of
.Xr kept 1
takes a day or a time
.Pq Ar WHEN ,
it may be written in any of the ways below, in English or Hebrew, in any case,
as one argument.
.Ql kept date
says what an expression means, without recording anything; a command that
records says it, too.
.Pp
Nothing is ever guessed.
A day that does not exist, a local time that the clock skips in spring, and
anything behind the date that can't be read are refused (exit status 2) with the
reason.
A local time that comes twice in autumn is the first of the two, with a notice.
.Pp
What the expressions mean on Sunday, 22 March 2026 at 10:00, in a business week
from Sunday to Thursday:
)mdoc";

constexpr std::string_view before_words = R"mdoc(.Pp
An expression of two numbers, as 26/3, needs
.Ql dates
in
.Xr kept-config 5 ;
here it is day\-first.
.Ss Days and times
A day may be followed by a time of day: 14:30, 9:00, 9am, 2:30pm or noon, with
.Ql at
or
.Ql בשעה
before it.
A time alone is of today.
A day written with the year first may also be followed by seconds and by an
offset, and have a T between day and time, as in ISO 8601.
.Pp
A weekday is the next one, never today: on a Thursday,
.Ql thursday
is in seven days, and
.Ql next thursday
is the same day.
.Ql last thursday
is the one before today.
In Hebrew the words for next and last stand behind the day.
.Pp
A month later is the same day of the month, or its last.
.Ql eow
is the last business day of the week; once that has passed, of the next week.
.Ss Where they count from
Relative words count from now; those of a due time from
.Fl \-at ,
where that is given.
.Bl -tag -width Ds
.It As a due time
A day is in time until it ends, 14:30 until 14:31.
A due time that has passed already is refused.
.It As the time of an event Pq Fl \-at , \-told\-at
A day alone is now, if it is today, else its last second.
The future is refused.
26/3 is the last such day, not the next.
.It As the end of a period Pq Fl \-until , \-as\-of
The same.
.It As the start of a period Pq Fl \-since
A day alone is its first second.
.El
.Ss Lengths
A number and a unit, as
.Ql 3d ,
.Ql +3 days ,
.Ql in 3 days
or
.Ql בעוד 3 ימים ;
backwards with a minus, with
.Ql ago
behind it or
.Ql לפני
before it.
Minutes and hours count from this moment, days and what is longer are whole
days.
Business days only count forward.
The words of the units:
)mdoc";

constexpr std::string_view after_words = R"mdoc(.Pp
Vowel points and the kinds of geresh make no difference.
Behind
.Ql יום
the letter of a weekday needs no geresh, and
.Ql ב
may stand before a weekday.
.Sh EXAMPLES
.Bd -literal -offset indent
kept promise dana \(aqsend the sketches\(aq \-\-due thursday
kept promise dana \(aqcall back\(aq \-\-due \(aqtomorrow 14:30\(aq
kept promise dana \(aqrefund\(aq \-\-due +2bd \-\-at \(aqyesterday 17:00\(aq
kept date \(aqיום ה׳ 14:30\(aq
.Ed
.Sh SEE ALSO
.Xr kept 1 ,
.Xr kept-date 1 ,
.Xr kept-config 5
)mdoc";

constexpr std::array examples{"2026-03-26",
                              "2026-03-26 14:30",
                              "2026-03-26T14:30:05Z",
                              "26/3",
                              "26.3.2027",
                              "14:30",
                              "9am",
                              "now",
                              "today",
                              "tomorrow",
                              "yesterday 17:30",
                              "tomorrow at noon",
                              "thursday",
                              "next thursday",
                              "last thursday",
                              "thu 9:00",
                              "72h",
                              "90m",
                              "+3d",
                              "-3d",
                              "in 2 weeks",
                              "3 days ago",
                              "1 month",
                              "+2bd",
                              "2 business days",
                              "eod",
                              "eow",
                              "eom",
                              "היום",
                              "מחר 14:30",
                              "מחרתיים",
                              "אתמול",
                              "יום ה׳",
                              "חמישי הבא",
                              "חמישי שעבר",
                              "בעוד 3 ימים",
                              "בעוד שעתיים",
                              "לפני שבוע",
                              "בעוד 2 ימי עסקים",
                              "סוף השבוע",
                              "סוף החודש"};

/// In UTC, so that the page needs no zone database.
std::string list_of_examples() {
  const DateContext context{
      std::chrono::sys_days(std::chrono::year(2026) / 3 / 22) + std::chrono::hours(10), Zone::utc(),
      default_week("Asia/Jerusalem"), DayOrder::day_first};
  std::string items = ".Bl -tag -width \"2026-03-26T14:30:05Z\" -compact\n";
  for (const char* example : examples) {
    const auto when = std::get<When>(read_when(example, context));
    const std::string meaning = std::holds_alternative<Instant>(when.meant)
                                    ? shown(std::get<Instant>(when.meant), context.zone)
                                    : shown(due_from(when, context.zone));
    items += ".It Li \"" + mdoc::code(example) + "\"\n" + mdoc::text(meaning);
  }
  return items + ".El\n";
}

std::string item_of(std::string_view phrases) {
  std::string all;
  while (!phrases.empty()) {
    all += (all.empty() ? "" : ", ") + std::string(dates::cut_off(phrases, '|'));
  }
  return ".It\n" + mdoc::text(all);
}

/// The words of the reader itself, a line for those that mean the same.
template <class Words, class Phrases>
std::string list_of(const Words& words, Phrases phrases) {
  std::string items = ".Bl -bullet -compact\n";
  for (const auto& word : words) items += item_of(word.*phrases);
  return items + ".El\n";
}

}  // namespace

ManualPage dates_page() {
  std::string text = mdoc::head("kept-dates", '7', "what days and times may be, for kept");
  text += before_examples;
  text += list_of_examples();
  text += before_words;
  text += list_of(dates::unit_words, &dates::UnitWord::phrases);
  text += ".Ss Words for days\n" + list_of(dates::day_words, &dates::DayWord::phrases);
  text += ".Pp\nThe weekdays:\n" + list_of(dates::weekday_words, &dates::WeekdayWord::words);
  text += after_words;
  return {"kept-dates", '7', std::move(text)};
}

}  // namespace kept
