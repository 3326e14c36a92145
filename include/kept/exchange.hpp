#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kept/fields.hpp"
#include "kept/input.hpp"
#include "kept/mapping.hpp"
#include "kept/store.hpp"

/// Between files and the store: what `import` and `export` do.

namespace kept {

/// The kinds that files hold, in the order in which one may belong to those before it, and what a
/// command line calls them.
struct RecordKind {
  Kind kind;
  std::string_view plural;
};
inline constexpr std::array record_kinds{
    RecordKind{Kind::customer, "customers"}, RecordKind{Kind::loop, "loops"},
    RecordKind{Kind::entry, "entries"}, RecordKind{Kind::promise, "promises"}};
/// What a command line calls all of them in one file, and the column that then names a row's kind.
inline constexpr std::string_view all_kinds = "all";
inline constexpr std::string_view kind_column = "record";

// ---- rows as drafts --------------------------------------------------------------------------

/// What one row says.
struct RowDrafts {
  Kind about = Kind::customer;  ///< the kind of the record that the row is there for
  std::vector<Draft> drafts;
};

/// The rows of a file and what they say: by a rules file, or by the names of the columns. Without
/// `what`, rows are of several kinds, and kind_column names the kind of each.
class DraftReader {
 public:
  DraftReader(Pieces pieces, const InputStyle& style_of_file, std::optional<Mapping> rules_of_file,
              std::optional<Kind> what_rows_are);

  /// The next row; it says nothing where it has a problem. False at the end. Throws Error (65) for
  /// a header that does not fit: `1: ...`; of JSON Lines, a name that is no field is its row's
  /// problem.
  bool next(InputRow& row, RowDrafts& said);
  std::size_t bytes_read() const { return rows->bytes_read(); }

  /// In the bytes of the input, where the style keeps them: a row; what stands before the first
  /// one; and after the last, piece by piece, what was not read.
  std::string raw(const InputRow& row) const { return encoded(row.raw, style.encoding); }
  std::string raw_head() const { return encoded(rows->head(), style.encoding); }
  std::string raw_unread() { return encoded(rows->unread(), style.encoding); }

 private:
  void learn_columns();
  void learn_strange_names(const std::vector<std::string>& columns);
  void note_strange_name(InputRow& row) const;
  void learn_columns_of_all(const std::vector<std::string>& columns);
  void refuse_missing_columns() const;
  void read_record(InputRow& row, RowDrafts& said);

  struct Mapped {
    Mapping mapping;
    std::unique_ptr<Mapper> mapper;
    std::vector<bool> has_column;  ///< where rows are of several kinds: which are of this one
  };

  InputStyle style;
  std::unique_ptr<RowReader> rows;
  bool has_rules;
  std::optional<Kind> what;
  std::map<Kind, Mapped> mapped;  ///< one, but where rows are of several kinds
  std::optional<std::size_t> record_column;
  std::size_t known_columns = 0;
  std::map<std::size_t, StrangeName> strange;  ///< columns of JSON Lines
  bool learned = false;
  bool any_row = false;
};

// ---- import ----------------------------------------------------------------------------------

/// Where the store has the record of a row, and it is not the same: leave it, make it the same, or
/// reject the row.
enum class OnConflict { skip, update, error };
template <>
struct Names<OnConflict> {
  static constexpr std::array<std::string_view, 3> all{"skip", "update", "error"};
};

struct ImportOptions {
  OnConflict on_conflict = OnConflict::skip;
  bool create_customers = false;
  bool keep_going = false;  ///< a row with a problem leaves nothing behind, in the store either
};

struct ImportCounts {
  std::int64_t added = 0;
  std::int64_t updated = 0;
  std::int64_t unchanged = 0;
  std::int64_t skipped = 0;  ///< differ from the store, and were left
};

/// Why a row can't be taken.
struct RowProblem {
  std::size_t line = 0;
  std::string what;  ///< `field 'due': '31/2' is not a date`
  std::string hint;
};

/// Puts the records of rows into the store, each once: a row is known again by its key.
///
/// The key of a row's record is its `key`; of an entry or promise that a loop's row brings along,
/// the loop's key and its place (`17#1`). Without any key, what the row says is the key, with a
/// number for the second row that says the same: so a second run of the same file changes nothing,
/// and a row that was changed is a new one. A customer without a key is known by the handle, else
/// by the exact name.
///
/// A record without its loop or customer in the row stays where it is. The customer of a loop,
/// entry or promise is found by `customer.key`; else by the exact `customer.name`, where that
/// customer has no other key of this source; or by `customer`, in the ways in which a command line
/// names one, but for the beginnings of names. It is made where that is allowed and nobody is
/// found, and never changed otherwise. A loop is found by `loop.key` or `loop`, and made where a
/// rules file or the columns give it a title.
///
/// Of a loop that was merged into another, only a row that says `merged_into` can change anything:
/// other systems know nothing of the merge. Entries and promises that name it go to the loop that
/// has what was in it. `parent` and `merged_into` may name loops of later rows.
///
/// All problems of a row are collected; a row with one puts nothing more, and what it has put is
/// of no use, unless `keep_going` took it back.
class Importer {
 public:
  Importer(Store& store_to_fill, const ImportOptions& how, const FieldContext& reading);
  ~Importer();

  void take(const RowDrafts& said, std::size_t line);
  /// After the last row: ties the loops that named loops of later rows. Answers the problems of
  /// those that can't be tied, whose rows are not taken back: `keep_going` has to begin anew and
  /// pass them over.
  std::vector<RowProblem> finish();

