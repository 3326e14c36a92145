#include "store/rows.hpp"

namespace kept {

namespace {

// The rules judge by the events up to an instant; an index by all of them.
constexpr Instant after_all_events = std::chrono::sys_days{std::chrono::year{9999} / 12 / 31};

/// What was measured already stays, unless the question or the answer is another one now.
std::optional<std::chrono::seconds> took(Store& store, Id loop, const LoopState& state) {
  if (!state.first_answered) return std::nullopt;
  const auto asked = *state.first_asked;
  const auto answered = *state.first_answered;
  const auto measured = Query(store,
                              "select first_answer_took from loop_state where loop = :loop"
                              " and first_asked_at = :asked and first_answered_at = :answered")
                            .bind(":loop", loop)
                            .bind(":asked", asked)
                            .bind(":answered", answered)
                            .first([](Row row) { return std::chrono::seconds(row.number()); });
  if (measured) return measured;
  const AnswerClock& clock = store.connection().answer_clock;
  return clock ? clock(asked, answered) : answered - asked;
}

void derive_loop(Store& store, Id id) {
  const std::optional<Loop> found = loop(store, id);
  if (!found) {
    Query(store, "delete from loop_state where loop = :loop").bind(":loop", id).run();
    return;
  }
  const LoopState state = state_of(store, *found);
  const auto length = took(store, id, state);
  Query(store,
        "insert or replace into loop_state(loop, closed, answer_entry, answer_late_from,"
        " step_late_from, back_from, unconfirmed_since, first_asked_at, first_late_from,"
        " first_answered_at, first_answer_took)"
        " values (:loop, :closed, :answer_entry, :answer_late_from, :step_late_from, :back_from,"
        " :unconfirmed_since, :first_asked, :first_late_from, :first_answered, :took)")
      .bind(":loop", id)
      .bind(":closed", state.closed)
      .bind(":answer_entry", state.answer_entry)
      .bind(":answer_late_from", state.answer_late_from)
      .bind(":step_late_from", state.step_late_from)
      .bind(":back_from", state.back_from)
      .bind(":unconfirmed_since", state.unconfirmed_since)
      .bind(":first_asked", state.first_asked)
      .bind(":first_late_from", state.first_late_from)
      .bind(":first_answered", state.first_answered)
      .bind(":took", length ? std::optional(std::int64_t{length->count()}) : std::nullopt)
      .run();
}

void derive_promise(Store& store, Id id) {
  if (const std::optional<Promise> found = promise(store, id)) return write_state(store, *found);
  Query(store, "delete from promise_state where promise = :promise").bind(":promise", id).run();
}

}  // namespace

void write_state(Store& store, const Promise& promise) {
  Query(store,
        "insert into promise_state(promise, attention_from) values (:promise, :attention_from)"
        " on conflict(promise) do update set attention_from = excluded.attention_from")
      .bind(":promise", promise.id)
      .bind(":attention_from", attention_from(promise))
      .run();
}

LoopState state_of(Store& store, const Loop& loop) {
  const LoopStory story{loop, entries_of_loop(store, loop.id), promises_of_loop(store, loop.id)};
  LoopState state{.closed = !loop.is_open()};
  if (const auto first = first_question(story.entries, story.promises)) {
    state.first_asked = first->asked;
    state.first_late_from = first->late_from;
    state.first_answered = first->answered;
  }
  if (state.closed) {
    if (is_unconfirmed(story, after_all_events)) {
      state.unconfirmed_since = loop.closings.back().closed.at;
    }
    return state;
  }
  if (const auto owed = owed_answer(story.entries, story.promises, after_all_events)) {
    state.answer_entry = owed->entry;
    state.answer_late_from = owed->late_from;
  }
  if (const Step* step = next_step_due(loop)) state.step_late_from = step->due->late_from;
  state.back_from = back_from_waiting(story, after_all_events);
  return state;
}

LoopState read_loop_state(Row row) {
  LoopState state;
  state.closed = row.flag();
  state.answer_entry = row.id_if_any(Kind::entry);
  state.answer_late_from = row.instant_if_any();
  state.step_late_from = row.instant_if_any();
  state.back_from = row.instant_if_any();
  state.unconfirmed_since = row.instant_if_any();
  state.first_asked = row.instant_if_any();
  state.first_late_from = row.instant_if_any();
  state.first_answered = row.instant_if_any();
  return state;
}

namespace {

FirstAnswer read_first_answer(Row row) {
  FirstAnswer read;
  read.loop = row.id(Kind::loop);
  read.asked = row.instant();
  read.late_from = row.instant();
  read.answered = row.instant_if_any();
  if (!row.is_null()) read.took = std::chrono::seconds(row.number());
  return read;
}

}  // namespace

std::optional<FirstAnswer> first_answer(Store& store, Id loop) {
  derive(store);
  return Query(store,
               "select loop, first_asked_at, first_late_from, first_answered_at,"
               " first_answer_took from loop_state"
               " where loop = :loop and first_asked_at is not null")
      .bind(":loop", loop)
      .first(read_first_answer);
}

void each_first_answer(Store& store, const std::function<void(const FirstAnswer&)>& visit) {
  derive(store);
  Query query(store,
              "select loop, first_asked_at, first_late_from, first_answered_at,"
              " first_answer_took from loop_state where first_asked_at is not null order by loop");
  while (query.next()) visit(read_first_answer(query.row()));
}

void derive(Store& store) {
  std::set<Id>& stale = store.connection().stale;
  for (const Id id : stale) {
    if (id.kind == Kind::loop) derive_loop(store, id);
    if (id.kind == Kind::promise) derive_promise(store, id);
  }
  if (store.connection().held > 0) {
    std::vector<Id>& derived = store.connection().derived;
    derived.insert(derived.end(), stale.begin(), stale.end());
  }
  stale.clear();
}

void derive_all_loops(Store& store) {
  Query query(store, "select id from loop order by id");
  while (query.next()) derive_loop(store, query.row().id(Kind::loop));
}

}  // namespace kept
