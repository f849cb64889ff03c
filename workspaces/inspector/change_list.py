"""The list of trusts and wards whose staffing signals changed: where to look, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.wording import write_iso
from ratings.models import SignalChange
from workspaces.inspector.change_filters import ChangeFilters
from workspaces.inspector.entries import Change, entries_of
from workspaces.inspector.places import places_of
from workspaces.inspector.seeing import count_new, mark_seen, seen_until
from workspaces.inspector.world import world_of
from workspaces.trust_desk.downloads import csv_attachment

_ON_A_PAGE = 15


@require_safe
@access(Action.INSPECT)
def changes(request: HttpRequest) -> HttpResponse:
    """Show whose signals changed, the newest first, each with reason, rule, chart and the trust's explanation."""
    world = world_of(request)
    filters = ChangeFilters(request.GET, world=world)
    seen = seen_until(person_of(request))
    page = Paginator(filters.notices(), _ON_A_PAGE).get_page(request.GET.get("page"))
    entries = entries_of(page.object_list, seen_until=seen)
    newest = filters.notices().first()
    return render(
        request,
        "workspaces/inspect/changes.html.jinja",
        {
            "world": world,
            "filters": filters,
            "page": page,
            "entries": entries,
            "seen_until": seen,
            "new": count_new(seen, demonstration=world.demonstration),
            "newest_at": write_exactly(newest.at) if newest else "",
        },
    )


def write_exactly(moment: datetime) -> str:
    """Write a moment so that it is read back to the microsecond."""
    return moment.isoformat()


@require_safe
@access(Action.INSPECT)
def changes_csv(request: HttpRequest) -> HttpResponseBase:
    """Give the changes that the list shows, all pages of them, as CSV: one row for each signal that changed."""
    filters = ChangeFilters(request.GET, world=world_of(request))
    return csv_attachment(_rows(filters), "changed-signals.csv")


@require_POST
@access(Action.INSPECT)
def mark(request: HttpRequest) -> HttpResponse:
    """Take note that the person has seen the changes up to those on the page."""
    until = parse_datetime(request.POST.get("until", ""))
    if until is not None and until.tzinfo is not None:
        mark_seen(person=person_of(request), until=until, now=clock.now())
    back = world_of(request)
    return redirect(reverse("inspect:changes") + ("" if back.is_usual else f"?trusts={back.word}"))


def _rows(filters: ChangeFilters) -> Iterator[Sequence[object]]:
    yield [
        "Changed at",
        "Trust code",
        "Trust",
        "Level",
        "Ward id",
        "Ward",
        "Kind",
        "Measure",
        "Month",
        "Old",
        "New",
        "Reason",
        "Cause",
        "Rule",
        "Rule set",
    ]
    notices = list(filters.notices().values_list("pk", flat=True))
    for start in range(0, len(notices), 500):
        wanted = SignalChange.objects.filter(notice__in=notices[start : start + 500]).defer("inputs", "figures")
        records = list(wanted.order_by("-notice__at", "-notice_id", "id"))
        places = places_of((record.level, record.subject, record.trust_code) for record in records)
        for record in records:
            change = Change(record)
            trust = places.trusts.get(record.trust_code)
            ward = places.wards.get(record.subject)
            yield [
                write_iso(record.at),
                record.trust_code,
                trust.shown_name if trust else None,
                record.level,
                record.subject if record.level == "ward" else None,
                ward.name if ward else None,
                record.kind,
                record.measure,
                f"{record.period:%Y-%m}",
                change.before,
                change.new.label,
                record.reason,
                record.cause,
                record.rule,
                record.rule_set,
            ]
