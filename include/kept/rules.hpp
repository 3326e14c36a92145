#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kept/business.hpp"
#include "kept/model.hpp"
#include "kept/policy.hpp"

/// What the words mean. Pure functions over records: no store, no clock, no text for people. Two
/// commands that must agree call the same function here.
///
/// Every function that takes `as_of` judges by the events up to that instant, and by no later one.

namespace kept {

// ---- who is meant ----------------------------------------------------------------------------

/// The ways to name a customer, in the order in which they are tried. The first level with a match
/// decides, so that a handle is never shadowed by somebody's family name.
enum class NameLevel { id, handle, email, phone, full_name, word_prefixes };
inline constexpr std::array name_levels{NameLevel::id,        NameLevel::handle,
                                        NameLevel::email,     NameLevel::phone,
                                        NameLevel::full_name, NameLevel::word_prefixes};

/// What was typed for a customer, read once.
struct NameQuery {
  std::string typed;
  std::optional<Id> id;  ///< only a customer's
  std::string folded;
  std::string digits;  ///< of a text with at least five digits and no letter; else empty
  std::vector<std::string> words;  ///< each must begin a word of the name
};
NameQuery read_name(std::string_view typed);

/// What phone numbers are compared by: the digits without Israel's 972 and without a leading 0, so
/// that 052-123 4567 is +972 52 123 4567. Not the last nine digits: two North American numbers that
/// differ in the first digit of the area code have the same ones.
std::string phone_key(std::string_view phone);

/// What may be written down as a way to reach a customer, typed or imported. `handle` is one word
/// that does not look like an id.
bool is_handle(std::string_view text);
bool is_email(std::string_view text);
bool is_phone(std::string_view text);

/// A customer as far as naming goes.
struct NameCard {
  Id id;
  std::string name;
  std::string handle;
  std::string org;
  std::vector<std::string> emails;
  std::vector<std::string> phones;
};

/// Whether a customer is meant at that level: the definition that every look-up must agree with.
/// Handles, e-mails and names are compared folded, phones by phone_key(); each word of the query
/// must begin a word of the name or of the org, in any order. Nothing typed means nobody.
bool is_meant(const NameQuery& query, NameLevel level, const NameCard& card);

/// Whether a customer is called so at any level but the beginnings of words: how the owner's rules
/// name one.
bool is_called(const Customer& customer, std::string_view name);
bool has_tag(std::span<const std::string> tags, std::string_view tag);  ///< compared folded

struct WhoIsMeant {
  NameLevel level = NameLevel::id;
  std::vector<NameCard> found;  ///< one: that one; several: ambiguous; none: nobody
};
/// `look_up` answers who is meant at one level; it is asked level by level until one answers, but
/// not for a level that what was typed can't be (no id, no phone number).
WhoIsMeant who_is_meant(const NameQuery& query,
                        const std::function<std::vector<NameCard>(NameLevel)>& look_up);

// ---- promises --------------------------------------------------------------------------------

/// `open`: no deadline missed, not resolved. `broken`: a deadline missed, not delivered (withdrawn
/// or released after the miss stays broken). `kept_late`: delivered after a miss.
enum class Verdict { open, kept, kept_late, broken, released, withdrawn };
template <>
struct Names<Verdict> {
  static constexpr std::array<std::string_view, 6> all{"open",   "kept",     "kept late",
                                                       "broken", "released", "withdrawn"};
};

/// Computed from the deadlines each time, never kept as a flag that could lie.
struct Judgement {
  Verdict verdict = Verdict::open;
  /// The deadline in force: the last that binds. An index into Promise::deadlines.
  std::size_t in_force = 0;
  std::vector<std::size_t> missed;  ///< binding deadlines that passed unmet
  int moved_in_time = 0;            ///< binding deadlines replaced, with word, before they passed
  /// Delivered, released, or withdrawn with word (a settlement given after a withdrawal is word of
  /// it).
  std::optional<Instant> resolved;
  bool overdue = false;    ///< not resolved, and the deadline in force has passed
  bool unsettled = false;  ///< ours, and the last miss has no settlement at or after its late_from
  /// The last second of the period that the promise belongs to: when it was resolved or when it
  /// fell due (the first missed deadline, else the one in force), whichever came first. May be in
  /// the future.
  Instant falls_in;
};

/// A deadline binds from when it was told; the first one from the start; an untold move changes
/// nothing. A binding deadline is met, moved in time (the next one was told before it passed) or
/// missed. What is told from the resolution on binds nobody, nor does a deadline of which word came
/// only after word of a later one. Two events of one second stand in the order of their moments;
/// what is told at the very moment of the resolution comes after it.
///
/// Once missed, always missed: a later `as_of` never takes a miss back. `as_of` is not before
/// `promise.made`; the functions below that take several promises pass over those made later.
Judgement judge(const Promise& promise, Instant as_of);

/// By who made it, with or without word.
bool was_withdrawn(const Promise& promise, Instant as_of);

/// The missed deadline with the latest `late_from`: the breach that a settlement must come after.
/// Needs a judgement that has a miss.
std::size_t last_missed(const Promise& promise, const Judgement& judgement);

/// The first instant at which the promise belongs in `overdue`, by all its events; none where it
/// never will unless something more happens. What the store indexes: at any `as_of` from the last
/// event on, a promise is in `overdue` exactly if this has come.
std::optional<Instant> attention_from(const Promise& promise);

/// Counts of our promises that belong to a period; the rate is kept / (kept + kept_late + broken).
/// One that is due only later is in none of them.
struct KeptRate {
  int kept = 0;
  int kept_late = 0;
  int broken = 0;  ///< missed and still open ones included
  int released = 0;
  int withdrawn = 0;
  int moved_in_time = 0;  ///< moves, not promises

