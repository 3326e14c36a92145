#include <string>

#include "store/rows.hpp"

namespace kept {

namespace {

// Tables that changes record have no derived columns: an undo would trip over those that a later
// change moved on. Rows are read by position, so columns are only ever appended.
constexpr const char* first_schema = R"sql(
create table customer(
  id integer primary key check(id > 0),
  name text not null check(name <> ''),
  folded_name text not null,
  handle text not null,
  folded_handle text not null check((handle = '') = (folded_handle = '')),
  org text not null,
  lang text not null,
  type text check(type in ('meticulous', 'pedantic', 'angry', 'demanding', 'confused',
    'manipulative', 'passive-aggressive', 'pressed')),
  added_at integer not null,
  added_recorded integer not null
) strict;
create unique index customer_handle on customer(folded_handle) where folded_handle <> '';
create index customer_name on customer(folded_name);

create table contact(
  customer integer not null references customer(id),
  kind text not null check(kind in ('email', 'phone')),
  position integer not null check(position >= 0),
  value text not null check(value <> ''),
  folded text not null,
  primary key(customer, kind, position)
) strict, without rowid;
create index contact_folded on contact(kind, folded);

create table customer_tag(
  customer integer not null references customer(id),
  position integer not null check(position >= 0),
  tag text not null check(tag <> ''),
  primary key(customer, position)
) strict, without rowid;

create table customer_field(
  customer integer not null references customer(id),
  name text not null check(name <> ''),
  position integer not null check(position >= 0),
  value text not null,
  primary key(customer, name)
) strict, without rowid;

create table customer_key(
  source text not null check(source <> ''),
  external_id text not null check(external_id <> ''),
  customer integer not null references customer(id),
  primary key(source, external_id)
) strict, without rowid;
create index customer_key_customer on customer_key(customer);

create table loop(
  id integer primary key check(id > 0),
  customer integer not null references customer(id),
  title text not null check(title <> ''),
  kind text not null
    check(kind in ('inquiry', 'request', 'complaint', 'order', 'objection', 'other')),
  priority text not null check(priority in ('low', 'normal', 'high', 'urgent')),
  product text not null,
  opened_at integer not null,
  opened_recorded integer not null
) strict;
create index loop_customer on loop(customer);

create table closing(
  loop integer not null references loop(id),
  seq integer not null check(seq >= 0),
  closed_at integer not null,
  closed_recorded integer not null,
  outcome text not null check(outcome in ('resolved', 'declined', 'lapsed', 'duplicate')),
  confirmed integer not null check(confirmed in (0, 1)),
  rating integer check(rating between 1 and 5),
  words text not null,
  cause text not null,
  lesson text not null,
  reopened_at integer,
  reopened_recorded integer check((reopened_at is null) = (reopened_recorded is null)),
  reopened_because text not null check(reopened_at is not null or reopened_because = ''),
  primary key(loop, seq)
) strict, without rowid;
create unique index closing_open on closing(loop) where reopened_at is null;

create table waiting(
  loop integer not null references loop(id),
  seq integer not null check(seq >= 0),
  kind text not null check(kind in ('customer', 'third', 'snooze')),
  since_at integer not null,
  since_recorded integer not null,
  until_at integer,
  ended_at integer,
  ended_recorded integer check((ended_at is null) = (ended_recorded is null)),
  reason text not null,
  primary key(loop, seq)
) strict, without rowid;

create table entry(
  id integer primary key check(id > 0),
  customer integer not null references customer(id),
  loop integer references loop(id),
  direction text not null check(direction in ('in', 'out', 'talk', 'note')),
  happened_at integer not null,
  happened_recorded integer not null,
  channel text not null,
  minutes integer check(minutes >= 0),
  mood text check(mood in ('angry', 'unhappy', 'neutral', 'pleased', 'delighted')),
  text text not null,
  no_answer integer not null check(no_answer in (0, 1)),
  is_private integer not null check(is_private in (0, 1)),
  answer_late_from integer check(answer_late_from is null or direction = 'in'),
  check(direction <> 'note' or is_private = 1)
) strict;
create index entry_customer on entry(customer);
create index entry_loop on entry(loop) where loop is not null;

create table entry_tag(
  entry integer not null references entry(id),
  position integer not null check(position >= 0),
  tag text not null check(tag <> ''),
  primary key(entry, position)
) strict, without rowid;

create table promise(
  id integer primary key check(id > 0),
  customer integer not null references customer(id),
  loop integer references loop(id),
  theirs integer not null check(theirs in (0, 1)),
  text text not null check(text <> ''),
  made_at integer not null,
  made_recorded integer not null,
  ending text check(ending in ('kept', 'released', 'withdrawn')),
  ended_at integer check((ending is null) = (ended_at is null)),
  ended_recorded integer check((ending is null) = (ended_recorded is null)),
  told_at integer check(told_at is null or ending = 'withdrawn'),
  told_recorded integer check((told_at is null) = (told_recorded is null)),
  ending_note text not null check(ending is not null or ending_note = '')
) strict;
create index promise_customer on promise(customer);
create index promise_loop on promise(loop) where loop is not null;

create table deadline(
  promise integer not null references promise(id),
  seq integer not null check(seq >= 0),
  due text not null check(due glob '????-??-??' or due glob '????-??-??T??:??'),
  zone text not null check(zone <> ''),
  late_from integer not null,
  set_at integer not null,
  set_recorded integer not null,
  told_at integer check(seq > 0 or told_at is not null),
  told_recorded integer check((told_at is null) = (told_recorded is null)),
  because text not null,
  primary key(promise, seq)
) strict, without rowid;

create table settlement(
  promise integer not null references promise(id),
  seq integer not null check(seq >= 0),
  happened_at integer not null,
  happened_recorded integer not null,
  explained text not null check(explained <> ''),
  compensated text not null,
  no_compensation text not null check((compensated = '') <> (no_compensation = '')),
  primary key(promise, seq)
) strict, without rowid;

create table loop_state(
  loop integer primary key,
  closed integer not null check(closed in (0, 1)),
  answer_entry integer,
  answer_late_from integer check((answer_entry is null) = (answer_late_from is null))
) strict;
create index loop_state_open on loop_state(loop) where closed = 0;
create index loop_state_answer on loop_state(answer_late_from) where answer_late_from is not null;

create table promise_state(
  promise integer primary key,
  attention_from integer
) strict;
create index promise_state_attention on promise_state(attention_from)
  where attention_from is not null;

create table serial(
  kind text primary key not null,
  last integer not null check(last >= 0)
) strict, without rowid;

create table setting(
  key text primary key not null,
  value text not null
) strict, without rowid;
insert into setting(key, value) values ('machine', '0');

create table change(
  id integer primary key check(id > 0),
  at integer not null,
  what text not null check(what in ('made', 'undo', 'redo')),
  command text not null,
  summary text not null,
  reverses integer references change(id) check((what = 'made') = (reverses is null)),
  reversed_by integer references change(id)
) strict;
create index change_reverses on change(reverses) where reverses is not null;
create index change_reversed_by on change(reversed_by) where reversed_by is not null;

create table change_part(
  change integer not null references change(id) deferrable initially deferred,
  part integer not null check(part >= 0),
  changeset blob not null,
  primary key(change, part)
) strict;

create table touched(
  kind text not null check(kind in ('C', 'L', 'E', 'P')),
  id integer not null,
  change integer not null references change(id) deferrable initially deferred,
  primary key(kind, id, change)
) strict, without rowid;
create index touched_change on touched(change);

create virtual table words using fts5(text, tokenize = 'trigram');

pragma application_id = 0x6b657074;
pragma user_version = 1;
)sql";

constexpr const char* keys_of_every_record = R"sql(
create table loop_key(
  source text not null check(source <> ''),
  external_id text not null check(external_id <> ''),
  loop integer not null references loop(id),
  primary key(source, external_id)
) strict, without rowid;
create index loop_key_loop on loop_key(loop);

create table entry_key(
  source text not null check(source <> ''),
  external_id text not null check(external_id <> ''),
  entry integer not null references entry(id),
  primary key(source, external_id)
) strict, without rowid;
create index entry_key_entry on entry_key(entry);

create table promise_key(
  source text not null check(source <> ''),
  external_id text not null check(external_id <> ''),
  promise integer not null references promise(id),
  primary key(source, external_id)
) strict, without rowid;
create index promise_key_promise on promise_key(promise);

insert into setting(key, value) values ('store', lower(hex(randomblob(4))));

pragma user_version = 2;
)sql";

