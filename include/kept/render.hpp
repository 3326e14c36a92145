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

struct Style {
  Zone zone;
  int width = 80;       ///< columns of text output; 0: never elide
  bool colour = false;  ///< text output only
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
