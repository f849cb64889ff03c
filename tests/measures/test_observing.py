"""Observations: recorded with their return, ended by a correction, and read back as known now or on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from oversight.measures.defining import Level
from oversight.measures.models import Observation, ObservationImport
from oversight.measures.observations import AcceptedObservations, NewObservation, SeriesKey
from oversight.measures.observing import (
    Overtaken,
    month_of_trusts,
    observe_again,
    record_many,
    record_observations,
    series,
    series_of_subjects,
    series_of_trust,
)
from oversight.measures.periods import Grain
from oversight.organisations.models import Trust

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)
SEPTEMBER = date(2026, 9, 1)
WARD = "11111111-1111-1111-1111-111111111111"


def told(numerator: str | None, denominator: str | None = "100", *, level: str = "ward", subject: str = WARD):
    above = None if numerator is None else Decimal(numerator)
    below = None if denominator is None else Decimal(denominator)
    return NewObservation("fill_registered", level, subject, above, below)


def record(version_id: int, *observations: NewObservation, period: date = OCTOBER, now: datetime = NOW) -> int:
    with transaction.atomic():
        return record_observations(
            version_id=version_id,
            return_kind="staffing",
            trust_code="RX1",
            period=period,
            observations=observations,
            now=now,
        )


def test_blank_and_zero_come_back_as_they_went_in_with_every_digit():
    many = "1602.1234567890123456"
    record(1, told(None, "0"), told(many, level="trust", subject="RX1"))
    ward = series("fill_registered", Level.WARD, WARD, [SEPTEMBER, OCTOBER])
    assert ward[SEPTEMBER] is None
    assert (ward[OCTOBER].numerator, ward[OCTOBER].denominator) == (None, 0)
    trust = series("fill_registered", Level.TRUST, "RX1", [OCTOBER])[OCTOBER]
    assert trust.numerator == Decimal(many)


def test_a_correction_ends_the_rows_before_it_and_both_can_be_read():
    record(1, told("90"), told("80", subject="another ward"))
    later = NOW + timedelta(days=3)
    assert record(2, told("95"), now=later) == 1
    assert series("fill_registered", Level.WARD, WARD, [OCTOBER])[OCTOBER].numerator == 95
    assert series("fill_registered", Level.WARD, "another ward", [OCTOBER])[OCTOBER] is None
    before = series("fill_registered", Level.WARD, WARD, [OCTOBER], as_known_at=later - timedelta(seconds=1))
    assert (before[OCTOBER].numerator, before[OCTOBER].version_id) == (90, 1)
    earlier = series("fill_registered", Level.WARD, WARD, [OCTOBER], as_known_at=NOW - timedelta(seconds=1))
    assert earlier[OCTOBER] is None
    at_once = series("fill_registered", Level.WARD, WARD, [OCTOBER], as_known_at=later)
    assert at_once[OCTOBER].version_id == 2


def test_recording_the_same_version_again_changes_nothing():
    assert record(1, told("90")) == 1
    assert record(1, told("90"), now=NOW + timedelta(hours=1)) == 0
    assert Observation.objects.get().known_from == NOW


def test_an_older_version_does_not_replace_a_newer_one():
    record(2, told("95"))
    with pytest.raises(Overtaken):
        record(1, told("90"))
    assert Observation.objects.get(known_to__isnull=True).version_id == 2


def test_a_correction_of_one_month_leaves_the_others_alone():
    record(1, told("90"), period=SEPTEMBER)
    record(2, told("91"))
    record(3, told("92"))
    assert series("fill_registered", Level.WARD, WARD, [SEPTEMBER])[SEPTEMBER].numerator == 90


def test_observations_want_the_transaction_of_their_acceptance(transactional_db):
    with pytest.raises(ValueError, match="transaction"):
        record_observations(
            version_id=1, return_kind="staffing", trust_code="RX1", period=OCTOBER, observations=[], now=NOW
        )


def test_a_measure_without_a_definition_is_refused():
    with pytest.raises(ValueError, match="without a definition"), transaction.atomic():
        record(1, NewObservation("made_up", "ward", WARD, Decimal(1), Decimal(1)))
    assert not Observation.objects.exists()


def test_a_history_is_copied_in_with_its_times_and_two_present_rows_of_one_thing_are_refused():
    first = AcceptedObservations(1, "RX1", OCTOBER, NOW, NOW + timedelta(days=2), [told("90")])
    second = AcceptedObservations(2, "RX1", OCTOBER, NOW + timedelta(days=2), None, [told("95")])
    assert record_many([first, second]) == 2
    assert series("fill_registered", Level.WARD, WARD, [OCTOBER], as_known_at=NOW)[OCTOBER].version_id == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        record_many([AcceptedObservations(3, "RX1", OCTOBER, NOW, None, [told("1")])])


def test_texts_that_copy_reads_as_marks_are_kept_as_they_are():
    odd = "a\\b\tc\nd"
    record(1, told("1", subject=odd))
    assert Observation.objects.get().subject == odd


def test_many_rows_are_copied_whole_across_the_pieces_that_are_read():
    count = 30_000
    observations = (told(str(number), subject=f"ward {number}") for number in range(count))
    assert record_many([AcceptedObservations(1, "RX1", OCTOBER, NOW, None, observations)]) == count
    assert Observation.objects.count() == count
    assert Observation.objects.get(subject="ward 29999").numerator == 29_999


def test_all_series_of_a_trust_come_in_one_query_in_time_order(django_assert_num_queries):
    record(2, told("91"), told("1", level="site", subject="RX101"))
    record(1, told("90"), period=SEPTEMBER)
    with django_assert_num_queries(1):
        found = series_of_trust("RX1", levels=[Level.WARD], measures=["fill_registered"], first=SEPTEMBER, last=OCTOBER)
    assert list(found) == [SeriesKey("ward", WARD, "fill_registered")]
    assert [each.numerator for each in found["ward", WARD, "fill_registered"]] == [90, 91]
    assert not series_of_trust(
        "RX1", levels=[Level.WARD], measures=["fill_registered"], first=SEPTEMBER, last=OCTOBER, subjects=["other"]
    )


def test_series_of_a_few_subjects_come_in_one_query(django_assert_num_queries):
    record(1, told("91"), told("7", level="trust", subject="RX1"), told("8", subject="other"))
    keys = {SeriesKey("ward", WARD, "fill_registered"), SeriesKey("trust", "RX1", "fill_registered")}
    with django_assert_num_queries(1):
        found = series_of_subjects(keys)
    assert {key: [each.numerator for each in kept] for key, kept in found.items()} == {
        SeriesKey("ward", WARD, "fill_registered"): [91],
        SeriesKey("trust", "RX1", "fill_registered"): [7],
    }
    assert series_of_subjects(set()) == {}


def test_a_month_of_trusts_never_mixes_real_and_invented_ones():
    for code, invented in (("RX1", False), ("RX2", False), ("X01", True)):
        Trust.objects.create(code=code, name=code, is_demonstration=invented)
        record_many([AcceptedObservations(1, code, OCTOBER, NOW, None, [told("90", level="trust", subject=code)])])
    assert list(month_of_trusts("fill_registered", OCTOBER, demonstration=False)) == ["RX1", "RX2"]
    assert list(month_of_trusts("fill_registered", OCTOBER, demonstration=True)) == ["X01"]


def test_a_quarter_and_a_year_that_begin_on_one_day_are_told_apart_and_each_is_corrected_by_its_own():
    april = date(2026, 4, 1)

    def record_for(version_id: int, numerator: str, grain: Grain, now: datetime = NOW) -> int:
        with transaction.atomic():
            return record_observations(
                version_id=version_id,
                return_kind="complaints",
                trust_code="RX1",
                period=april,
                grain=grain,
                observations=[complaints(numerator)],
                now=now,
            )

    def complaints(numerator: str) -> NewObservation:
        return NewObservation("complaints_new", "trust", "RX1", Decimal(numerator), Decimal(1000))

    assert record_for(1, "10", Grain.QUARTER) == 1
    assert record_for(2, "40", Grain.YEAR) == 1
    # A number above the quarter's version belongs to the year alone, and stands in nobody's way.
    assert record_for(3, "11", Grain.QUARTER, NOW + timedelta(days=1)) == 1
    present = Observation.objects.filter(known_to__isnull=True).order_by("grain")
    assert list(present.values_list("grain", "numerator", "version_id")) == [("quarter", 11, 3), ("year", 40, 2)]


def test_what_is_observed_again_takes_the_place_of_what_a_file_said_even_where_it_says_the_same():
    april = date(2026, 4, 1)
    read = ObservationImport.objects.create(
        measure="ombudsman_upheld",
        file_name="ombudsman.csv",
        sha256="0" * 64,
        new=1,
        changed=0,
        unchanged=0,
        rejected=0,
        imported_at=NOW,
    )
    said = NewObservation("ombudsman_upheld", "trust", "RX1", Decimal(2), Decimal(5))
    Observation.objects.create(
        measure=said.measure,
        level=said.level,
        subject=said.subject,
        trust_code="RX1",
        period=april,
        grain="year",
        numerator=said.numerator,
        denominator=said.denominator,
        imported=read,
        known_from=NOW,
    )
    for expected in (1, 0):
        with transaction.atomic():
            again = observe_again(
                version_id=7, trust_code="RX1", period=april, grain=Grain.YEAR, observations=[said], now=NOW
            )
        assert again == expected
    assert Observation.objects.get(known_to__isnull=True).version_id == 7
