"""No room: file systems that are full at some byte of a command, or can't be written at all; limits on the
size of files, which cut a write short at an odd byte; limits on open files."""

import functools
import os

import injection
import mounts
import oracle
import scenes
from oracle import Home, expect

PAGE = 4096
# One that writes little, one that writes much, one that makes another file, one that writes the file anew,
# and one that makes all.
TRIED = ("promise", "import parts", "backup", "forget", "first run", "migration of v1.sql")
SIZE = 400_000  # more than the store and the journal of any of them


def cases(full, random):
    for name in TRIED:
        injection.keep(scenes.scene(name))
    room = range(0, SIZE, PAGE) if full else random.sample(range(0, SIZE, PAGE), 8)
    limits = range(0, SIZE, 1111) if full else random.sample(range(0, SIZE, 1111), 8)
    for name in TRIED:
        yield from (functools.partial(full_disk, name, each) for each in room)
        yield from (functools.partial(limited_size, name, each) for each in limits)
        yield from (functools.partial(limited_files, name, each) for each in range(1, 12))
        yield functools.partial(read_only, name)
    yield functools.partial(read_only_with_a_hot_journal)
    yield functools.partial(read_only_old_store)


def full_disk(name, room):
    """A file system with room for so many bytes more than the files take now."""
    scene = injection.scene_called(name)
    with Home() as home, mounts.small(home.path, "8m"):
        home.fill(scene.home)
        filler = os.path.join(home.path, ".filler")
        free = os.statvfs(home.path)
        with open(filler, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, free.f_bfree * free.f_frsize - room)
        outcome = home.run(scene.words)
        if name in scenes.WRITING and outcome.status != 74:
            home.well()
        oracle.hold_to(home, scene, outcome, mend=lambda: os.unlink(filler))
    oracle.figures["full disks"] += 1


def limited_size(name, limit):
    scene = injection.scene_called(name)
    with Home() as home:
        home.fill(scene.home)
        outcome = home.run(scene.words, under=["prlimit", f"--fsize={limit}"])
        oracle.hold_to(home, scene, outcome)
    oracle.figures["size limits"] += 1


def limited_files(name, limit):
    scene = injection.scene_called(name)
    with Home() as home:
        home.fill(scene.home)
        outcome = home.run(scene.words, under=["prlimit", f"--nofile={limit}:{limit}"])
        is_loader = outcome.status == 127 and b"shared libraries" in outcome.err
        if not is_loader:
            oracle.hold_to(home, scene, outcome)
    oracle.figures["descriptor limits"] += 1


def read_only(name):
    scene = injection.scene_called(name)
    with Home() as home:
        home.fill(scene.home)
        with mounts.read_only(home.path):
            outcome = home.run(scene.words)
            expect(outcome.status in (1, 78), f"on a read-only file system: {outcome}")
            if scene.before[0] is not None and not name.startswith("migration"):
                for reading in scenes.READING:
                    home.done(scenes.words_of(reading))
        oracle.hold_to(home, scene, outcome)


def read_only_with_a_hot_journal():
    """What a killed command left half done is never shown as done."""
    scene = injection.scene_called("promise")
    with Home() as home:
        home.fill(scene.home)
        before = home.done(["list", "promises"])
        home.run(scene.words, under=injection.strace(
            home, "-e", "trace=unlink", "-e", "inject=unlink:signal=SIGKILL:when=1"))
        oracle.remove(home.path + ".trace")
        expect(os.path.exists(home.store + "-journal"), "there is a hot journal")
        with mounts.read_only(home.path):
            outcome = home.run(["list", "promises"])
            oracle.well_behaved(outcome, "a reader beside a hot journal")
            expect(outcome.status != 0 or outcome.out == before, f"half of it is shown: {outcome}")
        expect(home.done(["list", "promises"]) == before, "what was not committed is gone")
        home.well()


def read_only_old_store():
    scene = injection.scene_called("migration of v1.sql")
    with Home() as home:
        home.fill(scene.home)
        with mounts.read_only(home.path):
            outcome = home.run(["list", "customers"])
            expect(outcome.status == 78 and b"older kept" in outcome.err, f"{outcome}")
