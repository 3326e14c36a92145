#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/changesets.hpp"

namespace kept {

namespace {

/// Everything that belongs to a customer.
struct Records {
  Customer customer;
  std::vector<Loop> loops;
  std::vector<Entry> entries;
  std::vector<Promise> promises;
};

Records records_of(Store& store, Id id) {
  std::optional<Customer> found = customer(store, id);
  if (!found) found = customer_taken_back(store, id);
  if (!found) throw Error(Exit::not_found, "there is no customer " + shown(id));
  return {std::move(*found), loops_of(store, id), entries_of(store, id), promises_of(store, id)};
}

// ---- the changes -----------------------------------------------------------------------------

void mark_forgotten(Store& store, Id change, Id by, std::string_view summary) {
  Query(store, "update change set summary = :summary, forgotten_by = :by where id = :change")
      .bind(":summary", std::string(summary))
      .bind(":by", by)
      .bind(":change", change)
      .run();
}

void erase_from_changes(Store& store, const std::set<Id>& erased, Id forgetting) {
  const auto is_of_others = [&](const ChangesetRow& row) { return !row.is_of_any(erased); };
  for (const Part& each : all_parts(store)) {
    const Changeset whole = part_of(store, each.change, each.part);
    const Changeset left = filtered(store.connection(), whole, is_of_others);
    if (left == whole) continue;
    Query(store,
          "update change_part set changeset = :changeset where change = :change and part = :part")
        .bind(":changeset", left)
        .bind(":change", each.change)
        .bind(":part", each.part)
        .run();
    mark_forgotten(store, each.change, forgetting, forgotten_text);
  }
}

// ---- the records -----------------------------------------------------------------------------

constexpr std::array erasures{
    "delete from contact where customer = :customer",
    "delete from customer_tag where customer = :customer",
    "delete from customer_field where customer = :customer",
    "delete from customer_key where customer = :customer",
    "delete from closing where loop in (select id from loop where customer = :customer)",
    "delete from waiting where loop in (select id from loop where customer = :customer)",
    "delete from step where loop in (select id from loop where customer = :customer)",
    "delete from handover where loop in (select id from loop where customer = :customer)",
    "delete from loop_key where loop in (select id from loop where customer = :customer)",
    "delete from entry_tag where entry in (select id from entry where customer = :customer)",
    "delete from entry_key where entry in (select id from entry where customer = :customer)",
    "delete from deadline where promise in (select id from promise where customer = :customer)",
    "delete from settlement where promise in (select id from promise where customer = :customer)",
    "delete from promise_key where promise in (select id from promise where customer = :customer)",
    "delete from entry where customer = :customer",
    "delete from promise where customer = :customer",
    "delete from loop where customer = :customer",
    "delete from customer where id = :customer"};

// Erased and put anew, seen by a session that begins in between: so the change holds the new rows
// only, and what all changes make of an empty store is this one.
void put_what_is_left(Store& store, Records records, const Moment& at) {
  Store::Connection& connection = store.connection();
  for (const char* sql : erasures) Query(store, sql).bind(":customer", records.customer.id).run();
  watch(store);
  const auto put_back = [&](auto record) {
    put(store, record);
    // In one part: the states of loops are derived at the end of each, and need all their entries.
    connection.records_in_part = 0;
  };
  put_back(forgotten(records.customer, at));
  for (Loop& loop : records.loops) put_back(forgotten(std::move(loop), at));
  for (Entry& entry : records.entries) put_back(forgotten(std::move(entry)));
  for (Promise& promise : records.promises) put_back(forgotten(std::move(promise), at));
}

// ---- the file --------------------------------------------------------------------------------

// The journal of the first step holds the person; it stays until it has been overwritten.
constexpr const char* keep_journal = "pragma journal_mode = persist; pragma secure_delete = on";
// Nor may copies of pages go to a temporary file meanwhile.
constexpr const char* keep_in_memory = "pragma temp_store = memory";
constexpr const char* as_ever = "pragma temp_store = default; pragma secure_delete = off";

/// Nobody may write meanwhile, nor may this connection have written in its transaction.
void overwrite_journal(const Store::Connection& connection) {
  const std::string journal = connection.database.getFilename() + "-journal";
  const int descriptor = open(journal.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return;
  struct stat status {};
  const std::vector<char> zeros(1 << 16);
  bool written = fstat(descriptor, &status) == 0;
  for (off_t at = 0; written && at < status.st_size;) {
    const auto size = std::min<off_t>(status.st_size - at, static_cast<off_t>(zeros.size()));
    const ssize_t done = pwrite(descriptor, zeros.data(), static_cast<std::size_t>(size), at);
    written = done > 0;
    at += done;
  }
  written = written && fsync(descriptor) == 0;
  const std::string why = std::strerror(errno);
  close(descriptor);
  if (!written) throw Error(Exit::failure, "the journal cannot be overwritten: " + why);
}

Change forget_in_one_transaction(Store& store, Id id, Instant at) {
  Store::Connection& connection = store.connection();
  connection.run("pragma defer_foreign_keys = on");
  Records records = records_of(store, id);
  if (records.customer.forgotten) {
    throw Error(Exit::refused, shown(id) + " was forgotten already");
  }
  const Moment moment{at, store.recording()};
  const Id forgetting{Kind::change, moment.recorded};
  erase_from_changes(store, held_on(store, id), forgetting);
  put_what_is_left(store, std::move(records), moment);
  record(store, at, "forget", shown(id));
  mark_forgotten(store, forgetting, forgetting, shown(id));
  connection.run("insert into words(words) values ('rebuild')");
  connection.run("insert or replace into setting(key, value) values ('forgetting', '1')");
  const Change made = change(store, forgetting).value();
  commit_recorded(connection);
  connection.worth_committing = false;
  return made;
}

}  // namespace

bool has_forgetting_to_finish(Store::Connection& connection) {
  return Query(connection, "select 1 from setting where key = 'forgetting'").next();
}

void finish_forgetting(Store::Connection& connection) {
  if (!has_forgetting_to_finish(connection)) return;
  connection.session.reset();
  connection.run(keep_journal);
  connection.run(as_ever);
  connection.run("vacuum");
  connection.begin();
  overwrite_journal(connection);
  connection.run("delete from setting where key = 'forgetting'");
  connection.run("commit");
  connection.run("pragma journal_mode = delete");
}

Change forget(Store& store, Id id, Instant at) {
  Store::Connection& connection = store.connection();
  if (connection.unrecorded || connection.worth_committing) {
    throw Error(Exit::failure, "nobody is forgotten in the middle of a change");
  }
  connection.roll_back();
  connection.recording.reset();
  connection.run(keep_journal);
  connection.run(keep_in_memory);
  connection.begin();
  const Change made = forget_in_one_transaction(store, id, at);
  try {
    finish_forgetting(connection);
    connection.begin();
    watch(store);
  } catch (const Error& error) {
    throw Error(Exit::unprinted,
                shown(id) + " is forgotten, and then the disk failed: " + error.what(),
                "the next command that writes erases what is left in the file; kept check tells "
                "until then");
  }
  return made;
}

}  // namespace kept
