#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kept/model.hpp"
#include "kept/rules.hpp"

/// The one SQLite file of a user. All SQL is behind this header; what comes out is records.
///
/// Everything that fails throws Error: 66 where the file is missing or unreadable, 75 where another
/// process holds it for 20 seconds, 78 where it is damaged, foreign or newer (its bytes are then
/// unchanged), 1 where the disk is full or read-only.

namespace kept {

/// How long an answer took, from the question to it: in business time, by the hours in force.
using AnswerClock = std::function<std::chrono::seconds(Instant asked, Instant answered)>;

/// An open store, inside one transaction: a reader sees one moment; a writer's work is one or more
/// recorded changes, and is gone unless commit() is called.
///
/// Durability: rollback journal with `synchronous=EXTRA`, so that what was committed survives a
/// power cut. A writer first takes flock() on the folder that holds the file, because SQLite's own
/// waiting lets writers starve.
class Store {
 public:
  /// Never creates anything. An older store is first migrated, as a writer, with a backup in
  /// `backups`.
  static Store open_to_read(const std::filesystem::path& file, const std::filesystem::path& backups,
                            Instant now, AnswerClock clock = {});

  /// For what may look but never be in anybody's way, such as completion: neither migrates nor
  /// waits. None where the store is of another version.
  static std::optional<Store> open_to_look(const std::filesystem::path& file);

  /// Creates the file (0600) and its folder (0700) where there is none. `clock` measures first
  /// answers as they are recorded; without it, in plain time.
  static Store open_to_write(const std::filesystem::path& file,
                             const std::filesystem::path& backups, Instant now,
                             AnswerClock clock = {});

  /// A copy of a store's file, of any version, brought up to date: to be looked into before it
  /// takes another's place. The file keeps its bytes; the copy is never on disk by a name.
  static Store copy_of(const std::filesystem::path& file);

  /// A store that is never on disk: for a dry run before there is a file, and for tests.
  static Store in_memory(AnswerClock clock = {});

  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  /// The number of the change that is being made: what Moment::recorded of its events is.
  std::int64_t recording();

  /// Says, before anything is put, that the change will be made by so many commands, each with a
  /// number of its own, so that what they record in one second keeps its order. The last of these
  /// numbers is that of the change.
  void expect_commands(std::int64_t count);
  /// Goes on to the next one's number, which recording() then is; to be called before the first,
  /// too.
  void next_command();

  /// Everything recorded is on disk when this returns, and other writers may go on. Where nothing
  /// was recorded the file keeps its bytes, and a new one is not left behind. Throws Error: 1 where
  /// something was put and not recorded, 74 where the disk failed and the change stands even so.
  void commit();

  struct Connection;
  /// For the files behind this header.
  explicit Store(std::unique_ptr<Connection> opened);
  Connection& connection() { return *connected; }

 private:
  std::unique_ptr<Connection> connected;
};

/// A stretch of a writer's work that can be taken back alone: all that was put since is gone when
/// this goes, unless keep() was called, and what was put before stands. May be nested.
///
/// A change may be recorded within one only where nothing was put and not yet recorded before it.
/// Such a one may be long; any other holds all of it in memory. Where SQLite has given up the whole
/// transaction (a full disk) there is nothing to go back to: put() and record() throw from then on.
class Savepoint {
 public:
  explicit Savepoint(Store& store_to_return_to);
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  ~Savepoint();

  void keep();

 private:
  void end();

