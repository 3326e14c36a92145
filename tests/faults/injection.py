"""Faults at the door to the kernel, by strace: which calls a command makes, and one of them failing.

A point is the n-th call of one name in a run. The runs of a scene are alike to the letter, so a point
that was seen in a run in peace is met again in the next one. Only calls are taken that touch the home,
or a standard stream: the loader's and the sanitizer's own are none of kept's."""

import collections
import multiprocessing
import re

import oracle
from oracle import Home, expect

WRITING_CALLS = ("pwrite64", "pwritev", "write", "writev", "fsync", "fdatasync", "sync_file_range",
                 "ftruncate", "truncate", "fallocate", "openat", "open", "creat", "unlink", "unlinkat",
                 "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "mkdir",
                 "mkdirat", "rmdir", "chmod", "fchmod", "fchmodat", "copy_file_range", "sendfile")
READING_CALLS = ("pread64", "read", "openat", "newfstatat", "flock", "fcntl")

Point = collections.namedtuple("Point", "call which writes_to_stderr")


def strace(home, *options):
    # A name that a kernel of this machine lacks is no error, with the question mark.
    return ["strace", "-qq", "-y", "-o", home.path + ".trace", *options]


def calls_of(names):
    return ",".join(f"?{name}" for name in names)


def is_of_kept(line, home):
    line = re.sub("AT_FDCWD<[^>]*>", "", line)  # which is the home, whatever is opened
    return home.path in line or re.match(r"write\([12]<", line)


_scenes = {}  # by their names, once made: workers have them from before they were forked


def keep(scene):
    _scenes[scene.name] = scene


def scene_called(name):
    return _scenes[name]


def _played(task):
    make, name, calls = task
    scene = make(name)
    return scene, _points(scene, calls)


def all_points(make, names, calls):
    """Plays the scenes of these names; answers (name, point) for each of their points."""
    with multiprocessing.get_context("fork").Pool() as pool:
        played = pool.map(_played, [(make, name, calls) for name in names], chunksize=1)
    for scene, _ in played:
        keep(scene)
    return [(scene.name, point) for scene, points in played for point in points]


def _points(scene, names):
    """The points of a scene: openat() and open() only where they create, unless reads are asked for."""
    with Home() as home:
        home.fill(scene.home)
        outcome = home.run(scene.words, under=strace(home, "-e", f"trace={calls_of(names)}"))
        expect(outcome.status == 0, f"{scene.name} under strace: {outcome}")
        with open(home.path + ".trace", encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
        oracle.remove(home.path + ".trace")
    seen, found = collections.Counter(), []
    for line in lines:
        call = line.split("(", 1)[0]
        if call not in names:
            continue
        seen[call] += 1
        creates = "O_CREAT" in line or call not in ("open", "openat") or names == READING_CALLS
        if is_of_kept(line, home) and creates:
            found.append(Point(call, seen[call], line.startswith("write(2")))
    return found


def inject(name, point, fault, and_later=False):
    """Plays the scene with a fault at the point, such as `signal=SIGKILL` or `error=EIO`, and holds
    it to the oracle."""
    scene = _scenes[name]
    with Home() as home:
        home.fill(scene.home)
        when = f"{point.which}+" if and_later else point.which
        outcome = home.run(scene.words, under=strace(
            home, "-e", f"trace={point.call}", "-e", f"inject={point.call}:{fault}:when={when}"))
        with open(home.path + ".trace", encoding="utf-8", errors="replace") as file:
            trace = file.read()
        oracle.remove(home.path + ".trace")
        met = outcome.killed or "(INJECTED)" in trace or "--- SIG" in trace
        expect(met, f"the point was not met: {outcome}")
        silent = point.writes_to_stderr or (and_later and point.call == "write")
        oracle.hold_to(home, scene, outcome, silent,
                       may_leave=and_later and point.call == "unlink")
        return outcome
