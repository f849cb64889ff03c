"""The page of a local Healthwatch: what complaints are about across the trusts of its area, and the same as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.periods import ComplaintsPeriod
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.models import Membership
from oversight.accounts.permissions import Action, roles_allowing
from oversight.measures.disclosure import Held
from oversight.organisations.areas import trusts_of_area
from oversight.organisations.models import Body
from workspaces.overseer.area import AreaShown, area_shown, quarters_of_area
from workspaces.trust_desk.downloads import csv_attachment


@require_safe
@access(Action.SEE_AREA)
def healthwatch(request: HttpRequest) -> HttpResponse:
    """Show the themes of an area in a quarter."""
    bodies, body = bodies_of(request), body_asked_for(request)
    quarters = quarters_of_area(body, clock.today())
    quarter = _quarter(request, quarters)
    return render(
        request,
        "workspaces/oversee/healthwatch.html.jinja",
        {
            "body": body,
            "bodies": bodies,
            "trusts": trusts_of_area(body, clock.today()),
            "quarters": quarters,
            "quarter": quarter,
            "shown": area_shown(body, quarter) if quarter else None,
            "is_held": lambda value: isinstance(value, Held),
        },
    )


@require_safe
@access(Action.SEE_AREA)
def healthwatch_csv(request: HttpRequest) -> HttpResponseBase:
    """Give what the page tells of a quarter as CSV."""
    body = body_asked_for(request)
    quarter = _quarter(request, quarters_of_area(body, clock.today()))
    if quarter is None:
        raise Http404
    return csv_attachment(_rows(area_shown(body, quarter)), f"complaints-{body.code}-{quarter}.csv")


def bodies_of(request: HttpRequest) -> list[Body]:
    """Return the local bodies for which the person sees an area today, by name."""
    held = Membership.objects.on(clock.today()).filter(
        person=person_of(request), role__in=roles_allowing(Action.SEE_AREA), body__isnull=False
    )
    return list(Body.objects.filter(pk__in=held.values("body_id")).order_by("name", "code"))


def body_asked_for(request: HttpRequest) -> Body:
    """Return the body that the address names, else the person's first; one that is not theirs is not found."""
    bodies, asked = bodies_of(request), request.GET.get("body")
    body = next((one for one in bodies if asked in (None, one.code)), None)
    if body is None:
        raise Http404
    return body


def _quarter(request: HttpRequest, quarters: Sequence[ComplaintsPeriod]) -> ComplaintsPeriod | None:
    """Return the quarter that the address names, else the newest; one of which there is nothing is not found."""
    asked = request.GET.get("quarter")
    if asked is None:
        return quarters[0] if quarters else None
    found = next((quarter for quarter in quarters if str(quarter) == asked), None)
    if found is None:
        raise Http404
    return found


def _rows(shown: AreaShown) -> Iterator[Sequence[object]]:
    yield [
        "Area",
        "Quarter",
        "Trusts of the area",
        "Trusts with a return",
        "Subject code",
        "Subject",
        "Complaints that named it",
        "Share of the area (%)",
        "National share",
        "Why it stands out",
        "Small numbers",
    ]
    for one in shown.subjects:
        yield [
            shown.body.name,
            str(shown.quarter),
            len(shown.trusts),
            shown.returned,
            one.code,
            one.label,
            str(one.number) if isinstance(one.number, Held) else one.number,
            str(one.share) if isinstance(one.share, Held) else one.share,
            one.national,
            one.reason,
            shown.rules.name,
        ]
