"""Hostile texts through every door: arguments, files, stdin, imports, rules, the config and the environment.
Whatever was taken, no text output ever carries what moves a cursor, rings, writes a clipboard or turns a
line around; machine formats stay valid; a spreadsheet gets no formulas; sizes end in a sentence."""

import csv
import functools
import io
import json
import re
import shlex

import oracle
import scenes
from oracle import Home, expect

HOSTILE = {
    "colours": "\x1b[31mred\x1b[0m \x1b[2J\x1b[H",
    "a clipboard": "\x1b]52;c;ZXZpbA==\x07 and \x1bP+q\x1b\\",
    "C1 controls": "a\u009b31mb\u009d0;title\u009c\u0085",
    "controls": "a\rb\x08\x08\x7f\x0b\x0c\x0e",
    "turned around": "\u202egnp.exe\u202c \u202a \u202b \u202d",
    "isolates left open": "\u2066a\u2067b\u2068c \u2069\u2069",
    "marks": "\u200e\u200f\u061c \ufeff \u2028 \u2029",
    "Hebrew that is turned": "שלום \u202eעולם\u202c \u2069 שלום",
    "wide and joined": "👩\u200d👩\u200d👧 漢字 e\u0301\u0302\u0303" + "\u0301" * 300,
    "nothing": "\u200b\u2060\u00ad",
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "a forged line": "first\nP99  paid  Thu 2026-03-26\nkept: all is well",
    "a formula": '=HYPERLINK("http://example.com","x")',
}
NOT_TEXT = {"bytes": b"caf\xe9 \xff\xfe", "half a letter": b"\xd7", "a surrogate": b"\xed\xa0\x80",
            "overlong": b"\xc0\xaf"}
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0"]
MEBIBYTES_64 = 64 << 20
HUGE_DOORS = ["-F", "stdin", "import", "rules", "config"]
TEXTS = ["list customers", "list loops", "list promises", "list entries", "card dana", "show C1", "show L1",
         "show E1", "show P1", "overdue", "overdue --explain", "today", "report", "report loops", "report steps",
         "history", "history E1", "find a", "plan --list", "config"]


def cases(full, random):
    for name in HOSTILE:
        yield functools.partial(through_arguments, name)
        yield functools.partial(through_files, name)
    for door in (through_errors, through_environment):
        for name in HOSTILE if full else random.sample(list(HOSTILE), 3):
            yield functools.partial(door, name)
    for name in NOT_TEXT:
        yield functools.partial(no_text, name)
    yield functools.partial(formulas)
    for door in HUGE_DOORS if full else random.sample(HUGE_DOORS, 2):
        yield functools.partial(huge, door)


# ---- what may be printed ---------------------------------------------------------------------


# C0 but for the end of a line, DEL and C1, and all that turns text around but our own isolates.
NEVER_PRINTED = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066\u2067]")


def is_clean(out, what):
    text = out.decode()  # valid UTF-8, or this throws
    found = NEVER_PRINTED.search(text)
    expect(not found, f"{what} prints {found!r}")
    for line in text.split("\n"):
        # Our own isolates come in pairs, one cell in each: no cell reaches into another.
        if not re.search("[\u2068\u2069]", line):
            continue
        expect(re.fullmatch("[^\u2068\u2069]*(\u2068[^\u2068\u2069]*\u2069[^\u2068\u2069]*)*", line),
               f"{what}: {line!r}")
        for cell in re.findall("\u2068(.*?)\u2069", line):
            expect("  " not in cell.strip(), f"{what}: one isolate over two cells: {line!r}")


def run_and_look(home, words, **options):
    outcome = home.run(words, **options)
    what = shlex.join(map(str, words))[:60]
    oracle.well_behaved(outcome, what)
    is_clean(outcome.out, what)
    is_clean(outcome.err, what)
    return outcome


def look_at_all(home):
    for line in TEXTS:
        run_and_look(home, shlex.split(line))
    for what in ("customers", "loops", "entries", "promises"):
        json.loads(home.done(["list", what, "--format", "json"]))
        for line in home.done(["list", what, "--format", "jsonl"]).decode().splitlines():
            json.loads(line)
        list(csv.reader(io.StringIO(home.done(["list", what, "--format", "csv"]).decode(), newline="")))
    home.well()
    oracle.figures["hostile texts"] += 1


