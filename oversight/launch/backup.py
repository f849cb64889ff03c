"""./run backup FILE and ./run restore FILE: the whole database in one file, and back.

The file is a zip, not compressed a second time: PostgreSQL's own dump, and a manifest with its SHA-256, the number of
rows of every table as that dump holds them, and the migrations that made the tables. A restore is one transaction:
it compares the rows that came in with the manifest before it commits, so it brings back everything or changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from .addresses import DatabaseAddress, parse_database_url
from .application import Application, check_named_servers
from .children import OURSELVES, ready_child, run_child
from .environment import ensure_environment, environment_of
from .manage import say_on_stderr
from .postgresql import Programs
from .servers import servers_in_use
from .state import State
from .trouble import CannotGoOn

FORM = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
PIECE_BYTES = 1024 * 1024
LOCK_WAIT = "10s"

_TABLES = (
    "SELECT json_agg(relname ORDER BY relname) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
    "WHERE nspname = 'public' AND relkind IN ('r', 'p')"
)
_MIGRATIONS = "SELECT json_agg(json_build_array(app, name) ORDER BY id) FROM django_migrations"


def _counting(tables: Iterable[str]) -> str:
    """A query for one JSON object: the rows of each of these tables."""
    each = " UNION ALL ".join(
        f"SELECT {_text(table)} AS name, count(*) AS n FROM public.{_name(table)}"  # noqa: S608  (both quoted)
        for table in tables
    )
    return f"SELECT json_object_agg(name, n) FROM ({each}) AS counted"  # noqa: S608  (made just above)


def _text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    """A name as SQL writes it."""
    return '"' + value.replace('"', '""') + '"'


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself: dump size in bytes, rows by table, migrations as [app, name]."""

    form: int
    sha256: str
    size: int
    server: str
    rows: Mapping[str, int]
    migrations: tuple[tuple[str, str], ...]


def back_up(checkout: Path, file: Path, *, demonstration: bool) -> int:
    """Save everything in a new file; the system may be in use meanwhile. CannotGoOn says why not."""
    if file.exists():
        raise CannotGoOn(f"{file} is there already. Name a new file, so that no backup is lost.")
    if not file.absolute().parent.is_dir():
        raise CannotGoOn(f"There is no folder {file.absolute().parent}.")
    with _database(checkout, demonstration) as database:
        fresh = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            manifest = _write(database, fresh)
            _read_manifest(fresh)
            fresh.rename(file)
        except OSError as error:
            raise CannotGoOn(f"{file} cannot be written: {error.strerror}.") from error
        finally:
            fresh.unlink(missing_ok=True)
    print(f"Saved {sum(manifest.rows.values()):,} rows of {len(manifest.rows)} tables in {file}.")
    return 0


def restore(checkout: Path, file: Path, *, demonstration: bool) -> int:
    """Put what a backup holds in place of what is there, all or nothing. CannotGoOn says why not."""
    if not file.is_file():
        raise CannotGoOn(f"There is no file {file}.")
    manifest = _read_manifest(file)
    _refuse_newer(checkout, manifest)
    with _database(checkout, demonstration, alone=True) as database:
        _replace(database, file, manifest)
        database.application.forget_what_was_done()
    print(f"Brought back {sum(manifest.rows.values()):,} rows of {len(manifest.rows)} tables from {file}.")
    return 0


@dataclass(frozen=True)
class Database:
    """The application's database and the programs that save it and bring it back."""

    application: Application
    address: DatabaseAddress
    programs: Programs

    @property
    def environment(self) -> dict[str, str]:
        """The environment for PostgreSQL's programs."""
        return {**os.environ, **self.address.environment}


@contextmanager
def _database(checkout: Path, demonstration: bool, *, alone: bool = False) -> Iterator[Database]:
    """The database in use; `alone` refuses one of this machine that others use at the same time."""
    check_named_servers(demonstration=demonstration)
    ensure_environment(checkout, say=say_on_stderr)
    state = State.of(checkout)
    with servers_in_use(checkout, state) as servers:
        if alone and servers.own and servers.use is not None and servers.use.users > 1:
            raise CannotGoOn("The system is in use. Stop ./run and the commands that run, then restore.")
        application = Application(checkout, state, servers, demonstration or servers.own)
        if not alone and not application.has_tables():
            raise CannotGoOn("There is nothing to save yet: the database is empty.")
        yield Database(application, parse_database_url(servers.database_url), Programs.of(environment_of(checkout)))


