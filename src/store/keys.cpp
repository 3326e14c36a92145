#include "store/rows.hpp"

namespace kept {

namespace {

const char* select_by_key(Kind kind) {
  switch (kind) {
    case Kind::customer:
      return "select customer from customer_key"
             " where source = :source and external_id = :external_id";
    case Kind::loop:
      return "select loop from loop_key where source = :source and external_id = :external_id";
    case Kind::entry:
      return "select entry from entry_key where source = :source and external_id = :external_id";
    default:
      return "select promise from promise_key"
             " where source = :source and external_id = :external_id";
  }
}

const char* select_by_id(Kind kind) {
  switch (kind) {
    case Kind::customer:
      return "select id from customer where id = :id";
    case Kind::loop:
      return "select id from loop where id = :id";
    case Kind::entry:
      return "select id from entry where id = :id";
    default:
      return "select id from promise where id = :id";
  }
}

}  // namespace

std::optional<Id> record_with_key(Store& store, Kind kind, const ExternalKey& key) {
  const auto read = [kind](Row row) { return row.id(kind); };
  Query external(store, select_by_key(kind));
  const auto found = external.bind(":source", key.source).bind(":external_id", key.id).first(read);
  if (found) return found;
  const std::optional<Id> own = read_id(key.id);
  if (!own || own->kind != kind || key.source != own_source(store)) return std::nullopt;
  Query by_id(store, select_by_id(kind));
  return by_id.bind(":id", *own).first(read);
}

std::optional<std::string> own_source(Store& store) {
  return Query(store, "select at from change order by id limit 1").first([](Row row) {
    return "kept-" + std::to_string(row.number());
  });
}

}  // namespace kept
