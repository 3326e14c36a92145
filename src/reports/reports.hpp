#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kept/report.hpp"
#include "kept/rules.hpp"

/// The builders of reports: rows in, Report out. Pure functions that see no store and render
/// nothing; rows already hold the names that people read. What the words mean, rules.hpp decides.

namespace kept {

// ---- rows ------------------------------------------------------------------------------------

/// A matter owed; `customer` is the customer's name, here as in all rows.
struct MatterRow {
  Matter matter;
  std::string customer;
  std::string level = {};  ///< escalation_level()
};
struct StoryRow {
  LoopStory story;
  std::string customer;
};
struct LoopRow {
  Loop loop;
  std::string customer;
  std::optional<Wait> wait = std::nullopt;  ///< the one in force
};
struct PromiseRow {
  Promise promise;
  std::string customer;
};
struct EntryRow {
  Entry entry;
  std::string customer;
};
struct FoundRow {
  Id id;
  Id customer_id;
  std::string customer;
  std::string text;
  Instant at;
};

/// What one command did.
struct ChangeRow {
  Id id{Kind::change};
  Instant at;
  std::string what;  ///< made, undo, redo
  std::string command;
  std::string summary;
  std::optional<Id> reverses;
  std::optional<Id> reversed_by;
};
/// One value that a change wrote, as the store keeps it: instants, whose columns end in `_at` or
/// `late_from`, and the ids in `customer` and `loop` are numbers, and are shown as what they mean.
struct ValueRow {
  /// What became of the row of the table, which its values share.
  enum class What { added, changed, erased };

  ChangeRow change;
  Id record;
  int row = 0;  ///< the row, within a change
  What what = What::changed;
  std::string table;
  std::string column;
  std::optional<std::string> before;
  std::optional<std::string> after;
  std::string key;  ///< of a row that changed: the name of a field, the stored number of a step
};

/// From `since` (none: from the beginning) to `until`, both of which belong to it.
struct Period {
  std::optional<Instant> since;
  Instant until;

