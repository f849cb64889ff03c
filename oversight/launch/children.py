"""Child processes that end with this one, and that run as somebody else where they must."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .leash import die_with_parent

_CLONE_NEWUSER = 0x10000000
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Identity:
    """Who a child runs as: ourselves, or nobody by one of two ways."""

    name: str
    uid: int | None = None
    gid: int | None = None
    in_namespace: bool = False

    def assume(self) -> None:
        """Become this identity; called in the child, before it starts its program."""
        if self.uid is None or self.gid is None:
            return
        if self.in_namespace:
            _enter_namespace(self.uid, self.gid)
        else:
            os.setgroups([])
            os.setgid(self.gid)
            os.setuid(self.uid)


OURSELVES = Identity("ourselves")


def nobody(*, in_namespace: bool) -> Identity:
    """The account without rights: in a user namespace it still reaches our own files, outside it does not."""
    try:
        account = pwd.getpwnam("nobody")
    except KeyError:
        account = next(entry for entry in pwd.getpwall() if entry.pw_uid != 0)
    return Identity(account.pw_name, account.pw_uid, account.pw_gid, in_namespace)


def _enter_namespace(uid: int, gid: int) -> None:
    """Enter a user namespace of our own in which we are called uid and gid; OSError where that is forbidden."""
    outside_uid, outside_gid = os.geteuid(), os.getegid()
    if _libc.unshare(_CLONE_NEWUSER) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {outside_uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {outside_gid} 1")


def ready_child(identity: Identity, on_our_death: int) -> Callable[[], None]:
    """What a child does before its program starts: become `identity`, and ask for a signal at our death."""
    parent = os.getpid()

    def in_child() -> None:
        identity.assume()
        # Entering the namespace or changing the account forgets the wish, so it comes last.
        die_with_parent(parent, on_our_death)

    return in_child


@dataclass
class Child:
    """A process that we started in a group of its own, so that a Ctrl-C reaches us alone and we stop it in order."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: int
    patience_seconds: float

    @property
    def ended(self) -> int | None:
        """The exit code, or None while it runs."""
        return self.process.poll()

    @property
    def has_forked(self) -> bool:
        """Whether it has children of its own; True where the system does not tell."""
        pid = self.process.pid
        try:
            return bool(Path(f"/proc/{pid}/task/{pid}/children").read_text())
        except FileNotFoundError:
            return self.ended is None

    def ask_to_stop(self) -> None:
        """Send the signal that lets it end in order."""
        if self.ended is None:
            self.process.send_signal(self.stop_signal)

    def wait_until_stopped(self) -> None:
        """Wait as long as it may take to end in order, then end its whole group."""
        try:
            self.process.wait(self.patience_seconds)
        except subprocess.TimeoutExpired:
            self.end_group()
            self.process.wait()

    def end_group(self) -> None:
        """Kill it and what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def start_child(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    identity: Identity = OURSELVES,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    feed: bytes | None = None,
    keep_open: Sequence[int] = (),
    stop_signal: int = signal.SIGTERM,
    patience_seconds: float = 10.0,
    on_our_death: int = signal.SIGKILL,
) -> Child:
    """Start a program that gets `on_our_death` when we die, its output going to `log`; `feed` is its input.

    `keep_open` are open files that it inherits under their numbers.
    """
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE if feed is not None else subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=None if environment is None else dict(environment),
            cwd=folder,
            preexec_fn=ready_child(identity, on_our_death),
            process_group=0,
            pass_fds=keep_open,
        )
    if feed is not None and process.stdin is not None:
        process.stdin.write(feed)
        process.stdin.close()
    return Child(name, process, stop_signal, patience_seconds)


def run_child(
    command: Sequence[str | Path],
    *,
    identity: Identity = OURSELVES,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    feed: str | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and return what it said; it dies with us."""
    return subprocess.run(
        [str(part) for part in command],
        input=feed if feed is not None else "",
        capture_output=True,
        text=True,
        env=None if environment is None else dict(environment),
        cwd=folder,
        preexec_fn=ready_child(identity, signal.SIGKILL),
        check=False,
    )
