"""The list of mortality alerts: whose, of which patients, what the figures were and where each stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.wording import write_iso
from ratings.mortality.references import period_of
from ratings.rules.mortality_settings import mortality_settings_in_force
from workspaces.inspector.mortality_forms import AlertFilters
from workspaces.inspector.mortality_shown import ShownAlert, shown_alerts
from workspaces.inspector.world import world_of
from workspaces.trust_desk.downloads import csv_attachment

_ON_A_PAGE = 20


@require_safe
@access(Action.INSPECT)
def alerts(request: HttpRequest) -> HttpResponse:
    """Show the alerts, those that are open first asked for, the newest first."""
    world = world_of(request)
    filters = AlertFilters(request.GET, world=world)
    today = clock.today()
    page = Paginator(filters.alerts(today=today), _ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "workspaces/inspect/mortality_alerts.html.jinja",
        {
            "world": world,
            "filters": filters,
            "page": page,
            "alerts": shown_alerts(page.object_list, today=today),
            "settings": mortality_settings_in_force(today),
        },
    )


@require_safe
@access(Action.INSPECT)
def alerts_csv(request: HttpRequest) -> HttpResponseBase:
    """Give the alerts that the list shows, all pages of them, as CSV."""
    filters = AlertFilters(request.GET, world=world_of(request))
    today = clock.today()
    return csv_attachment(_rows(shown_alerts(filters.alerts(today=today), today=today)), "mortality-alerts.csv")


def _rows(shown: Sequence[ShownAlert]) -> Iterator[Sequence[object]]:
    yield [
        "Reference",
        "Trust code",
        "Trust",
        "Measure",
        "Deaths of",
        "Period",
        "Sum",
        "Threshold",
        "Settings",
        "Raised at",
        "State",
        "Answer due",
        "Overdue",
        "Still crosses",
        "Figures revised at",
    ]
    for each in shown:
        alert = each.alert
        yield [
            alert.reference,
            alert.trust_code,
            each.trust.shown_name,
            alert.measure,
            each.measure.name,
            str(period_of(alert)),
            alert.total,
            alert.threshold,
            alert.settings,
            write_iso(alert.raised_at),
            alert.state,
            write_iso(alert.answer_due_on) if alert.answer_due_on else None,
            "yes" if each.overdue else "no",
            "yes" if alert.crosses else "no",
            write_iso(alert.revised_at) if alert.revised_at else None,
        ]
