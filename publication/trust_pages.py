"""A trust's page: its ratings, its hospitals in a month, and how its returns came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.measures.defining import definition
from oversight.organisations.models import Trust
from oversight.returns.periods import Month
from publication.figures import Missing, StaffingFigures
from publication.found_by_code import of_trust
from publication.front import kept_in_front
from publication.models import Release, ReleasedTrust
from publication.pages import answer, chosen_release, successions_of, written_address
from publication.rating_summaries import TrustRatings, by_tag_alone, present_hospitals
from publication.record import Mark, Releases
from publication.released_rows import hospitals_of, hospitals_without_code, wards_often_short_of
from publication.special_measures.answers import panel_of
from publication.special_measures.record import PublicSpecialMeasures

_MEASURES = ("fill_day_registered", "chppd_overall")


@dataclass(frozen=True)
class TrustMonth:
    """How a trust's return of a month came, as the public sees it at present."""

    release: Release
    row: ReleasedTrust
    mark: Mark | None


@access(PUBLIC)
@require_safe
@kept_in_front
@of_trust
def trust(request: HttpRequest, record: Trust, period: str | None = None) -> HttpResponse:
    """Show a trust as the newest release, or the one asked for, has it; a closed trust keeps its page."""
    releases = Releases(demonstration=record.is_demonstration)
    held = list(ReleasedTrust.objects.filter(code=record.code, release__in=releases.current))
    release = chosen_release(request, releases, period, _newest_with(held, releases))
    before, after = successions_of(record)
    name = record.shown_name
    ratings = special_measures = None
    if period is None and "release" not in request.GET:
        now = clock.now()
        ratings = TrustRatings(record, present_hospitals(record), now)
        special_measures = panel_of(PublicSpecialMeasures(record, now), of_hospital=False)

    def told() -> Mapping[str, Any]:
        return {
            "trust": record,
            "name": name,
            "address": written_address(record),
            "before": before,
            "after": after,
            "releases": releases,
            "release": release,
            "ratings": ratings,
            "special_measures": special_measures,
            "sites": present_hospitals(record) if release is None else [],
            "measures": [definition(code) for code in _MEASURES],
            "missing": list(Missing),
            **(_figures(record, release, releases, held) if release else {}),
        }

    response = answer(
        request,
        releases,
        title=name if period is None or release is None else f"{name}, {Month.parse(release.period).label}",
        description=f"Inspection ratings and ward staffing at the hospitals of {name}, and how its returns came.",
        trail=[("Find a hospital", reverse("public:home"))],
        fragment="trust.html.jinja",
        told=told,
        key=(
            record.name,
            record.town,
            record.closed_on,
            [(each.pk, each.on) for each in (*before, *after)],
            ratings.stamp if ratings else None,
            special_measures.stamp if special_measures else None,
        ),
    )
    return by_tag_alone(response) if special_measures or (ratings and not ratings.record.is_empty) else response


def _newest_with(held: Sequence[ReleasedTrust], releases: Releases) -> Release | None:
    holding = {row.release_id for row in held}
    return next((release for release in releases.current if release.pk in holding), releases.latest)


def _figures(record: Trust, release: Release, releases: Releases, held: Sequence[ReleasedTrust]) -> dict[str, Any]:
    marks = releases.marks(release)
    row = ReleasedTrust.objects.filter(release=release, code=record.code).first()
    mark = marks.trust(record.code)
    submitted = row is not None and row.status == ReleasedTrust.Status.SUBMITTED and mark is None
    by_release = {each.pk: each for each in releases.current}
    history = [
        TrustMonth(owner, each, releases.marks(owner).trust(record.code))
        for each in held
        for owner in [by_release[each.release_id]]
    ]
    return {
        "row": row,
        "mark": mark,
        "figures": StaffingFigures(row) if submitted and row is not None else None,
        "hospitals": hospitals_of(row, marks, wards=False) if row is not None and mark is None else [],
        "unnamed": hospitals_without_code(row, marks) if row is not None and submitted else [],
        "often_short": wards_often_short_of(row, marks) if row is not None and submitted else [],
        "superseding": releases.superseding(release),
        "earlier": releases.earlier(release),
        "history": sorted(history, key=lambda month: month.release.period, reverse=True),
    }
