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
        return _do(home, parse(arguments))
    except CannotGoOn as error:
        print(error, file=sys.stderr)
        return 2


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read a command line; what cannot be read ends with exit code 2 and the usage."""
    parser = argparse.ArgumentParser(
        prog="./run", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="the port of the site (8000)")
    parser.add_argument(
        "--demo", action="store_true", help="the demonstration, also on a database named by DATABASE_URL"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("manage", add_help=False, help="run a management command on the same servers")
    backup = commands.add_parser("backup", help="save everything in one file")
    backup.add_argument("file", type=Path)
    restore = commands.add_parser("restore", help="bring back what a file holds, in place of what is there")
    restore.add_argument("file", type=Path)
    ours, theirs = _parted(arguments)
    parsed = parser.parse_args(ours, argparse.Namespace(arguments=theirs))
    if not 0 <= parsed.port <= 65535:
        parser.error(f"--port wants a number from 0 to 65535, not {parsed.port}")
    return parsed


def _parted(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Part our arguments from those of a management command, which it gets as they are, whatever they look like."""
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        at += 2 if arguments[at] == "--port" else 1
    if arguments[at : at + 1] == ["manage"]:
        return arguments[: at + 1], arguments[at + 1 :]
    return arguments, []


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
