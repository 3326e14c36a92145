#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kept/dates.hpp"
#include "kept/input.hpp"
#include "kept/model.hpp"

/// What the columns of a file mean: from a rules file, or from the names of the columns themselves.
///
/// A rules file, as kept-import(7) tells users:
///
///     source = "helpdesk"            # names where the keys come from
///     create-customers = true        # as the option
///     dates = "day-first"            # what 26/3 means; or "month-first"
///     date-format = "%d/%b/%y %H:%M" # as strptime(3), or an array of such, tried in turn
///     zone = "Asia/Jerusalem"
///     format = "csv"                 # csv, tsv or jsonl, where the name of the file does not tell
///     encoding = "windows-1255"      # where it is not UTF-8
///     separator = ";"
///     skip = 2                       # lines before the header
///     columns = ["id", "who"]        # where the file has no header
///
///     [customer]
///     name = "{First name} {Last name}"
///     [loop]
///     key = "{Ticket ID}"
///     title = "{Subject}"
///     kind = { from = "{Type}", values = { "Billing inquiry" = "inquiry", "*" = "other" } }
///     closed = { from = "{Resolved on}", if = "Status = Closed" }
///     [[entry]]
///     if = "Resolution !="
///     direction = "out"
///     text = "{Resolution}"
///
/// A field's value is a text in which `{Column}` stands for the row's value, trimmed, and `{{`,
/// `}}` for braces, the whole trimmed again; or a table of `from` (such a text), `values` (what it
/// becomes: compared folded, `*` for any other that is not empty; without it an unlisted value
/// stays), `default` (such a text, where the result is empty) and `if`; or an array of such, of
/// which the first whose `if` holds counts; where none does, the field is empty. `fields` of a
/// customer is a text (a JSON object) or, as `fields.vat = "{VAT}"`, a table of names.
///
/// `if` is `COLUMN = VALUE` or `COLUMN != VALUE`, compared folded, or an array of such, which must
/// all hold. It is split at the first ` = ` or ` != `, whichever comes first; a text without either
/// that ends in ` =` or ` !=` has an empty VALUE, for an empty column. COLUMN can't hold these.
/// `if` in a record's table says whether the row has that record at all.
///
/// [[entry]] and [[promise]] may be repeated. Which tables may stand there depends on what is
/// imported: customers: [customer]; loops: all four; entries: [customer], [loop], [entry];
/// promises: [customer], [loop], [promise].

namespace kept {

/// A place in a rules file.
struct Place {
  std::size_t line = 0;
  std::size_t column = 0;
};

/// `a{Column}b` as text and columns in turn.
struct Template {
  struct Part {
    std::string text;
    std::optional<std::size_t> column;  ///< instead of the text: an index into Mapping::columns
  };
  std::vector<Part> parts;
};

struct Condition {
  std::size_t column = 0;  ///< an index into Mapping::columns
  bool equal = true;
  std::string folded;
};

/// One way in which a field gets its value.
struct FieldRule {
  std::vector<Condition> conditions;  ///< all must hold
  Template from;
  std::map<std::string, std::string> values;  ///< by folded value
  std::optional<std::string> otherwise;       ///< `*`
  Template fallback;                          ///< `default`
};

struct FieldRules {
  std::string field;             ///< a name of fields_of(), or `fields.NAME` of a customer
  std::vector<FieldRule> rules;  ///< the first whose conditions hold counts
};

/// A table of the rules file: what one row says of one record.
struct RecordRules {
  Kind kind = Kind::customer;
  std::vector<Condition> conditions;  ///< all must hold, or the row has no such record
  std::vector<FieldRules> fields;
  bool optional = false;  ///< a row in which all of its fields are empty has no such record
};

/// A column that rules use, and where they first do.
struct UsedColumn {
  std::string name;
  Place place;
};

struct Mapping {
  bool of_columns = false;  ///< what a row of JSON does not have, it does not say
  std::optional<std::string> source;
  std::optional<bool> create_customers;
  DayOrder dates = DayOrder::unknown;
  std::vector<std::string> date_formats;
  std::optional<std::string> zone;
  std::optional<InputFormat> format;
  std::optional<Encoding> encoding;
  std::optional<char> separator;
  std::size_t skip = 0;
  std::vector<std::string> column_names;  ///< `columns`
  std::vector<UsedColumn> columns;
  std::vector<RecordRules> records;  ///< in the order of the file
};

/// Reads a rules file's text. Throws Error (65) with `file`, line and column for what is not TOML,
/// an unknown key or field (naming the nearest), a value of the wrong type, a template or condition
/// that can't be read, a source with a colon, an unknown zone, and where the file says nothing of
/// the `what` that is imported.
Mapping read_mapping(std::string_view toml, const std::string& file, Kind what);

/// Why a column that is named so is no field.
struct StrangeName {
  std::string what;
  std::string hint;
};
/// Of a column in a file about `what`, whose columns are named as fields; none where it is one.
std::optional<StrangeName> strange_name(const std::string& column, Kind what);

/// The mapping of a file whose columns are named as fields: `title`, `due` of the records that are
/// imported, `customer.name`, `loop.key` of those that they belong to, of loops also `entry.text`,
/// `promise.due`; those are optional. `fields.NAME` (or `customer.fields.NAME`) is one of a
/// customer's fields. Throws Error (65) for a name that is no field, naming the nearest.
Mapping mapping_of_columns(const std::vector<std::string>& columns, Kind what);

/// What a row says of one record: its fields in the order of the rules. An empty value says that
/// the field is empty.
struct Draft {
  Kind kind = Kind::customer;
  std::size_t place = 0;  ///< which of the mapping's tables of this kind it comes from, from 0
  std::vector<std::pair<std::string_view, std::string>> fields;  ///< names live in the mapping
};

/// Applies a mapping to the rows of one file.
class Mapper {
 public:
  explicit Mapper(const Mapping& mapping_of_file) : mapping(mapping_of_file) {}

  /// Finds the columns that the mapping uses among those of the file, as far as they are known yet
  /// (of JSON Lines, more may come: call it again when there are more).
  void bind(const std::vector<std::string>& columns);
  /// Those that are not found.
  std::vector<UsedColumn> missing() const;

  std::vector<Draft> drafts(const InputRow& row) const;

 private:
  bool says(const InputRow& row, const FieldRules& field) const;
  std::string_view value(std::size_t column, const InputRow& row) const;
  bool hold(const std::vector<Condition>& conditions, const InputRow& row) const;
  std::string expanded(const FieldRules& field, const InputRow& row) const;
  std::string filled(const Template& written, const InputRow& row) const;

  const Mapping& mapping;
  std::vector<std::optional<std::size_t>> positions;  ///< of Mapping::columns in the file
};

}  // namespace kept
