"""The national lists of never events: which types were on the list in force on a day.

Lists are versions of ``data/never_event_lists.toml``, each with its source and how sure that is. A type may be
suspended while its list stays in force.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from oversight.organisations.naming import folded


@dataclass(frozen=True, slots=True)
class NeverEventType:
    """One type of a list; ``group``: the measure by type that counts it, blank where only the number of all does."""

    code: str
    title: str
    group: str
    suspended_from: date | None = None


@dataclass(frozen=True, slots=True)
class NeverEventList:
    """One list, the days on which it was in force (both included; None: still), its source and how sure that is."""

    version: str
    title: str
    in_force_from: date
    in_force_to: date | None
    source: str
    certainty: str
    types: tuple[NeverEventType, ...]

    def is_in_force_on(self, day: date) -> bool:
        """Say whether incidents of the day are judged by it."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    def types_on(self, day: date) -> tuple[NeverEventType, ...]:
        """Return its types without those that were suspended on the day."""
        return tuple(one for one in self.types if one.suspended_from is None or day < one.suspended_from)

    def type_on(self, code: str, day: date) -> NeverEventType | None:
        """Return the type with the code, if the list had it on the day."""
        return next((one for one in self.types_on(day) if one.code == code), None)


@cache
def lists() -> tuple[NeverEventList, ...]:
    """Return every list, the oldest first; ``ValueError`` for two that overlap, or a type said twice in one."""
    text = files("safety").joinpath("data", "never_event_lists.toml").read_text(encoding="utf-8")
    read = sorted((_list(table) for table in tomllib.loads(text)["list"]), key=lambda one: one.in_force_from)
    for before, after in pairwise(read):
        if before.in_force_to is None or before.in_force_to >= after.in_force_from:
            raise ValueError(f"never_event_lists.toml: {before.version} and {after.version} are in force together")
    return tuple(read)


def list_in_force(day: date) -> NeverEventList | None:
    """Return the list by which an incident of the day is judged; None before the first list on record."""
    return next((one for one in lists() if one.is_in_force_on(day)), None)


@cache
def type_called() -> Mapping[str, str]:
    """Return the code of every type of any list by its title, folded; the same title has one code in all lists."""
    found: dict[str, str] = {}
    for each in lists():
        for one in each.types:
            if found.setdefault(folded(one.title), one.code) != one.code:
                raise ValueError(f"never_event_lists.toml: “{one.title}” has two codes")
    return found


def title_of(code: str, day: date) -> str:
    """Return what the list of the day calls a type, else what the newest list that knows it does."""
    in_force = list_in_force(day)
    ordered = ([in_force] if in_force else []) + list(reversed(lists()))
    return next((one.title for each in ordered for one in each.types if one.code == code), code)


def _list(table: Mapping[str, Any]) -> NeverEventList:
    types = tuple(
        NeverEventType(one["code"], one["title"], one["group"], one.get("suspended_from")) for one in table["types"]
    )
    if len({one.code for one in types}) < len(types):
        raise ValueError(f"never_event_lists.toml: list {table['version']} names a type twice")
    return NeverEventList(
        version=table["version"],
        title=table["title"],
        in_force_from=table["in_force_from"],
        in_force_to=table.get("in_force_to"),
        source=table["source"],
        certainty=table["certainty"],
        types=types,
    )
