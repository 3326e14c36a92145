#include <algorithm>

#include "store/changesets.hpp"

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

// Times that run backwards are no damage: an import takes them as they are.
void check_events(const Loop& loop, Problems& problems) {
  const std::string id = shown(loop.id);
  const auto open = std::count_if(loop.closings.begin(), loop.closings.end(),
                                  [](const Closing& closing) { return !closing.reopened; });
  if (open > 1) problems.push_back(id + " was closed twice and not reopened between");
}

void check_loops(Store& store, Problems& problems) {
  Parts<LoopState> states(store, "select * from loop_state order by loop", read_loop_state);
  each_loop(store, [&](const Loop& loop) {
    check_events(loop, problems);
    const std::vector<LoopState> state = states.of(loop.id);
    if (state.empty()) {
      problems.push_back(shown(loop.id) + " has no stored state");
    } else if (state.front() != state_of(store, loop)) {
      problems.push_back(shown(loop.id) + " has a stored state that its events do not give");
    }
  });
}

void check_first_deadline(const Promise& promise, Problems& problems) {
  const Deadline& first = promise.deadlines.front();
  if (first.told->at == first.set.at) return;
  problems.push_back(shown(promise.id) + " has a first deadline that was not told when it was set");
}

std::optional<Instant> read_attention(Row row) {
  return row.instant_if_any();
}

void check_promises(Store& store, Problems& problems) {
  Parts<std::optional<Instant>> states(store, "select * from promise_state order by promise",
                                       read_attention);
  each_promise(store, [&](const Promise& promise) {
    check_first_deadline(promise, problems);
    const auto state = states.of(promise.id);
    if (state.empty()) {
      problems.push_back(shown(promise.id) + " has no stored state");
    } else if (state.front() != attention_from(promise)) {
      problems.push_back(shown(promise.id) + " has a stored state that its events do not give");
    }
  });
}

void check_circles(Store& store, Problems& problems) {
  Query query(
      store,
      "with recursive up(id, above) as ("
      " select id, parent from loop where parent is not null"
      " union select up.id, loop.parent from up join loop on loop.id = up.above"
      " where loop.parent is not null),"
      " on_to(id, next) as ("
      " select id, merged_into from loop where merged_into is not null"
      " union select on_to.id, loop.merged_into from on_to join loop on loop.id = on_to.next"
      " where loop.merged_into is not null)"
      " select id, 0 from up where id = above union all"
      " select id, 1 from on_to where id = next");
  while (query.next()) {
    Row row = query.row();
    const std::string id = shown(row.id(Kind::loop));
    problems.push_back(id + (row.flag() ? " was merged into itself" : " is a part of itself"));
  }
}

void check_states_of_nothing(Store& store, Problems& problems) {
  Query query(store,
              "select 'L', loop from loop_state where loop not in (select id from loop)"
              " union all select 'P', promise from promise_state"
              " where promise not in (select id from promise)");
  while (query.next()) {
    Row row = query.row();
    const Kind kind = row.kind();
    problems.push_back(shown(row.id(kind)) + " has a stored state and does not exist");
  }
}

// ---- words -----------------------------------------------------------------------------------

std::string read_words(Row row) {
  return row.text();
}

template <class Each>
void check_words_of(Store& store, Kind kind, Each each, Problems& problems) {
  Parts<std::string> words(
      store, "select rowid / 8, text from words where rowid % 8 = :kind order by rowid", read_words,
      ":kind", words_row(Id{kind, 0}));
  each(store, [&](const auto& record) {
    const std::vector<std::string> indexed = words.of(record.id);
    if (indexed.empty() || indexed.front() != words_of(record)) {
      problems.push_back(shown(record.id) + " is not found by all of its words");
    }
  });
}

void check_words_of_nothing(Store& store, Problems& problems) {
  Query query(store,
              "select rowid from words where case rowid % 8"
              " when 0 then rowid / 8 not in (select id from customer)"
              " when 1 then rowid / 8 not in (select id from loop)"
              " when 2 then rowid / 8 not in (select id from entry)"
              " when 3 then rowid / 8 not in (select id from promise)"
              " else true end");
  while (query.next()) {
    const Id id = worded_record(query.row().number());
    problems.push_back(shown(id) + " is found by its words and does not exist");
  }
}

void check_words(Store& store, Problems& problems) {
  check_words_of(store, Kind::customer, each_customer, problems);
  check_words_of(store, Kind::loop, each_loop, problems);
  check_words_of(store, Kind::entry, each_entry, problems);
  check_words_of(store, Kind::promise, each_promise, problems);
  check_words_of_nothing(store, problems);
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

/// Answers whether all of them can be read.
bool check_changes(Store& store, Problems& problems) {
  bool readable = true;
  const std::vector<Id> ids = Query(store, "select id from change order by id").all([](Row row) {
    return row.id(Kind::change);
  });
  for (const Id id : ids) {
    try {
      for (int part = count_parts(store, id); part > 0; --part) {
        walk(store.connection(), part_of(store, id, part - 1),
             [](const ChangesetRow& row) { row.records(); });
      }
    } catch (const Error&) {
      problems.push_back(shown(id) + " cannot be read, and so not undone");
      readable = false;
    }
  }
  return readable;
}

void check_replay(Store& store, Problems& problems) {
  if (store.connection().unrecorded) return;  // a change in hand is not stored yet
  for (std::string& line : differences_to_changes(store)) problems.push_back(std::move(line));
}

void check_forgetting(Store& store, Problems& problems) {
  if (!has_forgetting_to_finish(store.connection())) return;
  problems.emplace_back(
      "what was forgotten is not erased from the file yet: the next command that "
      "writes does it");
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

void check_history(Store& store, Problems& problems) {
  if (check_changes(store, problems)) check_replay(store, problems);
}

}  // namespace

std::vector<std::string> problems(Store& store) {
  Problems found;
  check_integrity(store, found);
  check_references(store, found);
  // What is damaged can't be read as records.
  if (!found.empty()) return found;
  derive(store);
  for (const auto look :
       {check_circles, check_loops, check_promises, check_states_of_nothing, check_words,
        check_index, check_history, check_forgetting, check_numbers}) {
    try {
      look(store, found);
    } catch (const Error& error) {
      // A record that can't be read hides none of the other problems.
      if (error.status != Exit::bad_store) throw;
      if (std::find(found.begin(), found.end(), error.what()) == found.end()) {
        found.emplace_back(error.what());
      }
    }
  }
  return found;
}

}  // namespace kept
