"""The signals of a trust and its wards: as they stand, or worked out as they stood on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from oversight.measures.defining import definition
from oversight.organisations.models import Trust
from ratings.models import Signal
from ratings.recompute import compute
from ratings.scopes import MonthScope, TrustScope
from ratings.signals import Result, SignalKind
from ratings.standing import STAFFING_MEASURES
from ratings.writing import result_of
from workspaces.inspector.known import Known

_ORDER = {code: place for place, code in enumerate(STAFFING_MEASURES)}


@dataclass(frozen=True, slots=True)
class Shown:
    """A signal as a page shows it."""

    result: Result

    @property
    def what(self) -> str:
        """Which signal it is: the measure of a special cause, or the kind."""
        if self.result.key.kind is SignalKind.SPECIAL_CAUSE:
            return definition(self.result.key.measure).short_name
        return self.result.key.kind.label

    @property
    def rule_anchor(self) -> str:
        """Where the page of rules explains it."""
        return self.result.rule.replace(".", "-").replace("_", "-")

    @property
    def asks_for_attention(self) -> bool:
        return self.result.state.asks_for_attention


@dataclass(frozen=True, slots=True)
class TrustSignals:
    """All signals of a trust: its own, its wards' by ward id, and its alarms by month."""

    own: Sequence[Shown]
    wards: dict[str, list[Shown]]
    alarms: dict[date, Shown]

    @property
    def alarm(self) -> Shown | None:
        """The alarm of the latest month."""
        return self.alarms[max(self.alarms)] if self.alarms else None

    def raised(self, ward: str) -> list[Shown]:
        """Return the ward's signals that ask for attention."""
        return [shown for shown in self.wards.get(ward, []) if shown.asks_for_attention]


def signals_of_trust(trust: Trust, known: Known) -> TrustSignals:
    """Return a trust's signals; of a day in the past they are worked out anew, and the alarm is of its latest month."""
    if known.moment is None:
        return _sorted(result_of(signal) for signal in Signal.objects.filter(trust_code=trust.code))
    results = list(compute(TrustScope(trust.code), as_known_at=known.moment).results)
    if results:
        month = compute(MonthScope(results[0].period, trust.is_demonstration), as_known_at=known.moment)
        results += [result for result in month.results if result.trust_code == trust.code]
    return _sorted(results)


def signals_of_ward(trust: Trust, ward: str, known: Known) -> list[Shown]:
    """Return a ward's signals, often short first and then by measure."""
    if known.moment is None:
        own = Signal.objects.filter(trust_code=trust.code, level="ward", subject=ward)
        return _sorted(result_of(signal) for signal in own).wards.get(ward, [])
    return signals_of_trust(trust, known).wards.get(ward, [])


def _sorted(results: Iterable[Result]) -> TrustSignals:
    own: list[Shown] = []
    wards: dict[str, list[Shown]] = {}
    alarms: dict[date, Shown] = {}
    for result in sorted(results, key=lambda one: (one.key.kind, _ORDER.get(one.key.measure, 0))):
        if result.key.kind is SignalKind.STAFFING_ALARM:
            alarms[result.period] = Shown(result)
        elif result.key.level == "ward":
            wards.setdefault(result.key.subject, []).append(Shown(result))
        else:
            own.append(Shown(result))
    return TrustSignals(own, wards, alarms)
