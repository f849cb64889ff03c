"""Writes a trust's criteria over those that are there: what differs, and a row for each change.

No decision is touched, and nothing published. What another has changed meanwhile is not overwritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from oversight.records.audit import System, audit
from oversight.records.references import Reference
from oversight.wording import write_date
from ratings.models import CriterionChange, CriterionFlag
from ratings.rules.special_measures import Criterion, CriterionState
from ratings.special_measures.results import CriteriaOfTrust, CriterionResult
from ratings.writing import Overtaken


def result_of(row: CriterionFlag) -> CriterionResult:
    """Return what is stored of a criterion as a result, to compare it with one worked out."""
    return CriterionResult(
        trust_code=row.trust_code,
        criterion=Criterion(row.criterion),
        state=CriterionState(row.state),
        evidence=row.evidence,
        rule_set=row.rule_set,
        reason=row.reason,
        since=row.since,
        due_on=row.due_on,
    )


def write_criteria(made: CriteriaOfTrust, *, now: datetime, distrust: bool = False) -> int:
    """Write what was worked out of a trust, in the caller's transaction, and return how many changes were recorded.

    With ``distrust`` what is stored is compared itself, and not the hash that it carries. ``Overtaken`` where another
    wrote meanwhile.
    """
    if not connection.in_atomic_block:
        raise ValueError("results are written in the transaction that marks them as done")
    stored = {row.criterion: row for row in CriterionFlag.objects.filter(trust_code=made.trust_code)}
    changes: list[CriterionChange] = []
    fresh: list[CriterionFlag] = []
    for result in made.results:
        row = stored.pop(result.criterion, None)
        if row is None:
            fresh.append(CriterionFlag(**_columns(result), computed_at=now))
            if result.asks:
                changes.append(_change(None, result, now))
        elif row.digest != result.digest() or (distrust and not is_sound(row)):
            if _is_a_change(row, result):
                changes.append(_change(row, result, now))
            _swap(row, result, now)
    _insert(fresh)
    for row in stored.values():
        changes.append(_ending(row, now))
        _take_out(row)
    CriterionChange.objects.bulk_create(changes)
    if changes:
        audit(
            "special_measures.criteria_changed",
            by=System("recompute"),
            subject=Reference("trust", made.trust_code),
            fields=sorted({change.criterion for change in changes}),
            now=now,
        )
    return len(changes)


def is_sound(row: CriterionFlag) -> bool:
    """Whether the hashes of a row are those of what it says."""
    told = result_of(row)
    return (row.digest, row.inputs_digest) == (told.digest(), told.inputs_digest())


def _columns(result: CriterionResult) -> dict[str, Any]:
    return {
        "trust_code": result.trust_code,
        "criterion": str(result.criterion),
        "state": str(result.state),
        "evidence": dict(result.evidence),
        "rule_set": result.rule_set,
        "reason": result.reason,
        "since": result.since,
        "due_on": result.due_on,
        "inputs_digest": result.inputs_digest(),
        "digest": result.digest(),
    }


def _insert(rows: list[CriterionFlag]) -> None:
    try:
        with transaction.atomic():
            CriterionFlag.objects.bulk_create(rows)
    except IntegrityError as clash:
        raise Overtaken("a criterion was written by another meanwhile") from clash


def _swap(row: CriterionFlag, result: CriterionResult, now: datetime) -> None:
    as_read = CriterionFlag.objects.filter(pk=row.pk, digest=row.digest)
    if not as_read.update(**_columns(result), computed_at=now):
        raise Overtaken("a criterion was changed by another meanwhile")


def _take_out(row: CriterionFlag) -> None:
    deleted, _ = CriterionFlag.objects.filter(pk=row.pk, digest=row.digest).delete()
    if not deleted:
        raise Overtaken("a criterion was changed by another meanwhile")


def _is_a_change(row: CriterionFlag, result: CriterionResult) -> bool:
    """Whether the state is another, or what asks rests on other facts."""
    return row.state != result.state or (result.asks and result_of(row).inputs_digest() != result.inputs_digest())


def _change(row: CriterionFlag | None, result: CriterionResult, now: datetime) -> CriterionChange:
    return CriterionChange(
        trust_code=result.trust_code,
        criterion=str(result.criterion),
        old=row.state if row else "",
        new=str(result.state),
        reason=result.reason,
        cause=_cause(row, result),
        rule_set=result.rule_set,
        evidence=dict(result.evidence),
        # Of what was stored, whatever hash it carried.
        old_inputs_digest=result_of(row).inputs_digest() if row else "",
        inputs_digest=result.inputs_digest(),
        at=now,
    )


def _ending(row: CriterionFlag, now: datetime) -> CriterionChange:
    return CriterionChange(
        trust_code=row.trust_code,
        criterion=row.criterion,
        old=row.state,
        new="",
        reason="No rules of special measures are in force on the day.",
        cause="It is worked out no longer.",
        rule_set=row.rule_set,
        old_inputs_digest=row.inputs_digest,
        inputs_digest="",
        at=now,
    )


def _cause(row: CriterionFlag | None, result: CriterionResult) -> str:
    """Say what brought a change about, as far as it shows in what went in."""
    if row is None:
        return "It was worked out here for the first time."
    before, now = row.evidence.get("spell", {}), result.evidence.get("spell", {})
    if before != now:
        return _decided(before, now)
    if row.rule_set != result.rule_set:
        return f"The rules changed from {row.rule_set} to {result.rule_set}."
    if new := list(_published_since(row.evidence.get("ratings", {}), result.evidence.get("ratings", {}))):
        return f"A rating of the trust was published on {write_date(max(new))}."
    if updates := _updates(result.evidence) - _updates(row.evidence):
        return f"An update on the plan was published on {write_date(max(updates))}."
    if row.evidence.get("ratings") != result.evidence.get("ratings"):
        return "What stands published of the trust changed."
    return "A day came on which it stands otherwise."


def _updates(evidence: Mapping[str, Any]) -> set[date]:
    return {date.fromisoformat(each["published_on"]) for each in evidence.get("updates", ()) if each["published_on"]}


def _decided(before: dict[str, str], now: dict[str, str]) -> str:
    if not before:
        return f"Special measures from {write_date(date.fromisoformat(now['entered_on']))} were recorded."
    if not now:
        return "That special measures ended was recorded."
    if now["extended_to"] and before["extended_to"] != now["extended_to"]:
        return f"An extension to {write_date(date.fromisoformat(now['extended_to']))} was recorded."
    return "Other special measures are on record."


def _published_since(before: dict[str, dict[str, str]], now: dict[str, dict[str, str]]) -> Iterator[date]:
    for name, rating in now.items():
        if before.get(name, {}).get("published_on") != rating["published_on"]:
            yield date.fromisoformat(rating["published_on"])
