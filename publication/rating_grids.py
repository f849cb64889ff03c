"""Ratings as pages show them: grids of services or hospitals by the five key questions, each with its date and age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse

from inspections.models import PublishedRating, RatingLevel
from oversight.organisations.models import Site, Trust
from oversight.organisations.page_names import as_written_on_a_page
from publication.rating_ages import Change, Direction, age, change
from publication.rating_record import RatingRecord, name_of_service, word_of
from ratings.rules.ratings_words import KeyQuestion, NonRating, NonRatingReason, Rating


@dataclass(frozen=True)
class ShownRating:
    """One rating on a page: its word, when it was published, how old it is, and what it was before."""

    row: PublishedRating
    age: str
    change: Change
    # The name of the organisation that it was inherited from; blank where it was not, or where that is not said.
    inherited_from: str = ""

    @property
    def word(self) -> Rating | NonRating:
        """The rating, or what stands in its place."""
        return word_of(self.row)

    @property
    def code(self) -> str:
        """The rating's code, for its symbol; ``none`` where there is no rating."""
        return self.row.rating or "none"

    @property
    def label(self) -> str:
        """The word as pages write it; what was published in place of a rating stays in its own words."""
        if isinstance(self.word, NonRating) and self.row.as_published:
            return self.row.as_published
        return self.word.label

    @property
    def why_not(self) -> str:
        """Why there is no rating, as far as it was published; blank beside a rating."""
        if self.row.rating:
            return ""
        if self.row.non_rating_reason:
            return NonRatingReason(self.row.non_rating_reason).label
        return "" if self.word is NonRating.INSUFFICIENT_EVIDENCE else "no reason was published"

    @property
    def is_inherited(self) -> bool:
        """Whether it was published of another organisation and handed on by a merger or takeover."""
        return self.row.inherited or bool(self.row.inherited_from)


@dataclass(frozen=True)
class GridRow:
    """A row of a grid: the ratings of five key questions in their order, then the overall one; None: none published."""

    name: str
    cells: tuple[ShownRating | None, ...]
    address: str = ""

    @property
    def shared(self) -> ShownRating | None:
        """A rating whose date is that of the whole row, or None where the row's ratings are of several days."""
        shown = [cell for cell in self.cells if cell is not None]
        days = {cell.row.published_on for cell in shown}
        return shown[0] if len(days) == 1 else None


@dataclass(frozen=True)
class RatingGrid:
    """A grid, its last row being what the rows above come together to."""

    rows: tuple[GridRow, ...]
    last: GridRow

    @cached_property
    def shown(self) -> list[ShownRating]:
        """Every rating of the grid."""
        return [cell for row in (*self.rows, self.last) for cell in row.cells if cell is not None]

    @property
    def overall(self) -> ShownRating | None:
        """The one rating over all, or None where none was published."""
        return self.last.cells[-1]

    @cached_property
    def newest(self) -> date | None:
        """The day of the newest publication in it."""
        return max((each.row.published_on for each in self.shown), default=None)

    @property
    def changed(self) -> list[tuple[str, str, ShownRating]]:
        """What the newest publication changed: where, what is rated there, and the rating; better ones first."""
        order = [Direction.BETTER, Direction.WORSE, Direction.OTHER]
        found = [
            (row.name, question, cell)
            for row in (*self.rows, self.last)
            for question, cell in zip(QUESTIONS, row.cells, strict=True)
            if cell is not None and cell.change.direction in order and cell.row.published_on == self.newest
        ]
        return sorted(found, key=lambda each: order.index(each[2].change.direction))

    @property
    def unchanged(self) -> int:
        """How many ratings of the newest publication are as they were before it."""
        return sum(
            each.change.direction is Direction.SAME and each.row.published_on == self.newest for each in self.shown
        )

    @property
    def first_rated(self) -> int:
        """How many ratings of the newest publication are the first of their kind."""
        return sum(
            each.change.direction is Direction.FIRST and each.row.published_on == self.newest for each in self.shown
        )


QUESTIONS = (*(question.label for question in KeyQuestion), "Overall")


def hospital_grid(record: RatingRecord, site: Site) -> RatingGrid | None:
    """Return a hospital's grid of services, or None where nothing was published of it."""
    names = _names_of_origins(record)
    rows = tuple(
        _row(
            record,
            name_of_service(service),
            (RatingLevel.SERVICE_KEY_QUESTION, RatingLevel.SERVICE),
            names,
            location=site.code,
            service=service,
        )
        for service in record.services_of(site.code)
    )
    last = _row(
        record,
        "Hospital overall",
        (RatingLevel.LOCATION_KEY_QUESTION, RatingLevel.LOCATION),
        names,
        location=site.code,
    )
    return _unless_empty(RatingGrid(rows, last))


def trust_grid(record: RatingRecord, hospitals: Sequence[Site]) -> RatingGrid | None:
    """Return a trust's grid of hospitals, or None where nothing was published of it or of them."""
    names = _names_of_origins(record)
    rows = tuple(
        _row(
            record,
            site.shown_name,
            (RatingLevel.LOCATION_KEY_QUESTION, RatingLevel.LOCATION),
            names,
            location=site.code,
            address=reverse("public:hospital", args=[site.code]),
        )
        for site in hospitals
    )
    last = _row(record, "Trust overall", (RatingLevel.TRUST_KEY_QUESTION, RatingLevel.TRUST), names)
    return _unless_empty(RatingGrid(rows, last))


def shown(record: RatingRecord, row: PublishedRating, names: dict[str, str] | None = None) -> ShownRating:
    """Return a rating with its age and what changed by it."""
    before = record.before(row)
    return ShownRating(
        row,
        age(row.published_on, record.today),
        change(word_of(row), word_of(before) if before is not None else None),
        (names or {}).get(row.inherited_from, row.inherited_from),
    )


def _row(
    record: RatingRecord,
    name: str,
    levels: tuple[RatingLevel, RatingLevel],
    names: dict[str, str],
    *,
    location: str = "",
    service: str = "",
    address: str = "",
) -> GridRow:
    of_question, overall = levels
    found = [
        *(
            record.find(of_question, location=location, service=service, key_question=question)
            for question in KeyQuestion
        ),
        record.find(overall, location=location, service=service),
    ]
    return GridRow(name, tuple(shown(record, row, names) if row is not None else None for row in found), address)


def _unless_empty(grid: RatingGrid) -> RatingGrid | None:
    return grid if grid.shown else None


def _names_of_origins(record: RatingRecord) -> dict[str, str]:
    """Return the names of the organisations that ratings were inherited from, those on our register, by their code."""
    codes = {row.inherited_from for row in record.standing.values() if row.inherited_from}
    if not codes:
        return {}
    found = dict(Trust.objects.filter(code__in=codes).values_list("code", "name"))
    found |= dict(Site.objects.filter(code__in=codes).values_list("code", "name"))
    return {code: as_written_on_a_page(name) for code, name in found.items()}
