"""Every command that writes, each with a store in which it has something to do.

A new writing command gets a line in WRITING, one that only reads a line in READING: the part `table`
fails for a command of `kept --help` that has neither, for a writing command that changed nothing, and
for a reading one that did. Lines are as a user would type them, in the desk's home; where there are
several, the last one is what is tried and those before it prepare it."""

import dataclasses
import os
import shlex
import sqlite3

import oracle
from oracle import Broken, Home, expect

# A desk with something of each kind: P1 is late and broken, P2 open in L2, P3 theirs and withdrawn;
# L1 waits for an answer, L3 is closed without the customer's word, L4 waits, L5 has the steps of a plan.
DESK = """
add-customer 'Dana Example' --handle dana --email dana@example.com --tag vip
add-customer 'נעה דוגמה' --handle noa --phone 050-555-0101
log dana 'asked for the logo in blue' -i --at '2026-03-19 12:00' --new 'Logo'
promise dana 'the first sketch' --due 2026-03-19 --at '2026-03-16 10:00' --loop L1
open-loop dana 'Brochure' --kind order
promise dana 'the brochure' --due +3d --loop L2
open-loop noa 'חשבונית'
promise noa 'לשלוח חשבונית' --due +9d --loop L3 --at '2026-03-19 12:00'
keep-promise P3
close-loop L3 --outcome resolved --unconfirmed
open-loop noa 'Poster' --product poster
wait L4 --on customer --for 'the texts' --until +1d
open-loop noa 'Cards'
plan L5 order
promise dana 'pay invoice 12' --due +5d --theirs --no-loop
"""

FILES = {
    "people.csv": "key,name,handle,emails\n" + "".join(
        f"{i},Customer{i} Example,client{i},c{i}@example.com\n" for i in range(40)),
    "promises.csv": "key,customer,text,due\n" + "".join(
        f"{i},dana,promise number {i},2027-03-{1 + i % 28:02}\n" for i in range(700)),
    "mail.txt": "a text of\nseveral lines\n",
    "monday.kept": "add-customer 'Tal Example' --as tal\nlog $tal 'asks for a menu' -i --as asked\n"
                   "promise $tal 'the menu' --due +5d --as menu\nstep L5 'proofs' --due +2d\n",
    "message.eml": "From: Dana Example <dana@example.com>\nTo: me@example.com\nSubject: The logo\n"
                   "Message-ID: <17@example.com>\nDate: Sun, 22 Mar 2026 09:30:00 +0200\n\nIs it ready?\n",
    ".config/kept/config.toml": 'zone = "Asia/Jerusalem"\n',
}

WRITING = {
    "add-customer": "add-customer 'Avi Example' --handle avi --email avi@example.com --field size=12",
    "log": "log dana 'and a second sketch' -o --loop L1 --minutes 40 --channel phone",
    "log in": "log noa -F mail.txt -i --new 'A new matter'",
    "log holding": "log dana 'we look into it' -o --loop L1 --holding --promise 'an answer' --due +2bd",
    "promise": "promise dana 'call back' --due 'tomorrow 14:30' --loop L2",
    "keep-promise": "keep-promise P2 --note 'by courier'",
    "move-promise": "move-promise P2 --due +9d --told --because 'the printer is closed'",
    "settle-promise": "settle-promise P1 --explained 'lost in the mail' --compensated '10% off'",
    "release-promise": "release-promise P2 --because 'she found the file herself'",
    "withdraw-promise": "withdraw-promise P2 --told --because 'no longer sold'",
    "edit-customer": "edit-customer dana --name 'Dana Levi Example' --phone 050-555-0102 --drop vip",
    "open-loop": "open-loop dana 'Paper for the logo' --parent L1 --priority high",
    "step": "step L5.1 --done",
    "step new": "step L5 'order the paper' --due tuesday",
    "plan": "plan L1 angry",
    "wait": "wait L1 --on third --for 'the printer'",
    "unwait": "unwait L4",
    "snooze": "snooze L2 --until +4d --because 'they are on holiday'",
    "chase": "chase L4 --channel phone --until +3d",
    "confirm-loop": "confirm-loop L3 --rating 5 --words 'exactly right'",
    "close-loop": "close-loop L2 --outcome resolved --confirmed --keep P2",
    "reopen-loop": "reopen-loop L3 --because 'the colour is wrong again'",
    "merge-loop": "merge-loop L2 --into L1",
    "edit-loop": "edit-loop L2 --title 'Brochure, second round' --handler 'Noa'",
    "edit-promise": "edit-promise P2 --text 'send three brochures'",
    "edit-entry": "edit-entry E1 --text 'asked for the logo in green'",
    "import": "import customers people.csv --source crm",
    "import parts": "import promises promises.csv --source desk",
    "undo": "undo",
    "undo one": ("add-customer 'Eve Example'", "log noa 'a word' -o --no-loop", "undo H16"),
    "redo": ("undo", "redo"),
    "backup": "backup copy.db",
    "backup folder": "backup copies/ --keep 2",
    "log from mail": "log --from-mail message.eml --loop L1",
    "batch": "batch monday.kept",
    "forget": ("log noa 'a word that is taken back' -o --no-loop", "undo", "forget noa --yes"),
    "restore": ("backup copy.db", "promise dana 'call back' --due tomorrow --no-loop", "restore copy.db --yes"),
}

