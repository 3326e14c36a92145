"""stdout that is full, closed or gone, for every command: what was recorded stands, and 74 says that it
could not be printed; a reader that went away is no noise."""

import functools
import os

import injection
import oracle
import scenes
from oracle import Home, expect


def cases(full, random):
    names = scenes.names() if full else random.sample(scenes.names(), 12)
    for name in names:
        injection.keep(scenes.scene(name))
        for ending in (full_stdout, closed_stdout, gone_stdout, closed_streams):
            yield functools.partial(ending, name)
    yield functools.partial(full_stdout_of_help)
    for name in scenes.READING:
        injection.keep(scenes.reading_scene(name))
        for ending in (full_stdout, gone_stdout):
            yield functools.partial(ending, name)


def play(name, status, silent=False, **options):
    scene = injection.scene_called(name)
    with Home() as home:
        home.fill(scene.home)
        outcome = home.run(scene.words, **options)
        expect(outcome.status == status, f"{outcome}")
        oracle.hold_to(home, scene, outcome, silent)
    oracle.figures["broken outputs"] += 1
    return outcome


def full_stdout(name):
    # `check` of a well store has nothing to print.
    with open("/dev/full", "wb") as full:
        outcome = play(name, 0 if name == "check" else 74, stdout=full)
    changed = injection.scene_called(name).before != injection.scene_called(name).after
    records_a_change = name.split()[0] not in ("backup", "restore")
    if changed and records_a_change:
        expect(b"was recorded, and could not be printed" in outcome.err, f"{outcome}")


def full_stdout_of_help():
    with Home() as home, open("/dev/full", "wb") as full:
        for words in (["--help"], ["--version"], ["log", "--help"]):
            outcome = home.run(words, stdout=full)
            expect(outcome.status == 74, f"{words}: {outcome}")


def closed_stdout(name):
    play(name, 74, under=["sh", "-c", 'exec "$@" >&-', "sh"])


def closed_streams(name):
    play(name, 74, silent=True, under=["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"])


def gone_stdout(name):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        outcome = play(name, 0, stdout=writing)
    finally:
        os.close(writing)
    expect(b"Broken pipe" not in outcome.err, f"{outcome}")
