"""What a worker works out at one time, in words."""

from __future__ import annotations

from oversight.measures.defining import definitions
from oversight.wording import write_month
from ratings.scopes import BandsScope, IndicatorScope, MonthScope, RatingsScope, TrustScope, parse_scope


def told_scope(name: str) -> str:
    """Return what a scope is in words; one that cannot be read stands as it is."""
    try:
        scope = parse_scope(name)
    except ValueError:
        return name
    match scope:
        case TrustScope(code):
            return f"Signals of trust {code} and its wards"
        case RatingsScope(code):
            return f"Computed ratings and criteria of trust {code}"
        case MonthScope(month, demonstration):
            return f"Staffing alarms of {_trusts(demonstration)}, {write_month(month)}"
        case BandsScope(demonstration):
            return f"Bands of {_trusts(demonstration)}"
        case IndicatorScope(measure, period, demonstration):
            made = definitions().get(measure)
            return f"{made.name if made else measure}: {_trusts(demonstration)}, {period}"


def _trusts(demonstration: bool) -> str:
    return "all invented trusts" if demonstration else "all trusts"
