"""The oracle: what must hold after a command, whatever happened to it. And the homes to try it in.

    exit 0            all of it is there, once, for ever
    exit 74           all of it is there, and could not be printed
    any other exit    nothing of it is there, and a sentence on stderr says why
    ended by a signal all of it or nothing
    a forgetting      what is there and not erased from the file yet is so after the next write
    afterwards        `kept check` finds nothing wrong; what left nothing behind can be done again
    never             a status that is not documented, a crash, a hang, 'internal error'

'All' and 'nothing' are the rows of every table and the bytes of every other file, compared with a run
that nothing happened to: each run of the suite has the same 'now', so the two are equal to the letter.
"""

import collections
import contextlib
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile

BINARY = ""  # set by run
NOW = "2026-03-22T10:00:00"  # a Sunday
STORE = ".local/share/kept/kept.db"
BACKUPS = ".local/state/kept/"
PLACES = BACKUPS + "places"
UNFINISHED = b"what was forgotten is not erased from the file yet"
LIMIT = 60  # seconds after which a command hangs

# The exit statuses of include/kept/error.hpp.
DOCUMENTED = {0, 1, 2, 3, 4, 5, 6, 8, 65, 66, 74, 75, 78, 130}
KILLED = {-signal.SIGKILL, -signal.SIGINT, -signal.SIGTERM}

figures = collections.Counter()  # what this process has done so far


class Broken(Exception):
    """Something that must hold does not."""


class NotHere(Exception):
    """What this machine does not allow to be tried."""


def expect(holds, what):
    if not holds:
        raise Broken(what)


class Outcome(collections.namedtuple("Outcome", "status out err")):
    """How a command ended. The last 300 bytes of stderr are enough to tell why."""

    def __str__(self):
        return f"status {self.status}, stderr {self.err[-300:]!r}"

    @property
    def killed(self):
        return self.status in KILLED


def well_behaved(outcome, words, silent=False):
    """The status is a documented one, and a failure says why; `silent` where stderr itself failed.
    What `check` found is its answer."""
    what = f"{words}: {outcome}"
    expect(outcome.status in DOCUMENTED, what)
    expect(b"internal error" not in outcome.err, what)
    expect(b"Sanitizer" not in outcome.err, outcome.err.decode(errors="replace"))
    has_found = list(words[:1]) == ["check"] and outcome.status == 1 and outcome.out
    says_why = outcome.status in (0, 8) or has_found or outcome.err.startswith(b"kept: ")
    expect(says_why or silent, f"silent: {what}")


class Home:
    """A user's home folder, gone at the end of a with block. In memory, where there is such a folder:
    what the suite breaks is above the disk."""

    def __enter__(self):
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.path = tempfile.mkdtemp(prefix="kept-faults-", dir=memory)
        self.store = os.path.join(self.path, STORE)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def environment(self, **more):
        return {"HOME": self.path, "PATH": "/usr/bin:/bin", "TZ": "Asia/Jerusalem",
                "TMPDIR": self.path,
                "ASAN_OPTIONS": "detect_leaks=0",  # which can't be looked for under strace
                **more}

    def start(self, words, under=(), environment=None, now=NOW, **options):
        """`under` is a command line that runs another one, such as strace's."""
        figures["executions"] += 1
        for stream in ("stdin", "stdout", "stderr"):
            options.setdefault(stream, subprocess.DEVNULL if stream == "stdin" else subprocess.PIPE)
        return subprocess.Popen([*under, BINARY, "--now", now, *words], cwd=self.path,
                                env=environment or self.environment(), **options)

    def run(self, words, limit=LIMIT, **options):
        given = options.pop("given", None)
        if given is not None:
            options["stdin"] = subprocess.PIPE
        process = self.start(words, **options)
        try:
            out, err = process.communicate(given, timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise Broken(f"{words} hangs") from None
        return Outcome(process.returncode, out or b"", err or b"")

    def done(self, words, **options):
        """Runs what must succeed; answers its stdout."""
        outcome = self.run(words, **options)
        expect(outcome.status == 0, f"{words}: {outcome}")
        return outcome.out

    def complete(self, line):
        """What bash is offered for a line that ends where somebody is typing."""
        figures["executions"] += 1
        return subprocess.run([BINARY, "__complete", "bash", line, line.split()[-1], "9"], cwd=self.path, timeout=LIMIT,
                              env=self.environment(), stdout=subprocess.PIPE, check=True).stdout

    def well(self):
        """`kept check` finds nothing wrong."""
        expect(self.run(["check"]) == (0, b"", b""), f"check: {self.run(['check'])}")

    def write(self, name, content):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def fill(self, snapshot):
        """Makes the home what it was when the snapshot was taken."""
        for name in os.listdir(self.path):
            path = os.path.join(self.path, name)
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
        for name, content in snapshot.items():
            os.chmod(self.write(name, content), 0o600)

    def snapshot(self):
        """All files, by their names below the home."""
        found = {}
        for folder, _, names in os.walk(self.path):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, self.path)] = file.read()
        return found

    def state(self):
        """All that is there: what two runs of the same commands have in common."""
        files = {}
        for name, content in self.snapshot().items():
            if is_passing(name):
                continue
            if name.startswith(BACKUPS) and name.endswith(".db"):
                whole_database(os.path.join(self.path, name))
            elif name.endswith(".db"):
                whole_database(os.path.join(self.path, name))
                files[name] = rows_of(os.path.join(self.path, name))
            else:
                files[name] = hashlib.sha256(content).hexdigest()
        return rows_of(self.store), files


