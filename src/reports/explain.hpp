#pragma once

#include "reports/reports.hpp"

/// Why things count as they do: the arithmetic behind `overdue`, `today` and `show`, in words.

namespace kept {

/// By which moment, zone and hours it is reckoned. The hours are today's: what was stored by others
/// stands as it is.
struct Reckoning {
  Instant as_of;
  Zone zone;
  BusinessWeek week;
};

/// What one line of a list follows from.
struct Explanation {
  Id id;
  Instant from;  ///< when its time began to run: the clock's start, the setting of a deadline
  std::optional<Instant> late_from;
  /// From `from` to `late_from`, and the days between that did not count; of an answer.
  std::optional<std::chrono::seconds> business_time = {};
  std::optional<Skipped> skipped = {};
  std::vector<std::string> lines = {};
};

/// An inbound entry that wants an answer, by its own id, or the first one of a loop, by the loop's.
struct QuestionRow {
  Id id;
  Instant asked;
  Instant late_from;
  std::optional<Instant> answered = {};
  std::optional<std::chrono::seconds> took = {};  ///< as it was measured then; else it is now
  bool dropped = false;                           ///< the loop is closed, so no answer is owed
};
Explanation explain_answer(const QuestionRow& question, const Reckoning& reckoning);

/// All deadlines of a promise with how they fared, its ending, and how it counts. One that was made
/// after `as_of` is explained as it was made.
Explanation explain_promise(const Promise& promise, const Reckoning& reckoning);
/// The missed deadlines alone. Needs a miss.
Explanation explain_settlement(const Promise& promise, const Reckoning& reckoning);
/// Needs a due time.
Explanation explain_step(const Loop& loop, const Step& step, const Reckoning& reckoning);
/// Of a loop that came back from waiting, and of one that was closed.
Explanation explain_wait(const Loop& loop, const Wait& wait, const Reckoning& reckoning);
Explanation explain_closing(const Loop& loop, const Reckoning& reckoning);

/// `explained`. In text, the first `most_rows` of them; 0: all.
Section explained_section(std::span<const Explanation> explanations, std::size_t most_rows = 0);

}  // namespace kept
