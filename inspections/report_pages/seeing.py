"""What the pages of a report share: the inspection, its sections and ratings, and what can be done next."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest

from inspections.judging.grid import grid_of
from inspections.models import Inspection, ReportSection, ReportSectionVersion, TeamMember
from inspections.pages.seeing import about
from inspections.rating_tables import RatingTable, rating_table
from inspections.reporting.content import sent_ratings
from inspections.reporting.freezing import without_partial_overalls
from inspections.reporting.quality import hold_apart
from inspections.reporting.writing import standing_texts
from oversight import clock
from oversight.accounts.access import person_of
from oversight.accounts.models import Person
from oversight.returns.refusals import Refused

Written = tuple[ReportSection, list[ReportSectionVersion]]


def about_report(request: HttpRequest, inspection: Inspection) -> dict[str, object]:
    """Return what the templates of a report's pages share."""
    return {**about(request, inspection), "in_team": is_in_team(person_of(request), inspection), "today": clock.today()}


def is_in_team(person: Person, inspection: Inspection) -> bool:
    """Say whether the person is in the inspection's team today."""
    return TeamMember.objects.on(clock.today()).filter(inspection=inspection, person=person).exists()


def kept_apart(person: Person, inspection: Inspection) -> str:
    """Return why the person cannot decide on what the team did, blank where they can."""
    try:
        hold_apart(inspection, by=person, now=clock.now())
    except Refused as refused:
        return refused.message
    return ""


def sections_of(inspection: Inspection) -> list[Written]:
    """Return the sections in order, each with the versions that stand."""
    standing = standing_texts(inspection)
    return [(section, standing[section.code]) for section in inspection.sections.select_related("site")]


def ratings_now(inspection: Inspection, *, service: tuple[str, str] | None = None) -> RatingTable:
    """Return the ratings as they stand now, decided and computed; of one service where asked.

    Overall ratings of levels that are not complete are left out, as publication leaves them out.
    """
    grid = grid_of(inspection, on=clock.today())
    sent = [asdict(each) for each in sent_ratings(without_partial_overalls(grid))]
    return rating_table(sent, {site.code: site.shown_name for site in grid.sites}, service=service)
