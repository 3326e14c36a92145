#include <algorithm>

#include "store/rows.hpp"

namespace kept {

namespace {

void put_row(Store& store, const Promise& promise) {
  const bool ended = promise.resolution.has_value();
  const Resolution resolution = promise.resolution.value_or(Resolution{});
  Query(store,
        "insert into promise(id, customer, loop, theirs, text, made_at, made_recorded,"
        " ending, ended_at, ended_recorded, told_at, told_recorded, ending_note)"
        " values (:id, :customer, :loop, :theirs, :text, :made_at, :made_recorded,"
        " :ending, :ended_at, :ended_recorded, :told_at, :told_recorded, :ending_note)"
        " on conflict(id) do update set customer = excluded.customer, loop = excluded.loop,"
        " theirs = excluded.theirs, text = excluded.text, made_at = excluded.made_at,"
        " made_recorded = excluded.made_recorded, ending = excluded.ending,"
        " ended_at = excluded.ended_at, ended_recorded = excluded.ended_recorded,"
        " told_at = excluded.told_at, told_recorded = excluded.told_recorded,"
        " ending_note = excluded.ending_note")
      .bind(":id", promise.id)
      .bind(":customer", promise.customer)
      .bind(":loop", promise.loop)
      .bind(":theirs", promise.theirs)
      .bind(":text", promise.text)
      .bind(":made_at", ":made_recorded", promise.made)
      .bind(":ending", ended ? std::optional(resolution.ending) : std::nullopt)
      .bind(":ended_at", ":ended_recorded",
            ended ? std::optional(resolution.happened) : std::nullopt)
      .bind(":told_at", ":told_recorded", resolution.told)
      .bind(":ending_note", resolution.note)
      .run();
}

void put_deadlines(Store& store, const Promise& promise) {
  Query insert(store,
               "insert into deadline(promise, seq, due, zone, late_from, set_at, set_recorded,"
               " told_at, told_recorded, because)"
               " values (:promise, :seq, :due, :zone, :late_from, :set_at, :set_recorded,"
               " :told_at, :told_recorded, :because)");
  int seq = 0;
  for (const Deadline& deadline : promise.deadlines) {
    insert.bind(":promise", promise.id)
        .bind(":seq", seq++)
        .bind(":due", stored(deadline.due.meant))
        .bind(":zone", deadline.due.zone)
        .bind(":late_from", deadline.due.late_from)
        .bind(":set_at", ":set_recorded", deadline.set)
        .bind(":told_at", ":told_recorded", deadline.told)
        .bind(":because", deadline.because)
        .run_and_reset();
  }
}

void put_settlements(Store& store, const Promise& promise) {
  Query insert(store,
               "insert into settlement(promise, seq, happened_at, happened_recorded, explained,"
               " compensated, no_compensation)"
               " values (:promise, :seq, :happened_at, :happened_recorded, :explained,"
               " :compensated, :no_compensation)");
  int seq = 0;
  for (const Settlement& settlement : promise.settlements) {
    insert.bind(":promise", promise.id)
        .bind(":seq", seq++)
        .bind(":happened_at", ":happened_recorded", settlement.happened)
        .bind(":explained", settlement.explained)
        .bind(":compensated", settlement.compensated)
        .bind(":no_compensation", settlement.no_compensation)
        .run_and_reset();
  }
}

Promise read_promise(Row row) {
  Promise read;
  read.id = row.id(Kind::promise);
  read.customer = row.id(Kind::customer);
  read.loop = row.id_if_any(Kind::loop);
  read.theirs = row.flag();
  read.text = row.text();
  read.made = row.moment();
  if (row.is_null()) return read;
  Resolution& resolution = read.resolution.emplace();
  resolution.ending = row.choice<Ending>();
  resolution.happened = row.moment();
  resolution.told = row.moment_if_any();
  resolution.note = row.text();
  return read;
}

Deadline read_deadline(Row row) {
  row.skip();
  const Meant meant = row.meant();
  std::string zone = row.text();
  Deadline read{
      .due = {meant, std::move(zone), row.instant()}, .set = {}, .told = {}, .because = {}};
  read.set = row.moment();
  read.told = row.moment_if_any();
  read.because = row.text();
  return read;
}

Settlement read_settlement(Row row) {
  Settlement read;
  row.skip();
  read.happened = row.moment();
  read.explained = row.text();
  read.compensated = row.text();
  read.no_compensation = row.text();
  return read;
}

struct PromiseParts {
  Parts<Deadline> deadlines;
  Parts<Settlement> settlements;
  Parts<ExternalKey> keys;

