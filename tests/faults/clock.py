"""A clock that was set back, or forward, between two commands: what was recorded stands, ids only rise,
undo takes back what was recorded last, whatever time it says, and every command works in any year."""

import functools
import re
import shlex

import oracle
import scenes
from oracle import Home, expect

# An hour, a year, and further back than anything of the desk; the ends of what can be typed.
CLOCKS = ("2026-03-22T09:00:00", "2025-03-22T10:00:00", "1970-01-02T00:00:00", "2027-03-22T10:00:00",
          "9999-12-30T23:59:59")


def cases(full, random):
    tries = [functools.partial(writes, name, clock) for name in scenes.WRITING for clock in CLOCKS]
    tries += [functools.partial(reads, name, clock) for name in scenes.READING for clock in CLOCKS]
    yield from (functools.partial(undone_by_number, clock) for clock in CLOCKS)
    yield from tries if full else random.sample(tries, 30)


def reads(name, now):
    with Home() as home:
        home.fill(scenes.desk())
        outcome = home.run(scenes.words_of(name), now=now)
        oracle.well_behaved(outcome, f"{name} at {now}")
        expect(home.snapshot() == scenes.desk(), f"{name} changed something")
    oracle.figures["clocks"] += 1


def writes(name, now):
    """It may be refused, as an event that precedes what it follows is; what is taken is whole."""
    lines = scenes.WRITING[name]
    lines = (lines,) if isinstance(lines, str) else lines
    with Home() as home:
        home.fill(scenes.desk())
        for line in lines[:-1]:
            home.done(shlex.split(line))
        before = home.state()
        outcome = home.run(shlex.split(lines[-1]), now=now)
        oracle.well_behaved(outcome, f"{name} at {now}")
        home.well()
        if outcome.status != 0:
            expect(home.state() == before, f"{outcome}, and something was written")
        for reading in ("overdue", "today", "report", "card"):
            home.done(scenes.words_of(reading))
            home.done(scenes.words_of(reading), now=now)
    oracle.figures["clocks"] += 1


def undone_by_number(now):
    with Home() as home:
        home.fill(scenes.desk())
        before = home.done(["list", "customers"])
        old = numbers(before)
        new = numbers(home.done(["add-customer", "Eve Example"], now=now))
        expect(min(new) > max(old), f"ids only rise: {new} after {old}")
        home.done(["undo"])
        expect(home.done(["list", "customers"]) == before, "undo takes back what was recorded last")
        home.done(["redo"], now=now)
        expect(b"Eve" in home.done(["list", "customers"]), "and redo brings it again")
        home.well()
    oracle.figures["clocks"] += 1


def numbers(text):
    return {int(number) for number in re.findall(rb"\bC(\d+)\b", text)}
