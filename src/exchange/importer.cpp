#include <algorithm>

#include "exchange/import_row.hpp"
#include "kept/rules.hpp"

namespace kept {

namespace {

bool has_backward_times(const Loop& loop) {
  return runs_backwards(loop);
}
bool has_backward_times(const Promise& promise) {
  return runs_backwards(promise);
}
template <class Other>
bool has_backward_times(const Other&) {
  return false;
}

Instant last_event(const Customer& customer) {
  return customer.added.at;
}
Instant last_event(const Entry& entry) {
  return entry.happened.at;
}
Instant last_event(const Loop& loop) {
  return loop.is_open() ? loop.opened.at : std::max(loop.opened.at, loop.closings.back().closed.at);
}
Instant last_event(const Promise& promise) {
  return promise.resolution ? std::max(promise.made.at, promise.resolution->happened.at)
                            : promise.made.at;
}

}  // namespace

Importer::Importer(Store& store_to_fill, const ImportOptions& how, const FieldContext& reading)
    : store(store_to_fill), options(how), context(reading), own(own_source(store_to_fill)) {
  context.recording = store.recording();
}

void Importer::take(const RowDrafts& said, std::size_t line) {
  Row row{.importer = *this, .said = said, .line = line};
  for (const Draft& draft : said.drafts) {
    if (draft.kind == Kind::customer && row.is_about(draft)) take_customer(row, draft);
    if (draft.kind == Kind::loop && row.is_about(draft)) take_loop(row, draft);
  }
  for (const Draft& draft : said.drafts) {
    if (row.failed) return;
    if (draft.kind == Kind::entry) take_entry(row, draft);
    if (draft.kind == Kind::promise) take_promise(row, draft);
  }
}

// ---- records ---------------------------------------------------------------------------------

void Importer::take_customer(Row& row, const Draft& draft) {
  const std::vector<ExternalKey> keys = keys_of(row, draft);
  std::optional<Id> id = with_keys(row, Kind::customer, keys);
  const std::string handle = text_of(draft, "handle");
  if (!id && keys.empty() && !handle.empty()) id = customer_with_handle(store, handle);
  if (!id) id = namesake(row, text_of(draft, "name"), keys);
  if (row.failed) return;
  const std::optional<Customer> before = id ? customer(store, *id) : std::nullopt;
  Customer record = before.value_or(Customer{});
  FieldProblems problems;
  set_fields(record, draft, context, problems);
  for (const FieldProblem& problem : problems) row.refuse(draft, problem);
  add_keys(record.keys, keys);
  if (!row.failed && handle_is_free(row, record)) settle(row, draft, before, record);
}

void Importer::take_loop(Row& row, const Draft& draft) {
  row.keys = keys_of(row, draft);
  const std::optional<Id> id = with_keys(row, Kind::loop, row.keys);
  const std::optional<Id> customer = owner(row, draft, {});
  const std::optional<Loop> before = id ? loop(store, *id) : std::nullopt;
  Loop record = before.value_or(Loop{});
  FieldProblems problems;
  set_fields(record, draft, context, problems);
  for (const FieldProblem& problem : problems) row.refuse(draft, problem);
  if (row.failed) return;
  if (before && before->customer != *customer) {
    return row.refuse(
        draft, "customer",
        kept::shown(before->id) + " is another customer's (" + kept::shown(before->customer) + ")");
  }
  record.customer = *customer;
  add_keys(record.keys, row.keys);
  settle(row, draft, before, record);
  row.customer = customer;
  row.loop = std::move(record);
}

void Importer::take_entry(Row& row, const Draft& draft) {
  const std::vector<ExternalKey> keys = keys_of(row, draft);
  const std::optional<Id> id = with_keys(row, Kind::entry, keys);
  const std::optional<Id> in_loop = loop_of(row, draft);
  const std::optional<Id> customer = owner(row, draft, in_loop);
  const std::optional<Entry> before = id ? entry(store, *id) : std::nullopt;
  Entry record = before.value_or(Entry{});
  FieldProblems problems;
  set_fields(record, draft, context, problems);
  for (const FieldProblem& problem : problems) row.refuse(draft, problem);
  if (row.failed) return;
  record.customer = *customer;
  record.loop = in_loop;
  if (!before && field_of(draft, "answer_by") == nullptr) {
    record.answer_late_from = answer_wanted_by(record, context.dates.zone, context.dates.week);
  }
  add_keys(record.keys, keys);
  settle(row, draft, before, record);
  if (!row.failed) open_from(row, record.happened.at);
}

/// A loop that was made for this row is as old as the first thing that was said in it.
void Importer::open_from(Row& row, Instant at) {
  const Draft* const made = row.draft_of(Kind::loop);
  if (!row.loop || made == nullptr || row.is_about(*made) || row.loop->opened.at <= at) return;
  if (field_of(*made, "opened") != nullptr) return;
  row.loop->opened.at = at;
  put(store, *row.loop);
}

void Importer::take_promise(Row& row, const Draft& draft) {
  const std::vector<ExternalKey> keys = keys_of(row, draft);
  const std::optional<Id> id = with_keys(row, Kind::promise, keys);
  const std::optional<Id> in_loop = loop_of(row, draft);
  const std::optional<Id> customer = owner(row, draft, in_loop);
  const std::optional<Promise> before = id ? promise(store, *id) : std::nullopt;
  Promise record = before.value_or(Promise{});
  FieldProblems problems;
  set_fields(record, draft, context, problems);
  for (const FieldProblem& problem : problems) row.refuse(draft, problem);
  if (row.failed) return;
  record.customer = *customer;
  record.loop = in_loop;
  add_keys(record.keys, keys);
  settle(row, draft, before, record);
}

template <class Record>
void Importer::settle(Row& row, const Draft& draft, const std::optional<Record>& before,
                      Record& record) {
  ImportCounts& count = counted[draft.kind];
  if (before && *before == record) {
    ++count.unchanged;
    return;
  }
  if (before && !wanted(row, draft, *before, record)) {
    record = *before;
    return;
  }
  put(store, record);
  ++(before ? count.updated : count.added);
  if (row.is_about(draft)) written_records.push_back(record.id);
  if (has_backward_times(record)) ++backward_records;
  if (last_event(record) > context.dates.now) ++future_records;
}

/// Whether a record that is not the same is to be changed.
template <class Record>
bool Importer::wanted(Row& row, const Draft& draft, const Record& before, const Record& record) {
  if (options.on_conflict == OnConflict::update) return true;
  if (options.on_conflict == OnConflict::skip) {
    ++counted[draft.kind].skipped;
    return false;
  }
  const std::vector<Cell> old_cells = field_cells(before);
  const std::vector<Cell> new_cells = field_cells(record);
  std::string differing;
  std::size_t cell = 0;
  for (const FieldName& field : fields_of(draft.kind)) {
    if (field.name == "key" || field.name == "customer" || field.name == "loop") continue;
    if (old_cells[cell] != new_cells[cell]) {
      differing += (differing.empty() ? "" : ", ") + std::string(field.name);
    }
    ++cell;
  }
  row.refuse("it differs from " + kept::shown(before.id) + " in the store" +
                 (differing.empty() ? "" : ": " + differing),
             "--on-conflict update takes the file's word, skip the store's");
  return false;
}

}  // namespace kept