  void count(const Judgement& judgement);
  int judged() const { return kept + kept_late + broken; }
  /// In percent, rounded down so that 100 means all. None where nothing was judged: no data is not
  /// 100%.
  std::optional<int> percent() const;
};
/// Judged by the events up to `until`, a second that belongs to the period: a promise that was due
/// by its end and not done by its end is broken (so a day's promise counts in the month of that
/// day).
KeptRate kept_rate(std::span<const Promise> promises, Instant since, Instant until);
/// The judgement by which a promise counts in a period, be it ours or theirs; none if it belongs to
/// another period.
std::optional<Judgement> judged_in(const Promise& promise, Instant since, Instant until);
/// The same of what counts in the kept rate: none if it is theirs.
std::optional<Judgement> counted_in(const Promise& promise, Instant since, Instant until);

/// Whether a promise that counts in a period was moved in time, and no deadline of it was missed.
bool was_moved_in_time(const Judgement& judgement);
/// Whether a deadline was missed and a later one bound afterwards. Never both.
bool was_broken_then_moved(const Judgement& judgement);
/// How long after the first missed deadline it was delivered; none where it was not, or in time.
std::optional<std::chrono::seconds> lateness(const Promise& promise, const Judgement& judgement);
/// Whether a breach of ours is unsettled at the end of a period. As in the kept rate, `until` is a
/// second of the period: what falls due with it, and is not done, is a breach.
bool is_unsettled_at_end(const Promise& promise, Instant until);

// ---- too much promised -----------------------------------------------------------------------

/// How far ahead a promise is made, in calendar days from the day it is made to the day it is due.
enum class Lead { day, three_days, week, month, longer };
template <>
struct Names<Lead> {
  static constexpr std::array<std::string_view, 5> all{
      "up to a day", "up to 3 days", "up to a week", "up to a month", "more than a month"};
};
Lead lead_between(Instant from, const Due& due, const Zone& zone);
/// Of its first deadline: what was thought to be possible.
Lead lead_of(const Promise& promise, const Zone& zone);

/// How our promises with that lead fared that were resolved or fell due by `as_of`.
KeptRate kept_rate_of_lead(std::span<const Promise> promises, Lead lead, Instant as_of,
                           const Zone& zone);
/// Whether so few were kept that another one is to be thought over: less than that many percent of
/// at least five.
bool is_low(const KeptRate& rate, int percent);

/// Our promises that are to be delivered and whose deadline in force falls on that day of the zone.
std::vector<Id> due_on(std::span<const Promise> promises, Day day, Instant as_of, const Zone& zone);

/// Why nobody is there at a due time, by the hours of its day; a minute at which hours end is in
/// them. None where somebody is, and in a week without any hours.
enum class OffTime { free_day, holiday, outside_hours };
std::optional<OffTime> off_time(const Due& due, const BusinessWeek& week);

// ---- answers ---------------------------------------------------------------------------------

/// An inbound entry of a loop that nobody has answered yet.
struct OwedAnswer {
  Id entry;
  Instant asked;
  Instant late_from;
};

/// The unanswered inbound entry of a loop that is late first, of several the oldest. Entries and
/// promises in any order. Any outbound entry or talk at its moment or after it is an answer, and so
/// is word of ours or delivery: a promise of ours, a move or withdrawal told, a settlement, a
/// promise kept. Notes and `no_answer` entries neither start nor stop anything; an inbound entry
/// without `answer_late_from` wants no answer.
std::optional<OwedAnswer> owed_answer(std::span<const Entry> entries,
                                      std::span<const Promise> promises, Instant as_of);

/// The first thing asked in a loop, by the oldest inbound entry that wants an answer, and when that
/// was answered, in the ways of owed_answer(). None where nothing was asked.
struct FirstQuestion {
  Instant asked;
  Instant late_from;
  std::optional<Instant> answered;
};
std::optional<FirstQuestion> first_question(std::span<const Entry> entries,
                                            std::span<const Promise> promises);

/// How the first question of a loop stands. It can be late and still owed. A loop that is closed
/// owes no answer: one that was closed before the answer was late was never late, and one that was
/// closed later stays late.
struct FirstAnswerJudgement {
  bool answered = false;
  bool late = false;
  bool owed = false;

