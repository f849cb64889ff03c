"""Headings are understood by their words, however they are written."""

import pytest

from staffing.columns import COLUMNS, HOURS
from staffing.headings import meaning, meanings


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.code)
def test_each_column_is_known_by_its_own_headings(column):
    assert meaning(column.heading) == column.code
    assert meaning(column.national) == column.code
    assert meaning(column.national.upper()) == column.code
    assert meaning("  " + column.heading.replace(" ", "\u00a0\u00a0") + "\n") == column.code


@pytest.mark.parametrize("column", HOURS, ids=lambda column: column.code)
def test_the_order_of_the_words_does_not_matter(column):
    text = f"{column.side} staff hours ({column.group.label}) – {column.shift}"
    assert meaning(text) == column.code


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Day RN planned", "day_registered_planned"),
        ("RN/M Night actual", "night_registered_actual"),
        ("Night – Registered  Miidwives / Nurses – Total monthly actual staff hours", "night_registered_actual"),
        ("Day Unregisterd Planned", "day_care_planned"),
        ("Day – Non-registered nurses/midwives (care staff) – actual", "day_care_actual"),
        ("Night: Care Staff actual hours", "night_care_actual"),
        ("HCSW Day Plan", "day_care_planned"),
        ("Night HCA Actual Hrs", "night_care_actual"),
        ("Day Reg Planned Hrs", "day_registered_planned"),
        ("Night Unreg Actual Hrs", "night_care_actual"),
        ("Day - Non-registered Nursing Associates (trainee) - planned", "day_trainee_associate_planned"),
        ("TNA night actual", "night_trainee_associate_actual"),
        ("Night Registered AHPs - Total monthly planned staff hours", "night_allied_planned"),
        ("Day Non-registered AHP actual", "day_allied_support_actual"),
        ("Patient Count At Midnight", "patients"),
        ("Cumulative  count over the month of patients at 23:59 each day", "patients"),
        ("Missing Census Count", "missing_census"),
        ("Speciality 2", "specialty_2"),
        ("Main 2 Specialties on each ward – Specialty 1", "specialty_1"),
        ("ODS Site Code", "site_code"),
        ("Month", "period"),
        ("Name", "ward"),
    ],
)
def test_headings_in_use(heading, code):
    assert meaning(heading) == code


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "-",
        "Day - Average fill rate - registered nurses/midwives (%)",
        "Care Hours Per Patient Day (CHPPD) - Registered midwives/nurses",
        "Night care staff %",
        "Day planned",
        "Registered planned hours",
        "Day registered planned v actual",
        "Day and night registered planned",
        "Comments",
        "Total",
        "Day registered planned WTE",
    ],
)
def test_headings_of_something_else(heading):
    assert meaning(heading) is None


def test_the_trusts_own_mapping_comes_first():
    assert meanings(["Beds", "Qual D Req", "Ward name"], {"qual d req": "day_registered_planned"}) == [
        None,
        "day_registered_planned",
        "ward",
    ]
