"""Stores that are damaged: bits turned, pages emptied, swapped, doubled, cut off, headers and cells that
lie, garbage behind the end; with and without a hot journal, which may be damaged as well; and files that
are no stores at all. Nothing is ever worse than an error: no signal, no hang, a status that is
documented and a sentence; where the store is refused, its bytes stay as they are."""

import functools
import os
import random as random_module
import sqlite3

import injection
import oracle
import scenes
from oracle import Home, expect

PAGE = 4096
JOURNAL = oracle.STORE + "-journal"
LIMIT = 30
TRIED = [["list", "promises"], ["list", "entries", "--format", "json"], ["overdue"], ["report"],
         ["report", "answers"], ["card", "dana"], ["show", "L1", "--explain"], ["today"], ["check"],
         ["find", "logo"], ["find", "לו"], ["history"], ["history", "L1"], ["export", "all"],
         ["log", "dana", "a word", "-i", "--loop", "L1"], ["undo"], ["undo", "H3"],
         ["add-customer", "Eve Example"], ["import", "customers", "people.csv", "--source", "crm"]]
READS = TRIED[:14]

_homes = {}


def cases(full, random):
    _homes["well"] = scenes.desk()
    _homes["with a hot journal"] = killed_before_its_end()
    _homes["of version 1"] = scenes.build_old("v1.sql")
    count = 10_000 if full else 200
    for seed in range(count):
        yield functools.partial(damaged, random.randrange(1 << 48))
    size = len(_homes["well"][oracle.STORE])
    cuts = [*range(0, size, PAGE), *(cut + 1 for cut in range(0, size, PAGE)), 15, 99, 100, 101, 4095]
    for cut in cuts if full else random.sample(cuts, 20):
        yield functools.partial(cut_off, cut)
    for name in NO_STORES:
        yield functools.partial(no_store, name)


def killed_before_its_end():
    """A home whose last command wrote all of the store, and did not come to remove its journal."""
    scene = scenes.scene("import parts")
    with Home() as home:
        home.fill(scene.home)
        home.run(scene.words, under=injection.strace(
            home, "-e", "trace=unlink", "-e", "inject=unlink:signal=SIGKILL:when=1"))
        oracle.remove(home.path + ".trace")
        left = home.snapshot()
    expect(JOURNAL in left, "there is a hot journal")
    return left


# ---- ways to be damaged ----------------------------------------------------------------------


def turned_bits(random, data):
    for _ in range(random.choice((1, 1, 2, 8, 100))):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def bytes_over(random, data):
    at, length = random.randrange(len(data)), random.choice((1, 2, 4, 16, 200))
    filling = random.choice((b"\0", b"\xff", b"\x7f", random.randbytes(1)))
    data[at:at + length] = filling * len(data[at:at + length])


def page_header(random, data):
    """Where the cells of a page are, how many, and of which kind."""
    start = random.randrange(max(1, len(data) // PAGE)) * PAGE
    for _ in range(random.choice((1, 2, 3))):
        at = start + random.randrange(40)
        if at < len(data):
            data[at] = random.choice((0, 1, 2, 5, 10, 13, 255, random.randrange(256)))


def file_header(random, data):
    for _ in range(random.choice((1, 2, 5))):
        data[random.randrange(min(100, len(data)))] = random.randrange(256)


def one_page(random, data):
    return random.randrange(max(1, len(data) // PAGE)) * PAGE


def empty_page(random, data):
    at = one_page(random, data)
    data[at:at + PAGE] = bytes(len(data[at:at + PAGE]))


def random_page(random, data):
    at = one_page(random, data)
    data[at:at + PAGE] = random.randbytes(len(data[at:at + PAGE]))


def swapped_pages(random, data):
    one, other = one_page(random, data), one_page(random, data)
    data[one:one + PAGE], data[other:other + PAGE] = data[other:other + PAGE], data[one:one + PAGE]


def doubled_page(random, data):
    one, other = one_page(random, data), one_page(random, data)
    data[one:one + PAGE] = data[other:other + PAGE]


def cut(random, data):
    del data[random.randrange(len(data)):]


def garbage_behind(random, data):
    data += random.randbytes(random.choice((1, 511, 4096, 10_000)))


WAYS = (turned_bits, bytes_over, page_header, page_header, file_header, empty_page, random_page,
        swapped_pages, doubled_page, cut, garbage_behind)


def damaged(seed):
    random = random_module.Random(seed)
    home_files = dict(_homes[random.choice(list(_homes))])
    names = [name for name in (oracle.STORE, JOURNAL) if name in home_files]
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        name = random.choice(names)
        data = bytearray(home_files[name])
        if data:
            random.choice(WAYS)(random, data)
        home_files[name] = bytes(data)
    with Home() as home:
        home.fill(home_files)
        for words in random.sample(TRIED, 3):
            hold(home, words)
    oracle.figures["damaged files"] += 1


def hold(home, words):
    before = read(home.store)
    has_journal = os.path.exists(home.store + "-journal")
    outcome = home.run(words, limit=LIMIT)
    oracle.well_behaved(outcome, words)
    refused = outcome.status in (66, 78) or words in READS
    if refused and not has_journal and is_of_now(before):
        expect(read(home.store) == before, f"{words} changed the file: {outcome}")
    return outcome


def is_of_now(data):
    """Not an older store, which is brought up to date: PRAGMA user_version stands at 60."""
    return data[60:64] == _homes["well"][oracle.STORE][60:64]


def read(path):
    """The beginning: a journal whose header was damaged lets SQLite stretch the file to gigabytes of
    nothing."""
    with open(path, "rb") as file:
        return file.read(16 << 20)


def cut_off(size):
    with Home() as home:
        home.fill({**_homes["well"], oracle.STORE: _homes["well"][oracle.STORE][:size]})
        for words in READS:
            outcome = hold(home, words)
            expect(outcome.status != 0 or words[0] != "check", f"well, with {size} bytes")
    oracle.figures["damaged files"] += 1


# ---- no stores -------------------------------------------------------------------------------


def foreign(path):
    connection = sqlite3.connect(path)
    connection.execute("create table photos(id integer primary key)")
    connection.close()


def newer(path):
    connection = sqlite3.connect(path)
    connection.execute("pragma user_version = 9999")
    connection.close()


def with_bytes(content):
    def write(path):
        with open(path, "wb") as file:
            file.write(content)
    return write


NO_STORES = {
    "a shopping list": with_bytes(b"not a store at all, but a shopping list\n" * 40),
    "zeros": with_bytes(bytes(100_000)),
    "two bytes": with_bytes(b"SQ"),
    "a header only": with_bytes(b"SQLite format 3\0" + bytes(84)),
    "another program's": foreign,
    "a newer kept's": newer,
}


def no_store(name):
    with Home() as home:
        home.fill(_homes["well"])
        if name != "a newer kept's":
            os.unlink(home.store)
        NO_STORES[name](home.store)
        before = read(home.store)
        for words in TRIED:
            outcome = home.run(words)
            oracle.well_behaved(outcome, f"{words} on {name}")
            expect(outcome.status == 78, f"{words} on {name}: {outcome}")
            expect(read(home.store) == before, f"{words} changed {name}")
        left = [each for each in home.snapshot() if each.startswith(JOURNAL)]
        expect(not left, f"{left} is left beside {name}")
    oracle.figures["foreign files"] += 1
