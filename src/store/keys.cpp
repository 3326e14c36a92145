#include "store/rows.hpp"

namespace kept {

namespace {

// Each kind has whole statements: SQL is never put together.
struct KeyStatements {
  const char* insert;
  const char* erase;
  const char* of_record;
  const char* of_all;
  const char* with_key;
  const char* with_id;
};

constexpr KeyStatements of_customers{
    "insert into customer_key(source, external_id, customer)"
    " values (:source, :external_id, :record)",
    "delete from customer_key where customer = :record",
    "select customer, source, external_id from customer_key where customer = :record"
    " order by source, external_id",
    "select customer, source, external_id from customer_key"
    " order by customer, source, external_id",
    "select customer from customer_key where source = :source and external_id = :external_id",
    "select id from customer where id = :record and forgotten_at is null"};

constexpr KeyStatements of_loops{
    "insert into loop_key(source, external_id, loop) values (:source, :external_id, :record)",
    "delete from loop_key where loop = :record",
    "select loop, source, external_id from loop_key where loop = :record"
    " order by source, external_id",
    "select loop, source, external_id from loop_key order by loop, source, external_id",
    "select loop from loop_key where source = :source and external_id = :external_id",
    "select loop.id from loop join customer on customer.id = loop.customer"
    " where loop.id = :record and forgotten_at is null"};

constexpr KeyStatements of_entries{
    "insert into entry_key(source, external_id, entry) values (:source, :external_id, :record)",
    "delete from entry_key where entry = :record",
    "select entry, source, external_id from entry_key where entry = :record"
    " order by source, external_id",
    "select entry, source, external_id from entry_key order by entry, source, external_id",
    "select entry from entry_key where source = :source and external_id = :external_id",
    "select entry.id from entry join customer on customer.id = entry.customer"
    " where entry.id = :record and forgotten_at is null"};

constexpr KeyStatements of_promises{
    "insert into promise_key(source, external_id, promise)"
    " values (:source, :external_id, :record)",
    "delete from promise_key where promise = :record",
    "select promise, source, external_id from promise_key where promise = :record"
    " order by source, external_id",
    "select promise, source, external_id from promise_key"
    " order by promise, source, external_id",
    "select promise from promise_key where source = :source and external_id = :external_id",
    "select promise.id from promise join customer on customer.id = promise.customer"
    " where promise.id = :record and forgotten_at is null"};

// A change has no keys and is never asked for.
const KeyStatements& statements_of(Kind kind) {
  switch (kind) {
    case Kind::customer:
      return of_customers;
    case Kind::loop:
      return of_loops;
    case Kind::entry:
      return of_entries;
    default:
      return of_promises;
  }
}

}  // namespace

ExternalKey read_key(Row row) {
  std::string source = row.text();
  return {std::move(source), row.text()};
}

void put_keys(Store& store, Id record, const std::vector<ExternalKey>& keys) {
  if (keys.empty()) return;
  Query insert(store, statements_of(record.kind).insert);
  for (const ExternalKey& key : keys) {
    insert.bind(":source", key.source)
        .bind(":external_id", key.id)
        .bind(":record", record)
        .run_and_reset();
  }
}

void erase_keys(Store& store, Id record) {
  Query(store, statements_of(record.kind).erase).bind(":record", record).run();
}

Parts<ExternalKey> keys_of(Store& store, Id record) {
  return {store, statements_of(record.kind).of_record, read_key, ":record", record};
}

Parts<ExternalKey> all_keys(Store& store, Kind kind) {
  return {store, statements_of(kind).of_all, read_key};
}

std::optional<Id> record_with_key(Store& store, Kind kind, const ExternalKey& key) {
  const KeyStatements& statements = statements_of(kind);
  const auto read = [kind](Row row) { return row.id(kind); };
  Query external(store, statements.with_key);
  const auto found = external.bind(":source", key.source).bind(":external_id", key.id).first(read);
  if (found) return found;
  const std::optional<Id> own = read_id(key.id);
  if (!own || own->kind != kind || key.source != own_source(store)) return std::nullopt;
  return Query(store, statements.with_id).bind(":record", *own).first(read);
}

std::string own_source(Store& store) {
  const auto name =
      Query(store, "select value from setting where key = 'store'").first([](Row row) {
        return row.text();
      });
  return "kept-" + name.value_or("");
}

}  // namespace kept
