#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kept/time.hpp"

/// What the store holds, as plain values. A record is loaded whole, changed, and put back whole; it
/// knows no rules (rules.hpp) and no SQL (store.hpp).

namespace kept {

// ---- ids -------------------------------------------------------------------------------------

enum class Kind : char {
  customer = 'C',
  loop = 'L',
  entry = 'E',
  promise = 'P',
  change = 'H',
  step = 'S'  ///< a part of a loop, shown by the loop's id: `L7.2`
};

/// `number` is serial * 64 + machine, so that the machines of one user can all add records and be
/// brought together later. Machine 0 shows `P12`, machine 1 `P12b`, up to machine 25, `z`. Never
/// reused, never renumbered. Number 0 is a record that has not been put yet.
struct Id {
  static constexpr std::int64_t machines = 64;

  Kind kind = Kind::customer;
  std::int64_t number = 0;
  /// Of a step, whose `number` is its loop's: the step's own, made in the same way.
  std::int64_t step = 0;

  std::int64_t serial() const { return number / machines; }
  auto operator<=>(const Id&) const = default;
};

std::string shown(Id id);
/// `p12`, `P12b`, `L7.2`: in any case. None where the text is not an id.
std::optional<Id> read_id(std::string_view typed);
std::string_view name_of(Kind kind);  ///< "promise"

/// When something happened, and the number of the change that recorded it: two events of the same
/// second stand in the order in which they were recorded.
struct Moment {
  Instant at;
  std::int64_t recorded = 0;

  auto operator<=>(const Moment&) const = default;
};

// ---- choices ---------------------------------------------------------------------------------

/// Each choice is stored, typed and printed by the name at its position.
template <class Choice>
struct Names;

enum class LoopKind { inquiry, request, complaint, order, objection, other };
template <>
struct Names<LoopKind> {
  static constexpr std::array<std::string_view, 6> all{"inquiry", "request",   "complaint",
                                                       "order",   "objection", "other"};
};

enum class Priority { low, normal, high, urgent };
template <>
struct Names<Priority> {
  static constexpr std::array<std::string_view, 4> all{"low", "normal", "high", "urgent"};
};

enum class Outcome { resolved, declined, lapsed, duplicate };
template <>
struct Names<Outcome> {
  static constexpr std::array<std::string_view, 4> all{"resolved", "declined", "lapsed",
                                                       "duplicate"};
};

/// Who spoke: in from the customer, out to the customer, talk both ways; a note is the owner's own.
enum class Direction { in, out, talk, note };
template <>
struct Names<Direction> {
  static constexpr std::array<std::string_view, 4> all{"in", "out", "talk", "note"};
};

enum class Mood { angry, unhappy, neutral, pleased, delighted };
template <>
struct Names<Mood> {
  static constexpr std::array<std::string_view, 5> all{"angry", "unhappy", "neutral", "pleased",
                                                       "delighted"};
};

/// How a customer is to talk to; private, and never in a shared statement.
enum class CustomerType {
  meticulous,
  pedantic,
  angry,
  demanding,
  confused,
  manipulative,
  passive_aggressive,
  pressed
};
template <>
struct Names<CustomerType> {
  static constexpr std::array<std::string_view, 8> all{
      "meticulous",   "pedantic",           "angry",  "demanding", "confused",
      "manipulative", "passive-aggressive", "pressed"};
};

/// How a promise ended: delivered by who made it, let go by who was promised, taken back by who
/// made it.
enum class Ending { kept, released, withdrawn };
template <>
struct Names<Ending> {
  static constexpr std::array<std::string_view, 3> all{"kept", "released", "withdrawn"};
};

/// Whom or what a loop waits for.
enum class WaitingOn { customer, third, snooze };
template <>
struct Names<WaitingOn> {
  static constexpr std::array<std::string_view, 3> all{"customer", "third", "snooze"};
};

template <class Choice>
constexpr std::string_view name_of(Choice choice) {
  return Names<Choice>::all[static_cast<std::size_t>(choice)];
}

template <class Choice>
constexpr std::optional<Choice> read_choice(std::string_view name) {
  for (std::size_t i = 0; i < Names<Choice>::all.size(); ++i) {
    if (Names<Choice>::all[i] == name) return static_cast<Choice>(i);
  }
  return std::nullopt;
}

// ---- records ---------------------------------------------------------------------------------

/// The id of a record in another system: unique over all records of its kind.
struct ExternalKey {
  std::string source;  ///< without a colon
  std::string id;

  auto operator<=>(const ExternalKey&) const = default;
};

struct Field {
  std::string name;
  std::string value;

  auto operator<=>(const Field&) const = default;
};

struct Customer {
  Id id{Kind::customer};
  std::string name;
  std::string handle;  ///< a short name, unique when folded; may be empty
  std::string org;
  std::string lang;  ///< `he`, `en`, ...; may be empty
  std::optional<CustomerType> type;
  std::vector<std::string> emails;
  std::vector<std::string> phones;
  std::vector<std::string> tags;
  std::vector<Field> fields;
  std::vector<ExternalKey> keys;
  Moment added;
  /// When every word of and about the person was erased; nobody is meant by this one any more.
  std::optional<Moment> forgotten;

