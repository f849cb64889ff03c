"""What is measured: reviewed definitions, one file each, from which pages, exports and guidance are made."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from oversight.wording import write_number

DEFINITIONS = Path(__file__).parent / "definitions"

# Ratios carry 28 significant digits, whatever the caller's own context: stored results are compared to the last one.
_RATIOS = Context(prec=28)


class Level(StrEnum):
    """What an observation is of."""

    WARD = "ward"
    SITE = "site"
    TRUST = "trust"


class Direction(StrEnum):
    """Which way a measure improves; neutral where neither way is better or worse by itself."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


class Status(StrEnum):
    """Whether a definition has been reviewed; a draft is never shown to the public."""

    REVIEWED = "reviewed"
    DRAFT = "draft"


class BadDefinition(ValueError):
    """A definition's file says too little, too much or something that cannot be."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One measure: what it asks, what its answer means and does not mean, and how it is worked out.

    A value is ``factor`` times numerator over denominator, in ``unit``, shown with ``decimals`` places.
    """

    code: str
    return_kind: str
    name: str
    short_name: str
    phrase: str
    question: str
    means: str
    does_not_mean: str
    further: tuple[str, ...]
    key_question: str
    levels: tuple[Level, ...]
    numerator: str
    denominator: str
    factor: int
    unit: str
    direction: Direction
    decimals: int
    source: str
    owner: str
    cadence: str
    suppression: str
    status: Status
    reviewed_on: date
    review_by: date

    def value(self, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
        """Return the value with 28 digits; None where a part is blank or the denominator is zero."""
        if numerator is None or not denominator:
            return None
        return _RATIOS.divide(_RATIOS.multiply(numerator, Decimal(self.factor)), denominator)

    def write(self, value: Decimal | float | None, blank: str = "not applicable") -> str:
        """Return the value as pages show it, rounded half up: ``93.7%`` or ``5.4``."""
        if value is None:
            return blank
        return write_number(value, self.decimals) + ("%" if self.unit == "%" else "")

    @property
    def on_the_axis(self) -> str:
        """What a chart's axis is called."""
        return "Per cent of planned hours" if self.unit == "%" else "Hours per patient day"


KEY_QUESTIONS = frozenset({"safe", "effective", "caring", "responsive", "well_led"})


def load_definitions(folder: Path = DEFINITIONS) -> dict[str, Definition]:
    """Read every definition of the folder, by code, in the order of the codes.

    Raises ``BadDefinition``, naming the file and the field, for anything missing, unknown or impossible.
    """
    definitions = {}
    for path in sorted(folder.glob("*.toml")):
        with path.open("rb") as file:
            try:
                given = tomllib.load(file)
            except tomllib.TOMLDecodeError as fault:
                raise BadDefinition(f"{path.name} is no TOML: {fault}") from fault
        made = _made(path, given)
        definitions[made.code] = made
    return definitions


@lru_cache(maxsize=1)
def definitions() -> Mapping[str, Definition]:
    """Return the definitions that this system holds, by code."""
    return load_definitions()


def definition(code: str) -> Definition:
    """Return one definition; an unknown code is ``KeyError``."""
    return definitions()[code]


def measures_of(return_kind: str) -> frozenset[str]:
    """Return the codes of the measures that a kind of return feeds."""
    return frozenset(code for code, made in definitions().items() if made.return_kind == return_kind)


_KINDS: dict[str, type] = {"factor": int, "decimals": int, "reviewed_on": date, "review_by": date}
_LISTS = ("further", "levels")


def _made(path: Path, given: Mapping[str, Any]) -> Definition:
    wanted = {field.name for field in fields(Definition)}
    if missing := sorted(wanted - given.keys()):
        raise BadDefinition(f"{path.name} does not say: {', '.join(missing)}")
    if unknown := sorted(given.keys() - wanted):
        raise BadDefinition(f"{path.name} says what no definition has: {', '.join(unknown)}")
    values: dict[str, Any] = {}
    for name, value in given.items():
        values[name] = _list(path, name, value) if name in _LISTS else _one(path, name, value)
    try:
        values["levels"] = tuple(Level(level) for level in values["levels"])
        values["direction"] = Direction(values["direction"])
        values["status"] = Status(values["status"])
    except ValueError as fault:
        raise BadDefinition(f"{path.name}: {fault}") from fault
    made = Definition(**values)
    for holds, what in (
        (made.code == path.stem, "its code is the name of its file"),
        (bool(made.levels), "it is observed at one level at least"),
        (made.key_question in KEY_QUESTIONS, f"its key question is one of {', '.join(sorted(KEY_QUESTIONS))}"),
        (made.factor > 0, "its factor is above zero"),
        (made.decimals >= 0, "its decimals are not negative"),
        (made.review_by > made.reviewed_on, "it is reviewed again after it was reviewed"),
    ):
        if not holds:
            raise BadDefinition(f"{path.name} breaks a rule of definitions: {what}")
    return made


def _one(path: Path, name: str, value: object) -> object:
    kind = _KINDS.get(name, str)
    if type(value) is not kind:
        raise BadDefinition(f"{path.name}: {name} is a {kind.__name__}, not {value!r}")
    if isinstance(value, str):
        value = value.strip()
        if not value:
            raise BadDefinition(f"{path.name}: {name} is empty")
    return value


def _list(path: Path, name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise BadDefinition(f"{path.name}: {name} is a list of texts, not {value!r}")
    return tuple(item.strip() for item in value)
