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
from oversight.organisations.models import Site
from oversight.returns.periods import Month
from publication.figures import Missing
from publication.fill_charts import fill_charts
from publication.front import kept_in_front
from publication.models import Release, ReleasedWard
from publication.own_releases import OwnReleases
from publication.pages import answer, chosen_release
from publication.place_pages.corrections import of_release
from publication.place_pages.first_words import first_words, rating_words, ward_words
from publication.place_pages.known_on import by_day, reading, titled
from publication.rating_summaries import HospitalRatings, by_tag_alone
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
@by_day
@kept_in_front
def ward(request: HttpRequest, ward_id: UUID) -> HttpResponse:
    """Show a ward that a release has held, as it is known today or was on a day; one in no release has no page."""
    known = reading(request)
    newest = (
        ReleasedWard.objects.filter(ward_id=ward_id)
        .select_related("release", "hospital__trust")
        .order_by("-release__period")
        .first()
    )
    if newest is None:
        raise Http404("Nothing has been published of such a ward.")
    told_by = ReleasedWard.objects.filter(ward_id=ward_id).order_by().values_list("hospital__trust__code", flat=True)
    releases = OwnReleases(Releases(demonstration=newest.release.demonstration, at=known.at), told_by.distinct())
    months = months_of_ward(ward_id, releases)
    release = chosen_release(request, releases, None, months[0].release if months else _last_to_hold(ward_id, releases))
    chosen = _in_release(ward_id, release, releases, months)
    if (release is None or chosen is None) and known.day is None:
        raise Http404("This release does not hold the ward.")
    row = chosen.row if chosen is not None else newest
    hospital, name = row.hospital, row.name
    place = hospital.shown_name or "hospital not named"
    site = Site.objects.filter(code=hospital.code).first() if hospital.code else None
    ratings = HospitalRatings(site, None, known.moment) if site else None

    def told() -> Mapping[str, Any]:
        return {
            "known": known,
            "here": reverse("public:ward", args=[ward_id]),
            "ward_id": ward_id,
            "hospital": hospital,
            "place": place,
            "release": release,
            "releases": releases,
            "measures": [definition(code) for code in _MEASURES],
            "missing": list(Missing),
            **(_figures(chosen, release, releases, months) if chosen and release else {}),
            "newer": _newer(release, releases, months, above[1]) if release else "",
            "first_words": first_words(
                (
                    ward_words(chosen, release) if chosen and release else "",
                    rating_words(ratings.grid, "hospital", ()) if ratings else "",
                )
            ),
        }

    above = (
        (place, reverse("public:hospital", args=[hospital.code]))
        if hospital.code
        else (
            hospital.trust.shown_name,
            reverse("public:trust", args=[hospital.trust.code]),
        )
    )
    response = answer(
        request,
        releases,
        title=titled(f"{name}, {place}", None, known),
        description=f"Ward staffing on {name}, {place}, month by month.",
        trail=[("Find a hospital", reverse("public:home")), above],
        fragment="ward.html.jinja",
        told=told,
        key=("ward", known.day, ratings.record.stamp if ratings else None),
    )
    return by_tag_alone(response) if ratings and not ratings.record.is_empty else response


def _figures(chosen: ShownWard, release: Release, releases: Releases, months: list[WardMonth]) -> dict[str, Any]:
    """Return the ward in the chosen release, the months before it and the charts over them."""
    up_to = Month.parse(release.period).first_day
    history = [month for month in months if Month.parse(month.release.period).first_day <= up_to]
    series = {
        Month.parse(month.release.period).first_day: None if month.ward.mark else month.ward.figures
        for month in history
    }
    what = f"The figures for {release.period_label} are not as they were first published."
    return {
        "ward": chosen,
        "superseding": releases.superseding(release),
        "history": history,
        "charts": fill_charts(series, up_to=up_to, chart_id="ward"),
        "gone": not months or bool(releases.latest and months[0].release.period < releases.latest.period),
        "corrections": of_release(release, revised=chosen.mark is None and chosen.row.revised, what=what),
    }


def _last_to_hold(ward_id: UUID, releases: Releases) -> Release | None:
    """Return the newest release that held the ward, where a correction took it out of the only one that stood."""
    held = set(ReleasedWard.objects.filter(ward_id=ward_id).values_list("release", flat=True))
    return next((release for release in releases.published if release.pk in held), None)


def _newer(release: Release, releases: Releases, months: list[WardMonth], place: str) -> str:
    """Return where the figures are that took the release's place, if that holds the ward no longer; else blank.

    ``place``: the address of the page above the ward's.
    """
    superseding = releases.superseding(release)
    if superseding is None or any(month.release.pk == superseding.pk for month in months):
        return ""
    return f"{place}?release={superseding.reference}"


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