  // The rules rely on a first deadline that binds from the start.
  void join(Promise& promise) {
    promise.deadlines = deadlines.of(promise.id);
    if (promise.deadlines.empty() || !promise.deadlines.front().told) {
      throw Error(Exit::bad_store,
                  "the store is damaged: " + shown(promise.id) + " has no first deadline",
                  "see kept check");
    }
    promise.settlements = settlements.of(promise.id);
    promise.keys = keys.of(promise.id);
  }
};

PromiseParts parts_of_one(Store& store, Id promise) {
  return {.deadlines = {store, "select * from deadline where promise = :promise order by seq",
                        read_deadline, ":promise", promise},
          .settlements = {store, "select * from settlement where promise = :promise order by seq",
                          read_settlement, ":promise", promise},
          .keys = keys_of(store, promise)};
}

PromiseParts parts_of_all(Store& store) {
  return {.deadlines = {store, "select * from deadline order by promise, seq", read_deadline},
          .settlements = {store, "select * from settlement order by promise, seq", read_settlement},
          .keys = all_keys(store, Kind::promise)};
}

// Of many promises: SQLite sorts the list of ids once, and walks each table in that order.
PromiseParts parts_needing_attention(Store& store, Instant until) {
  return {.deadlines = {store,
                        "select * from deadline where promise in (select promise"
                        " from promise_state where attention_from is not null"
                        " and attention_from <= :until) order by promise, seq",
                        read_deadline, ":until", until},
          .settlements = {store,
                          "select * from settlement where promise in (select promise"
                          " from promise_state where attention_from is not null"
                          " and attention_from <= :until) order by promise, seq",
                          read_settlement, ":until", until},
          .keys = {store,
                   "select promise, source, external_id from promise_key where promise in"
                   " (select promise from promise_state where attention_from is not null"
                   " and attention_from <= :until) order by promise, source, external_id",
                   read_key, ":until", until}};
}

PromiseParts parts_from(Store& store, Id first) {
  return {
      .deadlines = {store, "select * from deadline where promise >= :first order by promise, seq",
                    read_deadline, ":first", first},
      .settlements = {store,
                      "select * from settlement where promise >= :first"
                      " order by promise, seq",
                      read_settlement, ":first", first},
      .keys = {store,
               "select promise, source, external_id from promise_key where promise >= :first"
               " order by promise, source, external_id",
               read_key, ":first", first}};
}

template <class Visit>
void visit_each(Query& query, PromiseParts& parts, Visit visit) {
  while (query.next()) {
    Promise promise = read_promise(query.row());
    parts.join(promise);
    visit(promise);
  }
}

std::vector<Promise> with_parts(Store& store, Query& query) {
  std::vector<Promise> promises = query.all(read_promise);
  for (Promise& promise : promises) parts_of_one(store, promise.id).join(promise);
  return promises;
}

}  // namespace

void put(Store& store, Promise& promise) {
  std::optional<Id> old_loop;
  if (promise.id.number == 0) {
    promise.id.number = draw_number(store, Kind::promise);
  } else {
    old_loop = stored_loop_of(store, promise.id);
    Query(store, "delete from deadline where promise = :promise")
        .bind(":promise", promise.id)
        .run();
    Query(store, "delete from settlement where promise = :promise")
        .bind(":promise", promise.id)
        .run();
    erase_keys(store, promise.id);
  }
  put_row(store, promise);
  put_deadlines(store, promise);
  put_settlements(store, promise);
  put_keys(store, promise.id, promise.keys);
  write_state(store, promise);
  wrote(store, promise.id, words_of(promise), promise.loop, old_loop);
}

std::optional<Promise> promise(Store& store, Id id) {
  Query query(store, "select * from promise where id = :id");
  std::vector<Promise> found = with_parts(store, query.bind(":id", id));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

void each_promise(Store& store, const std::function<void(Promise&)>& visit) {
  Query query(store, "select * from promise order by id");
  PromiseParts parts = parts_of_all(store);
  visit_each(query, parts, visit);
}

std::vector<Promise> promises(Store& store) {
  std::vector<Promise> all;
  each_promise(store, [&](Promise& promise) { all.push_back(std::move(promise)); });
  return all;
}

std::vector<Promise> promises_of(Store& store, Id customer) {
  Query query(store, "select * from promise where customer = :customer order by id");
  return with_parts(store, query.bind(":customer", customer));
}

std::vector<Promise> promises_of_loop(Store& store, Id loop) {
  Query query(store, "select * from promise where loop = :loop order by id");
  return with_parts(store, query.bind(":loop", loop));
}

std::vector<Promise> promises_needing_attention(Store& store, Instant until) {
  derive(store);
  Query query(store,
              "select * from promise where id in (select promise from promise_state"
              " where attention_from is not null and attention_from <= :until) order by id");
  PromiseParts parts = parts_needing_attention(store, until);
  std::vector<Promise> needing;
  visit_each(query.bind(":until", until), parts,
             [&](Promise& promise) { needing.push_back(std::move(promise)); });
  return needing;
}

std::vector<Promise> promises_needing_attention(Store& store, Instant since, Instant until) {
  derive(store);
  Query query(store,
              "select * from promise where id in (select promise from promise_state"
              " where attention_from is not null"
              " and attention_from between :since and :until) order by id");
  return with_parts(store, query.bind(":since", since).bind(":until", until));
}

std::vector<Promise> newest_promises(Store& store, std::size_t most) {
  if (most == 0) return {};
  Query oldest(store, "select id from promise order by id desc limit 1 offset :newer");
  const Id first = oldest.bind(":newer", static_cast<std::int64_t>(most - 1))
                       .first([](Row row) { return row.id(Kind::promise); })
                       .value_or(Id{Kind::promise});
  Query query(store, "select * from promise where id >= :first order by id");
  PromiseParts parts = parts_from(store, first);
  std::vector<Promise> newest;
  visit_each(query.bind(":first", first), parts,
             [&](Promise& promise) { newest.push_back(std::move(promise)); });
  std::reverse(newest.begin(), newest.end());
  return newest;
}

}  // namespace kept
