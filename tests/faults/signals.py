"""SIGINT and SIGTERM before write-class calls: an import says where it was and leaves nothing, any other
command is ended or comes through. What a terminal sends with ^C, and what a machine sends that is shut
down."""

import functools

import injection
import oracle
import scenes


def cases(full, random):
    points = injection.all_points(scenes.scene, scenes.names(), injection.WRITING_CALLS)
    tries = [(*each, signal) for each in points for signal in ("SIGINT", "SIGTERM")
             if full or each[0].startswith("import")]
    tries = random.sample(tries, min(len(tries), 1000 if full else 40))
    return [functools.partial(interrupt, *each) for each in tries]


def interrupt(name, point, signal):
    outcome = injection.inject(name, point, f"signal={signal}")
    oracle.figures["signals"] += 1
    if outcome.status == 130:
        oracle.expect(b"interrupted" in outcome.err, f"it does not say so: {outcome}")
