"""The attack on a release before it goes out: can anybody work out a number that it withholds?

It knows nothing of how the numbers were withheld (``publication.withholding``), so a fault there is found here. What
could be worked out before this release is not this release's doing, and holding it back would help nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from publication.models import Release
from publication.orderly import complaints_known, safety_known
from publication.orderly.attack_rules import attack_rules
from publication.orderly.bounding import Contradiction, given_away
from publication.orderly.known import PartKnown
from publication.periods import COMPLAINTS, SAFETY, released_period


@dataclass(frozen=True, slots=True)
class GivenAway:
    """A withheld cell that could be worked out: what it is called, and how many numbers were left for it."""

    cell: str
    left: int


class KnownOfRelease(Protocol):
    """Tells what a reader knows of each trust, once a release is out or, ``without`` it, before."""

    def __call__(
        self, release: Release, *, codes: Collection[str] | None = None, without: bool = False
    ) -> Iterator[PartKnown]: ...


# Ward staffing counts hours, of which none are withheld.
_KNOWN: Mapping[str, KnownOfRelease] = {
    COMPLAINTS: complaints_known.known_of_trusts,
    SAFETY: safety_known.known_of_trusts,
}


def attack(release: Release) -> list[GivenAway]:
    """Return the withheld cells that this release would give away; called once its rows are frozen."""
    known_of_trusts = _KNOWN.get(release.kind)
    if known_of_trusts is None:
        return []
    fewest = attack_rules(release.kind, released_period(release.kind, release.period).last_day).fewest_left
    found: list[GivenAway] = []
    for of in known_of_trusts(release):
        try:
            cells = given_away(of.known, of.withheld, fewest)
        except Contradiction:
            found.append(GivenAway(f"{of.name}: what is told cannot all be true", 0))
            continue
        if cells:
            before = _known_before(release, of, known_of_trusts)
            here = {one.cell: of.withheld[one.cell] for one in cells if one.cell in before.known.limits}
            already = {one.cell for one in given_away(before.known, here | before.withheld, fewest)}
            found += [GivenAway(of.names[one.cell], len(one.left)) for one in cells if one.cell not in already]
    return found


def _known_before(release: Release, of: PartKnown, known_of_trusts: KnownOfRelease) -> PartKnown:
    """Return what was known of the same part before this release."""
    parts = known_of_trusts(release, codes={of.trust_code}, without=True)
    return next((part for part in parts if part.name == of.name), PartKnown(of.trust_code, of.name))