  Store& store;
  std::optional<std::int64_t> recording;
  std::size_t touched;
  int parts;
  int records_in_part;
  bool unrecorded;
  bool worth_committing;
  bool ended = false;
};

// ---- records ---------------------------------------------------------------------------------
// put() inserts a record whose id's number is 0, after giving it the next id of its kind, else
// updates the record with that id; children (contacts, deadlines ...) follow. Look-ups answer in
// the order of ids unless they say otherwise.

void put(Store& store, Customer& customer);
void put(Store& store, Loop& loop);
void put(Store& store, Entry& entry);
void put(Store& store, Promise& promise);

std::optional<Customer> customer(Store& store, Id id);
std::optional<Loop> loop(Store& store, Id id);
std::optional<Entry> entry(Store& store, Id id);
std::optional<Promise> promise(Store& store, Id id);

std::vector<Customer> customers(Store& store);
/// Who is meant at one level, by is_meant(), through an index where the level has one.
std::vector<NameCard> customers_meant(Store& store, const NameQuery& query, NameLevel level);
/// Empty where there is no such customer.
std::string name_of_customer(Store& store, Id id);
/// All names as they are typed, for did-you-mean.
std::vector<std::string> customer_names(Store& store);
/// Who holds this handle, e-mail, phone or folded name.
std::optional<Id> customer_with_handle(Store& store, std::string_view handle);
std::optional<Id> customer_with_email(Store& store, std::string_view email);
std::optional<Id> customer_with_phone(Store& store, std::string_view phone);
std::optional<Id> customer_with_name(Store& store, std::string_view name);
/// Who have exactly this name, folded, and no key of this source: at most three, which are enough
/// to say that they are several.
std::vector<Id> customers_with_name(Store& store, std::string_view name,
                                    std::string_view without_key_of);

std::vector<Loop> loops(Store& store);
std::vector<Loop> loops_of(Store& store, Id customer);
std::vector<Loop> open_loops(Store& store);
std::vector<Loop> open_loops_of(Store& store, Id customer);
/// Open loops that owe an answer, or have a step, that is late by `until`.
std::vector<Loop> loops_owing(Store& store, Instant until);
/// Open loops whose last wait has run out by `until`, and of which nothing was heard since.
std::vector<Loop> loops_back_from_waiting(Store& store, Instant until);
/// Loops that were closed in that time, both ends included, and are is_unconfirmed().
std::vector<Loop> loops_unconfirmed(Store& store, Instant since, Instant until);
std::vector<Loop> children_of(Store& store, Id loop);
/// The loop that has what was in this one: itself, or the last that it was merged into.
Id loop_that_stands(Store& store, Id loop);
/// The number of a step that is new in a loop. Serials only rise.
std::int64_t draw_step_number(Store& store, Id loop);

/// The first question of a loop, and how it was answered; `took` was measured when it was.
struct FirstAnswer {
  Id loop;
  Instant asked;
  Instant late_from;
  std::optional<Instant> answered;
  std::chrono::seconds took{};

