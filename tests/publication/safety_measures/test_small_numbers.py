"""Nothing withheld can be worked out: not from a trust and its other hospitals, and not from the release before."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oversight.measures.defining import definition
from oversight.measures.periods import Grain, Period
from publication.safety_measures.models import ReleasedHospitalMeasure
from publication.safety_measures.observed import Known
from publication.safety_measures.reading import hospitals_of, safety_of_hospital
from publication.safety_measures.telling import told_of, withheld_beside
from tests.publication.making import make_hospital, make_trust
from tests.publication.safety_measures.making import (
    FFT,
    LATER,
    LOW_RISK,
    observed,
    publish,
    returned,
    safety_releases,
)

CLEAN = "place_cleanliness"
MONTH = Period(date(2026, 10, 1), Grain.MONTH)
AT = datetime(2026, 11, 10, tzinfo=UTC)


def _known(denominator: int, numerator: int | None = None) -> Known:
    above = denominator if numerator is None else numerator
    return Known(MONTH, Decimal(above), Decimal(denominator), AT, False, "RX1")


def _held(*answers: int, whole: int | None = None, before: frozenset[str] = frozenset()) -> set[str]:
    parts = {f"RX1{place:02}": _known(each) for place, each in enumerate(answers)}
    total = None if whole is None else _known(whole)
    return withheld_beside(definition(FFT), total, parts, before)


def test_a_small_hospital_takes_another_with_it_where_the_trust_is_told() -> None:
    assert _held(3, 40, 90, whole=133) == {"RX100", "RX101"}


def test_without_the_trusts_own_figure_the_small_one_alone_is_withheld() -> None:
    assert _held(3, 40, 90) == {"RX100"}


def test_where_none_is_small_all_are_told() -> None:
    assert _held(5, 40, 90, whole=135) == set()


def test_what_the_release_before_withheld_stays_withheld() -> None:
    assert _held(3, 50, 40, whole=93, before=frozenset({"RX101"})) >= {"RX100", "RX101"}


@given(st.lists(st.integers(0, 60), min_size=2, max_size=7))
@settings(max_examples=200, deadline=None)
def test_no_small_hospital_is_ever_the_trust_less_the_others(answers: list[int]) -> None:
    held = _held(*answers, whole=sum(answers))
    small = {f"RX1{place:02}" for place, each in enumerate(answers) if 0 < each < 5}
    told = {f"RX1{place:02}": each for place, each in enumerate(answers)}
    assert small <= held
    for code in small:
        # What the others of those withheld come to is no single number for any reader: at least one more is unknown,
        # unless nothing is left that could be withheld.
        others = held - {code}
        assert others or all(each == 0 for other, each in told.items() if other != code)


@given(st.integers(0, 400), st.integers(0, 4_000))
@settings(max_examples=300, deadline=None)
def test_deaths_told_are_never_nearer_than_five(deaths: int, patients: int) -> None:
    told = told_of(definition(LOW_RISK), _known(patients, deaths))
    for number in (told.numerator, told.denominator):
        assert number is None or number % 5 == 0
    if 0 < deaths < 8:
        assert told.value is None
        assert told.code in {"[c]", "[z]"}


@given(st.integers(1, 4), st.integers(0, 4))
def test_fewer_than_five_answers_are_never_told(answers: int, yes: int) -> None:
    told = told_of(definition(FFT), _known(answers, min(yes, answers)))
    assert (told.code, told.value, told.numerator, told.denominator) == ("[c]", None, None, None)


@pytest.mark.django_db
def test_hospitals_are_released_where_figures_are_of_places() -> None:
    trust = make_trust()
    returned(trust)
    site = make_hospital(trust)
    observed(site, CLEAN, 95, 100, period="2025/26")
    release = publish()
    shown = safety_of_hospital("RX101", safety_releases())
    assert shown is not None
    assert shown.measures[CLEAN].text == "95.0%"
    assert [(row.code, each.value) for row, each in hospitals_of(release, CLEAN)] == [("RX101", 95)]
    assert release.hospitals == 1


@pytest.mark.django_db
def test_a_release_withholds_a_second_hospital_and_goes_on_doing_so() -> None:
    trust = make_trust()
    returned(trust)
    sites = [make_hospital(trust, f"RX10{place}", f"HOSPITAL {place}") for place in range(3)]
    for site, answers in zip(sites, (3, 40, 90), strict=True):
        observed(site, FFT, answers, answers)
    observed(trust, FFT, 133, 133)
    first = publish()
    told = dict(_told(first.pk))
    assert told == {"RX100": "[c]", "RX101": "[c]", "RX102": ""}
    # More answers come late for the second, so that the third would be the one to withhold beside the first.
    observed(sites[1], FFT, 95, 95, now=LATER)
    observed(trust, FFT, 188, 188, now=LATER)
    assert dict(_told(publish(now=LATER).pk))["RX101"] == "[c]"


def _told(release: int) -> list[tuple[str, str]]:
    rows = ReleasedHospitalMeasure.objects.filter(release=release)
    return list(rows.values_list("hospital__code", "told"))