  bool contains(Instant instant) const { return instant <= until && (!since || instant >= *since); }
  Instant first() const { return since.value_or(Instant::min()); }
};

/// The period before: it ends where this one begins and is as long, by the local calendar. Of whole
/// months it is as many months, of whole days as many days, else as long as from `since` to
/// `until`. None where this one has no beginning.
std::optional<Period> period_before(const Period& period, const Zone& zone);
/// `2026-03-01 to 2026-03-31`, `2026-03-01`, `until 2026-03-22 10:00`: with the times where a day
/// is not whole.
std::string shown(const Period& period, const Zone& zone);

// ---- what is owed ----------------------------------------------------------------------------

/// How much is said: in a morning's list, or in full.
enum class Wording { brief, whole };

/// `promise`, `promise, settled` (late, its breach made up for), `to settle`, `to tell` (withdrawn
/// without word), `answer`, `step`, `their promise`, `back`, `to confirm`.
std::string what_is_owed(const Matter& matter, bool late);

/// The command that settles a matter. Brief: `keep-promise P12`; whole, as it is typed: `kept
/// settle-promise P12 --explained TEXT --compensated TEXT`.
std::string settling_command(const Matter& matter, Wording wording);

/// `ours` and `theirs`, in the order in which they come; `late` is how long since `late_from`, none
/// where that is still to come.
Report overdue_report(std::span<const MatterRow> matters, Instant as_of);

/// Whether `today` shows a matter: it is late, a reminder, or of no later day than so many ahead.
/// The day of a promise or step is the day that was meant; that of an answer is the local day of
/// its late_from.
bool is_in_view(const Matter& matter, Instant now, const Zone& zone, int days_ahead);

/// In the order in which to act: `overdue` (the first few of what is late), `today` (not late yet,
/// and of today or an earlier day), the reminders (`back` from waiting, and what is to `confirm`),
/// and `next`, which is all the rest.
Report today_report(std::span<const MatterRow> matters, Instant now, const Zone& zone);

// ---- how it went -----------------------------------------------------------------------------

/// Whether `report` lists a promise: ours that were broken in the period, and older ones that are
/// unsettled at its end. The list and the counts of counted_in() agree.
bool is_breach(const Promise& promise, const Period& period);

/// Those of the loops that were open, oldest first: their ages, whose turn it is, who waits for
/// whom.
Section open_loops_section(std::span<const StoryRow> loops, Instant as_of);

/// What was open at the end of a period, oldest first; of `promises` those that are a breach; and
/// the kept rate with its counts.
Report summary_report(std::span<const StoryRow> loops, std::span<const PromiseRow> promises,
                      const KeptRate& rate, const Period& period);

/// All that is known of a customer.
struct CardFacts {
  Customer customer;
  std::vector<Matter> late;  ///< right now, either way
  std::vector<LoopStory> open_loops;
  std::vector<Promise> promises;
  std::vector<Entry> entries;
};
/// The card: trouble first, so that it is read before one talks. `today`: the day of `now`.
Report card_report(const CardFacts& facts, Instant now, Day today);

// ---- what happened ---------------------------------------------------------------------------

/// One line of a timeline.
struct Event {
  Moment moment;
  Id id;
  std::string what;
  std::string text;  ///< what it is about: a title, a promise
  std::string note;  ///< what was said of it
  std::optional<Due> due;
  std::optional<Instant> recorded;  ///< when it was written down, where that was later
};
std::vector<Event> events_of(const Customer& customer);
std::vector<Event> events_of(const Loop& loop);
std::vector<Event> events_of(const Entry& entry);
/// Word of a move or of a withdrawal is an event of its own, unless both happened in one moment.
std::vector<Event> events_of(const Promise& promise);

/// `for the customer: the texts`, `put off: ill`.
std::string said_of_wait(const Wait& wait);

/// The events in the order of their moments. Beside `of`, the record that the report is about, its
/// own text is not repeated where there is a note.
Section timeline_section(std::vector<Event> events, Id of);

/// A record's fields, and its events in the order in which they happened.
Report customer_report(const CardFacts& facts, std::vector<Event> events, Instant now);
/// `parts`: the loops that are parts of it. `today`: the day of `now`.
Report loop_report(const StoryRow& row, std::span<const Loop> parts, std::vector<Event> events,
                   Instant now, Day today);
Report promise_report(const PromiseRow& row, std::vector<Event> events, Instant now);
/// An entry is one event; `recorded` as in Event.
Report entry_report(const EntryRow& row, std::optional<Instant> recorded);
Report change_report(const ChangeRow& change, std::span<const ValueRow> values);

/// How a deadline fared: `met`, `released`, `withdrawn`, `moved in time`, `missed`, `in force`,
/// `not told`, or `not binding` where word of it came too late to bind.
std::string state_of_deadline(const Promise& promise, std::size_t deadline,
                              const Judgement& judgement, Instant as_of);

// ---- lists -----------------------------------------------------------------------------------

Report customers_report(std::span<const Customer> customers);
Report loops_report(std::span<const LoopRow> loops);
/// `today`: the day of `as_of`.
Report promises_report(std::span<const PromiseRow> promises, Instant as_of, Day today);
Report entries_report(std::span<const EntryRow> entries);
Report found_report(std::span<const FoundRow> found);

Section section_of_changes(std::span<const ChangeRow> changes);
Report changes_report(std::span<const ChangeRow> changes);
/// What happened to records, value by value: for machines.
Section section_of_values(std::span<const ValueRow> values);
Report values_report(std::span<const ValueRow> values);
/// The same for people: a line for each row of a table, with what stood before.
Report values_in_words(std::span<const ValueRow> values, const Zone& zone);
/// That section alone, without its record where all are of one.
Section section_of_values_in_words(std::span<const ValueRow> values, const Zone& zone);

// ---- loops -----------------------------------------------------------------------------------

/// How far the steps of a loop have come: of what was not dropped.
struct Progress {
  std::int64_t steps = 0;
  std::int64_t done = 0;
  const Step* last_done = nullptr;
  const Step* next = nullptr;  ///< the first open one
};
Progress progress_of(const Loop& loop);
/// `shipped, next: received (2 of 4)`; empty without steps.
std::string in_words(const Progress& progress);

// ---- parts of reports ------------------------------------------------------------------------

/// A due time in a table, where a whole day needs no `end of day`. Machine formats write both
/// alike.
Cell due_cell(const Due& due);

/// One line of a section of fields; its heading is the key in words.
struct FieldLine {
  std::string key;
  Cell cell;
  bool for_machines = false;
};
Section fields_section(std::string key, std::string title, std::vector<FieldLine> lines);

/// `text: note`, or the one that there is.
inline std::string with_note(const std::string& text, const std::string& note) {
  if (note.empty()) return text;
  return text.empty() ? note : text + ": " + note;
}

/// A number that is worth a line only where it is not 0.
inline Cell counted_cell(std::int64_t number) {
  return number > 0 ? Cell(number) : Cell();
}

/// As judge(), also for a promise that was made after `as_of`, which is judged as it was made.
inline Judgement judge_made(const Promise& promise, Instant as_of) {
  return judge(promise, std::max(as_of, promise.made.at));
}

/// Of what is still to be done.
inline Tone tone_of(const Due& due, bool late, Day today) {
  if (late) return Tone::late;
  return day_of(due) <= today ? Tone::soon : Tone::plain;
}
/// Kept in time is what is done; what was kept late and is settled is nothing to be glad of.
inline Tone tone_of(const Promise& promise, const Judgement& judgement, Day today) {
  if (judgement.unsettled) return Tone::late;
  if (judgement.verdict == Verdict::kept) return Tone::done;
  if (judgement.resolved) return Tone::plain;
  return tone_of(promise.deadlines[judgement.in_force].due, judgement.overdue, today);
}

/// On whom a loop waits, and since when: empty where it does not.
inline Cell waiting_on_cell(const Wait* wait) {
  return wait ? Cell(Word{std::string(name_of(wait->on))}) : Cell();
}
inline Cell waiting_since_cell(const Wait* wait) {
  return wait ? Cell(wait->since.at) : Cell();
}

inline Word whose(const Promise& promise) {
  return {promise.theirs ? "theirs" : "ours"};
}

template <class Choice>
Word word_of(Choice choice) {
  return {std::string(name_of(choice))};
}

}  // namespace kept
