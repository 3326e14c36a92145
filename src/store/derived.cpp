#include "store/rows.hpp"

namespace kept {

namespace {

// The rules judge by the events up to an instant; an index by all of them.
constexpr Instant after_all_events = std::chrono::sys_days{std::chrono::year{9999} / 12 / 31};

void derive_loop(Store& store, Id id) {
  const std::optional<Loop> found = loop(store, id);
  if (!found) {
    Query(store, "delete from loop_state where loop = :loop").bind(":loop", id).run();
    return;
  }
  const LoopState state = state_of(store, *found);
  Query(store,
        "insert into loop_state(loop, closed, answer_entry, answer_late_from)"
        " values (:loop, :closed, :answer_entry, :answer_late_from)"
        " on conflict(loop) do update set closed = excluded.closed,"
        " answer_entry = excluded.answer_entry, answer_late_from = excluded.answer_late_from")
      .bind(":loop", id)
      .bind(":closed", state.closed)
      .bind(":answer_entry", state.answer_entry)
      .bind(":answer_late_from", state.answer_late_from)
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
  LoopState state{.closed = !loop.is_open(), .answer_entry = {}, .answer_late_from = {}};
  if (state.closed) return state;
  const std::optional<OwedAnswer> owed = owed_answer(
      entries_of_loop(store, loop.id), promises_of_loop(store, loop.id), after_all_events);
  if (owed) {
    state.answer_entry = owed->entry;
    state.answer_late_from = owed->late_from;
  }
  return state;
}

void derive(Store& store) {
  std::set<Id>& stale = store.connection().stale;
  for (const Id id : stale) {
    if (id.kind == Kind::loop) derive_loop(store, id);
    if (id.kind == Kind::promise) derive_promise(store, id);
  }
  stale.clear();
}

}  // namespace kept
