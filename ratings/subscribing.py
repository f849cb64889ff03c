"""What news sets going: the trusts and months that it bears on are worked out again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F

from inspections.models import Inspection, Notice
from inspections.states import departure, notice
from inspections.states.departure import DepartureState
from oversight.clock import london_date
from oversight.measures.defining import measures_of
from oversight.measures.periods import Period
from oversight.organisations.models import Trust
from oversight.organisations.successions import successors_of
from oversight.records.models import OutboxEvent
from ratings import requests
from ratings.gathering import standing_returns
from ratings.indicators.dependents import (
    bands_of_an_earlier_day,
    scopes_changed_since,
    scopes_of_measure,
    scopes_of_series,
)
from ratings.models import RecomputeRequest, WorkedOutRatings
from ratings.recompute import compared_after, scopes_after
from ratings.scopes import BandsScope, MonthScope, RatingsScope, Scope

# The name under which deliveries to this subscriber are kept.
SUBSCRIBER = "ratings.recompute"

# A departure counts once it is approved, until it is taken back; a notice from its issue to its end.
_OF_DEPARTURES = frozenset(
    way.event for way in departure.WAYS.listed if way.after in (DepartureState.APPROVED, DepartureState.WITHDRAWN)
)
OF_INSPECTIONS = _OF_DEPARTURES | {"inspection.published", "inspection.review_decided"}
OF_NOTICES = notice.WAYS.events | {"notice.answered"}


def ask_after_acceptance(event: OutboxEvent, now: datetime) -> None:
    """Ask for all that an accepted return bears on; asked twice, it is worked out to the same."""
    trust = Trust.objects.get(code=event.payload["trust"])
    kind = str(event.payload["kind"])
    compared: list[Scope] = [*scopes_changed_since(trust.code, measures_of(kind), event.emitted_at)]
    scopes: list[Scope] = []
    if kind == "staffing":
        year, month = str(event.payload["period"]).split("-")
        scopes = scopes_after(trust, date(int(year), int(month), 1))
    # The alarm of a month asks for its own comparison once it is worked out; before that it would say nothing.
    asked_later = {compared_after(scope) for scope in scopes if isinstance(scope, MonthScope)}
    requests.ask([*scopes, *(scope for scope in compared if scope not in asked_later)], now=now)


def ask_after_closing(event: OutboxEvent, now: datetime) -> None:
    """Ask for the alarms of a trust's months once one of its wards closed or opened again: known wards are counted."""
    trust = Trust.objects.get(code=event.payload["trust"])
    months = (MonthScope(each.period, trust.is_demonstration) for each in standing_returns(trust.code))
    requests.ask(months, now=now)


def ask_after_inspection(event: OutboxEvent, now: datetime) -> None:
    """Ask for the ratings of an inspection's trust: a report came out, or an override was approved or taken back."""
    # News of an inspection that a trust must not know of yet does not name the trust.
    codes = [Inspection.objects.select_related("trust").get(reference=event.subject_id).trust.code]
    _ask_for_ratings(codes, now)
    _ask_for_bands(codes, now)


def ask_after_notice(event: OutboxEvent, now: datetime) -> None:
    """Ask for the ratings of a notice's trust: it binds now, binds no longer, or was answered."""
    _ask_for_ratings([Notice.objects.select_related("trust").get(reference=event.subject_id).trust.code], now)


def ask_after_observations(event: OutboxEvent, now: datetime) -> None:
    """Ask for the comparisons that depend on the periods of which a file told something new."""
    periods = [Period.parse(str(each)) for each in event.payload["periods"]]
    requests.ask(scopes_of_measure(event.subject_id, periods), now=now)


def ask_after_import(event: OutboxEvent, now: datetime) -> None:
    """Ask for the ratings of a trust of which the regulator's files told something new."""
    _ask_for_ratings([event.subject_id], now)
    _ask_for_bands([event.subject_id], now)


def ask_after_succession(event: OutboxEvent, now: datetime) -> None:
    """Ask for the ratings of a trust that was followed and of the one that followed it: hospitals count elsewhere.

    The one followed has no band any more, and the other's own series begin afresh.
    """
    codes = [str(event.payload["predecessor"]), str(event.payload["successor"])]
    _ask_for_ratings(codes, now)
    _ask_for_bands(codes, now)
    requests.ask(scopes_of_series(codes[1]), now=now)


def ask_after_special_measures(event: OutboxEvent, now: datetime) -> None:
    """Ask for the criteria of a trust that entered special measures, was extended or left, and for its band.

    Of a trust that was followed by then, those that followed it are asked for as well.
    """
    trust = Trust.objects.get(code=event.payload["trust"])
    codes = {trust.code, *(each.code for each in successors_of(trust, london_date(now)))}
    _ask_for_ratings(codes, now)
    _ask_for_bands(codes, now)


def ask_after_report_on_plan(event: OutboxEvent, now: datetime) -> None:
    """Ask for the criteria of a trust whose report on its plan is out, and of those that followed it."""
    trust = Trust.objects.get(code=event.payload["trust"])
    _ask_for_ratings({trust.code, *(each.code for each in successors_of(trust, london_date(now)))}, now)


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
    requests.ask(bands_of_an_earlier_day(on), now=now)
    return len(codes)


def _ask_for_bands(codes: Iterable[str], now: datetime) -> None:
    """Ask for the bands of the kind of these trusts: a recent inspection stands in place of one."""
    kinds = Trust.objects.filter(code__in=list(codes)).values_list("is_demonstration", flat=True)
    requests.ask((BandsScope(kind) for kind in sorted(set(kinds))), now=now)


def _waiting() -> set[str]:
    """Return the trusts whose ratings somebody has asked for already."""
    names = RecomputeRequest.objects.filter(wanted__gt=F("done"), scope__startswith="ratings:")
    return {name.removeprefix("ratings:") for name in names.values_list("scope", flat=True)}


def _ask_for_ratings(codes: Iterable[str], now: datetime) -> None:
    requests.ask((RatingsScope(code) for code in codes), now=now)
