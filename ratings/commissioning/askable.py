"""What the record raises of trusts: the signals that a commissioner may ask about, each with its reason and its rule.

Signals of ward staffing, and indicators that a trust's band counted as a risk. They raise questions and judge nothing.
Source: Hard Truths, paragraph 1.87: "Where concerns are highlighted, Trusts will be expected to provide an explanation
for their commissioners".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from oversight.measures.defining import definition, definitions
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust, Ward
from oversight.wording import write_month
from ratings.models import Signal, TrustBand
from ratings.rules.judging import Word
from ratings.signals import SignalKind, State

_RISKS = (Word.ELEVATED_RISK, Word.RISK)
# What a commissioner looks at first: the alarm of a trust, then wards often short, then the rest.
_ORDER = {SignalKind.STAFFING_ALARM: 0, SignalKind.OFTEN_SHORT: 1, SignalKind.SPECIAL_CAUSE: 3}
_INDICATOR = 2


@dataclass(frozen=True, slots=True)
class Raised:
    """A signal as it stands: its key on record, what it is about, its state, why, of which period, by which rules.

    ``ward`` is None where it is of the trust; ``months`` are those in which a ward was short, for a ward often short.
    """

    key: str
    trust_code: str
    what: str
    state: str
    reason: str
    period: str
    rules: str
    ward: Ward | None
    months: tuple[date, ...]
    place: int

    @property
    def is_often_short(self) -> bool:
        """Whether it says that a ward is often short of planned hours."""
        return self.place == _ORDER[SignalKind.OFTEN_SHORT]


def raised_of(trusts: Collection[Trust]) -> dict[str, list[Raised]]:
    """Return what stands of each trust, by its code, what to look at first at the top; four queries for all of them."""
    codes = [trust.code for trust in trusts]
    found: dict[str, list[Raised]] = {code: [] for code in codes}
    for one in (*_of_staffing(codes), *_of_indicators(codes)):
        found[one.trust_code].append(one)
    for raised in found.values():
        raised.sort(key=lambda one: (one.place, one.what, one.key))
    return found


def raised(trust: Trust, key: str) -> Raised | None:
    """Return the signal of the trust with the key, or None where it does not stand, or no longer."""
    return next((one for one in raised_of([trust])[trust.code] if one.key == key), None)


def often_short(trust: Trust) -> list[Raised]:
    """Return the trust's wards that are often short, as the record has them now, by name."""
    return [one for one in raised_of([trust])[trust.code] if one.is_often_short]


def write_period(period: Period) -> str:
    """Return ``October 2026``, ``July to September 2026``, ``April 2025 to March 2026`` or an ISO day."""
    first, last = write_month(period.first_day), write_month(period.last_day)
    if period.grain is Grain.DAY:
        return period.first_day.isoformat()
    if period.grain is Grain.MONTH:
        return first
    same_year = period.first_day.year == period.last_day.year
    return f"{first.split()[0] if same_year else first} to {last}"


def _of_staffing(codes: Sequence[str]) -> Iterator[Raised]:
    rows = list(Signal.objects.filter(trust_code__in=codes, state__in=_ASKING))
    # Every month keeps its alarm: the newest of a trust stands, whether it asks or not.
    alarms = Signal.objects.filter(trust_code__in=codes, kind=SignalKind.STAFFING_ALARM)
    newest = dict(alarms.order_by("period").values_list("trust_code", "period"))
    named = [row.subject for row in rows if row.level == "ward"]
    wards = {str(ward.public_id): ward for ward in Ward.objects.filter(public_id__in=named).select_related("site")}
    for row in rows:
        kind = SignalKind(row.kind)
        if kind is SignalKind.STAFFING_ALARM and row.period != newest[row.trust_code]:
            continue
        ward = wards.get(row.subject) if row.level == "ward" else None
        of = definition(row.measure).short_name if kind is SignalKind.SPECIAL_CAUSE else kind.label
        yield Raised(
            key=_signal_key(row),
            trust_code=row.trust_code,
            what=f"{ward_name(ward)}: {of[:1].lower()}{of[1:]}" if ward else of,
            state=State(row.state).label,
            reason=row.reason,
            period=write_month(row.period),
            rules=row.rule_set,
            ward=ward,
            months=tuple(map(date.fromisoformat, row.figures.get("short", ())))
            if kind is SignalKind.OFTEN_SHORT
            else (),
            place=_ORDER[kind],
        )


_ASKING = [str(state) for state in State if state.asks_for_attention]


def _signal_key(row: Signal) -> str:
    told = [row.kind, row.level, row.subject, row.measure]
    if row.kind == SignalKind.STAFFING_ALARM:
        told.append(row.period.isoformat())
    return ":".join(told)


def ward_name(ward: Ward) -> str:
    """Return how a ward is called beside the wards of other hospitals."""
    return f"{ward.name}, {ward.site.shown_name}" if ward.site else ward.name


def _of_indicators(codes: Sequence[str]) -> Iterator[Raised]:
    known = definitions()
    for band in TrustBand.objects.filter(trust_code__in=codes):
        for measure, day, grain, word in band.counted:
            if word not in _RISKS or measure not in known:
                continue
            period = Period(date.fromisoformat(day), Grain(grain))
            label = Word(word).value.capitalize()
            yield Raised(
                key=f"indicator:{measure}",
                trust_code=band.trust_code,
                what=known[measure].name,
                state=label,
                reason=f"{label} in {write_period(period)}, compared with all trusts.",
                period=write_period(period),
                rules=band.cut_offs,
                ward=None,
                months=(),
                place=_INDICATOR,
            )
