"""Alerts: their status and days, what is overdue, and whether an open one was left out."""

from __future__ import annotations

from collections.abc import Iterator

from oversight.wording import write_count, write_date
from safety.clocks import AlertStatus, days_overdue, is_late
from safety.columns import RowKind
from safety.reading import reference_key, text_in
from safety.rows_read import RowRead
from safety.rules.rule import Example, Fault, Rule, Severity, Survey


def _alerts(survey: Survey) -> Iterator[RowRead]:
    yield from survey.file.of_kind(RowKind.ALERT)


def _incomplete(survey: Survey) -> Iterator[Fault]:
    for row in _alerts(survey):
        for code, what in (("date", "the day on which it was issued"), ("deadline", "its deadline")):
            if code in row.days and row.day(code) is None:
                yield Fault(f"The alert has not {what}.", row, code)


def _status_unknown(survey: Survey) -> Iterator[Fault]:
    for row in _alerts(survey):
        if row.status is None:
            said = text_in(row.cells.get("status"))
            yield Fault(f"“{said}” is none of the six statuses." if said else "The alert has no status.", row, "status")


def _status_contradicts(survey: Survey) -> Iterator[Fault]:
    for row in _alerts(survey):
        if row.status is None or "closed" not in row.days:
            continue
        closed = row.day("closed")
        if row.status.is_signed_off and closed is None:
            yield Fault(
                f"The status is “{row.status.label}”, and there is no day on which it was signed off.", row, "closed"
            )
        elif not row.status.is_signed_off and closed is not None:
            yield Fault(
                f"The status is “{row.status.label}”, and there is a day on which it was signed off.", row, "status"
            )
        if row.status is AlertStatus.NOT_ACKNOWLEDGED and row.day("acknowledged") is not None:
            yield Fault("The status is “Not acknowledged”, and there is a day on which it was.", row, "status")


def _out_of_order(survey: Survey) -> Iterator[Fault]:
    for row in _alerts(survey):
        issued = row.day("date")
        for code, what in (
            ("deadline", "Its deadline is"),
            ("acknowledged", "It was acknowledged"),
            ("closed", "It was signed off"),
        ):
            day = row.day(code)
            if issued is not None and day is not None and day < issued:
                yield Fault(f"{what} before the alert was issued.", row, code)


def _overdue(survey: Survey) -> Iterator[Fault]:
    last = survey.context.period.last_day
    for row in _alerts(survey):
        deadline = row.day("deadline")
        if deadline is None or row.status is None:
            continue
        days = days_overdue(deadline=deadline, status=row.status, on=last)
        if days:
            yield Fault(
                f"The alert was {write_count(days, 'day')} past its deadline on {write_date(last)}.", row, "deadline"
            )


def _late(survey: Survey) -> Iterator[Fault]:
    period = survey.context.period
    for row in _alerts(survey):
        deadline, closed = row.day("deadline"), row.day("closed")
        if deadline is None or closed is None or not period.first_day <= closed <= period.last_day:
            continue
        if is_late(deadline=deadline, closed_on=closed):
            yield Fault(
                f"The alert was signed off {write_count((closed - deadline).days, 'day')} after its deadline.",
                row,
                "closed",
            )


def _left_out(survey: Survey) -> Iterator[Fault]:
    if not survey.file.rows:
        return
    there = {reference_key(row.reference) for row in _alerts(survey)}
    for key, alert in survey.context.alerts.items():
        if key not in there and survey.context.last_month is not None:
            yield Fault(
                f"Alert {alert.reference} was open at the end of {survey.context.last_month.label}, and is not in this "
                "return.",
                about=f"Alert {alert.reference}",
            )


def _deadline_moved(survey: Survey) -> Iterator[Fault]:
    for row in _alerts(survey):
        before = survey.context.alerts.get(reference_key(row.reference))
        deadline = row.day("deadline")
        if before is not None and deadline is not None and before.deadline != deadline:
            yield Fault(f"The deadline was {write_date(before.deadline)} in the last accepted return.", row, "deadline")


