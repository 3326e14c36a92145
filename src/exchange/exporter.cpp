#include "kept/error.hpp"
#include "kept/exchange.hpp"
#include "kept/render.hpp"

namespace kept {

namespace {

constexpr std::size_t most_known = 10'000;

std::string text_of(const ExternalKey& key) {
  return key.source + ":" + key.id;
}

void append(Row& row, std::vector<Cell> cells) {
  std::move(cells.begin(), cells.end(), std::back_inserter(row.cells));
}

}  // namespace

std::vector<std::string> export_columns(Kind kind) {
  std::vector<std::string> columns;
  for (const FieldName& field : fields_of(kind)) {
    if (field.name == "customer") {
      columns.insert(columns.end(), {"customer.key", "customer.name"});
    } else if (field.name == "loop") {
      columns.emplace_back("loop.key");
    } else {
      columns.emplace_back(field.name);
    }
  }
  return columns;
}

Exporter::Exporter(Store& store_to_read) : store(store_to_read), own(own_source(store_to_read)) {}

Cell Exporter::key_cell(Id id, const std::vector<ExternalKey>& keys) const {
  if (keys.empty()) return Text{text_of({own, shown(id)})};
  if (keys.size() == 1) return Text{text_of(keys.front())};
  // Ids may hold commas, so several are JSON in every format.
  Texts all;
  for (const ExternalKey& key : keys) all.texts.push_back(text_of(key));
  return Text{json_text(all, Zone::utc())};
}

void Exporter::add_owner(Row& row, Id id) {
  if (known.size() > most_known) known.clear();
  auto at = known.find(id);
  if (at == known.end()) {
    const std::optional<Customer> owner = customer(store, id);
    if (!owner) throw Error(Exit::bad_store, "the store has no customer " + shown(id));
    const Cell key = owner->keys.empty() ? key_cell(id, {}) : key_cell(id, {owner->keys.front()});
    at = known.emplace(id, Named{key, Text{owner->name}}).first;
  }
  row.cells.push_back(at->second.key);
  row.cells.push_back(at->second.name);
}

void Exporter::add_loop(Row& row, std::optional<Id> id) {
  if (!id) {
    row.cells.emplace_back();
    return;
  }
  auto at = known.find(*id);
  if (at == known.end()) {
    const std::optional<Loop> its = loop(store, *id);
    if (!its) throw Error(Exit::bad_store, "the store has no loop " + shown(*id));
    const Cell key = its->keys.empty() ? key_cell(*id, {}) : key_cell(*id, {its->keys.front()});
    at = known.emplace(*id, Named{key, {}}).first;
  }
  row.cells.push_back(at->second.key);
}

void Exporter::add_places(Row& row, Id customer) {
  if (!places) places.emplace(store);
  places->tell(row.cells, customer);
}

Row Exporter::row(const Customer& customer) {
  Row row{{key_cell(customer.id, customer.keys)}};
  append(row, field_cells(customer));
  return row;
}

Row Exporter::row(const Loop& loop) {
  Row row{{key_cell(loop.id, loop.keys)}};
  add_owner(row, loop.customer);
  add_loop(row, loop.parent);
  add_loop(row, loop.merged_into);
  append(row, field_cells(loop));
  add_places(row, loop.customer);
  return row;
}

Row Exporter::row(const Entry& entry) {
  Row row{{key_cell(entry.id, entry.keys)}};
  add_owner(row, entry.customer);
  add_loop(row, entry.loop);
  append(row, field_cells(entry));
  add_places(row, entry.customer);
  return row;
}

Row Exporter::row(const Promise& promise) {
  Row row{{key_cell(promise.id, promise.keys)}};
  add_owner(row, promise.customer);
  add_loop(row, promise.loop);
  append(row, field_cells(promise));
  add_places(row, promise.customer);
  return row;
}

}  // namespace kept
