#include <algorithm>

#include "exchange/import_row.hpp"
#include "kept/rules.hpp"
#include "kept/text.hpp"

namespace kept {

using namespace std::string_view_literals;

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

// What tells one record from another, beside its key: when it began, and what it is called.
std::pair<Instant, std::string> mark_of(const Customer& customer) {
  return {customer.added.at, customer.name};
}
std::pair<Instant, std::string> mark_of(const Loop& loop) {
  return {loop.opened.at, loop.title};
}
std::pair<Instant, std::string> mark_of(const Entry& entry) {
  return {entry.happened.at, entry.text};
}
std::pair<Instant, std::string> mark_of(const Promise& promise) {
  return {promise.made.at, promise.text};
}

/// The fields that refer to loops and differ.
template <class Record>
std::vector<std::string_view> differing_ties(const Record& before, const Record& after) {
  if constexpr (std::is_same_v<Record, Loop>) {
    std::vector<std::string_view> names;
    if (before.parent != after.parent) names.emplace_back("parent");
    if (before.merged_into != after.merged_into) names.emplace_back("merged_into");
    return names;
  } else if constexpr (std::is_same_v<Record, Customer>) {
    return {};
  } else {
    return before.loop == after.loop ? std::vector<std::string_view>{} : std::vector{"loop"sv};
  }
}

/// `title, closed`
template <class Record>
std::string differing(const Record& before, const Record& after,
                      std::vector<std::string_view> names) {
  const std::vector<Cell> old_cells = field_cells(before);
  const std::vector<Cell> new_cells = field_cells(after);
  std::size_t cell = 0;
  for (const FieldName& field : fields_of(before.id.kind)) {
    if (field.refers) continue;
    if (old_cells[cell] != new_cells[cell]) names.push_back(field.name);
    ++cell;
  }
  std::string all;
  for (const std::string_view name : names) all += (all.empty() ? "" : ", ") + std::string(name);
  return all;
}

}  // namespace

Importer::Importer(Store& store_to_fill, const ImportOptions& how, const FieldContext& reading)
    : store(store_to_fill), options(how), context(reading), own(own_source(store_to_fill)) {
  context.recording = store.recording();
}

Importer::~Importer() = default;

void Importer::take(const RowDrafts& said, std::size_t line) {
  Row row{.importer = *this, .said = said, .line = line};
  options.keep_going ? take_whole(row) : take_drafts(row);
}

/// Takes the row, or leaves no trace of it, here and in the store.
void Importer::take_whole(Row& row) {
  Savepoint savepoint(store);
  const auto counted_before = counted;
  const auto backwards_before = backward_records;
  const auto bare_before = bare_keys;
  const std::array sizes{written_records.size(), ties.size(), merged.size()};
  take_drafts(row);
  if (!row.failed) return savepoint.keep();
  counted = counted_before;
  backward_records = backwards_before;
  bare_keys = bare_before;
  written_records.resize(sizes[0], Id{});
  ties.resize(sizes[1]);
  merged.resize(sizes[2], Id{});
  for (const std::uint64_t hash : row.hashes_of_keys) lines_of_keys.erase(hash);
  for (const std::uint64_t hash : row.hashes_said) --same_rows[hash];
  for (const Id loop : row.young_loops) young_loops.erase(loop);
}

void Importer::take_drafts(Row& row) {
  const RowDrafts& said = row.said;
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
  set(row, draft, record);
  add_keys(record.id, record.keys, keys);
  if (row.failed || !handle_is_free(row, record)) return;
  if (before && *before != record && stands_already(row, draft, record.id)) return;
  settle(row, draft, keys, before, record);
  if (keys.empty() && !row.failed) lines_of_customers.emplace(record.id, row.line);
}

void Importer::take_loop(Row& row, const Draft& draft) {
  row.keys = keys_of(row, draft);
  const std::optional<Id> id = with_keys(row, Kind::loop, row.keys);
  const std::optional<Loop> before = id ? loop(store, *id) : std::nullopt;
  Loop record = before.value_or(Loop{});
  const auto customer =
      owner(row, draft, {}, before ? std::optional(before->customer) : std::nullopt);
  const bool is_merged = before && before->merged_into && text_of(draft, "merged_into").empty();
  if (!is_merged) set(row, draft, record);
  if (row.failed) return;
  if (before && before->customer != *customer) {
    return row.refuse(
        draft, "customer",
        kept::shown(before->id) + " is another customer's (" + kept::shown(before->customer) + ")");
  }
  record.customer = *customer;
  if (is_merged) {
    ++counted[Kind::loop].unchanged;
    record = *loop(store, loop_that_stands(store, before->id));
  } else {
    tie(row, draft, record);
    if (row.failed) return;
    add_keys(record.id, record.keys, row.keys);
    if (settle(row, draft, row.keys, before, record)) made_or_changed(row, before, record);
    row.ties.clear();
  }
  row.customer = customer;
  row.loop = std::move(record);
}

