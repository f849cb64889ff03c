"""Sets of settings that follow one another in time without a gap: which is in force on a day, and whether they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, Protocol, TypeVar


class DatedSet(Protocol):
    """A set of settings with its version, in force from one day to another (None: on)."""

    @property
    def version(self) -> str: ...

    @property
    def in_force_from(self) -> date: ...

    @property
    def in_force_to(self) -> date | None: ...


SetT = TypeVar("SetT", bound=DatedSet)


@dataclass(frozen=True, slots=True)
class DatedSets(Generic[SetT]):
    """Sets in the order in which they came into force, and the one by which the demonstration lives."""

    dated: tuple[SetT, ...]
    demonstration: SetT

    def by_version(self, version: str) -> SetT | None:
        """Return a set by its version; None where none is called so."""
        return next((each for each in self.dated if each.version == version), None)

    def in_force(self, on: date, *, demonstration: bool = False) -> SetT | None:
        """Return the set in force on a day, for a trust of the demonstration its own; None before the first."""
        return self.demonstration if demonstration else in_force_on(on, self.dated)


def in_force_on(day: date, held: Sequence[SetT]) -> SetT | None:
    """Return the set in force on a day; None where there is none."""
    for each in held:
        if each.in_force_from <= day and (each.in_force_to is None or day <= each.in_force_to):
            return each
    return None


def hold_together(made: Sequence[DatedSet]) -> None:
    """Raise ``ValueError`` where the sets, in time order, leave a gap, overlap, end, or share a version."""
    if not made or made[-1].in_force_to is not None:
        raise ValueError("no set is in force at present")
    if len({each.version for each in made}) != len(made):
        raise ValueError("a version is given twice")
    for earlier, later in pairwise(made):
        if earlier.in_force_to is None or (later.in_force_from - earlier.in_force_to).days != 1:
            raise ValueError(f"{later.version} does not begin the day after {earlier.version} ends")
