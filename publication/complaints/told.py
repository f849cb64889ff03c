"""One figure of complaints as pages and files give it: a number, or the words that say why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from oversight.measures.disclosure import Held
from oversight.wording import write_number
from publication.complaints.disclosing import BLANK
from publication.complaints.freezing import NOT_APPLICABLE


class NoNumber(StrEnum):
    """Why a cell of complaints holds no number; the value is the code that files carry in its place."""

    BLANK = "[x]"
    NOT_APPLICABLE = "[z]"
    NOT_SUBMITTED = "[n]"
    SUPPRESSED = "[c]"
    TOO_SMALL = "[t]"
    WITHDRAWN = "[w]"

    @property
    def label(self) -> str:
        """The words that pages show."""
        return _NO_NUMBER[self][0]

    @property
    def meaning(self) -> str:
        """What it means, for notes and dictionaries."""
        return _NO_NUMBER[self][1]


_NO_NUMBER = {
    NoNumber.BLANK: ("left blank", "The return left the cell blank. Blank is not zero."),
    NoNumber.NOT_APPLICABLE: (
        "not applicable",
        "There is nothing to work out or to count, such as a share of no complaints, or the trust said so.",
    ),
    NoNumber.NOT_SUBMITTED: ("not submitted", "No return had been accepted when the figures were released."),
    NoNumber.SUPPRESSED: (
        "suppressed",
        "Held back so that nobody can be recognised: the number is 1 to 7, or it would give away one that is.",
    ),
    NoNumber.TOO_SMALL: (
        "too small",
        "So few were counted that nothing can be told of their parts, or that a share would mean nothing.",
    ),
    NoNumber.WITHDRAWN: ("withdrawn", "Was published and has been withdrawn; the reason is given with it."),
}
_BY_WORD = {
    BLANK: NoNumber.BLANK,
    NOT_APPLICABLE: NoNumber.NOT_APPLICABLE,
    str(Held.SUPPRESSED): NoNumber.SUPPRESSED,
    str(Held.TOO_SMALL): NoNumber.TOO_SMALL,
}


@dataclass(frozen=True, slots=True)
class Told:
    """One figure: a number with all its digits and as pages write it, or why there is none."""

    value: Decimal | None
    missing: NoNumber | None = None
    text: str = ""

    def __str__(self) -> str:
        return self.text if self.missing is None else self.missing.label

    def __html__(self) -> str:
        """The same for a page, where words in place of a number are set apart; it holds nothing to escape."""
        return self.text if self.missing is None else f'<span class="app-missing">{self.missing.label}</span>'


def told(cell: Any) -> Told:
    """Return what a frozen cell tells: a whole number, or the word that stands in its place."""
    if isinstance(cell, int):
        return Told(Decimal(cell), text=write_number(cell))
    return Told(None, _BY_WORD[cell])
