"""What follows from the demonstration's past: its signals as they changed, and the releases of its months."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction

from oversight.demonstration.crew import Crew
from oversight.demonstration.past import CORRECTED_MONTHS_AGO, KIND
from oversight.demonstration.places import DEMONSTRATION
from oversight.organisations.working_days import is_working_day, london_time, nth_working_day_after
from oversight.records.audit import audit
from oversight.records.models import AuditEntry
from oversight.records.references import Reference
from oversight.returns.calendar import window
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from publication.announcing import announce_release
from publication.models import Release
from publication.releasing import publish_release
from ratings.recompute import replay, replay_ratings
from ratings.scopes import MonthScope, StaffingScope, TrustScope

# Changes of signals are told for the last months alone; what stood before them is the beginning.
MONTHS_WITH_CHANGES = 4
_SIGNALS = "demonstration.signals_worked_out"


@dataclass(frozen=True)
class _Replay:
    scope: StaffingScope
    at: datetime


def _replay(one: _Replay) -> int:
    return replay([one.scope], at=one.at)


def work_out_signals(
    months: Sequence[Month],
    *,
    codes: Sequence[str],
    new_returns: int,
    crew: Crew,
    now: datetime,
    say: Callable[[str], None],
) -> None:
    """Work the signals out as they stood after each of the last months' collections, and so as they stand now.

    A moment that was worked out before is left as it is: to go back to it would be told as a change. What came in since
    is taken in as of now.
    """
    went_back = False
    first_told = max(0, len(months) - MONTHS_WITH_CHANGES)
    for index, month in enumerate(months[first_told:], start=first_told):
        moment = Reference("demonstration", str(month))
        if AuditEntry.objects.filter(action=_SIGNALS, subject_kind=moment.kind, subject_id=moment.public_id).exists():
            went_back = True
            continue
        say(f"signals after {month.label} ({index - first_told + 1} of {len(months) - first_told})")
        at = min(window(KIND, str(month)).closes_at + timedelta(days=4), now)
        told = months if index == first_told else months[index - 1 :]
        known = [each for each in told if each <= month]
        _replay_all(codes, known, crew=crew, at=at)
        with transaction.atomic():
            audit(_SIGNALS, by=DEMONSTRATION, subject=moment, now=now)
    if went_back and new_returns:
        say("signals as of now")
        _replay_all(codes, months, crew=crew, at=now)


def _replay_all(codes: Sequence[str], months: Sequence[Month], *, crew: Crew, at: datetime) -> None:
    crew.each(_replay, [_Replay(TrustScope(code), at) for code in codes])
    crew.each(_replay, [_Replay(MonthScope(month.first_day, True), at) for month in months])


@dataclass(frozen=True)
class _Ratings:
    trust_code: str
    at: datetime


def _replay_ratings(one: _Ratings) -> int:
    return replay_ratings(one.trust_code, at=one.at)


def work_out_ratings(codes: Sequence[str], *, crew: Crew, now: datetime) -> None:
    """Work every trust's ratings and cautions out as they stand now, after its signals."""
    crew.each(_replay_ratings, [_Ratings(code, now) for code in codes])


def release_time(month: Month) -> datetime:
    """Return when the month's figures are released: half past nine on a working day, some three weeks after its end."""
    day = month.plus(1).first_day + timedelta(days=23)
    return london_time(day if is_working_day(day) else nth_working_day_after(day, 1), time(9, 30))


def release_months(months: Sequence[Month], *, now: datetime, kind: str = KIND) -> None:
    """Announce each month's release five weeks before its time, and publish those whose time has come.

    The month that a trust corrected after its release is released once more, with the next month's. A month of which no
    return had come by its time is left as announced.
    """
    wanted = [(release_time(month), month, 1) for month in months]
    corrected = months[-1].plus(-CORRECTED_MONTHS_AGO)
    if corrected in months:
        wanted.append((release_time(corrected.plus(1)) + timedelta(minutes=30), corrected, 2))
    for at, month, number in sorted(wanted):
        announced = at - timedelta(weeks=5) if number == 1 else at - timedelta(weeks=1)
        if announced > now:
            continue
        known = Release.objects.filter(kind=kind, period=str(month), number=number, demonstration=True).first()
        release = known or announce_release(
            kind=kind, period=str(month), demonstration=True, by=DEMONSTRATION, now=announced, scheduled_for=at
        )
        returned = ReturnVersion.objects.filter(
            kind=kind, period=str(month), accepted_at__lte=at, trust__is_demonstration=True
        )
        if at <= now and release.state == Release.State.PLANNED and returned.exists():
            publish_release(reference=release.reference, by=DEMONSTRATION, now=at)
