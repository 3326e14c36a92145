#include "commands/closing.hpp"

#include <algorithm>

#include "commands/waits.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

constexpr std::string_view all = "all";

std::vector<std::string> split(const std::vector<std::string>& typed) {
  std::vector<std::string> each;
  for (const std::string& list : typed) {
    for (std::size_t start = 0; start <= list.size();) {
      const std::size_t end = std::min(list.find(',', start), list.size());
      each.push_back(trimmed(list.substr(start, end - start)));
      start = end + 1;
    }
  }
  return each;
}

[[noreturn]] void refuse_id(std::string_view option, const std::string& typed,
                            const std::string& what, const Loop& loop) {
  throw Error(Exit::usage, std::string(option) + " " + in_quotes(typed) + " is not " + what +
                               " of " + shown(loop.id));
}

/// The promises that an option names, all of this loop.
template <class Fits>
std::vector<Promise*> named_promises(const std::vector<std::string>& typed, LoopStory& story,
                                     std::string_view option, const std::string& what, Fits fits) {
  std::vector<Promise*> named;
  for (const std::string& one : split(typed)) {
    if (one == all) {
      for (Promise& promise : story.promises) {
        if (fits(promise)) named.push_back(&promise);
      }
      continue;
    }
    const auto id = read_id(one);
    const auto found = std::find_if(story.promises.begin(), story.promises.end(),
                                    [&id](const Promise& p) { return id && p.id == *id; });
    if (found == story.promises.end() || !fits(*found)) refuse_id(option, one, what, story.loop);
    named.push_back(&*found);
  }
  return named;
}

bool has_not_ended(const Promise& promise) {
  return !promise.resolution;
}

bool is_untold(const Promise& promise) {
  return promise.resolution && promise.resolution->ending == Ending::withdrawn &&
         !promise.resolution->told;
}

void end(std::span<Promise* const> promises, Ending ending, Moment at, const std::string& note) {
  for (Promise* promise : promises) {
    if (promise->resolution) {
      throw Error(Exit::usage, shown(promise->id) + " can't be both kept and let go");
    }
    if (at.at < promise->made.at) {
      throw Error(Exit::usage, shown(promise->id) + " was made after the closing's --at");
    }
    promise->resolution = Resolution{ending, at, std::nullopt, note};
  }
}

void end_promises(LoopStory& story, const LooseEnds& ends, const Moment& at) {
  const std::string open = "an open promise";
  const auto kept = named_promises(ends.keep, story, "--keep", open, has_not_ended);
  const auto released = named_promises(ends.release, story, "--release", open, has_not_ended);
  end(kept, Ending::kept, at, "");
  end(released, Ending::released, at, "with the closing of " + shown(story.loop.id));
  for (Promise* promise :
       named_promises(ends.told, story, "--told", "a promise withdrawn without word", is_untold)) {
    if (at.at < promise->resolution->happened.at) {
      throw Error(Exit::usage, shown(promise->id) + " was taken back after the closing's --at");
    }
    promise->resolution->told = at;
  }
}

/// Every breach that nobody made up for so far.
void settle(LoopStory& story, const LooseEnds& ends, const Moment& at) {
  if (!ends.amends.given()) return;
  const Settlement settlement = settlement_of(ends.amends, at);
  bool any = false;
  for (Promise& promise : story.promises) {
    if (promise.made.at > at.at || !judge(promise, at.at).unsettled) continue;
    promise.settlements.push_back(settlement);
    any = true;
  }
  if (any || ends.with_parts) return;
  throw Error(Exit::usage, "--explained: nothing in " + shown(story.loop.id) + " is to be settled");
}

void end_steps(const std::vector<std::string>& typed, bool dropped, Loop& loop, const Moment& at) {
  const std::string_view option = dropped ? "--drop" : "--done";
  for (const std::string& one : split(typed)) {
    const auto id = read_id(one);
    bool found = one == all;
    for (Step& step : loop.steps) {
      if (!step.is_open() || (one != all && id != id_of_step(loop.id, step))) continue;
      if (step.added.at > at.at) {
        throw Error(Exit::usage,
                    shown(id_of_step(loop.id, step)) + " was added after the closing's --at");
      }
      step.ended = at;
      step.dropped = dropped;
      found = true;
    }
    if (!found) refuse_id(option, one, "an open step", loop);
  }
}

/// The unanswered entries of the story, marked as wanting no answer.
void waive_answers(LoopStory& story, Instant as_of) {
  write_down_ends(story.loop, story.entries);
  for (const Id id : unanswered(story.entries, story.promises, as_of)) {
    const auto found = std::find_if(story.entries.begin(), story.entries.end(),
                                    [id](const Entry& entry) { return entry.id == id; });
    found->no_answer = true;
    found->answer_late_from.reset();
  }
}

