"""The page that tells a trust how to show a rating, where, and by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from inspections.deadlines import DISPLAY_DAYS
from inspections.models import DisplayDuty
from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Site, Trust
from publication.found_by_code import of_hospital, of_trust
from publication.pages import answer
from publication.place_pages.known_on import by_day, reading, titled
from publication.rating_badges import Badge, badge_of
from publication.rating_summaries import by_tag_alone
from publication.record import Releases
from publication.sharing.display_duty import display_duty_on

DISPLAYED_WITHIN = timedelta(days=DISPLAY_DAYS)


@dataclass(frozen=True)
class DisplayDate:
    """Where a rating must be displayed, and the last day for it."""

    place: str
    due_on: date


@access(PUBLIC)
@require_safe
@by_day
@of_hospital
def hospital_badge_page(request: HttpRequest, site: Site) -> HttpResponse:
    """Say how a hospital's rating is shown."""
    return _page(request, site, page="public:hospital")


@access(PUBLIC)
@require_safe
@by_day
@of_trust
def trust_badge_page(request: HttpRequest, trust: Trust) -> HttpResponse:
    """Say how a trust's rating is shown."""
    return _page(request, trust, page="public:trust")


def display_dates(badge: Badge, site: Site | None) -> list[DisplayDate]:
    """Return where the rating must be displayed and by when: as recorded with its report, or else by the regulation."""
    if badge.rating is None:
        return []
    row = badge.rating.row
    if row.report is not None:
        recorded = [
            DisplayDate(duty.get_place_display(), duty.due_on)
            for duty in row.report.display_duties.all()
            if site is None or duty.site_id in (None, site.pk)
        ]
        if recorded:
            return list(dict.fromkeys(recorded))
    due_on = row.published_on + DISPLAYED_WITHIN
    return [DisplayDate(str(place.label), due_on) for place in DisplayDuty.Place]


def _page(request: HttpRequest, organisation: Site | Trust, *, page: str) -> HttpResponse:
    badge, known = badge_of(organisation, request), reading(request)
    name = organisation.shown_name
    address = reverse(page, args=[organisation.code])
    image = reverse(f"{page}_badge", args=[organisation.code])
    panel = reverse(f"{page}_panel", args=[organisation.code])
    panel_picture = reverse(f"{page}_panel_picture", args=[organisation.code])
    dates = display_dates(badge, organisation if isinstance(organisation, Site) else None)

    def told() -> Mapping[str, Any]:
        return {
            "badge": badge,
            "known": known,
            "here": request.path,
            "what": "hospital" if isinstance(organisation, Site) else "trust",
            "name": name,
            "image": image + known.question,
            "page_address": request.build_absolute_uri(address),
            # The lines for other sites always show the rating that stands: theirs is a duty of today.
            "image_address": request.build_absolute_uri(image),
            "panel": panel,
            "panel_address": request.build_absolute_uri(panel),
            "panel_picture_address": request.build_absolute_uri(panel_picture),
            "duty": display_duty_on(known.day or clock.today()),
            "dates": dates,
            "days": DISPLAYED_WITHIN.days,
        }

    response = answer(
        request,
        Releases(demonstration=organisation.is_demonstration, at=known.at),
        title=titled(f"Show the rating of {name}", None, known),
        description=f"A badge with the latest rating of {name}, and the duty to display it.",
        trail=[("Find a hospital", reverse("public:home")), (name, address)],
        fragment="rating_badge_page.html.jinja",
        told=told,
        key=("badge", known.day, badge.sentence, badge.address, request.scheme, tuple(dates)),
    )
    return by_tag_alone(response)
