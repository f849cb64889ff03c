"""Works one comparison out from its facts: a pure function of what is known, the definition and the settings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oversight.measures.defining import definition
from ratings.indicators.asking import asked_of, thresholds_told
from ratings.indicators.gathering import Alarmed, IndicatorFacts, PastPeriod
from ratings.rules.judging import Word
from ratings.rules.judging_asked import Figure, Histories, How, Judgement, Said, Terms
from ratings.rules.judging_periods import judge_period, judge_series, value_of
from ratings.scopes import IndicatorScope
from ratings.signals import State, canonical
from ratings.standing import ALARM_MEASURE

_OF_ALARMS = {
    State.ELEVATED_RISK: Word.ELEVATED_RISK,
    State.RISK: Word.RISK,
    State.NO_EVIDENCE: Word.NO_EVIDENCE,
    State.NOT_ENOUGH_DATA: Word.TOO_SMALL,
}


@dataclass(frozen=True, slots=True)
class Row:
    """What is stored of one trust in a comparison."""

    trust_code: str
    numerator: float | None
    denominator: float | None
    said: Said


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison as it was worked out: the trusts in the order of their codes, and what it rests on.

    ``as_of`` is when we learned the newest figure that went in, so that it too depends on what stands alone.
    """

    scope: IndicatorScope
    method: str
    rows: tuple[Row, ...]
    target: float | None
    phi: float | None
    tau_squared: float | None
    settings: str
    thresholds: Mapping[str, Any]
    inputs_digest: str
    as_of: datetime

    def columns(self) -> dict[str, Any]:
        """Return all that is stored of it but the times and the hash of it all."""
        said = [row.said for row in self.rows]
        return {
            "measure": self.scope.measure,
            "period": self.scope.period.first_day,
            "grain": str(self.scope.period.grain),
            "is_demonstration": self.scope.demonstration,
            "method": self.method,
            "trusts": [row.trust_code for row in self.rows],
            "numerators": [row.numerator for row in self.rows],
            "denominators": [row.denominator for row in self.rows],
            "expected": [one.expected for one in said],
            "values": [one.value for one in said],
            "z": [one.z for one in said],
            "adjusted_z": [one.adjusted_z for one in said],
            "results": [str(one.word) for one in said],
            "reasons": [one.reason for one in said],
            "target": self.target,
            "phi": self.phi,
            "tau_squared": self.tau_squared,
            "settings": self.settings,
            "thresholds": dict(self.thresholds),
            "inputs_digest": self.inputs_digest,
            "as_of": self.as_of,
        }

    def digest(self) -> str:
        """Return the SHA-256 of all that is stored of it."""
        return digest_of(self.columns())


def digest_of(columns: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a comparison's columns, in one fixed form with every digit of every number."""
    told = {**columns, "period": columns["period"].isoformat(), "as_of": columns["as_of"].isoformat()}
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def compared(facts: IndicatorFacts) -> Compared | None:
    """Work a comparison out; None where there is nothing to compare: no figure, no settings, or no such measure then.

    A trust without a row is left out: it submitted nothing, which is not the same as a blank.
    """
    made = definition(facts.scope.measure)
    present = facts.present
    # The demonstration uses the measures of 2014 to 2016 on recent months.
    is_used = facts.scope.demonstration or made.is_used_on(facts.scope.period.last_day)
    if not present or facts.settings is None or not is_used:
        return None
    asked = asked_of(made.code)
    codes = sorted(present)
    figures = [present[code].figure for code in codes]
    if made.code == ALARM_MEASURE:
        judged = Judgement(
            tuple(
                _by_alarm(facts.alarms.get(code), value_of(figure, asked))
                for code, figure in zip(codes, figures, strict=True)
            )
        )
    elif asked.how is How.XMR:
        judged = judge_series(_histories(codes, figures, facts), asked)
    else:
        terms = Terms(facts.settings.share_treated.value, int(facts.settings.fewest_groups.value))
        judged = judge_period(figures, asked, terms)
    return Compared(
        scope=facts.scope,
        method=str(made.method),
        rows=tuple(
            Row(code, _shown(one.numerator), _shown(one.denominator), said)
            for code, one, said in zip(codes, figures, judged.said, strict=True)
        ),
        target=judged.target,
        phi=judged.phi,
        tau_squared=judged.tau_squared,
        settings=facts.settings.version,
        thresholds=thresholds_told(made),
        inputs_digest=_inputs_digest(facts),
        as_of=max([each.known_from for each in present.values()] + [each.known_from for each in facts.past.values()]),
    )


def _histories(codes: Sequence[str], lasts: Sequence[Figure], facts: IndicatorFacts) -> Histories:
    """Return the trusts' own series; one begins afresh where its trust took on another's work."""
    past = [facts.past.get(period) for period in facts.periods]
    return Histories(
        lasts=lasts,
        numerators=[_in_order(codes, each, each.numerators if each else ()) for each in past],
        denominators=[_in_order(codes, each, each.denominators if each else ()) for each in past],
        joined_at=[_joined_at(code, facts) for code in codes],
    )


def _in_order(codes: Sequence[str], told: PastPeriod | None, numbers: Sequence[float | None]) -> Sequence[float | None]:
    """Return a period's numbers in the order of the trusts that are judged; None for one that has none."""
    if told is None:
        return [None] * len(codes)
    if told.codes == codes:
        return numbers
    by_code = dict(zip(told.codes, numbers, strict=True))
    return [by_code.get(code) for code in codes]


def _joined_at(code: str, facts: IndicatorFacts) -> Sequence[int]:
    days = facts.joined.get(code, ())
    places = {next((place for place, period in enumerate(facts.periods) if period.last_day >= day), 0) for day in days}
    return sorted(places - {0})


def _by_alarm(alarm: Alarmed | None, value: Any) -> Said:
    shown = None if value is None else float(value)
    if alarm is None:
        return Said(Word.NO_VALUE, shown, reason="The staffing alarm has not been worked out for the month.")
    return Said(_OF_ALARMS[State(alarm.state)], shown, reason=alarm.reason)


def _shown(number: Any) -> float | None:
    return None if number is None else float(number)


def _inputs_digest(facts: IndicatorFacts) -> str:
    """Return the hash of every figure that went in, in one order, with the digits that we were given."""
    lines = [str(facts.scope.period)]
    # Each number has the places of its column, so that the same number is always the same text.
    for code in sorted(facts.present):
        figure = facts.present[code].figure
        lines.append(f"{code} {figure.numerator} {figure.denominator}")
    lines += [f"{period} {facts.past[period].digest}" for period in facts.periods if period in facts.past]
    lines += [f"{code} {alarm.state} {alarm.reason}" for code, alarm in sorted(facts.alarms.items())]
    lines += [f"{code} {' '.join(day.isoformat() for day in days)}" for code, days in sorted(facts.joined.items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
