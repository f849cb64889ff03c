"""The page on which everything stands that changed for a trust."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Trust
from publication.found_by_code import of_trust
from publication.front import kept_in_front
from publication.news.reading import newest_of
from publication.news.regions import name_of
from publication.pages import answer
from publication.rating_summaries import by_tag_alone
from publication.record import Releases

SHOWN = 100


@access(PUBLIC)
@require_safe
@kept_in_front
@of_trust
def changes_of_trust(request: HttpRequest, record: Trust) -> HttpResponse:
    """List what changed in public for a trust, the newest first."""
    changes = newest_of([record.code], at=clock.now(), limit=SHOWN)
    name = record.shown_name

    def told() -> Mapping[str, Any]:
        return {
            "trust": record,
            "changes": changes,
            "is_all": len(changes) < SHOWN,
            "shown": SHOWN,
            "region": record.region,
            "region_name": name_of(record.region) if record.region else "",
        }

    response = answer(
        request,
        Releases(demonstration=record.is_demonstration),
        title=f"What changed: {name}",
        description=f"New figures, ratings, warnings and corrections of {name}, the newest first.",
        trail=[
            ("Find a hospital", reverse("public:home")),
            (name, reverse("public:trust", args=[record.code])),
        ],
        fragment="news/trust.html.jinja",
        told=told,
        key=("changes", record.name, record.region_id, [(each.place, each.updated) for each in changes]),
    )
    return by_tag_alone(response)
