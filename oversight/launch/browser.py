"""The browser of the tests: one that is there, else one installed by the system's package manager."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .trouble import CannotGoOn

# The one without windows first: it does the same work in less than half the processor time.
LIGHT = "chromium-headless-shell"
NAMES = (LIGHT, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A closed network is found out soon, and a mirror that answers slowly is not waited for long.
APT = (
    "apt-get",
    "-q",
    "-y",
    "-o",
    "Acquire::Retries=0",
    "-o",
    "Acquire::http::Timeout=15",
    "-o",
    "DPkg::Lock::Timeout=30",
)
# As root Chromium has no sandbox, a container has little shared memory, and a test wants no traffic but its own.
FLAGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
    "--no-first-run",
    "--no-default-browser-check",
    "--metrics-recording-only",
)


def browser_on_path() -> Path | None:
    """A Chromium on PATH."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    return None if found is None else Path(found)


def playwrights_browser() -> Path | None:
    """The Chromium that Playwright downloaded for itself, if it ever did."""
    home = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or str(Path.home() / ".cache" / "ms-playwright")
    found = sorted(Path(home).glob("chromium-*/chrome-linux*/chrome"))
    return found[-1] if found else None


def installed_browser() -> Path | None:
    """The browser that the tests use, or None where there is none yet."""
    return browser_on_path() or playwrights_browser()


def ensure_browser(say: Callable[[str], None]) -> Path:
    """Find a browser or install one; CannotGoOn names the one command that a person has to run."""
    may_install = os.geteuid() == 0 and shutil.which("apt-get") is not None
    if may_install and not shutil.which(LIGHT):
        say(f"Installing {LIGHT} with apt-get")
        _install(LIGHT)
        if installed_browser() is None:
            _install("chromium")
    found = installed_browser()
    if found is not None:
        return found
    by_hand = (
        f"apt-get install {LIGHT}" if shutil.which("apt-get") else f"{sys.executable} -m playwright install chromium"
    )
    raise CannotGoOn(f"The browser tests need Chromium, which is not on PATH. Install it, then start again: {by_hand}")


def _install(package: str) -> None:
    """Install a package of the system's, with its lists made anew where they do not know it."""
    install = [*APT, "install", "--no-install-recommends", package]
    for command in (install, [*APT, "update"], install):
        ran = subprocess.run(
            command,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if ran.returncode == 0 and "install" in command:
            return