Allowance Importer::answer_within(const Entry& record) {
  if (context.policy.answers.empty() || !record.loop) return {.days = 1};
  return kept::answer_within(context.policy, customer(store, record.customer).value(),
                             loop(store, *record.loop).value());
}

void Importer::take_entry(Row& row, const Draft& draft) {
  const std::vector<ExternalKey> keys = keys_of(row, draft);
  const std::optional<Id> id = with_keys(row, Kind::entry, keys);
  const std::optional<Entry> before = id ? entry(store, *id) : std::nullopt;
  Entry record = before.value_or(Entry{});
  place(row, draft, before, record);
  set(row, draft, record);
  if (row.failed) return;
  if (field_of(draft, "answer_by") == nullptr) {
    const auto& [now, zone, week, order, past] = context.dates;
    const Allowance within = answer_within(record);
    record.answer_late_from = before ? answer_wanted_by(record, *before, within, zone, week)
                                     : answer_wanted_by(record, within, zone, week);
  }
  add_keys(record.id, record.keys, keys);
  settle(row, draft, keys, before, record);
  if (!row.failed) open_from(record.loop, record.happened.at);
}

void Importer::take_promise(Row& row, const Draft& draft) {
  const std::vector<ExternalKey> keys = keys_of(row, draft);
  const std::optional<Id> id = with_keys(row, Kind::promise, keys);
  const std::optional<Promise> before = id ? promise(store, *id) : std::nullopt;
  Promise record = before.value_or(Promise{});
  place(row, draft, before, record);
  set(row, draft, record);
  if (row.failed) return;
  add_keys(record.id, record.keys, keys);
  settle(row, draft, keys, before, record);
  if (!row.failed) open_from(record.loop, record.made.at);
}

template <class Record>
void Importer::set(Row& row, const Draft& draft, Record& record) {
  FieldProblems problems;
  set_fields(record, draft, context, problems);
  for (const FieldProblem& problem : problems) row.refuse(draft, problem);
}

/// Into its loop and to its customer; it stays where it is, if the row does not say.
template <class Record>
void Importer::place(Row& row, const Draft& draft, const std::optional<Record>& before,
                     Record& record) {
  record.loop = loop_of(row, draft, record.loop);
  const auto customer =
      owner(row, draft, record.loop, before ? std::optional(before->customer) : std::nullopt);
  if (customer) record.customer = *customer;
}

/// A loop that was made here is as old as the first thing that was said in it.
void Importer::open_from(std::optional<Id> id, Instant at) {
  if (!id || !young_loops.contains(*id)) return;
  Loop young = *loop(store, *id);
  if (young.opened.at <= at) return;
  young.opened.at = at;
  put(store, young);
}

/// Whether the record was put.
template <class Record>
bool Importer::settle(Row& row, const Draft& draft, const std::vector<ExternalKey>& keys,
                      const std::optional<Record>& before, Record& record) {
  ImportCounts& count = counted[draft.kind];
  if (before && *before == record && row.ties.empty()) {
    ++count.unchanged;
    return false;
  }
  if (before && !wanted(row, draft, keys, *before, record)) {
    record = *before;
    return false;
  }
  put(store, record);
  ++(before ? count.updated : count.added);
  if (row.is_about(draft)) written_records.push_back(record.id);
  if (has_backward_times(record)) ++backward_records;
  return true;
}

/// Whether a record that is not the same is to be changed.
template <class Record>
bool Importer::wanted(Row& row, const Draft& draft, const std::vector<ExternalKey>& keys,
                      const Record& before, const Record& record) {
  Record with_its_keys = before;
  with_its_keys.keys = record.keys;
  // Only known elsewhere, too.
  if (with_its_keys == record && row.ties.empty()) return true;
  const ExternalKey own_key{own, kept::shown(before.id)};
  const auto old_mark = mark_of(before);
  const auto new_mark = mark_of(record);
  if (std::find(keys.begin(), keys.end(), own_key) != keys.end() &&
      old_mark.first != new_mark.first && old_mark.second != new_mark.second) {
    row.refuse(draft, "key",
               in_quotes(own_key.source + ":" + own_key.id) +
                   " is another record here: the file comes from a copy of this store",
               "take the key out to import it as a new record");
    return false;
  }
  if (options.on_conflict == OnConflict::update) return true;
  if (options.on_conflict == OnConflict::skip) {
    ++counted[draft.kind].skipped;
    return false;
  }
  auto names = differing_ties(before, record);
  for (const Tie& tie : row.ties) names.push_back(tie.field);
  row.refuse("it differs from " + kept::shown(before.id) +
                 " in the store: " + differing(before, record, std::move(names)),
             "--on-conflict update takes the file's word, skip the store's");
  return false;
}

}  // namespace kept
