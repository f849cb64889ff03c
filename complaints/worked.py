"""Whether an improvement did what it was meant to do."""

from __future__ import annotations

from enum import StrEnum


class Worked(StrEnum):
    """What the trust says of an improvement."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    TOO_EARLY = "too_early"

    @property
    def label(self) -> str:
        """What file and pages call it."""
        return _LABELS[self]


_LABELS = {
    Worked.YES: "Yes",
    Worked.PARTLY: "In part",
    Worked.NO: "No",
    Worked.TOO_EARLY: "Too early to say",
}
