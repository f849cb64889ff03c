"""From observations of a file to what is said of all trusts, what changed and why, and the bands that follow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from oversight.measures.models import Observation
from oversight.measures.periods import Period
from oversight.organisations.models import Trust
from oversight.records.models import AuditEntry
from ratings import requests
from ratings.indicators.comparing import compared
from ratings.indicators.gathering import indicator_facts
from ratings.indicators.writing import _insert, _swap, stored_comparison
from ratings.models import BandChange, IndicatorChange, IndicatorComparison, RecomputeRequest, TrustBand
from ratings.rebuilding import rebuild, verify
from ratings.recompute import run_scope
from ratings.scopes import BandsScope, IndicatorScope, parse_scope
from ratings.writing import Overtaken
from tests.ratings.indicators.making import NOW, WAITING, Told, comparison, make_trusts, of_period, told, word, work

pytestmark = pytest.mark.django_db

# The proportions of the domain's worked example, a hundred times as many, so that none is too small.
EXAMPLE = dict(
    zip(
        ("R01", "R02", "R03", "R04", "R05", "R06"),
        ((45, 500), (60, 520), (30, 410), (80, 600), (20, 380), (55, 450)),
        strict=True,
    )
)
SCOPE = IndicatorScope(WAITING, Period.parse("2026-09"), False)


def in_thousands(figures: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    return {code: (above * 10, below * 10) for code, (above, below) in figures.items()}


def test_a_file_becomes_results_of_all_trusts_with_all_that_they_rest_on():
    make_trusts(6)
    told("ae_over_four_hours_major", of_period(EXAMPLE, "2026-09"))
    work()
    row = comparison("ae_over_four_hours_major")
    # Figures under 500 are too small, and are not compared with.
    assert dict(zip(row.trusts, row.results, strict=True))["R03"] == "too small"
    assert row.values[2] == pytest.approx(100 * 30 / 410)
    assert row.adjusted_z[2] is None
    told(WAITING, of_period(in_thousands(EXAMPLE), "2026-09"))
    work()
    row = comparison()
    assert row.trusts == list(EXAMPLE)
    assert row.numerators == [450, 600, 300, 800, 200, 550]
    assert set(row.results) <= {"no evidence of risk", "risk", "elevated risk"}
    assert row.settings == "indicators-1"
    assert row.thresholds == {"z_risk": "2", "z_elevated": "3", "minimum": "500"}
    assert row.as_of == Observation.objects.filter(measure=WAITING).latest("known_from").known_from
    assert row.target == pytest.approx(0.324074, abs=1e-6)
    assert row.adjusted_z == pytest.approx([-0.44, 0.51, -1.10, 1.15, -2.0, 0.74], abs=0.06)


def test_the_same_figures_again_write_nothing():
    make_trusts(6)
    told(WAITING, of_period(in_thousands(EXAMPLE), "2026-09"))
    work()
    before = list(IndicatorComparison.objects.values()), list(TrustBand.objects.values())
    changes = IndicatorChange.objects.count(), BandChange.objects.count(), AuditEntry.objects.count()
    with transaction.atomic():
        requests.ask([SCOPE, BandsScope(False)], now=NOW)
    work(now=NOW + timedelta(hours=1))
    assert (list(IndicatorComparison.objects.values()), list(TrustBand.objects.values())) == before
    assert (IndicatorChange.objects.count(), BandChange.objects.count(), AuditEntry.objects.count()) == changes


def test_a_correction_of_one_trust_is_a_change_with_its_reason_and_moves_the_others_numbers():
    codes = make_trusts(12)
    figures = {code: (1_000 + 7 * place, 10_000) for place, code in enumerate(codes)}
    told(WAITING, of_period(figures, "2026-09"))
    work()
    assert IndicatorChange.objects.count() == 0
    before = comparison()
    told(WAITING, [Told("R05", "2026-09", 2_500, 10_000)], now=NOW + timedelta(days=1))
    work(now=NOW + timedelta(days=1))
    after = comparison()
    assert word("R05") == "elevated risk"
    change = IndicatorChange.objects.get()
    assert (change.trust_code, change.old, change.new) == ("R05", "no evidence of risk", "elevated risk")
    assert change.cause == "The figure was corrected from 1,028 over 10,000 to 2,500 over 10,000."
    assert change.new_z == after.adjusted_z[4] >= 3 > 2 > change.old_z
    assert change.reason.startswith("Far worse than what was expected")
    assert (change.settings, change.inputs_digest) == ("indicators-1", after.inputs_digest)
    assert before.inputs_digest != after.inputs_digest
    assert before.target != after.target
    assert AuditEntry.objects.filter(action="indicators.changed", subject_id=WAITING).count() == 1


def test_the_first_word_of_a_trust_is_recorded_only_where_it_raises_a_question():
    codes = make_trusts(12)
    figures = {code: (1_000 + 7 * place, 10_000) for place, code in enumerate(codes)} | {"R12": (2_500, 10_000)}
    told(WAITING, of_period(figures, "2026-09"))
    work()
    change = IndicatorChange.objects.get()
    assert (change.trust_code, change.old, change.new) == ("R12", "", "elevated risk")
    assert change.cause == "The first figure of the period came in: 2,500 over 10,000."


def test_real_and_invented_trusts_are_never_compared():
    make_trusts(5)
    Trust.objects.filter(code__in=["R04", "R05"]).update(is_demonstration=True)
    told(WAITING, of_period(dict.fromkeys(("R01", "R02", "R03", "R04", "R05"), (100, 1_000)), "2026-09"))
    work()
    kinds = {row.is_demonstration: row for row in IndicatorComparison.objects.all()}
    assert kinds[False].trusts == ["R01", "R02", "R03"]
    assert kinds[True].trusts == ["R04", "R05"]
    assert kinds[True].results == ["too few groups"] * 2


@pytest.mark.parametrize(
    ("name", "figures", "word_"),
    [
        ("no denominator", (3, 0), "no denominator"),
        ("numerator above denominator", (1_001, 1_000), "invalid"),
        ("too small", (3, 499), "too small"),
    ],
)
def test_what_cannot_be_judged_has_a_word_in_place_of_a_number(name, figures, word_):
    make_trusts(5)
    good = {code: (100 + place, 1_000) for place, code in enumerate(("R01", "R02", "R03", "R04"))}
    told(WAITING, of_period(good, "2026-09"))
    # As a return or an older file may have brought it: what a file is refused today is in the record all the same.
    given = Observation.objects.filter(measure=WAITING).first()
    Observation.objects.create(
        measure=WAITING,
        level="trust",
        subject="R05",
        trust_code="R05",
        period=given.period,
        grain="month",
        numerator=figures[0],
        denominator=figures[1],
        imported=given.imported,
        known_from=NOW,
    )
    work()
    row = comparison()
    assert row.results[-1] == word_
    assert (row.z[-1], row.adjusted_z[-1]) == (None, None)
    assert row.results[:-1] == ["no evidence of risk"] * 4


def test_two_trusts_alone_and_all_alike_are_told_in_words():
    make_trusts(3)
    told(WAITING, of_period({"R01": (100, 1_000), "R02": (90, 1_000)}, "2026-08"))
    told(WAITING, of_period(dict.fromkeys(("R01", "R02", "R03"), (100, 1_000)), "2026-09"))
    work()
    few, alike = IndicatorComparison.objects.order_by("period")
    assert few.results == ["too few groups"] * 2
    assert alike.results == ["no evidence of risk"] * 3
    assert alike.adjusted_z == pytest.approx([0, 0, 0], abs=1e-12)


def test_what_is_withdrawn_is_worked_out_no_more():
    make_trusts(4)
    told(WAITING, of_period(dict.fromkeys(("R01", "R02", "R03", "R04"), (100, 1_000)), "2026-09"))
    work()
    Observation.objects.update(known_to=NOW + timedelta(days=1))
    with transaction.atomic():
        requests.ask([SCOPE], now=NOW)
    work()
    assert not IndicatorComparison.objects.exists()
    assert {change.new for change in IndicatorChange.objects.all()} == {""}
    assert not verify().different


def test_who_writes_over_a_comparison_that_another_changed_is_stopped():
    make_trusts(4)
    told(WAITING, of_period(dict.fromkeys(("R01", "R02", "R03", "R04"), (100, 1_000)), "2026-09"))
    work()
    seen, made = stored_comparison(SCOPE), compared(indicator_facts(SCOPE))
    IndicatorComparison.objects.update(digest="what another wrote")
    with pytest.raises(Overtaken):
        _swap(seen, {"target": 0.5})
    with pytest.raises(Overtaken):
        _insert([made], NOW)
    assert (comparison().digest, comparison().target) == ("what another wrote", seen.target)


def test_verify_finds_what_was_changed_behind_its_back_and_rebuild_mends_it():
    codes = make_trusts(12)
    told(WAITING, of_period({code: (100 + place, 1_000) for place, code in enumerate(codes)}, "2026-09"))
    work()
    assert (verify().different, verify().indicators, verify().bands) == (0, 12, 12)
    row = comparison()
    IndicatorComparison.objects.update(results=["elevated risk", *row.results[1:]])
    TrustBand.objects.filter(trust_code="R02").update(score=99)
    found = verify()
    assert found.different == 3
    assert "results" in str(found.first[0])
    rebuild(now=NOW)
    assert not verify().different
    IndicatorComparison.objects.all().delete()
    TrustBand.objects.all().delete()
    rebuild(now=NOW)
    assert comparison().digest == row.digest
    assert not verify().different


def test_scopes_are_written_and_read_alike():
    for scope in (SCOPE, IndicatorScope("shmi", Period.parse("2025/26"), True), BandsScope(True)):
        assert parse_scope(str(scope)) == scope
    assert len(str(IndicatorScope("x" * 60, Period.parse("2026-11-30"), False))) <= 100
    for wrong in ("indicator:shmi:2025-13:real", "indicator:shmi:2025-01", "bands:all", "indicator:SHMI:2025-01:demo"):
        with pytest.raises(ValueError, match=r"scope|period"):
            parse_scope(wrong)


def test_one_request_for_each_comparison_however_often_it_is_asked_for():
    make_trusts(4)
    for _ in range(3):
        with transaction.atomic():
            requests.ask([SCOPE], now=NOW)
    assert RecomputeRequest.objects.get(scope=str(SCOPE)).wanted == 3
    assert run_scope(str(SCOPE), clock=lambda: NOW) == 0
    request = RecomputeRequest.objects.get(scope=str(SCOPE))
    assert (request.wanted, request.done) == (3, 3)
