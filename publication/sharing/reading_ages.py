"""How hard the public's pages are to read, as it is stated on the page about accessibility."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("reading_ages.toml")


@dataclass(frozen=True)
class PageAge:
    """One kind of page. address: its name in the table of addresses; age: in years, at most."""

    address: str
    name: str
    age: int


@dataclass(frozen=True)
class ReadingAges:
    """highest: the age, in years, at which the hardest page reads; pages: those that most people open."""

    highest: int
    pages: tuple[PageAge, ...]

    def of(self, address: str) -> int:
        """Return the age that is stated for a page."""
        return next((each.age for each in self.pages if each.address == address), self.highest)


@cache
def reading_ages() -> ReadingAges:
    """Return what the file states, which a test holds to what it measures."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return ReadingAges(read["highest"], tuple(PageAge(**each) for each in read["page"]))
