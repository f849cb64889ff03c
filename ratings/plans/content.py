"""What a report tells the public: composed from the plan, shown as a preview, frozen and hashed when it is made ready.

Measures stand in it as what was expected of them; what came of them is read later, from the record as it then is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from oversight.records.references import Reference
from oversight.wording import write_month
from ratings.plans.states import ActionStatus
from ratings.signals import canonical

# The shape of the stored form: another shape gets another number, and this one stays readable.
_SHAPE = 1


@dataclass(frozen=True, slots=True)
class PeriodValue:
    """A figure of a period, the period as ``oversight.measures.periods.Period`` writes it."""

    period: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class EvidenceContent:
    """Evidence that the trust lets the public see: words, and what is on record or kept as a file, where there is one.

    ``filename`` is blank where there is no file; a file is asked for by ``public_id``.
    """

    public_id: str
    words: str
    reference_kind: str = ""
    reference_id: str = ""
    filename: str = ""

    @property
    def reference(self) -> Reference | None:
        """What on record it points at, where it does."""
        return Reference(self.reference_kind, self.reference_id) if self.reference_kind else None


@dataclass(frozen=True, slots=True)
class ActionContent:
    """An action and how far it has come. ``due_on``: as promised now; ``was_due_on``: at first, where that differs.

    ``evidence_kept`` counts the evidence that the trust keeps to itself and the oversight bodies.
    """

    public_id: str
    number: int
    what: str
    owner: str
    status: ActionStatus
    words: str
    delivered_on: date | None
    due_on: date
    was_due_on: date | None
    evidence: tuple[EvidenceContent, ...] = ()
    evidence_kept: int = 0


@dataclass(frozen=True, slots=True)
class MeasureContent:
    """A measure that should move: what it was, and what is expected of it, by period; the last is the target."""

    public_id: str
    number: int
    code: str
    words: str
    baseline: PeriodValue
    trajectory: tuple[PeriodValue, ...]

    @property
    def target(self) -> PeriodValue:
        """What is expected at last."""
        return self.trajectory[-1]


@dataclass(frozen=True, slots=True)
class ConcernContent:
    """A concern with its actions and measures, and the words of the record that it comes from."""

    public_id: str
    number: int
    title: str
    what: str
    source_kind: str
    source_id: str
    source_said: str
    actions: tuple[ActionContent, ...] = ()
    measures: tuple[MeasureContent, ...] = ()

    @property
    def source(self) -> Reference:
        """What on record it comes from."""
        return Reference(self.source_kind, self.source_id)

    @property
    def delivered_on(self) -> date | None:
        """When the last of its actions was delivered; None while one of them is not."""
        days = [action.delivered_on for action in self.actions]
        return max((day for day in days if day), default=None) if all(days) else None

    @property
    def first_delivered_on(self) -> date | None:
        """When the first of its actions was delivered; None where none is."""
        return min((action.delivered_on for action in self.actions if action.delivered_on), default=None)


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A report of a trust's month. ``correction_reason`` is blank for the first of its month (``number`` 1)."""

    trust_code: str
    month: date
    number: int
    correction_reason: str
    concerns: tuple[ConcernContent, ...]

    @property
    def label(self) -> str:
        """The month for people."""
        return write_month(self.month)

    def actions(self) -> Iterator[ActionContent]:
        """Yield every action in its order."""
        for concern in self.concerns:
            yield from concern.actions

    def count(self, status: ActionStatus) -> int:
        """Return how many actions are said to stand so."""
        return sum(action.status is status for action in self.actions())


def to_json(content: ReportContent) -> dict[str, Any]:
    """Return the form in which it is stored and hashed: days as ISO 8601, figures as texts."""
    return {"shape": _SHAPE, **_plain(asdict(content))}


def from_json(stored: Mapping[str, Any]) -> ReportContent:
    """Return what ``to_json`` wrote."""
    if stored["shape"] != _SHAPE:
        raise ValueError(f"a report of the shape {stored['shape']} is not known here")
    return ReportContent(
        trust_code=stored["trust_code"],
        month=date.fromisoformat(stored["month"]),
        number=stored["number"],
        correction_reason=stored["correction_reason"],
        concerns=tuple(_concern(each) for each in stored["concerns"]),
    )


def digest_of(stored: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the stored form, whatever the order of its keys."""
    return hashlib.sha256(canonical(dict(stored)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return write_decimal(value)
    return str(value) if isinstance(value, ActionStatus) else value


def write_decimal(value: Decimal) -> str:
    """Return a figure without the zeros that a column of the database adds: the same figure is the same text."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _concern(given: Mapping[str, Any]) -> ConcernContent:
    told = {**given, "actions": tuple(_action(each) for each in given["actions"])}
    return ConcernContent(**{**told, "measures": tuple(_measure(each) for each in given["measures"])})


def _action(given: Mapping[str, Any]) -> ActionContent:
    days = {name: _day(given[name]) for name in ("delivered_on", "was_due_on")}
    return ActionContent(
        **{
            **given,
            **days,
            "due_on": date.fromisoformat(given["due_on"]),
            "status": ActionStatus(given["status"]),
            "evidence": tuple(EvidenceContent(**each) for each in given["evidence"]),
        }
    )


def _measure(given: Mapping[str, Any]) -> MeasureContent:
    return MeasureContent(
        **{
            **given,
            "baseline": _figure(given["baseline"]),
            "trajectory": tuple(_figure(each) for each in given["trajectory"]),
        }
    )


def _figure(given: Mapping[str, str]) -> PeriodValue:
    return PeriodValue(given["period"], Decimal(given["value"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
