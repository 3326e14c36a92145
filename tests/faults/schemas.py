"""Stores whose bytes are sound and whose content lies: triggers and views that somebody put there, columns
that compute, functions in checks, missing tables; and in each column of each table what kept never
writes: times at the ends of the numbers, days that are none, zones that are none, ids of nothing, cycles,
bytes that are no text, texts of megabytes."""

import functools
import os
import random as random_module
import sqlite3

import oracle
import scenes
from damage import TRIED
from oracle import Home, expect

LIMIT = 30
# Looking at a record whose content lies, and every way to write to it.
MORE = [["show", "P1"], ["show", "P2", "--explain"], ["show", "E1"], ["show", "dana"], ["show", "H3"],
        ["report", "loops"], ["report", "promises", "--by", "month"], ["report", "waiting"],
        ["report", "steps"], ["list", "loops"], ["list", "customers", "--format", "csv"],
        ["keep-promise", "P2"], ["move-promise", "P2", "--due", "+9d", "--told", "--because", "ill"],
        ["merge-loop", "L2", "--into", "L1"], ["close-loop", "L4", "--outcome", "lapsed", "--unconfirmed"],
        ["edit-loop", "L2", "--parent", "L1"], ["step", "L5.1", "--done"], ["unwait", "L4"],
        ["backup", "copy.db"], ["redo"], ["overdue", "--explain"], ["today", "--explain"]]

# What is wrong with a table as such.
TABLES = {
    "a trigger that deletes": "create trigger evil after insert on entry begin delete from promise; end",
    "a trigger on every update": "create trigger evil after update on serial begin"
                                 " insert into entry_tag values (64, 99, 'evil'); end",
    "a trigger that fails": "create trigger evil before insert on change begin"
                            " select raise(abort, 'evil'); end",
    "a view for a table": "alter table promise rename to hidden;"
                          " create view promise as select * from hidden",
    "a view that writes files": "alter table entry rename to hidden; create view entry as"
                                " select * from hidden where writefile('evil', 'x') is not null",
    "a view that loads code": "alter table customer rename to hidden; create view customer as"
                              " select *, load_extension('evil') from hidden",
    "a view without an end": "drop table words; create view words as with recursive n(i) as"
                             " (select 1 union all select i + 1 from n) select i as rowid, 'x' as text from n",
    "a generated column": "alter table loop add column evil text generated always as (upper(title)) virtual",
    "a generated column that fails": "alter table entry add column evil text"
                                     " generated always as (case text when 'a word' then json(text) end) virtual",
    "a check that computes": "alter table entry add column evil int check(length(hex(text)) < 8)",
    "a column more": "alter table promise add column evil text",
    "a column less": "alter table customer drop column lang",
    "a column of another name": "alter table closing rename column words to evil",
    "an index that computes": "create index evil on entry("
                             "case text when 'a word' then json(text) end)",
    "an index less": "drop index customer_handle",
    "words that are no index": "drop table words; create table words(text text) strict",
    "no changes": "drop table change_part; drop table touched",
    "no settings": "drop table setting",
    "no derived columns": "delete from loop_state; delete from promise_state",
    "no deadlines": "delete from deadline",
    "no first deadline": "update deadline set seq = 5 where seq = 0; delete from deadline where seq = 0",
    "no records": "pragma foreign_keys = off; delete from customer; delete from loop",
    "a loop that is its own parent": "update loop set parent = id",
    "loops that are parents of each other": "update loop set parent = 128 where id = 64;"
                                            " update loop set parent = 64 where id = 128",
    "a loop that was merged into itself": "update loop set merged_into = id",
    "loops that were merged in a ring": "update loop set merged_into = 128 where id = 64;"
                                        " update loop set merged_into = 192 where id = 128;"
                                        " update loop set merged_into = 64 where id = 192",
    "changes that reverse each other": "update change set reverses = 128, what = 'undo' where id = 64;"
                                       " update change set reverses = 64, what = 'redo' where id = 128",
    "serials at their end": "update serial set last = 9223372036854775807",
    "serials behind": "update serial set last = 0",
    "another machine's": "update setting set value = 63 where key = 'machine'",
    "no machine's": "update setting set value = 'evil' where key = 'machine'",
    "a version below": "pragma user_version = 2",
    "version 0": "pragma user_version = 0",
    "version -1": "pragma user_version = -1",
    "UTF-16": "pragma foreign_keys = off",  # remade below
    "pages of 512": "pragma page_size = 512; vacuum",
    "pages of 65536": "pragma page_size = 65536; vacuum",
    "auto-vacuum": "pragma auto_vacuum = full; vacuum",
    "a WAL": "pragma journal_mode = wal",
}

