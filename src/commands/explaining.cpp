#include "commands/explaining.hpp"

#include <algorithm>

namespace kept {

namespace {

Reckoning reckoning_of(Instant as_of, Context& context) {
  const DateContext dates = context.settings.dates(as_of);
  return {as_of, dates.zone, dates.week};
}

Explanation explain_step(const Matter& matter, const Reckoning& reckoning, Store& store) {
  const Loop of = loop(store, *matter.loop).value();
  const auto step = std::find_if(of.steps.begin(), of.steps.end(),
                                 [&](const Step& each) { return each.number == matter.id.step; });
  return explain_step(of, *step, reckoning);
}

Explanation explain(const Matter& matter, const Reckoning& reckoning, Store& store) {
  switch (matter.what) {
    case Matter::What::promise:
    case Matter::What::theirs:
      return explain_promise(promise(store, matter.id).value(), reckoning);
    case Matter::What::settlement:
      return explain_settlement(promise(store, matter.id).value(), reckoning);
    case Matter::What::answer:
      return explain_answer({.id = matter.id,
                             .asked = entry(store, matter.id).value().happened.at,
                             .late_from = matter.late_from},
                            reckoning);
    case Matter::What::step:
      return explain_step(matter, reckoning, store);
    case Matter::What::back: {
      const LoopStory story = story_of(store, loop(store, matter.id).value());
      return explain_wait(story.loop, *wait_that_ran_out(story, reckoning.as_of), reckoning);
    }
    case Matter::What::confirmation:
      return explain_closing(loop(store, matter.id).value(), reckoning);
  }
  return {};
}

/// Where the ids of a report stand in its text; behind them, those that text leaves out.
class Listed {
 public:
  explicit Listed(const Report& report) {
    std::vector<Id> left_out;
    for (const Section& section : report.sections) {
      std::size_t row_number = 0;
      for (const Row& row : section.rows) {
        const Id id = std::get<Id>(row.cells.front());
        const bool is_shown = section.most_rows == 0 || row_number++ < section.most_rows;
        if (is_shown) places.emplace(id, places.size());
        if (!is_shown) left_out.push_back(id);
      }
    }
    ids_shown = places.size();
    for (const Id id : left_out) places.emplace(id, places.size());
  }

  bool shows(Id id) const { return places.at(id) < ids_shown; }
  std::size_t place_of(Id id) const { return places.at(id); }

 private:
  std::map<Id, std::size_t> places;
  std::size_t ids_shown = 0;
};

}  // namespace

void declare_explain(Arguments& arguments, bool& explain) {
  arguments.flag("--explain", explain, "say how each time was reckoned, in words");
}

std::vector<Explanation> explanations_of(std::span<const Matter> matters, Instant as_of,
                                         Context& context) {
  const Reckoning reckoning = reckoning_of(as_of, context);
  std::vector<Explanation> explanations;
  for (const Matter& matter : matters) {
    explanations.push_back(explain(matter, reckoning, context.store()));
  }
  return explanations;
}

void explain_listed(std::span<const MatterRow> rows, Report& report, Instant as_of,
                    Context& context) {
  const Listed listed(report);
  std::vector<Matter> matters;
  std::size_t shown = 0;
  for (const MatterRow& row : rows) {
    matters.push_back(row.matter);
    shown += listed.shows(row.matter.id);
  }
  std::stable_sort(matters.begin(), matters.end(), [&](const Matter& left, const Matter& right) {
    return listed.place_of(left.id) < listed.place_of(right.id);
  });
  report.sections.push_back(explained_section(explanations_of(matters, as_of, context), shown));
}

std::vector<Explanation> explanations_of(const Promise& promise, Context& context) {
  return {explain_promise(promise, reckoning_of(context.now(), context))};
}

std::vector<Explanation> explanations_of(const Entry& entry, Context& context) {
  if (!entry.answer_late_from || !entry.loop) return {};
  LoopStory story = story_of(context.store(), loop(context.store(), *entry.loop).value());
  // What was asked before it is no concern of this entry's answer.
  std::erase_if(story.entries, [&](const Entry& other) {
    return other.direction == Direction::in && other.id != entry.id;
  });
  const auto question = first_question(story.entries, story.promises);
  if (!question) return {};
  return {explain_answer({.id = entry.id,
                          .asked = question->asked,
                          .late_from = question->late_from,
                          .answered = question->answered,
                          .dropped = !story.loop.is_open()},
                         reckoning_of(context.now(), context))};
}

std::vector<Explanation> explanations_of(const LoopStory& story, Context& context) {
  const Reckoning reckoning = reckoning_of(context.now(), context);
  std::vector<Explanation> explanations;
  const auto owed = owed_answer(story.entries, story.promises, context.now());
  if (owed && story.loop.is_open()) {
    explanations.push_back(explain_answer(
        {.id = owed->entry, .asked = owed->asked, .late_from = owed->late_from}, reckoning));
  }
  const auto first = first_answer(context.store(), story.loop.id);
  if (first && first->answered) {
    explanations.push_back(explain_answer({.id = story.loop.id,
                                           .asked = first->asked,
                                           .late_from = first->late_from,
                                           .answered = first->answered,
                                           .took = first->took},
                                          reckoning));
  }
  for (const Step& step : story.loop.steps) {
    const bool is_owed = was_open(step, context.now()) && story.loop.is_open();
    if (is_owed && step.due) explanations.push_back(explain_step(story.loop, step, reckoning));
  }
  return explanations;
}

}  // namespace kept
