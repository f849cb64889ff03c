"""What each kind of release does in its own way: how it is called, frozen and looked into, and which pages it fills.

Announcing, its time, approval, revision marks and withdrawal are the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from publication import staffing_releases
from publication.complaints import freezing as complaints_freezing
from publication.complaints import releases as complaints_releases
from publication.models import Release, Withdrawal
from publication.periods import COMPLAINTS, SAFETY, STAFFING
from publication.refusals import ReleaseRefused
from publication.safety_measures import freezing as safety_freezing
from publication.safety_measures import releases as safety_releases


class Freeze(Protocol):
    """Writes the rows of a release that is about to be published, and what they add up to."""

    def __call__(self, release: Release, *, previous: Release | None, now: datetime) -> None:
        """Freeze what stands now, beside what the release before held."""


@dataclass(frozen=True)
class ReleaseKind:
    """One kind: its name in titles, and what is its own."""

    code: str
    name: str
    freeze: Freeze
    holds: Callable[[Release, Withdrawal.Item, str], bool]
    addresses: Callable[[Release], Iterator[str]]


_KINDS: Mapping[str, ReleaseKind] = {
    STAFFING: ReleaseKind(
        STAFFING, "Ward staffing", staffing_releases.freeze, staffing_releases.holds, staffing_releases.addresses
    ),
    COMPLAINTS: ReleaseKind(
        COMPLAINTS, "Complaints", complaints_freezing.freeze, complaints_releases.holds, complaints_releases.addresses
    ),
    SAFETY: ReleaseKind(
        SAFETY, "Safety measures", safety_freezing.freeze, safety_releases.holds, safety_releases.addresses
    ),
}


def release_kind(code: str) -> ReleaseKind:
    """Return what is a kind's own; refused where nothing of the kind is released."""
    found = _KINDS.get(code)
    if found is None:
        raise ReleaseRefused("kind", f"Nothing called {code!r} is released. There is: {', '.join(sorted(_KINDS))}.")
    return found
