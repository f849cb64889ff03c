"""The pages over what the recomputation itself stores: the arithmetic written out is the arithmetic that was done."""

from __future__ import annotations

from math import sqrt

import pytest

from oversight.measures.defining import definition
from ratings.models import IndicatorComparison, TrustBand
from tests.inspect.reading import table_of, text_of
from tests.ratings.indicators.making import make_trusts, of_period, told, work
from workspaces.inspector.monitoring.placing import placed

pytestmark = pytest.mark.django_db

# Of one indicator by each method: the period, and the counts of the first trust; the others are near one another.
FIRST = {
    "ae_over_four_hours": ("2026-09", 2_500, 10_000),
    "shmi": ("2026-Q1", 2_900, 2_000),
    "hsmr": ("2026-Q1", 1_300, 1_000),
    "sickness_all": ("2026-09", 9_000, 90_000),
    "inpatients_overall": ("2025/26", 2_800, 400),
    "mixed_sex_breaches": ("2026-09", 19, 20_000),
}
OTHERS = {
    "ae_over_four_hours": (500, 10_000),
    "shmi": (2_000, 2_000),
    "hsmr": (1_000, 1_000),
    "sickness_all": (4_000, 90_000),
    "inpatients_overall": (3_280, 400),
    "mixed_sex_breaches": (4, 20_000),
}


@pytest.fixture
def worked_out(db: None, on_a_day: None) -> None:
    codes = make_trusts(8)
    for measure, (period, above, below) in FIRST.items():
        usual_above, usual_below = OTHERS[measure]
        figures = {
            code: (above, below) if place == 0 else (usual_above + place % 3 * usual_above // 100, usual_below)
            for place, code in enumerate(codes)
        }
        told(measure, of_period(figures, period))
    work()


def test_the_written_arithmetic_is_that_of_the_stored_z_scores(worked_out, inspector):
    compared = 0
    for row in IndicatorComparison.objects.exclude(target=None).exclude(method="poisson_count"):
        made = definition(row.measure)
        for above, below, z, adjusted in zip(row.numerators, row.denominators, row.z, row.adjusted_z, strict=True):
            place = placed(made, above, below)
            assert place is not None
            assert (place.y - row.target) / place.standard_error == pytest.approx(z, rel=1e-9)
            spread = sqrt(place.standard_error**2 + row.tau_squared)
            assert (place.y - row.target) / spread == pytest.approx(adjusted, rel=1e-9)
            compared += 1
        said = text_of(inspector.get(f"/inspect/indicators/{row.measure}/R01/"))
        assert "adjusted z = (y − t) ÷ √(s² + τ²)" in said
    assert compared == 40


def test_every_page_shows_what_was_worked_out(worked_out, inspector):
    assert TrustBand.objects.count() == 8
    answer = inspector.get("/inspect/monitoring/")
    assert "Trust R01" in table_of(answer, "board")[0][0]
    for measure in FIRST:
        rows = table_of(inspector.get(f"/inspect/indicators/{measure}/?trust=R01"), "comparison-table")
        assert len(rows) == 8, measure
        assert rows[0][0] == "Trust R01 (R01)", measure
    # The chance of a rare count is told in words, and so is what was to be expected.
    said = text_of(inspector.get("/inspect/indicators/mixed_sex_breaches/R01/"))
    assert "were to be expected; chance alone brings so many or more" in said
    assert inspector.get("/inspect/trusts/R01/indicators/").status_code == 200
    assert len(table_of(inspector.get("/inspect/compare/?trusts=R01,R02"), "bands")) == 2