# What `check` must find; the rest it may pass over, as it does no harm.
FOUND_BY_CHECK = {
    "a view for a table", "a view that writes files", "a view that loads code", "a view without an end",
    "a column less", "words that are no index", "no changes", "no derived columns", "no deadlines",
    "no records", "serials behind",
    "a loop that is its own parent", "loops that are parents of each other",
    "a loop that was merged into itself", "loops that were merged in a ring", "version 0", "version -1"}

LONG = "x" * 5_000_000
NASTY = [-9223372036854775808, 9223372036854775807, -1, 0, 253402300800, -62135596801, 9_000_000_000_000,
         None, "", "9999-99-99", "0000-00-00", "2026-02-30", "9999-12-31T23:59", "2026-03-22T25:61",
         "No/Where", "../../../../etc/passwd", "evil", "a\0b", "\x1b]52;c;eA==\x07\u202e", "=1+1", b"\xff\x80",
         b"\xed\xa0\x80", LONG, b"\xff" * 1000]


def cases(full, random):
    for name in TABLES:
        yield functools.partial(lying_schema, name)
    columns = columns_of(scenes.desk())
    tries = [(*column, i) for column in columns for i in range(len(NASTY))]
    for each in tries if full else random.sample(tries, 150):
        yield functools.partial(lying_value, *each, random.randrange(1 << 32))


def open_to_spoil(store):
    connection = sqlite3.connect(store, isolation_level=None)
    connection.execute("pragma ignore_check_constraints = on")
    connection.execute("pragma foreign_keys = off")
    connection.create_function("writefile", 2, lambda *_: 1)
    return connection


def columns_of(snapshot):
    with Home() as home:
        home.fill(snapshot)
        connection = open_to_spoil(home.store)
        tables = [name for (name,) in connection.execute(
            "select name from sqlite_schema where type = 'table' and name not glob 'sqlite_*'"
            " order by name")]
        found = [(table, row[1]) for table in tables
                 for row in connection.execute(f'pragma table_info("{table}")')]
        connection.close()
    expect(len(found) > 100, "the tables have columns")
    return found


def lying_schema(name):
    with Home() as home:
        home.fill(scenes.desk())
        connection = open_to_spoil(home.store)
        if name == "UTF-16":
            remake_in_utf16(connection, home)
        else:
            connection.executescript(TABLES[name])
        connection.close()
        spoiled = home.snapshot()
        for words in TRIED + MORE:
            home.fill(spoiled)
            hold(home, words)
        home.fill(spoiled)
        expect(home.run(["check"]).status != 0 or name not in FOUND_BY_CHECK, "check finds nothing")
        if name == "a trigger that deletes":
            home.fill(spoiled)
            home.run(["log", "dana", "a word", "-i", "--loop", "L1"])
            expect(read(home, "select count(*) from promise") == [(4,)], "the trigger was run")
        expect(not os.path.exists(os.path.join(home.path, "evil")), "a file was written")
    oracle.figures["hostile stores"] += 1


def remake_in_utf16(connection, home):
    shadows = ('INSERT INTO "words', "CREATE TABLE 'words", "INSERT INTO sqlite_master")
    dump = "\n".join(line for line in connection.iterdump() if not line.startswith(shadows))
    version = connection.execute("pragma user_version").fetchone()[0]
    connection.close()
    os.unlink(home.store)
    other = open_to_spoil(home.store)
    other.execute("pragma encoding = 'UTF-16le'")
    other.executescript(dump)
    other.execute("create virtual table words using fts5(text, tokenize = 'trigram')")
    other.execute("pragma application_id = 0x6b657074")
    other.execute(f"pragma user_version = {version}")
    other.close()


def read(home, sql):
    connection = sqlite3.connect(f"file:{home.store}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    except sqlite3.DatabaseError:
        return None
    finally:
        connection.close()


def lying_value(table, column, which, seed):
    value = NASTY[which]
    with Home() as home:
        home.fill(scenes.desk())
        connection = open_to_spoil(home.store)
        connection.text_factory = bytes
        try:
            sql = "cast(? as text)" if isinstance(value, bytes) else "?"
            where = f'where rowid in (select rowid from "{table}" order by rowid limit 3)'
            try:
                connection.execute(f'update "{table}" set "{column}" = {sql} {where}', (value,))
            except sqlite3.OperationalError:  # a table without row numbers
                connection.execute(f'update "{table}" set "{column}" = {sql}', (value,))
        except (sqlite3.DatabaseError, OverflowError):
            return  # not even a damaged store can hold it there
        finally:
            connection.close()
        chosen = random_module.Random(seed)
        for words in chosen.sample(TRIED + MORE, 6):
            hold(home, words)
        hold(home, ["check"])
    oracle.figures["hostile stores"] += 1


def hold(home, words):
    outcome = home.run(words, limit=LIMIT)
    oracle.well_behaved(outcome, words)
