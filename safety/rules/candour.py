"""The duty of candour: who was told, when, and with what; the contract's clock is named as the contract's."""

from __future__ import annotations

from collections.abc import Iterator

from oversight.returns.reading.cells import is_blank
from oversight.wording import write_date
from safety.clocks import contractual_deadline, is_telling_overdue
from safety.columns import RowKind
from safety.reading import reference_key, text_in
from safety.rows_read import RowRead
from safety.rules.rule import Example, Fault, Rule, Severity, Survey


def _incidents(survey: Survey) -> Iterator[RowRead]:
    yield from survey.file.of_kind(RowKind.INCIDENT)


def _not_dated(survey: Survey) -> Iterator[Fault]:
    for row in _incidents(survey):
        if "date" in row.days and row.day("date") is None:
            yield Fault("The incident has not the day on which it was reported.", row, "date")


def _yes_or_no(survey: Survey) -> Iterator[Fault]:
    for row in _incidents(survey):
        cell = row.cells.get("apology")
        if row.apology is None and not is_blank(cell) and text_in(cell):
            yield Fault("This is neither yes nor no.", row, "apology")


def _nobody_told(survey: Survey) -> Iterator[Fault]:
    for row in _incidents(survey):
        if "told" not in row.days or row.day("told") is not None:
            continue
        if row.apology:
            yield Fault("An apology was given, and there is no day on which anybody was told in person.", row, "told")
        if row.day("written") is not None:
            yield Fault(
                "A written notification followed, and there is no day on which anybody was told in person.", row, "told"
            )


def _no_apology(survey: Survey) -> Iterator[Fault]:
    for row in _incidents(survey):
        if row.day("told") is not None and not row.apology:
            said = "no apology was given" if row.apology is False else "it is not said whether an apology was given"
            yield Fault(f"The person was told, and {said}. The regulation wants one.", row, "apology")


def _told_before(survey: Survey) -> Iterator[Fault]:
    for row in _incidents(survey):
        reported, told, written = row.day("date"), row.day("told"), row.day("written")
        if reported is not None and told is not None and told < reported:
            yield Fault("The person was told before the incident was reported.", row, "told")
        if told is not None and written is not None and written < told:
            yield Fault("The written notification came before the person was told.", row, "written")


def _late(survey: Survey) -> Iterator[Fault]:
    days, period = survey.context.settings.candour_working_days.value, survey.context.period
    for row in _incidents(survey):
        reported, told = row.day("date"), row.day("told")
        if reported is None or "told" not in row.days:
            continue
        deadline = contractual_deadline(reported, days)
        if is_telling_overdue(told_on=told, deadline=deadline, on=period.last_day):
            yield Fault(
                f"Nobody was told by {write_date(deadline)}, the contract's {days} working days after the report; the "
                "regulation says as soon as reasonably practicable.",
                row,
                "told",
            )
        elif told is not None and told > deadline and told >= period.first_day:
            yield Fault(
                f"The person was told after {write_date(deadline)}, the contract's {days} working days after the "
                "report.",
                row,
                "told",
            )


def _left_out(survey: Survey) -> Iterator[Fault]:
    if not survey.file.rows:
        return
    there = {reference_key(row.reference) for row in _incidents(survey)}
    for key, incident in survey.context.incidents.items():
        if key not in there and survey.context.last_month is not None:
            yield Fault(
                f"Nobody had been told of incident {incident.reference} at the end of "
                f"{survey.context.last_month.label}, and it is not in this return.",
                about=f"Incident {incident.reference}",
            )


NOT_DATED = Rule(
    id="safety.incident_undated",
    severity=Severity.MUST_FIX,
    text="A notifiable incident has the day on which it was reported.",
    mend="Enter the day of the report in your incident system.",
    check=_not_dated,
    trips=Example({"incident": {"date": ""}}),
    silent=Example(),
)
YES_OR_NO = Rule(
    id="safety.not_yes_or_no",
    severity=Severity.MUST_FIX,
    text="Whether an apology was given is yes or no.",
    mend="Enter yes or no.",
    check=_yes_or_no,
    trips=Example({"incident": {"apology": "partly"}}),
    silent=Example({"incident": {"apology": "Y"}}),
)
NOBODY_TOLD = Rule(
    id="safety.candour_without_telling",
    severity=Severity.MUST_FIX,
    text="An apology or a written notification stands beside the day on which the person was told.",
    mend="Enter the day, or take the other out.",
    check=_nobody_told,
    trips=Example({"incident": {"told": ""}}),
    silent=Example({"incident": {"told": "", "apology": "no", "written": ""}}),
    source="SI 2014/2936, regulation 20: the notification in person comes first, then the written one.",
)
NO_APOLOGY = Rule(
    id="safety.told_without_apology",
    severity=Severity.EXPLAIN,
    text="A person who was told, and heard no apology, is asked about.",
    mend="An apology is no admission. Say why there was none, or enter that there was.",
    check=_no_apology,
    trips=Example({"incident": {"apology": ""}}),
    silent=Example({"incident": {"apology": "yes"}}),
    source="SI 2014/2936, regulation 20.",
)
TOLD_BEFORE = Rule(
    id="safety.candour_out_of_order",
    severity=Severity.EXPLAIN,
    text="Telling before the report, or writing before telling, is asked about.",
    mend="Check the days. If they are right, say how it came about.",
    check=_told_before,
    trips=Example({"incident": {"told": "04/10/2026"}}),
    silent=Example({"incident": {"told": "05/10/2026", "written": "05/10/2026"}}),
)
LATE = Rule(
    id="safety.candour_late",
    severity=Severity.EXPLAIN,
    text="An incident of which the person was not told within the contract's ten working days is asked about. The "
    "number of days is the contract's: the regulation says as soon as reasonably practicable.",
    mend="Say why the person was not told, or not sooner, and what was tried.",
    check=_late,
    trips=Example({"incident": {"told": "20/10/2026", "written": ""}}),
    silent=Example({"incident": {"told": "19/10/2026", "written": ""}}),
    source="NHS Standard Contract (10 working days), as told by Bevan Brittan, 2014.",
)
LEFT_OUT = Rule(
    id="safety.open_incident_left_out",
    severity=Severity.EXPLAIN,
    text="An incident of which nobody had been told at the end of the last accepted month is in the return.",
    mend="Add the incident. If it was listed by mistake, say so, and correct the earlier month.",
    check=_left_out,
    trips=Example(on_record={"last_month": "2026-09", "incidents": {"W1000": "2026-09-28"}}),
    silent=Example(on_record={"last_month": "2026-09", "incidents": {"w-1001": "2026-09-28"}}),
)
RULES = (NOT_DATED, YES_OR_NO, NOBODY_TOLD, NO_APOLOGY, TOLD_BEFORE, LATE, LEFT_OUT)
