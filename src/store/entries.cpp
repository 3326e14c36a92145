#include "store/rows.hpp"

namespace kept {

namespace {

void put_row(Store& store, const Entry& entry) {
  Query(store,
        "insert into entry(id, customer, loop, direction, happened_at, happened_recorded, channel,"
        " minutes, mood, text, no_answer, is_private, answer_late_from, chase)"
        " values (:id, :customer, :loop, :direction, :happened_at, :happened_recorded, :channel,"
        " :minutes, :mood, :text, :no_answer, :is_private, :answer_late_from, :chase)"
        " on conflict(id) do update set customer = excluded.customer, loop = excluded.loop,"
        " direction = excluded.direction, happened_at = excluded.happened_at,"
        " happened_recorded = excluded.happened_recorded, channel = excluded.channel,"
        " minutes = excluded.minutes, mood = excluded.mood, text = excluded.text,"
        " no_answer = excluded.no_answer, is_private = excluded.is_private,"
        " answer_late_from = excluded.answer_late_from, chase = excluded.chase")
      .bind(":id", entry.id)
      .bind(":customer", entry.customer)
      .bind(":loop", entry.loop)
      .bind(":direction", entry.direction)
      .bind(":happened_at", ":happened_recorded", entry.happened)
      .bind(":channel", entry.channel)
      .bind(":minutes", entry.minutes)
      .bind(":mood", entry.mood)
      .bind(":text", entry.text)
      .bind(":no_answer", entry.no_answer)
      .bind(":is_private", entry.is_private)
      .bind(":answer_late_from", entry.answer_late_from)
      .bind(":chase", entry.chase)
      .run();
}

void put_tags(Store& store, const Entry& entry) {
  Query insert(store,
               "insert into entry_tag(entry, position, tag) values (:entry, :position, :tag)");
  int position = 0;
  for (const std::string& tag : entry.tags) {
    insert.bind(":entry", entry.id).bind(":position", position++).bind(":tag", tag).run_and_reset();
  }
}

Entry read_entry(Row row) {
  Entry read;
  read.id = row.id(Kind::entry);
  read.customer = row.id(Kind::customer);
  read.loop = row.id_if_any(Kind::loop);
  read.direction = row.choice<Direction>();
  read.happened = row.moment();
  read.channel = row.text();
  read.minutes = row.small_if_any();
  read.mood = row.choice_if_any<Mood>();
  read.text = row.text();
  read.no_answer = row.flag();
  read.is_private = row.flag();
  read.answer_late_from = row.instant_if_any();
  read.chase = row.flag();
  return read;
}

std::string read_tag(Row row) {
  return row.text();
}

struct EntryParts {
  Parts<std::string> tags;
  Parts<ExternalKey> keys;

  void join(Entry& entry) {
    entry.tags = tags.of(entry.id);
    entry.keys = keys.of(entry.id);
  }
};

EntryParts parts_of_one(Store& store, Id entry) {
  return {.tags = {store, "select entry, tag from entry_tag where entry = :entry order by position",
                   read_tag, ":entry", entry},
          .keys = keys_of(store, entry)};
}

EntryParts parts_of_all(Store& store) {
  return {.tags = {store, "select entry, tag from entry_tag order by entry, position", read_tag},
          .keys = all_keys(store, Kind::entry)};
}

std::vector<Entry> with_parts(Store& store, Query& query) {
  std::vector<Entry> entries = query.all(read_entry);
  for (Entry& entry : entries) parts_of_one(store, entry.id).join(entry);
  return entries;
}

}  // namespace

void put(Store& store, Entry& entry) {
  std::optional<Id> old_loop;
  if (entry.id.number == 0) {
    entry.id.number = draw_number(store, Kind::entry);
  } else {
    old_loop = stored_loop_of(store, entry.id);
    Query(store, "delete from entry_tag where entry = :entry").bind(":entry", entry.id).run();
    erase_keys(store, entry.id);
  }
  put_row(store, entry);
  put_tags(store, entry);
  put_keys(store, entry.id, entry.keys);
  wrote(store, entry.id, words_of(entry), entry.loop, old_loop);
}

std::optional<Entry> entry(Store& store, Id id) {
  Query query(store, "select * from entry where id = :id");
  std::vector<Entry> found = with_parts(store, query.bind(":id", id));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

void each_entry(Store& store, const std::function<void(Entry&)>& visit) {
  Query query(store, "select * from entry order by id");
  EntryParts parts = parts_of_all(store);
  while (query.next()) {
    Entry entry = read_entry(query.row());
    parts.join(entry);
    visit(entry);
  }
}

std::vector<Entry> entries(Store& store) {
  std::vector<Entry> all;
  each_entry(store, [&](Entry& entry) { all.push_back(std::move(entry)); });
  return all;
}

std::vector<Entry> entries_of(Store& store, Id customer) {
  Query query(store, "select * from entry where customer = :customer order by id");
  return with_parts(store, query.bind(":customer", customer));
}

std::vector<Entry> entries_of_loop(Store& store, Id loop) {
  Query query(store, "select * from entry where loop = :loop order by id");
  return with_parts(store, query.bind(":loop", loop));
}

std::vector<Entry> entries_of_loop_since(Store& store, Id loop, const Moment& since) {
  Query query(store,
              "select * from entry where loop = :loop"
              " and (happened_at, happened_recorded) >= (:at, :recorded) order by id");
  return with_parts(store, query.bind(":loop", loop).bind(":at", ":recorded", since));
}

}  // namespace kept
