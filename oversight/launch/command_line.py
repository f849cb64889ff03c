"""The command line of ./run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .application import said_yes
from .trouble import CannotGoOn

DESCRIPTION = """\
Without a command, start everything on this machine: the environment (made the first time), PostgreSQL, the broker,
the tables, the demonstration country, web, worker and scheduler. Ctrl-C stops it all.

With DATABASE_URL and REDIS_URL set, those servers are used, and the demonstration is loaded only with --demo.
"""


def main(checkout: str, arguments: list[str]) -> int:
    """Do what the command line says. Exit code 2 where it cannot be done; why is on stderr."""
    home = Path(checkout)
    if sys.platform != "linux":
        print("This starts on Linux; on another system, docker-compose.yml starts the same.", file=sys.stderr)
        return 2
    try:
        if arguments[:1] == ["keep-servers"]:
            from .keeper import keep

            return keep(home, arguments[1:])
        if arguments[:1] == ["run-tests"]:
            from .testing import run_tests

            return run_tests(home, arguments[1:])
        return _do(home, _parse(arguments))
    except CannotGoOn as error:
        print(error, file=sys.stderr)
        return 2


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="the port of the site (8000)")
    parser.add_argument(
        "--demo", action="store_true", help="the demonstration, also on a database named by DATABASE_URL"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    manage = commands.add_parser("manage", add_help=False, help="run a management command on the same servers")
    manage.add_argument("arguments", nargs=argparse.REMAINDER)
    backup = commands.add_parser("backup", help="save everything in one file")
    backup.add_argument("file", type=Path)
    restore = commands.add_parser("restore", help="bring back what a file holds, in place of what is there")
    restore.add_argument("file", type=Path)
    parsed = parser.parse_args(arguments)
    if not 0 <= parsed.port <= 65535:
        parser.error(f"--port wants a number from 0 to 65535, not {parsed.port}")
    return parsed


def _do(checkout: Path, asked: argparse.Namespace) -> int:
    demonstration = asked.demo or said_yes("OVERSIGHT_DEMO")
    if asked.command == "manage":
        from .manage import run_manage

        return run_manage(checkout, asked.arguments, demonstration=demonstration)
    if asked.command in ("backup", "restore"):
        from .backup import back_up, restore

        return (back_up if asked.command == "backup" else restore)(checkout, asked.file, demonstration=demonstration)
    from .start import run_all

    return run_all(checkout, port=asked.port, demonstration=demonstration)
