#include "docs/mdoc.hpp"
#include "docs/pages.hpp"
#include "kept/config.hpp"

namespace kept {

namespace {

constexpr std::string_view before_keys = R"mdoc(.Sh SYNOPSIS
.Pa \(ti/.config/kept/config.toml
.Sh DESCRIPTION
The config file sets what
.Xr kept 1
goes by.
Nothing in it is needed for a first run, and
.Nm kept
never writes it.
.Pp
It is TOML: a key, an equals sign and a value on each line.
A text stands in double quotes, a number without; a list stands in square
brackets, a table of named values in braces; a comment begins with
.Ql # .
An unknown key, a value of the wrong type and one that means nothing are errors
(exit status 78) that name the line and the column.
.Pp
Options of the command line come before the environment, the environment before
the config file, the config file before defaults; only the zone of the file
comes before
.Ev TZ .
.Dl kept config
shows what is set, and from where.
.Pp
The keys are:
)mdoc";

constexpr std::string_view after_keys = R"mdoc(.Sh ENVIRONMENT
.Bl -tag -width KEPT_CONFIG
.It Ev KEPT_CONFIG
The file to read instead.
The option
.Fl \-config
comes before it.
A file that is named and is not there is an error.
.It Ev XDG_CONFIG_HOME
The folder in which
.Pa kept/config.toml
stands, instead of
.Pa \(ti/.config .
.El
.Sh FILES
.Bl -tag -width Ds
.It Pa \(ti/.config/kept/config.toml
the file that is read where no other is named
.El
.Sh EXAMPLES
Somebody in Jerusalem who writes 26/3 for 26 March:
.Bd -literal -offset indent
zone  = \(dqAsia/Jerusalem\(dq
dates = \(dqday\-first\(dq   # 26/3 is 26 March
log   = \(dqtalk\(dq        # kept log dana \(aqlogo, again\(aq is a talk
store = \(dq\(ti/work/kept.db\(dq
.Ed
.Pp
The same, with two shifts a day, Friday mornings and the holidays of a calendar;
with quicker answers for some, and a plan:
.Bd -literal -offset indent
hours    = \(dqSun\-Thu 09:00\-13:00 16:00\-19:00, Fri 09:00\-13:00\(dq
holidays = [\(dq\(ti/holidays.ics\(dq, \(dq2026\-09\-12\(dq, \(dq12\-25\(dq]
promise\-within = \(dq+2bd\(dq

[[answers]]
tag    = \(dqvip\(dq
within = \(dq4h\(dq

[[answers]]
kind     = \(dqcomplaint\(dq
priority = \(dqurgent\(dq
within   = \(dq2h\(dq

[[escalation]]
late  = \(dq1bd\(dq
level = \(dqcall\(dq

[[escalation]]
broken = true
level  = \(dqmake up for it\(dq

[plans.website]
steps = [
  \(dqbrief\(dq,
  { text = \(dqdraft\(dq, due = \(dq+3bd\(dq, guidance = \(dqTwo, not one.\(dq },
  \(dqlaunch\(dq
]
.Ed
.Sh SEE ALSO
.Xr kept 1 ,
.Xr kept-config 1 ,
.Xr kept-dates 7
)mdoc";

}  // namespace

ManualPage config_page() {
  std::string text = mdoc::head("kept-config", '5', "the config file of kept");
  text += before_keys;
  text += ".Bl -tag -width Ds\n";
  for (const ConfigKey& key : config_keys) {
    text += ".It Ic " + mdoc::code(key.name) + " = " + mdoc::code(key.example) + '\n' +
            mdoc::text(key.help);
  }
  text += ".El\n";
  text += after_keys;
  return {"kept-config", '5', std::move(text)};
}

}  // namespace kept