INCOMPLETE = Rule(
    id="safety.alert_incomplete",
    severity=Severity.MUST_FIX,
    text="An alert has the day on which it was issued, and its own deadline.",
    mend="Enter the day as the alert states it: there is no deadline that holds for all alerts.",
    check=_incomplete,
    trips=Example({"alert": {"deadline": ""}}),
    silent=Example(),
)
STATUS_UNKNOWN = Rule(
    id="safety.status_unknown",
    severity=Severity.MUST_FIX,
    text="An alert has one of the six statuses of the Central Alerting System.",
    mend="Choose the status from the list of the template.",
    check=_status_unknown,
    trips=Example({"alert": {"status": "In progress"}}),
    silent=Example({"alert": {"status": "Action Required – Ongoing"}}),
    source="The statuses of the Central Alerting System (not read in the source itself).",
)
STATUS_CONTRADICTS = Rule(
    id="safety.status_contradicts",
    severity=Severity.MUST_FIX,
    text="An alert that is signed off has the day on which it was; one that is not has none.",
    mend="Mend the status or the day.",
    check=_status_contradicts,
    trips=Example({"alert": {"status": "Action complete"}}),
    silent=Example({"alert": {"status": "Action complete", "closed": "20/10/2026"}}),
)
OUT_OF_ORDER = Rule(
    id="safety.alert_out_of_order",
    severity=Severity.MUST_FIX,
    text="An alert's deadline, acknowledgement and sign-off come after its issue.",
    mend="Check the days; day and month may be the wrong way round.",
    check=_out_of_order,
    trips=Example({"alert": {"acknowledged": "01/09/2026"}}),
    silent=Example({"alert": {"acknowledged": "14/09/2026"}}),
)
OVERDUE = Rule(
    id="safety.alert_overdue",
    severity=Severity.EXPLAIN,
    text="An alert past its deadline and not signed off is asked about.",
    mend="Say what is still to be done, and by when.",
    check=_overdue,
    trips=Example({"alert": {"deadline": "30/10/2026"}}),
    silent=Example({"alert": {"deadline": "31/10/2026"}}),
    source="Overdue: after the deadline, and neither action complete nor action not required.",
)
LATE = Rule(
    id="safety.alert_late",
    severity=Severity.EXPLAIN,
    text="An alert that was signed off in the month after its deadline is asked about.",
    mend="Say why it took longer.",
    check=_late,
    trips=Example({"alert": {"status": "Action complete", "deadline": "19/10/2026", "closed": "20/10/2026"}}),
    silent=Example({"alert": {"status": "Action complete", "deadline": "20/10/2026", "closed": "20/10/2026"}}),
    source="Late: signed off after the deadline.",
)
LEFT_OUT = Rule(
    id="safety.open_alert_left_out",
    severity=Severity.EXPLAIN,
    text="An alert that was open at the end of the last accepted month is in the return, with its status.",
    mend="Add the alert. If it was listed by mistake, say so, and correct the earlier month.",
    check=_left_out,
    trips=Example(on_record={"last_month": "2026-09", "alerts": {"PSA/2026/001": "2026-12-01"}}),
    silent=Example(on_record={"last_month": "2026-09", "alerts": {"psa 2026 004": "2026-11-30"}}),
)
DEADLINE_MOVED = Rule(
    id="safety.deadline_moved",
    severity=Severity.EXPLAIN,
    text="An alert whose deadline is another than in the last accepted return is asked about.",
    mend="Check the deadline against the alert. If it was changed, say by whom.",
    check=_deadline_moved,
    trips=Example(on_record={"last_month": "2026-09", "alerts": {"PSA/2026/004": "2026-11-16"}}),
    silent=Example(on_record={"last_month": "2026-09", "alerts": {"PSA/2026/004": "2026-11-30"}}),
)
RULES = (INCOMPLETE, STATUS_UNKNOWN, STATUS_CONTRADICTS, OUT_OF_ORDER, OVERDUE, LATE, LEFT_OUT, DEADLINE_MOVED)
