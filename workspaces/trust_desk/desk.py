"""The desk: what is due and by when, what needs the person, what is late, and what was accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, Powers
from oversight.organisations.models import Trust
from oversight.returns import calendar
from oversight.returns.kinds import all_kinds
from oversight.returns.models import ReturnVersion
from workspaces.commissioning.trust_pages import waiting_from_commissioners
from workspaces.improvement.home import plan_duties
from workspaces.overseer.data_request_pages import requests_waiting
from workspaces.trust_desk.mortality import letters_of
from workspaces.trust_desk.scoped import kind_called, own_trust, own_trusts, person_of, powers_in
from workspaces.trust_desk.standing import DeskItem, desk_item

_NEWEST_ACCEPTED = 6
_VERSIONS_ON_A_PAGE = 48


@dataclass(frozen=True)
class TrustDesk:
    """One trust's returns, as one person sees them."""

    trust: Trust
    needs_me: tuple[DeskItem, ...]
    with_others: tuple[DeskItem, ...]
    accepted: tuple[ReturnVersion, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all to show of the trust."""
        return not (self.needs_me or self.with_others or self.accepted)


def desk_of(trust: Trust, *, powers: Powers, person: Person, now: datetime) -> TrustDesk:
    """Return the trust's desk: what needs the person, what others have to do, and the newest receipts."""
    # The calendar's order, the newest period first; what was begun comes before what was not.
    items = [desk_item(due, powers, person) for due in calendar.due(trust, now)]
    open_items = sorted((item for item in items if not item.is_done), key=lambda item: item.due.submission is None)
    accepted = ReturnVersion.objects.filter(trust=trust).order_by("-accepted_at", "-pk")[:_NEWEST_ACCEPTED]
    return TrustDesk(
        trust,
        needs_me=tuple(item for item in open_items if item.step is not None),
        with_others=tuple(item for item in open_items if item.step is None),
        accepted=tuple(accepted),
    )


@require_safe
@access(Action.SEE_RETURNS)
def home(request: HttpRequest) -> HttpResponse:
    """Show every trust of the person with what is due and what needs them."""
    now = clock.now()
    trusts = own_trusts(request)
    desks = [desk_of(trust, powers=powers_in(request), person=person_of(request), now=now) for trust in trusts]
    next_due = next_deadline(desks, now)
    commissioner_questions, ward_plans = waiting_from_commissioners(request)
    return render(
        request,
        "workspaces/trust/home.html.jinja",
        {
            "desks": [desk for desk in desks if not desk.is_empty] or desks[:1],
            "letters": letters_of(request, waiting_only=True),
            "data_requests": requests_waiting(request),
            "plan_duties": plan_duties(request),
            "commissioner_questions": commissioner_questions,
            "ward_plans": ward_plans,
            "next_due": next_due,
            "next_collections": [] if next_due else next_collections(now),
            "kinds": {kind.code: kind for kind in all_kinds()},
            "may_prepare": powers_in(request).may(Action.PREPARE_RETURN),
            "may_sign": powers_in(request).may(Action.SIGN_RETURN),
        },
    )


def next_deadline(desks: Sequence[TrustDesk], now: datetime) -> DeskItem | None:
    """Return the return whose collection closes next, of those not accepted yet."""
    ahead = [
        item
        for desk in desks
        for item in (*desk.needs_me, *desk.with_others)
        if item.due.version is None and item.due.closes_at >= now
    ]
    return min(ahead, key=lambda item: item.due.closes_at, default=None)


@dataclass(frozen=True)
class NextCollection:
    """A collection that has not opened yet."""

    title: str
    label: str
    opens_at: datetime
    closes_at: datetime


def next_collections(now: datetime) -> list[NextCollection]:
    """Return the next collection of each kind of return, the first to close first."""
    found = []
    for kind in all_kinds():
        opened = kind.periods_opened(now=now, months=1)
        if not opened:
            continue
        period = kind.period_after(opened[0])
        times = calendar.window(kind.code, period)
        found.append(NextCollection(kind.title, kind.period_label(period), times.opens_at, times.closes_at))
    return sorted(found, key=lambda one: one.closes_at)


@require_safe
@access(Action.SEE_RETURNS)
def earlier(request: HttpRequest, kind: str, trust: str) -> HttpResponse:
    """Show every accepted version of a trust's returns of one kind, the newest period first."""
    declared = kind_called(kind)
    own = own_trust(request, trust)
    versions = ReturnVersion.objects.filter(kind=kind, trust=own).order_by("-period", "-number")
    page = Paginator(versions, _VERSIONS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "workspaces/trust/earlier.html.jinja",
        {
            "kind": declared,
            "trust": own,
            "page": page,
            "labels": {version.period: declared.period_label(version.period) for version in page},
        },
    )
