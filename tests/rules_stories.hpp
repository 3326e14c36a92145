#pragma once

#include <algorithm>
#include <optional>
#include <ostream>
#include <rapidcheck.h>
#include <utility>
#include <vector>

#include "kept/rules.hpp"

/// Promises and entries told as small stories of March 2026, and any valid promise for properties.

namespace kept::stories {

constexpr Instant march(int day, int hour = 0, int minute = 0, int second = 0) {
  using namespace std::chrono;
  return sys_days(year(2026) / 3 / 1) + days(day - 1) + hours(hour) + minutes(minute) +
         seconds(second);
}

constexpr Day march_day(int day) {
  return Day(std::chrono::floor<std::chrono::days>(march(day).time_since_epoch()));
}

inline Due due_at(Instant late_from) {
  const Instant last = late_from - std::chrono::seconds(1);
  return {Day(std::chrono::floor<std::chrono::days>(last.time_since_epoch())), "UTC", late_from};
}
/// Due by the end of that day: late from the next midnight.
inline Due by(int day) {
  return due_at(march(day + 1));
}

constexpr Instant before(Instant instant) {
  return instant - std::chrono::seconds(1);
}

/// Each event is recorded by a change of its own, in the order of the story.
class PromiseStory {
 public:
  explicit PromiseStory(Instant made, Due due) {
    promise.id = {Kind::promise, 12 * Id::machines};
    promise.customer = {Kind::customer, 3 * Id::machines};
    promise.text = "the drawings";
    promise.made = moment(made);
    promise.deadlines.push_back({std::move(due), promise.made, promise.made, ""});
  }

  PromiseStory& moved_untold(Instant set, Due due) {
    promise.deadlines.push_back({std::move(due), moment(set), std::nullopt, "ill"});
    return *this;
  }
  PromiseStory& moved(Instant set, Due due) { return moved(set, std::move(due), set); }
  PromiseStory& moved(Instant set, Due due, Instant told) {
    moved_untold(set, std::move(due));
    promise.deadlines.back().told = Moment{told, recorded};
    return *this;
  }
  PromiseStory& told(Instant told) {
    promise.deadlines.back().told = moment(told);
    return *this;
  }
  PromiseStory& kept(Instant at) { return ended(Ending::kept, at); }
  PromiseStory& released(Instant at) { return ended(Ending::released, at); }
  PromiseStory& withdrawn(Instant at) { return ended(Ending::withdrawn, at); }
  PromiseStory& withdrawal_told(Instant at) {
    promise.resolution->told = moment(at);
    return *this;
  }
  PromiseStory& settled(Instant at) {
    promise.settlements.push_back({moment(at), "a supplier failed us", "", "it cost them nothing"});
    return *this;
  }
  PromiseStory& theirs() {
    promise.theirs = true;
    return *this;
  }
  PromiseStory& numbered(std::int64_t serial) {
    promise.id.number = serial * Id::machines;
    return *this;
  }
  operator const Promise&() const { return promise; }

  Promise promise;

 private:
  Moment moment(Instant at) { return {at, ++recorded}; }
  PromiseStory& ended(Ending ending, Instant at) {
    promise.resolution = Resolution{ending, moment(at), std::nullopt, ""};
    return *this;
  }

  std::int64_t recorded = 0;
};

inline PromiseStory promised(Instant made, Due due) {
  return PromiseStory(made, std::move(due));
}

inline Entry said(Direction direction, Instant at, std::int64_t serial) {
  Entry entry;
  entry.id.number = serial * Id::machines;
  entry.customer = {Kind::customer, 3 * Id::machines};
  entry.loop = Id{Kind::loop, 7 * Id::machines};
  entry.direction = direction;
  entry.happened = {at, serial};
  entry.text = "where are the drawings?";
  if (direction == Direction::in) entry.answer_late_from = at + std::chrono::days(1);
  return entry;
}
inline Entry thanks(Direction direction, Instant at, std::int64_t serial) {
  Entry entry = said(direction, at, serial);
  entry.no_answer = true;
  entry.answer_late_from.reset();
  return entry;
}

inline Loop loop_from(Instant opened) {
  Loop loop;
  loop.id.number = 7 * Id::machines;
  loop.customer = {Kind::customer, 3 * Id::machines};
  loop.title = "drawings";
  loop.opened = {opened, 1};
  return loop;
}

inline Closing closed(Instant at, std::optional<Instant> reopened = std::nullopt) {
  Closing closing;
  closing.closed = {at, 1};
  if (reopened) closing.reopened = Moment{*reopened, 2};
  return closing;
}

/// The last second at which anything happens to the promise.
inline Instant last_event(const Promise& promise) {
  Instant last = promise.made.at;
  const auto see = [&](const Moment& moment) { last = std::max(last, moment.at); };
  for (const Deadline& deadline : promise.deadlines) {
    see(deadline.set);
    if (deadline.told) see(*deadline.told);
  }
  for (const Settlement& settlement : promise.settlements) see(settlement.happened);
  if (promise.resolution) see(promise.resolution->happened);
  if (promise.resolution && promise.resolution->told) see(*promise.resolution->told);
  return last;
}

// ---- any valid promise -----------------------------------------------------------------------

/// Few seconds, so that events meet each other and the deadlines.
inline constexpr int seconds_in_a_story = 40;
inline Instant second(int n) {
  return march(1) + std::chrono::seconds(n);
}

/// Any second of a story, and some beyond its last deadline.
inline rc::Gen<Instant> any_second() {
  return rc::gen::map(rc::gen::inRange(-1, 2 * seconds_in_a_story), second);
}

/// Plays commands one after the other, as they would be accepted: a due is after the moment it is
/// set, word is not in the future, not before the deadline that it replaces was set, and not after
/// the due has passed; an ending may have happened some time ago.
class AnyPromise {
 public:
  Promise play() {
    now = pick(0, 6);
    story.emplace(second(now), due_at(second(now + pick(1, 20))));
    if (pick(0, 4) == 0) story->theirs();
    for (int left = pick(0, 7); left > 0 && now < seconds_in_a_story; --left) {
      now += pick(0, 7);
      step();
    }
    return story->promise;
  }

