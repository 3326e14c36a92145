#include <algorithm>
#include <climits>
#include <fstream>

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

std::optional<Customer> customer_taken_back(Store& store, Id id) {
  constexpr int name = 1;
  constexpr int added_at = 8;
  constexpr int added_recorded = 9;
  if (words_of(store, id)) return std::nullopt;
  std::optional<Customer> last;
  walk_all(store, [&](const ChangesetRow& row) {
    const bool is_its_end = row.table().table == std::string_view("customer") &&
                            row.what() == RowChange::erased && row.records().front() == id;
    if (!is_its_end) return;
    last.emplace();
    last->id = id;
    last->name = row.before(name).value_or("");
    last->added.at = Instant(std::chrono::seconds(row.number_before(added_at).value_or(0)));
    last->added.recorded = row.number_before(added_recorded).value_or(0);
  });
  return last;
}

// ---- mentions --------------------------------------------------------------------------------

namespace {

/// The folded names, e-mails and phones that somebody ever had.
std::set<std::string> names_of(Store& store, const std::set<Id>& held) {
  constexpr int name = 1;
  constexpr int email_or_phone = 3;
  std::set<std::string> names;
  walk_all(store, [&](const ChangesetRow& row) {
    const std::string_view table = row.table().table;
    if ((table != "customer" && table != "contact") || !row.is_of_any(held)) return;
    const int column = table == "customer" ? name : email_or_phone;
    for (const auto& text : {row.before(column), row.after(column)}) {
      if (text) names.insert(fold(*text));
    }
  });
  return names;
}

using Phrases = std::vector<std::vector<std::string>>;

/// Whether all words of any of them stand in the text, as found() looks for them in a record.
bool mentions(const std::string& text, const Phrases& phrases) {
  const std::string folded = fold(text);
  const auto stands = [&](const std::string& word) { return folded.find(word) != folded.npos; };
  return std::any_of(phrases.begin(), phrases.end(), [&](const std::vector<std::string>& all) {
    return std::all_of(all.begin(), all.end(), stands);
  });
}

bool mentions(const ChangesetRow& row, const Phrases& phrases) {
  for (int column = 0; column < row.columns(); ++column) {
    if (row.number_before(column) || row.number_after(column)) continue;
    for (const auto& text : {row.before(column), row.after(column)}) {
      if (text && mentions(*text, phrases)) return true;
    }
  }
  return false;
}

}  // namespace

Mentions mentions_of(Store& store, const std::set<Id>& held) {
  Mentions all;
  Phrases phrases;
  for (const std::string& name : names_of(store, held)) {
    for (const Id id : found(store, name)) {
      if (held.count(id) == 0) all.now.insert(id);
    }
    if (auto phrase = words(name); !phrase.empty()) phrases.push_back(std::move(phrase));
  }
  walk_all(store, [&](const ChangesetRow& row) {
    const Id id = row.records().front();
    if (row.is_of_any(held) || all.now.count(id) > 0 || all.before.count(id) > 0) return;
    if (mentions(row, phrases)) all.before.insert(id);
  });
  return all;
}

// ---- copies ----------------------------------------------------------------------------------

namespace {

/// By the first bytes of a database, which has the program's number in them, or by its name where
/// these are lost. Who can't read it can't tell.
bool may_be_a_store(const fs::path& file) {
  constexpr std::string_view magic("SQLite format 3", 16);
  constexpr std::size_t application = 68;
  constexpr std::string_view kept = "kept";
  std::string head(application + kept.size(), '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  if (!in.is_open() || in.bad()) return true;
  if (!in) return false;
  if (!head.starts_with(magic)) return file.extension() == ".db";
  return head.ends_with(kept);
}

}  // namespace

std::vector<Id> still_named(const fs::path& file, const Customer& customer,
                            const std::string& source) {
  if (!may_be_a_store(file)) return {};
  Store::Connection other(resolved(file).string(), Mode::read);
  check(other, sqlite3_busy_timeout(other.database.getHandle(), 0));
  other.run("pragma query_only = on");
  version_of(other, INT_MAX);
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
}

}  // namespace kept
