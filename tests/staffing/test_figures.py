"""Fill rates and care hours, from the worked examples of the rules."""

from decimal import Decimal
from fractions import Fraction

import pytest

from staffing.care_hours import care_hours_per_patient_day, pooled_care_hours
from staffing.columns import StaffGroup
from staffing.fill_rates import fill_rate, pooled_fill_rate
from staffing.rules.examples import checked
from staffing.rules.rule import Example
from staffing.wards import figures


@pytest.mark.parametrize(
    ("planned", "actual", "rate"),
    [("1710", "1602.5", 93.7), ("1080", "1105", 102.3), ("1023", "990", 96.8), ("682", "713", 104.5)],
)
def test_the_worked_fill_rates(planned, actual, rate):
    assert round(float(fill_rate(Decimal(planned), Decimal(actual))), 1) == rate


def test_a_fill_rate_is_exact():
    assert fill_rate(Decimal(1710), Decimal("1602.5")) == Fraction(100 * 16025, 17100)


@pytest.mark.parametrize(("planned", "actual"), [("0", "0"), ("0", "23"), (None, "23"), ("23", None), (None, None)])
def test_planned_0_is_not_0_percent(planned, actual):
    assert fill_rate(planned and Decimal(planned), actual and Decimal(actual)) is None


def test_nothing_worked_of_what_was_planned_is_0_percent():
    assert fill_rate(Decimal(100), Decimal(0)) == 0


def test_sums_come_before_ratios():
    pairs = [(Decimal(100), Decimal(50)), (Decimal(900), Decimal(900)), (Decimal(0), Decimal(50))]
    assert pooled_fill_rate(pairs) == 100


def test_published_shifts_recomputed():
    """A trust published 92.1% for 16,083 of 17,642 shifts, which are 91.16%."""
    assert round(float(fill_rate(Decimal(17642), Decimal(16083))), 2) == 91.16


@pytest.mark.parametrize(("hours", "patients", "care"), [(2700, 300, 9), (2100, 300, 7)])
def test_the_official_care_hours(hours, patients, care):
    assert care_hours_per_patient_day(Decimal(hours), patients) == care


@pytest.mark.parametrize("patients", [0, None])
def test_no_care_hours_without_patients(patients):
    assert care_hours_per_patient_day(Decimal(2700), patients) is None


def test_wards_without_patients_are_left_out_of_the_trusts_care_hours():
    assert pooled_care_hours([(Decimal(2700), 300), (Decimal(999), 0), (Decimal(999), None)]) == 9


def test_a_daily_average_in_place_of_the_months_count_is_asked_about():
    result = checked(Example(rows=({"patients": "26"},)))
    assert [finding.rule for finding in result.findings] == ["staffing.chppd_out_of_bounds"]


def test_the_worked_ward():
    (ward,) = checked(Example()).wards
    assert figures(ward).as_json() == {
        "fill_rate": {
            "day_registered": 100 * 1602.5 / 1710,
            "day_care": pytest.approx(102.31481481481481, rel=1e-15),
            "night_registered": pytest.approx(96.7741935483871, rel=1e-15),
            "night_care": pytest.approx(104.54545454545455, rel=1e-15),
        },
        "chppd": {
            "registered": pytest.approx(2592.5 / 812, rel=1e-15),
            "care": pytest.approx(1818 / 812, rel=1e-15),
            "overall": pytest.approx(5.431650246305419, rel=1e-15),
        },
    }


def test_further_groups_enter_the_overall_care_hours_only():
    further = {
        "day_nursing_associate_planned": "100",
        "day_nursing_associate_actual": "81.2",
        "night_allied_support_planned": "10",
        "night_allied_support_actual": "0.812",
    }
    (plain,), (ward,) = checked(Example()).wards, checked(Example(rows=(further,))).wards
    assert figures(ward).chppd_overall - figures(plain).chppd_overall == Fraction("0.101")
    assert figures(ward).chppd_registered == figures(plain).chppd_registered
    assert figures(ward).chppd_care == figures(plain).chppd_care
    assert ward.worked(StaffGroup) == Decimal("4410.5") + Decimal("82.012")


def test_a_cell_to_be_fixed_takes_no_part():
    result = checked(Example(rows=({"day_care_actual": "-5"}, {"ward": "Oak"})))
    first, second = (figures(ward) for ward in result.wards)
    assert first.day_care is None
    assert first.chppd_care is None
    assert first.chppd_overall is None
    assert first.chppd_registered is not None
    assert result.trust_total.day_care == second.day_care
    assert {finding.rule for finding in result.findings} == {"staffing.negative"}


def test_a_pair_left_blank_is_not_applicable_and_nothing_else():
    (ward,) = checked(Example(rows=({"night_care_planned": "", "night_care_actual": ""},))).wards
    assert figures(ward).night_care is None
    assert figures(ward).chppd_care == Fraction(1105, 812)
