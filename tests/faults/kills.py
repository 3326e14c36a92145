"""kill -9 before every write-class system call of every writing command, of a first run, and of the
migration of a store of each past version: all of it or nothing, and the next command works."""

import functools

import injection
import oracle
import scenes


def cases(full, random):
    points = injection.all_points(scenes.scene, scenes.names(), injection.WRITING_CALLS)
    if not full:
        points = random.sample(points, 150)
    return [functools.partial(kill, *each) for each in points]


def kill(name, point):
    injection.inject(name, point, "signal=SIGKILL")
    oracle.figures["crash points"] += 1