  bool operator==(const Customer&) const = default;
};

/// One closing of a loop, and its reopening if there was one. The last one tells the state.
struct Closing {
  Moment closed;
  Outcome outcome = Outcome::resolved;
  bool confirmed = false;     ///< the customer said that it is settled
  std::optional<int> rating;  ///< 1 to 5
  std::string words;          ///< the customer's words about it
  std::string cause;          ///< private
  std::string lesson;         ///< private
  std::optional<Moment> reopened;
  std::string reopened_because;
  /// When the customer's word came, where that was later than the closing; `confirmed` is then set.
  std::optional<Moment> confirmed_later;
  std::optional<Moment> asked;  ///< when we asked whether all is settled, without an answer so far

  bool operator==(const Closing&) const = default;
};

/// A time in which a loop waits: for the customer, for a third party, or because it was put off. It
/// ends by itself at `until`, if that is given, or with `ended`.
struct Wait {
  WaitingOn on = WaitingOn::customer;
  Moment since;
  std::optional<Instant> until;
  std::optional<Moment> ended;
  std::string reason;

  bool operator==(const Wait&) const = default;
};

/// A part of what is to be done in a loop. It ends by being done, or dropped.
struct Step {
  std::int64_t number = 0;  ///< Id::step; 0: not put yet
  std::string text;
  std::string guidance;  ///< how, in a sentence; may be empty
  std::string plan;      ///< the plan that it came from; may be empty
  Moment added;
  std::optional<Due> due;
  std::optional<Moment> ended;
  bool dropped = false;  ///< ended without being done

  bool is_open() const { return !ended; }
  bool operator==(const Step&) const = default;
};
inline Id id_of_step(Id loop, const Step& step) {
  return {Kind::step, loop.number, step.number};
}

/// The loop went from one pair of hands to another; empty is the owner.
struct Handover {
  Moment happened;
  std::string from;
  std::string to;

  bool operator==(const Handover&) const = default;
};

struct Loop {
  Id id{Kind::loop};
  Id customer;
  std::string title;
  LoopKind kind = LoopKind::other;
  Priority priority = Priority::normal;
  std::string product;
  Moment opened;
  std::vector<Closing> closings;
  std::vector<Wait> waits;  ///< in the order of their beginnings
  std::vector<ExternalKey> keys;
  std::optional<Id> parent;       ///< the loop of the same customer that this one is a part of
  std::optional<Id> merged_into;  ///< this one is closed, and what was in it is there
  std::string handler;            ///< who deals with it; empty: the owner
  std::vector<Handover> handovers;
  std::vector<Step> steps;  ///< in the order of their numbers

  bool is_open() const { return closings.empty() || closings.back().reopened.has_value(); }
  bool operator==(const Loop&) const = default;
};

struct Entry {
  Id id{Kind::entry};
  Id customer;
  std::optional<Id> loop;
  Direction direction = Direction::note;
  Moment happened;
  std::string channel;
  std::optional<int> minutes;
  std::optional<Mood> mood;
  std::string text;
  bool no_answer = false;   ///< neither starts nor stops the response clock ('thanks')
  bool is_private = false;  ///< a note always is
  bool chase = false;       ///< asks again for what should have come: the customer, or we
  std::vector<std::string> tags;
  /// For an inbound entry that wants an answer: when that answer is late, by the business hours in
  /// force when it was written down.
  std::optional<Instant> answer_late_from;
  std::vector<ExternalKey> keys;

  bool operator==(const Entry&) const = default;
};

struct Deadline {
  Due due;
  Moment set;
  /// When who was promised was told of it; the first deadline is told when it is set.
  std::optional<Moment> told;
  std::string because;

  bool operator==(const Deadline&) const = default;
};

struct Resolution {
  Ending ending = Ending::kept;
  Moment happened;
  std::optional<Moment> told;  ///< of a withdrawal; the others need no telling
  std::string note;

  bool operator==(const Resolution&) const = default;
};

/// What makes up for a breach: an explanation given to the customer, and either what compensated or
/// why nothing is due. Exactly one of the latter two is filled.
struct Settlement {
  Moment happened;
  std::string explained;
  std::string compensated;
  std::string no_compensation;

  bool operator==(const Settlement&) const = default;
};

/// `theirs`: made by the customer to us. Deadlines stand in the order in which they were set; there
/// is at least one.
struct Promise {
  Id id{Kind::promise};
  Id customer;
  std::optional<Id> loop;
  bool theirs = false;
  std::string text;
  Moment made;
  std::vector<Deadline> deadlines;
  std::optional<Resolution> resolution;
  std::vector<Settlement> settlements;
  std::vector<ExternalKey> keys;

  bool operator==(const Promise&) const = default;
};

}  // namespace kept
