"""A trust's page: what people ask of it, in their order, its hospitals in a month, and how its returns came."""

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
from publication.figures import Missing, StaffingFigures
from publication.found_by_code import of_trust
from publication.front import kept_in_front
from publication.models import Release, ReleasedTrust
from publication.own_releases import OwnReleases
from publication.pages import answer, chosen_release, successions_of, written_address
from publication.place_pages.belonging import by_the_day, hospitals_on
from publication.place_pages.first_words import staffing_words
from publication.place_pages.followed import own_page, sent_from, sent_on
from publication.place_pages.known_on import by_day, reading, titled
from publication.place_pages.place import Place
from publication.rating_summaries import TrustRatings, by_tag_alone
from publication.record import Mark, Releases
from publication.released_rows import hospitals_of, hospitals_without_code, wards_often_short_of
from publication.sharing.described import described_trust

_MEASURES = ("fill_day_registered", "chppd_overall")


@dataclass(frozen=True)
class TrustMonth:
    """How a trust's return of a month came, as the public sees it at present."""

    release: Release
    row: ReleasedTrust
    mark: Mark | None


@access(PUBLIC)
@require_safe
@by_day
@kept_in_front
@of_trust
def trust(request: HttpRequest, record: Trust, period: str | None = None) -> HttpResponse:
    """Show a trust as it is known today, or was on a day; one that another followed leads on to that (record 31)."""
    known = reading(request)
    before, after = (by_the_day(each, known.day or clock.today()) for each in successions_of(record))
    leads_on = sent_on(request, record, after) if period is None else None
    if leads_on is not None:
        return leads_on
    asked_of = sent_from(request, record)
    releases = OwnReleases(Releases(demonstration=record.is_demonstration, at=known.at), [record.code])
    held = list(ReleasedTrust.objects.filter(code=record.code, release__in=releases.current))
    release = chosen_release(request, releases, period, _newest_with(held, releases))
    name = record.shown_name
    place = Place(trust=record, known=known) if period is None and "release" not in request.GET else None

    def told() -> Mapping[str, Any]:
        staffing = _figures(record, release, releases, held) if release else {}
        return {
            "trust": record,
            "name": name,
            "address": written_address(record),
            "before": [(each, own_page(each.predecessor)) for each in before],
            "after": after,
            "asked_of": (asked_of, own_page(asked_of)) if asked_of else None,
            "known": known,
            "releases": releases,
            "release": release,
            "sites": hospitals_on(record, known.day) if not staffing.get("row") else [],
            "measures": [definition(code) for code in _MEASURES],
            "missing": list(Missing),
            **staffing,
            **(_told_of(place, release, staffing) if place else {}),
        }

    response = answer(
        request,
        releases,
        title=titled(name, release if period is not None else None, known),
        description=f"Are the hospitals of {name} safe, how are they rated, what do patients say, and who is on duty?",
        trail=[("Find a hospital", reverse("public:home"))],
        fragment="trust.html.jinja",
        told=told,
        key=(
            record.name,
            record.town,
            record.closed_on,
            [(each.pk, each.on) for each in (*before, *after)],
            asked_of.pk if asked_of else None,
            place.stamp if place else None,
        ),
        social=lambda: described_trust(
            record,
            releases=releases,
            release=release,
            ratings=place.ratings if place and isinstance(place.ratings, TrustRatings) else None,
            special_measures=place.panel if place else None,
            path=request.path if period is not None else None,
        ),
    )
    return by_tag_alone(response) if place and place.changes_by_itself else response


def _told_of(place: Place, release: Release | None, staffing: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page tells of the trust beside its staffing, with the sentences at its top."""
    row, figures = staffing.get("row"), staffing.get("figures")
    often_short = [ward.name for ward in staffing.get("often_short", [])]
    earlier = f"?release={staffing['earlier'][0].reference}" if staffing.get("earlier") else ""
    return {
        **place.told(),
        "first_words": place.first_words(staffing_words(often_short, row.wards) if row and figures else ""),
        "corrections": place.corrections(release, corrected=bool(row and figures and row.revised), earlier=earlier),
        "nothing_known": place.knows_nothing and not row,
    }


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
