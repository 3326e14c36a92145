#include "store/rows.hpp"

namespace kept {

Savepoint::Savepoint(Store& store_to_return_to) : store(store_to_return_to) {
  Store::Connection& connection = store.connection();
  Query(store, "savepoint stretch").run();
  recording = connection.recording;
  touched = connection.touched.size();
  parts = connection.parts;
  records_in_part = connection.records_in_part;
  unrecorded = connection.unrecorded;
  worth_committing = connection.worth_committing;
  // A part that ended within would have taken what stood before along, and the session with it.
  if (unrecorded) ++connection.held;
}

void Savepoint::keep() {
  Query(store, "release stretch").run();
  end();
  end_long_part(store);
}

void Savepoint::end() {
  ended = true;
  Store::Connection& connection = store.connection();
  if (unrecorded && --connection.held == 0) connection.derived.clear();
}

Savepoint::~Savepoint() {
  if (ended) return;
  Store::Connection& connection = store.connection();
  // The session needs nothing: it asks the tables what became of the rows that it saw.
  if (connection.database.tryExec("rollback to stretch; release stretch") != SQLITE_OK) {
    connection.given_up = true;
    connection.database.tryExec("pragma query_only = on");
  }
  connection.recording = recording;
  connection.parts = parts;
  connection.records_in_part = records_in_part;
  connection.unrecorded = unrecorded;
  connection.worth_committing = worth_committing;
  connection.stale.insert(connection.derived.begin(), connection.derived.end());
  while (connection.touched.size() > touched) connection.touched.pop_back();
  connection.words.clear();  // what is not in hand is read from the tables
  end();
}

}  // namespace kept
