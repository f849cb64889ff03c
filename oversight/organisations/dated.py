"""A value that holds from a day to a day and is then followed by another, such as the trust of a site."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Generic, TypeVar

Value = TypeVar("Value", bound=Hashable)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Held(Generic[Value]):
    """A value and the days on which it held, both included; None is as far back, or on, as is known."""

    value: Value
    from_on: date | None = None
    to_on: date | None = None
    # The row in the database that says so, where there is one.
    row: int | None = None


def present(history: Sequence[Held[Value]]) -> Held[Value] | None:
    """Return what holds with no end known, or None."""
    return next((held for held in history if held.to_on is None), None)


def followed_by(
    history: Sequence[Held[Value]], value: Value, on: date, *, first_from: date | None = None
) -> tuple[Held[Value], ...]:
    """Return the history with the value as what holds from the day; one that holds already changes nothing.

    The first value of all holds from ``first_from``, or as far back as is known. No two rows of the answer share a day:
    one that would have held for no day is written over, and a value that comes back the day after it ended goes on.
    """
    last = present(history)
    if last and last.value == value:
        return tuple(history)
    if not history:
        return (Held(value, first_from),)
    ended = [held for held in history if held is not last]
    over_written = None
    if last and (last.from_on is None or last.from_on < on):
        ended.append(replace(last, to_on=on - _DAY))
    else:
        over_written = last
    newest = max(ended, key=lambda held: held.to_on or date.min, default=None)
    if newest and newest.to_on and newest.value == value and newest.to_on >= on - _DAY:
        return (*(held for held in ended if held is not newest), replace(newest, to_on=None))
    if over_written:
        return (*ended, replace(over_written, value=value))
    begins = max(on, newest.to_on + _DAY) if newest and newest.to_on else on
    return (*ended, Held(value, begins))
