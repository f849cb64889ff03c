"""Keeps a process from outliving the one that started it.

Linux tells a child of its parent's death by a signal that the child asks for. The wish is lost over a fork and
over a change of identity, so it is made again after each. Run as a script, this file holds a Python program and
all that it forks: `python leash.py MODULE ARGUMENT...`.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int, number: int = signal.SIGKILL) -> None:
    """Ask for a signal when the parent dies; die at once where it is already gone."""
    if _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def hold_forks() -> None:
    """Let everything that this process forks, and what that forks, die with the one that forked it."""
    forking = {"pid": os.getpid()}
    os.register_at_fork(
        before=lambda: forking.update(pid=os.getpid()),
        after_in_child=lambda: die_with_parent(forking["pid"]),
    )


if __name__ == "__main__":
    hold_forks()
    # The folder of this file is no place to import from; the program finds what it would have found without us.
    sys.path[0] = os.getcwd()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
