#include "kept/rules.hpp"

namespace kept {

namespace {

void forget_steps(Loop& loop, const Moment& at) {
  for (Step& step : loop.steps) {
    step.text = forgotten_text;
    step.guidance.clear();
    step.plan.clear();
    if (!step.is_open()) continue;
    step.ended = at;
    step.dropped = true;
  }
}

void forget_closings(Loop& loop, const Moment& at) {
  if (loop.is_open()) {
    Closing& closing = loop.closings.emplace_back();
    closing.closed = at;
    closing.outcome = Outcome::lapsed;
  }
  for (Closing& closing : loop.closings) {
    closing.words.clear();
    closing.cause.clear();
    closing.lesson.clear();
    closing.reopened_because.clear();
  }
  Closing& last = loop.closings.back();
  if (!last.confirmed && !last.asked) last.asked = at;
}

}  // namespace

Customer forgotten(const Customer& customer, const Moment& at) {
  Customer left;
  left.id = customer.id;
  left.name = forgotten_text;
  left.added = customer.added;
  left.forgotten = at;
  return left;
}

Loop forgotten(Loop loop, const Moment& at) {
  loop.title = forgotten_text;
  loop.product.clear();
  loop.handler.clear();
  loop.keys.clear();
  forget_closings(loop, at);
  forget_steps(loop, at);
  for (Wait& wait : loop.waits) wait.reason.clear();
  for (Handover& handover : loop.handovers) {
    handover.from.clear();
    handover.to.clear();
  }
  return loop;
}

Entry forgotten(Entry entry) {
  entry.text = forgotten_text;
  entry.channel.clear();
  entry.tags.clear();
  entry.keys.clear();
  return entry;
}

Promise forgotten(Promise promise, const Moment& at) {
  promise.text = forgotten_text;
  promise.keys.clear();
  for (Deadline& deadline : promise.deadlines) deadline.because.clear();
  for (Settlement& settlement : promise.settlements) {
    settlement.explained = forgotten_text;
    for (std::string* text : {&settlement.compensated, &settlement.no_compensation}) {
      if (!text->empty()) *text = forgotten_text;
    }
  }
  if (!promise.resolution) promise.resolution = {.ending = Ending::released, .happened = at};
  Resolution& resolution = *promise.resolution;
  resolution.note.clear();
  const bool is_untold = resolution.ending == Ending::withdrawn && !resolution.told;
  if (is_untold) resolution.told = at;
  if (judge(promise, at.at).unsettled) {
    promise.settlements.push_back(
        {at, std::string(forgotten_text), "", std::string(forgotten_text)});
  }
  return promise;
}

}  // namespace kept