def _write(database: Database, file: Path) -> Manifest:
    """Dump and count in one snapshot, so that both tell of the same moment."""
    with _snapshot(database) as (snapshot, rows, migrations, server):
        digest, size = hashlib.sha256(), 0
        dump = subprocess.Popen(
            [
                database.programs / "pg_dump",
                "--format=custom", "--schema=public", "--no-owner", "--no-privileges",
                f"--snapshot={snapshot}",
            ],
            env=database.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=ready_child(OURSELVES, signal.SIGKILL),
        )  # fmt: skip
        if dump.stdout is None or dump.stderr is None:
            raise AssertionError("pg_dump was started with pipes")
        with dump, open(file, "xb", opener=_for_owner_alone) as out, zipfile.ZipFile(out, "w") as backup:
            with backup.open(DUMP, "w", force_zip64=True) as entry:
                while piece := dump.stdout.read(PIECE_BYTES):
                    digest.update(piece)
                    size += len(piece)
                    entry.write(piece)
            said = dump.stderr.read().decode(errors="replace")
            if dump.wait() != 0:
                raise CannotGoOn(f"The database could not be saved: {said.strip()}")
            manifest = Manifest(FORM, digest.hexdigest(), size, server, rows, migrations)
            backup.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def _for_owner_alone(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


@contextmanager
def _snapshot(database: Database) -> Iterator[tuple[str, dict[str, int], tuple[tuple[str, str], ...], str]]:
    """Hold one moment of the database open; yields its name, rows by table, migrations, server version."""
    session = subprocess.Popen(
        [database.programs / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1"],
        env=database.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=ready_child(OURSELVES, signal.SIGKILL),
    )
    if session.stdin is None or session.stdout is None or session.stderr is None:
        raise AssertionError("psql was started with pipes")
    writing, reading, complaints = session.stdin, session.stdout, session.stderr

    def ask(question: str) -> str:
        try:
            writing.write(f"{question};\n")
            writing.flush()
        except BrokenPipeError:
            pass
        answer = reading.readline().strip()
        if not answer:
            raise CannotGoOn(f"The database could not be saved: {complaints.read().strip()}")
        return answer

    try:
        snapshot = ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_export_snapshot()")
        rows = json.loads(ask(_counting(json.loads(ask(_TABLES)))))
        migrations = tuple((app, name) for app, name in json.loads(ask(_MIGRATIONS)))
        yield snapshot, rows, migrations, ask("SHOW server_version")
    finally:
        session.kill()
        session.communicate()


def _read_manifest(file: Path) -> Manifest:
    """Read the whole file and compare it with its manifest; CannotGoOn where it is no backup or damaged."""
    try:
        with zipfile.ZipFile(file) as backup:
            said = json.loads(backup.read(MANIFEST))
            if said["form"] != FORM:
                raise CannotGoOn(f"{file} was made by a newer version of this program.")
            manifest = Manifest(
                **{
                    **said,
                    "migrations": tuple((app, name) for app, name in said["migrations"]),
                    "rows": dict(said["rows"]),
                }
            )
            digest = hashlib.sha256()
            with backup.open(DUMP) as dump:
                while piece := dump.read(PIECE_BYTES):
                    digest.update(piece)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError) as error:
        raise CannotGoOn(f"{file} is no backup, or it is damaged ({error}). Nothing was changed.") from error
    if digest.hexdigest() != manifest.sha256:
        raise CannotGoOn(f"{file} is damaged: its content is not what its manifest says. Nothing was changed.")
    return manifest


def _refuse_newer(checkout: Path, manifest: Manifest) -> None:
    """Refuse a backup with migrations of ours that this checkout does not have: its tables would not fit."""
    folders = [*checkout.glob("*/migrations"), *checkout.glob("oversight/*/migrations")]
    ours = {folder.parent.name: {file.stem for file in folder.glob("*.py")} for folder in folders}
    unknown = [f"{app} {name}" for app, name in manifest.migrations if app in ours and name not in ours[app]]
    if unknown:
        raise CannotGoOn(
            "The backup was made by another version of the program, with tables that this one does not know "
            f"({unknown[0]}). Restore it with that version. Nothing was changed."
        )


def _replace(database: Database, file: Path, manifest: Manifest) -> None:
    """In one transaction: drop what is there, bring in the dump, compare the rows, commit."""
    with tempfile.TemporaryDirectory(dir=database.application.state.folder) as folder:
        dump = Path(folder) / DUMP
        with zipfile.ZipFile(file) as backup:
            backup.extract(DUMP, folder)
        expected = _text(json.dumps(dict(manifest.rows)))
        tables = _text(json.dumps(sorted(manifest.rows)))
        steps = {
            "first.sql": f"SET lock_timeout = '{LOCK_WAIT}';\nDROP SCHEMA public CASCADE;\n",
            "last.sql": "DO $compare$ DECLARE found jsonb; BEGIN\n"
            f"found := ({_TABLES})::jsonb;\n"
            f"IF NOT (found @> {tables}::jsonb AND found <@ {tables}::jsonb)\n"
            "THEN RAISE 'tables differ: %', found; END IF;\n"
            f"found := ({_counting(manifest.rows)})::jsonb;\n"
            f"IF found <> {expected}::jsonb THEN RAISE 'rows differ: %', found; END IF;\nEND $compare$;\nANALYZE;\n",
        }
        for name, text in steps.items():
            (Path(folder) / name).write_text(text)
        script = Path(folder) / "dump.sql"
        read = run_child(
            [
                database.programs / "pg_restore",
                "--no-owner", "--no-privileges", "--exit-on-error",
                "--file", script, dump,
            ],
        )  # fmt: skip
        if read.returncode != 0:
            raise CannotGoOn(f"The dump in {file} cannot be read: {read.stderr.strip()} Nothing was changed.")
        dump.unlink()
        put = run_child(
            [
                database.programs / "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "--single-transaction",
                "-f", Path(folder) / "first.sql", "-f", script, "-f", Path(folder) / "last.sql",
            ],
            environment={**database.environment, "PGOPTIONS": "-c client_min_messages=warning"},
        )  # fmt: skip
        if put.returncode != 0:
            raise CannotGoOn(f"The backup could not be brought back, and nothing was changed: {put.stderr.strip()}")
