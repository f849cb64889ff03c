"""Trusts with deaths and expected deaths, quarter by quarter, brought in as files are."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from oversight.measures.defining import definition
from oversight.measures.importing import Imported, import_observations
from oversight.measures.periods import Period
from oversight.organisations.models import Trust
from oversight.records.audit import System
from ratings.models import MortalityAlert, MortalityStep
from ratings.mortality.course import record_answer, record_check, record_outcome, record_panel, send_letter
from ratings.mortality.watching import Watched, watch
from tests.inspections.making import Scene, a_scene

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
MEASURE = "mortality_respiratory"
# Four deaths are expected in each quarter. Steps of 4 ln 2 - 4 and so on: four high quarters cross 5.3 in the last.
HIGH = [("4", "4"), ("3", "4"), ("8", "4"), ("7", "4"), ("9", "4"), ("10", "4")]
STEADY = [("4", "4"), ("3", "4"), ("5", "4"), ("4", "4"), ("2", "4"), ("4", "4")]

Row = tuple[str, str] | None
Outcome = MortalityStep.Outcome


def make_trust(code: str, *, demonstration: bool = False) -> Trust:
    """Make a trust that takes part."""
    return Trust.objects.create(code=code, name=f"{code} NHS TRUST", is_demonstration=demonstration)


def quarters(count: int, *, last: str = "2026-Q2") -> list[Period]:
    """The quarters up to the last one, in time order."""
    end = Period.parse(last)
    return [end.plus(back) for back in range(1 - count, 1)]


def tell(
    figures: Mapping[str, Sequence[Row]], *, measure: str = MEASURE, last: str = "2026-Q2", now: datetime = NOW
) -> Imported:
    """Import deaths and expected deaths by trust, the last of each series being of the last quarter; None is a gap."""
    lines = ["organisation,period,numerator,denominator"]
    for code, rows in figures.items():
        for period, row in zip(quarters(len(rows), last=last), rows, strict=True):
            if row is not None:
                lines.append(f"{code},{period},{row[0]},{row[1]}")
    return import_observations(
        content="\n".join(lines).encode(),
        file_name="deaths.csv",
        made=definition(measure),
        by=System("test"),
        now=now,
    )


def watched(*, measure: str = MEASURE, demonstration: bool = False, now: datetime | None = None) -> Watched:
    """Watch in a transaction of its own, an hour after the figures came."""
    with transaction.atomic():
        return watch(measure=measure, demonstration=demonstration, now=now or NOW + timedelta(hours=1))


@dataclass
class Course:
    """An alert with the steps that people take of it, each with words that will do."""

    scene: Scene
    alert: MortalityAlert

    def check(self, *, explained: bool = False, by: str = "lead", **given: object) -> MortalityStep:
        return self._take(
            record_check,
            by,
            **{"data_quality": "Coding is sound.", "case_mix": "As before.", "explained": explained, **given},
        )

    def letter(self, by: str = "lead", **given: object) -> MortalityStep:
        return self._take(send_letter, by, **{"questions": "What did the case notes show?", **given})

    def answer(self, by: str = "signatory", **given: object) -> MortalityStep:
        return self._take(record_answer, by, **{"text": "We reviewed all of them.", **given})

    def panel(self, by: str = "manager", **given: object) -> MortalityStep:
        return self._take(
            record_panel, by, **{"attended": "A. Nurse, B. Doctor", "found": "The review is sound.", **given}
        )

    def outcome(self, outcome: Outcome = Outcome.CLOSED, by: str = "manager", **given: object) -> MortalityStep:
        return self._take(record_outcome, by, **{"outcome": outcome, "reason": "The care was good.", **given})

    def _take(self, step: Callable[..., MortalityStep], by: str, **given: object) -> MortalityStep:
        told = {"alert": self.alert, "step_id": uuid.uuid4(), "by": getattr(self.scene, by), "now": NOW, **given}
        return step(**told)

    @property
    def state(self) -> str:
        self.alert.refresh_from_db()
        return self.alert.state


def make_course() -> Course:
    """Make a trust whose deaths have been high, its alert, and the people of both sides."""
    scene = a_scene()
    tell({"RX1": HIGH})
    watched()
    return Course(scene, MortalityAlert.objects.get())