// What derive() writes is made anew: whoever migrates fills it.
constexpr const char* follow_up = R"sql(
alter table loop add column parent integer references loop(id);
alter table loop add column merged_into integer references loop(id);
alter table loop add column handler text not null default '';
update loop set handler = '';
create index loop_parent on loop(parent) where parent is not null;

alter table closing add column confirmed_at integer;
alter table closing add column confirmed_recorded integer;
alter table closing add column asked_at integer;
alter table closing add column asked_recorded integer;

alter table entry add column chase integer not null default 0 check(chase in (0, 1));
update entry set chase = 0;

create table step(
  loop integer not null references loop(id),
  number integer not null check(number > 0),
  text text not null check(text <> ''),
  guidance text not null,
  plan text not null,
  added_at integer not null,
  added_recorded integer not null,
  due text check(due glob '????-??-??' or due glob '????-??-??T??:??'),
  zone text check((due is null) = (zone is null)),
  late_from integer check((due is null) = (late_from is null)),
  ended_at integer,
  ended_recorded integer check((ended_at is null) = (ended_recorded is null)),
  dropped integer not null check(dropped in (0, 1) and (dropped = 0 or ended_at is not null)),
  primary key(loop, number)
) strict, without rowid;

create table handover(
  loop integer not null references loop(id),
  seq integer not null check(seq >= 0),
  happened_at integer not null,
  happened_recorded integer not null,
  handler_before text not null,
  handler_after text not null,
  primary key(loop, seq)
) strict, without rowid;