# ---- doors -----------------------------------------------------------------------------------


def through_arguments(name):
    text = HOSTILE[name]
    with Home() as home:
        home.fill(scenes.desk())
        for words in (["add-customer", f"Eve {text}", "--org", text, "--tag", text, "--email", f"{text}@a.example",
                       "--field", f"size={text}", "--phone", f"050-555-0109 {text}"],
                      ["edit-customer", "dana", "--org", text],
                      ["open-loop", "dana", f"About {text}", "--product", text],
                      ["log", "dana", text, "-i", "--loop", "L1", "--channel", text],
                      ["log", "dana", text, "-o", "--loop", "L1"],
                      ["promise", "dana", text, "--due", "2026-03-20", "--at", "2026-03-19 9:00", "--loop", "L1"],
                      ["step", "L1", text], ["edit-loop", "L1", "--title", text, "--handler", text],
                      ["move-promise", "P2", "--due", "+9d", "--told", "--because", text],
                      ["settle-promise", "P1", "--explained", text, "--no-compensation", text],
                      ["snooze", "L2", "--until", "+2d", "--because", text],
                      ["wait", "L1", "--on", "third", "--for", text]):
            run_and_look(home, words)
        look_at_all(home)


def through_files(name):
    text = HOSTILE[name]
    with Home() as home:
        home.fill(scenes.desk())
        home.write("hostile.txt", text)
        run_and_look(home, ["log", "dana", "-F", "hostile.txt", "-i", "--loop", "L1"])
        run_and_look(home, ["promise", "dana", "-F", "-", "--due", "+3d", "--no-loop"], given=text.encode())
        rows = io.StringIO(newline="")
        csv.writer(rows).writerows([["key", "customer", "title", "product"], ["1", "dana", text, text]])
        home.write("hostile.csv", rows.getvalue())
        run_and_look(home, ["import", "loops", "hostile.csv", "--source", "desk"])
        home.write("hostile.jsonl", json.dumps({"customer": "dana", "text": text, "direction": "in",
                                                "loop": "L1", text: text}) + "\n")
        run_and_look(home, ["import", "entries", "hostile.jsonl"])
        home.write("rules.toml", f"[[promises]]\ntext = {json.dumps(text)}\n")
        run_and_look(home, ["import", "promises", "promises.csv", "--rules", "rules.toml"])
        look_at_all(home)
        home.write(".config/kept/config.toml",
                   f'[plans]\n{json.dumps(text)} = [{{ text = {json.dumps(text)} }}]\n')
        run_and_look(home, ["plan", "--list"])
        home.write(".config/kept/config.toml", f"{text}\n")
        run_and_look(home, ["overdue"])


def through_errors(name):
    """Each word of a line is quoted by some error."""
    text = HOSTILE[name]
    with Home() as home:
        home.fill(scenes.desk())
        for words in ([text], ["list", text], ["card", text], ["show", text], ["date", text],
                      ["overdue", "--" + text], ["overdue", "--within", text], ["promise", "dana", "x", "--due", text],
                      ["log", "dana", "x", "-i", "--minutes", text], ["log", "dana", "-F", text, "-i"],
                      ["import", "customers", text], ["import", text, text], ["--db", text, "overdue"],
                      ["--db", text + "/x.db", "add-customer", "Eve Example"], ["--config", text, "overdue"],
                      ["--tz", text, "overdue"], ["--width", text, "overdue"], ["--color", text, "overdue"],
                      ["--format", text, "overdue"], ["undo", text], ["backup", text + "/x"],
                      ["list", "promises", "--verdict", text], ["plan", "L1", text], ["manual", text],
                      ["completion", text], ["find", text], ["find", text, "--limit", text]):
            run_and_look(home, words)
    oracle.figures["hostile texts"] += 1


def through_environment(name):
    text = HOSTILE[name]
    with Home() as home:
        home.fill(scenes.desk())
        for variable in ("TZ", "COLUMNS", "HOME", "KEPT_DB", "KEPT_CONFIG", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
                         "XDG_STATE_HOME", "NO_COLOR", "TERM", "LANG", "LC_ALL", "PAGER", "KEPT_PAGER", "TMPDIR"):
            for words in (["overdue"], ["list", "customers"], ["config"]):
                run_and_look(home, words, environment=home.environment(**{variable: text}))
        editing = ["log", "dana", "--edit", "-i", "--loop", "L1"]
        run_and_look(home, editing, environment=home.environment(EDITOR="false " + shlex.quote(text)))
    oracle.figures["hostile texts"] += 1


