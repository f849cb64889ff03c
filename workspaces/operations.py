"""The work behind the pages: what waits, what stands still, what was set aside, and another try for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.records import outbox
from oversight.records.audit import audit, oldest_not_sealed
from oversight.records.models import AuditEntry, Delivery
from oversight.records.queues import STANDS_STILL_AFTER, alarms_raised, queues
from oversight.records.references import Described, Reference, resolve
from ratings import requests
from ratings.models import RecomputeRequest
from workspaces.scope_words import told_scope

_ON_A_PAGE = 50
_QUEUES = {"outbox": "News to deliver", "recomputations": "Results to work out"}


@dataclass(frozen=True, slots=True)
class DeliveryShown:
    """A delivery that waits too long or was set aside, and what its event is about."""

    delivery: Delivery
    about: Described | None


@dataclass(frozen=True, slots=True)
class ScopeShown:
    """A wish to work something out, and what that is in words."""

    request: RecomputeRequest
    told: str


@require_safe
@access(Action.WATCH_WORK)
def operations(request: HttpRequest) -> HttpResponse:
    """Show how the outbox, the recomputations and the sealing of the audit log stand."""
    now = clock.now()
    page = Paginator(_deliveries(now), _ON_A_PAGE).get_page(request.GET.get("page"))
    oldest = oldest_not_sealed()
    return render(
        request,
        "workspaces/oversee/operations.html.jinja",
        {
            "now": now,
            "queues": [(_QUEUES.get(name, name), stands) for name, stands in queues(now=now).items()],
            "alarms": [(_QUEUES.get(alarm.queue, alarm.queue), alarm) for alarm in alarms_raised()],
            "page": page,
            "deliveries": [
                DeliveryShown(one, resolve(Reference(one.event.subject_kind, one.event.subject_id))) for one in page
            ],
            "scopes": [ScopeShown(one, told_scope(one.scope)) for one in _scopes(now)],
            "under_way": [ScopeShown(one, told_scope(one.scope)) for one in _under_way(now)],
            "oldest_not_sealed": oldest,
            "not_sealed": AuditEntry.objects.filter(seal__isnull=True).count(),
            "sealer_behind": bool(oldest and now - oldest > STANDS_STILL_AFTER),
        },
    )


@require_POST
@access(Action.WATCH_WORK)
def try_delivery_again(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Let a delivery that was set aside wait once more."""
    now = clock.now()
    with transaction.atomic():
        changed = outbox.try_again(delivery_id=delivery_id, now=now)
        if changed:
            _note("delivery.tried_again", Reference("delivery", str(delivery_id)), request, now)
    if changed:
        messages.success(request, "It will be tried again within seconds.")
    else:
        messages.info(request, "It was not set aside any more.")
    return redirect("oversee:operations")


@require_POST
@access(Action.WATCH_WORK)
def try_scope_again(request: HttpRequest) -> HttpResponse:
    """Let a recomputation that was set aside be tried once more."""
    now = clock.now()
    scope = request.POST.get("scope", "")
    with transaction.atomic():
        changed = requests.try_again(scope=scope, now=now)
        if changed:
            _note("recomputation.tried_again", Reference("recomputation", scope), request, now)
    if changed:
        messages.success(request, "It will be worked out again within seconds.")
    else:
        messages.info(request, "It was not set aside any more.")
    return redirect("oversee:operations")


def _note(action: str, subject: Reference, request: HttpRequest, now: datetime) -> None:
    audit(action, by=person_of(request), subject=subject, fields=["state"], now=now)


def _deliveries(now: datetime) -> list[Delivery]:
    """Return the deliveries that somebody should look at: set aside, or standing still, the oldest first."""
    looked_at = Delivery.objects.filter(state=Delivery.State.SET_ASIDE) | Delivery.objects.filter(
        state=Delivery.State.WAITING, event__emitted_at__lte=now - STANDS_STILL_AFTER
    )
    return list(looked_at.select_related("event").order_by("event__emitted_at", "pk")[:1_000])


def _scopes(now: datetime) -> list[RecomputeRequest]:
    """Return the recomputations that somebody should look at: set aside, or standing still."""
    waiting = RecomputeRequest.objects.filter(wanted__gt=F("done"))
    looked_at = waiting.filter(set_aside=True) | waiting.filter(asked_at__lte=now - STANDS_STILL_AFTER)
    return list(looked_at.order_by("asked_at", "scope")[:200])


def _under_way(now: datetime) -> list[RecomputeRequest]:
    """Return the recomputations that a worker is at, the oldest first."""
    return list(RecomputeRequest.objects.filter(wanted__gt=F("done"), claimed_until__gt=now).order_by("asked_at")[:50])
