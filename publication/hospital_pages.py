"""A hospital's page: its ratings as they stand, and each ward's hours in a month, as one release froze them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.measures.defining import definition
from oversight.organisations.models import Site, SiteTrust
from oversight.returns.periods import Month
from publication.figures import Missing, StaffingFigures
from publication.fill_charts import fill_charts
from publication.found_by_code import of_hospital
from publication.front import kept_in_front
from publication.models import Release, ReleasedHospital
from publication.pages import answer, chosen_release, written_address
from publication.rating_summaries import HospitalRatings, by_tag_alone
from publication.record import Releases
from publication.released_rows import hospitals_called
from publication.special_measures.answers import panel_of
from publication.special_measures.record import PublicSpecialMeasures

_MEASURES = ("fill_day_registered", "chppd_overall")


@access(PUBLIC)
@require_safe
@kept_in_front
@of_hospital
def hospital(request: HttpRequest, site: Site, period: str | None = None) -> HttpResponse:
    """Show a hospital as the newest release, or the one asked for, has it."""
    releases = Releases(demonstration=site.is_demonstration)
    held = list(ReleasedHospital.objects.filter(code=site.code, release__in=releases.current).select_related("trust"))
    release = chosen_release(request, releases, period, newest_with(held, releases))
    belongs = list(SiteTrust.objects.filter(site=site).select_related("trust").order_by("from_on", "pk"))
    name = site.shown_name
    # Ratings stand on the page of the hospital itself: one of a month, or of a release, stays as it was.
    ratings = special_measures = None
    if period is None and "release" not in request.GET:
        now, holder = clock.now(), next((each.trust for each in belongs if each.to_on is None), None)
        ratings = HospitalRatings(site, holder, now)
        special_measures = panel_of(PublicSpecialMeasures(holder, now), of_hospital=True) if holder else None

    def told() -> Mapping[str, Any]:
        return {
            "site": site,
            "name": name,
            "address": written_address(site),
            "belongs": belongs,
            "releases": releases,
            "release": release,
            "ratings": ratings,
            "special_measures": special_measures,
            "measures": [definition(code) for code in _MEASURES],
            "missing": list(Missing),
            **(_figures(site, release, releases, held) if release else {}),
        }

    response = answer(
        request,
        releases,
        title=name if period is None or release is None else f"{name}, {Month.parse(release.period).label}",
        description=f"Inspection ratings of {name}, and its ward staffing: planned and actual hours, and fill rates.",
        trail=[("Find a hospital", reverse("public:home"))],
        fragment="hospital.html.jinja",
        told=told,
        key=(
            _register_row(site),
            [(each.trust_id, each.trust.name, each.from_on, each.to_on) for each in belongs],
            ratings.stamp if ratings else None,
            special_measures.stamp if special_measures else None,
        ),
    )
    return by_tag_alone(response) if special_measures or (ratings and not ratings.record.is_empty) else response


def newest_with(held: Sequence[ReleasedHospital], releases: Releases) -> Release | None:
    """Return the newest release that has a row for the hospital, or the newest of all where none has."""
    holding = {row.release_id for row in held}
    return next((release for release in releases.current if release.pk in holding), releases.latest)


def _register_row(site: Site) -> tuple[object, ...]:
    return (
        site.name,
        site.address_1,
        site.address_2,
        site.address_3,
        site.town,
        site.postcode,
        site.website,
        site.closed_on,
    )


def _figures(site: Site, release: Release, releases: Releases, held: Sequence[ReleasedHospital]) -> dict[str, Any]:
    """Return the release's figures for the hospital, the months before it and the charts over them."""
    shown = hospitals_called(release, releases.marks(release), site.code)
    months = months_of(held, releases)
    up_to = Month.parse(release.period).first_day
    history = {month: figures for month, figures in months.items() if month <= up_to}
    return {
        "hospitals": shown,
        "marks": releases.marks(release),
        "superseding": releases.superseding(release),
        "earlier": releases.earlier(release),
        "charts": fill_charts(history, up_to=up_to, chart_id="hospital")
        if any(each.has_figures for each in shown)
        else [],
        "months": [each for each in releases.current if Month.parse(each.period).first_day in months],
    }


def months_of(held: Sequence[ReleasedHospital], releases: Releases) -> dict[date, StaffingFigures | None]:
    """Return a hospital's figures by month; None where none came or stands, or two trusts share the month."""
    by_release = {release.pk: release for release in releases.current}
    months: dict[date, StaffingFigures | None] = {}
    for row in held:
        release = by_release[row.release_id]
        month = Month.parse(release.period).first_day
        marked = releases.marks(release).hospital(row.code, row.trust.code)
        usable = row.status == ReleasedHospital.Status.SUBMITTED and marked is None and month not in months
        months[month] = StaffingFigures(row) if usable else None
    return months
