"""A list of ways between states: what services ask, and what the database keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True)
class Way(Generic[State]):
    """One way from a state to another, and the name of the news that goes out with it."""

    before: State
    after: State
    event: str


class Ways(Generic[State]):
    """Every way that there is between the states of one thing."""

    def __init__(self, *ways: tuple[Iterable[State], State, str]) -> None:
        self.listed: tuple[Way[State], ...] = tuple(
            Way(before, after, event) for befores, after, event in ways for before in befores
        )
        self._by_ends = {(way.before, way.after): way for way in self.listed}
        if len(self._by_ends) != len(self.listed):
            raise ValueError("a way between two states is listed once")

    def way(self, before: State, after: State) -> Way[State] | None:
        """Return the way from one state to the other, or None where there is none."""
        return self._by_ends.get((before, after))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every way as its two ends, for the rule that the database keeps."""
        return [(str(way.before), str(way.after)) for way in self.listed]

    @property
    def events(self) -> frozenset[str]:
        """The names of the news that goes out."""
        return frozenset(way.event for way in self.listed)
