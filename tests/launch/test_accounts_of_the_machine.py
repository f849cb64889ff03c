"""It runs as root and as an ordinary user; PostgreSQL itself never runs as root."""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from oversight.launch.environment import python_of
from tests.launch.conftest import CHECKOUT, Home, remember_demonstration

# The right to read every file and folder, by its number in linux/capability.h.
CAP_DAC_READ_SEARCH = 2

WITHOUT_NAMESPACES = (sys.executable, str(Path(__file__).with_name("without_namespaces.py")))

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def owner_of_postgres(home: Home) -> str:
    """Who the server thinks it is: the account that a name of its own user namespace stands for."""
    pid = min(pid for pid, command in home.processes().items() if "postgres -D" in command)
    return pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name


def may_read_everything() -> bool:
    """Whether this process may give another one the right to read what its account may not (many containers forbid)."""
    status = Path("/proc/self/status").read_text()
    held = {name: int(bits, 16) for name, bits in re.findall(r"^(Cap\w+):\s+(\w+)", status, re.MULTILINE)}
    return bool((held["CapBnd"] & held["CapPrm"]) >> CAP_DAC_READ_SEARCH & 1)


@pytest.fixture
def ordinary() -> Iterator[Home]:
    """The account nobody, which may read this checkout wherever it lies and write to its own folder alone."""
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv is not on this machine")
    account = pwd.getpwnam("nobody")
    # The folders of the tests are for their own account alone, up to the first.
    folder = Path(tempfile.mkdtemp(prefix="oversight-nobody-"))
    remember_demonstration(folder / "state")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid)
    become = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    if may_read_everything():
        become += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    elif subprocess.run([*become, "sh", "-c", 'test -x "$0"', str(python_of(CHECKOUT))], check=False).returncode != 0:
        shutil.rmtree(folder)
        pytest.skip("the account nobody can't run the Python of this checkout, and nobody here may let it")
    # PostgreSQL asks whether it may run its own programs, and the answer leaves such a right out of account.
    ask = "import os, sys; sys.exit(not all(os.access(program, os.X_OK) for program in sys.argv[1:]))"
    programs = map(str, python_of(CHECKOUT).parent.parent.glob("lib/python*/site-packages/*pgserver/**/bin/initdb"))
    if subprocess.run([*become, str(python_of(CHECKOUT)), "-c", ask, *programs], check=False, cwd="/").returncode != 0:
        shutil.rmtree(folder)
        pytest.skip("the account nobody can't run the programs of this checkout, and nobody here may let it")
    made = Home(folder / "state", before=tuple(become), extra={"HOME": str(folder)})
    yield made
    made.end()
    shutil.rmtree(folder)


def test_an_ordinary_user_starts_everything(ordinary: Home) -> None:
    start = ordinary.start().wait_until_ready()
    assert start.health() == 200
    assert owner_of_postgres(ordinary) == "nobody"
    start.process.kill()
    start.process.wait()
    assert ordinary.processes_after(10) == {}


@pytest.fixture
def contained(tmp_path: Path) -> Iterator[Home]:
    """Root in a container that forbids user namespaces."""
    state = tmp_path / "state"
    remember_demonstration(state)
    made = Home(state, before=WITHOUT_NAMESPACES)
    yield made
    made.end()
    mark = hashlib.sha256(str(state).encode()).hexdigest()[:12]
    shutil.rmtree(f"/var/lib/hospital-oversight-{mark}")


def test_root_without_user_namespaces_lends_the_database_to_nobody(contained: Home) -> None:
    command = contained.start_command("manage", "migrate", "--plan")
    end = time.monotonic() + 60
    while not any("postgres -D" in each for each in contained.processes().values()) and time.monotonic() < end:
        time.sleep(0.01)
    assert owner_of_postgres(contained) == "nobody"
    said, _ = command.communicate(timeout=120)
    assert (command.returncode, b"Create model Region" in said) == (0, True)
    assert contained.processes() == {}


def test_a_folder_of_somebody_else_is_said(ordinary: Home) -> None:
    shutil.chown(ordinary.state, "root")
    ran = ordinary.run("manage", "check")
    assert (ran.returncode, "may belong to another account" in ran.stderr) == (2, True)
