"""What is worked out at one time: the signals of a trust, the staffing alarms of a month, or a trust's ratings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

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
        return f"month:{self.month:%Y-%m}:{'demo' if self.demonstration else 'real'}"


@dataclass(frozen=True, slots=True)
class RatingsScope:
    """The computed ratings of one trust beside the published ones, and its cautions."""

    trust_code: str

    def __str__(self) -> str:
        return f"ratings:{self.trust_code}"


StaffingScope = TrustScope | MonthScope
Scope = StaffingScope | RatingsScope


def parse_scope(text: str) -> Scope:
    """Read a scope as it is written in a request; ``ValueError`` for anything else."""
    kind, _, rest = text.partition(":")
    if kind == "trust" and rest:
        return TrustScope(rest)
    if kind == "ratings" and rest:
        return RatingsScope(rest)
    if match := _MONTH_SCOPE.fullmatch(text):
        return MonthScope(date(int(match[1]), int(match[2]), 1), match[3] == "demo")
    raise ValueError(f"{text!r} is no scope of a recomputation")
