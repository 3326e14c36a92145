#include <functional>

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
  if (!made) return problems;
  compare(store, *made, each_customer, customer, problems);
  compare(store, *made, each_loop, loop, problems);
  compare(store, *made, each_entry, entry, problems);
  compare(store, *made, each_promise, promise, problems);
  return problems;
}

}  // namespace kept
