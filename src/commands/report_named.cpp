#include "commands/report_named.hpp"

#include <algorithm>

#include "commands/reading.hpp"
#include "reports/named.hpp"

namespace kept {

namespace {

Report loops_report(const Scope& scope, const StoredRecords& records, const NameOf& name,
                    Store& store) {
  LoopsReport report(scope);
  records.each_entry([&](const Entry& entry) { report.add(entry); });
  std::vector<Loop> open;
  records.each_loop_with_entries([&](Loop& loop, std::span<const Entry> entries) {
    report.add(loop, entries);
    if (!scope.by && was_open(loop, scope.period.until)) open.push_back(std::move(loop));
  });
  std::vector<StoryRow> rows;
  for (Loop& loop : open) {
    const std::string of_customer = name(loop.customer);
    rows.push_back({story_of(store, std::move(loop)), of_customer});
  }
  return report.report(name, rows);
}

Report promises_report(const Scope& scope, const StoredRecords& records, const NameOf& name) {
  PromisesReport report(scope);
  Groups& groups = report.groups();
  records.each_entry_for(groups);
  if (groups.wants_loops()) records.each_loop([&](const Loop& loop) { groups.of(loop); });
  records.each_promise([&](const Promise& promise) { report.add(promise); });
  return report.report(name);
}

Report answers_report(const Scope& scope, const StoredRecords& records, const NameOf& name) {
  AnswersReport report(scope);
  records.each_first_answer([&](const FirstAnswer& first) {
    report.add(first.loop, {first.asked, first.late_from, first.answered}, first.took);
  });
  records.each_entry_for(report.groups());
  records.each_loop([&](const Loop& loop) { report.add(loop); });
  return report.report(name);
}

/// Of loops alone.
template <class LoopReport>
Report report_of_loops(const Scope& scope, const StoredRecords& records, const NameOf& name) {
  LoopReport report(scope);
  records.each_entry_for(report.groups());
  records.each_loop_with_entries(
      [&](const Loop& loop, std::span<const Entry> entries) { report.add(loop, entries); });
  return report.report(name);
}

Report report_named(ReportName which, const Scope& scope, const StoredRecords& records,
                    const NameOf& name, Store& store) {
  switch (which) {
    case ReportName::loops:
      return loops_report(scope, records, name, store);
    case ReportName::promises:
      return promises_report(scope, records, name);
    case ReportName::answers:
      return answers_report(scope, records, name);
    case ReportName::waiting:
      return report_of_loops<WaitingReport>(scope, records, name);
    case ReportName::steps:
      return report_of_loops<StepsReport>(scope, records, name);
  }
  return {};
}

}  // namespace

void StoredRecords::each_entry(const std::function<void(const Entry&)>& visit) const {
  if (!customer) return kept::each_entry(store, visit);
  const std::vector<Entry> some = entries_of(store, *customer);
  std::for_each(some.begin(), some.end(), visit);
}

void StoredRecords::each_entry_for(Groups& groups) const {
  if (groups.wants_entries()) each_entry([&](const Entry& entry) { groups.add(entry); });
}

void StoredRecords::each_loop(const std::function<void(Loop&)>& visit) const {
  const auto unless_merged = [&](Loop& loop) {
    if (!loop.merged_into) visit(loop);
  };
  if (!customer) return kept::each_loop(store, unless_merged);
  std::vector<Loop> some = loops_of(store, *customer);
  std::for_each(some.begin(), some.end(), unless_merged);
}

void StoredRecords::each_loop_with_entries(
    const std::function<void(Loop&, std::span<const Entry>)>& visit) const {
  each_loop([&](Loop& loop) {
    visit(loop, loop.waits.empty() ? std::vector<Entry>() : entries_of_loop(store, loop.id));
  });
}

void StoredRecords::each_promise(const std::function<void(Promise&)>& visit) const {
  if (!customer) return kept::each_promise(store, visit);
  std::vector<Promise> some = promises_of(store, *customer);
  std::for_each(some.begin(), some.end(), visit);
}

void StoredRecords::each_first_answer(const std::function<void(const FirstAnswer&)>& visit) const {
  if (!customer) return kept::each_first_answer(store, visit);
  for (const Loop& loop : loops_of(store, *customer)) {
    if (const auto first = first_answer(store, loop.id)) visit(*first);
  }
}

Answer named_report(ReportName which, const Scope& scope, const std::optional<Id>& customer,
                    Context& context) {
  Store& store = context.store();
  CustomerNames names(store);
  const NameOf name = [&](Id id) { return names.of(id); };
  Answer answer;
  answer.report = report_named(which, scope, StoredRecords(store, customer), name, store);
  answer.ids = ids_listed(answer.report);
  answer.when_empty = "Nothing happened in that time.";
  return answer;
}

}  // namespace kept
