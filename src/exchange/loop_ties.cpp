#include <algorithm>

#include "exchange/import_row.hpp"
#include "kept/text.hpp"

/// Loops that are parts of others, and loops that were merged, as rows tell it.

namespace kept {

/// A part of what was merged is a part of what has it now.
std::optional<Id> Importer::other_end(const Tie& tie) const {
  const std::optional<Id> named = loop_called(tie.typed);
  if (!named || tie.end == &Loop::merged_into) return named;
  return loop_that_stands(store, *named);
}

/// Why a loop can't be a part of the other or merged into it; empty where it can.
std::string Importer::why_not_tied(const Loop& record, const Tie& tie, Id other) const {
  const bool merges = tie.end == &Loop::merged_into;
  if (merges && record.is_open()) return "is given, and the loop is not closed";
  const Loop target = *loop(store, other);
  if (target.customer != record.customer) {
    return kept::shown(other) + " is a loop of " + kept::shown(target.customer) + ", not of " +
           kept::shown(record.customer);
  }
  for (std::optional<Loop> above = target; above;) {
    if (above->id == record.id) {
      return kept::shown(record.id) +
             (merges ? " would be merged into itself" : " would be a part of itself");
    }
    const std::optional<Id> next = (*above).*tie.end;
    above = next ? loop(store, *next) : std::nullopt;
  }
  return {};
}

void Importer::tie(Row& row, const Draft& draft, Loop& record) {
  for (Tie tie :
       {Tie{&Loop::parent, "parent", "", ""}, Tie{&Loop::merged_into, "merged_into", "", ""}}) {
    const std::string* text = field_of(draft, tie.field);
    if (text == nullptr) continue;
    record.*tie.end = std::nullopt;
    if (text->empty()) continue;
    tie.typed = *text;
    tie.shown = row.shown(draft, tie.field);
    tie.line = row.line;
    const std::optional<Id> other = other_end(tie);
    if (!other) {
      row.ties.push_back(std::move(tie));
      continue;
    }
    const std::string problem = why_not_tied(record, tie, *other);
    if (!problem.empty()) row.refuse(tie.shown + ": " + problem);
    record.*tie.end = *other;
  }
}

/// What is left to do once the loop has been put.
void Importer::made_or_changed(Row& row, const std::optional<Loop>& before, const Loop& record) {
  for (Tie& tie : row.ties) {
    tie.loop = record.id;
    ties.push_back(std::move(tie));
  }
  row.ties.clear();
  if (record.merged_into && !(before && before->merged_into)) merged.push_back(record.id);
}

/// Why it can't be tied; empty where it was.
std::string Importer::tie_later(const Tie& tie) {
  const std::optional<Id> other = other_end(tie);
  if (!other) return "there is no loop " + in_quotes(tie.typed);
  Loop record = *loop(store, tie.loop);
  std::string problem = why_not_tied(record, tie, *other);
  if (!problem.empty()) return problem;
  record.*tie.end = *other;
  put(store, record);
  if (record.merged_into) merged.push_back(record.id);
  return {};
}

void Importer::move_what_was_in(Id id) {
  const Id stands = loop_that_stands(store, id);
  for (Entry& entry : entries_of_loop(store, id)) {
    entry.loop = stands;
    put(store, entry);
  }
  for (Promise& promise : promises_of_loop(store, id)) {
    promise.loop = stands;
    put(store, promise);
  }
}

std::vector<RowProblem> Importer::finish() {
  std::vector<RowProblem> late;
  for (const Tie& tie : ties) {
    const std::string problem = tie_later(tie);
    if (!problem.empty()) late.push_back({tie.line, tie.shown + ": " + problem, ""});
  }
  ties.clear();
  for (const Id id : merged) move_what_was_in(id);
  merged.clear();
  found_problems.insert(found_problems.end(), late.begin(), late.end());
  std::stable_sort(
      found_problems.begin(), found_problems.end(),
      [](const RowProblem& left, const RowProblem& right) { return left.line < right.line; });
  return late;
}

}  // namespace kept
