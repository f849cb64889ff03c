"""The word and the bounds beside a figure say the same: within them it is as expected, and beyond them it is not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from oversight.measures.defining import definition
from oversight.measures.periods import Grain, Period
from publication.safety_measures.comparing import Compared, Comparisons
from publication.safety_measures.models import Standing
from publication.safety_measures.observed import Known
from publication.safety_measures.telling import told_of
from ratings.indicators.asking import asked_of
from ratings.models import IndicatorComparison
from ratings.rules.judging_asked import Figure, Terms
from ratings.rules.judging_periods import judge_period

AT = datetime(2026, 11, 10, tzinfo=UTC)
MONTH = Period(date(2026, 10, 1), Grain.MONTH)
# One of each method whose bounds follow from a figure's size, with sizes and rates as they come.
METHODS = {
    "ae_over_four_hours": ((200, 9_000), (0.01, 0.4)),
    "hsmr": ((30, 900), (0.6, 1.6)),
    "shmi": ((30, 900), (0.6, 1.6)),
    "staff_fair_procedures": ((60, 900), (3.0, 4.5)),
    "mrsa_bacteraemia": ((6_000, 60_000), (0.0, 0.0004)),
}


def _comparison(code: str, figures: list[tuple[Decimal, Decimal]]) -> Comparisons:
    judged = judge_period([Figure(*each) for each in figures], asked_of(code), Terms(0.1, 3))
    return Comparisons(
        [
            IndicatorComparison(
                measure=code,
                period=MONTH.first_day,
                grain=str(MONTH.grain),
                trusts=[f"RX{place}" for place in range(len(figures))],
                numerators=[float(above) for above, _ in figures],
                denominators=[float(below) for _, below in figures],
                expected=[said.expected for said in judged.said],
                adjusted_z=[said.adjusted_z for said in judged.said],
                results=[str(said.word) for said in judged.said],
                target=judged.target,
                tau_squared=judged.tau_squared,
            )
        ]
    )


@pytest.mark.parametrize("code", sorted(METHODS))
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_within_the_bounds_is_as_expected_and_beyond_them_is_not(code: str, data: st.DataObject) -> None:
    made, (sizes, rates) = definition(code), METHODS[code]
    figures = []
    for _ in range(data.draw(st.integers(6, 14))):
        size = data.draw(st.integers(*sizes))
        figures.append((Decimal(round(size * data.draw(st.floats(*rates)))), Decimal(size)))
    assume(any(above for above, _ in figures))
    comparisons = _comparison(code, figures)
    for place, (above, below) in enumerate(figures):
        known = Known(MONTH, above, below, AT, False, f"RX{place}")
        found = comparisons.of(made, f"RX{place}", known, told_of(made, known))
        if found.lower is None or found.upper is None:
            continue
        value = made.value(above, below)
        assert value is not None
        near = min(abs(value - found.lower), abs(value - found.upper)) < Decimal("0.001")
        if near:
            continue
        inside = found.lower < value < found.upper
        assert (found.standing is Standing.AS_EXPECTED) is inside
        if not inside:
            worse = value > found.upper if made.direction == "decrease" else value < found.lower
            assert found.standing is (Standing.WORSE if worse else Standing.BETTER)


def test_what_is_not_told_is_not_compared() -> None:
    figures = [(Decimal(20 + place), Decimal(2_000)) for place in range(6)]
    comparisons = _comparison("ae_over_four_hours", figures)
    made = definition("ae_over_four_hours")
    blank = Known(MONTH, None, Decimal(2_000), AT, False, "RX0")
    assert comparisons.of(made, "RX0", blank, told_of(made, blank)) == Compared()
    corrected = Known(MONTH, Decimal(90), Decimal(2_000), AT, False, "RX0")
    assert comparisons.of(made, "RX0", corrected, told_of(made, corrected)).standing is Standing.NOT_COMPARED
