#include <algorithm>
#include <map>

#include "store/rows.hpp"

namespace kept {

namespace {

using Problems = std::vector<std::string>;

// ---- the file --------------------------------------------------------------------------------

void check_integrity(Store& store, Problems& problems) {
  for (std::string& line :
       Query(store, "pragma integrity_check").all([](Row row) { return row.text(); })) {
    if (line != "ok") problems.push_back("integrity: " + line);
  }
}

void check_references(Store& store, Problems& problems) {
  Query query(store, "pragma foreign_key_check");
  while (query.next()) {
    Row row = query.row();
    const std::string table = row.text();
    row.skip();
    problems.push_back("a row of '" + table + "' belongs to a missing row of '" + row.text() + "'");
  }
}

// ---- derived columns -------------------------------------------------------------------------

std::map<Id, LoopState> stored_loop_states(Store& store) {
  std::map<Id, LoopState> states;
  Query query(store, "select * from loop_state");
  while (query.next()) {
    Row row = query.row();
    LoopState& state = states[row.id(Kind::loop)];
    state.closed = row.flag();
    state.answer_entry = row.id_if_any(Kind::entry);
    state.answer_late_from = row.instant_if_any();
  }
  return states;
}

void check_loops(Store& store, Problems& problems) {
  std::map<Id, LoopState> states = stored_loop_states(store);
  for (const Loop& loop : loops(store)) {
    const auto state = states.find(loop.id);
    if (state == states.end()) {
      problems.push_back(shown(loop.id) + " has no stored state");
      continue;
    }
    if (state->second != state_of(store, loop)) {
      problems.push_back(shown(loop.id) + " has a stored state that its events do not give");
    }
    states.erase(state);
    const auto open = std::count_if(loop.closings.begin(), loop.closings.end(),
                                    [](const Closing& closing) { return !closing.reopened; });
    if (open > 1) problems.push_back(shown(loop.id) + " was closed twice and not reopened between");
    for (const Closing& closing : loop.closings) {
      if (closing.closed.at < loop.opened.at) {
        problems.push_back(shown(loop.id) + " was closed before it was opened");
      }
    }
  }
  for (const auto& [id, state] : states) {
    problems.push_back(shown(id) + " has a stored state and does not exist");
  }
}

std::map<Id, std::optional<Instant>> stored_attention(Store& store) {
  std::map<Id, std::optional<Instant>> attention;
  Query query(store, "select * from promise_state");
  while (query.next()) {
    Row row = query.row();
    const Id id = row.id(Kind::promise);
    attention[id] = row.instant_if_any();
  }
  return attention;
}

void check_events(const Promise& promise, Problems& problems) {
  const std::string id = shown(promise.id);
  if (promise.deadlines.empty()) {
    problems.push_back(id + " has no deadline");
    return;
  }
  const Deadline& first = promise.deadlines.front();
  if (!first.told || first.told->at != first.set.at) {
    problems.push_back(id + " has a first deadline that was not told when it was set");
  }
  const auto too_early = [&](const Moment& moment) { return moment.at < promise.made.at; };
  for (const Deadline& deadline : promise.deadlines) {
    if (too_early(deadline.set) || (deadline.told && too_early(*deadline.told))) {
      problems.push_back(id + " has a deadline from before it was made");
    }
  }
  if (promise.resolution && too_early(promise.resolution->happened)) {
    problems.push_back(id + " ended before it was made");
  }
  for (const Settlement& settlement : promise.settlements) {
    if (too_early(settlement.happened)) problems.push_back(id + " was settled before it was made");
  }
}

void check_promises(Store& store, Problems& problems) {
  std::map<Id, std::optional<Instant>> attention = stored_attention(store);
  for (const Promise& promise : promises(store)) {
    check_events(promise, problems);
    const auto stored_one = attention.find(promise.id);
    if (stored_one == attention.end()) {
      problems.push_back(shown(promise.id) + " has no stored state");
      continue;
    }
    if (!promise.deadlines.empty() && stored_one->second != attention_from(promise)) {
      problems.push_back(shown(promise.id) + " has a stored state that its events do not give");
    }
    attention.erase(stored_one);
  }
  for (const auto& [id, instant] : attention) {
    problems.push_back(shown(id) + " has a stored state and does not exist");
  }
}

// ---- words -----------------------------------------------------------------------------------

template <class Record>
void check_words_of(Store& store, const std::vector<Record>& records,
                    std::map<Id, std::string>& indexed, Problems& problems) {
  for (const Record& record : records) {
    const auto found = indexed.find(record.id);
    if (found == indexed.end() || found->second != words_of(store, record.id)) {
      problems.push_back(shown(record.id) + " is not found by all of its words");
    }
    if (found != indexed.end()) indexed.erase(found);
  }
}

void check_words(Store& store, Problems& problems) {
  std::map<Id, std::string> indexed;
  Query query(store, "select rowid, text from words");
  while (query.next()) {
    Row row = query.row();
    const Id id = worded_record(row.number());
    indexed[id] = row.text();
  }
  check_words_of(store, customers(store), indexed, problems);
  check_words_of(store, loops(store), indexed, problems);
  check_words_of(store, entries(store), indexed, problems);
  check_words_of(store, promises(store), indexed, problems);
  for (const auto& [id, text] : indexed) {
    problems.push_back(shown(id) + " is found by its words and does not exist");
  }
}

// FTS5 checks itself by a command that counts as writing; where the file can't be written, the
// texts were compared at least.
void check_index(Store& store, Problems& problems) {
  Store::Connection& connection = store.connection();
  const WritingAllowed allowed(connection);
  try {
    connection.run("insert into words(words) values ('integrity-check')");
  } catch (const Error& error) {
    if (error.status == Exit::bad_store) problems.emplace_back("the index of words is damaged");
  }
}

// ---- changes and numbers ---------------------------------------------------------------------

void check_changes(Store& store, Problems& problems) {
  const std::vector<Id> ids = Query(store, "select id from change order by id").all([](Row row) {
    return row.id(Kind::change);
  });
  for (const Id id : ids) {
    try {
      for (const Changeset& part : parts_of(store, id)) {
        walk(store.connection(), part, [](const ChangesetRow& row) { row.records(); });
      }
    } catch (const Error&) {
      problems.push_back(shown(id) + " cannot be read, and so not undone");
    }
  }
}

void check_numbers(Store& store, Problems& problems) {
  Query query(store,
              "select highest.kind, highest.id from ("
              " select 'C' as kind, max(id) as id from customer"
              " union all select 'L', max(id) from loop"
              " union all select 'E', max(id) from entry"
              " union all select 'P', max(id) from promise"
              " union all select 'H', max(id) from change) as highest"
              " left join serial on serial.kind = highest.kind"
              " where highest.id / 64 > coalesce(serial.last, 0)");
  while (query.next()) {
    Row row = query.row();
    const Kind kind = row.kind();
    problems.push_back(shown(row.id(kind)) + " has a number that is given out again");
  }
}

}  // namespace

std::vector<std::string> problems(Store& store) {
  Problems found;
  check_integrity(store, found);
  check_references(store, found);
  // What is damaged can't be read as records.
  if (!found.empty()) return found;
  derive(store);
  check_loops(store, found);
  check_promises(store, found);
  check_words(store, found);
  check_index(store, found);
  check_changes(store, found);
  check_numbers(store, found);
  return found;
}

}  // namespace kept