std::string remedy(const Obstacle& obstacle, const Loop& loop) {
  std::string id = shown(obstacle.id);
  switch (obstacle.what) {
    case Obstacle::What::open_promise:
      return id + (obstacle.theirs ? " of the customer's" : "") + " is open: --keep " + id +
             " or --release " + id + " (or kept withdraw-promise " + id + ")";
    case Obstacle::What::untold_withdrawal:
      return id + " was taken back without word: --told " + id;
    case Obstacle::What::broken_unsettled:
      return id +
             " was broken and is not settled: --explained TEXT with --compensated TEXT or"
             " --no-compensation WHY";
    case Obstacle::What::open_step:
      return id + " is open: --done " + id + " or --drop " + id;
    case Obstacle::What::open_child:
      return id + " is a part of it, and open: close it first, or --with-parts";
    case Obstacle::What::waiting:
      return "it waits: --end-wait";
    case Obstacle::What::owed_answer:
      return id + " is not answered: kept log " + shown(loop.customer) + " TEXT -o --loop " +
             shown(loop.id) + ", or --no-answer";
  }
  return id;
}

/// As of the closing, and as of now: what came after it must be done, too.
void hold_to_finished(const LoopStory& story, std::span<const Loop> children, Instant at,
                      const Context& context) {
  auto obstacles = obstacles_to_closing(story, children, at);
  const bool then = !obstacles.empty() && at < context.now();
  if (!then) obstacles = obstacles_to_closing(story, children, context.now());
  if (obstacles.empty()) return;
  std::string what = shown(story.loop.id) + (then ? " could not be closed on " + said(at, context)
                                                  : std::string(" can't be closed yet"));
  for (const Obstacle& obstacle : obstacles) what += "\n  " + remedy(obstacle, story.loop);
  throw Error(Exit::refused, what, "kept show " + shown(story.loop.id) + " tells its story");
}

/// What a part may do without being named: the ids are of the whole.
LooseEnds for_parts(const LooseEnds& ends) {
  LooseEnds same;
  same.with_parts = true;
  same.end_wait = ends.end_wait;
  same.no_answer = ends.no_answer;
  same.amends = ends.amends;
  const auto takes_all = [](const std::vector<std::string>& typed) {
    const std::vector<std::string> each = split(typed);
    return std::find(each.begin(), each.end(), all) != each.end();
  };
  if (takes_all(ends.keep)) same.keep = {std::string(all)};
  if (takes_all(ends.release)) same.release = {std::string(all)};
  if (takes_all(ends.told)) same.told = {std::string(all)};
  if (takes_all(ends.done)) same.done = {std::string(all)};
  if (takes_all(ends.drop)) same.drop = {std::string(all)};
  return same;
}

Closing closing_of_part(const Closing& whole) {
  Closing part;
  part.closed = whole.closed;
  part.outcome = whole.outcome;
  part.confirmed = whole.confirmed;
  return part;
}

std::vector<Id> close_parts(std::vector<Loop>& children, const Closing& closing,
                            const LooseEnds& ends, Context& context) {
  std::vector<Id> closed;
  for (Loop& child : children) {
    if (!child.is_open()) continue;
    if (child.opened.at > closing.closed.at) {
      throw Error(Exit::usage, shown(child.id) + " was opened after the closing's --at");
    }
    closed.push_back(child.id);
    const auto below =
        close(story_of(context.store(), child), closing_of_part(closing), for_parts(ends), context);
    closed.insert(closed.end(), below.begin(), below.end());
  }
  return closed;
}

void put_all(LoopStory& story, Store& store) {
  for (Promise& promise : story.promises) put(store, promise);
  for (Entry& entry : story.entries) put(store, entry);
  put(store, story.loop);
}

}  // namespace

void declare_loose_ends(Arguments& arguments, LooseEnds& ends) {
  arguments.list("--keep", "PROMISE", ends.keep, "these promises are delivered with it, or all");
  arguments.list("--release", "PROMISE", ends.release, "these promises are let go, or all");
  arguments.list("--told", "PROMISE", ends.told, "these withdrawals were told now, or all");
  declare_amends(arguments, ends.amends);
  arguments.list("--done", "STEP", ends.done, "these steps are done, or all");
  arguments.list("--drop", "STEP", ends.drop, "these steps are not needed any more, or all");
  arguments.flag("--with-parts", ends.with_parts,
                 "close its parts, too; of theirs only 'all' is named");
  arguments.flag("--end-wait", ends.end_wait, "it waits no more");
  arguments.flag("--no-answer", ends.no_answer, "what is unanswered wants no answer");
}

std::vector<Id> close(LoopStory story, const Closing& closing, const LooseEnds& ends,
                      Context& context) {
  const Moment at = closing.closed;
  Store& store = context.store();
  end_promises(story, ends, at);
  settle(story, ends, at);
  end_steps(ends.done, false, story.loop, at);
  end_steps(ends.drop, true, story.loop, at);
  while (ends.end_wait && end_wait(story.loop, story.entries, at)) continue;
  if (ends.no_answer) waive_answers(story, context.now());
  std::vector<Loop> children = children_of(store, story.loop.id);
  std::vector<Id> closed;
  if (ends.with_parts) {
    closed = close_parts(children, closing, ends, context);
    children = children_of(store, story.loop.id);
  }
  hold_to_finished(story, children, at.at, context);
  story.loop.closings.push_back(closing);
  put_all(story, store);
  return closed;
}

}  // namespace kept
