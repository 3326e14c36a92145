#include "reports/reports.hpp"

namespace kept {

namespace {

std::string said_of_closing(const Closing& closing) {
  std::string text(name_of(closing.outcome));
  if (closing.confirmed_later) return text;
  if (closing.confirmed) text += ", confirmed";
  if (closing.rating) text += ", rated " + std::to_string(*closing.rating);
  return with_note(text, closing.words);
}

/// What the customer said later.
std::string said_of_word(const Closing& closing) {
  const std::string rating =
      closing.rating ? "rated " + std::to_string(*closing.rating) : std::string();
  return with_note(rating, closing.words);
}

std::string said_of_handover(const Handover& handover) {
  const auto name = [](const std::string& who) { return who.empty() ? "the owner" : who; };
  return "from " + std::string(name(handover.from)) + " to " + name(handover.to);
}

std::string state_of(const Step& step) {
  if (step.is_open()) return "open";
  return step.dropped ? "dropped" : "done";
}

std::vector<FieldLine> closing_fields(const Closing* last) {
  return {{"outcome", last ? Cell(word_of(last->outcome)) : Cell()},
          {"confirmed", last ? Cell(last->confirmed) : Cell()},
          {"rating", last && last->rating ? Cell(std::int64_t{*last->rating}) : Cell()},
          {"words", last ? text_cell(last->words) : Cell()},
          {"cause", last ? text_cell(last->cause) : Cell()},
          {"lesson", last ? text_cell(last->lesson) : Cell()}};
}

std::vector<FieldLine> waiting_fields(const Wait* wait) {
  return {{"waiting_on", waiting_on_cell(wait)},
          {"waiting_for", wait ? text_cell(wait->reason) : Cell()},
          {"waiting_since", waiting_since_cell(wait)},
          {"waiting_until", wait ? cell(wait->until) : Cell()}};
}

/// A single snooze is nothing to count.
std::vector<FieldLine> effort_fields(const Effort& effort) {
  return {{"put_off", counted_cell(effort.snoozes > 1 ? effort.snoozes : 0)},
          {"touches", counted_cell(effort.touches)},
          {"chased_by_customer", counted_cell(effort.chased_by_customer)},
          {"chased_by_us", counted_cell(effort.chased_by_us)},
          {"handovers", counted_cell(effort.handovers)}};
}

Cell parts_cell(std::span<const Loop> parts) {
  Texts ids;
  for (const Loop& part : parts) ids.texts.push_back(shown(part.id));
  return ids.texts.empty() ? Cell() : Cell(ids);
}

std::vector<FieldLine> next_step_fields(const Loop& loop) {
  const Step* next = loop.is_open() ? progress_of(loop).next : nullptr;
  const std::string text = next ? shown(id_of_step(loop.id, *next)) + " " + next->text : "";
  return {{"next_step", text_cell(text)}, {"how", next ? text_cell(next->guidance) : Cell()}};
}

Section loop_section(const StoryRow& row, std::span<const Loop> parts, Instant now) {
  const Loop& loop = row.story.loop;
  const bool open = loop.is_open();
  const Effort effort = effort_of(loop, row.story.entries, now);
  std::vector<FieldLine> lines{{"id", loop.id},
                               {"customer_id", loop.customer, true},
                               {"customer", Text{row.customer}},
                               {"title", text_cell(loop.title)},
                               {"kind", word_of(loop.kind)},
                               {"priority", word_of(loop.priority)},
                               {"product", text_cell(loop.product)},
                               {"handler", text_cell(loop.handler)},
                               {"part_of", cell(loop.parent)},
                               {"parts", parts_cell(parts)},
                               {"opened", loop.opened.at},
                               {"state", Word{open ? "open" : "closed"}},
                               {"merged_into", cell(loop.merged_into)}};
  const auto add = [&lines](std::vector<FieldLine> more) {
    lines.insert(lines.end(), more.begin(), more.end());
  };
  add(closing_fields(open ? nullptr : &loop.closings.back()));
  add({{"reopened", counted_cell(effort.reopenings)},
       {"turn", open ? Cell(word_of(whose_turn(row.story, now))) : Cell()}});
  add(waiting_fields(waiting(loop, row.story.entries, now)));
  add(next_step_fields(loop));
  add(effort_fields(effort));
  return fields_section("loop", "", std::move(lines));
}

Section steps_section(const Loop& loop, Instant now, Day today) {
  Section section{.key = "steps",
                  .title = "Steps",
                  .columns = {{"id", "ID"},
                              {"text", "TEXT"},
                              {"state", "STATE"},
                              {"due", "DUE"},
                              {"late_from", ""},
                              {"ended", "ENDED"},
                              {"plan", ""},
                              {"guidance", ""}},
                  .rows = {},
                  .whole = true};
  for (const Step& step : loop.steps) {
    const Tone undone =
        step.due ? tone_of(*step.due, !in_time(now, *step.due), today) : Tone::plain;
    section.rows.push_back({.cells = {id_of_step(loop.id, step), text_cell(step.text),
                                      Word{state_of(step)}, step.due ? due_cell(*step.due) : Cell(),
                                      step.due ? Cell(step.due->late_from) : Cell(),
                                      step.ended ? Cell(step.ended->at) : Cell(),
                                      text_cell(step.plan), text_cell(step.guidance)},
                            .tone = step.is_open() ? undone : Tone::done});
  }
  return section;
}

}  // namespace

std::string said_of_wait(const Wait& wait) {
  constexpr std::array on{"for the customer", "for a third party", "put off"};
  return with_note(on[static_cast<std::size_t>(wait.on)], wait.reason);
}

Progress progress_of(const Loop& loop) {
  Progress progress;
  for (const Step& step : loop.steps) {
    if (step.dropped) continue;
    ++progress.steps;
    if (step.is_open()) {
      if (progress.next == nullptr) progress.next = &step;
      continue;
    }
    ++progress.done;
    const Step* last = progress.last_done;
    if (last == nullptr || *last->ended <= *step.ended) progress.last_done = &step;
  }
  return progress;
}

std::string in_words(const Progress& progress) {
  if (progress.steps == 0) return {};
  std::string words = progress.last_done ? progress.last_done->text : "";
  if (progress.next) words += (words.empty() ? "next: " : ", next: ") + progress.next->text;
  return words + " (" + std::to_string(progress.done) + " of " + std::to_string(progress.steps) +
         ")";
}

std::vector<Event> events_of(const Loop& loop) {
  const auto event = [&loop](const Moment& moment, const char* what, const std::string& note) {
    return Event{moment, loop.id, what, loop.title, note, std::nullopt, std::nullopt};
  };
  std::vector<Event> events{event(loop.opened, "opened", "")};
  for (const Wait& wait : loop.waits) {
    events.push_back(event(wait.since, "waiting", said_of_wait(wait)));
    if (wait.ended) events.push_back(event(*wait.ended, "waiting no more", ""));
  }
  for (const Handover& handover : loop.handovers) {
    events.push_back(event(handover.happened, "handed over", said_of_handover(handover)));
  }
  for (const Step& step : loop.steps) {
    const Id id = id_of_step(loop.id, step);
    events.push_back({step.added, id, "to do", step.text, "", step.due, std::nullopt});
    if (!step.ended) continue;
    events.push_back({*step.ended, id, state_of(step), step.text, "", std::nullopt, std::nullopt});
  }
  for (const Closing& closing : loop.closings) {
    const bool merged = loop.merged_into && &closing == &loop.closings.back();
    events.push_back(merged ? event(closing.closed, "merged", "into " + shown(*loop.merged_into))
                            : event(closing.closed, "closed", said_of_closing(closing)));
    if (closing.asked) events.push_back(event(*closing.asked, "asked to confirm", ""));
    if (closing.confirmed_later) {
      events.push_back(event(*closing.confirmed_later, "confirmed", said_of_word(closing)));
    }
    if (!closing.reopened) continue;
    events.push_back(event(*closing.reopened, "reopened", closing.reopened_because));
  }
  return events;
}

Report loop_report(const StoryRow& row, std::span<const Loop> parts, std::vector<Event> events,
                   Instant now, Day today) {
  const Loop& loop = row.story.loop;
  Report report{.name = "show", .title = "", .sections = {loop_section(row, parts, now)}};
  report.sections.push_back(steps_section(loop, now, today));
  report.sections.push_back(timeline_section(std::move(events), loop.id));
  return report;
}

}  // namespace kept
