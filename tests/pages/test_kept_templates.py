"""Compiled templates are kept from one start to the next, and pages do not depend on that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader

from oversight.jinja import environment


def rendered(text: str) -> str:
    return environment(loader=DictLoader({"page.html.jinja": text})).get_template("page.html.jinja").render(name="<b>")


def test_a_template_is_compiled_once_and_again_when_it_changes(tmp_path: Path, settings: Any) -> None:
    settings.STATE_DIR = tmp_path
    assert rendered("Hello {{ name }}") == "Hello &lt;b&gt;"
    kept = list((tmp_path / "templates").iterdir())
    assert len(kept) == 1
    assert (tmp_path / "templates").stat().st_mode & 0o077 == 0
    written = kept[0].read_bytes()
    assert rendered("Hello {{ name }}") == "Hello &lt;b&gt;"
    assert kept[0].read_bytes() == written
    assert rendered("Goodbye {{ name }}") == "Goodbye &lt;b&gt;"


def test_pages_come_where_nothing_can_be_kept(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    settings.STATE_DIR = tmp_path / "file"
    assert rendered("Hello") == "Hello"

    settings.STATE_DIR = tmp_path

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", full)
    assert rendered("Hello") == "Hello"
