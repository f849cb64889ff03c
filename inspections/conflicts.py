"""Conflicts of interest: who may not be in the team of which trust's inspection. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ratings.rules.months import months_after


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie of a person to a trust: what it is in words, to which trust, from when to when (None: always, still)."""

    what: str
    trust_id: int
    trust_name: str
    from_on: date | None
    to_on: date | None


def conflicts_among(
    ties: Iterable[Tie], *, trust_ids: frozenset[int], on: date, counts_for_months: int
) -> tuple[Tie, ...]:
    """Return the ties that keep a person out of an inspection on a day.

    ``trust_ids`` are the trust with those that it followed and that followed it. A tie counts while it holds, while it
    is known to begin later, and for so many months after its end.
    """
    return tuple(
        tie
        for tie in ties
        if tie.trust_id in trust_ids and (tie.to_on is None or on <= months_after(tie.to_on, counts_for_months))
    )
