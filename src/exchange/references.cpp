#include <algorithm>
#include <map>

#include "exchange/import_row.hpp"
#include "kept/hash.hpp"
#include "kept/rules.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

std::string text_of(const ExternalKey& key) {
  return key.source + ":" + key.id;
}

std::string listed(const std::vector<Id>& ids) {
  std::string all;
  for (const Id id : ids) all += (all.empty() ? "" : ", ") + shown(id);
  return all;
}

}  // namespace

// ---- keys ------------------------------------------------------------------------------------

std::string Importer::key_of_what_is_said(Row& row, const Draft& draft) {
  constexpr std::string_view between("\0", 1);
  // Neither an empty column nor the order of columns makes another row.
  std::map<std::string, std::string> filled;
  for (const Draft& each : row.said.drafts) {
    if (&each != &draft && each.kind == draft.kind) continue;
    for (const auto& [name, text] : each.fields) {
      if (!text.empty()) filled[std::string(name_of(each.kind)) + "." + std::string(name)] = text;
    }
  }
  std::uint64_t hash = hash_of(name_of(draft.kind));
  for (const auto& [name, text] : filled) {
    hash = hash_of(between, hash_of(name, hash));
    hash = hash_of(between, hash_of(text, hash));
  }
  const int before = same_rows[hash]++;
  row.hashes_said.push_back(hash);
  return "row-" + in_hex(hash) + (before > 0 ? "#" + std::to_string(before + 1) : "");
}

std::vector<ExternalKey> Importer::keys_of(Row& row, const Draft& draft) {
  FieldProblems problems;
  std::vector<ExternalKey> keys;
  const std::string text = kept::text_of(draft, "key");
  if (!text.empty()) {
    keys = read_keys(text, context, problems);
    for (const FieldProblem& problem : problems) row.refuse(draft, problem);
    bare_keys = bare_keys || (!keys.empty() && keys.front().source == default_source);
  } else if (draft.kind != Kind::customer) {
    if (!row.is_about(draft) && row.keys.empty()) return {};
    const bool brought_along = !row.is_about(draft);
    keys.push_back(brought_along
                       ? row.keys.front()
                       : ExternalKey{std::string(default_source), key_of_what_is_said(row, draft)});
    if (brought_along) keys.back().id += "#" + std::to_string(draft.place + 1);
  }
  for (const ExternalKey& key : keys) {
    const std::uint64_t hash = hash_of(text_of(key), hash_of(name_of(draft.kind)));
    const auto [at, is_new] = lines_of_keys.emplace(hash, row.line);
    if (is_new) row.hashes_of_keys.push_back(hash);
    if (is_new || row.failed) continue;
    row.refuse(draft, "key",
               in_quotes(key.id) + " stands in line " + std::to_string(at->second) + " already");
  }
  return keys;
}

std::optional<Id> Importer::with_keys(Row& row, Kind kind, const std::vector<ExternalKey>& keys) {
  std::optional<Id> found;
  for (const ExternalKey& key : keys) {
    const std::optional<Id> holder = record_with_key(store, kind, key);
    if (found && holder && *holder != *found) {
      row.refuse("field 'key': " + in_quotes(text_of(key)) + " is " + shown(*holder) +
                 ", another of the keys " + shown(*found));
    }
    if (holder) found = holder;
  }
  return found;
}

std::optional<Id> Importer::named_by_key(Kind kind, const std::string& text) const {
  std::vector<ExternalKey> possible;
  possible.push_back({context.source.value_or(std::string(default_source)), text});
  if (const auto colon = text.find(':'); colon != std::string::npos) {
    possible.push_back({text.substr(0, colon), text.substr(colon + 1)});
  }
  for (const ExternalKey& key : possible) {
    if (const auto id = record_with_key(store, kind, key)) return id;
  }
  return std::nullopt;
}

void Importer::add_keys(Id record, std::vector<ExternalKey>& keys,
                        const std::vector<ExternalKey>& added) const {
  for (const ExternalKey& key : added) {
    const bool stands = std::find(keys.begin(), keys.end(), key) != keys.end();
    const bool its_own = record.number != 0 && key == ExternalKey{own, shown(record)};
    if (!stands && !its_own) keys.push_back(key);
  }
  std::sort(keys.begin(), keys.end());
}

