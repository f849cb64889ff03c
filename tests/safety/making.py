"""Files of safety measures returns, and months of them accepted one after another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from oversight.measures.defining import measures_of
from oversight.measures.models import Observation
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from safety.rules.examples import csv_of
from safety.rules.rule import Example
from tests.returns.making import NOW, Place, accepted

OCTOBER = Month(2026, 10)
# A month in which nothing was listed and nobody was surveyed.
QUIET: Mapping[str, Mapping[str, str]] = {
    "never events": {"number": "0"},
    "alerts": {"number": "0"},
    "incidents": {"number": "0"},
}
LISTED = ("never event", "alert", "incident")
SURVEY = (
    "seen", "harm free", "new harm free", "ulcers", "new ulcers", "deep ulcers", "falls", "catheters", "new catheters",
    "clots", "assessed",
)  # fmt: skip


def month_file(
    month: Month, changes: Mapping[str, Mapping[str, str]] | None = None, *, without: tuple[str, ...] = ()
) -> bytes:
    """Return the file of a quiet month with changes laid over it; rows of lists are there only where named."""
    changes = changes or {}
    kept = tuple(name for name in (*LISTED, *SURVEY) if name not in changes)
    names = {*QUIET, *changes, "bed days", "mrsa", "cdifficile", "mssa"} - set(without)
    laid = {
        name: {**QUIET.get(name, {}), "month": str(month), **changes.get(name, {})}
        for name in sorted(names, key=lambda one: (one not in QUIET, one))
    }
    return csv_of(Example(laid, without=(*kept, *without)))


def accept_month(
    place: Place,
    month: Month = OCTOBER,
    changes: Mapping[str, Mapping[str, str]] | None = None,
    *,
    now: datetime = NOW,
    reason: str = "",
    without: tuple[str, ...] = (),
) -> ReturnVersion:
    """Send a month's file the whole way."""
    content = month_file(month, changes, without=without)
    return accepted(place, content, kind="safety", period=str(month), now=now, reason=reason)


def accept_year(place: Place, last: Month = OCTOBER, changes: Mapping[Month, Any] | None = None) -> list[ReturnVersion]:
    """Send twelve months up to one, quiet but for the changes of some."""
    return [accept_month(place, month, (changes or {}).get(month)) for month in last.plus(-11).through(last)]


def observed(month: Month = OCTOBER, trust: str = "RX1") -> dict[str, tuple[int | None, int | None]]:
    """Return what is observed of the trust at present, by measure, as whole numbers."""
    rows = Observation.objects.filter(
        measure__in=measures_of("safety"), subject=trust, period=month.first_day, known_to__isnull=True
    )
    return {
        measure: (None if above is None else int(above), None if below is None else int(below))
        for measure, above, below in rows.values_list("measure", "numerator", "denominator")
    }


def day(text: str) -> date:
    """Return a day by its ISO text."""
    return date.fromisoformat(text)