  bool in_time() const { return answered && *answered < late_from; }
};
std::optional<FirstAnswer> first_answer(Store& store, Id loop);
/// Of every loop in which anything was asked, in the order of ids.
void each_first_answer(Store& store, const std::function<void(const FirstAnswer&)>& visit);

std::vector<Entry> entries(Store& store);
std::vector<Entry> entries_of(Store& store, Id customer);
std::vector<Entry> entries_of_loop(Store& store, Id loop);
/// Those that happened at that moment or later.
std::vector<Entry> entries_of_loop_since(Store& store, Id loop, const Moment& since);

std::vector<Promise> promises(Store& store);
std::vector<Promise> promises_of(Store& store, Id customer);
std::vector<Promise> promises_of_loop(Store& store, Id loop);
/// Promises whose attention_from() is not after `until`, through an index.
std::vector<Promise> promises_needing_attention(Store& store, Instant until);
/// Promises whose attention_from() is in [since, until].
std::vector<Promise> promises_needing_attention(Store& store, Instant since, Instant until);
/// The newest by their ids, at most so many.
std::vector<Promise> newest_promises(Store& store, std::size_t most);

/// Each record of a kind, one after the other in the order of ids: for what looks at all of them,
/// in memory that does not grow with the store. `visit` writes nothing.
void each_customer(Store& store, const std::function<void(Customer&)>& visit);
void each_loop(Store& store, const std::function<void(Loop&)>& visit);
void each_entry(Store& store, const std::function<void(Entry&)>& visit);
void each_promise(Store& store, const std::function<void(Promise&)>& visit);

// ---- offers ----------------------------------------------------------------------------------
// What completion shows while somebody types: as little as that needs, fast.

/// A customer by the words that name them. The folded words are what they are compared by.
struct CustomerOffer {
  Id id;
  std::string name;
  std::string handle;
  std::string org;
  std::string folded_name;
  std::string folded_handle;
};
/// In the order of their names.
std::vector<CustomerOffer> customer_offers(Store& store);

/// A record, whose it is, and the words that tell it apart.
struct RecordOffer {
  Id id;
  Id customer;
  std::string text;
};
enum class Offered { open, closed, all };
/// Newest first. A promise is open while it is not resolved, or a breach of it is unsettled.
std::vector<RecordOffer> loop_offers(Store& store, Offered which);
std::vector<RecordOffer> promise_offers(Store& store, Offered which);
/// A step is open while it is neither done nor dropped; by loops, the newest first.
std::vector<RecordOffer> step_offers(Store& store, Offered which);
std::vector<RecordOffer> entry_offers(Store& store, std::size_t most);

// ---- keys ------------------------------------------------------------------------------------

/// The record of this kind that has the key: an external one, or this store's own (below).
std::optional<Id> record_with_key(Store& store, Kind kind, const ExternalKey& key);

/// The source of this store's own keys, so that a record that another store took over is known
/// again: `kept-5f3a09c1`, by a number that was drawn when the store was made. L7 has the key
/// `kept-5f3a09c1:L7`, which is not stored. A copy of a store has the same source.
std::string own_source(Store& store);

// ---- search ----------------------------------------------------------------------------------

/// The records in which every word of the folded query stands, as a part of a word too, newest ids
/// first. Words of three and more code points go through the trigram index, shorter ones through a
/// scan.
std::vector<Id> found(Store& store, std::string_view folded_query);

// ---- changes ---------------------------------------------------------------------------------

/// What one command did: undone, redone, shown.
struct Change {
  enum class What { made, undo, redo };

