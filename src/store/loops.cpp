#include "store/rows.hpp"

namespace kept {

namespace {

void put_row(Store& store, const Loop& loop) {
  Query(store,
        "insert into loop(id, customer, title, kind, priority, product, opened_at, opened_recorded,"
        " parent, merged_into, handler)"
        " values (:id, :customer, :title, :kind, :priority, :product, :opened_at, :opened_recorded,"
        " :parent, :merged_into, :handler)"
        " on conflict(id) do update set customer = excluded.customer, title = excluded.title,"
        " kind = excluded.kind, priority = excluded.priority, product = excluded.product,"
        " opened_at = excluded.opened_at, opened_recorded = excluded.opened_recorded,"
        " parent = excluded.parent, merged_into = excluded.merged_into,"
        " handler = excluded.handler")
      .bind(":id", loop.id)
      .bind(":customer", loop.customer)
      .bind(":title", loop.title)
      .bind(":kind", loop.kind)
      .bind(":priority", loop.priority)
      .bind(":product", loop.product)
      .bind(":opened_at", ":opened_recorded", loop.opened)
      .bind(":parent", loop.parent)
      .bind(":merged_into", loop.merged_into)
      .bind(":handler", loop.handler)
      .run();
}

void put_closings(Store& store, const Loop& loop) {
  Query insert(store,
               "insert into closing(loop, seq, closed_at, closed_recorded, outcome, confirmed,"
               " rating, words, cause, lesson, reopened_at, reopened_recorded, reopened_because,"
               " confirmed_at, confirmed_recorded, asked_at, asked_recorded)"
               " values (:loop, :seq, :closed_at, :closed_recorded, :outcome, :confirmed,"
               " :rating, :words, :cause, :lesson, :reopened_at, :reopened_recorded,"
               " :reopened_because, :confirmed_at, :confirmed_recorded, :asked_at,"
               " :asked_recorded)");
  int seq = 0;
  for (const Closing& closing : loop.closings) {
    insert.bind(":loop", loop.id)
        .bind(":seq", seq++)
        .bind(":closed_at", ":closed_recorded", closing.closed)
        .bind(":outcome", closing.outcome)
        .bind(":confirmed", closing.confirmed)
        .bind(":rating", closing.rating)
        .bind(":words", closing.words)
        .bind(":cause", closing.cause)
        .bind(":lesson", closing.lesson)
        .bind(":reopened_at", ":reopened_recorded", closing.reopened)
        .bind(":reopened_because", closing.reopened_because)
        .bind(":confirmed_at", ":confirmed_recorded", closing.confirmed_later)
        .bind(":asked_at", ":asked_recorded", closing.asked)
        .run_and_reset();
  }
}

void put_waits(Store& store, const Loop& loop) {
  Query insert(store,
               "insert into waiting(loop, seq, kind, since_at, since_recorded, until_at, ended_at,"
               " ended_recorded, reason)"
               " values (:loop, :seq, :kind, :since_at, :since_recorded, :until_at, :ended_at,"
               " :ended_recorded, :reason)");
  int seq = 0;
  for (const Wait& wait : loop.waits) {
    insert.bind(":loop", loop.id)
        .bind(":seq", seq++)
        .bind(":kind", wait.on)
        .bind(":since_at", ":since_recorded", wait.since)
        .bind(":until_at", wait.until)
        .bind(":ended_at", ":ended_recorded", wait.ended)
        .bind(":reason", wait.reason)
        .run_and_reset();
  }
}

void put_steps(Store& store, Loop& loop) {
  Query insert(store,
               "insert into step(loop, number, text, guidance, plan, added_at, added_recorded, due,"
               " zone, late_from, ended_at, ended_recorded, dropped)"
               " values (:loop, :number, :text, :guidance, :plan, :added_at, :added_recorded, :due,"
               " :zone, :late_from, :ended_at, :ended_recorded, :dropped)");
  for (Step& step : loop.steps) {
    if (step.number == 0) step.number = draw_step_number(store, loop.id);
    const auto& due = step.due;
    insert.bind(":loop", loop.id)
        .bind(":number", step.number)
        .bind(":text", step.text)
        .bind(":guidance", step.guidance)
        .bind(":plan", step.plan)
        .bind(":added_at", ":added_recorded", step.added)
        .bind(":due", due ? std::optional(stored(due->meant)) : std::nullopt)
        .bind(":zone", due ? std::optional(due->zone) : std::nullopt)
        .bind(":late_from", due ? std::optional(due->late_from) : std::nullopt)
        .bind(":ended_at", ":ended_recorded", step.ended)
        .bind(":dropped", step.dropped)
        .run_and_reset();
  }
}

void put_handovers(Store& store, const Loop& loop) {
  Query insert(store,
               "insert into handover(loop, seq, happened_at, happened_recorded, handler_before,"
               " handler_after)"
               " values (:loop, :seq, :happened_at, :happened_recorded, :before, :after)");
  int seq = 0;
  for (const Handover& handover : loop.handovers) {
    insert.bind(":loop", loop.id)
        .bind(":seq", seq++)
        .bind(":happened_at", ":happened_recorded", handover.happened)
        .bind(":before", handover.from)
        .bind(":after", handover.to)
        .run_and_reset();
  }
}

Loop read_loop(Row row) {
  Loop read;
  read.id = row.id(Kind::loop);
  read.customer = row.id(Kind::customer);
  read.title = row.text();
  read.kind = row.choice<LoopKind>();
  read.priority = row.choice<Priority>();
  read.product = row.text();
  read.opened = row.moment();
  read.parent = row.id_if_any(Kind::loop);
  read.merged_into = row.id_if_any(Kind::loop);
  read.handler = row.text();
  return read;
}

Closing read_closing(Row row) {
  Closing read;
  row.skip();
  read.closed = row.moment();
  read.outcome = row.choice<Outcome>();
  read.confirmed = row.flag();
  read.rating = row.small_if_any();
  read.words = row.text();
  read.cause = row.text();
  read.lesson = row.text();
  read.reopened = row.moment_if_any();
  read.reopened_because = row.text();
  read.confirmed_later = row.moment_if_any();
  read.asked = row.moment_if_any();
  return read;
}

Wait read_wait(Row row) {
  Wait read;
  row.skip();
  read.on = row.choice<WaitingOn>();
  read.since = row.moment();
  read.until = row.instant_if_any();
  read.ended = row.moment_if_any();
  read.reason = row.text();
  return read;
}

Step read_step(Row row) {
  Step read;
  read.number = row.number();
  read.text = row.text();
  read.guidance = row.text();
  read.plan = row.text();
  read.added = row.moment();
  if (row.is_null()) {
    row.skip(3);
  } else {
    const Meant meant = row.meant();
    std::string zone = row.text();
    read.due = Due{meant, std::move(zone), row.instant()};
  }
  read.ended = row.moment_if_any();
  read.dropped = row.flag();
  return read;
}

Handover read_handover(Row row) {
  row.skip();
  const Moment happened = row.moment();
  std::string from = row.text();
  return {happened, std::move(from), row.text()};
}

struct LoopParts {
  Parts<Closing> closings;
  Parts<Wait> waits;
  Parts<Step> steps;
  Parts<Handover> handovers;
  Parts<ExternalKey> keys;

