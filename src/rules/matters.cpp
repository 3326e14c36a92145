#include <algorithm>
#include <tuple>

#include "kept/rules.hpp"

namespace kept {
namespace {

Matter promise_matter(const Promise& promise, Matter::What what, std::size_t deadline) {
  const Due& due = promise.deadlines[deadline].due;
  return {.what = what,
          .id = promise.id,
          .customer = promise.customer,
          .loop = promise.loop,
          .text = promise.text,
          .late_from = due.late_from,
          .due = due};
}

void add_matters_of(const Promise& promise, Instant as_of, Instant until,
                    std::vector<Matter>& found) {
  if (promise.made.at > as_of) return;
  const Judgement judgement = judge(promise, as_of);
  // A breach that was moved away from is late now, whatever the new deadline.
  if (judgement.unsettled && !judgement.overdue) {
    found.push_back(
        promise_matter(promise, Matter::What::settlement, last_missed(promise, judgement)));
  }
  const bool late = promise.deadlines[judgement.in_force].due.late_from <= until;
  if (judgement.resolved || !late) return;
  const auto what = promise.theirs ? Matter::What::theirs : Matter::What::promise;
  Matter matter = promise_matter(promise, what, judgement.in_force);
  matter.unsettled = judgement.unsettled && judgement.overdue;
  matter.untold = was_withdrawn(promise, as_of);
  found.push_back(std::move(matter));
}

Matter loop_matter(const Loop& loop, Matter::What what, Id id, const std::string& text,
                   Instant late_from) {
  return {.what = what,
          .id = id,
          .customer = loop.customer,
          .loop = loop.id,
          .text = text,
          .late_from = late_from,
          .due = std::nullopt};
}

void add_answer_of(const LoopStory& story, Instant as_of, Instant until,
                   std::vector<Matter>& found) {
  const std::optional<OwedAnswer> owed = owed_answer(story.entries, story.promises, as_of);
  if (!owed || owed->late_from > until) return;
  const auto asked = std::find_if(story.entries.begin(), story.entries.end(),
                                  [&](const Entry& entry) { return entry.id == owed->entry; });
  found.push_back(
      loop_matter(story.loop, Matter::What::answer, owed->entry, asked->text, owed->late_from));
}

void add_steps_of(const LoopStory& story, Instant as_of, Instant until,
                  std::vector<Matter>& found) {
  const Loop& loop = story.loop;
  for (const Step* step : steps_owed(loop, story.entries, as_of, until)) {
    found.push_back(loop_matter(loop, Matter::What::step, id_of_step(loop.id, *step), step->text,
                                step->due->late_from));
    found.back().due = step->due;
  }
}

void sort_longest_late_first(std::vector<Matter>& found) {
  std::sort(found.begin(), found.end(), [](const Matter& left, const Matter& right) {
    return std::tie(left.late_from, left.id) < std::tie(right.late_from, right.id);
  });
}

}  // namespace

std::vector<Matter> matters(std::span<const Promise> promises, std::span<const LoopStory> loops,
                            Instant as_of, Instant until) {
  std::vector<Matter> found;
  for (const Promise& promise : promises) {
    add_matters_of(promise, as_of, until, found);
  }
  for (const LoopStory& story : loops) {
    if (!was_open(story.loop, as_of)) continue;
    add_answer_of(story, as_of, until, found);
    add_steps_of(story, as_of, until, found);
  }
  sort_longest_late_first(found);
  return found;
}

std::vector<Matter> reminders(std::span<const LoopStory> loops, Instant as_of) {
  std::vector<Matter> found;
  for (const LoopStory& story : loops) {
    const Loop& loop = story.loop;
    if (const Wait* wait = wait_that_ran_out(story, as_of)) {
      found.push_back(loop_matter(loop, Matter::What::back, loop.id, loop.title, *wait->until));
      found.back().waited_on = wait->on;
      found.back().waited_for = wait->reason;
    } else if (is_unconfirmed(story, as_of)) {
      found.push_back(loop_matter(loop, Matter::What::confirmation, loop.id, loop.title,
                                  loop.closings.back().closed.at));
    }
  }
  sort_longest_late_first(found);
  return found;
}

}  // namespace kept
