#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kept/dates.hpp"
#include "kept/mapping.hpp"
#include "kept/model.hpp"
#include "kept/policy.hpp"
#include "kept/report.hpp"

/// The fields of records as files name them: the contract of `import`, `export` and rules files,
/// one table for all of them and for kept-import(7).

namespace kept {

struct FieldName {
  std::string_view name;
  std::string_view help;  ///< what it is, and what may stand there
  bool refers = false;    ///< names a record: the importer's own, not one of field_cells()
};

/// The fields of a record of this kind, in the order in which `export` writes them.
std::vector<FieldName> fields_of(Kind kind);

/// Thousandths of a second that stand in times: they say which of two events of one second came
/// first, and are not kept otherwise.
using Thousandths = std::bitset<1000>;
/// Of the second that ends before this point in a text: 120 of `2026-03-26T14:30:05.12Z`.
int thousandth_at(std::string_view text, std::size_t point);
/// All that stand in an input.
Thousandths thousandths_in(Pieces pieces);

/// What the texts of a row are read in.
struct FieldContext {
  DateContext dates;
  std::vector<std::string> date_formats;  ///< tried in turn; none: as read_when() has it
  /// Of keys that are plain ids; none: a key is SOURCE:ID.
  std::optional<std::string> source;
  std::int64_t recording = 0;  ///< the first number of the change that new moments are of
  Thousandths later = {};      ///< for each of them, in their order, the change has one more number
  Policy policy = {};          ///< how soon inbound entries want their answers

  /// What Moment::recorded is of an event at that thousandth of its second.
  std::int64_t recording_at(int thousandth) const;
};

/// Why a value can't be taken: `reason` is whole ("'31/2' is not a date", "is missing").
struct FieldProblem {
  std::string field;
  std::string reason;
  std::string hint;
};
using FieldProblems = std::vector<FieldProblem>;

/// Sets the fields of a draft in a record, which is new (its id's number is 0) or a copy of the
/// stored one, and leaves the others; what is empty in the draft becomes empty, or what a new
/// record has. Fields that refer to records are not looked at. Times are taken as they are, also
/// those that run backwards, but not those that have not come; a day alone leaves a time of that
/// day as it is, else it is its last second, or now if it is today. Problems are added, and the
/// record is then of no use.
void set_fields(Customer& customer, const Draft& draft, const FieldContext& context,
                FieldProblems& problems);
void set_fields(Loop& loop, const Draft& draft, const FieldContext& context,
                FieldProblems& problems);
void set_fields(Entry& entry, const Draft& draft, const FieldContext& context,
                FieldProblems& problems);
void set_fields(Promise& promise, const Draft& draft, const FieldContext& context,
                FieldProblems& problems);

/// The keys that a `key` field names: one, or the texts of a JSON array.
std::vector<ExternalKey> read_keys(const std::string& text, const FieldContext& context,
                                   FieldProblems& problems);
/// The source of a key without one, where no source is given.
inline constexpr std::string_view default_source = "import";

/// The cells of a record, in the order of fields_of(), without the fields that refer to records.
std::vector<Cell> field_cells(const Customer& customer);
std::vector<Cell> field_cells(const Loop& loop);
std::vector<Cell> field_cells(const Entry& entry);
std::vector<Cell> field_cells(const Promise& promise);

/// Whether times of a record run backwards: closed before it was opened, ended before it was made,
/// late before it was promised, told before it was set, done before it was added ... Kept as they
/// are, and left out of medians.
bool runs_backwards(const Loop& loop);
bool runs_backwards(const Promise& promise);

}  // namespace kept
