#include "docs/mdoc.hpp"
#include "docs/pages.hpp"
#include "kept/fields.hpp"

namespace kept {

namespace {

constexpr std::string_view introduction = R"mdoc(.Sh SYNOPSIS
.Nm kept import
.Cm customers | loops | entries | promises | all
.Ar FILE
.Op Fl \-rules Ar FILE
.Op Ar OPTION ...
.Nm kept export
.Cm customers | loops | entries | promises | all
.Op Ar OPTION ...
.Sh DESCRIPTION
.Nm kept import
takes the rows of a file into the store, each once:
a second run of the same file changes nothing.
.Nm kept export
writes records so that import reads them back.
.Pp
What the columns of a file mean is said by their names, or by a rules file.
A file whose columns are named as the fields below needs no rules: fields of the
records that are imported by their names, as
.Ql title
and
.Ql due ;
those of what they belong to with its kind before them, as
.Ql customer.name
and
.Ql loop.key .
A rules file says it for any other file, such as the tickets of a help desk, and
one row may then bring along a customer, a loop, its entries and its promises.
.Pp
A dry run
.Pq Fl n
reads everything, reports every problem and records nothing.
An import is one change:
.Ql kept undo
takes it back.
.Sh FILE FORMATS
The format is told by
.Fl \-from ,
else by
.Ql format
in the rules, else by the end of the file's name; otherwise it is CSV.
.Ql \-
is the standard input.
All is UTF\-8, or in the encoding that
.Fl \-encoding
or the rules name; UTF\-16 is known by its byte order mark.
.Bl -tag -width jsonl
.It Cm csv Pq Pa .csv
Fields separated by commas, or by semicolons or tabs where the header has only
those; in double quotes where they hold separators, newlines or quotes, which
are doubled.
Lines end in LF, CRLF or CR.
A byte order mark at the beginning is passed over; the apostrophe by which
spreadsheets keep a text from being a formula is then taken off again.
An empty line is no row.
.It Cm tsv Pq Pa .tsv , .tab
Fields separated by tabs, without quotes:
.Ql \et ,
.Ql \en ,
.Ql \er
and
.Ql \e\e
stand for those characters.
.It Cm jsonl Pq Pa .jsonl , .ndjson
An object a line.
null and what is absent are empty; an array or an object in it is taken as its
JSON.
.It Cm vcf Pq Pa .vcf , .vcard
Of customers: address cards of vCard 2.1, 3.0 or 4.0, as phones and address
books write them.
The columns are fields as below, of which a card says what it has.
.Ql key
is the UID, so that a second run knows a card again;
.Fl \-source
names where the cards come from.
.Ql name
is FN, else the parts of N, ORG, a nickname, an e\-mail address or a phone;
.Ql handle
the nickname of a card that kept wrote;
.Ql tags
are the CATEGORIES.
.Ql fields.title , .birthday , .address , .url , .note
and
.Ql .nickname
hold what such lines say,
.Ql fields.email
and
.Ql fields.phone
what is no address and no number.
Photos and all other lines are passed over.
.El
.Pp
The first row names the columns, unless the rules do.
A row with more or fewer fields than the header is rejected, as is a field of
more than 16 MiB; so that one quote which is never closed does not swallow a
file unnoticed.
.Sh VALUES
.Bl -tag -width Ds
.It when
A day or a time, in any of the ways of
.Xr kept-dates 7 :
.Ql 2026\-03\-26 14:30 ,
.Ql 2026\-03\-26T14:30:05Z ,
.Ql 26/03/2026 14:30
where
.Ql dates
says which number is the day, in the rules or in
.Xr kept-config 5 .
Other ways of writing are read by
.Ql date\-format
in the rules.
A time without an offset is of
.Ql zone
in the rules, else of the zone of the run.
A day alone is its last second, as with
.Fl \-at .
Of two events in one second, thousandths say which came first:
.Ql 2026\-03\-26T14:30:05.002Z .
They are not kept otherwise.
What has happened is not in the future.
.It yes or no
Also true and false, 1 and 0; empty is no.
.It a choice
One of the words that are listed, in any case.
.It several
Separated by commas, or a JSON array of texts where a text holds a comma.
.It a JSON array of objects
As
.Nm kept export
writes it.
.El
.Sh FIELDS
A field that no column and no rule names is not touched; one that is empty says
that there is nothing.
.Ql needed
means that a row without it is rejected.
)mdoc";

constexpr std::string_view keys_and_conflicts = R"mdoc(.Sh KEYS AND SECOND RUNS
A row is known again by its
.Ql key :
the id that the record has in the other system, together with a name for that
system, the source:
.Ql helpdesk:T\-1041 .
The source is named by
.Fl \-source ,
or by
.Ql source
in the rules; where neither is given, a key may be written
.Ar SOURCE : Ns Ar ID
itself, and one without a source is of
.Ql import .
A source has no colon.
Give the same source in every run, and never the same to two systems.
.Pp
An entry or a promise that a loop's row brings along needs no key of its own:
the loop's key and its place among the rules stand for it.
.Pp
Without any key, what the row says is its key: the same file again changes
nothing, but a row that was changed, or is read by other rules, is a new record.
A customer without a key is known by the handle, else by the exact name.
.Pp
What happens where the store has the record and the row says something else,
says
.Fl \-on\-conflict :
.Bl -tag -width update
.It Cm skip
The record stays as it is.
This is the default.
.It Cm update
The record is made what the row says; fields that the row does not have stay.
What has happened is not undone by it: a due time that is another one now is a
move, of which the customer was not told yet; a loop that is not closed any more
was opened again, now; one that does not wait any more has waited until now; one
that has another handler changed hands now; and a closing that is confirmed now
was confirmed later, by now.
Only
.Cm moves , reopenings , waits , handovers
and
.Cm confirmed_at ,
where the file has them, tell that history themselves.
.Cm steps ,
where the file has them, are the steps of the loop: those that are the same,
by their text and by when they were added, keep their numbers, and so does one
that was added then and has another text now; new ones come after them.
.It Cm error
The row is rejected.
.El
.Ss Whom a row belongs to
The customer of a loop, an entry or a promise is the one with
.Ql customer.key ;
else the one with exactly that
.Ql customer.name ,
unless that one has another key of this source; or
.Ql customer
names one as a command line does, but not by the beginnings of the name.
A customer who is not there is made only with
.Fl \-create\-customers ,
or
.Ql create\-customers = true
in the rules; otherwise the row is rejected.
A customer who is there is never changed by such a row, but for the key.
.Pp
A loop is found by
.Ql loop.key
or
.Ql loop ,
and made where the row has a title for it.
The loops that
.Ql parent
and
.Ql merged_into
name may come later in the file.
.Pp
Other systems know nothing of
.Ql kept merge\-loop :
a row of a loop that was merged into another changes nothing in it, unless it
says
.Ql merged_into
itself, and never opens it again.
Entries and promises that name such a loop go to the one that has what was in
it.
.Sh RULES FILES
A rules file is TOML.
Keys that concern the whole file come first, then a table for each record that a
row brings:
.Ql [customer] ,
.Ql [loop] ,
.Ql [[entry]]
and
.Ql [[promise]] ,
of which the latter two may be repeated.
There must be one for what is imported.
.Bl -tag -width create-customers
.It Ic source
A name for the system that the keys come from.
.It Ic create\-customers
true: make customers who are not there.
.It Ic dates
\(dqday\-first\(dq or \(dqmonth\-first\(dq: what 26/3 means.
.It Ic date\-format
How dates are written, where
.Xr kept-dates 7
does not know it: as for
.Xr strptime 3 ,
such as \(dq%d\-%b\-%y %I:%M %p\(dq; or an array of such, which are tried in turn, as
for a file that has days in one column and times in another.
.It Ic zone
The time zone of times without an offset.
.It Ic format
\(dqcsv\(dq, \(dqtsv\(dq, \(dqjsonl\(dq or \(dqvcf\(dq.
.It Ic encoding
How the letters are written, where that is not UTF-8:
.Ql windows-1255 ,
.Ql windows-1252 ,
.Ql iso-8859-8
(in logical order, as it is typed),
.Ql iso-8859-1 ,
.Ql utf-16le
or
.Ql utf-16be .
.It Ic separator
Between the fields of a CSV file: one character.
.It Ic skip
How many lines stand before the header.
.It Ic columns
The names of the columns as an array, where the file has no header.
.El
.Ss Values of fields
In a table each key is a field of that record, as listed above.
Its value is one of
.Bl -tag -width Ds
.It a text
in which
.Ql {Column}
stands for what the row has in that column, without spaces around it.
Several columns and words between them may be joined.
.Ql {{
and
.Ql }}
stand for braces.
A column whose own name holds a brace, or
.Ql \ =\  ,
is reached by naming the columns with
.Cm skip
and
.Cm columns .
A text without a column is the same for all rows.
.It a table
of
.Bl -tag -width default -compact
.It Ic from
such a text;
.It Ic values
what it becomes, as a table; compared without regard to case;
.Ql *
is any other that is not empty.
Without
.Ql *
what is not listed stays as it is;
.It Ic default
the value where the result is empty;
.It Ic if
when this counts at all.
.El
.It an array
of such texts and tables, of which the first whose
.Ic if
holds counts.
.El
.Pp
.Ic if
is
.Ql COLUMN = VALUE
or
.Ql COLUMN != VALUE ,
compared without regard to case; with nothing behind the sign it asks whether
the column is empty.
An array of them holds where all of them do.
Beside the fields, in the table of a record itself,
.Ic if
says whether the row has that record at all.
.Sh PROBLEMS
An import is all or nothing.
A rules file, a header or a row that can't be taken ends the run with status 65,
and nothing is written.
Every problem of every row is told, up to 20 of them, each on a line that begins
with file and line:
.Ql tickets.csv:17: field 'due': '31/2' is not a date .
A column that the rules name and the file does not have is such a problem.
Without rules, a column that is no field is one of the header; in JSON Lines,
where each row has its own names, of that row.
.Pp
.Fl \-keep\-going
takes the rows that can be taken, tells every problem, and ends with status 6.
.Fl \-rejects Ar FILE
keeps the rows left out in a new file, byte for byte, behind the header: mend
them, and import that file with the same options.
Such a row has left nothing behind, not even its customer.
.Pp
.Fl \-guess Ar FILE
prints rules to begin with for the file of another system.
.Pp
Times are taken as they are, also those that run backwards, as of a ticket that
was closed before it was opened: they are counted, and left out of medians.
.Sh EXPORT
.Nm kept export
writes all records of a kind with the columns that import reads:
.Ql key
.Po
the key in another system, else one of this store's own, so that another store
knows the record again
.Pc ,
.Ql customer.key ,
.Ql customer.name
and
.Ql loop.key
where they belong, then the fields.
.Ql all
writes the records of every kind, in an order in which they can be imported;
.Ql record
names the kind of each.
What it writes is read by
.Ql kept import all ,
without rules.
.Pp
Where several things happened to a customer in one second, as in a
.Ql kept batch ,
the times of all but the first have thousandths, so that in another store, too,
an answer is one only to what was asked before it.
That holds within a file: of two that are imported one after the other, the
second is about what came later.
.Pp
A key of this store's own is
.Ql kept\-5f3a09c1:L7 ,
where the number is drawn when a store is made: taken back into the same store,
the row is L7 itself, and in any other store a record from elsewhere.
.Pp
.Fl \-excel
writes CSV as spreadsheets want it: with a byte order mark, CRLF, and an
apostrophe before a text that would be a formula.
.Sh EXAMPLES
.Ss Customers from a spreadsheet
The columns are named as the fields; nothing else is needed.
)mdoc";

constexpr std::string_view see_also = R"mdoc(.Sh SEE ALSO
.Xr kept 1 ,
.Xr kept-config 5 ,
.Xr kept-dates 7
)mdoc";

std::string fields_of_all_kinds() {
  std::string text;
  for (const Kind kind : {Kind::customer, Kind::loop, Kind::entry, Kind::promise}) {
    text += ".Ss Of " + std::string(kind == Kind::entry ? "an " : "a ") +
            std::string(name_of(kind)) + "\n.Bl -tag -width waiting_until -compact\n";
    for (const FieldName& field : fields_of(kind)) {
      text += ".It Ic " + mdoc::code(field.name) + '\n' + mdoc::text(field.help);
    }
    text += ".El\n";
  }
  return text;
}

}  // namespace

ManualPage import_page() {
  std::string text =
      mdoc::head("kept-import", '7', "files that kept reads and writes, and rules for them");
  text += introduction;
  text += fields_of_all_kinds();
  text += keys_and_conflicts;
  text += import_examples();
  text += see_also;
  return {"kept-import", '7', std::move(text)};
}

}  // namespace kept