  bool in_time() const { return answered && !late; }
};
FirstAnswerJudgement judge(const FirstQuestion& question, const Loop& loop, Instant as_of);

/// How soon an entry in this loop of this customer wants its answer: by the first rule that fits,
/// else within one business day.
Allowance answer_within(const Policy& policy, const Customer& customer, const Loop& loop);

/// When the answer to an entry is late: none for what is not inbound, wants no answer, or stands in
/// no loop. Stored with the entry when its clock starts.
std::optional<Instant> answer_wanted_by(const Entry& entry, Allowance within, const Zone& zone,
                                        const BusinessWeek& week);

/// The same of an entry that was changed: a clock that runs on keeps the time that was reckoned
/// when it started, by the rules and hours in force then.
std::optional<Instant> answer_wanted_by(const Entry& entry, const Entry& before, Allowance within,
                                        const Zone& zone, const BusinessWeek& week);

/// All inbound entries that a single answer would answer, oldest first.
std::vector<Id> unanswered(std::span<const Entry> entries, std::span<const Promise> promises,
                           Instant as_of);

// ---- loops -----------------------------------------------------------------------------------

/// What `log` attaches an entry to where the command line does not say (rule 6).
struct LoopChoice {
  enum class What { this_loop, open_a_new_one, none, ambiguous } what = What::none;
  std::optional<Id> loop;
};
/// `open_loops`: the customer's. A note attaches to nothing; exactly one open loop is meant; of
/// several none; without any, an inbound entry that wants an answer opens one.
LoopChoice loop_meant(Direction direction, bool no_answer, std::span<const Loop> open_loops);

/// An inbound entry that wants an answer opens a loop again that was closed by then: the customer
/// is not done.
bool reopens(const Entry& entry, const Loop& loop);

/// The state of a loop at an instant.
bool was_open(const Loop& loop, Instant as_of);

/// The wait in force, the last to begin if there are several; none where the loop is not open. A
/// wait ends at `until`, with `ended` and with the closing of the loop; a snooze and a wait for the
/// customer end with what the customer says, too: an inbound entry after `since`, not 'thanks'.
/// `entries` are the loop's, in any order; only those of a loop with waits matter.
const Wait* waiting(const Loop& loop, std::span<const Entry> entries, Instant as_of);

/// The first of all that ends a wait, as said above; it may be to come. None where nothing does.
std::optional<Instant> end_of(const Wait& wait, const Loop& loop, std::span<const Entry> entries);

/// From the opening to the first closing, without the time in which the loop waited. None where it
/// was never closed, and where the closing stands before the opening: imported times are taken as
/// they are. `entries` as above.
std::optional<std::chrono::seconds> time_to_close(const Loop& loop, std::span<const Entry> entries);

/// The middle of the values, or the mean of the middle two, rounded half up; none of none. No value
/// is negative.
std::optional<std::chrono::seconds> median(std::vector<std::chrono::seconds> values);
/// The 90th percentile by the nearest rank: the smallest value that at least 90% of them do not
/// exceed, so always one of the values. None of none.
std::optional<std::chrono::seconds> percentile_90(std::vector<std::chrono::seconds> values);
/// Rounded half up; none of none. No value is negative.
std::optional<std::chrono::seconds> mean(std::span<const std::chrono::seconds> values);

/// A loop with what was said and promised in it.
struct LoopStory {
  Loop loop;
  std::vector<Entry> entries;
  std::vector<Promise> promises;
};

/// The last wait of the loop, where it ran out: its `until` has come and nothing ended it before,
/// the loop is open and waits for nothing else, and nobody has looked at it since: neither with
/// `ended`, nor by what was said or promised. Notes and `no_answer` entries say nothing. Else null.
const Wait* wait_that_ran_out(const LoopStory& story, Instant as_of);
/// When the loop came back from it: its `until`.
std::optional<Instant> back_from_waiting(const LoopStory& story, Instant as_of);

/// Whether a loop was closed as resolved without the customer's word, and nobody has asked for it:
/// neither marked so nor by an entry to the customer after the closing.
bool is_unconfirmed(const LoopStory& story, Instant as_of);

/// From one instant to another, both included.
struct Window {
  Instant since;
  Instant until;
};
/// When a loop was closed that asks for the customer's word now: `confirm_after_days` local days
/// after its closing it begins to, and for a week it goes on. None where the policy asks nobody.
std::optional<Window> closings_to_confirm(const Policy& policy, Instant now, const Zone& zone);

/// Whether the customer had said by then that a closing settled the matter.
bool was_confirmed(const Closing& closing, Instant as_of);

bool was_open(const Step& step, Instant as_of);
/// The open steps of a loop whose due times have passed by `until`: none while the loop is closed
/// or waits. `entries` as for waiting().
std::vector<const Step*> steps_owed(const Loop& loop, std::span<const Entry> entries, Instant as_of,
                                    Instant until);
/// The open step that is late first; null where none has a due time.
const Step* next_step_due(const Loop& loop);

/// Whether another name of a handler is another person's: names are compared folded. Only then is
/// there a handover.
bool changes_hands(std::string_view from, std::string_view to);

/// What a loop has cost both sides so far.
struct Effort {
  int touches = 0;             ///< entries that are no notes
  int chased_by_customer = 0;  ///< inbound entries that ask again
  int chased_by_us = 0;        ///< ours that ask again
  int handovers = 0;
  int snoozes = 0;
  int reopenings = 0;

