#include "exchange/loop_lists.hpp"

#include <limits>

namespace kept {

namespace {

Cell cell_of(const Records& records) {
  return records.all.empty() ? Cell() : Cell(records);
}

bool is_same(const ToldStep& one, const Step& step) {
  return one.step.text == step.text && (!one.says_added || one.step.added.at == step.added.at);
}

/// For each step that is told, the one that it is; null for a new one. Two of the same text are
/// told apart by their places.
std::vector<const Step*> known_ones(const std::vector<ToldStep>& told,
                                    const std::vector<Step>& before) {
  std::vector<const Step*> left;
  for (const Step& step : before) left.push_back(&step);
  std::vector<const Step*> known(told.size(), nullptr);
  for (std::size_t i = 0; i < std::min(told.size(), before.size()); ++i) {
    if (is_same(told[i], before[i])) known[i] = std::exchange(left[i], nullptr);
  }
  const auto find_again = [&](auto is_meant) {
    for (std::size_t i = 0; i < told.size(); ++i) {
      if (known[i] != nullptr) continue;
      const auto found = std::find_if(left.begin(), left.end(), [&](const Step* step) {
        return step != nullptr && is_meant(told[i], *step);
      });
      if (found != left.end()) known[i] = std::exchange(*found, nullptr);
    }
  };
  find_again(is_same);
  find_again([](const ToldStep& one, const Step& step) {
    return one.says_added && one.step.added.at == step.added.at;
  });
  return known;
}

}  // namespace

Closing read_reopening(Part& part) {
  Closing closing;
  closing.closed = part["closed"].needed_event("closed");
  closing.outcome = part["outcome"].choice<Outcome>().value_or(Outcome::resolved);
  closing.confirmed = part["confirmed"].flag();
  closing.confirmed_later = part["confirmed_at"].event();
  closing.confirmed = closing.confirmed || closing.confirmed_later;
  closing.asked = part["asked_at"].event();
  closing.rating = part["rating"].number(1, 5);
  closing.words = part["words"].text();
  closing.cause = part["cause"].text();
  closing.lesson = part["lesson"].text();
  closing.reopened = part["reopened"].needed_event("reopened");
  closing.reopened_because = part["because"].text();
  return closing;
}

Wait read_wait(Part& part) {
  Wait wait;
  wait.on = part["on"].choice<WaitingOn>().value_or(WaitingOn::customer);
  wait.since = part["since"].needed_event("since");
  wait.until = part["until"].instant();
  wait.ended = part["ended"].event();
  wait.reason = part["for"].text();
  return wait;
}

Handover read_handover(Part& part) {
  const Moment happened = part["happened"].needed_event("happened");
  std::string from = part["from"].line();
  return {happened, std::move(from), part["to"].line()};
}

ToldStep read_step(Part& part, const FieldContext& context) {
  ToldStep told;
  Step& step = told.step;
  const Value text = part["text"];
  if (text.empty()) text.refuse("a step needs a text");
  step.text = text.line();
  step.guidance = part["guidance"].line();
  step.plan = part["plan"].line();
  const auto added = part["added"].event();
  told.says_added = added.has_value();
  step.added = added.value_or(Moment{context.dates.now, context.recording});
  const Zone zone = part["zone"].zone(context.dates.zone);
  step.due = part["due"].due(step.added.at, zone);
  step.ended = part["ended"].event();
  const Value dropped = part["dropped"];
  step.dropped = dropped.flag();
  if (step.dropped && !step.ended) dropped.refuse("a step that was dropped has ended");
  return told;
}

Cell cell_of_reopenings(const std::vector<Closing>& reopenings) {
  Records records;
  for (const Closing& closing : reopenings) {
    records.all.push_back({{{"closed", event_cell(closing.closed)},
                            {"outcome", word_cell(name_of(closing.outcome))},
                            {"confirmed", closing.confirmed},
                            {"confirmed_at", event_cell(closing.confirmed_later)},
                            {"asked_at", event_cell(closing.asked)},
                            {"rating", number_cell(closing.rating)},
                            {"words", text_cell(closing.words)},
                            {"cause", text_cell(closing.cause)},
                            {"lesson", text_cell(closing.lesson)},
                            {"reopened", event_cell(closing.reopened)},
                            {"because", text_cell(closing.reopened_because)}}});
  }
  return cell_of(records);
}

Cell cell_of_waits(const std::vector<Wait>& waits) {
  Records records;
  for (const Wait& wait : waits) {
    records.all.push_back({{{"on", word_cell(name_of(wait.on))},
                            {"since", event_cell(wait.since)},
                            {"until", cell(wait.until)},
                            {"ended", event_cell(wait.ended)},
                            {"for", text_cell(wait.reason)}}});
  }
  return cell_of(records);
}

Cell cell_of_handovers(const std::vector<Handover>& handovers) {
  Records records;
  for (const Handover& handover : handovers) {
    records.all.push_back({{{"happened", event_cell(handover.happened)},
                            {"from", text_cell(handover.from)},
                            {"to", text_cell(handover.to)}}});
  }
  return cell_of(records);
}

Cell cell_of_steps(const std::vector<Step>& steps) {
  Records records;
  for (const Step& step : steps) {
    records.all.push_back({{{"text", text_cell(step.text)},
                            {"guidance", text_cell(step.guidance)},
                            {"plan", text_cell(step.plan)},
                            {"added", event_cell(step.added)},
                            {"due", cell(step.due)},
                            {"zone", step.due ? word_cell(step.due->zone) : Cell()},
                            {"ended", event_cell(step.ended)},
                            {"dropped", step.dropped}}});
  }
  return cell_of(records);
}

std::vector<Step> known_again(const std::vector<ToldStep>& told, const std::vector<Step>& before) {
  const std::vector<const Step*> known = known_ones(told, before);
  std::vector<Step> steps;
  for (std::size_t i = 0; i < told.size(); ++i) {
    Step& step = steps.emplace_back(told[i].step);
    if (known[i] == nullptr) continue;
    step.number = known[i]->number;
    step.added = known[i]->added;
    step.ended = standing(step.ended, known[i]->ended);
  }
  const auto place = [](const Step& step) {
    return step.number == 0 ? std::numeric_limits<std::int64_t>::max() : step.number;
  };
  std::stable_sort(steps.begin(), steps.end(),
                   [&](const Step& left, const Step& right) { return place(left) < place(right); });
  return steps;
}

void take_moments(std::vector<Closing>& closings, std::vector<Closing> before) {
  before.resize(std::max(before.size(), closings.size()));
  for (std::size_t i = 0; i < closings.size(); ++i) {
    Closing& closing = closings[i];
    closing.closed = standing(closing.closed, before[i].closed);
    closing.reopened = standing(closing.reopened, before[i].reopened);
    closing.confirmed_later = standing(closing.confirmed_later, before[i].confirmed_later);
    closing.asked = standing(closing.asked, before[i].asked);
  }
}

void take_moments(std::vector<Wait>& waits, std::vector<Wait> before) {
  before.resize(std::max(before.size(), waits.size()));
  for (std::size_t i = 0; i < waits.size(); ++i) {
    waits[i].since = standing(waits[i].since, before[i].since);
    waits[i].ended = standing(waits[i].ended, before[i].ended);
  }
}

void take_moments(std::vector<Handover>& handovers, std::vector<Handover> before) {
  before.resize(std::max(before.size(), handovers.size()));
  for (std::size_t i = 0; i < handovers.size(); ++i) {
    handovers[i].happened = standing(handovers[i].happened, before[i].happened);
  }
}

}  // namespace kept