 private:
  static int pick(int from, int below) { return *rc::gen::inRange(from, below); }

  static int number(Instant instant) { return static_cast<int>((instant - second(0)).count()); }

  int some_time_ago() const {
    return pick(0, 3) == 0 ? pick(number(story->promise.made.at), now + 1) : now;
  }

  void step() {
    const int choice = pick(0, 9);
    if (choice < 3) {
      move();
    } else if (choice == 3) {
      tell();
    } else if (choice < 6) {
      if (!story->promise.theirs) story->settled(second(some_time_ago()));
    } else if (!story->promise.resolution) {
      end();
    } else if (story->promise.resolution->ending == Ending::withdrawn) {
      story->withdrawal_told(second(now));
    }
  }

  void move() {
    if (story->promise.resolution) return;
    story->moved_untold(second(now), due_at(second(now + pick(1, 12))));
    if (pick(0, 3) > 0) tell();
  }

  void tell() {
    const auto& deadlines = story->promise.deadlines;
    if (deadlines.size() < 2 || deadlines.back().told) return;
    const int from = number(deadlines[deadlines.size() - 2].set.at);
    const int at = pick(0, 3) == 0 ? pick(from, now + 1) : now;
    if (in_time(second(at), deadlines.back().due)) story->told(second(at));
  }

  void end() {
    const Instant at = second(some_time_ago());
    const int how = pick(0, 4);
    if (how == 0) story->released(at);
    if (how == 1) story->withdrawn(at);
    if (how == 1 && pick(0, 2) == 0) story->withdrawal_told(second(now));
    if (how > 1) story->kept(at);
  }

  std::optional<PromiseStory> story;
  int now = 0;
};

inline rc::Gen<Promise> any_promise() {
  // Long stories from the first run on, not only once the runs have grown.
  return rc::gen::resize(rc::kNominalSize, rc::gen::exec([] { return AnyPromise().play(); }));
}
inline rc::Gen<std::vector<Promise>> any_promises() {
  const auto number = [](std::vector<Promise> promises) {
    for (std::size_t i = 0; i < promises.size(); ++i) {
      promises[i].id.number = static_cast<std::int64_t>(i + 1) * Id::machines;
    }
    return promises;
  };
  return rc::gen::map(rc::gen::container<std::vector<Promise>>(any_promise()), number);
}

}  // namespace kept::stories

namespace kept {

/// How a failed property shows the promise: seconds since the story began.
inline void showValue(const Promise& promise, std::ostream& out) {
  const auto at = [&](Instant instant) { return (instant - stories::second(0)).count(); };
  out << (promise.theirs ? "theirs" : "ours") << " made " << at(promise.made.at);
  for (const Deadline& deadline : promise.deadlines) {
    out << ", late from " << at(deadline.due.late_from) << " set " << at(deadline.set.at);
    if (deadline.told) out << " told " << at(deadline.told->at);
  }
  for (const Settlement& settlement : promise.settlements) {
    out << ", settled " << at(settlement.happened.at);
  }
  if (!promise.resolution) return;
  out << ", " << name_of(promise.resolution->ending) << ' ' << at(promise.resolution->happened.at);
  if (promise.resolution->told) out << " told " << at(promise.resolution->told->at);
}

}  // namespace kept