// ---- customers -------------------------------------------------------------------------------

std::optional<Id> Importer::namesake(Row& row, const std::string& name,
                                     const std::vector<ExternalKey>& keys) {
  if (name.empty()) return std::nullopt;
  // Who has another key of this source is another person of the same name.
  const std::vector<Id> same =
      customers_with_name(store, name, keys.empty() ? "" : keys.front().source);
  if (same.size() > 1) {
    row.refuse("customer " + in_quotes(name) + " may be any of " + listed(same),
               "give a key, or write SOURCE:ID, a handle or an id");
  }
  if (same.size() != 1) return std::nullopt;
  return same.front();
}

/// Two rows without keys that name the same customer, and differ.
bool Importer::stands_already(Row& row, const Draft& draft, Id customer) {
  const auto earlier = lines_of_customers.find(customer);
  if (earlier == lines_of_customers.end()) return false;
  const std::string handle = kept::text_of(draft, "handle");
  const bool by_handle = !handle.empty();
  row.refuse(draft, by_handle ? "handle" : "name",
             in_quotes(by_handle ? handle : kept::text_of(draft, "name")) + " stands in line " +
                 std::to_string(earlier->second) + " already, of somebody else",
             "give the rows keys, or one of them another name");
  return true;
}

bool Importer::handle_is_free(Row& row, const Customer& customer) {
  if (customer.handle.empty()) return true;
  const auto holder = customer_with_handle(store, customer.handle);
  if (!holder || *holder == customer.id) return true;
  row.refuse("field 'handle': " + in_quotes(customer.handle) + " belongs to " + shown(*holder));
  return false;
}

std::optional<Id> Importer::made_customer(Row& row, const Draft& draft,
                                          const std::vector<ExternalKey>& keys) {
  Customer record;
  FieldProblems problems;
  set_fields(record, draft, context, problems);
  for (const FieldProblem& problem : problems) row.refuse(draft, problem);
  if (row.failed || !handle_is_free(row, record)) return std::nullopt;
  add_keys(record.id, record.keys, keys);
  put(store, record);
  ++counted[Kind::customer].added;
  return record.id;
}

std::optional<Id> Importer::customer_of_draft(Row& row, const Draft& draft) {
  FieldProblems problems;
  const std::string key = kept::text_of(draft, "key");
  const std::string name = kept::text_of(draft, "name");
  const auto keys = key.empty() ? std::vector<ExternalKey>{} : read_keys(key, context, problems);
  for (const FieldProblem& problem : problems) row.refuse(draft, problem);
  if (row.failed) return std::nullopt;
  std::optional<Id> found = with_keys(row, Kind::customer, keys);
  if (found || row.failed) return found;
  found = namesake(row, name, keys);
  if (row.failed) return std::nullopt;
  if (found && !keys.empty()) {
    Customer known = *customer(store, *found);
    add_keys(known.id, known.keys, keys);
    put(store, known);
    ++counted[Kind::customer].updated;
  }
  if (found) return found;
  if (options.create_customers) return made_customer(row, draft, keys);
  const bool by_key = !keys.empty();
  row.refuse(draft, by_key ? "key" : "name",
             in_quotes(by_key ? key : name) + (by_key ? " is no customer's key" : " is nobody"),
             "--create-customers makes who is missing");
  return std::nullopt;
}

