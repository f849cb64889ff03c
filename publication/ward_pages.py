"""A ward's page: its hours in the newest release, and month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight.accounts.access import PUBLIC, access
from oversight.measures.defining import definition
from oversight.returns.periods import Month
from publication.figures import Missing
from publication.fill_charts import fill_charts
from publication.models import Release, ReleasedWard
from publication.pages import answer, chosen_release
from publication.record import Releases
from publication.released_rows import ShownWard, shown_ward

_MEASURES = ("fill_day_registered", "chppd_overall")


@dataclass(frozen=True)
class WardMonth:
    """A ward in the release of one month that the public sees at present."""

    release: Release
    ward: ShownWard


@access(PUBLIC)
@require_safe
def ward(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """Show a ward that a release has held; one that was in no release has no page."""
    known = ReleasedWard.objects.filter(ward_id=ward_id).select_related("release").order_by("-release__period").first()
    if known is None:
        raise Http404("Nothing has been published of such a ward.")
    releases = Releases(demonstration=known.release.demonstration)
    months = months_of_ward(ward_id, releases)
    release = chosen_release(request, releases, None, months[0].release if months else None)
    chosen = _in_release(ward_id, release, releases, months)
    if release is None or chosen is None:
        raise Http404("This release does not hold the ward.")
    hospital = chosen.row.hospital
    place = hospital.shown_name or "hospital not named"

    def told() -> Mapping[str, Any]:
        up_to = Month.parse(release.period).first_day
        history = [month for month in months if Month.parse(month.release.period).first_day <= up_to]
        series = {
            Month.parse(month.release.period).first_day: None if month.ward.mark else month.ward.figures
            for month in history
        }
        return {
            "ward": chosen,
            "hospital": hospital,
            "place": place,
            "release": release,
            "releases": releases,
            "superseding": releases.superseding(release),
            "history": history,
            "charts": fill_charts(series, up_to=up_to, chart_id="ward"),
            "gone": bool(releases.latest and months and months[0].release.period < releases.latest.period),
            "measures": [definition(code) for code in _MEASURES],
            "missing": list(Missing),
        }

    above = (
        (place, reverse("public:hospital", args=[hospital.code]))
        if hospital.code
        else (
            hospital.trust.shown_name,
            reverse("public:trust", args=[hospital.trust.code]),
        )
    )
    return answer(
        request,
        releases,
        title=f"{chosen.name}, {place}",
        description=f"Ward staffing on {chosen.name}, {place}, month by month.",
        trail=[("Find a hospital", reverse("public:home")), above],
        fragment="ward.html.jinja",
        told=told,
        key=("ward",),
    )


def months_of_ward(ward_id: UUID, releases: Releases) -> list[WardMonth]:
    """Return the ward in each month's present release, the newest first."""
    by_release = {each.pk: each for each in releases.current}
    rows = ReleasedWard.objects.filter(ward_id=ward_id, release__in=by_release).select_related(
        "hospital", "hospital__trust"
    )
    months = [
        WardMonth(release, shown_ward(row, releases.marks(release)))
        for row in rows
        for release in [by_release[row.release_id]]
    ]
    return sorted(months, key=lambda month: month.release.period, reverse=True)


def _in_release(
    ward_id: UUID, release: Release | None, releases: Releases, months: list[WardMonth]
) -> ShownWard | None:
    """Return the ward in the chosen release, which may be one that was superseded."""
    if release is None:
        return None
    for month in months:
        if month.release.pk == release.pk:
            return month.ward
    row = (
        ReleasedWard.objects.filter(ward_id=ward_id, release=release)
        .select_related("hospital", "hospital__trust")
        .first()
    )
    return None if row is None else shown_ward(row, releases.marks(release))
