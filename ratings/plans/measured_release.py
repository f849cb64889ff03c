"""Which figures of returns the public may see beside a plan: those of a release, as they stood when it went out.

Who releases figures says so here at start; a kind of return that nobody releases is shown as it was accepted, since the
report on the plan is then its publication.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from oversight.measures.periods import Period

# By a trust's code, and whether it is an invented one: when each of its released periods went out.
Released = Callable[[str, bool], Mapping[Period, datetime]]
# Likewise, which of its single figures were withdrawn: measure and period.
Withdrawn = Callable[[str, bool], Collection[tuple[str, Period]]]


@dataclass(frozen=True, slots=True)
class Owner:
    """Who knows what is released of a kind of return, and which figures of it were withdrawn again."""

    released: Released
    withdrawn: Withdrawn


_released: dict[str, Owner] = {}


def _nothing(code: str, demonstration: bool) -> Collection[tuple[str, Period]]:
    return ()


def register_released(return_kind: str, ask: Released, withdrawn: Withdrawn = _nothing) -> None:
    """Say who knows what is released of a kind of return; a kind has one owner, and a second one is an error."""
    owner = Owner(ask, withdrawn)
    if _released.setdefault(return_kind, owner) != owner:
        raise ValueError(f"releases of {return_kind!r} already have an owner")


def released_by(return_kind: str) -> Owner | None:
    """Return who knows what is released of the kind; None where it is not released, or no return feeds it."""
    return _released.get(return_kind)
