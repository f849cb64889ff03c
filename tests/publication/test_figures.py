"""Released figures are those that the checks of the return work out, to the digits that are shown."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oversight.records.audit import System
from oversight.returns.periods import Month
from publication.figures import Figure, Missing, StaffingFigures, rate_figure
from publication.models import Hours, ReleasedHospital, ReleasedTrust, ReleasedWard
from publication.releasing import publish_month
from staffing.columns import HOURS
from staffing.wards import Figures, WardHours, figures, pooled_figures
from tests.publication.making import HOURS as EIGHT_HOURS
from tests.publication.making import NOW, OCTOBER, USUAL, Row, accept, make_hospital, make_trust, make_ward

BY = System("test")
HOURS_CELL = st.none() | st.decimals(min_value=0, max_value=20_000, places=2, allow_nan=False)
ROW = st.tuples(
    st.tuples(*[HOURS_CELL] * 8), st.none() | st.integers(0, 1200), st.none() | st.decimals(0, 500, places=1)
)


def _ward_hours(row: Row) -> WardHours:
    """The row as the return's own rules see it."""
    hours: dict[str, Decimal | None] = {column.code: None for column in HOURS}
    hours |= {code: None if text is None else Decimal(text) for code, text in zip(EIGHT_HOURS, row.hours, strict=True)}
    hours |= {code: Decimal(text) for code, text in row.other_groups.items()}
    return WardHours(
        period=Month.parse(OCTOBER),
        site_code="RX101",
        site_as_read="RX101",
        ward_name=row.ward.name,
        ward_id=str(row.ward.public_id),
        specialty_1=None,
        specialty_2=None,
        url=None,
        hours=tuple(hours.values()),
        patients=row.patients,
    )


def _same(shown: Figure, exact: Fraction | None, places: int = 20) -> bool:
    if exact is None:
        return shown.missing is Missing.NOT_APPLICABLE
    return shown.value is not None and abs(Fraction(shown.value) - exact) <= Fraction(1, 10**places)


def _agree(row: Hours, exact: Figures) -> None:
    shown = StaffingFigures(row)
    for name in ("day_registered", "day_care", "night_registered", "night_care"):
        assert _same(shown.fill[name], getattr(exact, name)), (name, shown.fill[name], getattr(exact, name))
    for group in ("registered", "care", "overall"):
        assert _same(shown.care_hours[group], getattr(exact, f"chppd_{group}")), group


class _Undo(Exception):
    """Takes back what an example made."""


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, min_size=1, max_size=4))
def test_wards_hospitals_and_trusts_have_the_figures_of_the_return(
    db: None, rows: list[tuple[tuple[Decimal | None, ...], int | None, Decimal | None]]
) -> None:
    with contextlib.suppress(_Undo), transaction.atomic():
        _compare(rows)
        raise _Undo


def _compare(rows: list[tuple[tuple[Decimal | None, ...], int | None, Decimal | None]]) -> None:
    trust = make_trust()
    site = make_hospital(trust)
    made = [
        Row(
            make_ward(site, f"Ward {number}"),
            [None if hours is None else str(hours) for hours in eight],
            patients,
            {} if other is None else {"day_allied_actual": str(other), "day_allied_planned": "1"},
        )
        for number, (eight, patients, other) in enumerate(rows)
    ]
    accept(trust, made)
    publish_month(period=OCTOBER, demonstration=False, by=BY, now=NOW)
    exact = [_ward_hours(row) for row in made]
    for row, ward in zip(made, exact, strict=True):
        _agree(ReleasedWard.objects.get(ward_id=row.ward.public_id), figures(ward))
    _agree(ReleasedHospital.objects.get(), pooled_figures(exact))
    _agree(ReleasedTrust.objects.get(), pooled_figures(exact))


class TestWorkedExamples:
    """Domain rules 3.3, and the evidence for the figure that the public saw."""

    def test_the_rates_the_average_and_the_care_hours(self) -> None:
        row = ReleasedWard(**{code: Decimal(text) for code, text in zip(EIGHT_HOURS, USUAL, strict=True)}, patients=812)
        shown = StaffingFigures(row)
        assert [str(shown.fill[name]) for name in shown.fill] == ["93.7%", "102.3%", "96.8%", "104.5%"]
        assert (str(shown.public_average), str(shown.all_fill)) == ("99.3%", "98.1%")
        assert {group: str(figure) for group, figure in shown.care_hours.items()} == {
            "registered": "3.2",
            "care": "2.2",
            "overall": "5.4",
        }
        assert str(shown.care_hours["overall"].value).startswith("5.43165")

    def test_the_count_is_the_months_and_not_a_days(self) -> None:
        row = ReleasedWard(day_registered_actual=Decimal(2700), patients=300)
        assert str(StaffingFigures(row).care_hours["overall"]) == "9.0"

    def test_planned_zero_is_not_zero_per_cent(self) -> None:
        for actual in (Decimal(0), Decimal(36)):
            assert rate_figure(Decimal(0), actual).missing is Missing.NOT_APPLICABLE
        assert str(rate_figure(Decimal(10), Decimal(0))) == "0.0%"
        assert rate_figure(None, Decimal(36)).missing is Missing.NOT_APPLICABLE

    def test_an_average_of_rates_of_which_one_is_missing_is_not_applicable(self) -> None:
        row = ReleasedWard(day_registered_planned=Decimal(10), day_registered_actual=Decimal(9))
        assert StaffingFigures(row).public_average.missing is Missing.NOT_APPLICABLE
