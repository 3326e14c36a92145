#pragma once

#include "commands/reading.hpp"
#include "reports/explain.hpp"

/// `--explain`, which `overdue`, `today` and `show` share.

namespace kept {

void declare_explain(Arguments& arguments, bool& explain);

/// Adds to the report why each of the rows that it lists counts as it does, in the order of the
/// list. Text explains no row that it does not show.
void explain_listed(std::span<const MatterRow> rows, Report& report, Instant as_of,
                    Context& context);

/// Of late matters, one for each.
std::vector<Explanation> explanations_of(std::span<const Matter> matters, Instant as_of,
                                         Context& context);
// Of one record: the promise; an entry that wants an answer; the response clock of a loop, if it
// runs, its first answer, and its open steps with a due time.
std::vector<Explanation> explanations_of(const Promise& promise, Context& context);
std::vector<Explanation> explanations_of(const Entry& entry, Context& context);
std::vector<Explanation> explanations_of(const LoopStory& story, Context& context);

}  // namespace kept
