"""The staffing signals that stand at trusts, as the programme of inspections counts them."""

from __future__ import annotations

from collections import Counter

from inspections.pages.trust_signals import Signals
from inspections.risk import SignalLevel, StandingSignal
from oversight.organisations.models import Trust
from oversight.wording import write_count, write_month
from ratings.models import Signal
from ratings.signals import SignalKind, State

_LEVELS = {str(State.ELEVATED_RISK): SignalLevel.ELEVATED_RISK, str(State.RISK): SignalLevel.RISK}


def staffing_signals_of_trusts(*, demonstration: bool) -> Signals:
    """Return by trust: the staffing alarm of its latest month, where it tells of a risk, and its wards often short.

    Wards often short count as one risk of the trust, however many they are: each of them is looked at by itself.
    """
    codes = Trust.objects.filter(is_demonstration=demonstration).values("code")
    of_trusts = Signal.objects.filter(trust_code__in=codes)
    found: dict[str, list[StandingSignal]] = {}
    alarms = of_trusts.filter(kind=SignalKind.STAFFING_ALARM).order_by("subject", "-period").distinct("subject")
    for code, state, period in alarms.values_list("trust_code", "state", "period"):
        if state in _LEVELS:
            text = f"Staffing alarm for {write_month(period)}: {State(state).label.lower()}"
            found.setdefault(code, []).append(StandingSignal(_LEVELS[state], text))
    short = Counter(
        of_trusts.filter(kind=SignalKind.OFTEN_SHORT, state=State.OFTEN_SHORT).values_list("trust_code", flat=True)
    )
    for code, wards in sorted(short.items()):
        text = f"{write_count(wards, 'ward')} often short of planned hours"
        found.setdefault(code, []).append(StandingSignal(SignalLevel.RISK, text))
    return {code: tuple(signals) for code, signals in found.items()}
