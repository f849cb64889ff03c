"""A release of the safety measures freezes every trust's newest figure, told by the rules, at one moment."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from oversight.organisations.models import Trust
from publication.figures import Missing
from publication.models import Release
from publication.refusals import ReleaseRefused
from publication.safety_measures.models import ReleasedMeasure, ReleasedSafetyTrust, Standing
from tests.publication.making import make_trust
from tests.publication.safety_measures.making import (
    FALLS,
    FFT,
    KNOWN,
    LATER,
    LOW_RISK,
    MRSA,
    NOW,
    OCTOBER,
    SHMI,
    WAITS,
    compare,
    figure,
    observed,
    publish,
    returned,
    series,
)

pytestmark = pytest.mark.django_db
Status = ReleasedSafetyTrust.Status


def test_a_release_tells_each_trusts_newest_figure() -> None:
    trust = make_trust("RX1")
    version = returned(trust)
    observed(trust, FALLS, 4, 800, period="2026-09")
    observed(trust, FALLS, 8, 800, version=version)
    row = figure(publish(), "RX1")
    assert (row.value, row.numerator, row.denominator, row.told) == (Decimal("1"), 8, 800, "")
    assert (row.period.isoformat(), row.grain, row.source) == ("2026-10-01", "month", "return")
    assert row.points == [["2026-09", "0.5", "4", "800", "", 0], ["2026-10", "1", "8", "800", "", 0]]


def test_what_came_to_be_known_after_the_release_is_not_in_it() -> None:
    trust = make_trust("RX1")
    returned(trust)
    observed(trust, FALLS, 8, 800)
    observed(trust, FALLS, 16, 800, now=LATER)
    observed(trust, MRSA, 3, 20_000, now=LATER)
    release = publish()
    assert figure(release, "RX1").value == 1
    assert not ReleasedMeasure.objects.filter(release=release, measure=MRSA).exists()


def test_a_later_month_and_a_year_that_goes_on_wait_for_their_release() -> None:
    trust = make_trust("RX1")
    returned(trust)
    observed(trust, FALLS, 8, 800)
    observed(trust, FALLS, 24, 800, period="2026-11")
    observed(trust, "staff_stress", 40, 100, period="2025/26")
    observed(trust, "staff_stress", 60, 100, period="2026/27")
    release = publish()
    assert figure(release, "RX1").value == 1
    assert figure(release, "RX1", "staff_stress").period.isoformat() == "2025-04-01"


def test_real_and_invented_trusts_are_never_in_one_release() -> None:
    for code, demonstration in (("RX1", False), ("DX1", True)):
        trust = make_trust(code, demonstration=demonstration)
        returned(trust)
        observed(trust, FALLS, 8, 800)
    assert {row.code for row in ReleasedSafetyTrust.objects.filter(release=publish())} == {"RX1"}
    assert {row.code for row in ReleasedSafetyTrust.objects.filter(release=publish(demonstration=True))} == {"DX1"}


@pytest.mark.parametrize("code", ["fill_registered", "complaints_new", "candour_told_in_time", "serious_incidents"])
def test_staffing_complaints_and_drafts_are_not_in_it(code: str) -> None:
    trust = make_trust("RX1")
    returned(trust)
    observed(trust, code, 80, 100)
    assert not ReleasedMeasure.objects.filter(release=publish()).exists()


def test_a_trust_that_owes_its_return_is_told_as_not_submitted_beside_the_months_before() -> None:
    returned(make_trust("RX1"))
    owing = make_trust("RX2", "ROBIN NHS TRUST")
    series(owing, FALLS, [(4, 800), (8, 800)], last="2026-09")
    release = publish()
    row = figure(release, "RX2")
    assert (row.told, row.value, row.period.isoformat()) == (Missing.NOT_SUBMITTED.value, None, "2026-10-01")
    assert [point[0] for point in row.points] == ["2026-08", "2026-09", "2026-10"]
    assert row.points[1][1:] == ["1", "8", "800", "", 0]
    assert (release.provisional, release.trusts, release.trusts_submitted) == (True, 2, 1)


def test_where_a_national_file_tells_of_the_month_nothing_is_missing() -> None:
    returned(make_trust("RX1"))
    other = make_trust("RX2", "ROBIN NHS TRUST")
    observed(other, FALLS, 8, 800)
    release = publish()
    assert ReleasedSafetyTrust.objects.get(release=release, code="RX2").status == Status.FROM_FILES
    assert figure(release, "RX2").source == "file"
    assert release.provisional is False


def test_without_any_return_of_the_month_nothing_is_released() -> None:
    observed(make_trust("RX1"), FALLS, 8, 800)
    with pytest.raises(ReleaseRefused) as refused:
        publish()
    assert refused.value.code == "nothing_to_release"
    assert not Release.objects.exists()


def test_a_figure_older_than_two_years_tells_nothing_of_now() -> None:
    trust = make_trust("RX1")
    returned(trust)
    observed(trust, FALLS, 8, 800, period="2024-09")
    observed(trust, MRSA, 1, 20_000, period="2024-10")
    release = publish()
    assert [row.measure for row in ReleasedMeasure.objects.filter(release=release)] == [MRSA]


def test_a_gap_in_a_series_is_told_as_one() -> None:
    trust = make_trust("RX1")
    returned(trust)
    series(trust, FALLS, [(8, 800), None, (8, 800)])
    assert [point[4] for point in figure(publish(), "RX1").points] == ["", "[n]", ""]


def test_a_series_has_at_most_36_periods() -> None:
    trust = make_trust("RX1")
    returned(trust)
    series(trust, FALLS, [(8, 800)] * 40)
    points = figure(publish(), "RX1").points
    assert (len(points), points[0][0], points[-1][0]) == (36, "2023-11", OCTOBER)


@pytest.mark.parametrize(
    ("measure", "numerator", "denominator", "code"),
    [
        pytest.param(FALLS, None, 800, "[x]", id="blank"),
        pytest.param(FALLS, 0, 0, "[z]", id="nothing to divide by"),
        pytest.param(FALLS, 0, 5, "[c]", id="seven patients could be known"),
        pytest.param(FALLS, 1, 99, "[t]", id="under the least size"),
        pytest.param(FFT, 2, 4, "[c]", id="four answers"),
        pytest.param(LOW_RISK, 3, 5_000, "[c]", id="three deaths"),
    ],
)
def test_why_there_is_no_figure_is_one_of_several_codes(
    measure: str, numerator: int | None, denominator: int, code: str
) -> None:
    trust = make_trust("RX1")
    returned(trust)
    period = "2026-Q1" if measure == LOW_RISK else OCTOBER
    observed(trust, measure, numerator, denominator, period=period)
    row = figure(publish(), "RX1", measure)
    assert (row.told, row.value, row.numerator, row.denominator) == (code, None, None, None)
    assert row.points[-1][1:5] == [None, None, None, code]


def test_nought_is_a_figure() -> None:
    trust = make_trust("RX1")
    returned(trust)
    observed(trust, FALLS, 0, 800)
    row = figure(publish(), "RX1")
    assert (row.told, row.value, row.numerator) == ("", 0, 0)


def test_deaths_are_rounded_and_the_rate_is_made_of_what_is_told() -> None:
    trust = make_trust("RX1")
    returned(trust)
    observed(trust, LOW_RISK, 12, 4_003, period="2026-Q1")
    row = figure(publish(), "RX1", LOW_RISK)
    assert (row.numerator, row.denominator, row.value) == (10, 4_005, Decimal("2.496879"))


def test_of_a_standardised_ratio_the_ratio_alone_is_told() -> None:
    trust = make_trust("RX1")
    returned(trust)
    observed(trust, SHMI, 511, "498.25", period="2026-Q1")
    row = figure(publish(), "RX1", SHMI)
    assert (row.value, row.numerator, row.denominator) == (Decimal("1.03"), None, None)
    assert row.points == [["2026-Q1", "1.03", None, None, "", 0]]


def _country(worst: int) -> None:
    for place in range(12):
        trust = make_trust(f"RX{place}", f"TRUST {place} NHS TRUST")
        returned(trust)
        observed(trust, WAITS, worst if place == 0 else 20 + place, 2_000)
    compare(WAITS)


def test_the_word_is_that_of_the_comparison_as_it_stood() -> None:
    _country(worst=200)
    release = publish()
    assert figure(release, "RX0", WAITS).standing == Standing.WORSE
    assert figure(release, "RX5", WAITS).standing == Standing.AS_EXPECTED
    row = figure(release, "RX0", WAITS)
    assert row.lower < row.target < row.upper < row.value


def test_far_on_the_good_side_is_better() -> None:
    for place in range(12):
        trust = make_trust(f"RX{place}", f"TRUST {place} NHS TRUST")
        returned(trust)
        observed(trust, WAITS, 1 if place == 0 else 98 + place, 2_000)
    compare(WAITS)
    release = publish()
    row = figure(release, "RX0", WAITS)
    assert row.standing == Standing.BETTER
    assert row.value < row.lower


def test_a_figure_corrected_since_it_was_compared_has_no_word() -> None:
    _country(worst=200)
    observed(Trust.objects.get(code="RX0"), WAITS, 30, 2_000, now=datetime(2026, 11, 15, tzinfo=UTC))
    release = publish()
    row = figure(release, "RX0", WAITS)
    assert (row.value, row.standing, row.upper) == (Decimal("1.5"), Standing.NOT_COMPARED, None)
    assert figure(release, "RX5", WAITS).standing == Standing.AS_EXPECTED


def test_a_comparison_that_rests_on_what_was_learned_later_is_not_told() -> None:
    _country(worst=200)
    observed(Trust.objects.get(code="RX3"), WAITS, 90, 2_000, now=LATER)
    compare(WAITS, now=LATER)
    assert figure(publish(now=NOW), "RX0", WAITS).standing == Standing.NOT_COMPARED


def test_a_release_counts_what_it_holds() -> None:
    _country(worst=30)
    release = publish()
    assert (release.trusts, release.trusts_submitted, release.provisional) == (12, 12, False)
    assert release.title == "Safety measures, October 2026"
    assert len(release.content_sha256) == 64
    assert KNOWN < NOW
