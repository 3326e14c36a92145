"""Fifty writers at once with ten readers, some of the writers killed in the middle; eight first runs at
once; imports at once. What exited 0 is there once, what did not is not, and each has an id of its own."""

import functools
import json
import signal

import oracle
import scenes
from oracle import Home, expect

JOBS = 1  # fifty processes are enough at a time
WRITERS, READERS, FIRST_RUNS = 50, 10, 8


def cases(full, random):
    for seed in range(10 if full else 1):
        yield functools.partial(many, seed, 0)
        yield functools.partial(many, seed, 15)
        yield functools.partial(first_runs, seed)
    yield functools.partial(two_imports)


def entries(home):
    return json.loads(home.done(["list", "entries", "--format", "json", "--limit", "1000"]))["entries"]


def many(seed, to_kill):
    with Home() as home:
        home.fill(scenes.desk())
        known = {entry["text"] for entry in entries(home)}
        writers = {f"entry number {i}": home.start(
            ["log", "dana", f"entry number {i}", "-o", "--no-loop"]) for i in range(WRITERS)}
        readers = [home.start(["list", "entries", "--format", "json"]) for _ in range(READERS)]
        for writer in list(writers.values())[seed % 3::3][:to_kill]:
            writer.send_signal(signal.SIGKILL)
        recorded, perhaps = set(), set()
        for text, writer in writers.items():
            outcome = oracle.Outcome(writer.wait(), b"", writer.communicate()[1])
            if outcome.status == 0:
                recorded.add(text)
            elif outcome.killed:
                perhaps.add(text)
            else:
                expect(outcome.status == 75, f"a writer beside others: {outcome}")
        for reader in readers:
            out, err = reader.communicate()
            expect(reader.returncode == 0, f"a reader beside writers: {reader.returncode} {err}")
            json.loads(out)
        found = [entry for entry in entries(home) if entry["text"] not in known]
        texts = [entry["text"] for entry in found]
        expect(len(set(texts)) == len(texts), f"recorded twice: {sorted(texts)}")
        expect(recorded <= set(texts) <= recorded | perhaps, "what exited 0 is there, and no more")
        expect(len({entry["id"] for entry in found}) == len(found), "each has its own id")
        home.well()
    oracle.figures["writers at once"] += WRITERS
    oracle.figures["readers beside them"] += READERS


def first_runs(_):
    with Home() as home:
        first = [home.start(["add-customer", f"Customer{i} Example"]) for i in range(FIRST_RUNS)]
        for process in first:
            _, err = process.communicate()
            expect(process.returncode == 0, f"a first run beside others: {process.returncode} {err}")
        customers = json.loads(home.done(["list", "customers", "--format", "json"]))["customers"]
        expect(len({customer["id"] for customer in customers}) == FIRST_RUNS, f"{customers}")
        home.well()
    oracle.figures["first runs at once"] += FIRST_RUNS


def two_imports():
    with Home() as home:
        home.fill(scenes.desk())
        both = [home.start(["import", "promises", "promises.csv", "--source", source])
                for source in ("desk", "crm")]
        for process in both:
            out, err = process.communicate()
            expect((process.returncode, out) == (0, b"promises: added 700\n"), f"{out} {err}")
        home.well()
