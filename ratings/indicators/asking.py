"""What a measure's definition asks of the judging, in the words of the rules."""

from __future__ import annotations

from functools import cache
from typing import Any

from oversight.measures.defining import Definition, Direction, definition
from ratings.rules.indicator_results import Harm
from ratings.rules.judging_asked import Asked, How

_HARM = {
    Direction.DECREASE: Harm.HIGHER_IS_WORSE,
    Direction.INCREASE: Harm.LOWER_IS_WORSE,
    Direction.NEUTRAL: None,
}


@cache
def asked_of(measure: str) -> Asked:
    """Return how a measure is judged; an unknown code is ``KeyError``."""
    made = definition(measure)
    bounds = made.thresholds
    return Asked(
        how=How(str(made.method)),
        harm=_HARM[made.direction],
        is_count=made.is_count,
        factor=made.factor,
        minimum=made.minimum,
        share=made.share,
        denominator_is_expected=bool(made.expected),
        deviation=made.standard_deviation,
        risk_z=None if bounds.z_risk is None else float(bounds.z_risk),
        elevated_z=None if bounds.z_elevated is None else float(bounds.z_elevated),
        risk_at=bounds.risk_at,
        elevated_at=bounds.elevated_at,
        risk_below=bounds.risk_below,
        elevated_below=bounds.elevated_below,
    )


def thresholds_told(made: Definition) -> dict[str, Any]:
    """Return what a definition says of its bounds, as it is kept beside what was worked out by them."""
    bounds = made.thresholds
    told: dict[str, Any] = {
        name: str(bound)
        for name, bound in (
            ("z_risk", bounds.z_risk),
            ("z_elevated", bounds.z_elevated),
            ("risk_at", bounds.risk_at),
            ("elevated_at", bounds.elevated_at),
            ("risk_below", bounds.risk_below),
            ("elevated_below", bounds.elevated_below),
            ("minimum", made.minimum or None),
        )
        if bound is not None
    }
    if bounds.rule:
        told["rule"] = bounds.rule
    return told
