"""The z-score of one trust written out, from the numbers that were stored."""

from __future__ import annotations

from math import sqrt

from oversight.measures.defining import Definition, Method
from oversight.wording import write_number
from workspaces.inspector.monitoring.placing import Placed, placed
from workspaces.inspector.monitoring.stored import Shown

_DIGITS = 6


def written_out(shown: Shown) -> list[str]:
    """Return the steps from the counts to the adjusted z-score; none where there is no such score."""
    made = shown.definition
    place = placed(made, shown.numerator, shown.denominator)
    if place is None or shown.target is None or shown.z is None or shown.adjusted_z is None:
        return []
    tau_squared = shown.tau_squared or 0.0
    spread = sqrt(place.standard_error**2 + tau_squared)
    y, target = _n(place.y), _n(shown.target)
    return [
        f"y = {_value(made, shown)} = {y}",
        f"standard error s = {_error(made, shown, place)} = {_n(place.standard_error)}",
        f"target t = {target}, {_target(made)}",
        f"z = (y − t) ÷ s = ({y} − {_in_brackets(target)}) ÷ {_n(place.standard_error)} = {_n(shown.z)}",
        f"What trusts differ by anyway: τ² = {_n(tau_squared)}"
        + ("" if shown.phi is None else f", from an over-dispersion φ = {_n(shown.phi)}"),
        f"adjusted z = (y − t) ÷ √(s² + τ²) = ({y} − {_in_brackets(target)}) ÷ {_n(spread)} = {_n(shown.adjusted_z)}",
    ]


def _value(made: Definition, shown: Shown) -> str:
    above, below = _count(shown.numerator), _count(shown.denominator)
    match made.method:
        case Method.PROPORTION:
            return f"arcsin √({above} ÷ {below})"
        case Method.RATIO_SQRT:
            return f"√({above} ÷ {below})"
        case Method.RATIO_LOG:
            return f"ln({above} ÷ {below})"
        case Method.RATIO_OF_COUNTS:
            return f"ln(({above} + 0.5) ÷ ({below} + 0.5))"
        case _:
            return f"{above} ÷ {below}"


def _error(made: Definition, shown: Shown, place: Placed) -> str:
    above, below = _count(shown.numerator), _count(shown.denominator)
    match made.method:
        case Method.PROPORTION | Method.RATIO_SQRT:
            return f"1 ÷ (2 √{below})"
        case Method.RATIO_LOG:
            return f"1 ÷ √{below}"
        case Method.RATIO_OF_COUNTS:
            return f"√({above} ÷ ({above} + 0.5)² + {below} ÷ ({below} + 0.5)²)"
        case _:
            return f"{write_number(made.standard_deviation)} ÷ √{below}"


def _target(made: Definition) -> str:
    match made.method:
        case Method.PROPORTION:
            return "arcsin √ of the proportion of all trusts together"
        case Method.RATIO_SQRT:
            return "a ratio of 1"
        case Method.RATIO_LOG:
            return "the logarithm of a ratio of 1"
        case Method.RATIO_OF_COUNTS:
            return "the logarithm of the ratio of all trusts together"
        case _:
            return "the mean of the trusts, each counted once"


def _n(number: float) -> str:
    return write_number(number, _DIGITS)


def _in_brackets(written: str) -> str:
    return f"({written})" if written.startswith("−") else written


def _count(number: float | None) -> str:
    if number is None:
        return "blank"
    return write_number(number, 0 if number == int(number) else 2)
