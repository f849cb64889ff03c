"""The national list of specialties, and whether a cell names one of them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from oversight.returns.reading.folding import folded

_CODE_FIRST = re.compile(r"(\d{3})(?:0*\.0*)?(?:\s*[-–—:]|\s|$)")
_TAIL_WORDS = frozenset(("service", "services", "standard", "specialty", "speciality"))


@dataclass(frozen=True, slots=True)
class Specialty:
    """One specialty: its national code, its name, the names that it had before."""

    code: str
    name: str
    also_called: tuple[str, ...]
    is_treatment_function: bool

    @property
    def label(self) -> str:
        """As the template's list shows it: 300 - General internal medicine."""
        return f"{self.code} - {self.name}"


@cache
def national_list() -> tuple[Specialty, ...]:
    """Every specialty on record, by code."""
    text = files("staffing").joinpath("data", "specialties.csv").read_text(encoding="utf-8")
    return tuple(
        Specialty(
            row["code"],
            row["name"],
            tuple(name for name in row["also_called"].split("; ") if name),
            row["list"] == "treatment function",
        )
        for row in csv.DictReader(text.splitlines())
    )


def specialty_named(text: str) -> Specialty | None:
    """The specialty that a cell names by code (300 - GENERAL MEDICINE), or by name alone; else None."""
    by_code, by_name = _index()
    match = _CODE_FIRST.match(text.strip())
    if match is not None:
        return by_code.get(match[1])
    return by_name.get(_name_key(text))


@cache
def _index() -> tuple[dict[str, Specialty], dict[str, Specialty]]:
    by_code = {specialty.code: specialty for specialty in national_list()}
    by_name: dict[str, Specialty] = {}
    for specialty in national_list():
        for name in (specialty.name, *specialty.also_called):
            by_name.setdefault(_name_key(name), specialty)
    return by_code, by_name


@lru_cache(maxsize=4096)
def _name_key(text: str) -> str:
    return " ".join(_without_tail(folded(text).split()))


def _without_tail(words: list[str]) -> Iterable[str]:
    while len(words) > 1 and words[-1] in _TAIL_WORDS:
        words.pop()
    return words
