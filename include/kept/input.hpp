#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kept/encoding.hpp"
#include "kept/model.hpp"

/// Rows of text, read from CSV, TSV or JSON Lines piece by piece, so that a file of any length
/// takes little memory. Any bytes may come in.

namespace kept {

/// The next piece of an input, valid until the next call; empty at the end.
using Pieces = std::function<std::string_view()>;
/// A file piece by piece. Throws Error (66) naming it, now or later.
Pieces pieces_of(const std::filesystem::path& file);
/// The same pieces as UTF-8.
Pieces decoded(Pieces pieces, Encoding encoding);
/// UTF-16 where its byte order mark begins the input, else none. Nothing is taken from `pieces`.
std::optional<Encoding> marked_encoding(Pieces& pieces);
/// The same pieces as UTF-8: a mark of UTF-16 says more than that nothing was said of `encoding`,
/// which is then set.
Pieces as_utf_8(Pieces pieces, Encoding& encoding);

enum class InputFormat { csv, tsv, jsonl, vcf };
template <>
struct Names<InputFormat> {
  static constexpr std::array<std::string_view, 4> all{"csv", "tsv", "jsonl", "vcf"};
};

/// By the end of its name: `.csv`, `.tsv` or `.tab`, `.jsonl` or `.ndjson`, `.vcf` or `.vcard`, in
/// any case. None for others.
std::optional<InputFormat> format_of_name(std::string_view file_name);

/// A row with more bytes than this is refused, so that a quote that is never closed takes no
/// memory.
inline constexpr std::size_t longest_row = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t most_columns = 4096;

struct InputRow {
  std::size_t line = 0;             ///< on which it begins, from 1
  std::vector<std::string> values;  ///< of the columns so far; fewer where later ones are empty
  std::vector<bool> given;          ///< of JSON and vCard, which the row has; otherwise empty
  /// Why the row can't be used, as `row has 3 fields, the header 5`; empty if it can.
  std::string problem;
  std::string hint = {};  ///< what to do about it, if that can be said
  /// Its bytes as they stand in the input, the end of the line included, where the style asks for
  /// them.
  std::string raw = {};
};

/// How a file is written, where that is not the usual.
struct InputStyle {
  InputFormat format = InputFormat::csv;
  std::optional<char> separator;  ///< of CSV; otherwise a comma, or a semicolon or tab, whichever
                                  ///< comes first, where the header has only those
  std::vector<std::string> columns;     ///< their names; empty: the first row has them. Not of JSON
  std::size_t skip = 0;                 ///< lines before the header, or before the first row
  Encoding encoding = Encoding::utf_8;  ///< that the pieces were decoded from: for what is said
  bool keep_raw = false;                ///< InputRow::raw and RowReader::head() are wanted
};

/// **csv**: RFC 4180, with LF, CRLF or CR between rows and an optional BOM. A quoted field keeps
/// its newlines and is over where only a separator or the end of the row may follow; anything else
/// there is a problem of the row. Quotes inside a field that does not begin with them stand for
/// themselves. An empty line is no row. A row with fewer or more fields than the header is a
/// problem. A file that ends inside quotes is one, naming the line on which they began.
/// Where the file begins with a BOM, the apostrophe that keeps a spreadsheet from taking a text for
/// a formula ('=1+1) is taken off again: one of those before `=`, `+`, `-`, `@`, a tab or CR.
///
/// **tsv**: the same with tabs, but without quotes: `\t`, `\n`, `\r` and `\\` stand for those
/// characters, as kept's own TSV writes them; another backslash stands for itself.
///
/// **jsonl**: an object a line. A string is its text, a number and true and false as written, null
/// and what is absent empty; an array or an object is its JSON in one line, at most 64 deep.
/// Columns are found as they come, those of a row with a problem not. An object with the same name
/// twice, text after it, or anything but an object is a problem; `"format"` is passed over if its
/// value is the number 1.
///
/// **vcf**: a card of vCard 2.1, 3.0 or 4.0 a row, as phones and address books write them. The
/// columns are fields of a customer, whether a card has them or not: `key` is the UID, `name` FN,
/// else the parts of N, ORG, the nickname, an e-mail address or a phone; `handle` the NICKNAME of a
/// card whose UID is of a store of kept; `org`, `lang`, `emails`, `phones`, `tags` (CATEGORIES);
/// `fields.title`, `.birthday`, `.address`, `.url` and `.note`, and `fields.nickname`, `.email` and
/// `.phone` for what is none of those that kept has. Whatever else is on a card, such as a photo,
/// is passed over. A card without an end, or with more bytes than a row may have, is a problem, and
/// so is text between cards.
///
/// Every value is valid UTF-8 without NUL, or the row has a problem that names the column. After a
/// problem the next row is read; only where that makes no sense (unclosed quotes, a row over the
/// limit) is it the last.
class RowReader {
 public:
  virtual ~RowReader() = default;

  /// The names so far, in their order; trimmed. Of CSV and TSV all of them, once next() or this was
  /// called. Throws Error (65) for a header that has a name twice, an empty one or more of them
  /// than columns may be, for an empty file, and for no UTF-8; the message begins with the line:
  /// `1: the column 'due' stands there twice`.
  virtual const std::vector<std::string>& columns() = 0;

  /// The next row. False at the end. `row` may be used again, which saves memory. Throws as
  /// columns() does.
  virtual bool next(InputRow& row) = 0;

  /// The line of the header; of JSON Lines, that of the last row.
  virtual std::size_t line_of_columns() const = 0;

  /// Bytes taken so far, for progress.
  virtual std::size_t bytes_read() const = 0;

  /// All bytes before the first row, where the style asks for them: with them before it, a row can
  /// be read as it stands here.
  virtual std::string_view head() const { return {}; }

  /// After the last row: the next piece of what was not read, because a problem made no sense of
  /// it; empty at the end.
  virtual std::string_view unread() { return {}; }
};

std::unique_ptr<RowReader> read_rows(Pieces pieces, const InputStyle& style);

/// A JSON text as a list of texts: `["a","b"]`. None where it is no array of texts and numbers, or
/// has a NUL, as those below.
std::optional<std::vector<std::string>> read_json_texts(std::string_view json);

/// A JSON text as named values, each read as of a row of JSON Lines, in their order: `{"a":1}`.
/// None where it is no object, or has a name twice.
using NamedValues = std::vector<std::pair<std::string, std::string>>;
std::optional<NamedValues> read_json_object(std::string_view json);
/// The same of an array of objects.
std::optional<std::vector<NamedValues>> read_json_objects(std::string_view json);

}  // namespace kept
