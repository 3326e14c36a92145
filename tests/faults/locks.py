"""A store that another process holds: what waits long enough is told so with 75 and has written nothing;
what comes free in time is written; completion, while somebody types, never waits."""

import contextlib
import fcntl
import functools
import os
import sqlite3
import time

import oracle
import scenes
from oracle import Home, expect

WAIT = 20  # seconds, of include/kept/store.hpp
WRITE = ["log", "dana", "a word", "-o", "--no-loop"]


def cases(full, random):
    yield functools.partial(held_for_good)
    yield functools.partial(held_for_a_second)
    yield functools.partial(completion_does_not_wait)


@contextlib.contextmanager
def flock(home):
    descriptor = os.open(os.path.dirname(home.store), os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def exclusive(home):
    connection = sqlite3.connect(home.store, isolation_level=None)
    try:
        connection.execute("begin exclusive")
        yield
    finally:
        connection.close()


def held_for_good():
    """All of them wait at the same time: the case takes as long as one of them."""
    with Home() as folder_held, Home() as file_held:
        for home in (folder_held, file_held):
            home.fill(scenes.desk())
        before = folder_held.state()
        with flock(folder_held), exclusive(file_held):
            began = time.monotonic()
            waiting = [folder_held.start(WRITE), file_held.start(WRITE),
                       file_held.start(["list", "customers"])]
            folder_held.done(["list", "customers"])  # writers are none of a reader's business
            for process in waiting:
                outcome = oracle.Outcome(process.wait(oracle.LIMIT), *process.communicate())
                oracle.well_behaved(outcome, "a store that is held")
                expect(outcome.status == 75, f"a store that is held: {outcome}")
            waited = time.monotonic() - began
            expect(WAIT - 1 < waited < WAIT + 15, f"it waited for {waited} s")
        for home in (folder_held, file_held):
            home.well()
            expect(home.state() == before, "nothing was written")
            home.done(WRITE)
    oracle.figures["held locks"] += len(waiting)


def held_for_a_second():
    for hold in (flock, exclusive):
        with Home() as home:
            home.fill(scenes.desk())
            with hold(home):
                writer = home.start(WRITE)
                time.sleep(1)
                expect(writer.poll() is None, "it waits")
            _, err = writer.communicate(timeout=oracle.LIMIT)
            expect(writer.returncode == 0, f"it came free: {writer.returncode} {err}")
            home.well()
        oracle.figures["held locks"] += 1


def completion_does_not_wait():
    for hold in (flock, exclusive):
        with Home() as home:
            home.fill(scenes.desk())
            with hold(home):
                began = time.monotonic()
                home.complete("kept card da")
                expect(time.monotonic() - began < 5, "completion waits for a lock")
            expect(b"dana" in home.complete("kept card da"), "and completes without it")
        oracle.figures["held locks"] += 1