# What no byte of the store may hold once the command of a scene has come to its end.
ERASED = {"forget": (b"noa", "נעה".encode(), b"505550101", b"555-0101", "חשבונית".encode(), b"taken back")}

# On no store at all, and on stores of each past version, which any command brings up to date.
FIRST = "add-customer 'Dana Example' --handle dana"
OLD_STORES = ("v1.sql", "v2.sql", "v3.sql")

READING = {
    "overdue": "overdue --explain",
    "today": "today",
    "report": "report",
    "report promises": "report promises --since 2026-03-01 --until 2026-03-31",
    "card": "card dana",
    "list": "list entries --format json",
    "show": "show L1",
    "find": "find logo",
    "export": "export all",
    "history": "history L1",
    "check": "check",
    "config": "config",
    "date": "date thursday",
    "manual": "manual dates",
    "completion": "completion bash",
}


@dataclasses.dataclass
class Scene:
    """A command line, and what there was before it and is after it."""

    name: str
    words: list
    home: dict  # a snapshot
    before: tuple = None
    after: tuple = None
    erased: tuple = ()
    options: dict = dataclasses.field(default_factory=dict)


def build_desk():
    with Home() as home:
        for name, content in FILES.items():
            home.write(name, content)
        for line in DESK.strip().splitlines():
            home.done(shlex.split(line))
        return home.snapshot()


def build_old(dump):
    path = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "stores", dump)
    with Home() as home, open(path, encoding="utf-8") as file:
        home.write(".config/kept/config.toml", FILES[".config/kept/config.toml"])
        os.makedirs(os.path.dirname(home.store), mode=0o700)
        connection = sqlite3.connect(home.store)
        connection.executescript(file.read())
        connection.close()
        return home.snapshot()


_desk = None


def desk():
    """The desk's home; made once in a process."""
    global _desk
    if _desk is None:
        _desk = build_desk()
    return _desk


def names():
    return [*WRITING, "first run", *(f"migration of {dump}" for dump in OLD_STORES)]


def scene(name):
    """The scene of that name, played once in peace."""
    if name == "first run":
        prepared, lines = {}, (FIRST,)
    elif name.startswith("migration of "):
        prepared, lines = build_old(name.split()[-1]), ("list customers",)
    else:
        lines = WRITING[name]
        prepared, lines = desk(), (lines,) if isinstance(lines, str) else lines
    with Home() as home:
        home.fill(prepared)
        for line in lines[:-1]:
            home.done(shlex.split(line))
        new = Scene(name, shlex.split(lines[-1]), home.snapshot(), erased=ERASED.get(name, ()))
        oracle.expect_bytes(home, new.erased)
        if new.home:
            home.well()
        new.before = home.state()
        home.fill(new.home)
        outcome = home.run(new.words)
        if outcome.status != 0:
            raise Broken(f"{name}: {outcome}")
        home.well()
        oracle.expect_no_bytes(home, new.erased)
        new.after = home.state()
        is_idle = new.before == new.after
        expect(is_idle == name.startswith("migration"), f"{name}: the command changed nothing")
        return new


def words_of(reading):
    return shlex.split(READING[reading])


def reading_scene(name):
    words = words_of(name)
    with Home() as home:
        home.fill(desk())
        new = Scene(name, words, desk())
        home.done(words)
        expect(home.snapshot() == new.home, f"{name} changed something")
        new.before = new.after = home.state()
        return new