  void join(Loop& loop) {
    loop.closings = closings.of(loop.id);
    loop.waits = waits.of(loop.id);
    loop.steps = steps.of(loop.id);
    loop.handovers = handovers.of(loop.id);
    loop.keys = keys.of(loop.id);
  }
};

LoopParts parts_of_one(Store& store, Id loop) {
  return {.closings = {store, "select * from closing where loop = :loop order by seq", read_closing,
                       ":loop", loop},
          .waits = {store, "select * from waiting where loop = :loop order by seq", read_wait,
                    ":loop", loop},
          .steps = {store, "select * from step where loop = :loop order by number", read_step,
                    ":loop", loop},
          .handovers = {store, "select * from handover where loop = :loop order by seq",
                        read_handover, ":loop", loop},
          .keys = keys_of(store, loop)};
}

LoopParts parts_of_all(Store& store) {
  return {.closings = {store, "select * from closing order by loop, seq", read_closing},
          .waits = {store, "select * from waiting order by loop, seq", read_wait},
          .steps = {store, "select * from step order by loop, number", read_step},
          .handovers = {store, "select * from handover order by loop, seq", read_handover},
          .keys = all_keys(store, Kind::loop)};
}

std::vector<Loop> with_parts(Store& store, Query& query) {
  std::vector<Loop> loops = query.all(read_loop);
  for (Loop& loop : loops) parts_of_one(store, loop.id).join(loop);
  return loops;
}

}  // namespace

void put(Store& store, Loop& loop) {
  if (loop.id.number == 0) {
    loop.id.number = draw_number(store, Kind::loop);
  } else {
    Query(store, "delete from closing where loop = :loop").bind(":loop", loop.id).run();
    Query(store, "delete from waiting where loop = :loop").bind(":loop", loop.id).run();
    Query(store, "delete from step where loop = :loop").bind(":loop", loop.id).run();
    Query(store, "delete from handover where loop = :loop").bind(":loop", loop.id).run();
    erase_keys(store, loop.id);
  }
  put_row(store, loop);
  put_closings(store, loop);
  put_waits(store, loop);
  put_steps(store, loop);
  put_handovers(store, loop);
  put_keys(store, loop.id, loop.keys);
  wrote(store, loop.id, words_of(loop), loop.id);
}

std::optional<Loop> loop(Store& store, Id id) {
  Query query(store, "select * from loop where id = :id");
  std::vector<Loop> found = with_parts(store, query.bind(":id", id));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

void each_loop(Store& store, const std::function<void(Loop&)>& visit) {
  Query query(store, "select * from loop order by id");
  LoopParts parts = parts_of_all(store);
  while (query.next()) {
    Loop loop = read_loop(query.row());
    parts.join(loop);
    visit(loop);
  }
}

std::vector<Loop> loops(Store& store) {
  std::vector<Loop> all;
  each_loop(store, [&](Loop& loop) { all.push_back(std::move(loop)); });
  return all;
}

std::vector<Loop> loops_of(Store& store, Id customer) {
  Query query(store, "select * from loop where customer = :customer order by id");
  return with_parts(store, query.bind(":customer", customer));
}

std::vector<Loop> open_loops(Store& store) {
  derive(store);
  Query query(store,
              "select loop.* from loop_state join loop on loop.id = loop_state.loop"
              " where loop_state.closed = 0 order by loop.id");
  return with_parts(store, query);
}

std::vector<Loop> open_loops_of(Store& store, Id customer) {
  Query query(store,
              "select * from loop where customer = :customer and not exists (select 1 from closing"
              " where closing.loop = loop.id and reopened_at is null) order by id");
  return with_parts(store, query.bind(":customer", customer));
}

std::vector<Loop> loops_owing(Store& store, Instant until) {
  derive(store);
  Query query(store,
              "select * from loop where id in (select loop from loop_state"
              " where answer_late_from is not null and answer_late_from <= :until"
              " union select loop from loop_state"
              " where step_late_from is not null and step_late_from <= :until) order by id");
  return with_parts(store, query.bind(":until", until));
}

std::vector<Loop> loops_back_from_waiting(Store& store, Instant until) {
  derive(store);
  Query query(store,
              "select * from loop where id in (select loop from loop_state"
              " where back_from is not null and back_from <= :until) order by id");
  return with_parts(store, query.bind(":until", until));
}

std::vector<Loop> loops_unconfirmed(Store& store, Instant since, Instant until) {
  derive(store);
  Query query(store,
              "select * from loop where id in (select loop from loop_state"
              " where unconfirmed_since is not null"
              " and unconfirmed_since between :since and :until) order by id");
  return with_parts(store, query.bind(":since", since).bind(":until", until));
}

std::vector<Loop> children_of(Store& store, Id loop) {
  Query query(store, "select * from loop where parent = :loop order by id");
  return with_parts(store, query.bind(":loop", loop));
}

Id loop_that_stands(Store& store, Id loop) {
  // 'union' ends even where a damaged store goes in a circle.
  Query query(store,
              "with recursive chain(id) as (select :loop"
              " union select merged_into from chain join loop using (id)"
              " where merged_into is not null)"
              " select id from chain join loop using (id) where merged_into is null");
  return query.bind(":loop", loop).first([](Row row) { return row.id(Kind::loop); }).value_or(loop);
}

}  // namespace kept