drop table loop_state;
create table loop_state(
  loop integer primary key,
  closed integer not null check(closed in (0, 1)),
  answer_entry integer,
  answer_late_from integer check((answer_entry is null) = (answer_late_from is null)),
  step_late_from integer,
  back_from integer,
  unconfirmed_since integer,
  first_asked_at integer,
  first_late_from integer check((first_asked_at is null) = (first_late_from is null)),
  first_answered_at integer check(first_answered_at is null or first_asked_at is not null),
  first_answer_took integer check((first_answered_at is null) = (first_answer_took is null))
) strict;
create index loop_state_open on loop_state(loop) where closed = 0;
create index loop_state_answer on loop_state(answer_late_from) where answer_late_from is not null;
create index loop_state_step on loop_state(step_late_from) where step_late_from is not null;
create index loop_state_back on loop_state(back_from) where back_from is not null;
create index loop_state_unconfirmed on loop_state(unconfirmed_since)
  where unconfirmed_since is not null;

pragma user_version = 3;
)sql";

// Of somebody who was forgotten, and of the changes that held them.
constexpr const char* forgetting = R"sql(
alter table customer add column forgotten_at integer;
alter table customer add column forgotten_recorded integer;

alter table change add column forgotten_by integer references change(id);
create index change_forgotten_by on change(forgotten_by) where forgotten_by is not null;

pragma user_version = 4;
)sql";

constexpr std::array steps{Migration{1, first_schema}, Migration{2, keys_of_every_record},
                           Migration{3, follow_up}, Migration{4, forgetting}};

}  // namespace

std::span<const Migration> migrations() {
  return steps;
}

void migrate(Store::Connection& connection, std::span<const Migration> all) {
  const auto version = [&] {
    return Query(connection, "pragma user_version").first([](Row row) { return row.small(); });
  };
  for (const Migration& step : all) {
    if (version() >= step.version) continue;
    connection.run(step.sql);
    if (version() != step.version) {
      throw Error(Exit::failure, "the store's schema could not be brought to version " +
                                     std::to_string(step.version));
    }
  }
}

}  // namespace kept
