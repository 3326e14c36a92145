#pragma once

#include <string>

#include "kept/report.hpp"
#include "kept/time.hpp"

/// A Report in, text out. What is printed depends on the arguments here alone, never on a terminal
/// or a locale.

namespace kept {

/// Those up to jsonl are of every command; mail, ics and vcf of those that offer them.
enum class Format { text, tsv, csv, json, jsonl, mail, ics, vcf };
template <>
struct Names<Format> {
  static constexpr std::array<std::string_view, 8> all{"text",  "tsv",  "csv", "json",
                                                       "jsonl", "mail", "ics", "vcf"};
};

/// Whether right-to-left texts are isolated; automatic: but on a terminal that shows junk then.
enum class Bidi { automatic, isolate, off };
template <>
struct Names<Bidi> {
  static constexpr std::array<std::string_view, 3> all{"auto", "isolate", "off"};
};

struct Style {
  Zone zone;
  int width = 80;       ///< columns of text output; 0: never elide
  bool colour = false;  ///< text output only
  bool isolate = true;  ///< right-to-left texts; text output only
  Instant now = {};     ///< when calendars say that they were made
};

/// **text**: sections with a title and aligned columns, without columns that are empty in every
/// row; texts are elided, the widest first, until a row fits; ids, dates, numbers and words never
/// are. An empty table prints nothing, not even its title. In fields, a text keeps its lines, each
/// below the first, and is not elided; what is empty is left out. Bars take 8 to 30 columns, and
/// give way before texts do; a number above 0 always shows some.
///
/// **json**: one object, indented by two: `"format": 1`, `"report"`, then each section by its key.
/// UTF-8, not escaped to ASCII. Times ISO 8601 with offset, days as days, lengths in seconds, none
/// as null.
///
/// **jsonl**: one object a row on a line of its own, `"format": 1` first, then `"section"` where
/// the report has several.
///
/// **csv** (RFC 4180, but with plain newlines) and **tsv** (no quotes; tab, newline, CR and
/// backslash as \t \n \r \\): a header of the column keys, the union of all sections' in their
/// order, after `section` where the report has several; then the rows. Values as in JSON, none as
/// empty, several texts separated by commas, or as a JSON array where one holds a comma; records as
/// JSON.
///
/// **mail**: the body of a message: text, without colour. render/mail.hpp puts it into one.
///
/// **ics** (RFC 5545): a VTODO for each row of a table that has an `id` and a `due` or a `command`:
/// a day as a DATE, a time in UTC. Its UID is that of the record in every calendar of this store,
/// `STORE:ID`. A promise that was resolved and has nothing left to settle is COMPLETED where it was
/// kept, late or not, else CANCELLED; all else NEEDS-ACTION. What is late has the highest priority;
/// what is to come an alarm: at nine of its day, or half an hour before its time. Without any row
/// it is a calendar of nothing but a time zone, since nothing at all would be none.
///
/// **vcf** (vCard 3.0): a card for each row with the `id` of a customer and a `name`, with the
/// handle as nickname and the tags as categories; its UID, `STORE:ID`, is a key that import knows.
/// A card may be sent to others: what is said of a customer beside these, such as the type and
/// further fields, is never on it.
///
/// In both, lines end in CRLF and are folded at 75 bytes, between code points.
///
/// Text that is not UTF-8 is shown with U+FFFD in the machine formats.
std::string render(const Report& report, Format format, const Style& style);

/// Rows one after the other, for what is too long to be held as a Report: CSV, TSV or JSON Lines as
/// render() writes them, but that JSON Lines have no `format`.
///
/// For spreadsheets, CSV begins with a BOM, ends lines in CRLF, and has an apostrophe before a
/// value that would be taken for a formula: one that begins with = + - @, tab or CR, after any
/// number of apostrophes.
class RowWriter {
 public:
  RowWriter(Format csv_tsv_or_jsonl, bool for_spreadsheets, const Zone& zone_of_times)
      : format(csv_tsv_or_jsonl), spreadsheets(for_spreadsheets), zone(zone_of_times) {}

  /// Of CSV and TSV; nothing of JSON Lines.
  std::string header(const std::vector<std::string>& keys) const;
  std::string row(const std::vector<std::string>& keys, const Row& row) const;

 private:
  Format format;
  bool spreadsheets;
  const Zone& zone;
};

/// A cell as JSON on one line.
std::string json_text(const Cell& cell, const Zone& zone);

}  // namespace kept
