#include <algorithm>
#include <functional>
#include <limits>

#include "store/changesets.hpp"

namespace kept {

template <>
struct Names<Change::What> {
  static constexpr std::array<std::string_view, 3> all{"made", "undo", "redo"};
};

namespace {

constexpr int most_records_in_part = 500;
constexpr std::size_t most_in_hand = 50'000;
constexpr int columns_of_change = 8;

// ---- recording -------------------------------------------------------------------------------

Changeset written_since_last_part(Store::Connection& connection) {
  int size = 0;
  void* data = nullptr;
  check(connection, sqlite3session_changeset(connection.session.get(), &size, &data));
  const std::unique_ptr<void, decltype(&sqlite3_free)> owner(data, sqlite3_free);
  const auto* bytes = static_cast<const unsigned char*>(data);
  return Changeset(bytes, bytes + size);
}

// The index of words takes records by rising row numbers at once, and others one by one.
bool by_words_row(Id left, Id right) {
  return words_row(left) < words_row(right);
}

// Which records the change touched, and the words that they have now.
void note_touched(Store& store) {
  Store::Connection& connection = store.connection();
  std::vector<Id>& touched = connection.touched;
  std::sort(touched.begin(), touched.end(), by_words_row);
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  Query insert(store,
               "insert into touched(kind, id, change) values (:kind, :id, :change)"
               " on conflict do nothing");
  for (const Id record : touched) {
    insert.bind(":kind", std::string(1, static_cast<char>(record.kind)))
        .bind(":id", record)
        .bind(":change", number_of_change(store))
        .run_and_reset();
    const auto in_hand = connection.words.find(words_row(record));
    index_words(store, record,
                in_hand != connection.words.end() ? in_hand->second : words_of(store, record));
  }
  touched.clear();
  connection.words.clear();
}

void store_part(Store& store, const Changeset& changeset) {
  Store::Connection& connection = store.connection();
  Query(store,
        "insert into change_part(change, part, changeset) values (:change, :part, :changeset)")
      .bind(":change", number_of_change(store))
      .bind(":part", connection.parts++)
      .bind(":changeset", changeset)
      .run();
  walk(connection, changeset, [&](const ChangesetRow& row) {
    for (const Id record : row.records()) connection.touched.push_back(record);
  });
  watch(store);
}

void end_part(Store& store) {
  Store::Connection& connection = store.connection();
  // Not for each part: a loop that grows with all of them would be read again for each.
  if (connection.stale.size() >= most_in_hand) derive(store);
  connection.records_in_part = 0;
  const Changeset changeset = written_since_last_part(connection);
  if (!changeset.empty()) store_part(store, changeset);
  if (connection.touched.size() + connection.words.size() >= most_in_hand) note_touched(store);
}

void store_change(Store& store, const Change& change) {
  Query(store,
        "insert into change(id, at, what, command, summary, reverses, reversed_by)"
        " values (:id, :at, :what, :command, :summary, :reverses, :reversed_by)")
      .bind(":id", change.id)
      .bind(":at", change.at)
      .bind(":what", change.what)
      .bind(":command", change.command)
      .bind(":summary", change.summary)
      .bind(":reverses", change.reverses)
      .bind(":reversed_by", change.reversed_by)
      .run();
}

// What is in hand of a change that was stored, or given up.
void begin_anew(Store& store) {
  Store::Connection& connection = store.connection();
  connection.stale.clear();
  connection.touched.clear();
  connection.words.clear();
  connection.parts = 0;
  connection.records_in_part = 0;
  connection.unrecorded = false;
}

void finish(Store& store) {
  derive(store);
  note_touched(store);
  begin_anew(store);
  store.connection().recording.reset();
  store.connection().command.reset();
  store.connection().worth_committing = true;
}

// ---- reversing -------------------------------------------------------------------------------

Changeset inverse_of(Store::Connection& connection, const Changeset& changeset) {
  int size = 0;
  void* data = nullptr;
  check(connection, sqlite3changeset_invert(static_cast<int>(changeset.size()), changeset.data(),
                                            &size, &data));
  const std::unique_ptr<void, decltype(&sqlite3_free)> owner(data, sqlite3_free);
  const auto* bytes = static_cast<const unsigned char*>(data);
  return Changeset(bytes, bytes + size);
}

// An update tells a loop only where it changes it; otherwise the record still stands in it.
void mark_stale(Store& store, const Changeset& applied) {
  std::set<Id>& stale = store.connection().stale;
  std::set<Id> records;
  walk(store.connection(), applied, [&](const ChangesetRow& row) {
    for (const Id record : row.records()) records.insert(record);
    const int column = row.table().loop_column;
    if (column < 0) return;
    for (const auto& number : {row.number_before(column), row.number_after(column)}) {
      if (number) stale.insert(Id{Kind::loop, *number});
    }
  });
  for (const Id record : records) {
    if (const std::optional<Id> loop = stored_loop_of(store, record)) stale.insert(*loop);
  }
  stale.merge(records);
}

// Each part is recorded before the next one is applied, so that memory has a bound.
Applied apply_inverse(Store& store, Id change) {
  for (int part = count_parts(store, change); part > 0; --part) {
    Store::Connection& connection = store.connection();
    const Changeset inverse = inverse_of(connection, part_of(store, change, part - 1));
    const Applied applied = apply_changeset(connection, inverse);
    if (applied != Applied::all) return applied;
    mark_stale(store, inverse);
    end_part(store);
  }
  return store.connection().parts > 0 ? Applied::all : Applied::records_moved_on;
}

Error cannot(const Change& original, Change::What what, Applied outcome) {
  const std::string sentence =
      shown(original.id) + " cannot be " + (what == Change::What::undo ? "undone" : "redone");
  const std::string hint = "see kept history";
  if (outcome == Applied::others_depend) {
    return {Exit::refused, sentence + " alone: later records belong to what it added",
            "undo the later changes first, " + hint};
  }
  if (outcome == Applied::tables_changed) {
    return {Exit::refused, sentence + ": the store's tables have changed since"};
  }
  return {Exit::refused, sentence + ": its records have changed since", hint};
}

void refuse_where_forgotten(const Change& change) {
  if (!change.forgotten_by) return;
  if (*change.forgotten_by == change.id) {
    throw Error(
        Exit::refused,
        shown(change.id) + " (" + change.command + ") cannot be undone: what was forgotten is gone",
        "kept undo CHANGE takes an earlier change back alone; see kept history");
  }
  throw Error(Exit::refused,
              shown(change.id) + " cannot be undone: a part of it was forgotten by " +
                  shown(*change.forgotten_by),
              "see kept history");
}

// `target` is the change that is reversed; `original` what the user did at first.
Change reverse(Store& store, const Change& target, const Change& original, Change::What what,
               Instant at) {
  Store::Connection& connection = store.connection();
  if (connection.unrecorded) throw Error(Exit::failure, "a change was made and not recorded");
  refuse_where_forgotten(original);
  refuse_where_forgotten(target);
  Change done;
  done.id.number = number_of_change(store);
  done.at = at;
  done.what = what;
  done.command = name_of(what);
  done.summary = shown(original.id) + " " + original.command;
  if (!original.summary.empty()) done.summary += ": " + original.summary;
  done.reverses = target.id;
  connection.run("savepoint reversing");
  store_change(store, done);
  const Applied applied = apply_inverse(store, target.id);
  if (applied != Applied::all) {
    connection.run("rollback to reversing");
    connection.run("release reversing");
    begin_anew(store);
    watch(store);
    throw cannot(original, what, applied);
  }
  connection.run("release reversing");
  finish(store);
  return done;
}

void mark_reversed(Store& store, Id change, std::optional<Id> by) {
  Query(store, "update change set reversed_by = :by where id = :change")
      .bind(":by", by)
      .bind(":change", change)
      .run();
}

Change undo_change(Store& store, const Change& made, Instant at) {
  Change done = reverse(store, made, made, Change::What::undo, at);
  mark_reversed(store, made.id, done.id);
  return done;
}

// ---- reading ---------------------------------------------------------------------------------

Change read_change(Row row) {
  Change read;
  read.id = row.id(Kind::change);
  read.at = row.instant();
  read.what = row.choice<Change::What>();
  read.command = row.text();
  read.summary = row.text();
  read.reverses = row.id_if_any(Kind::change);
  read.reversed_by = row.id_if_any(Kind::change);
  read.forgotten_by = row.id_if_any(Kind::change);
  return read;
}

Change stored_change(Store& store, Id id) {
  std::optional<Change> found = change(store, id);
  if (!found) throw Error(Exit::not_found, "there is no change " + shown(id), "see kept history");
  return *std::move(found);
}

/// Later changes that stand and touched the same records, or what belongs to a customer or a loop
/// that this one added; the newest first: the order in which they are to be undone.
struct LaterChange {
  Change change;
  std::vector<Id> records;
};
std::vector<LaterChange> changes_that_touched_later(Store& store, Id id) {
  Query query(store,
              "with own(kind, id) as (select kind, id from touched where change = :change),"
              " added(kind, id) as materialized (select kind, id from own where not exists ("
              " select 1 from touched where touched.kind = own.kind and touched.id = own.id"
              " and touched.change < :change)),"
              " customers(id) as (select id from added where kind = 'C'),"
              " loops(id) as (select id from added where kind = 'L'),"
              " mine(kind, id) as (select kind, id from own"
              " union select 'L', id from loop where customer in (select id from customers)"
              " or parent in (select id from loops) or merged_into in (select id from loops)"
              " union select 'E', id from entry where customer in (select id from customers)"
              " or loop in (select id from loops)"
              " union select 'P', id from promise where customer in (select id from customers)"
              " or loop in (select id from loops))"
              " select change.*, later.kind, later.id from mine"
              " join touched later on later.kind = mine.kind and later.id = mine.id"
              " and later.change > :change"
              " join change on change.id = later.change"
              " where change.what = 'made' and change.reversed_by is null"
              " order by change.id desc, later.kind, later.id");
  std::vector<LaterChange> later;
  query.bind(":change", id);
  while (query.next()) {
    Row row = query.row();
    Change change = read_change(row);
    row.skip(columns_of_change);
    const Kind kind = row.kind();
    if (later.empty() || later.back().change.id != change.id) later.push_back({change, {}});
    later.back().records.push_back(row.id(kind));
  }
  return later;
}

std::string line_of(const LaterChange& later) {
  constexpr std::size_t most_records = 3;
  std::string records;
  for (std::size_t i = 0; i < std::min(later.records.size(), most_records); ++i) {
    records += (i == 0 ? "" : ", ") + shown(later.records[i]);
  }
  if (later.records.size() > most_records) {
    records += " and " + std::to_string(later.records.size() - most_records) + " more";
  }
  std::string line = "\n  " + shown(later.change.id) + " " + later.change.command;
  if (!later.change.summary.empty()) line += ": " + later.change.summary;
  return line + " (touched " + records + ")";
}

void refuse_where_touched_later(Store& store, Id id) {
  constexpr std::size_t most_lines = 10;
  const std::vector<LaterChange> later = changes_that_touched_later(store, id);
  if (later.empty()) return;
  std::string what = shown(id) + " cannot be undone alone: its records were touched later by";
  for (std::size_t i = 0; i < std::min(later.size(), most_lines); ++i) what += line_of(later[i]);
  if (later.size() > most_lines) {
    what += "\n  and " + std::to_string(later.size() - most_lines) + " earlier ones";
  }
  const std::string first = "kept undo " + shown(later.front().change.id);
  throw Error(Exit::refused, what,
              later.size() == 1 ? first + " comes first"
                                : "undo these first, from the top: " + first + " and so on");
}

/// A loop was closed on what this change recorded: without it, it might not have been.
void refuse_where_a_loop_was_closed_later(Store& store, Id id) {
  Query query(store,
              "with mine(loop) as ("
              " select entry.loop from touched join entry on entry.id = touched.id"
              " where touched.kind = 'E' and touched.change = :change"
              " union select promise.loop from touched join promise on promise.id = touched.id"
              " where touched.kind = 'P' and touched.change = :change)"
              " select closing.loop, closing.closed_recorded from mine"
              " join closing on closing.loop = mine.loop"
              " where closing.reopened_at is null and closing.closed_recorded > :change limit 1");
  if (!query.bind(":change", id).next()) return;
  Row row = query.row();
  const std::string loop = shown(row.id(Kind::loop));
  const Id number = row.id(Kind::change);
  const auto made = change_that_recorded(store, number.number);
  const std::string closing = shown(made ? made->id : number);
  throw Error(Exit::refused,
              shown(id) + " cannot be undone alone: " + closing + " closed " + loop + " later",
              "undo " + closing + " first, or kept reopen-loop " + loop);
}

void refuse_unless_made_and_standing(const Change& change) {
  if (change.what != Change::What::made) {
    const bool is_undo = change.what == Change::What::undo;
    throw Error(Exit::refused, shown(change.id) + " is itself " + (is_undo ? "an undo" : "a redo"),
                is_undo ? "kept redo reverses the newest undo" : "kept undo goes back again");
  }
  if (change.reversed_by) {
    throw Error(Exit::refused,
                shown(change.id) + " was undone already, by " + shown(*change.reversed_by));
  }
}

}  // namespace

void watch(Store& store) {
  Store::Connection& connection = store.connection();
  sqlite3_session* session = nullptr;
  check(connection, sqlite3session_create(connection.database.getHandle(), "main", &session));
  connection.session.reset(session);
  for (const Tracked& each : tracked) {
    check(connection, sqlite3session_attach(session, each.table));
  }
}

void wrote(Store& store, Id record, std::string words, std::optional<Id> loop,
           std::optional<Id> old_loop) {
  Store::Connection& connection = store.connection();
  connection.unrecorded = true;
  connection.words.insert_or_assign(words_row(record), std::move(words));
  if (loop) connection.stale.insert(*loop);
  if (old_loop) connection.stale.insert(*old_loop);
  ++connection.records_in_part;
  end_long_part(store);
}

void end_long_part(Store& store) {
  const Store::Connection& connection = store.connection();
  if (connection.held == 0 && connection.records_in_part >= most_records_in_part) end_part(store);
}

std::optional<Id> record(Store& store, Instant at, std::string_view command,
                         std::string_view summary) {
  Store::Connection& connection = store.connection();
  if (connection.given_up) throw Error(Exit::failure, "nothing was recorded: the disk is full");
  end_part(store);
  connection.unrecorded = false;
  if (connection.parts == 0) {
    connection.words.clear();
    return std::nullopt;  // the number then serves the next change
  }
  Change made;
  made.id.number = number_of_change(store);
  made.at = at;
  made.command = command;
  made.summary = summary;
  store_change(store, made);
  finish(store);
  return made.id;
}

std::optional<Id> stored_loop_of(Store& store, Id record) {
  if (record.kind != Kind::entry && record.kind != Kind::promise) return std::nullopt;
  return Query(store, record.kind == Kind::entry
                          ? "select loop from entry where id = :id and loop is not null"
                          : "select loop from promise where id = :id and loop is not null")
      .bind(":id", record)
      .first([](Row row) { return row.id(Kind::loop); });
}

Change undo(Store& store, Instant at) {
  const std::optional<Change> newest =
      Query(store,
            "select * from change where what = 'made' and reversed_by is null"
            " order by id desc limit 1")
          .first(read_change);
  if (!newest) throw Error(Exit::refused, "there is nothing to undo");
  return undo_change(store, *newest, at);
}

Change undo(Store& store, Id id, Instant at) {
  const Change made = stored_change(store, id);
  refuse_unless_made_and_standing(made);
  refuse_where_forgotten(made);
  refuse_where_touched_later(store, id);
  refuse_where_a_loop_was_closed_later(store, id);
  return undo_change(store, made, at);
}

Change redo(Store& store, Instant at) {
  const std::optional<Change> newest =
      Query(store,
            "select * from change where what = 'undo' and reversed_by is null"
            " order by id desc limit 1")
          .first(read_change);
  if (!newest) throw Error(Exit::refused, "there is nothing to redo");
  const std::optional<Change> later =
      Query(store,
            "select * from change where what = 'made' and id > :undo order by id desc limit 1")
          .bind(":undo", newest->id)
          .first(read_change);
  const Change original = stored_change(store, *newest->reverses);
  if (later) {
    throw Error(Exit::refused,
                shown(original.id) + " cannot be redone: " + shown(later->id) + " (" +
                    later->command + ") was made since",
                "see kept history");
  }
  Change done = reverse(store, *newest, original, Change::What::redo, at);
  mark_reversed(store, newest->id, done.id);
  mark_reversed(store, original.id, std::nullopt);
  return done;
}

std::optional<Change> change(Store& store, Id id) {
  return Query(store, "select * from change where id = :id").bind(":id", id).first(read_change);
}

std::optional<Change> change_that_recorded(Store& store, std::int64_t number) {
  static_assert(Id::machines == 64);
  // That of several commands has the number of the last one.
  return Query(store,
               "select * from change where id >= :number and id % 64 = :number % 64"
               " order by id limit 1")
      .bind(":number", number)
      .first(read_change);
}

std::vector<Change> changes(Store& store, std::size_t limit) {
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();
  return Query(store, "select * from change order by id desc limit :limit")
      .bind(":limit", static_cast<std::int64_t>(std::min(limit, most)))
      .all(read_change);
}

std::vector<Change> changes_of(Store& store, Id record) {
  return Query(store,
               "select change.* from touched join change on change.id = touched.change"
               " where touched.kind = :kind and touched.id = :id order by change.id")
      .bind(":kind", std::string(1, static_cast<char>(record.kind)))
      .bind(":id", record)
      .all(read_change);
}

}  // namespace kept
