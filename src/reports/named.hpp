#pragma once

#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "reports/figures.hpp"

/// The named reports. Each takes its records one by one, judges them by the events up to the end of
/// the period, and once more for the period before, and makes a table of figures, or one of the
/// groups. Entries are added before loops, loops before promises.

namespace kept {

using NameOf = std::function<std::string(Id)>;  ///< of a customer

/// How loops went.
class LoopsReport {
 public:
  explicit LoopsReport(const Scope& scope) : cut(scope) {}

  /// Counts touches and chases, in a few numbers for each loop.
  void add(const Entry& entry);
  /// `entries`: the loop's, as for time_to_close().
  void add(const Loop& loop, std::span<const Entry> entries);

  /// Loops opened and closed, each closing and reopening in its own period; how many closings were
  /// reopened and confirmed; the time to the first closing; what it took. Without groups, the
  /// oldest of `open`, the loops that are open at the end.
  Report report(const NameOf& name_of_customer, std::span<const StoryRow> open);

 private:
  struct Tally {
    std::int64_t opened = 0;
    std::int64_t closed = 0;  ///< each closing
    std::int64_t open = 0;
    std::int64_t reopenings = 0;
    std::int64_t closings_reopened = 0;
    std::int64_t confirmed = 0;
    std::int64_t ratings = 0;
    std::int64_t stars = 0;
    std::vector<std::chrono::seconds> times_to_close;
    std::int64_t loops_closed = 0;
    std::int64_t touches = 0;  ///< of the loops closed
    std::int64_t handovers = 0;
    std::int64_t chases_by_customer = 0;
    std::int64_t chases_by_us = 0;

    Figures figures() const;
  };
  using At = Cut<Tally>::At;
  /// Touches up to the end of a period, and chases within it: in the period, and in the one before.
  using Said = std::array<Effort, 2>;

  static void add_closings(const Loop& loop, std::span<const Entry> entries, int touches,
                           const Period& period, const At& at);

  Cut<Tally> cut;
  std::unordered_map<std::int64_t, Said> said_in;  ///< of each loop, by its number
};

/// How promises went: ours, and the customers' beside them.
class PromisesReport {
 public:
  explicit PromisesReport(const Scope& scope) : cut(scope) {}

  Groups& groups() { return cut.groups; }

  void add(const Promise& promise);

  /// Ours by the kept rate; promises that were moved in time apart from those that were broken and
  /// then moved; breaches that are unsettled at the end, however old; how far ahead promises are
  /// made, and how late the late ones were.
  Report report(const NameOf& name_of_customer) {
    return cut.report("promises", "Promises", name_of_customer);
  }

 private:
  struct Tally {
    KeptRate ours;
    KeptRate theirs;
    std::int64_t moved_in_time = 0;  ///< promises, not moves
    std::int64_t broken_then_moved = 0;
    std::int64_t unsettled = 0;
    std::vector<std::chrono::seconds> lead_times;
    std::vector<std::chrono::seconds> latenesses;

    Figures figures() const;
    void count(const Promise& promise, const Judgement& judgement);
  };
  using At = Cut<Tally>::At;

  void add_unsettled(const Promise& promise, const Period& period, const At& at);

  Cut<Tally> cut;
};

/// How fast the first question of each loop was answered. It belongs to the period in which it was
/// asked.
class AnswersReport {
 public:
  explicit AnswersReport(const Scope& scope) : cut(scope) {}

  Groups& groups() { return cut.groups; }

  /// The first question of a loop, added before the loop; kept until then, if it is of the period
  /// or the one before. `took`: how long the answer took, in business time.
  void add(Id loop, const FirstQuestion& question, std::chrono::seconds took);
  void add(const Loop& loop);

  Report report(const NameOf& name_of_customer) {
    return cut.report("answers", "First answers", name_of_customer);
  }

 private:
  struct Tally {
    std::int64_t asked = 0;
    std::int64_t answered = 0;
    std::int64_t in_time = 0;
    std::int64_t late = 0;
    std::int64_t owed = 0;
    std::int64_t never = 0;  ///< closed without an answer
    std::vector<std::chrono::seconds> times;

    Figures figures() const;
  };
  struct Asked {
    FirstQuestion question;
    std::chrono::seconds took;
  };

  Cut<Tally> cut;
  std::unordered_map<std::int64_t, Asked> questions;  ///< by the loops' numbers
};

/// Which loops wait for whom, and how long waits took.
class WaitingReport {
 public:
  explicit WaitingReport(const Scope& scope) : cut(scope) {}

  Groups& groups() { return cut.groups; }

  /// `entries`: the loop's, as for waiting().
  void add(const Loop& loop, std::span<const Entry> entries);

  /// Without groups, the loops that wait at the end, longest first, stand above the figures.
  Report report(const NameOf& name_of_customer);

 private:
  struct Tally {
    std::int64_t begun = 0;
    std::int64_t ended = 0;
    std::int64_t waiting = 0;
    std::int64_t snoozes = 0;
    std::int64_t snoozed_again = 0;  ///< loops put off for the second time, or once more
    std::array<std::vector<std::chrono::seconds>, Names<WaitingOn>::all.size()> lengths;

    Figures figures() const;
  };
  struct WaitRow {
    Id loop;
    Id customer;
    std::string title;
    Wait wait;
    int snoozes;
  };
  using At = Cut<Tally>::At;

  static void add_snoozes(const Loop& loop, const Period& period, const At& at);
  Section waiting_section(const NameOf& name_of_customer);

  Cut<Tally> cut;
  std::vector<WaitRow> rows;
};

/// How the steps of loops went.
class StepsReport {
 public:
  explicit StepsReport(const Scope& scope) : cut(scope) {}

  Groups& groups() { return cut.groups; }

  /// `entries`: the loop's, as for waiting(): what waits has no step that is overdue.
  void add(const Loop& loop, std::span<const Entry> entries);

  /// Without groups, a table of the plans and the steps that are open at the end follow: first
  /// those with a due time, the oldest first, then those without.
  Report report(const NameOf& name_of_customer);

 private:
  struct Tally {
    std::int64_t added = 0;
    std::int64_t done = 0;
    std::int64_t in_time = 0;  ///< of the done ones that had a due time
    std::int64_t late = 0;
    std::int64_t dropped = 0;
    std::int64_t open = 0;
    std::int64_t overdue = 0;

    Figures figures() const;
  };
  struct Plan {
    std::int64_t open = 0;
    std::int64_t done = 0;
    std::int64_t loops = 0;
    std::int64_t last_loop = 0;  ///< the number of the one counted last
  };
  struct StepRow {
    Id customer;
    Id loop;
    Step step;
    bool overdue;
    std::optional<WaitingOn> waiting;  ///< what the loop waits for
  };
  using At = Cut<Tally>::At;

  static void add_ending(const Step& step, const Period& period, const At& at);
  void add_rows(const Loop& loop, std::span<const Entry> entries);
  Section plans_section() const;
  Section open_section(const NameOf& name_of_customer);

  Cut<Tally> cut;
  std::map<std::string, Plan> plans;  ///< by name; empty: of no plan
  std::vector<StepRow> rows;
};

}  // namespace kept
