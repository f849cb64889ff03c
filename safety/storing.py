"""What acceptance writes: facts, what is observed of the month, and of the later months that look back on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from oversight.measures.observing import observe_again, record_observations
from oversight.returns.checked import ReturnRow
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from safety.canonical_rows import Said, said_by, status_of
from safety.columns import LINES, AlertKind, Harm, RowKind, Section
from safety.models import Alert, Incident, NeverEvent, SafetyNumber
from safety.months_said import months_said
from safety.never_event_lists import list_in_force
from safety.observing import MONTHS_OF_A_YEAR, observations_looking_back, observations_of
from safety.reading import reference_key
from safety.rows_read import Given

_SECTION_OF_LINE = {f"{RowKind.NUMBER}:{line.section}:{line.code}": line.section for line in LINES}


def store_return(*, version: ReturnVersion, rows: Sequence[ReturnRow], now: datetime) -> None:
    """Write the facts and observations of an accepted version in the caller's transaction.

    Months that look back on this one are observed again, under their own versions: only what differs is written.
    """
    _hold_trust(version.trust_id)
    month = Month.parse(version.period)
    _store_facts(version, rows, month)
    said = months_said(version.trust_id, month.plus(1 - MONTHS_OF_A_YEAR), month.plus(MONTHS_OF_A_YEAR - 1))
    code = version.trust.code
    record_observations(
        version_id=version.pk,
        return_kind=version.kind,
        trust_code=code,
        period=month.first_day,
        observations=observations_of(code, month, said),
        now=now,
    )
    for later in said:
        if later > month:
            observe_again(
                version_id=said[later].version_id,
                trust_code=code,
                period=later.first_day,
                observations=observations_looking_back(code, later, said),
                now=now,
            )


def _hold_trust(trust_id: int) -> None:
    """Wait until no other month of the trust is being accepted: each must see what the other stored."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"safety facts {trust_id}"])


def _store_facts(version: ReturnVersion, rows: Sequence[ReturnRow], month: Month) -> None:
    numbers: list[SafetyNumber] = []
    events: list[NeverEvent] = []
    alerts: list[Alert] = []
    incidents: list[Incident] = []
    for row in rows:
        said = said_by(row)
        shared = {
            "version": version,
            "trust_id": version.trust_id,
            "period": month.first_day,
            "sheet": row.sheet,
            "row": row.row,
        }
        match said.kind:
            case RowKind.NUMBER:
                numbers.append(_number(said, _SECTION_OF_LINE[row.key], shared))
            case RowKind.NEVER_EVENT:
                events.append(_event(said, month, shared))
            case RowKind.ALERT:
                alerts.append(_alert(said, shared))
            case RowKind.INCIDENT:
                incidents.append(_incident(said, shared))
    SafetyNumber.objects.bulk_create(numbers)
    NeverEvent.objects.bulk_create(events)
    Alert.objects.bulk_create(alerts)
    Incident.objects.bulk_create(incidents)


def _number(said: Said, section: Section, shared: dict[str, Any]) -> SafetyNumber:
    return SafetyNumber(
        section=str(section),
        item=said.item,
        number=said.number("number"),
        out_of=said.number("out_of"),
        not_applicable=said.amount("number") is Given.NOT_APPLICABLE,
        **shared,
    )


def _event(said: Said, month: Month, shared: dict[str, Any]) -> NeverEvent:
    happened_on, number = said.day("date"), said.number("number")
    in_force = list_in_force(happened_on or month.first_day)
    return NeverEvent(
        item=said.item,
        list_version=in_force.version if in_force else "",
        reference=said.values.get("reference") or "",
        happened_on=happened_on,
        number=1 if happened_on or number is None else number,
        **shared,
    )


def _alert(said: Said, shared: dict[str, Any]) -> Alert:
    reference = said.values.get("reference") or ""
    return Alert(
        kind=_of_label(AlertKind, said.values.get("item")),
        reference=reference,
        reference_key=reference_key(reference),
        issued_on=_day(said, "date"),
        deadline=_day(said, "deadline"),
        status=str(status_of(said)),
        acknowledged_on=said.day("acknowledged"),
        closed_on=said.day("closed"),
        **shared,
    )


def _incident(said: Said, shared: dict[str, Any]) -> Incident:
    reference, apology = said.values.get("reference") or "", said.values.get("apology")
    return Incident(
        harm=_of_label(Harm, said.values.get("item")),
        reference=reference,
        reference_key=reference_key(reference),
        reported_on=_day(said, "date"),
        told_on=said.day("told"),
        apologised=None if apology is None else apology == "yes",
        written_on=said.day("written"),
        **shared,
    )


def _of_label(words: type[AlertKind] | type[Harm], label: str | None) -> str:
    return next(str(word) for word in words if word.label == label)


def _day(said: Said, code: str) -> date:
    day = said.day(code)
    if day is None:
        raise ValueError(f"an accepted row of the kind {said.kind} has no {code}")
    return day
