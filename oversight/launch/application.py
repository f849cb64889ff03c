"""The application's own environment variables and what must be done before it can run."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .addresses import parse_database_url
from .children import OURSELVES, ready_child, run_child
from .environment import RUNTIME, environment_of, python_of
from .postgresql import Programs
from .servers import Servers
from .state import State, write_whole
from .trouble import CannotGoOn

YES = frozenset({"1", "true", "yes", "on"})


def said_yes(variable: str) -> bool:
    """Whether an environment variable says yes."""
    return os.environ.get(variable, "").strip().lower() in YES


def check_named_servers(*, demonstration: bool) -> None:
    """Refuse, before anything is started, an environment that names a database but lacks what a real service needs."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return
    try:
        parse_database_url(url)
    except ValueError as error:
        raise CannotGoOn(str(error)) from None
    if demonstration or said_yes("DEBUG"):
        return
    missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS") if not os.environ.get(name)]
    if missing:
        raise CannotGoOn(
            f"DATABASE_URL names a database, so this is no demonstration, and {' and '.join(missing)} must be set too. "
            "SECRET_KEY is a long random text that is kept secret; ALLOWED_HOSTS names the hosts that serve the site, "
            "with commas between. "
            "For the demonstration on that database, add --demo."
        )


@dataclass(frozen=True)
class Application:
    """The project in a checkout, with the servers that it uses."""

    checkout: Path
    state: State
    servers: Servers
    demonstration: bool

    def environment(self, *, port: int | None = None) -> dict[str, str]:
        """The environment variables for the application's processes."""
        made = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "oversight.settings",
            "DATABASE_URL": self.servers.database_url,
            "REDIS_URL": self.servers.redis_url,
            "OVERSIGHT_STATE": str(self.state.folder),
        }
        made.pop("PYTHONPATH", None)
        if self.demonstration:
            made["OVERSIGHT_DEMO"] = "1"
            made.setdefault("SECRET_KEY", self.state.secrets().secret_key)
        if port is not None:
            made.setdefault("SITE_ADDRESS", f"http://127.0.0.1:{port}")
        return made

    def manage(self, *arguments: str) -> list[str]:
        """The command line of a management command."""
        return [str(python_of(self.checkout)), str(self.checkout / "manage.py"), *arguments]

    def prepare(self, say: Callable[[str], None]) -> None:
        """Bring the database's tables to what this checkout needs, where that was not done before."""
        with self._done() as done:
            if done.get("migrations") == self._migrations():
                return
            say("Making the tables")
            self._run_quietly("migrate", "--no-input", "--verbosity", "0")
            done["migrations"] = self._migrations()

    def prepare_if_empty(self, say: Callable[[str], None]) -> None:
        """For a single command: prepare our own database, and a named one only where it holds nothing at all.

        A named database in use is brought up to date by a start, never by a command in passing.
        """
        if self.servers.own or not self.has_tables():
            self.prepare(say)

    def load_demonstration(self, say: Callable[[str], None]) -> None:
        """Load the demonstration country where it was never loaded; what the command says goes to our output.

        A site without it still works, so a failure is said and the next start tries again.
        """
        with self._done() as done:
            if done.get("demonstration"):
                return
            say("Loading the demonstration country")
            command = self.manage("seed_demo", "--size", "small", "--if-empty")
            loaded = subprocess.run(
                command, env=self.environment(), preexec_fn=ready_child(OURSELVES, signal.SIGKILL), check=False
            )
            if loaded.returncode == 0:
                done["demonstration"] = True
            else:
                say(f"The demonstration could not be loaded (exit code {loaded.returncode}); going on without it.")

    def collect_static_files(self, say: Callable[[str], None]) -> None:
        """Gather style sheets and scripts under names made from their content; a demonstration does without."""
        say("Gathering style sheets and scripts")
        self._run_quietly("collectstatic", "--no-input", "--verbosity", "0")

    def forget_what_was_done(self) -> None:
        """After the database was replaced, everything is looked at anew."""
        (self.state.folder / "done.json").unlink(missing_ok=True)

    @contextmanager
    def _done(self) -> Iterator[dict[str, object]]:
        """What was done on this database, remembered so that the next start takes seconds; changes are kept."""
        file = self.state.folder / "done.json"
        database = hashlib.sha256(self.servers.database_url.split("@")[-1].encode()).hexdigest()
        place = "own" if self.servers.own else database
        with self.state.lock("done"):
            everywhere = json.loads(file.read_text()) if file.exists() else {}
            here = everywhere.setdefault(place, {})
            before = dict(here)
            try:
                yield here
            finally:
                if here != before:
                    write_whole(file, json.dumps(everywhere))

    def _migrations(self) -> str:
        """One value for all migrations: our own files, and the packages that bring theirs."""
        digest = hashlib.sha256((self.checkout / RUNTIME).read_bytes())
        digest.update((self.checkout / "oversight" / "settings.py").read_bytes())
        for file in sorted([*self.checkout.glob("*/migrations/*.py"), *self.checkout.glob("*/*/migrations/*.py")]):
            digest.update(f"{file.relative_to(self.checkout)}\n".encode() + file.read_bytes())
        return digest.hexdigest()

    def has_tables(self) -> bool:
        """Whether the database was ever prepared; CannotGoOn where it does not answer."""
        address = parse_database_url(self.servers.database_url)
        psql = Programs.of(environment_of(self.checkout)) / "psql"
        asked = run_child(
            [psql, "-XAtqc", "SELECT to_regclass('django_migrations') IS NOT NULL"],
            environment={**os.environ, **address.environment},
        )
        if asked.returncode != 0:
            raise CannotGoOn(f"The database does not answer: {asked.stderr.strip()}")
        return asked.stdout.strip() == "t"

    def _run_quietly(self, *arguments: str) -> None:
        ran = run_child(self.manage(*arguments), environment=self.environment())
        if ran.returncode != 0:
            raise CannotGoOn(f"manage {arguments[0]} did not go through:\n{ran.stdout}{ran.stderr}".rstrip())
