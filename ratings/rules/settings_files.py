"""Files of settings: dated sets read from TOML, whole or not at all; numbers that say how certain they are."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ratings.rules.aggregation_rule_sets import Certainty
from ratings.rules.dated_sets import SetT, hold_together


class BadSettings(ValueError):
    """A file of settings lacks a number, contradicts itself, or leaves a gap between its sets."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One number, how certain it is, and where it comes from."""

    value: float
    certainty: Certainty
    source: str

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Setting:
        """Return what a table of a file says of one number."""
        return cls(float(given["value"]), Certainty(given["certainty"]), given["source"])


def read_sets(
    path: Path,
    made: Callable[[dict[str, Any]], SetT],
    *,
    wrong: type[ValueError] = BadSettings,
    number: Callable[[str], Any] = float,
) -> tuple[SetT, ...]:
    """Return a file's sets in the order in which they came into force; ``made`` makes one of its table.

    ``wrong``, naming the file, is raised for anything missing or unknown, a gap, an overlap or a version given twice.
    ``number`` makes numbers of what is written with a decimal point.
    """
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=number)["rule_set"]
        sets = tuple(sorted((made(entry) for entry in entries), key=lambda each: each.in_force_from))
        hold_together(sets)
    except (KeyError, TypeError, ValueError, ArithmeticError) as fault:
        raise wrong(f"{path.name}: {fault}") from fault
    return sets


def only_known(given: Collection[str], known: Collection[str], of: str = "") -> None:
    """Raise ``BadSettings`` where the table ``of`` something says what nothing reads."""
    if unknown := sorted(set(given) - set(known)):
        raise BadSettings(f"{of}: unknown: {', '.join(unknown)}" if of else f"unknown: {', '.join(unknown)}")