  Id id{Kind::change};
  Instant at;
  What what = What::made;
  std::string command;         ///< "move-promise"
  std::string summary;         ///< one line
  std::optional<Id> reverses;  ///< of an undo or redo
  std::optional<Id> reversed_by;
  /// The forgetting that erased what this change held of somebody, or is it: never reversed.
  std::optional<Id> forgotten_by;
};

/// Ends the change that is being made: recomputes the derived columns of every touched record,
/// stores the changeset, re-indexes the words. None, and nothing is stored, where no row was
/// changed. Several changes may be recorded in one transaction. A change of more than 500 records
/// is stored in parts, so that its memory has a bound.
std::optional<Id> record(Store& store, Instant at, std::string_view command,
                         std::string_view summary);

/// Takes back the newest change that stands, or the given one, as a change of its own. Refused (5)
/// where there is nothing to undo, where later changes touched the same records or what belongs to
/// a customer or loop that it added (naming them, in the order in which they are to be undone),
/// where somebody's part of it was forgotten, and where not every row could be put back.
Change undo(Store& store, Instant at);
Change undo(Store& store, Id change, Instant at);
/// Reverses the newest undo. Refused (5) after a new change.
Change redo(Store& store, Instant at);

std::optional<Change> change(Store& store, Id id);
/// The change in which an event was recorded, by its Moment::recorded.
std::optional<Change> change_that_recorded(Store& store, std::int64_t number);
/// Newest first, at most `limit`.
std::vector<Change> changes(Store& store, std::size_t limit);
/// The changes that touched a record, oldest first.
std::vector<Change> changes_of(Store& store, Id record);

/// What became of a row of a table.
enum class RowChange { added, changed, erased };

/// One value that a change wrote. A new record has no `before`, an erased one no `after`.
struct ValueChange {
  Id record;
  int row = 0;  ///< values of one row of a table share it
  RowChange what = RowChange::changed;
  std::string table;
  std::string column;
  std::optional<std::string> before;
  std::optional<std::string> after;
  std::string key;  ///< of a row that changed: the name of a field, the stored number of a step
};
/// What a change did, in the order of its rows; derived and folded columns, positions, the numbers
/// of changes, and what is empty both before and after left out. Instants (`late_from` and columns
/// that end in `_at`, `_from`) are in seconds since 1970, flags 0 or 1.
std::vector<ValueChange> values_changed(Store& store, Id change);

// ---- forgetting ------------------------------------------------------------------------------

/// All that is held on a customer: the records, and what was theirs and was taken back, which
/// stands in the changes alone; so too of whoever was taken back and had the same name, handle,
/// address or key.
std::set<Id> held_on(Store& store, Id customer);

/// Erases a person: what the records of theirs say is forgotten() (rules.hpp), the changes lose
/// every row of what is held_on() them and the summaries that went with them, and no byte of all
/// that is left in the file, its search index, its free pages or its journal. It is a change that
/// is never undone, and on disk when this returns; of any other change of this store none may be in
/// hand.
///
/// It takes two steps: first all is forgotten in one transaction, then the file is written anew.
/// Where the second fails or is killed, the next open_to_write() does it; Error (74) says so.
Change forget(Store& store, Id customer, Instant at);

/// Who was added and taken back, with what the changes say last: their id, name and time. None
/// where the customer is there, or nothing of them is.
std::optional<Customer> customer_taken_back(Store& store, Id customer);

/// Records of others whose texts may mention a customer, by a name, an e-mail or a phone that they
/// ever had.
struct Mentions {
  std::set<Id> now;
  std::set<Id> before;  ///< only in what stood there, or was taken back: in the changes alone
};
/// `held` is what is held_on() the customer.
Mentions mentions_of(Store& store, const std::set<Id>& held);

/// Whoever in a file is this customer, by the ids that they have there: in a copy of the store with
/// this own_source(), who has the same id and was added at the same time; in any store, who has the
/// same folded name. Nobody where the file is no store. Its bytes stay as they are, unless a killed
/// writer left a journal beside it, which is then applied. Throws Error where it may be one by its
/// first bytes or its name, and can't be read.
std::vector<Id> still_named(const std::filesystem::path& file, const Customer& customer,
                            const std::string& source);

// ---- care ------------------------------------------------------------------------------------

/// What is wrong with the file, a line each, empty where all is well: integrity, foreign keys,
/// derived columns against the rules, the search index against the texts, changes that can't be
/// read, records that are not what all changes made of them, what was forgotten and not yet erased.
std::vector<std::string> problems(Store& store);

/// A complete copy in `file`, mode 0600, on disk when this returns. `file` must not exist.
void back_up(Store& store, const std::filesystem::path& file);

/// The same into a folder, which is made where there is none, as `kept-2026-03-26T143005Z.db`, or
/// `kept-before-import-2026-...` by a label. Answers the file.
std::filesystem::path back_up_into(Store& store, const std::filesystem::path& folder,
                                   std::string_view label, Instant now);
/// Erases the oldest backups beside `newest`, which are of the same label, so that `keep` are left;
/// nothing else in the folder is touched. Answers which; Error (1) where one can't be erased.
std::vector<std::filesystem::path> erase_oldest_backups(const std::filesystem::path& newest,
                                                        std::string_view label, int keep);

/// Puts `copy` in the place of the store at `file`, under the lock of its folder: whoever is killed
/// or loses power leaves the one or the other. Answers where in `backups` the bytes of what was
/// there were put aside; none where there was nothing. Ids that it gave out are not given out
/// again. Busy (75) where somebody reads or writes it for 20 seconds; Error (74) where it is in
/// its place, and the disk failed then.
std::optional<std::filesystem::path> put_in_place(Store& copy, const std::filesystem::path& file,
                                                  const std::filesystem::path& backups,
                                                  Instant now);

}  // namespace kept
