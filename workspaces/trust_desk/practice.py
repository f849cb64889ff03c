"""Files to practise with, for the trusts of the demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from complaints.periods import ComplaintsPeriod
from oversight.organisations.models import Trust
from oversight.returns.kinds import kind_of
from oversight.returns.periods import Month
from workspaces.demonstration.complaints_files import practice_files as complaints_practice_files
from workspaces.demonstration.country import DemonstrationTrust, Size, country
from workspaces.demonstration.files import PracticeFile, practice_files
from workspaces.demonstration.safety_files import practice_files as safety_practice_files

_MONTHLY, _COMPLAINTS = "staffing", "complaints"
_FILES = {"staffing": practice_files, "safety": safety_practice_files}


def files_for(kind: str, trust: Trust, period: str, *, now: datetime) -> Sequence[PracticeFile]:
    """Return files for a demonstration trust and a period of a kind of return; none for any other trust or a year."""
    if not trust.is_demonstration:
        return ()
    invented = _invented(trust.code)
    if invented is None:
        return ()
    # Stories are told backwards from the latest month of ward staffing.
    latest = Month.parse(kind_of(_MONTHLY).periods_opened(now=now, months=1)[0])
    if kind == _COMPLAINTS:
        quarter = ComplaintsPeriod.parse(period)
        last = max(latest, Month.of(quarter.last_day))
        is_told = quarter.is_quarter and invented in country(Size.SMALL)
        return complaints_practice_files(invented, quarter, latest=last) if is_told else ()
    if kind not in _FILES:
        return ()
    month = Month.parse(period)
    return _made(kind, trust.code, month, max(latest, month))


@lru_cache(maxsize=16)
def _made(kind: str, code: str, month: Month, latest: Month) -> Sequence[PracticeFile]:
    invented = _invented(code)
    return _FILES[kind](invented, month, latest=latest) if invented is not None else ()


def _invented(code: str) -> DemonstrationTrust | None:
    for size in Size:
        for trust in country(size):
            if trust.code == code:
                return trust
    return None
