"""Every write-class call of every writing command fails once with EIO and once with ENOSPC, some of
them from then on; every read of every command fails with EIO; a write() and a pwrite64() that take no
byte. The command says what went wrong and nothing is there, or it came through and all of it is."""

import functools

import injection
import oracle
import scenes


# The last of these fail when what was asked for already stands.
ALWAYS = {"promise": ("fdatasync", "fsync", "unlink"), "restore": ("fsync",),
          "backup folder": ("fcntl",)}


def cases(full, random):
    writes = injection.all_points(scenes.scene, scenes.names(), injection.WRITING_CALLS)
    reads = injection.all_points(scenes.scene, scenes.names(), injection.READING_CALLS)
    looks = injection.all_points(scenes.reading_scene, scenes.READING, injection.READING_CALLS)
    tries = [(*each, fault, False) for each in writes for fault in ("error=EIO", "error=ENOSPC")]
    tries += [(*each, "retval=0", False) for each in writes if each[1].call == "pwrite64"]
    tries += [(*each, fault, True) for each in writes[::3] for fault in ("error=EIO", "error=ENOSPC")]
    tries += [(*each, "error=EIO", False) for each in reads + looks]
    if not full:
        always = [each for each in tries if each[1].call in ALWAYS.get(each[0], ())]
        tries = always + random.sample(tries, 130)
    return [functools.partial(fail, *each) for each in tries]


def fail(name, point, fault, and_later):
    injection.inject(name, point, fault, and_later)
    oracle.figures["I/O errors"] += 1
