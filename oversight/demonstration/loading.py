"""Loads the demonstration country: places, people, two years of returns, what follows from them, and releases.

It may be broken off and begun again: what is there already is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction

from oversight.clock import london_date
from oversight.demonstration.past import CORRECTED_MONTHS_AGO, KIND, send, sendings
from oversight.demonstration.people import enter_people
from oversight.demonstration.places import DEMONSTRATION, enter_places
from oversight.organisations.working_days import is_working_day, london_time, nth_working_day_after
from oversight.records.audit import audit
from oversight.records.models import AuditEntry
from oversight.records.outbox import history
from oversight.records.references import Reference
from oversight.returns.calendar import ensure_windows, window
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from publication.announcing import announce_release
from publication.models import Release
from publication.releasing import publish_release
from ratings.recompute import replay
from ratings.scopes import MonthScope, TrustScope
from workspaces.demonstration.country import Size, country

MONTHS = 24
# Changes of signals are told for the last months alone; what stood before them is the beginning.
MONTHS_WITH_CHANGES = 4
_LOADED = "demonstration.loaded"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Loaded:
    """How much there is now, and of it how much is new."""

    size: str
    trusts: int
    hospitals: int
    wards: int
    returns: int
    new_returns: int
    releases: int


def is_loaded() -> bool:
    """Say whether a demonstration country was loaded to its end."""
    return AuditEntry.objects.filter(action=_LOADED).exists()


def latest_month(now: datetime) -> Month:
    """Return the newest month whose collection has opened."""
    month = Month.of(london_date(now)).plus(-1)
    return month if window(KIND, str(month)).opens_at <= now else month.plus(-1)


def load(*, size: Size, now: datetime, say: Say = lambda text: None) -> Loaded:
    """Load the country of the size up to now; ``say`` is told how far it has come."""
    trusts = country(size)
    # Windows are asked for one month at a time below: two years of them are written at once.
    here = Month.of(london_date(now))
    ensure_windows(kind=KIND, periods=[str(here.plus(-back)) for back in range(1, MONTHS + 2)])
    latest = latest_month(now)
    months = [latest.plus(back) for back in range(1 - MONTHS, 1)]
    rows = enter_places(trusts=trusts, latest=latest, now=now)
    people = enter_people(trusts=trusts, rows=rows, now=now)
    new_returns = 0
    with history():
        for month in months:
            say(f"{month.label} ({months.index(month) + 1} of {len(months)})")
            there = set(ReturnVersion.objects.filter(kind=KIND, period=str(month)).values_list("trust__code", "number"))
            for sending in sendings(trusts, month, latest=latest, now=now):
                number = 2 if sending.reason else 1
                if (sending.trust.code, number) not in there:
                    send(sending, rows=rows, people=people, latest=latest)
                    new_returns += 1
        say("signals")
        _work_out(months, codes=sorted(rows), now=now)
        say("releases")
        _release(months, now=now)
    with transaction.atomic():
        audit(_LOADED, by=DEMONSTRATION, subject=Reference("demonstration", size.value), now=now)
    sites = [site for trust in trusts for site in trust.sites]
    return Loaded(
        size=size.value,
        trusts=len(trusts),
        hospitals=len(sites),
        wards=sum(len(site.wards) for site in sites),
        returns=ReturnVersion.objects.filter(kind=KIND, trust__is_demonstration=True).count(),
        new_returns=new_returns,
        releases=Release.objects.filter(demonstration=True).count(),
    )


def _work_out(months: list[Month], *, codes: list[str], now: datetime) -> None:
    """Work the signals out as they stood after each of the last months' collections, and then as they stand now."""
    first_told = len(months) - MONTHS_WITH_CHANGES
    for index, month in enumerate(months[first_told:], start=first_told):
        at = min(window(KIND, str(month)).closes_at + timedelta(days=4), now)
        told = months if index == first_told else months[index - 1 :]
        known = [each for each in told if each <= month]
        replay([TrustScope(code) for code in codes], at=at)
        replay([MonthScope(each.first_day, True) for each in known], at=at)


def release_time(month: Month) -> datetime:
    """Return when the month's figures are released: half past nine on a working day, some three weeks after its end."""
    day = month.plus(1).first_day + timedelta(days=23)
    return london_time(day if is_working_day(day) else nth_working_day_after(day, 1), time(9, 30))


def _release(months: list[Month], *, now: datetime) -> None:
    """Announce each month's release five weeks before its time, and publish those whose time has come.

    The month that a trust corrected after its release is released once more, with the next month's.
    """
    wanted = [(release_time(month), month, 1) for month in months]
    corrected = months[-1].plus(-CORRECTED_MONTHS_AGO)
    wanted.append((release_time(corrected.plus(1)) + timedelta(minutes=30), corrected, 2))
    for at, month, number in sorted(wanted):
        announced = at - timedelta(weeks=5) if number == 1 else at - timedelta(weeks=1)
        if announced > now:
            continue
        known = Release.objects.filter(kind=KIND, period=str(month), number=number, demonstration=True).first()
        release = known or announce_release(
            period=str(month), demonstration=True, by=DEMONSTRATION, now=announced, scheduled_for=at
        )
        if at <= now and release.state == Release.State.PLANNED:
            publish_release(reference=release.reference, by=DEMONSTRATION, now=at)
