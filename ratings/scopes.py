"""What is worked out at one time: a trust's signals, a month's staffing alarms, a trust's ratings, what one measure
says of all trusts in a period, or all bands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from oversight.measures.periods import Period

_INDICATOR_SCOPE = re.compile(r"indicator:([a-z0-9_]{1,60}):([0-9/Q-]{6,10}):(real|demo)")
_MONTH_SCOPE = re.compile(r"month:(\d{4})-(0[1-9]|1[0-2]):(real|demo)")


@dataclass(frozen=True, slots=True)
class TrustScope:
    """Special causes and "often short" of one trust and its wards."""

    trust_code: str

    def __str__(self) -> str:
        return f"trust:{self.trust_code}"


@dataclass(frozen=True, slots=True)
class MonthScope:
    """The staffing alarm of all trusts of a month: the real ones, or the invented ones, never both."""

    month: date
    demonstration: bool

    def __str__(self) -> str:
        return f"month:{self.month:%Y-%m}:{_kind(self.demonstration)}"


@dataclass(frozen=True, slots=True)
class RatingsScope:
    """The computed ratings of one trust beside the published ones, and its cautions."""

    trust_code: str

    def __str__(self) -> str:
        return f"ratings:{self.trust_code}"


@dataclass(frozen=True, slots=True)
class IndicatorScope:
    """What one measure says of all trusts in a period: the real ones, or the invented ones, never both."""

    measure: str
    period: Period
    demonstration: bool

    def __str__(self) -> str:
        return f"indicator:{self.measure}:{self.period}:{_kind(self.demonstration)}"


@dataclass(frozen=True, slots=True)
class BandsScope:
    """The bands of all real trusts, or of all invented ones."""

    demonstration: bool

    def __str__(self) -> str:
        return f"bands:{_kind(self.demonstration)}"


StaffingScope = TrustScope | MonthScope
Scope = StaffingScope | RatingsScope | IndicatorScope | BandsScope


def parse_scope(text: str) -> Scope:
    """Read a scope as it is written in a request; ``ValueError`` for anything else."""
    kind, _, rest = text.partition(":")
    if kind == "trust" and rest:
        return TrustScope(rest)
    if kind == "ratings" and rest:
        return RatingsScope(rest)
    if match := _INDICATOR_SCOPE.fullmatch(text):
        return IndicatorScope(match[1], Period.parse(match[2]), match[3] == "demo")
    if kind == "bands" and rest in ("real", "demo"):
        return BandsScope(rest == "demo")
    if match := _MONTH_SCOPE.fullmatch(text):
        return MonthScope(date(int(match[1]), int(match[2]), 1), match[3] == "demo")
    raise ValueError(f"{text!r} is no scope of a recomputation")


def _kind(demonstration: bool) -> str:
    return "demo" if demonstration else "real"
