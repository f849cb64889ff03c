"""A funnel's lines and the result always agree: a trust lies beyond a line just where its adjusted z-score does.

The trap: limits made on the square-root scale and not squared back (domain 2.3) disagree with the z-score.
"""

from __future__ import annotations

from math import inf, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oversight.measures.defining import definition
from ratings.rules.indicator_results import Counts, Harm, Method, Thresholds, compare
from workspaces.inspector.monitoring.placing import limits_at, placed

THRESHOLDS = Thresholds(2, 3)
# One indicator of each method that compares by z-score.
MEASURES = {
    "ae_over_four_hours": Method.PROPORTION,
    "hsmr": Method.RATIO_SQRT,
    "shmi": Method.RATIO_LOG,
    "sickness_all": Method.RATIO_OF_COUNTS,
    "inpatients_overall": Method.SURVEY_MEAN,
}
trusts = st.lists(st.tuples(st.integers(1, 400), st.integers(401, 5_000)), min_size=3, max_size=30)


def compared(measure: str, counts: list[tuple[int, int]]):
    """Judge the counts as the recomputation does: a survey's mean with the standard error of its answers."""
    made, method = definition(measure), MEASURES[measure]
    if method is Method.SURVEY_MEAN:
        groups = [Counts(a / b, float(made.standard_deviation) / sqrt(b)) for a, b in counts]
    else:
        groups = [Counts(a, b) for a, b in counts]
    return compare(groups, method=method, harm=Harm.HIGHER_IS_WORSE, thresholds=THRESHOLDS)


@pytest.mark.parametrize("measure", sorted(MEASURES))
@given(counts=trusts)
def test_beyond_a_line_is_beyond_the_z_score(measure: str, counts: list[tuple[int, int]]) -> None:
    made = definition(measure)
    found = compared(measure, counts)
    assume(found.dispersion is not None)
    for (a, b), judged in zip(counts, found.groups, strict=True):
        place = placed(made, a, b)
        assert place is not None
        for at in (2.0, 3.0):
            # On the line itself rounding decides.
            assume(abs(abs(judged.adjusted_z) - at) > 1e-6)
            limits = limits_at(made, place.size, target=found.target, tau_squared=found.dispersion.tau_squared, at=at)
            assert limits.side(place.drawn) == (judged.adjusted_z > at) - (judged.adjusted_z < -at)


def test_the_trap_of_the_square_root_is_avoided() -> None:
    """FunnelPlotR's own example: trust b lies above the package's 99.8% line of 1.2327 and inside the right one."""
    made = definition("hsmr")
    place = placed(made, 150, 112)
    assert place is not None
    assert place.drawn == pytest.approx(1.339286, abs=1e-6)
    at = {
        name: limits_at(made, place.size, target=1.0, tau_squared=0.00343978, at=z).upper
        for name, z in (("95%", 1.959964), ("99.8%", 3.090232))
    }
    assert at == {"95%": pytest.approx(1.3170, abs=1e-4), "99.8%": pytest.approx(1.5196, abs=1e-4)}


@pytest.mark.parametrize(
    ("measure", "numerator", "denominator"),
    [
        ("alerts_overdue", 1, None),
        ("cdifficile", 3, 100),
        ("shmi", None, 100),
        ("shmi", 3, None),
        ("shmi", 3, 0),
        ("shmi", 0, 100),
        ("ae_over_four_hours", 11, 10),
        ("hsmr", -1, 10),
        ("inpatients_overall", 5, -4),
    ],
)
def test_what_has_no_place_has_none(measure: str, numerator: float | None, denominator: float | None) -> None:
    assert placed(definition(measure), numerator, denominator) is None


def test_next_to_nothing_expected_has_no_upper_line() -> None:
    made = definition("shmi")
    assert limits_at(made, 1e-9, target=0.0, tau_squared=0.0, at=3).upper == inf