std::optional<Id> Importer::customer_called(Row& row, const Draft& draft,
                                            const std::string& typed) {
  if (const auto id = named_by_key(Kind::customer, typed)) return id;
  const NameQuery query = read_name(typed);
  const WhoIsMeant who = who_is_meant(query, [&](NameLevel level) {
    // The beginnings of names are for fingers, not for files.
    return level == NameLevel::word_prefixes ? std::vector<NameCard>{}
                                             : customers_meant(store, query, level);
  });
  if (who.found.size() == 1) return who.found.front().id;
  if (who.found.size() > 1) {
    std::vector<Id> ids;
    for (const NameCard& card : who.found) ids.push_back(card.id);
    row.refuse(draft, "customer", in_quotes(typed) + " may be any of " + listed(ids),
               "write SOURCE:ID, a handle or an id");
    return std::nullopt;
  }
  const auto colon = typed.find(':');
  const bool is_a_key = colon != std::string::npos && typed.find(' ') == std::string::npos;
  const bool is_a_name = !query.id && query.digits.empty() && !is_email(typed) && !is_a_key;
  if (options.create_customers && is_a_name) {
    const Draft of_name{.kind = Kind::customer, .fields = {{"name", typed}}};
    return made_customer(row, of_name, {});
  }
  row.refuse(draft, "customer", "no customer is called " + in_quotes(typed),
             is_a_name ? "--create-customers makes who is missing" : "");
  return std::nullopt;
}

std::optional<Id> Importer::owner(Row& row, const Draft& draft, std::optional<Id> in_loop,
                                  std::optional<Id> present) {
  std::optional<Id> found;
  if (const std::string typed = kept::text_of(draft, "customer"); !typed.empty()) {
    found = customer_called(row, draft, typed);
  } else if (row.customer) {
    found = row.customer;
  } else if (const Draft* of_customer = row.draft_of(Kind::customer)) {
    found = customer_of_draft(row, *of_customer);
  } else if (present) {
    found = present;
  } else if (!in_loop) {
    row.refuse(draft, "customer", "is missing");
  }
  if (row.failed) return std::nullopt;
  if (!in_loop) return found;
  const Id of_loop =
      row.loop && row.loop->id == *in_loop ? row.loop->customer : loop(store, *in_loop)->customer;
  if (found && *found != of_loop) {
    row.refuse(draft, "loop",
               shown(*in_loop) + " is a loop of " + shown(of_loop) + ", not of " + shown(*found));
    return std::nullopt;
  }
  return of_loop;
}

// ---- loops -----------------------------------------------------------------------------------

std::optional<Id> Importer::loop_of(Row& row, const Draft& draft, std::optional<Id> present) {
  if (row.loop) return row.loop->id;
  if (const std::string typed = kept::text_of(draft, "loop"); !typed.empty()) {
    if (const auto id = loop_called(typed)) return loop_that_stands(store, *id);
    row.refuse(draft, "loop", "there is no loop " + in_quotes(typed));
    return std::nullopt;
  }
  if (const Draft* of_loop = row.draft_of(Kind::loop)) return loop_of_draft(row, *of_loop, draft);
  return present;
}

std::optional<Id> Importer::loop_called(const std::string& typed) const {
  if (const auto id = named_by_key(Kind::loop, typed)) return id;
  const auto id = read_id(typed);
  return id && id->kind == Kind::loop && loop(store, *id) ? id : std::nullopt;
}

std::optional<Id> Importer::loop_of_draft(Row& row, const Draft& draft, const Draft& in_it) {
  FieldProblems problems;
  const std::string key = kept::text_of(draft, "key");
  const auto keys = key.empty() ? std::vector<ExternalKey>{} : read_keys(key, context, problems);
  const std::optional<Id> found = with_keys(row, Kind::loop, keys);
  if (row.failed) return std::nullopt;
  if (found) return loop_that_stands(store, *found);
  if (kept::text_of(draft, "title").empty()) {
    row.refuse(draft, "key", in_quotes(key) + " is no loop's key",
               "import the loops first, or give the loop a title");
    return std::nullopt;
  }
  const std::optional<Id> customer = owner(row, in_it, {}, {});
  Loop record;
  set_fields(record, draft, context, problems);
  for (const FieldProblem& problem : problems) row.refuse(draft, problem);
  if (row.failed) return std::nullopt;
  record.customer = *customer;
  tie(row, draft, record);
  if (row.failed) return std::nullopt;
  add_keys(record.id, record.keys, keys);
  put(store, record);
  made_or_changed(row, {}, record);
  ++counted[Kind::loop].added;
  if (field_of(draft, "opened") == nullptr) {
    young_loops.insert(record.id);
    row.young_loops.push_back(record.id);
  }
  row.loop = record;
  return record.id;
}

}  // namespace kept
