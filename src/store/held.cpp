#include <algorithm>
#include <climits>

#include "kept/text.hpp"
#include "store/changesets.hpp"

namespace kept {

namespace fs = std::filesystem;

namespace {

/// By what a row tells a person: a folded name, handle or address, or a key from elsewhere.
std::vector<std::string> marks_in(const ChangesetRow& row) {
  constexpr int folded_name = 2;
  constexpr int folded_handle_or_contact = 4;
  const std::string_view table = row.table().table;
  std::vector<std::string> marks;
  const auto add = [&](int column) {
    for (const auto& text : {row.before(column), row.after(column)}) {
      if (text && !text->empty()) marks.push_back(*text);
    }
  };
  if (table == "customer") add(folded_name);
  if (table == "customer" || table == "contact") add(folded_handle_or_contact);
  if (table == "customer_key") {
    const auto source = row.before(0) ? row.before(0) : row.after(0);
    const auto key = row.before(1) ? row.before(1) : row.after(1);
    if (source && key) marks.push_back(*source + ":" + *key);
  }
  return marks;
}

void leave_taken_back(Store& store, std::set<Id>& ids) {
  std::erase_if(ids, [&](Id id) { return words_of(store, id).has_value(); });
}

/// The customer, and those who were the same person by any mark and were taken back: an import
/// that was undone and came again has made a person twice.
std::set<Id> same_person(Store& store, Id customer) {
  std::set<std::string> marks;
  walk_all(store, [&](const ChangesetRow& row) {
    if (row.records().front() != customer) return;
    for (std::string& mark : marks_in(row)) marks.insert(std::move(mark));
  });
  std::set<Id> ids;
  walk_all(store, [&](const ChangesetRow& row) {
    const std::vector<std::string> own = marks_in(row);
    const bool is_theirs = std::any_of(
        own.begin(), own.end(), [&](const std::string& mark) { return marks.count(mark) > 0; });
    if (is_theirs) ids.insert(row.records().front());
  });
  leave_taken_back(store, ids);
  ids.insert(customer);
  return ids;
}

/// What was theirs and was taken back: it stands in the changes alone.
std::set<Id> taken_back(Store& store, const std::set<Id>& customers) {
  std::set<Id> ids;
  const auto is_theirs = [&](const std::optional<std::int64_t>& number) {
    return number && customers.count(Id{Kind::customer, *number}) > 0;
  };
  walk_all(store, [&](const ChangesetRow& row) {
    const int column = row.table().customer_column;
    if (column < 0) return;
    if (!is_theirs(row.number_before(column)) && !is_theirs(row.number_after(column))) return;
    for (const Id id : row.records()) ids.insert(id);
  });
  leave_taken_back(store, ids);
  return ids;
}

std::vector<Id> records_of(Store& store, Id customer) {
  return Query(store,
               "select 'L', id from loop where customer = :customer"
               " union all select 'E', id from entry where customer = :customer"
               " union all select 'P', id from promise where customer = :customer")
      .bind(":customer", customer)
      .all([](Row row) {
        const Kind kind = row.kind();
        return row.id(kind);
      });
}

}  // namespace

std::set<Id> held_on(Store& store, Id customer) {
  std::set<Id> ids = same_person(store, customer);
  ids.merge(taken_back(store, ids));
  for (const Id id : records_of(store, customer)) ids.insert(id);
  return ids;
}

std::vector<Id> still_named(const fs::path& file, const Customer& customer,
                            const std::string& source) {
  try {
    Store::Connection other(resolved(file).string(), Mode::read);
    check(other, sqlite3_busy_timeout(other.database.getHandle(), 0));
    other.run("pragma query_only = on");
    if (version_of(other, INT_MAX) == 0) return {};
    const auto its_source =
        Query(other, "select value from setting where key = 'store'").first([](Row row) {
          return "kept-" + row.text();
        });
    const bool is_copy = !its_source || *its_source == source;
    return Query(other,
                 "select id from customer where name <> :forgotten"
                 " and ((:is_copy and id = :id and added_at = :added) or folded_name = :name)"
                 " order by id")
        .bind(":forgotten", std::string(forgotten_text))
        .bind(":is_copy", is_copy)
        .bind(":id", customer.id)
        .bind(":added", customer.added.at)
        .bind(":name", fold(customer.name))
        .all([](Row row) { return row.id(Kind::customer); });
  } catch (const Error&) {
    return {};
  }
}

}  // namespace kept
