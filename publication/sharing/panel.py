"""The ratings panel that a hospital or a trust shows on its own site: a small page for a frame, and a picture of lines.

It says what the regulation asks for (the rating, its day, the regulator's address; regulation 20A) and what makes it
true: how old the rating is, special measures, what is withdrawn. It runs no script, sets no cookie and asks for
nothing but one style sheet.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date

from oversight.wording import write_date, write_month
from publication.models import ReleasedTrust
from publication.rating_grids import QUESTIONS, ShownRating
from publication.record import Mark
from publication.sharing.display_duty import DisplayDutyRule, display_duty_on
from publication.sharing.facts import staffing_fact
from publication.sharing.place import PlaceNow
from publication.sharing.schema import absolute

_LETTERS_OF_A_LINE = 38


@dataclass(frozen=True)
class Question:
    """A key question with its rating; None where none was published."""

    name: str
    rating: ShownRating | None

    @property
    def word(self) -> str:
        """The rating's word, or that there is none."""
        return self.rating.label if self.rating is not None else "None published"

    @property
    def code(self) -> str:
        """The code of its symbol."""
        return self.rating.code if self.rating is not None else "none"


@dataclass(frozen=True)
class RatingPanel:
    """All that the panel says."""

    name: str
    what: str
    overall: ShownRating | None
    questions: tuple[Question, ...]
    # Whether anything at all was ever rated: a hospital can have rated services and no overall rating.
    is_rated: bool
    special_measures: str
    staffing: str
    withdrawn: Mark | None
    closed_on: date | None
    address: str
    duty: DisplayDutyRule | None
    invented: bool

    @property
    def rated(self) -> str:
        """The day of the overall rating and its age: ``4 March 2016, 10 years and 8 months ago``."""
        return "" if self.overall is None else f"{write_date(self.overall.row.published_on)}, {self.overall.age}"

    @property
    def none(self) -> str:
        """What stands in the place of an overall rating."""
        if self.is_rated:
            return "No overall rating has been published. Parts of it are rated: the full page shows them."
        return f"This {self.what} has not been rated. That says nothing about how good its care is."

    @property
    def told(self) -> list[str]:
        """What stands below the ratings, one sentence or two to a line."""
        said = []
        if self.closed_on is not None:
            said.append(f"Closed on {write_date(self.closed_on)}.")
        if self.special_measures:
            said.append(self.special_measures)
        if self.withdrawn is not None:
            said.append(
                f"Ward staffing: withdrawn on {write_date(self.withdrawn.withdrawn_at)}. {self.withdrawn.reason}"
            )
        elif self.staffing:
            said.append(self.staffing)
        return said

    @property
    def sentence(self) -> str:
        """All of it in words, for whoever does not see the picture."""
        rating = f"Overall: {self.overall.label}, rated {self.rated}." if self.overall is not None else self.none
        parts = [f"{each.name}: {each.word}." for each in self.questions]
        invented = ["Demonstration: all of it is invented."] if self.invented else []
        return " ".join([f"Inspection ratings of {self.name}.", rating, *parts, *self.told, *invented])

    @property
    def name_lines(self) -> list[str]:
        """The name on one line or two of the picture."""
        return textwrap.wrap(self.name, _LETTERS_OF_A_LINE, max_lines=2, placeholder=" ...")

    @property
    def told_lines(self) -> list[str]:
        """What stands below the ratings, in lines of the picture."""
        return [line for said in [*self.told, *self._none_told] for line in textwrap.wrap(said, _LETTERS_OF_A_LINE + 8)]

    @property
    def _none_told(self) -> list[str]:
        return [] if self.overall is not None else [self.none]


def panel_of_place(place: PlaceNow) -> RatingPanel:
    """Return the panel of a hospital or a trust at its moment."""
    grid = place.grid
    cells = grid.last.cells[:-1] if grid is not None else ()
    measures = place.special_measures
    return RatingPanel(
        name=place.name,
        what=place.what,
        overall=place.rating,
        questions=tuple(Question(name, cell) for name, cell in zip(QUESTIONS, cells, strict=False))
        if any(cell is not None for cell in cells)
        else (),
        is_rated=grid is not None,
        special_measures=measures.sentences[0] if measures is not None and measures.is_in else "",
        staffing=staffing_fact(place.release, place.figures) or _no_staffing(place),
        withdrawn=place.withdrawn,
        closed_on=place.organisation.closed_on,
        address=absolute(place.path),
        # An invented rating is nobody's: it bears no regulator's address.
        duty=None if place.invented else display_duty_on(place.ratings.record.today),
        invented=place.invented,
    )


def _no_staffing(place: PlaceNow) -> str:
    """Return why there is no staffing figure, where a release says so."""
    if place.release is None or place.trust is None or place.rows:
        return ""
    row = ReleasedTrust.objects.filter(release=place.release, code=place.trust.code).first()
    if row is None or row.status == ReleasedTrust.Status.SUBMITTED:
        return ""
    return f"Ward staffing, {write_month(place.release.period)}: not submitted."
