"""Drawing a sample of complaints by a stated rule, so that whoever has the list and the seed draws the same. Pure.

Source: Hard Truths, paragraphs 1.36 and 1.37 and annex D: the Chief Inspector looks at a sample of real complaints. The
rule is ours (docs/adr/0023).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

RULE = "hash-order-1"


class Strata(StrEnum):
    """By what the list is divided before it is drawn from."""

    NONE = "none"
    SUBJECT = "subject"
    OUTCOME = "outcome"
    SUBJECT_AND_OUTCOME = "subject_and_outcome"

    @property
    def label(self) -> str:
        """For people."""
        return {
            "none": "The list as a whole",
            "subject": "By subject",
            "outcome": "By outcome",
            "subject_and_outcome": "By subject and outcome",
        }[self.value]


@dataclass(frozen=True, slots=True)
class OnTheList:
    """One complaint of a trust's list, as far as drawing goes: the trust's own number, its subject and outcome."""

    number: str
    subject: str
    outcome: str

    def stratum(self, strata: Strata) -> str:
        """Return the part of the list to which it belongs."""
        return {
            Strata.NONE: "",
            Strata.SUBJECT: self.subject,
            Strata.OUTCOME: self.outcome,
            Strata.SUBJECT_AND_OUTCOME: f"{self.subject}|{self.outcome}",
        }[strata]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A complaint that was drawn. place: from 1, in the order of the keys."""

    place: int
    number: str
    stratum: str
    key: str


def fingerprint(seed: str) -> str:
    """Return the SHA-256 of the seed: shown when the list is asked for, so that the seed cannot be changed after."""
    return hashlib.sha256(seed.encode()).hexdigest()


def order_key(seed: str, number: str) -> str:
    """Return what a complaint is ordered by: the SHA-256, in hexadecimal, of the seed, a colon and its number."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def places_by_stratum(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """Return how many are drawn from each stratum: one from each, then in proportion, place after place.

    The first places go to the strata one by one, the largest first. Each further place goes to the stratum with the
    largest quotient of its complaints by twice its places plus one (Sainte-Lague), never beyond what it holds; among
    equals the first by name. A place once given stays when the size grows. ``size`` above all that there is takes all.
    """
    places = dict.fromkeys(sizes, 0)
    for _ in range(min(size, sum(sizes.values()))):
        open_ones = [name for name in sizes if places[name] < sizes[name]]
        without = [name for name in open_ones if places[name] == 0]
        chosen = min(without or open_ones, key=lambda name: (-Fraction(sizes[name], 2 * places[name] + 1), name))
        places[chosen] += 1
    return places


def draw(listed: Iterable[OnTheList], *, seed: str, size: int, strata: Strata = Strata.NONE) -> tuple[Drawn, ...]:
    """Draw ``size`` complaints, or all where there are fewer: from each stratum those with the smallest keys.

    The order of the list makes no difference, and a larger sample of the same list holds the smaller one.
    ``ValueError`` for a number that is listed twice, and for a size below 1.
    """
    rows = list(listed)
    if size < 1:
        raise ValueError("a sample has at least one complaint")
    if twice := [number for number, count in Counter(row.number for row in rows).items() if count > 1]:
        raise ValueError(f"listed twice: {', '.join(sorted(twice))}")
    by_stratum: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        by_stratum.setdefault(row.stratum(strata), []).append((order_key(seed, row.number), row.number))
    places = places_by_stratum({name: len(own) for name, own in by_stratum.items()}, size)
    chosen = [(key, number, name) for name, own in by_stratum.items() for key, number in sorted(own)[: places[name]]]
    return tuple(Drawn(place, number, name, key) for place, (key, number, name) in enumerate(sorted(chosen), start=1))


def in_words(*, size: int, strata: Strata) -> Sequence[str]:
    """Return the rule in plain words, a sentence each, for both sides."""
    each = {
        Strata.NONE: "The list is drawn from as a whole.",
        Strata.SUBJECT: "The list is divided by subject.",
        Strata.OUTCOME: "The list is divided by outcome.",
        Strata.SUBJECT_AND_OUTCOME: "The list is divided by subject and, within it, by outcome.",
    }[strata]
    divided = (
        "One complaint is drawn from each part first, the largest part first. Each further place goes to the part with "
        "the largest quotient of its complaints by twice its places plus one."
    )
    return (
        "Each complaint gets a key: the SHA-256 of the seed, a colon and the complaint's number.",
        each,
        *(() if strata is Strata.NONE else (divided,)),
        f"The {size} complaints with the smallest keys are drawn."
        if strata is Strata.NONE
        else f"In each part those with the smallest keys are drawn, {size} in all.",
        "The seed was made before the list came. Its fingerprint was shown with the request.",
    )
