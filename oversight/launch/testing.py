"""./test: everything that shows this project to be right."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from .browser import ensure_browser
from .environment import ensure_environment, environment_of
from .servers import servers_in_use
from .services import cores
from .state import State


@dataclass(frozen=True)
class Check:
    """A tool that looks at the project without running it, and the variables that it wants."""

    name: str
    command: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict)


# It takes longer than all the others, and one core of several: it runs beside the tests.
LONG_CHECK = Check("types", ("mypy",))
CHECKS = (
    Check("style and security", ("ruff", "check", ".")),
    Check("format", ("ruff", "format", "--check", ".")),
    Check("templates", ("djlint", "--lint", "--quiet", "templates")),
    Check("floors", ("lint-imports",)),
    Check("migrations", ("python", "manage.py", "makemigrations", "--check", "--dry-run")),
    Check(
        "settings",
        ("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        {
            "OVERSIGHT_TEST": "",
            "SECRET_KEY": "only-for-this-check-" + "0123456789abcdef" * 4,
            "ALLOWED_HOSTS": "example.org",
            "OVERSIGHT_IDENTITY_KEYS": "b25seS1mb3ItdGhpcy1jaGVjay0wMTIzNDU2Nzg5YWI=",
        },
    ),
)


def run_tests(checkout: Path, arguments: list[str]) -> int:
    """Set up what the tests need and run them; with arguments, pytest alone. Exit code 0 if nothing failed."""
    ensure_environment(checkout, tests=True, say=_say)
    ensure_browser(_say)
    with tempfile.TemporaryDirectory(prefix="oversight-test-") as folder:
        state = State(Path(folder) / "servers").made()
        with servers_in_use(checkout, state, hasty=True) as servers:
            environment = {
                **os.environ,
                "PATH": f"{environment_of(checkout) / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
                "DATABASE_URL": servers.database_url,
                "REDIS_URL": servers.redis_url,
                "OVERSIGHT_TEST": "1",
                "OVERSIGHT_STATE": folder,
            }
            # The tests name the settings themselves, once each process has its own share of the broker.
            environment.pop("DJANGO_SETTINGS_MODULE", None)
            # Some hundred processes read the same modules: where none may keep what it compiled, each compiles them
            # all, for seconds.
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            failed = [] if arguments else _failed_checks(CHECKS, checkout, environment)
            # One process more than cores: a third of the time a test waits, for a browser or for a start.
            chosen = arguments or ["-n", str(cores() + 1), "--dist", "worksteal"]
            with ThreadPoolExecutor(1) as beside:
                long = [] if arguments else [LONG_CHECK]
                failing = beside.submit(_failed_checks, long, checkout, environment)
                pytest = subprocess.run(["python", "-m", "pytest", *chosen], cwd=checkout, env=environment, check=False)
                failed += failing.result()
    if failed:
        _say(f"Failed beside the tests: {', '.join(failed)}")
    return pytest.returncode or (1 if failed else 0)


def _failed_checks(checks: Sequence[Check], checkout: Path, environment: Mapping[str, str]) -> list[str]:
    """Run checks, as many at once as there are cores, and return the names of those that failed."""
    with ThreadPoolExecutor(cores()) as pool:
        passed = pool.map(lambda check: _passes(check, checkout, environment), checks)
        return [check.name for check, it_passed in zip(checks, passed, strict=True) if not it_passed]


def _passes(check: Check, checkout: Path, environment: Mapping[str, str]) -> bool:
    started = time.monotonic()
    ran = subprocess.run(
        check.command,
        cwd=checkout,
        env={**environment, **check.variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = ran.returncode == 0
    told = f"{'ok  ' if passed else 'FAIL'} {check.name} ({time.monotonic() - started:.1f} s)"
    # In one piece: another check may end at the same moment.
    _say(told if passed else f"{told}\n{ran.stdout}")
    return passed


def _say(line: str) -> None:
    print(line, flush=True)
