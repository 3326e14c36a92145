#include "docs/mdoc.hpp"
#include "docs/pages.hpp"
#include "kept/cli.hpp"

namespace kept {

namespace {

constexpr std::string_view before_commands = R"mdoc(.Sh SYNOPSIS
.Nm kept
.Ar COMMAND
.Op Ar ARGUMENT ...
.Op Ar OPTION ...
.Nm kept
.Ar COMMAND
.Fl \-help
.Sh DESCRIPTION
.Nm
helps a freelancer keep their word.
It remembers who the customers are, what was said, what was promised by when,
and which matters are still open; and it tells what is owed, and to whom.
All of it is in one file that is yours.
.Pp
.Bl -tag -width Ds -compact
.It A customer Pq Li C3
is a person or a firm.
.It A loop Pq Li L7
is an open matter with one customer.
It is closed with an outcome.
.It \&An entry Pq Li E45
is one line of the log: inbound, outbound, a talk, or a private note.
.It A promise Pq Li P12
has a due time: ours to the customer, or theirs to us.
.It A change Pq Li H31
is what one command did; it can be undone, redone and shown.
.El
.Pp
Ids may be typed in lower case, and are never used again.
A customer may also be named by handle, e\-mail address, phone number, full name,
or the beginnings of words of the name; the first of these ways that matches
anybody decides.
Where several are meant,
.Nm
lists them and does nothing.
.Pp
Whether a promise was kept, kept late or broken follows from its due times, and
from when the customer was told of them.
A broken promise stays listed until it is settled: explained, and made up for.
.Pp
Options may stand before the command or behind it.
A text is one argument; nothing in it is ever read as anything else.
A text that begins with a hyphen goes behind
.Ql \-\- ,
at the end.
What days and times may be, says
.Xr kept-dates 7 .
.Ss Streams
The answer goes to the standard output, all else to the standard error.
What is printed does not depend on a terminal; only its width and colour do, and
that text which is longer than a terminal is shown in a pager there.
A list with nothing in it is no output at all, so that
.Xr cron 8
sends mail when there is something to say.
.Pp
A change is on disk before the answer is printed.
Where the answer can't be printed, exit status 74 says so.
.Pp
.Fl \-format Cm json
prints one object with
.Ql \(dqformat\(dq: 1
and arrays of rows,
.Cm jsonl
one object a line,
.Cm csv
and
.Cm tsv
a header and rows.
Their names are a contract: they are added to, never changed.
Times are ISO 8601 with an offset, texts are UTF\-8 as they were written.
Some commands also print what is to be done as a calendar of to\-dos,
.Cm ics
(RFC 5545), and customers as address cards,
.Cm vcf
(vCard 3.0); each is the same one every time, by its UID.
A calendar without to\-dos holds a time zone and nothing else.
.Fl q
prints the ids alone.
)mdoc";

constexpr std::string_view before_statuses = R"mdoc(.Sh ENVIRONMENT
.Bl -tag -width XDG_CONFIG_HOME
.It Ev KEPT_DB
The store to use, unless
.Fl \-db
is given.
.It Ev KEPT_CONFIG
The config file to use, unless
.Fl \-config
is given.
.It Ev TZ
The time zone, unless
.Fl \-tz
or the config file sets one.
.It Ev VISUAL , EDITOR
The editor that
.Fl \-edit
starts.
.It Ev KEPT_PAGER , PAGER
What shows text that is longer than the terminal: the first that is set, else
.Xr less 1 ,
if it is there.
Empty or
.Ql cat
is none.
.Ev LESS
is
.Ql FRX
for it,
.Ev LESSCHARSET
is
.Ql utf\-8
and
.Ev LV
is
.Ql \-c ,
where they are not set.
.Fl q
and
.Fl \-no\-input
print without one.
.It Ev NO_COLOR
Where it is set and not empty, there is no colour, unless
.Fl \-color
asks for it.
.It Ev COLUMNS
The width of text output, unless
.Fl \-width
is given.
.It Ev XDG_DATA_HOME , XDG_CONFIG_HOME , XDG_STATE_HOME
The folders that hold the folders
.Pa kept
with the store, the config file and the backups.
.El
.Sh FILES
.Bl -tag -width Ds
.It Pa \(ti/.local/share/kept/kept.db
The store: one SQLite file, mode 0600.
The first command that records something makes it; a command that reads never
does.
.It Pa \(ti/.config/kept/config.toml
The config file, see
.Xr kept-config 5 .
.It Pa \(ti/.local/state/kept/
Copies of the store: those of
.Xr kept-backup 1 ,
and from before a restore, a big import or a change of its format.
The file
.Pa places
names where else
.Xr kept-backup 1
has put copies.
.El
.Sh EXIT STATUS
Each status has one meaning, and is never given another.
An error says on the standard error what was wrong, and a hint says what to do
next; nothing was then written, except with 74.
.Pp
.Bl -tag -width 130 -compact
)mdoc";

constexpr std::string_view after_statuses = R"mdoc(.El
.Sh EXAMPLES
A customer, what she asked for, and what was promised:
.Bd -literal -offset indent
kept add\-customer \(aqDana Example\(aq \-\-handle dana
kept log dana \(aqwould like the logo in blue\(aq \-i \-\-channel whatsapp
kept promise dana \(aqsend three sketches\(aq \-\-due thursday
.Ed
.Pp
In the morning, what to do, and what is late:
.Bd -literal -offset indent
kept today
kept overdue
.Ed
.Pp
The day can't be met, and she is told in time; then it is done:
.Bd -literal -offset indent
kept move\-promise P1 \-\-due sunday \-\-told
kept keep\-promise P1
kept close\-loop L1 \-\-outcome resolved \-\-confirmed
.Ed
.Pp
Every working day by mail, from
.Xr crontab 5 :
.Bd -literal -offset indent
30 8 * * 0\-4  kept overdue
.Ed
.Pp
Who is owed something, for a script:
.Bd -literal -offset indent
kept overdue \-\-format json | jq \-r \(aq.ours[].customer\(aq
.Ed
.Sh SEE ALSO
)mdoc";

std::string commands_by_group() {
  std::string text = ".Sh COMMANDS\n";
  for (std::size_t group = 0; group < group_titles().size(); ++group) {
    std::string items;
    for (const Command* command : commands()) {
      if (static_cast<std::size_t>(command->group) != group) continue;
      items += ".It Xr kept-" + std::string(command->name) + " 1\n" + mdoc::text(command->summary);
    }
    if (items.empty()) continue;
    text += ".Ss " + std::string(group_titles()[group]) +
            "\n.Bl -tag -width kept-withdraw-promise(1) -compact\n" + items + ".El\n";
  }
  return text;
}

std::string see_also() {
  std::vector<std::string> names;
  for (const Command* command : commands()) names.emplace_back(command->name);
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) text += ".Xr kept-" + name + " 1 ,\n";
  return text + ".Xr kept-config 5 ,\n.Xr kept-dates 7 ,\n.Xr kept-import 7\n";
}

}  // namespace

ManualPage kept_page() {
  Arguments globals;
  GlobalOptions options;
  declare_globals(globals, options);
  std::string text = mdoc::head("kept", '1', "keep your word to customers");
  text += before_commands;
  text += commands_by_group();
  text += ".Ss Options of every command\n" + mdoc::parameter_list(globals.all());
  text += before_statuses;
  for (const ExitMeaning& each : exit_meanings) {
    text +=
        ".It " + std::to_string(static_cast<int>(each.status)) + '\n' + mdoc::text(each.meaning);
  }
  text += after_statuses;
  text += see_also();
  return {"kept", '1', std::move(text)};
}

}  // namespace kept
