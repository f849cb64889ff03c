"""A published report, to read and to print: its sections as they were frozen, with the ratings published with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from inspections.enforcing.fundamental_standards import fundamental_standards
from inspections.models import Inspection, PublishedReport, RatingLevel, TeamMember
from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Site
from oversight.organisations.page_names import as_written_on_a_page
from oversight.wording import write_date
from publication.pages import answer
from publication.rating_grids import GridRow, RatingGrid, shown
from publication.rating_record import Rated, RatingRecord, in_order, name_of_service, rated_thing
from publication.rating_summaries import by_tag_alone
from publication.record import Releases
from ratings.rules.ratings_words import KeyQuestion


@dataclass(frozen=True)
class ReportSection:
    """A section's title and its paragraphs."""

    code: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class ReportGrid:
    """The ratings of one hospital, or of the trust, that a report published."""

    name: str
    grid: RatingGrid


@access(PUBLIC)
@require_safe
def report(request: HttpRequest, reference: str, number: int | None = None) -> HttpResponse:
    """Show a published report: the newest of its inspection, or the one of the number."""
    now = clock.now()
    published = list(
        PublishedReport.objects.filter(inspection__reference=reference, published_at__lte=now)
        .select_related("inspection__trust")
        .order_by("-number")
    )
    found = next((each for each in published if number is None or each.number == number), None)
    if found is None:
        raise Http404("There is no such report.")
    trust = found.inspection.trust
    sites = list(Site.objects.filter(pk__in=found.inspection.sites.values("site")).order_by("name", "code"))
    record = RatingRecord(locations=[site.code for site in sites], provider=trust.code, now=now)
    newest = published[0]

    def told() -> Mapping[str, Any]:
        return {
            "report": found,
            "trust": trust,
            "sites": sites,
            "newest": newest if newest.pk != found.pk else None,
            "earlier": [each for each in published if each.number < found.number],
            "sections": sections_of(found),
            "facts": facts_of(found),
            "grids": _grids(record, found, sites, trust.shown_name),
        }

    name = sites[0].shown_name if len(sites) == 1 else trust.shown_name
    response = answer(
        request,
        Releases(demonstration=trust.is_demonstration),
        title=f"Inspection report: {name}",
        description=f"The report of the inspection of {name}, published on {write_date(found.published_at)}.",
        trail=[
            ("Find a hospital", reverse("public:home")),
            (trust.shown_name, reverse("public:trust", args=[trust.code])),
        ],
        fragment="rating_report.html.jinja",
        told=told,
        key=("report", found.pk, [each.pk for each in published], record.stamp, [site.shown_name for site in sites]),
    )
    return by_tag_alone(response)


def sections_of(published: PublishedReport) -> list[ReportSection]:
    """Return the sections of a report in their order, without those that say nothing."""
    made = [
        ReportSection(
            str(section.get("code", "")),
            str(section.get("title", "")),
            tuple(part.strip() for part in str(section.get("text", "")).split("\n") if part.strip()),
        )
        for section in published.sections
    ]
    return [section for section in made if section.paragraphs]


def facts_of(published: PublishedReport) -> list[tuple[str, str]]:
    """Return what was frozen about the inspection beside its text: its kind, its team by roles, and breaches."""
    about = published.about
    facts = []
    kinds = dict(Inspection.Kind.choices)
    if about.get("kind") in kinds:
        how = "announced to the trust beforehand" if about.get("announced") else "not announced beforehand"
        facts.append(("Inspection", f"{kinds[about['kind']]}, {how}"))
    roles = dict(TeamMember.Role.choices)
    team = [(roles[role].lower(), count) for role, count in about.get("team", {}).items() if role in roles]
    if team:
        facts.append(("Team", "; ".join(f"{role}: {count}" for role, count in team)))
    standards = fundamental_standards()
    breaches = [
        f"{standards[each['regulation']].label if each['regulation'] in standards else each['regulation']}"
        f" ({each['extent']})"
        for each in about.get("breaches", [])
    ]
    if breaches:
        facts.append(("Breaches of fundamental standards", "; ".join(breaches)))
    left_out = about.get("left_out", {})
    if left_out:
        names = dict(Site.objects.filter(code__in=left_out).values_list("code", "name"))
        told = [
            f"{as_written_on_a_page(names.get(code, code))} (until {write_date(date.fromisoformat(until))})"
            for code, until in left_out.items()
        ]
        facts.append(("Taken over, and not counted in the trust's ratings yet", "; ".join(told)))
    return facts


def _grids(record: RatingRecord, published: PublishedReport, sites: list[Site], trust_name: str) -> list[ReportGrid]:
    rows = {rated_thing(row): row for row in record.every if row.report_id == published.pk}

    def line(name: str, levels: tuple[RatingLevel, RatingLevel], location: str, service: str = "") -> GridRow:
        of_question, overall = levels
        wanted = [(of_question, str(question)) for question in KeyQuestion] + [(overall, "")]
        found = [rows.get(Rated(level, location, service, question)) for level, question in wanted]
        return GridRow(name, tuple(shown(record, row) if row is not None else None for row in found))

    made = []
    for site in sites:
        services = in_order({thing.service for thing in rows if thing.location == site.code and thing.service})
        lines = tuple(
            line(name_of_service(each), (RatingLevel.SERVICE_KEY_QUESTION, RatingLevel.SERVICE), site.code, each)
            for each in services
        )
        last = line("Hospital overall", (RatingLevel.LOCATION_KEY_QUESTION, RatingLevel.LOCATION), site.code)
        made.append(ReportGrid(site.shown_name, RatingGrid(lines, last)))
    whole = line("Trust overall", (RatingLevel.TRUST_KEY_QUESTION, RatingLevel.TRUST), "")
    made.append(ReportGrid(trust_name, RatingGrid((), whole)))
    return [each for each in made if each.grid.shown]
