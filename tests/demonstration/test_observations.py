"""The demonstration's figures beside its returns: they fit their definitions, and each story is there to be found."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from oversight.demonstration.crew import Crew
from oversight.demonstration.monitoring import MONTHS_OF_MOMENTS, observe
from oversight.demonstration.people import enter_people
from oversight.demonstration.places import DEMONSTRATION, enter_places
from oversight.measures.defined import Method
from oversight.measures.defining import definition, definitions
from oversight.measures.models import Observation, ObservationImport
from oversight.measures.periods import Grain, Period
from oversight.records.models import Delivery
from oversight.records.outbox import history
from oversight.returns.periods import Month
from ratings.models import BandChange, IndicatorComparison, MonitoringRelease, SpecialMeasuresSpell, TrustBand
from ratings.special_measures.recording import record_entry
from workspaces.demonstration.country import MONTHS_SINCE_MERGER, Size, country
from workspaces.demonstration.observations import Figure, ObservedCountry, known_on, periods
from workspaces.demonstration.observations_stories import GAPS, SMALL_TRUST
from workspaces.demonstration.observations_usual import USUAL, Sum

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
LATEST = Month(2026, 10)
MONTHS = 24


def observed(size: Size = Size.SMALL, latest: Month = LATEST) -> ObservedCountry:
    return ObservedCountry(country(size), latest=latest)


def month(months_ago: int) -> Period:
    return Period(LATEST.plus(-months_ago).first_day, Grain.MONTH)


def figure(code: str, trust: str, period: Period, *, as_first_told: bool = False) -> Figure | None:
    told = observed().figures(definition(code), period, as_first_told=as_first_told)
    return next((each for each in told if each.code == trust), None)


def value(code: str, trust: str, period: Period) -> Decimal:
    found = figure(code, trust, period)
    assert found is not None
    worked_out = definition(code).value(found.numerator, found.denominator)
    assert worked_out is not None
    return worked_out


def test_there_is_something_usual_of_every_measure_that_no_staffing_return_feeds() -> None:
    beside_returns = {code for code, made in definitions().items() if made.return_kind != "staffing"}
    assert set(USUAL) == beside_returns


@pytest.mark.parametrize("latest", [Month(2026, 10), Month(2027, 3)], ids=str)
def test_every_figure_fits_its_definition(latest: Month) -> None:
    there = observed(latest=latest)
    for code in USUAL:
        made = definition(code)
        every = periods(made, latest=latest, months=MONTHS)
        assert every, code
        assert all(each.last_day <= latest.last_day for each in every)
        for period in every:
            for told in there.figures(made, period):
                where = f"{told}: {code}"
                assert (told.denominator is None) == made.is_count, where
                assert told.numerator >= 0, where
                if told.denominator is not None:
                    assert told.denominator > 0 or (told.code == SMALL_TRUST and not told.numerator), where
                if made.share:
                    assert told.numerator <= told.denominator, where
                if made.method is not Method.SURVEY_MEAN and not code.startswith("cancer_62"):
                    assert told.numerator == told.numerator.to_integral_value(), where


def test_it_falls_the_same_way_at_every_making() -> None:
    made = definition("sickness_all")
    assert observed().figures(made, month(3)) == observed().figures(made, month(3))
    assert observed().figures(made, month(3)) != observed().figures(made, month(4))


def test_parts_and_wholes_agree() -> None:
    half = periods(definition("incidents_reported"), latest=LATEST, months=MONTHS)[-1]
    whole = USUAL["incidents_reported"]
    assert isinstance(whole, Sum)
    parts = [figure(code, "DEMO005", half) for code in whole.above]
    reported, share = figure("incidents_reported", "DEMO005", half), figure("incidents_share_no_harm", "DEMO005", half)
    assert reported is not None
    assert share is not None
    assert reported.numerator == share.denominator == sum(each.numerator for each in parts if each)
    free, ulcers = (figure(f"thermometer_{what}", "DEMO005", month(0)) for what in ("harm_free", "pressure_ulcers"))
    assert free is not None
    assert ulcers is not None
    assert free.numerator + ulcers.numerator <= free.denominator == ulcers.denominator


def test_rare_events_stay_in_the_twelve_months_that_they_happened_in() -> None:
    made = definition("never_event_wrong_site_surgery")
    counts = [observed(Size.NATIONAL).figures(made, month(ago)) for ago in (2, 1)]
    moved = [abs(now.numerator - before.numerator) for before, now in zip(*counts, strict=True)]
    assert 0 < sum(moved) < len(moved) / 3


def test_one_trust_slides_in_several_themes() -> None:
    for code, worse in (
        ("fft_inpatients_recommend", -1),
        ("sickness_nurses", 1),
        ("thermometer_new_pressure_ulcers", 1),
    ):
        before, after = value(code, "DEMO001", month(12)), value(code, "DEMO001", month(0))
        assert (after - before) * worse > abs(before) / 20, code
    steps = [value("fft_inpatients_recommend", "DEMO001", month(ago)) for ago in (9, 6, 3, 0)]
    assert steps == sorted(steps, reverse=True)


def test_one_trust_recovers() -> None:
    year_ago, now = (periods(definition("shmi"), latest=LATEST, months=MONTHS)[place] for place in (2, -1))
    assert value("shmi", "DEMO010", year_ago) > Decimal("1.1") > value("shmi", "DEMO010", now)


def test_one_trust_is_too_small_and_one_leaves_gaps() -> None:
    small = figure("sickness_all", SMALL_TRUST, month(0))
    assert small is not None
    assert small.denominator is not None
    assert small.denominator < definition("sickness_all").minimum
    assert figure("ae_over_four_hours", SMALL_TRUST, month(0)) is None
    given = {ago for ago in range(MONTHS) if figure("sickness_all", "DEMO006", month(ago))}
    assert given == set(range(MONTHS)) - GAPS


def test_the_merged_trust_ends_and_the_other_grows() -> None:
    before, after = month(MONTHS_SINCE_MERGER), month(MONTHS_SINCE_MERGER - 1)
    merged, grown = figure("ae_over_four_hours", "DEMO003", before), figure("ae_over_four_hours", "DEMO004", after)
    alone = figure("ae_over_four_hours", "DEMO004", before)
    assert merged and grown and alone  # noqa: PT018  (each is there)
    assert figure("ae_over_four_hours", "DEMO003", after) is None
    assert grown.denominator > Decimal("1.3") * alone.denominator
    year = periods(definition("place_cleanliness"), latest=LATEST, months=MONTHS)[-1]
    sites = {each.code for each in observed().figures(definition("place_cleanliness"), year)}
    assert "DEMO004A" in sites
    assert "DEMO004" not in sites


def test_what_one_trust_told_at_first_was_too_little() -> None:
    code = "ae_over_four_hours"
    for ago in range(MONTHS):
        first, right = figure(code, "DEMO007", month(ago), as_first_told=True), figure(code, "DEMO007", month(ago))
        assert first and right  # noqa: PT018  (each is there)
        assert (first.numerator < right.numerator * Decimal("0.5")) == (2 <= ago <= 7)
        assert figure(code, "DEMO008", month(ago), as_first_told=True) == figure(code, "DEMO008", month(ago))


def tell(now: datetime = NOW, months: int = MONTHS) -> None:
    trusts = country(Size.SMALL)
    with Crew(1) as crew, history():
        rows = enter_places(trusts=trusts, latest=LATEST, now=now)
        enter_people(trusts=trusts, rows=rows, now=now)
        if not SpecialMeasuresSpell.objects.exists():
            on = LATEST.plus(-13).first_day
            record_entry(trust=rows["DEMO010"], on=on, reason="Invented.", by=DEMONSTRATION, now=now)
        told = [LATEST.plus(-back) for back in range(months - 1, -1, -1)]
        observe(trusts, told, crew=crew, now=now, say=lambda text: None)


@pytest.mark.django_db(transaction=True)
def test_told_month_by_month_it_ends_with_trusts_in_every_band() -> None:
    tell()
    bands = {row.trust_code: row for row in TrustBand.objects.filter(is_demonstration=True)}
    assert len(bands) == 19
    banded = {row.band for row in bands.values() if row.standing == "banded"}
    assert {1, 6} < banded
    assert len(banded) >= 5
    assert (bands["DEMO010"].standing, bands["DEMO010"].band) == ("special_measures", 1)
    assert bands["DEMO001"].band == 1
    assert bands["DEMO001"].elevated >= 6
    shares = [row.proportion for row in bands.values() if row.proportion is not None]
    assert sum(share < 4 for share in shares) > len(shares) / 2 - 1
    slid = BandChange.objects.filter(trust_code="DEMO001").order_by("at").values_list("new_band", flat=True)
    assert len(slid) >= 2

    # One quarter was released in between, and something changed since.
    release = MonitoringRelease.objects.get(is_demonstration=True)
    assert release.quarter == "2026-Q2"
    assert release.bands.count() == 19
    assert release.bands.get(trust_code="DEMO001").score < bands["DEMO001"].score

    the_words_are_there()
    what_was_known_on_a_day_stays()

    # Told again, it is told once.
    counts = [model.objects.count() for model in (Observation, ObservationImport, BandChange, IndicatorComparison)]
    tell()
    assert counts == [
        model.objects.count() for model in (Observation, ObservationImport, BandChange, IndicatorComparison)
    ]
    assert not Delivery.objects.exists()


def the_words_are_there() -> None:
    """Too small, too few points and no variation stand where a number would be false."""
    words = Counter(word for row in IndicatorComparison.objects.all() for word in row.results)
    assert {"elevated risk", "risk", "no evidence of risk", "nothing unusual", "too small", "too few points"} <= set(
        words
    )
    assert words["invalid"] == 0
    # A measure of those years is compared in the demonstration's recent months.
    assert IndicatorComparison.objects.filter(measure="thermometer_harm_free", period=LATEST.first_day).exists()


def what_was_known_on_a_day_stays() -> None:
    """The corrected months stand twice: as they were told, and as they are known since."""
    corrected = Observation.objects.filter(measure="ae_over_four_hours", subject="DEMO007", known_to__isnull=False)
    assert sorted(corrected.values_list("period", flat=True)) == [
        LATEST.plus(-back).first_day for back in range(7, 1, -1)
    ]
    moments = set(Observation.objects.values_list("known_from", flat=True))
    assert len(moments) == MONTHS_OF_MOMENTS
    assert max(moments) <= NOW
    newest = known_on(definition("sickness_all"), month(0))
    assert set(Observation.objects.filter(period=date(2026, 10, 1)).values_list("known_from", flat=True)) == {newest}


@pytest.mark.django_db(transaction=True)
def test_what_is_not_published_yet_is_not_told() -> None:
    tell(now=datetime(2026, 11, 15, 9, tzinfo=UTC), months=5)
    assert not Observation.objects.filter(period=date(2026, 10, 1)).exists()
    assert Observation.objects.filter(period=date(2026, 9, 1)).exists()
