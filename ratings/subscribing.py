"""What news sets going: the trusts and months that it bears on are worked out again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F

from inspections.models import Inspection, Notice
from inspections.states import departure, notice
from inspections.states.departure import DepartureState
from oversight.organisations.models import Trust
from oversight.records.models import OutboxEvent
from ratings import requests
from ratings.gathering import standing_returns
from ratings.models import RecomputeRequest, WorkedOutRatings
from ratings.recompute import scopes_after
from ratings.scopes import MonthScope, RatingsScope

# The name under which deliveries to this subscriber are kept.
SUBSCRIBER = "ratings.recompute"

# A departure counts once it is approved, until it is taken back; a notice from its issue to its end.
_OF_DEPARTURES = frozenset(
    way.event for way in departure.WAYS.listed if way.after in (DepartureState.APPROVED, DepartureState.WITHDRAWN)
)
OF_INSPECTIONS = _OF_DEPARTURES | {"inspection.published", "inspection.review_decided"}
OF_NOTICES = notice.WAYS.events | {"notice.answered"}


def ask_after_acceptance(event: OutboxEvent, now: datetime) -> None:
    """Ask for the scopes that an accepted staffing return bears on; asked twice, they are worked out to the same."""
    if event.payload["kind"] != "staffing":
        return
    trust = Trust.objects.get(code=event.payload["trust"])
    year, month = str(event.payload["period"]).split("-")
    requests.ask(scopes_after(trust, date(int(year), int(month), 1)), now=now)


def ask_after_closing(event: OutboxEvent, now: datetime) -> None:
    """Ask for the alarms of a trust's months once one of its wards closed or opened again: known wards are counted."""
    trust = Trust.objects.get(code=event.payload["trust"])
    months = (MonthScope(each.period, trust.is_demonstration) for each in standing_returns(trust.code))
    requests.ask(months, now=now)


def ask_after_inspection(event: OutboxEvent, now: datetime) -> None:
    """Ask for the ratings of an inspection's trust: a report came out, or an override was approved or taken back."""
    # News of an inspection that a trust must not know of yet does not name the trust.
    _ask_for_ratings([Inspection.objects.select_related("trust").get(reference=event.subject_id).trust.code], now)


def ask_after_notice(event: OutboxEvent, now: datetime) -> None:
    """Ask for the ratings of a notice's trust: it binds now, binds no longer, or was answered."""
    _ask_for_ratings([Notice.objects.select_related("trust").get(reference=event.subject_id).trust.code], now)


def ask_after_import(event: OutboxEvent, now: datetime) -> None:
    """Ask for the ratings of a trust of which the regulator's files told something new."""
    _ask_for_ratings([event.subject_id], now)


def ask_after_succession(event: OutboxEvent, now: datetime) -> None:
    """Ask for the ratings of a trust that was followed and of the one that followed it: hospitals count elsewhere."""
    _ask_for_ratings([str(event.payload["predecessor"]), str(event.payload["successor"])], now)


def ask_for_the_day(*, on: date, now: datetime) -> int:
    """Ask for the ratings of every trust that were last worked out for an earlier day, and return how many those are.

    A notice's time ends, and a hospital taken over begins to count, by the day alone. So do trusts whose published
    ratings were never looked at.
    """
    earlier = list(WorkedOutRatings.objects.filter(on__lt=on).values_list("trust_code", flat=True))
    known = WorkedOutRatings.objects.values("trust_code")
    never = Trust.objects.filter(published_ratings__isnull=False).exclude(code__in=known).order_by("code").distinct()
    codes = sorted({*earlier, *never.values_list("code", flat=True)} - _waiting())
    _ask_for_ratings(codes, now)
    return len(codes)


def _waiting() -> set[str]:
    """Return the trusts whose ratings somebody has asked for already."""
    names = RecomputeRequest.objects.filter(wanted__gt=F("done"), scope__startswith="ratings:")
    return {name.removeprefix("ratings:") for name in names.values_list("scope", flat=True)}


def _ask_for_ratings(codes: Iterable[str], now: datetime) -> None:
    requests.ask((RatingsScope(code) for code in codes), now=now)
