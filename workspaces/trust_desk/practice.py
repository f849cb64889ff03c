"""Files to practise with, for the trusts of the demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from oversight.organisations.models import Trust
from oversight.returns.kinds import kind_of
from oversight.returns.periods import Month
from workspaces.demonstration.country import DemonstrationTrust, Size, country
from workspaces.demonstration.files import PracticeFile, practice_files
from workspaces.demonstration.safety_files import practice_files as safety_practice_files

_FILES = {"staffing": practice_files, "safety": safety_practice_files}


def files_for(kind: str, trust: Trust, period: str, *, now: datetime) -> Sequence[PracticeFile]:
    """Return files for a demonstration trust and a month of a kind of return; none for any other trust."""
    if kind not in _FILES or not trust.is_demonstration:
        return ()
    invented = _invented(trust.code)
    if invented is None:
        return ()
    latest = Month.parse(kind_of(kind).periods_opened(now=now, months=1)[0])
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
