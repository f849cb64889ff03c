"""A hospital's page: what people ask of it, in their order, and each ward's hours as one release froze them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight.accounts.access import PUBLIC, access
from oversight.measures.defining import definition
from oversight.organisations.models import Site, SiteTrust
from oversight.returns.periods import Month
from publication.figures import Missing, StaffingFigures
from publication.fill_charts import fill_charts
from publication.found_by_code import of_hospital
from publication.front import kept_in_front
from publication.models import Release, ReleasedHospital
from publication.own_releases import OwnReleases, trusts_that_told_of
from publication.pages import answer, chosen_release, written_address
from publication.place_pages.belonging import holder_on
from publication.place_pages.first_words import staffing_words
from publication.place_pages.known_on import by_day, reading, titled
from publication.place_pages.place import Place
from publication.rating_summaries import HospitalRatings, by_tag_alone
from publication.record import Releases
from publication.released_rows import ShownHospital, hospitals_called
from publication.sharing.described import described_hospital

_MEASURES = ("fill_day_registered", "chppd_overall")


@access(PUBLIC)
@require_safe
@by_day
@kept_in_front
@of_hospital
def hospital(request: HttpRequest, site: Site, period: str | None = None) -> HttpResponse:
    """Show a hospital as it is known today, or was on a day; or one release's staffing, as that release has it."""
    known = reading(request)
    of_all = Releases(demonstration=site.is_demonstration, at=known.at)
    releases = OwnReleases(of_all, trusts_that_told_of(of_all.kind, site.code))
    held = list(ReleasedHospital.objects.filter(code=site.code, release__in=releases.current).select_related("trust"))
    release = chosen_release(request, releases, period, newest_with(held, releases))
    belongs = list(SiteTrust.objects.filter(site=site).select_related("trust").order_by("from_on", "pk"))
    holder = holder_on(belongs, known.day)
    name = site.shown_name
    # All but staffing stands on the page of the hospital itself: one of a month, or of a release, stays as it was.
    of_today = period is None and "release" not in request.GET
    place = Place(trust=holder, site=site, known=known) if of_today else None
    if not site.is_hospital and place is not None and not held and place.ratings.record.is_empty:
        raise Http404("Nothing has been published of this place, and it is no hospital.")

    @cache
    def shown() -> list[ShownHospital]:
        return hospitals_called(release, releases.marks(release), site.code) if release else []

    def told() -> Mapping[str, Any]:
        staffing = _figures(release, releases, held, shown()) if release else {}
        return {
            "site": site,
            "name": name,
            "address": written_address(site),
            "belongs": belongs,
            "holder": holder,
            "known": known,
            "releases": releases,
            "release": release,
            "measures": [definition(code) for code in _MEASURES],
            "missing": list(Missing),
            **staffing,
            **(_told_of(place, release, staffing) if place else {}),
        }

    response = answer(
        request,
        releases,
        title=titled(name, release if period is not None else None, known),
        description=f"Is {name} safe, how is it rated, what do patients say, and how are its wards staffed?",
        trail=[("Find a hospital", reverse("public:home"))],
        fragment="hospital.html.jinja",
        told=told,
        key=(
            _register_row(site),
            [(each.trust_id, each.trust.name, each.from_on, each.to_on) for each in belongs],
            place.stamp if place else None,
        ),
        social=lambda: described_hospital(
            site,
            releases=releases,
            release=release,
            ratings=place.ratings if place and isinstance(place.ratings, HospitalRatings) else None,
            special_measures=place.panel if place else None,
            trust=holder,
            path=request.path if period is not None else None,
            shown=shown(),
        ),
    )
    return by_tag_alone(response) if place and place.changes_by_itself else response


def _told_of(place: Place, release: Release | None, staffing: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page tells of the hospital beside its staffing, with the sentences at its top."""
    shown: list[ShownHospital] = staffing.get("hospitals", [])
    standing = [each for each in shown if each.has_figures]
    often_short = [ward.name for each in standing for ward in each.often_short]
    corrected = any(each.row.revised for each in standing)
    earlier = f"?release={staffing['earlier'][0].reference}" if staffing.get("earlier") else ""
    return {
        **place.told(),
        "first_words": place.first_words(staffing_words(often_short, sum(len(each.wards) for each in standing))),
        "corrections": place.corrections(release, corrected=corrected, earlier=earlier),
        "nothing_known": place.knows_nothing and not standing,
    }


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


def _figures(
    release: Release, releases: Releases, held: Sequence[ReleasedHospital], shown: list[ShownHospital]
) -> dict[str, Any]:
    """Return the release's figures for the hospital, the months before it and the charts over them."""
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
