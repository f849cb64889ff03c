"""The judging grid as its page shows it, each cell leading on: a site's services by key question, then the trust.

A report's own table, of words alone as they were sent or published, is ``inspections.rating_tables``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspections.core_services import service_name
from inspections.judging.computing import Place
from inspections.judging.grid import GridRow, RatingGrid
from inspections.pages.rating_places import address_of, named, word_of
from inspections.reporting.freezing import levels_with_overall
from inspections.reporting.quality import not_judged
from inspections.states.departure import DepartureState
from inspections.states.inspection import JUDGED_IN
from oversight.organisations.models import Site
from oversight.wording import write_date
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating

_OPEN = {str(state) for state in JUDGED_IN}
_QUESTIONS: tuple[KeyQuestion | None, ...] = (*KeyQuestion, None)


@dataclass(frozen=True)
class Cell:
    """One rating on the page: its word and code, where it leads, and what is to be said beside it."""

    name: str
    code: str
    word: str
    address: str
    notes: tuple[str, ...]
    wanted: bool


@dataclass(frozen=True)
class Line:
    """A row of the grid: what it is of, and its six cells; None where the grid has none."""

    name: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class SiteTable:
    """The grid of a site; ``complete`` where its overall rating is one that is published."""

    site: Site
    lines: tuple[Line, ...]
    complete: bool


@dataclass(frozen=True)
class GridPage:
    """Everything that the page of the grid shows; ``missing`` is what has to be judged, each with its address."""

    sites: tuple[SiteTable, ...]
    trust: Line
    trust_complete: bool
    missing: tuple[tuple[str, str], ...]


def grid_page(grid: RatingGrid) -> GridPage:
    """Put a grid into the order in which it is read."""
    published = levels_with_overall(grid)
    missing = not_judged(grid)
    return GridPage(
        sites=tuple(_site(grid, site, published, missing) for site in grid.sites),
        trust=_line(grid, "The trust", Place(), missing),
        trust_complete=published.get(("", ""), False),
        missing=tuple(
            (named(row), address_of(grid.inspection, place))
            for place in missing
            if (row := grid.at(place.site, place.service, place.key_question)) is not None
        ),
    )


def _site(
    grid: RatingGrid, site: Site, published: Mapping[tuple[str, str], bool], missing: Sequence[Place]
) -> SiteTable:
    lines = [
        _line(grid, service_name(service), Place(site.code, service), missing)
        for service in grid.services_at(site.code)
    ]
    lines.append(_line(grid, "The hospital", Place(site.code), missing))
    return SiteTable(site, tuple(lines), published.get((site.code, ""), False))


def _line(grid: RatingGrid, name: str, at: Place, missing: Sequence[Place]) -> Line:
    rows = [grid.at(at.site, at.service, question) for question in _QUESTIONS]
    return Line(
        name, tuple(_cell(grid, row, row.place in missing or _unassessed(row)) if row else None for row in rows)
    )


def _unassessed(row: GridRow) -> bool:
    """Whether it is the trust's well-led, which is assessed, and neither was nor stands from before."""
    return row.site is None and row.key_question is KeyQuestion.WELL_LED and row.awarded is None


def _cell(grid: RatingGrid, row: GridRow, wanted: bool) -> Cell:
    if wanted:
        word = "Judge" if grid.inspection.state in _OPEN else "Not judged yet"
    else:
        word = word_of(row.awarded) if row.awarded is not None else "None yet"
    return Cell(
        name=named(row),
        code=str(row.awarded) if isinstance(row.awarded, Rating) else "",
        word=word,
        address=address_of(grid.inspection, row.place),
        notes=tuple(_notes(row)),
        wanted=wanted,
    )


def _notes(row: GridRow) -> list[str]:
    notes = []
    if row.carried is not None:
        notes.append(f"published {write_date(row.carried.published_on)}")
    if row.limited and row.judged is not None and row.judged != row.computed:
        notes.append(f"judged {word_of(row.judged).lower()}, limited")
    if isinstance(row.awarded, NonRating) and row.judgement is not None:
        notes.append(row.judgement.get_non_rating_reason_display())
    if row.departure is not None:
        if row.departure.state == DepartureState.PROPOSED:
            notes.append(f"{row.departure.get_awarded_display().lower()} proposed")
        else:
            notes.append(f"rules give {row.departure.get_computed_display().lower() or 'none'}")
    return notes
