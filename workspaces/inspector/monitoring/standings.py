"""A trust's band, or what stands in its place, in words; and how it compares with what was released."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from oversight.wording import write_percent
from ratings.models import ReleasedBand, Standing, TrustBand

NOT_WORKED_OUT = "Not worked out"


def write_standing(standing: str, band: int | None) -> str:
    """Return ``Band 2``, ``In special measures (band 1)`` or ``Recently inspected``; blank where there is none."""
    if not standing:
        return ""
    if standing == Standing.BANDED:
        return f"Band {band}"
    label = str(Standing(standing).label)
    return f"{label} (band {band})" if band is not None else label


def write_proportion(proportion: Decimal | None) -> str:
    """Return ``3.09%``; where nothing applies there is none."""
    return write_percent(proportion, 2, blank="none")


class Moved(StrEnum):
    """How a trust stands beside the last release."""

    UP = "up"
    DOWN = "down"
    OTHER = "other"
    SCORE = "score"
    SAME = "same"
    NEW = "new"
    NO_RELEASE = "no_release"

    @property
    def label(self) -> str:
        """The same for people, as a filter has it."""
        return _MOVED[self]


_MOVED = {
    Moved.UP: "To a band of higher priority",
    Moved.DOWN: "To a band of lower priority",
    Moved.OTHER: "To or from something in place of a band",
    Moved.SCORE: "Its score, not its band",
    Moved.SAME: "Nothing",
    Moved.NEW: "Not in the last release",
    Moved.NO_RELEASE: "Nothing was released yet",
}


@dataclass(frozen=True, slots=True)
class SinceRelease:
    """What changed of a trust since the last release."""

    moved: Moved
    before: ReleasedBand | None

    @property
    def text(self) -> str:
        """In a few words, as the board has it."""
        before = self.before
        if before is None:
            return self.moved.label
        if self.moved is Moved.SAME:
            return "No change"
        was = f"was {_lower(write_standing(before.standing, before.band))}"
        if self.moved is Moved.SCORE:
            return f"Same band; score was {before.score} of {before.maximum}"
        return {Moved.UP: "Higher priority", Moved.DOWN: "Lower priority"}.get(self.moved, "Changed") + f": {was}"


def since_release(now: TrustBand, before: ReleasedBand | None, *, released: bool) -> SinceRelease:
    """Compare what stands with what was released; ``released`` says whether anything was."""
    if before is None:
        return SinceRelease(Moved.NEW if released else Moved.NO_RELEASE, None)
    if (now.standing, now.band) == (before.standing, before.band):
        scores = (now.score, now.maximum) == (before.score, before.maximum)
        return SinceRelease(Moved.SAME if scores else Moved.SCORE, before)
    if now.band is None or before.band is None or now.band == before.band:
        return SinceRelease(Moved.OTHER, before)
    return SinceRelease(Moved.UP if now.band < before.band else Moved.DOWN, before)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
