"""Loads the demonstration country: places, people, two years of returns, inspections, and what follows from them.

It may be broken off and begun again: what is there already is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from inspections.models import Inspection
from oversight.clock import london_date
from oversight.demonstration.board_packs import tell_board_packs
from oversight.demonstration.cases import tell_cases
from oversight.demonstration.complaints_quarters import send_complaints
from oversight.demonstration.complaints_releases import release_complaints
from oversight.demonstration.concerns import tell_concerns
from oversight.demonstration.crew import Crew
from oversight.demonstration.following import release_months, work_out_ratings, work_out_signals
from oversight.demonstration.inspections import tell_inspections
from oversight.demonstration.local_bodies import tell_local_bodies
from oversight.demonstration.monitoring import MONTHS_OF_MOMENTS, compare_returns, observe
from oversight.demonstration.mortality import tell_mortality
from oversight.demonstration.notices import issue_notices
from oversight.demonstration.past import KIND, send_all, sendings
from oversight.demonstration.people import enter_people
from oversight.demonstration.places import DEMONSTRATION, enter_places
from oversight.demonstration.practice import tell_offers
from oversight.demonstration.safety_months import KIND as SAFETY
from oversight.demonstration.safety_months import send_safety_month
from oversight.demonstration.special_measures import tell_criteria
from oversight.demonstration.survey import tell_survey
from oversight.records.audit import audit
from oversight.records.models import AuditEntry
from oversight.records.outbox import history
from oversight.records.references import Reference
from oversight.returns.calendar import ensure_windows, window
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from publication.models import Release
from publication.news.writing import write_news
from publication.orderly.calendar import announce_year
from workspaces.demonstration.country import Size, country

MONTHS = 24
# After how many months the tables have grown so much that what the database knows of them misleads it.
_MONTHS_BEFORE_COUNTING = (0, 2, 6, 14)
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
    inspections: int


def is_loaded() -> bool:
    """Say whether a demonstration country was loaded to its end."""
    return AuditEntry.objects.filter(action=_LOADED).exists()


def latest_month(now: datetime) -> Month:
    """Return the newest month whose collection has opened."""
    month = Month.of(london_date(now)).plus(-1)
    return month if window(KIND, str(month)).opens_at <= now else month.plus(-1)


def load(
    *, size: Size, now: datetime, months: int = MONTHS, processes: int = 1, say: Say = lambda text: None
) -> Loaded:
    """Load the country of the size up to now; ``say`` is told how far it has come.

    ``months`` of its past, up to the newest month whose collection has opened. However many processes share the work,
    what comes of it is the same.
    """
    trusts = country(size)
    # Windows are asked for one month at a time below: two years of them are written at once.
    here = Month.of(london_date(now))
    for kind in (KIND, SAFETY):
        ensure_windows(kind=kind, periods=[str(here.plus(-back)) for back in range(1, months + 2)])
    latest = latest_month(now)
    told = [latest.plus(back) for back in range(1 - months, 1)]
    with history():
        rows = enter_places(trusts=trusts, latest=latest, now=now)
    people = enter_people(trusts=trusts, rows=rows, now=now)
    new_returns = new_safety_returns = 0
    with Crew(processes) as crew, history():
        for done, month in enumerate(told):
            say(f"{month.label} ({done + 1} of {len(told)})")
            there = set(ReturnVersion.objects.filter(kind=KIND, period=str(month)).values_list("trust__code", "number"))
            sent = sendings(trusts, month, rows=rows, people=people, latest=latest, now=now)
            missing = (tuple(one for one in own if (one.row.code, one.number) not in there) for own in sent)
            new_returns += crew.each(send_all, [own for own in missing if own])
            new_safety_returns += send_safety_month(sent, month, latest=latest, crew=crew)
            if done in _MONTHS_BEFORE_COUNTING:
                _count_rows()
        say("complaints")
        new_complaints = send_complaints(trusts, told, rows=rows, people=people, crew=crew, now=now)
        say("inspections")
        tell_inspections(trusts, crew=crew, now=now)
        issue_notices(rows, now=now)
        say("special measures")
        tell_cases(trusts, rows, latest=latest, crew=crew, now=now)
        work_out_signals(told, codes=sorted(rows), new_returns=new_returns, crew=crew, now=now, say=say)
        tell_criteria(now=now)
        work_out_ratings(sorted(rows), crew=crew, now=now)
        observe(trusts, told, crew=crew, now=now, say=say)
        tell_mortality(rows, now=now)
        tell_concerns(rows, now=now)
        tell_survey(trusts, rows, now=now)
        if new_returns or new_safety_returns or new_complaints or not is_loaded():
            compare_returns(crew=crew, now=now)
        tell_board_packs(trusts, rows, people, latest=latest, now=now)
        tell_local_bodies(rows, people, now=now)
        say("releases")
        release_months(told, now=now)
        # Figures are told month by month for so many months alone: before them nothing could have been released.
        release_months(told[-MONTHS_OF_MOMENTS:], now=now, kind=SAFETY)
        release_complaints(now=now)
        announce_year(now=now)
        # What bears an improvement out is what was released of it.
        tell_offers(rows, people, now=now)
    if new_returns:
        _count_rows()
    write_news(now=now)
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
        inspections=Inspection.objects.filter(trust__is_demonstration=True).count(),
    )


def _count_rows() -> None:
    """Let the database learn how full its tables have become: it looks by itself, but later than a load needs it."""
    with connection.cursor() as cursor:
        cursor.execute("analyze")
