"""A number as a page shows it, with all that stands behind it: of when, made of what, and how to read it and how not.

Each page gives its numbers in this one form, whichever release they came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from oversight.measures.defining import Definition
from oversight.wording import write_date, write_datetime, write_number
from publication.complaints.told import Told
from publication.models import Release
from publication.record import Releases
from publication.safety_measures.reading import ShownMeasure


class Code(Protocol):
    """Why there is no number: a footnote code with its words."""

    @property
    def value(self) -> str:
        """The code that files carry."""

    @property
    def label(self) -> str:
        """The words of pages."""

    @property
    def meaning(self) -> str:
        """What it means."""


@dataclass(frozen=True)
class PageNumber:
    """A number and its context; ``code`` says why there is none, and is None where there is one.

    ``word`` is a standard word published with it, blank where none was. ``made_of``: from which counts, blank where it
    is a count itself. ``address``: where its whole series stands.
    """

    name: str
    text: str
    code: Code | None
    period: str
    updated: datetime | None
    next_update: datetime | None
    what: str
    means: str
    does_not_mean: str
    source: str
    unit: str = ""
    word: str = ""
    word_sentence: str = ""
    made_of: str = ""
    revised: bool = False
    address: str = ""

    @property
    def is_there(self) -> bool:
        """Whether there is a number."""
        return self.code is None

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What stands behind it, term by term, without what there is nothing to say of."""
        told = (
            ("Period", self.period),
            ("Updated", write_date(self.updated, blank="")),
            ("Next update", write_datetime(self.next_update, blank="not announced yet")),
            ("Where it stands", self.word_sentence),
            ("What it means", self.means),
            ("What it does not mean", self.does_not_mean),
            ("Made of", self.made_of),
            ("Source", self.source),
        )
        return tuple((term, text) for term, text in told if text)

    @property
    def stands_out(self) -> bool:
        """Whether it was published as other than expected."""
        return self.word.endswith(" than expected")


def of_measure(shown: ShownMeasure, *, address: str = "") -> PageNumber:
    """Return a released safety measure as pages show it."""
    made_of = ""
    if shown.numerator is not None and shown.denominator is not None:
        made_of = f"{write_number(shown.numerator.normalize())} out of {write_number(shown.denominator.normalize())}"
    return PageNumber(
        name=shown.plain.name,
        text=shown.text,
        code=shown.told,
        period=shown.period_words,
        updated=shown.updated,
        next_update=shown.next_update,
        what=shown.plain.what,
        means=shown.plain.means,
        does_not_mean=shown.plain.does_not_mean,
        source=shown.source,
        unit=("for each 1 expected" if shown.unit == "ratio" else shown.unit) if shown.told is None else "",
        word=shown.word if shown.word != "not compared" else "",
        word_sentence=shown.word_sentence,
        made_of=made_of,
        revised=shown.revised,
        address=address,
    )


def of_complaints(
    figure: Told, *, name: str, made: Definition, what: str, release: Release, releases: Releases, revised: bool
) -> PageNumber:
    """Return a figure of complaints as pages show it; ``made`` is the reviewed measure that it belongs to."""
    return PageNumber(
        name=name,
        text=str(figure) if figure.missing is None else figure.missing.label,
        code=figure.missing,
        period=release.period_label,
        updated=release.published_at,
        next_update=_next(releases),
        what=what,
        means=made.means,
        does_not_mean=made.does_not_mean,
        source=made.source,
        revised=revised,
    )


def _next(releases: Releases) -> datetime | None:
    return releases.upcoming.scheduled_for if releases.upcoming else None
