"""The clocks of alerts and of the duty of candour: what is overdue, late and in time.

An alert's deadline is its own. The duty of candour has two clocks: the statute's, as soon as reasonably practicable
(SI 2014/2936, regulation 20), which no number measures, and the contract's working days, which is what is counted here
and always called contractual.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from oversight.organisations.working_days import nth_working_day_after


class AlertStatus(StrEnum):
    """The six statuses of the Central Alerting System."""

    NOT_ACKNOWLEDGED = "not_acknowledged"
    ACKNOWLEDGED = "acknowledged"
    ASSESSING = "assessing_relevance"
    ONGOING = "action_required_ongoing"
    COMPLETE = "action_complete"
    NOT_REQUIRED = "action_not_required"

    @property
    def label(self) -> str:
        """For people."""
        return _STATUS_LABELS[self]

    @property
    def is_signed_off(self) -> bool:
        """Whether the trust has signed the alert off: nothing is left to do."""
        return self in (AlertStatus.COMPLETE, AlertStatus.NOT_REQUIRED)


_STATUS_LABELS = {
    AlertStatus.NOT_ACKNOWLEDGED: "Not acknowledged",
    AlertStatus.ACKNOWLEDGED: "Acknowledged",
    AlertStatus.ASSESSING: "Assessing relevance",
    AlertStatus.ONGOING: "Action required: ongoing",
    AlertStatus.COMPLETE: "Action complete",
    AlertStatus.NOT_REQUIRED: "Action not required",
}


def is_overdue(*, deadline: date, status: AlertStatus, on: date) -> bool:
    """Say whether an alert is past its deadline on a day and not signed off."""
    return on > deadline and not status.is_signed_off


def is_late(*, deadline: date, closed_on: date) -> bool:
    """Say whether an alert was signed off after its deadline."""
    return closed_on > deadline


def days_overdue(*, deadline: date, status: AlertStatus, on: date) -> int:
    """Return the days since the deadline of an alert that is overdue; 0 for any other."""
    return (on - deadline).days if is_overdue(deadline=deadline, status=status, on=on) else 0


def contractual_deadline(reported_on: date, working_days: int) -> date:
    """Return the last day on which the contract has the person told: the n-th working day after the report."""
    return nth_working_day_after(reported_on, working_days)


def told_in_time(*, told_on: date | None, deadline: date) -> bool:
    """Say whether the person was told by the contractual deadline; nobody told is not in time."""
    return told_on is not None and told_on <= deadline


def is_telling_overdue(*, told_on: date | None, deadline: date, on: date) -> bool:
    """Say whether the contractual deadline has passed by a day on which the person has not been told."""
    return on > deadline and (told_on is None or told_on > on)


def acknowledged_in_time(*, issued_on: date, acknowledged_on: date | None, working_days: int) -> bool:
    """Say whether an alert was acknowledged by the end of the n-th working day after it was issued."""
    return acknowledged_on is not None and acknowledged_on <= nth_working_day_after(issued_on, working_days)