  const std::vector<RowProblem>& problems() const { return found_problems; }
  void add_problem(RowProblem problem) { found_problems.push_back(std::move(problem)); }

  /// Of customers, loops, entries and promises, where there was anything to count.
  const std::map<Kind, ImportCounts>& counts() const { return counted; }
  /// The records of the rows themselves that were added or updated.
  const std::vector<Id>& written() const { return written_records; }
  /// Records that were added or updated with times that run backwards.
  std::int64_t backwards() const { return backward_records; }
  /// Whether a key had no source, so that it is of default_source.
  bool has_bare_keys() const { return bare_keys; }

 private:
  struct Row;
  struct Tie;

  void take_drafts(Row& row);
  void take_whole(Row& row);
  void take_customer(Row& row, const Draft& draft);
  void take_loop(Row& row, const Draft& draft);
  void take_entry(Row& row, const Draft& draft);
  void take_promise(Row& row, const Draft& draft);

  void open_from(std::optional<Id> loop, Instant at);
  Allowance answer_within(const Entry& record);

  std::optional<Id> owner(Row& row, const Draft& draft, std::optional<Id> loop,
                          std::optional<Id> present);
  std::optional<Id> loop_of(Row& row, const Draft& draft, std::optional<Id> present);
  std::optional<Id> customer_of_draft(Row& row, const Draft& draft);
  std::optional<Id> customer_called(Row& row, const Draft& draft, const std::string& typed);
  std::optional<Id> namesake(Row& row, const std::string& name,
                             const std::vector<ExternalKey>& keys);
  std::optional<Id> made_customer(Row& row, const Draft& draft,
                                  const std::vector<ExternalKey>& keys);
  std::optional<Id> loop_of_draft(Row& row, const Draft& draft, const Draft& in_it);
  std::optional<Id> loop_called(const std::string& typed) const;

  void tie(Row& row, const Draft& draft, Loop& record);
  std::optional<Id> other_end(const Tie& tie) const;
  std::string why_not_tied(const Loop& record, const Tie& tie, Id other) const;
  void made_or_changed(Row& row, const std::optional<Loop>& before, const Loop& record);
  std::string tie_later(const Tie& tie);
  void move_what_was_in(Id merged);

  std::vector<ExternalKey> keys_of(Row& row, const Draft& draft);
  std::optional<Id> with_keys(Row& row, Kind kind, const std::vector<ExternalKey>& keys);
  std::optional<Id> named_by_key(Kind kind, const std::string& text) const;
  void add_keys(Id record, std::vector<ExternalKey>& keys,
                const std::vector<ExternalKey>& added) const;
  bool stands_already(Row& row, const Draft& draft, Id customer);
  std::string key_of_what_is_said(Row& row, const Draft& draft);
  bool handle_is_free(Row& row, const Customer& customer);

  template <class Record>
  void set(Row& row, const Draft& draft, Record& record);
  template <class Record>
  void place(Row& row, const Draft& draft, const std::optional<Record>& before, Record& record);
  template <class Record>
  bool settle(Row& row, const Draft& draft, const std::vector<ExternalKey>& keys,
              const std::optional<Record>& before, Record& record);
  template <class Record>
  bool wanted(Row& row, const Draft& draft, const std::vector<ExternalKey>& keys,
              const Record& before, const Record& record);

  Store& store;
  ImportOptions options;
  FieldContext context;
  std::string own;                               ///< the source of the store's own keys
  std::map<Id, std::size_t> lines_of_customers;  ///< that rows without keys are about
  std::set<Id> young_loops;  ///< made in this run, with nothing said of when they were opened
  std::vector<Tie> ties;     ///< to loops of later rows
  std::vector<Id> merged;    ///< in this run
  std::unordered_map<std::uint64_t, std::size_t> lines_of_keys;
  std::unordered_map<std::uint64_t, int> same_rows;
  std::vector<RowProblem> found_problems;
  std::map<Kind, ImportCounts> counted;
  std::vector<Id> written_records;
  std::int64_t backward_records = 0;
  bool bare_keys = false;
};

// ---- export ----------------------------------------------------------------------------------

/// The columns of a kind, as import reads them back: `key` (SOURCE:ID, the store's own where it has
/// no other), then `customer.key`, `customer.name` and `loop.key` where they belong, then its
/// fields.
std::vector<std::string> export_columns(Kind kind);

/// Which of a customer's events in one second came first, over all that the store holds on them.
class Places {
 public:
  explicit Places(Store& store);

  /// Puts them into the cells of a record. The thousandth event of a second and those after it have
  /// one place.
  void tell(std::span<Cell> cells, Id customer) const;

 private:
  struct Event {
    Id customer;
    Moment moment;
    int place = 0;
    auto operator<=>(const Event&) const = default;
  };
  void leave_out_the_first();

  std::vector<Event> later;  ///< than another one of the same second, sorted
};

/// Makes rows of records. Looks up what they belong to in the store.
class Exporter {
 public:
  explicit Exporter(Store& store_to_read);

  kept::Row row(const Customer& customer);
  kept::Row row(const Loop& loop);
  kept::Row row(const Entry& entry);
  kept::Row row(const Promise& promise);

 private:
  Cell key_cell(Id id, const std::vector<ExternalKey>& keys) const;
  void add_owner(kept::Row& row, Id customer);
  void add_loop(kept::Row& row, std::optional<Id> loop);
  void add_places(kept::Row& row, Id customer);

  struct Named {
    Cell key;
    Cell name;
  };
  Store& store;
  std::string own;
  std::optional<Places> places;  ///< once a record has events
  std::map<Id, Named> known;
};

}  // namespace kept
