"""How a table with headings of its own is read as observations of one measure: one TOML file for each such table."""

from __future__ import annotations

import collections.abc
import tomllib
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from oversight.measures.periods import Grain

MAPPINGS = Path(__file__).parent / "mapping_files"


class BadMapping(ValueError):
    """A mapping's file says too little, too much or something that cannot be."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """The headings of a table, and which of its rows belong together.

    ``parts``: the columns by which several rows of an organisation and a period are parts of one whole, each with the
    words that it may hold; such rows are added up. ``days_stand_for``: the period that an ISO date means, where it is
    the first day of a longer one.
    """

    name: str
    indicator: str
    organisation: str
    period: str
    numerator: str
    denominator: str
    parts: collections.abc.Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    days_stand_for: Grain | None = None
    table: str = ""
    source: str = ""


OWN_HEADINGS = Mapping("", "", "organisation", "period", "numerator", "denominator")


@lru_cache(maxsize=1)
def mappings() -> collections.abc.Mapping[str, Mapping]:
    """Return the mappings that this system holds, by name."""
    return load_mappings(MAPPINGS)


def load_mappings(folder: Path) -> dict[str, Mapping]:
    """Read every mapping of the folder; ``BadMapping`` names the file and what is wrong in it."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        with path.open("rb") as file:
            try:
                found[path.stem] = _made(path, tomllib.load(file))
            except tomllib.TOMLDecodeError as fault:
                raise BadMapping(f"{path.name} is no TOML: {fault}") from fault
    return found


def _made(path: Path, given: dict[str, Any]) -> Mapping:
    known = {each.name for each in fields(Mapping)} - {"name"}
    if unknown := sorted(given.keys() - known):
        raise BadMapping(f"{path.name} says what no mapping has: {', '.join(unknown)}")
    if missing := sorted(known - {"parts", "days_stand_for"} - given.keys()):
        raise BadMapping(f"{path.name} does not say: {', '.join(missing)}")
    values: dict[str, Any] = {"name": path.stem, **given}
    for name in sorted(known - {"parts"} & given.keys()):
        if not isinstance(values[name], str) or not values[name].strip():
            raise BadMapping(f"{path.name}: {name} is a text")
    try:
        if "days_stand_for" in given:
            values["days_stand_for"] = Grain(given["days_stand_for"])
    except ValueError as fault:
        raise BadMapping(f"{path.name}: days_stand_for is none of {', '.join(Grain)}") from fault
    parts = given.get("parts", {})
    if not isinstance(parts, dict) or not all(
        isinstance(words, list) and words and all(isinstance(word, str) for word in words) for words in parts.values()
    ):
        raise BadMapping(f"{path.name}: parts gives each column the list of its words")
    values["parts"] = {column: tuple(words) for column, words in parts.items()}
    return Mapping(**values)
