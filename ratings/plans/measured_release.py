"""Which figures of returns the public may see beside a plan: those of a release, as they stood when it went out.

Who releases figures says so here at start; a kind of return that nobody releases is shown as it was accepted, since the
report on the plan is then its publication.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from oversight.measures.periods import Period

# By a trust's code, and whether it is an invented one: when each of its released periods went out.
Released = Callable[[str, bool], Mapping[Period, datetime]]
_released: dict[str, Released] = {}


def register_released(return_kind: str, ask: Released) -> None:
    """Say who knows what is released of a kind of return; a kind has one owner, and a second one is an error."""
    if return_kind in _released and _released[return_kind] is not ask:
        raise ValueError(f"releases of {return_kind!r} already have an owner")
    _released[return_kind] = ask


def released_by(return_kind: str) -> Released | None:
    """Return who knows what is released of the kind; None where it is not released, or no return feeds it."""
    return _released.get(return_kind)
