"""File systems of a case's own: full ones, and ones that can't be written. As root, or in a user
namespace; where neither is allowed, the case says that it was not run."""

import contextlib
import ctypes
import os
import subprocess

from oracle import NotHere

NEW_MOUNTS, NEW_USER = 0x00020000, 0x10000000
_entered = False


def enter():
    """This worker's mounts are its own from now on."""
    global _entered
    if _entered:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(NEW_MOUNTS) != 0:
        if libc.unshare(NEW_MOUNTS | NEW_USER) != 0:
            raise NotHere(f"mounts of one's own: {os.strerror(ctypes.get_errno())}")
        try:
            for name, line in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"),
                               ("gid_map", f"0 {group} 1")):
                with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                    file.write(line)
        except OSError as error:
            raise NotHere(f"a user namespace: {error}") from None
    mount("--make-rprivate", "/")
    _entered = True


def mount(*words):
    try:
        done = subprocess.run(["mount", *words], stderr=subprocess.PIPE, check=False)
    except OSError as error:
        raise NotHere(f"mount: {error}") from None
    if done.returncode != 0:
        raise NotHere(f"mount {' '.join(words)}: {done.stderr.decode().strip()}")


@contextlib.contextmanager
def small(folder, size):
    """An empty file system of so many bytes at the folder."""
    enter()
    mount("-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", folder)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@contextlib.contextmanager
def read_only(folder):
    enter()
    mount("--bind", folder, folder)
    try:
        mount("-o", "remount,bind,ro", folder)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)
