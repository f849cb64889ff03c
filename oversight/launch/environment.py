"""The Python environment: made in .venv from the locked versions, and left alone once it holds them."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from .children import OURSELVES, ready_child
from .state import State, write_whole
from .trouble import CannotGoOn

RUNTIME = "requirements.txt"
TESTS = "requirements-dev.txt"
STILL_THERE_SECONDS = 10.0


def environment_of(checkout: Path) -> Path:
    """The folder of the environment."""
    return checkout / ".venv"


def python_of(checkout: Path) -> Path:
    """The environment's Python."""
    return environment_of(checkout) / "bin" / "python"


def ensure_environment(checkout: Path, *, tests: bool = False, say: Callable[[str], None]) -> Path:
    """Make the environment hold what the lock files name; returns its Python.

    `tests` adds what the tests need. Nothing is asked of the network, and nothing said, where that was done before.
    CannotGoOn says what a person can do about it.
    """
    files = [checkout / RUNTIME, *([checkout / TESTS] if tests else [])]
    if _holds(checkout, files):
        return python_of(checkout)
    # The lock stands in the checkout, since several state folders may share one environment.
    with State(checkout / ".state").made().lock("environment"):
        if not _holds(checkout, files):
            _install(checkout, files, say)
    return python_of(checkout)


def _stamp(checkout: Path, file: Path) -> Path:
    return environment_of(checkout) / f".holds-{file.stem}"


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _holds(checkout: Path, files: list[Path]) -> bool:
    """Whether what was installed last is what the files say, in an environment whose Python still stands."""
    if not python_of(checkout).exists():
        return False
    stamps = [(_stamp(checkout, file), _digest(file)) for file in files]
    return all(stamp.exists() and stamp.read_text() == digest for stamp, digest in stamps)


def _install(checkout: Path, files: list[Path], say: Callable[[str], None]) -> None:
    started = time.monotonic()
    python = python_of(checkout)
    if not python.exists() or _version_of(python) < (3, 11):
        say(f"Making the environment in {environment_of(checkout)}")
        _make(checkout)
    for file in files:
        packages = len(re.findall(r"^[a-z0-9].*==", file.read_text(), re.MULTILINE))
        say(f"Installing {packages} packages of {file.name}")
        _install_file(checkout, file, say)
        write_whole(_stamp(checkout, file), _digest(file), mode=0o644)
    say(f"The environment is ready ({time.monotonic() - started:.0f} s)")


def _version_of(python: Path) -> tuple[int, ...]:
    said = subprocess.run(
        [python, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True, check=False
    ).stdout
    return tuple(int(part) for part in said.split())


def _make(checkout: Path) -> None:
    """Make an empty environment; with pip in it only where no uv is at hand."""
    folder = environment_of(checkout)
    shutil.rmtree(folder, ignore_errors=True)
    without_pip = shutil.which("uv") is not None or not _has_module("ensurepip")
    made = _run([sys.executable, "-m", "venv", *(["--without-pip"] if without_pip else []), folder])
    if made.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise CannotGoOn(f"The environment could not be made:\n{made.stdout}")


def _has_module(name: str) -> bool:
    return subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0


def _install_file(checkout: Path, file: Path, say: Callable[[str], None]) -> None:
    """Install with uv, in seconds; with pip, in a minute, where uv cannot be had or fails."""
    uv = _uv(checkout)
    if uv is not None:
        command: list[str | Path] = [
            uv,
            "pip",
            "install",
            "--quiet",
            "--python",
            python_of(checkout),
            "--require-hashes",
            "-r",
            file,
        ]
        installed = _run(command, say)
        if installed.returncode == 0:
            return
    pip = _pip(checkout)
    if pip is None:
        reason = installed.stdout if uv is not None else ""
        raise CannotGoOn(
            "The packages cannot be installed, since this Python brings neither venv with pip nor uv. "
            f"Install one of them (on Debian: apt install python3-venv), then start again.\n{reason}".rstrip()
        )
    installed = _run([*pip, "install", "--quiet", "--require-hashes", "-r", file], say)
    if installed.returncode != 0:
        raise CannotGoOn(f"The packages of {file.name} could not be installed:\n{installed.stdout}")


def _uv(checkout: Path) -> Path | None:
    """uv from the environment, from PATH, or installed now by itself, at its locked version."""
    own = environment_of(checkout) / "bin" / "uv"
    if own.exists():
        return own
    found = shutil.which("uv")
    if found is not None:
        return Path(found)
    pip = _pip(checkout)
    locked = re.search(r"^uv==(?:.*\\\n)*.*", (checkout / RUNTIME).read_text(), re.MULTILINE)
    if pip is None or locked is None:
        return None
    alone = environment_of(checkout) / "uv.txt"
    alone.write_text(locked.group() + "\n")
    installed = _run([*pip, "install", "--quiet", "--require-hashes", "-r", alone])
    alone.unlink()
    return own if installed.returncode == 0 and own.exists() else None


def _pip(checkout: Path) -> list[str | Path] | None:
    python = python_of(checkout)
    if _run([python, "-m", "pip", "--version"]).returncode == 0:
        return [python, "-m", "pip", "--disable-pip-version-check"]
    if _has_module("pip"):
        return [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    return None


def _run(command: list[str | Path], say: Callable[[str], None] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program that is not to touch our standard output; what it said stands in `stdout`.

    With `say`, somebody waits for it, and hears every so often that it still works.
    """
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        preexec_fn=ready_child(OURSELVES, signal.SIGKILL),
    )
    started = time.monotonic()
    with process:
        while True:
            try:
                said, _ = process.communicate(timeout=STILL_THERE_SECONDS)
                return subprocess.CompletedProcess(process.args, process.returncode, said)
            except subprocess.TimeoutExpired:
                if say is not None:
                    say(f"  still at it, {time.monotonic() - started:.0f} s")
            except BaseException:
                process.kill()
                raise
