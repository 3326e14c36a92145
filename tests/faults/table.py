"""The tables of scenes.py are whole: no command of `kept --help` is forgotten, what is called writing
writes, and what is called reading leaves every byte as it is."""

import functools
import re

import scenes
from oracle import Home, expect


def cases(full, random):
    yield functools.partial(every_command_is_there)
    for name in scenes.names():
        yield functools.partial(scenes.scene, name)
    for name in scenes.READING:
        yield functools.partial(scenes.reading_scene, name)


def every_command_is_there():
    with Home() as home:
        help_text = home.done(["--help"]).decode()
    commands = set(re.findall(r"^  ([a-z][a-z-]*)  ", help_text, re.MULTILINE))
    expect(len(commands) > 30, f"the commands of the help: {commands}")
    known = {name.split()[0] for name in (*scenes.WRITING, *scenes.READING)}
    expect(commands <= known, f"in neither table of scenes.py: {sorted(commands - known)}")
    expect(known <= commands, f"of no command: {sorted(known - commands)}")
