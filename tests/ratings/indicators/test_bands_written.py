"""Bands of trusts: which results count, for how long, what stands in a band's place, what changed and why; releases."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from inspections.models import PublishedRating
from oversight.measures.models import Observation, ObservationImport
from oversight.measures.periods import Period
from oversight.organisations.models import Succession, Trust
from oversight.records.audit import System
from oversight.records.models import AuditEntry
from oversight.returns.refusals import Refused
from ratings import requests
from ratings.indicators.banding import bands_of, counted_measures
from ratings.indicators.dependents import scopes_of_trust
from ratings.indicators.releasing import release_bands
from ratings.models import BandChange, MonitoringRelease, ReleasedBand, TrustBand, WorkedOutBands
from ratings.rebuilding import verify
from ratings.rules.band_settings import band_settings_in_force
from ratings.rules.judging import Word
from ratings.scopes import BandsScope, IndicatorScope
from ratings.special_measures.recording import record_entry
from ratings.subscribing import ask_for_the_day
from tests.ratings.indicators.making import NOW, WAITING, Told, make_trusts, told, word, work
from tests.ratings.making import accept, hours, make_trust, months, person

pytestmark = pytest.mark.django_db

# Indicators of tier 1 judged by a rule, so that what is said of one trust does not hang on the others: a figure
# without a question, one at which it is a risk, and one at which it is an elevated one.
BY_RULE: dict[str, tuple[tuple[int, int | None], ...]] = {
    "rtt_over_52_weeks": ((0, None), (1, None), (20, None)),
    "ae_trolley_over_twelve_hours": ((0, None), (1, None), (10, None)),
    "operations_urgent_cancelled_again": ((0, None), (1, None), (2, None)),
    "incidents_consistent_reporting": ((6, None), (5, None), (3, None)),
    "cancer_62_days": ((99, 100), (80, 100), (70, 100)),
    "cancer_two_weeks": ((99, 100), (90, 100), (80, 100)),
    "diagnostics_over_six_weeks": ((0, 1_000), (10, 1_000), (50, 1_000)),
    "rtt_waiting_within_18_weeks": ((99, 100), (90, 100), (80, 100)),
    "beds_occupied_general": ((4_000, 5_000), (4_600, 5_000), (4_750, 5_000)),
    "vte_risk_assessed": ((99, 100), (94, 100), (89, 100)),
}
ON = NOW.date()


def observe(
    code: str, measure: str, numerator: object, denominator: object = None, *, period: date | None = None
) -> None:
    """Put a figure into the record, as a file of that month would have brought it."""
    imported = ObservationImport.objects.create(
        measure=measure, file_name="f.csv", sha256="0" * 64, new=1, changed=0, unchanged=0, rejected=0, imported_at=NOW
    )
    Observation.objects.create(
        measure=measure,
        level="trust",
        subject=code,
        trust_code=code,
        period=period or date(2026, 9, 1),
        grain="month",
        numerator=numerator,
        denominator=denominator,
        imported=imported,
        known_from=NOW,
    )


def a_trust(code: str, *, risks: int = 0, elevated: int = 0, indicators: int = 10) -> None:
    """Give a trust so many indicators, the first of which are risks and the next elevated risks."""
    levels = [1] * risks + [2] * elevated
    for place, (name, figures) in enumerate(list(BY_RULE.items())[:indicators]):
        observe(code, name, *figures[levels[place] if place < len(levels) else 0])


def settle() -> None:
    """Work out every comparison of what is observed, and the bands."""
    with transaction.atomic():
        requests.ask([scope for trust in Trust.objects.all() for scope in scopes_of_trust(trust)], now=NOW)
    work()


def test_risks_and_elevated_risks_add_up_to_a_score_a_proportion_and_a_band():
    make_trusts(2)
    a_trust("R01", risks=1, elevated=1)
    a_trust("R02")
    settle()
    first, second = TrustBand.objects.order_by("trust_code")
    assert (first.standing, first.band, first.risks, first.elevated, first.applicable) == ("banded", 1, 1, 1, 10)
    assert (first.score, first.maximum, first.proportion) == (3, 20, Decimal("15"))
    assert first.reason == (
        "1 risk and 1 elevated risk: a score of 3 out of a possible 20, 15.00%. That is 7% or more, and so band 1."
    )
    assert len(first.counted) == 10
    assert ["rtt_over_52_weeks", "2026-09-01", "month", "risk"] in first.counted
    assert (second.band, second.score) == (6, 0)
    assert second.reason.endswith("That is below 2.5%, and so band 6.")
    assert not verify().different


def test_a_new_result_changes_the_band_with_what_moved_it():
    make_trusts(1)
    a_trust("R01")
    settle()
    assert BandChange.objects.get().cause == "Worked out for the first time."
    told("rtt_over_52_weeks", [Told("R01", "2026-10", 25, "")], now=NOW + timedelta(hours=1))
    work()
    change = BandChange.objects.latest("pk")
    assert (change.old_band, change.new_band, change.old_score, change.new_score) == (6, 1, 0, 2)
    assert change.gained == [["rtt_over_52_weeks", "2026-10-01", "month", "no evidence of risk", "elevated risk"]]
    assert change.cause.endswith("elevated risk, before no evidence of risk.")
    assert (change.cut_offs, change.new_proportion) == ("bands-1", Decimal("10"))
    assert change.inputs_digest == TrustBand.objects.get().inputs_digest
    assert AuditEntry.objects.filter(action="bands.changed").count() == 2


def test_only_reviewed_indicators_of_the_counted_tiers_count():
    settings = band_settings_in_force(ON)
    counted = counted_measures(settings)
    assert {made.tier for made in counted.values()} == {1}
    assert all(made.is_public for made in counted.values())
    assert "fill_registered" in counted
    make_trusts(1)
    a_trust("R01")
    # Tier 2: looked at, and not counted.
    observe("R01", "incidents_days_to_report", 500)
    settle()
    assert TrustBand.objects.get().applicable == 10


def test_a_result_counts_until_it_is_too_old_for_its_cadence():
    make_trusts(1)
    a_trust("R01")
    observe("R01", "rtt_over_52_weeks", 25, period=date(2026, 5, 1))
    settle()
    # Of two months the newer counts.
    assert TrustBand.objects.get().score == 0
    Observation.objects.filter(measure="rtt_over_52_weeks", period=date(2026, 9, 1)).update(known_to=NOW)
    with transaction.atomic():
        requests.ask([BandsScope(False)], now=NOW)
        requests.ask([IndicatorScope("rtt_over_52_weeks", Period.parse("2026-09"), False)], now=NOW)
    work()
    assert TrustBand.objects.get().score == 2
    # May ended on the 31st: six months on, the last day on which it counts is 30 November.
    scores = {day: bands_of(demonstration=False, on=day)[0].banded.score.score for day in days("2026-11-29", 3)}
    assert list(scores.values()) == [2, 2, 0]


def days(first: str, count: int) -> list[date]:
    return [date.fromisoformat(first) + timedelta(days=number) for number in range(count)]


def test_the_day_alone_asks_for_the_bands_again():
    make_trusts(1)
    a_trust("R01")
    settle()
    with transaction.atomic():
        ask_for_the_day(on=ON, now=NOW)
    assert not requests.waiting_scopes()
    tomorrow = NOW + timedelta(days=1)
    with transaction.atomic():
        ask_for_the_day(on=tomorrow.date(), now=tomorrow)
    assert "bands:real" in requests.waiting_scopes()
    work(now=tomorrow)
    assert TrustBand.objects.get().on == tomorrow.date()
    assert BandChange.objects.count() == 1
    assert not verify().different


def test_too_few_indicators_make_no_band():
    make_trusts(1)
    a_trust("R01", elevated=1, indicators=9)
    settle()
    band = TrustBand.objects.get()
    assert (band.standing, band.band, band.score) == ("not_enough", None, 2)
    assert band.reason.startswith("9 indicators apply, and a band needs at least 10.")


def test_special_measures_are_band_1_whatever_the_score():
    make_trusts(1)
    a_trust("R01")
    trust = Trust.objects.get()
    record_entry(trust=trust, on=date(2026, 9, 1), reason="As decided.", by=System("test"), now=NOW)
    settle()
    band = TrustBand.objects.get()
    assert (band.standing, band.band, band.score) == ("special_measures", 1, 0)
    assert band.reason.startswith("In special measures, and so in band 1 whatever the score.")


def rating(code: str, published_on: date, **changed: object) -> None:
    given = {
        "source": PublishedRating.Source.CQC_API,
        "level": "trust",
        "provider_code": code,
        "rating": "good",
        "published_on": published_on,
        "known_from": NOW,
        **changed,
    }
    PublishedRating.objects.create(**given)


def test_a_trust_that_was_inspected_recently_has_no_band_until_that_is_long_ago():
    make_trusts(2)
    for code in ("R01", "R02"):
        a_trust(code, elevated=1)
    rating("R01", date(2026, 6, 1))
    settle()
    first, second = TrustBand.objects.order_by("trust_code")
    assert (first.standing, first.band, first.score) == ("recently_inspected", None, 2)
    assert first.reason.startswith("Inspected recently")
    assert (second.standing, second.band) == ("banded", 1)
    standings = [bands_of(demonstration=False, on=day)[0].banded.standing for day in days("2026-11-30", 2)]
    assert standings == ["recently_inspected", "banded"]


def test_a_trust_that_another_followed_has_no_band_any_more():
    make_trusts(2)
    a_trust("R01", elevated=1)
    a_trust("R02")
    settle()
    one, other = Trust.objects.order_by("code")
    Succession.objects.create(predecessor=one, successor=other, on=ON)
    with transaction.atomic():
        requests.ask([BandsScope(False)], now=NOW)
    work()
    assert TrustBand.objects.get().trust_code == "R02"
    ending = BandChange.objects.latest("pk")
    assert (ending.trust_code, ending.old_band, ending.new_standing) == ("R01", 1, "")
    assert not verify().different


def test_a_release_stays_as_it_was_and_is_made_once():
    make_trusts(1)
    a_trust("R01", elevated=1)
    somebody = person("releases@example.invalid")

    def release(quarter: str) -> MonitoringRelease:
        return release_bands(quarter=quarter, demonstration=False, by=somebody, note="", now=NOW)

    with pytest.raises(Refused, match="nothing to release"):
        release("2026-Q2")
    settle()
    made = release("2026-Q2")
    before = list(ReleasedBand.objects.values())
    assert (made.bands.get().band, made.bands.get().score) == (1, 2)
    told("rtt_over_52_weeks", [Told("R01", "2026-10", 0, "")], now=NOW + timedelta(hours=1))
    work()
    assert TrustBand.objects.get().band == 6
    assert list(ReleasedBand.objects.values()) == before
    for quarter, why in {
        "2026-Q2": "already",
        "2026-Q4": "not begun",
        "2026-10": "not a quarter",
        "x": "period",
    }.items():
        with pytest.raises(Refused, match=why):
            release(quarter)
    with pytest.raises(DatabaseError), transaction.atomic():
        ReleasedBand.objects.update(band=2)
    with pytest.raises(DatabaseError), transaction.atomic():
        MonitoringRelease.objects.update(note="another")
    assert AuditEntry.objects.filter(action="bands.released").count() == 1


def test_the_staffing_alarm_counts_as_an_indicator_of_its_own():
    """Ten trusts with the usual hours and one with half of them, of which the alarm says an elevated risk."""
    for number in range(11):
        low = {"day_registered_actual": "800", "night_registered_actual": "500"} if number == 0 else {}
        actual = {"day_registered_actual": str(1600 + 3 * number), **low}
        accept(make_trust(f"RA{number}", wards=1), "2026-10", {"Ward 1": hours(**actual)}, now=NOW, tell=True)
    work()
    bands = {band.trust_code: band for band in TrustBand.objects.all()}
    assert bands["RA0"].counted == [["fill_registered", "2026-10-01", "month", "elevated risk"]]
    assert {bands[f"RA{number}"].score for number in range(1, 11)} == {0}
    assert not verify().different


def test_where_the_alarm_is_not_valid_the_indicator_does_not_apply():
    accept(make_trust("RA1", wards=1), "2026-10", {"Ward 1": hours()}, now=NOW, tell=True)
    work()
    assert not TrustBand.objects.exists()
    told(WAITING, [Told("RA1", "2026-10", 10, 1_000)])
    work()
    assert not verify().different


def test_a_word_that_counts_for_no_band_works_none_out():
    """In a series of which neither way is worse a jump is unusual, and no band hangs on that."""
    make_trusts(1)
    periods = months("2025-10", 13)
    told("incidents_reported", [Told("R01", month, 1_000 + at % 2, 10_000) for at, month in enumerate(periods)])
    work()
    told("incidents_reported", [Told("R01", periods[-1], 5_000, 10_000)], now=NOW + timedelta(hours=1))
    work(now=NOW + timedelta(hours=1))
    assert word("R01", "incidents_reported") == Word.UNUSUAL
    assert WorkedOutBands.objects.get().worked_out_at == NOW
    told("rtt_over_52_weeks", [Told("R01", "2026-10", 25, "")], now=NOW + timedelta(hours=2))
    work(now=NOW + timedelta(hours=2))
    assert WorkedOutBands.objects.get().worked_out_at == NOW + timedelta(hours=2)
