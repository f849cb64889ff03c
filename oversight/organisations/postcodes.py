"""Postcodes as people type them, and where they lie by the positions of hospitals alone."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

_OUTWARD = r"[A-Z]{1,2}[0-9][A-Z0-9]?"
_FULL = re.compile(rf"(?:^|\s)({_OUTWARD})\s*([0-9][A-Z]{{2}})$")
_PART = re.compile(rf"(?:^|\s)({_OUTWARD})(?:\s+[0-9][A-Z]?)?$")
_MEAN_RADIUS_OF_THE_EARTH_IN_MILES = 3958.8


@dataclass(frozen=True)
class Postcode:
    """A postcode, or its first half alone: ``inward`` is then blank."""

    outward: str
    inward: str = ""

    def __str__(self) -> str:
        return f"{self.outward} {self.inward}".strip()

    @property
    def places(self) -> tuple[str, ...]:
        """The whole, the sector, the first half and the area, from the smallest to the largest."""
        sector = (f"{self.outward} {self.inward[0]}",) if self.inward else ()
        whole = (str(self),) if self.inward else ()
        return (*whole, *sector, self.outward, re.sub(r"[0-9].*", "", self.outward))


@dataclass(frozen=True)
class Position:
    """Latitude and longitude in degrees."""

    latitude: float
    longitude: float

    def miles_to(self, other: Position) -> float:
        """Return the distance in miles as the crow flies."""
        half = math.radians(other.latitude - self.latitude) / 2, math.radians(other.longitude - self.longitude) / 2
        scale = math.cos(math.radians(self.latitude)) * math.cos(math.radians(other.latitude))
        chord = math.sin(half[0]) ** 2 + scale * math.sin(half[1]) ** 2
        return 2 * _MEAN_RADIUS_OF_THE_EARTH_IN_MILES * math.asin(min(1.0, math.sqrt(chord)))


def split_postcode(text: str) -> tuple[str, Postcode | None]:
    """Return what stands before a postcode at the end of the text, and the postcode, whole or its first half.

    "manchester royal m13 9wl", "se17eh" and "M13 9" are understood; without a postcode the text comes back as it is.
    """
    upper = " ".join(text.upper().split())
    if found := _FULL.search(upper):
        return upper[: found.start()].strip(), Postcode(found[1], found[2])
    if found := _PART.search(upper):
        return upper[: found.start()].strip(), Postcode(found[1])
    return text, None


class PostcodeMap:
    """Where postcodes lie: the mean position of the hospitals that share them, or share their larger part.

    A distance from here is therefore approximate: a postcode without a hospital is taken to lie among the hospitals
    of its sector, else of its first half, else of its area.
    """

    def __init__(self, positions: Iterable[tuple[str, Position]]) -> None:
        sums: dict[str, list[float]] = {}
        for text, position in sorted(positions, key=lambda one: (one[0], one[1].latitude, one[1].longitude)):
            _before, postcode = split_postcode(text)
            for place in postcode.places if postcode else ():
                total = sums.setdefault(place, [0.0, 0.0, 0.0])
                total[0] += position.latitude
                total[1] += position.longitude
                total[2] += 1
        self._positions = {
            place: Position(latitude / number, longitude / number)
            for place, (latitude, longitude, number) in sums.items()
        }

    def position_of(self, postcode: Postcode) -> Position | None:
        """Return where the postcode lies, by the smallest of its parts that has a hospital; None where none has."""
        return next((self._positions[place] for place in postcode.places if place in self._positions), None)
