#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <sys/stat.h>
#include <unistd.h>

#include "kept/text.hpp"
#include "store/changesets.hpp"

namespace kept {

namespace fs = std::filesystem;

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
  if (!found) throw Error(Exit::not_found, "there is no customer " + shown(id));
  return {std::move(*found), loops_of(store, id), entries_of(store, id), promises_of(store, id)};
}

std::set<Id> ids_of(const Records& records) {
  std::set<Id> ids{records.customer.id};
  for (const Loop& loop : records.loops) ids.insert(loop.id);
  for (const Entry& entry : records.entries) ids.insert(entry.id);
  for (const Promise& promise : records.promises) ids.insert(promise.id);
  return ids;
}

// ---- the changes -----------------------------------------------------------------------------

struct Part {
  Id change;
  int part;
};
std::vector<Part> all_parts(Store& store) {
  return Query(store, "select change, part from change_part order by change, part")
      .all([](Row row) {
        const Id change = row.id(Kind::change);
        return Part{change, row.small()};
      });
}

using VisitRow = std::function<void(const ChangesetRow&)>;
void walk_all(Store& store, std::span<const Part> parts, const VisitRow& visit) {
  for (const Part& each : parts) {
    walk(store.connection(), part_of(store, each.change, each.part), visit);
  }
}

/// By what a row tells a person: a folded name, handle or address, or a key from elsewhere.
std::vector<std::string> marks_in(const ChangesetRow& row) {
  constexpr int folded_name = 2;
  constexpr int folded_handle_or_contact = 4;
  const std::string_view table = row.table().table;
  std::vector<std::string> marks;
  const auto add = [&](int column) {
    for (const auto& text : {row.before(column), row.after(column)}) {
      if (text && !text->empty()) marks.push_back(*text);
    }
  };
  if (table == "customer") add(folded_name);
  if (table == "customer" || table == "contact") add(folded_handle_or_contact);
  if (table == "customer_key") {
    const auto source = row.before(0) ? row.before(0) : row.after(0);
    const auto key = row.before(1) ? row.before(1) : row.after(1);
    if (source && key) marks.push_back(*source + ":" + *key);
  }
  return marks;
}

/// The customer, and those who were the same person by any mark and were taken back: an import
/// that was undone and came again has made a person twice.
std::set<Id> same_person(Store& store, Id customer, std::span<const Part> parts) {
  std::set<std::string> marks;
  walk_all(store, parts, [&](const ChangesetRow& row) {
    if (row.records().front() != customer) return;
    for (std::string& mark : marks_in(row)) marks.insert(std::move(mark));
  });
  std::set<Id> ids;
  walk_all(store, parts, [&](const ChangesetRow& row) {
    const std::vector<std::string> own = marks_in(row);
    const bool is_theirs = std::any_of(
        own.begin(), own.end(), [&](const std::string& mark) { return marks.count(mark) > 0; });
    if (is_theirs) ids.insert(row.records().front());
  });
  std::erase_if(ids, [&](Id id) { return words_of(store, id).has_value(); });
  ids.insert(customer);
  return ids;
}

/// What was theirs and was taken back: it stands in the changes alone.
std::set<Id> taken_back(Store& store, const std::set<Id>& customers, std::span<const Part> parts) {
  std::set<Id> ids;
  const auto is_theirs = [&](const std::optional<std::int64_t>& number) {
    return number && customers.count(Id{Kind::customer, *number}) > 0;
  };
  walk_all(store, parts, [&](const ChangesetRow& row) {
    const int column = row.table().customer_column;
    if (column < 0) return;
    if (!is_theirs(row.number_before(column)) && !is_theirs(row.number_after(column))) return;
    for (const Id id : row.records()) ids.insert(id);
  });
  std::erase_if(ids, [&](Id id) { return words_of(store, id).has_value(); });
  return ids;
}

void mark_forgotten(Store& store, Id change, Id by, std::string_view summary) {
  Query(store, "update change set summary = :summary, forgotten_by = :by where id = :change")
      .bind(":summary", std::string(summary))
      .bind(":by", by)
      .bind(":change", change)
      .run();
}

void erase_from_changes(Store& store, const std::set<Id>& erased, std::span<const Part> parts,
                        Id forgetting) {
  const auto is_of_others = [&](const ChangesetRow& row) {
    const std::vector<Id> records = row.records();
    return std::none_of(records.begin(), records.end(),
                        [&](Id id) { return erased.count(id) > 0; });
  };
  for (const Part& each : parts) {
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
  const std::vector<Part> parts = all_parts(store);
  std::set<Id> erased = ids_of(records);
  const std::set<Id> customers = same_person(store, id, parts);
  erased.insert(customers.begin(), customers.end());
  erased.merge(taken_back(store, customers, parts));
  erase_from_changes(store, erased, parts, forgetting);
  put_what_is_left(store, std::move(records), moment);
  record(store, at, "forget", shown(id));
  mark_forgotten(store, forgetting, forgetting, shown(id));
  connection.run("insert into words(words) values ('rebuild')");
  connection.run("insert or replace into setting(key, value) values ('forgetting', '1')");
  connection.run("commit");
  connection.worth_committing = false;
  return change(store, forgetting).value();
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
  } catch (const Error& error) {
    throw Error(
        Exit::unprinted,
        shown(id) + " is forgotten, but the file could not be written anew: " + error.what(),
        "the next command that writes does it; kept check tells until then");
  }
  connection.begin();
  watch(store);
  return made;
}

std::vector<Id> still_named(const fs::path& file, const Customer& customer,
                            const std::string& source) {
  try {
    Store::Connection other(resolved(file).string(), Mode::read);
    check(other, sqlite3_busy_timeout(other.database.getHandle(), 0));
    other.run("pragma query_only = on");
    if (version_of(other, INT_MAX) == 0) return {};
    const auto its_source =
        Query(other, "select value from setting where key = 'store'").first([](Row row) {
          return "kept-" + row.text();
        });
    const bool is_copy = !its_source || *its_source == source;
    return Query(other,
                 "select id from customer where name <> :forgotten"
                 " and ((:is_copy and id = :id and added_at = :added) or folded_name = :name)"
                 " order by id")
        .bind(":forgotten", std::string(forgotten_text))
        .bind(":is_copy", is_copy)
        .bind(":id", customer.id)
        .bind(":added", customer.added.at)
        .bind(":name", fold(customer.name))
        .all([](Row row) { return row.id(Kind::customer); });
  } catch (const Error&) {
    return {};
  }
}

}  // namespace kept