def no_text(name):
    """Bytes that are no text are refused wherever words are kept, and shown escaped."""
    data = NOT_TEXT[name]
    with Home() as home:
        home.fill(scenes.desk())
        before = home.state()
        home.write("bytes.txt", data)
        home.write("bytes.csv", b"customer,text,due\ndana," + data + b",tomorrow\n")
        before = before[0], home.state()[1]
        for words in (["add-customer", data], ["log", "dana", data, "-i"], ["promise", "dana", data, "--due", "+3d"],
                      ["log", "dana", "-F", "bytes.txt", "-i"], ["import", "promises", "bytes.csv"],
                      ["open-loop", "dana", data], ["edit-customer", "dana", "--org", data],
                      [data], ["card", data], ["overdue", b"--" + data], ["date", data]):
            outcome = home.run(words)
            oracle.well_behaved(outcome, str(words))
            expect(outcome.status in (2, 3, 65), f"{words}: {outcome}")
            is_clean(outcome.err, str(words))
        expect(home.state() == before, "nothing of it was recorded")
        for variable in ("TZ", "COLUMNS", "KEPT_DB", "KEPT_CONFIG", "HOME"):
            environment = {key.encode(): value.encode() for key, value in home.environment().items()}
            outcome = home.run(["list", "customers"], environment={**environment, variable.encode(): data})
            oracle.well_behaved(outcome, variable)
            is_clean(outcome.err, variable)
    oracle.figures["hostile texts"] += 1


# ---- spreadsheets, sizes ---------------------------------------------------------------------


def formulas():
    with Home() as home:
        home.fill(scenes.desk())
        for i, text in enumerate(FORMULAS):
            home.run(["add-customer", text, "--org", text, "--tag", text, "--field", f"f{i}={text}"])
            home.run(["log", "dana", text, "-i", "--loop", "L1", "--channel", text])
            home.run(["open-loop", "dana", text, "--product", text])
            home.run(["promise", "dana", text, "--due", "+3d", "--no-loop"])
        seen = 0
        for what in ("customers", "loops", "entries", "promises", "all"):
            out = home.done(["export", what, "--excel"]).decode()
            expect(out.startswith("\ufeff"), f"{what} has a BOM")
            for row in csv.reader(io.StringIO(out[1:], newline="")):
                for cell in row:
                    seen += "1+1" in cell
                    expect(not cell.startswith(tuple("=+-@\t\r")),
                           f"a formula in {what}: {cell!r}")
        expect(seen > 20, "the texts are in the export")
    oracle.figures["hostile texts"] += 1


def huge(door):
    """64 MiB in one field: it is refused, or it is there and can be read; in a time that has an end."""
    with Home() as home:
        home.fill(scenes.desk())
        text = b"word " * (MEBIBYTES_64 // 5)
        log = ["log", "dana", "-i", "--loop", "L1", "-F"]
        if door == "-F":
            home.write("huge.txt", text)
            outcome = home.run([*log, "huge.txt"])
        elif door == "stdin":
            outcome = home.run([*log, "-"], given=text)
        elif door == "import":
            home.write("huge.csv", b"customer,text,due\ndana,\"" + text + b"\",tomorrow\n")
            outcome = home.run(["import", "promises", "huge.csv"])
        elif door == "rules":
            home.write("rules.toml", b"x = \"" + text + b"\"\n")
            outcome = home.run(["import", "promises", "promises.csv", "--rules", "rules.toml"])
        else:
            home.write(".config/kept/config.toml", b"zone = \"" + text + b"\"\n")
            outcome = home.run(["overdue"])
            home.write(".config/kept/config.toml", scenes.FILES[".config/kept/config.toml"])
        oracle.well_behaved(outcome, door)
        is_clean(outcome.err, door)
        expect(len(outcome.err) < 10_000, f"{door}: an error of {len(outcome.err)} bytes")
        for line in TEXTS:
            run_and_look(home, shlex.split(line))
        home.well()
    oracle.figures["fields of 64 MiB"] += 1
