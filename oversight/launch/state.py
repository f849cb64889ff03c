"""The state folder: everything that running leaves behind, readable by its owner alone."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from .trouble import CannotGoOn

LOG_LIMIT_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Secrets:
    """Generated once for each state folder; never printed and never committed."""

    database_password: str
    broker_password: str
    secret_key: str


@dataclass(frozen=True)
class State:
    """A state folder, by default .state in the checkout; OVERSIGHT_STATE names another."""

    folder: Path

    @classmethod
    def of(cls, checkout: Path) -> State:
        """The state folder of a checkout, made with mode 0700 where it is missing."""
        named = os.environ.get("OVERSIGHT_STATE")
        folder = Path(named).absolute() if named else checkout / ".state"
        return cls(folder).made()

    def made(self) -> State:
        """Make the folder and what stands in it; CannotGoOn where it belongs to somebody else."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            for name in ("log", "locks"):
                (self.folder / name).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise CannotGoOn(
                f"The state folder {self.folder} cannot be used: {error.strerror}. "
                "It may belong to another account: use that one, or set OVERSIGHT_STATE to a folder of your own."
            ) from error
        return self

    def secrets(self) -> Secrets:
        """The generated secrets of this folder, the same at every start."""
        file = self.folder / "secrets.json"
        with self.lock("secrets"):
            if not file.exists():
                made = Secrets(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(64))
                write_whole(file, json.dumps(asdict(made)))
            return Secrets(**json.loads(file.read_text()))

    def log(self, name: str) -> Path:
        """The log of one process; one that has grown large is set aside first."""
        file = self.folder / "log" / f"{name}.log"
        if file.exists() and file.stat().st_size > LOG_LIMIT_BYTES:
            file.replace(file.with_suffix(".log.1"))
        return file

    @contextlib.contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Wait for a lock that the kernel lets go of with the process that holds it."""
        with (self.folder / "locks" / name).open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield

    @contextlib.contextmanager
    def lock_at_once(self, name: str) -> Iterator[bool]:
        """Take a lock if nobody holds it; say whether it was taken."""
        with (self.folder / "locks" / name).open("a") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True


def write_whole(file: Path, text: str, *, mode: int = 0o600) -> None:
    """Write a file, for its owner alone unless told otherwise: a reader finds the old one or the new, never half."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