def remove(path):
    """Whether it is there or not."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def is_passing(name):
    """The store itself, whose rows are compared; its journal; the list of where backups lie, which has
    the home's own path in it; and what a kill left half made, which is
    never under a name that anybody would open."""
    return name.startswith(STORE) or name == PLACES or os.path.basename(name).startswith(".")


def whole_database(path):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        verdict = connection.execute("pragma integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    finally:
        connection.close()
    expect(verdict == "ok", f"the backup {path}: {verdict}")


def rows_of(store):
    """The rows of each table; None where there is no store, or one of no bytes. Read after `check`,
    so that it was kept and not this reader that took care of a hot journal."""
    if not os.path.exists(store) or os.path.getsize(store) == 0:
        return None
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in connection.execute(
            "select name from sqlite_schema where type = 'table' and name not glob 'words_*'"
            " and name not glob 'sqlite_*' order by name")]
        rows = {name: sorted(map(repr, connection.execute(f'select * from "{name}"')))
                for name in tables}
    finally:
        connection.close()
    # Drawn when the store is made.
    rows["setting"] = [row for row in rows["setting"] if not row.startswith("('store'")]
    return rows


def bytes_of(home):
    """All that the folder of the store has, a journal included, in lower case: words are folded in it."""
    folder = os.path.dirname(home.store)
    return b"".join(open(os.path.join(folder, name), "rb").read() for name in os.listdir(folder)).lower()


def expect_bytes(home, texts):
    content = bytes_of(home) if texts else b""
    for text in texts:
        expect(text in content, f"{text.decode()} is not in the store")


def expect_no_bytes(home, texts):
    content = bytes_of(home) if texts else b""
    for text in texts:
        expect(text not in content, f"{text.decode()} is still in the store")


def checked(home, scene, outcome):
    """`kept check` finds nothing wrong, but for a forgetting that was cut off after it was recorded: then
    the next command that writes finishes it, be it one that records nothing."""
    check = home.run(["check"])
    if scene.erased and UNFINISHED in check.out and (outcome.killed or outcome.status == 74):
        expect(check.out.count(b"\n") == 1, f"check after {outcome}: {check}")
        home.done(["add-customer", "Nobody Example", "--dry-run"])
        figures["forgettings finished later"] += 1
        check = home.run(["check"])
    return check


def differences(one, other):
    """What to say about two states that should be equal."""
    if one[0] is None or other[0] is None:
        return "one of them has no store"
    tables = [name for name in {*one[0], *other[0]} if one[0].get(name) != other[0].get(name)]
    files = [name for name in {*one[1], *other[1]} if one[1].get(name) != other[1].get(name)]
    return f"tables {sorted(tables)}, files {sorted(files)}"


def hold_to(home, scene, outcome, silent=False, mend=lambda: None, may_leave=False):
    """The oracle's word on the command of a scene, which ended so; `mend` ends what it failed for, and
    `may_leave` is said where nothing could be removed."""
    if not outcome.killed:
        well_behaved(outcome, scene.words, silent)
    mend()
    is_new = scene.before[0] is None
    check = checked(home, scene, outcome)
    if not (is_new and check.status in (66, 78)):
        expect(check == (0, b"", b""), f"check after {outcome}: {check}")
    state = home.state()
    if state == scene.after:
        expect_no_bytes(home, scene.erased)
    if outcome.status in (0, 74):
        expect(state == scene.after,
               f"{outcome}, and not all is there: {differences(state, scene.after)}")
        return
    nothing = state == scene.before
    if not nothing:
        expect(state == scene.after,
               f"{outcome}, and neither all nor nothing is there: {differences(state, scene.after)}")
        expect(outcome.killed, f"{outcome}, and it is there")
        return
    if not outcome.killed and not may_leave:
        left = [name for name in home.snapshot() if os.path.basename(name).startswith(".")]
        expect(not left, f"{outcome}, and {left} is left behind")
    again = home.run(scene.words, **scene.options)
    expect(again.status == 0, f"the same again, after {outcome}: {again}")
    home.well()
    expect(home.state() == scene.after,
           f"the same again, after {outcome}: {differences(home.state(), scene.after)}")
