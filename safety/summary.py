"""What a return says in all, as it is read before sending and signing: numbers, and what is overdue; no verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from oversight.returns.checked import ReturnRow
from oversight.returns.periods import Month
from safety.canonical_rows import said_by, status_of
from safety.clocks import contractual_deadline, is_overdue, is_telling_overdue
from safety.columns import RowKind
from safety.settings import settings_for


@dataclass(frozen=True)
class Summary:
    """How many never events, alerts and incidents the rows hold, and how many of them are overdue.

    ``told_overdue`` counts by the contract's clock of working days; the statute has no number of days.
    """

    never_events: int
    alerts: int
    alerts_open: int
    alerts_overdue: int
    incidents: int
    not_told: int
    told_overdue: int

    def as_json(self) -> dict[str, int]:
        """Return the form that a submission keeps."""
        return asdict(self)


def summary_of(rows: Sequence[ReturnRow], month: Month) -> Summary:
    """Return what canonical rows come to at the month's end; a row that is to be mended counts as far as it can."""
    days = settings_for(month).candour_working_days.value
    said = [said_by(row) for row in rows]
    events = [one for one in said if one.kind is RowKind.NEVER_EVENT]
    alerts = [(one.day("deadline"), status_of(one)) for one in said if one.kind is RowKind.ALERT]
    incidents = [(one.day("date"), one.day("told")) for one in said if one.kind is RowKind.INCIDENT]
    return Summary(
        never_events=sum(1 if one.day("date") else one.number("number") or 0 for one in events),
        alerts=len(alerts),
        alerts_open=sum(status is not None and not status.is_signed_off for _, status in alerts),
        alerts_overdue=sum(
            deadline is not None
            and status is not None
            and is_overdue(deadline=deadline, status=status, on=month.last_day)
            for deadline, status in alerts
        ),
        incidents=len(incidents),
        not_told=sum(told is None for _, told in incidents),
        told_overdue=sum(
            reported is not None
            and is_telling_overdue(told_on=told, deadline=contractual_deadline(reported, days), on=month.last_day)
            for reported, told in incidents
        ),
    )
