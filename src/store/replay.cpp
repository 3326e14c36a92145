#include <array>
#include <functional>
#include <string_view>

#include "store/changesets.hpp"

namespace kept {

namespace {

constexpr std::size_t most_differences = 20;

/// What all changes make of an empty store; none, and a problem, where one does not fit what came
/// before it. In a file without a name, so that memory has a bound.
std::optional<Store> replayed(Store& store, std::vector<std::string>& problems) {
  auto connection = std::make_unique<Store::Connection>("", Mode::write);
  // A change is whole at its last part only.
  check(*connection, sqlite3_db_config(connection->database.getHandle(),
                                       SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr));
  connection->run("pragma synchronous = off; begin");
  migrate(*connection, migrations());
  Query parts(store, "select change, changeset from change_part order by change, part");
  while (parts.next()) {
    Row row = parts.row();
    const Id change = row.id(Kind::change);
    const std::span<const unsigned char> bytes = row.blob();
    if (apply_changeset(*connection, Changeset(bytes.begin(), bytes.end())) == Applied::all)
      continue;
    problems.push_back(shown(change) + " does not fit what the changes before it made");
    return std::nullopt;
  }
  return Store(std::move(connection));
}

// ---- comparing -------------------------------------------------------------------------------

/// The rows of each tracked table, in the order of its key.
constexpr std::array tables{"select * from customer order by id",
                            "select * from contact order by customer, kind, position",
                            "select * from customer_tag order by customer, position",
                            "select * from customer_field order by customer, name",
                            "select * from customer_key order by source, external_id",
                            "select * from loop order by id",
                            "select * from closing order by loop, seq",
                            "select * from waiting order by loop, seq",
                            "select * from step order by loop, number",
                            "select * from handover order by loop, seq",
                            "select * from loop_key order by source, external_id",
                            "select * from entry order by id",
                            "select * from entry_tag order by entry, position",
                            "select * from entry_key order by source, external_id",
                            "select * from promise order by id",
                            "select * from deadline order by promise, seq",
                            "select * from settlement order by promise, seq",
                            "select * from promise_key order by source, external_id"};
static_assert(tables.size() == tracked.size());

bool is_same(SQLite::Statement& left, SQLite::Statement& right) {
  const auto bytes = [](SQLite::Column column) {
    const char* const text = column.getText(nullptr);
    return text == nullptr ? std::optional<std::string_view>()
                           : std::string_view(text, static_cast<std::size_t>(column.getBytes()));
  };
  for (int column = 0; column < left.getColumnCount(); ++column) {
    if (bytes(left.getColumn(column)) != bytes(right.getColumn(column))) return false;
  }
  return true;
}

/// Row by row, which is much faster than record by record.
bool have_the_same_rows(Store& store, Store& made) {
  return guarded(store.connection(), [&] {
    for (const char* const sql : tables) {
      SQLite::Statement left(store.connection().database, sql);
      SQLite::Statement right(made.connection().database, sql);
      for (;;) {
        const bool has_left = left.executeStep();
        const bool has_right = right.executeStep();
        if (has_left != has_right || (has_left && !is_same(left, right))) return false;
        if (!has_left) break;
      }
    }
    return true;
  });
}

template <class Each, class Find>
void compare(Store& store, Store& made, Each each, Find find, std::vector<std::string>& problems) {
  const auto differs = [&](Id id) {
    if (problems.size() < most_differences) {
      problems.push_back(shown(id) + " is not what its changes made of it");
    }
  };
  each(store, [&](const auto& record) {
    const auto twin = find(made, record.id);
    if (!twin || !(*twin == record)) differs(record.id);
  });
  each(made, [&](const auto& record) {
    if (!find(store, record.id)) differs(record.id);
  });
}

}  // namespace

std::vector<std::string> differences_to_changes(Store& store) {
  std::vector<std::string> problems;
  std::optional<Store> made = replayed(store, problems);
  if (!made || have_the_same_rows(store, *made)) return problems;
  compare(store, *made, each_customer, customer, problems);
  compare(store, *made, each_loop, loop, problems);
  compare(store, *made, each_entry, entry, problems);
  compare(store, *made, each_promise, promise, problems);
  if (problems.empty()) problems.emplace_back("a folded text is not what its changes made of it");
  return problems;
}

}  // namespace kept