  Effort& operator+=(const Effort& more);
};
Effort effort_of(const Loop& loop, std::span<const Entry> entries, Instant as_of);
/// What one entry adds to that of its loop.
Effort effort_of(const Entry& entry);

/// Whose turn it is in an open loop: ours while we owe an answer or a promise; the customer's while
/// the loop waits for them, and while they owe us a promise or have not answered our last word (an
/// entry; notes and `no_answer` entries say nothing); ours where nothing was said yet.
enum class Turn { ours, theirs };
template <>
struct Names<Turn> {
  static constexpr std::array<std::string_view, 2> all{"ours", "theirs"};
};
Turn whose_turn(const LoopStory& story, Instant as_of);

/// What keeps a loop from being closed. A promise that is both undelivered and unsettled is two
/// obstacles, one after the other; then come steps, open children, a wait, and the answer last.
struct Obstacle {
  enum class What {
    open_promise,
    untold_withdrawal,
    broken_unsettled,
    open_step,
    open_child,
    waiting,
    owed_answer
  } what;
  Id id;  ///< the promise, the step, the child, the loop itself, the oldest unanswered entry
  bool theirs = false;
};
/// `children`: the loops whose parent this one is.
std::vector<Obstacle> obstacles_to_closing(const LoopStory& story, std::span<const Loop> children,
                                           Instant as_of);

// ---- who is forgotten ------------------------------------------------------------------------

/// Stands where a text of a forgotten person was, if there must be one.
inline constexpr std::string_view forgotten_text = "(forgotten)";

/// What is left of the records of somebody who is forgotten: choices, numbers and times, so that
/// figures stay as they are. Every word that anybody typed goes, and so do contacts, tags, fields
/// and keys. What is open ends at that moment, so that nothing is owed any more: promises are
/// released and their breaches settled, loops lapse and their steps are dropped, and nobody is
/// asked for a word that a closed loop lacks.
Customer forgotten(const Customer& customer, const Moment& at);
Loop forgotten(Loop loop, const Moment& at);
Entry forgotten(Entry entry);
Promise forgotten(Promise promise, const Moment& at);

// ---- what is owed ----------------------------------------------------------------------------

/// One line of `overdue` and of `today`.
struct Matter {
  enum class What {
    promise,       ///< ours, not delivered
    settlement,    ///< a breach that nobody made up for: delivered late, or moved or ended too late
    answer,        ///< an inbound entry
    step,          ///< of a loop that does not wait
    theirs,        ///< a promise made to us
    back,          ///< a loop whose wait has run out: not owed, but to be looked at
    confirmation,  ///< a closed loop, whose customer is to be asked: not owed, either
  } what;
  Id id;  ///< the promise, the entry, the step, the loop
  Id customer;
  std::optional<Id> loop;
  std::string text;  ///< of the promise, the entry, the step; the title of the loop
  /// Of the deadline in force; of the last miss for a settlement; of the answer. Of what is not
  /// owed, the instant that its line counts from.
  Instant late_from;
  std::optional<Due> due;              ///< none for an answer, nor for a loop
  std::optional<WaitingOn> waited_on;  ///< of a loop that came back
  std::string waited_for;              ///< the reason of that wait; may be empty
  bool unsettled = false;  ///< beside a late `promise`: there is a breach to settle, too
  bool untold = false;     ///< withdrawn, and who was promised does not know: still binding
};

/// Of loops that came back from waiting, and of those that are unconfirmed: one line each, `back`
/// since the end of the wait, `confirmation` since the closing, oldest first.
std::vector<Matter> reminders(std::span<const LoopStory> loops, Instant as_of);

/// Everything owed that is late by `until`, judged by the events up to `as_of` (until >= as_of):
/// what `overdue`, `today` and `report` all print. A promise that was missed and then moved has two
/// lines while its new deadline is ahead: `settlement`, whose late_from and due are the last
/// miss's, and `promise`. A loop that is closed at `as_of` owes no answer and has no steps, and one
/// that waits then has no steps; a story's promises are there for its response clock alone. Longest
/// late first, then by id.
std::vector<Matter> matters(std::span<const Promise> promises, std::span<const LoopStory> loops,
                            Instant as_of, Instant until);

/// What the owner calls a matter that is so late, by the last rule that fits; empty where none
/// does, for what is not late yet and for what is not owed. A rule's time is business time since
/// `late_from`; without one it fits at once. `tags` are the customer's.
std::string escalation_level(const Policy& policy, const Matter& matter,
                             std::span<const std::string> tags, Instant as_of, const Zone& zone,
                             const BusinessWeek& week);

}  // namespace kept
