"""Watching the mortality of all trusts: alerts raised once, marked where figures are revised, and never deleted."""

from __future__ import annotations

import random
import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from oversight.measures.defining import definition
from oversight.measures.importing import import_observations
from oversight.measures.models import Observation
from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from oversight.records.models import AuditEntry, OutboxEvent
from ratings.models import MortalityAlert, MortalityRevision
from ratings.mortality.series import national_series, why_not_watched
from ratings.mortality.watching import watch
from ratings.rules.mortality_settings import mortality_settings_in_force
from tests.ratings.mortality.making import HIGH, MEASURE, NOW, STEADY, make_trust, tell, watched

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=30)


def alert() -> MortalityAlert:
    return MortalityAlert.objects.get()


def events(name: str) -> int:
    return OutboxEvent.objects.filter(name=f"mortality.{name}").count()


@pytest.fixture
def trusts() -> None:
    for code in ("RX1", "RX2"):
        make_trust(code)
    make_trust("X01", demonstration=True)


def test_an_alert_is_raised_where_the_sum_crosses(trusts: None) -> None:
    tell({"RX1": HIGH, "RX2": STEADY, "X01": HIGH})
    came = watched()
    raised = alert()
    assert (came.raised, came.revised) == ((raised.reference,), ())
    assert (raised.trust_code, raised.measure, raised.grain) == ("RX1", MEASURE, "quarter")
    # The sum left 0 in 2025-Q3 and crossed in 2026-Q2.
    assert (raised.began, raised.period) == (date(2025, 10, 1), date(2026, 7, 1))
    assert raised.total >= raised.threshold == 5.3
    assert raised.state == "raised"
    assert [row["word"] for row in raised.evidence] == ["no alert"] * 5 + ["alert"]
    assert raised.evidence[-1] | {"step": 0, "total": 0} == {
        "period": "2026-Q2",
        "numerator": "10",
        "denominator": "4",
        "expected": 4.0,
        "step": 0,
        "total": 0,
        "word": "alert",
        "joined": False,
    }
    assert events("alert_raised") == 1
    entry = AuditEntry.objects.get(action="mortality.alert_raised")
    assert (entry.system, entry.subject_id, entry.hashes) == ("recompute", raised.reference, [raised.inputs_digest])


def test_invented_trusts_are_watched_by_themselves(trusts: None) -> None:
    tell({"RX1": STEADY, "X01": HIGH})
    assert watched().raised == ()
    assert len(watched(demonstration=True).raised) == 1
    assert alert().is_demonstration


def test_the_same_facts_raise_and_mark_nothing_twice(trusts: None) -> None:
    tell({"RX1": HIGH, "RX2": STEADY})
    watched()
    told = OutboxEvent.objects.count()
    before = MortalityAlert.objects.values().get()
    tell({"RX1": HIGH, "RX2": STEADY}, now=LATER)
    assert watched(now=LATER) == watched(now=LATER)
    assert MortalityAlert.objects.values().get() == before
    assert (OutboxEvent.objects.count(), MortalityRevision.objects.count()) == (told, 0)


def test_periods_that_come_later_leave_an_alert_as_it_is(trusts: None) -> None:
    tell({"RX1": HIGH})
    watched()
    tell({"RX1": [*HIGH, ("0", "4"), ("1", "4")]}, last="2026-Q2", now=LATER)
    assert MortalityAlert.objects.count() == 1
    tell({"RX2": STEADY}, last="2026-Q2", now=LATER)
    assert watched(now=LATER).raised == ()


def test_a_later_run_is_an_alert_of_its_own(trusts: None) -> None:
    tell({"RX1": HIGH}, last="2024-Q4")
    watched()
    tell({"RX1": [("2", "4"), ("12", "4"), ("12", "4")]}, last="2025-Q3", now=LATER)
    watched(now=LATER)
    assert list(MortalityAlert.objects.order_by("period").values_list("began", "period")) == [
        (date(2024, 4, 1), date(2025, 1, 1)),
        (date(2025, 7, 1), date(2025, 10, 1)),
    ]


def test_a_correction_that_takes_the_crossing_back_marks_the_alert_and_keeps_it(trusts: None) -> None:
    tell({"RX1": HIGH})
    watched()
    kept = MortalityAlert.objects.values("evidence", "total", "period", "inputs_digest", "state").get()
    mended = [*HIGH[:-1], ("4", "4")]
    tell({"RX1": mended}, now=LATER)
    came = watched(now=LATER)
    marked = alert()
    assert (came.raised, came.revised) == ((), (marked.reference,))
    assert MortalityAlert.objects.values(*kept).get() == kept
    assert (marked.crosses, marked.now_period, marked.now_total) == (False, None, None)
    assert marked.revised_at == LATER
    revision = MortalityRevision.objects.get()
    assert (revision.crosses, revision.evidence[-1]["numerator"]) == (False, "4")
    assert events("alert_revised") == 1
    # Worked out once more it is not marked again; and where the figures come back, that is written too.
    watched(now=LATER)
    assert MortalityRevision.objects.count() == 1
    tell({"RX1": HIGH}, now=LATER + timedelta(days=1))
    watched(now=LATER + timedelta(days=1))
    assert alert().crosses
    assert alert().now_digest == alert().inputs_digest
    assert [each.crosses for each in MortalityRevision.objects.order_by("at")] == [False, True]


def test_a_correction_that_moves_the_crossing_is_the_same_alert(trusts: None) -> None:
    tell({"RX1": HIGH})
    watched()
    tell({"RX1": [*HIGH[:2], ("16", "4"), *HIGH[3:]]}, now=LATER)
    watched(now=LATER)
    moved = MortalityAlert.objects.order_by("period").first()
    assert moved is not None
    # The first run now crosses as soon as it begins, and the two that follow it are another run.
    periods = list(MortalityAlert.objects.order_by("now_period").values_list("period", "now_period", "crosses"))
    assert periods == [
        (date(2025, 10, 1), date(2025, 10, 1), True),
        (date(2026, 7, 1), date(2026, 7, 1), True),
    ]
    tell({"RX1": [*HIGH[:4], ("14", "4"), ("0", "4")]}, now=LATER + timedelta(days=1))
    watched(now=LATER + timedelta(days=1))
    assert list(MortalityAlert.objects.order_by("period").values_list("period", "now_period", "crosses")) == [
        (date(2025, 10, 1), date(2026, 4, 1), True),
        (date(2026, 7, 1), None, False),
    ]


def test_gaps_and_figures_that_are_none_have_their_words(trusts: None) -> None:
    tell({"RX1": [("8", "4"), None, ("9", "4"), ("7", "4"), ("9", "4"), ("9", "4"), ("9", "4")]})
    # No file may say so, but a return or a repair may have.
    known = Observation.objects.order_by("period")
    for place, change in ((1, {"denominator": 0}), (2, {"denominator": None}), (3, {"numerator": Decimal("2.5")})):
        Observation.objects.filter(pk=known[place].pk).update(**change)
    watched()
    assert [row["word"] for row in alert().evidence] == [
        "no alert",
        "no value",
        "no expected number",
        "no expected number",
        "invalid",
        "no alert",
        "alert",
    ]


def test_one_quarter_alone_and_none_at_all_raise_nothing(trusts: None) -> None:
    assert watched() == watched(measure="hsmr")
    tell({"RX1": [("90", "4")]})
    assert watched().raised == ()


def test_after_a_merger_the_sum_begins_afresh(trusts: None) -> None:
    record_succession(from_code="RX2", to_code="RX1", on=date(2026, 5, 10), by=System("test"), now=NOW)
    tell({"RX1": HIGH})
    assert watched().raised == ()
    (national,) = national_series(definition(MEASURE), demonstration=False)
    assert [str(national.periods[place]) for place in national.joined["RX1"]] == ["2026-Q1"]


def test_where_patients_are_told_the_rate_of_all_trusts_is_expected(trusts: None) -> None:
    usual = [("2", "4000")] * 6
    large = [("20", "40000")] * 6
    tell({"RX1": [*usual[:5], ("17", "4000")], "RX2": large}, measure="mortality_low_risk")
    watched(measure="mortality_low_risk")
    raised = alert()
    assert (raised.trust_code, raised.evidence[-1]["denominator"]) == ("RX1", "4000")
    assert raised.evidence[0]["expected"] == 2.0
    # 17 and 20 deaths of 44,000 patients.
    assert raised.evidence[-1]["expected"] == pytest.approx(37 / 11)


def test_rolling_figures_and_shares_are_not_watched(trusts: None) -> None:
    settings = mortality_settings_in_force()
    tell({"RX1": HIGH}, measure="shmi")
    assert watched(measure="shmi").raised == ()
    assert "overlaps" in why_not_watched(definition("shmi"), settings)
    for code in ("palliative_coding", "deaths_reviewed", "fft_inpatients_recommend"):
        assert why_not_watched(definition(code), settings)
    assert why_not_watched(definition(MEASURE), settings) == ""


def test_months_and_quarters_are_watched_apart(trusts: None) -> None:
    tell({"RX1": HIGH})
    lines = "\n".join(f"RX1,2026-0{month},{deaths},4" for month, deaths in ((5, 16), (6, 4)))
    import_observations(
        content=f"organisation,period,numerator,denominator\n{lines}".encode(),
        file_name="months.csv",
        made=definition(MEASURE),
        by=System("test"),
        now=NOW,
    )
    watched()
    assert sorted(MortalityAlert.objects.values_list("grain", "period")) == [
        ("month", date(2026, 5, 1)),
        ("quarter", date(2026, 7, 1)),
    ]


def test_what_lies_before_the_periods_looked_at_is_left_alone(trusts: None) -> None:
    """An old alert is neither raised again nor said not to cross once its run lies half outside."""
    tell({"RX1": HIGH}, last="2020-Q3")
    watched()
    raised = alert().reference
    # 24 quarters up to 2026-Q1 begin in 2020-Q2: after the sum left 0, before it crossed.
    tell({"RX1": STEADY}, last="2026-Q1", now=LATER)
    assert watched(now=LATER) == watched(now=LATER)
    assert (alert().reference, alert().crosses) == (raised, True)
    (national,) = national_series(definition(MEASURE), demonstration=False)
    assert len(national.periods) == 24


def test_ten_years_cost_no_more_queries_and_rows_than_six(trusts: None) -> None:
    tell({"RX1": STEADY * 4, "RX2": STEADY * 4})
    with CaptureQueriesContext(
        connection,
    ) as short:
        watched()
    tell({"RX1": STEADY * 6, "RX2": STEADY * 6}, now=LATER)
    with CaptureQueriesContext(connection) as long:
        watched()
    assert len(long) == len(short)
    (national,) = national_series(definition(MEASURE), demonstration=False)
    assert len(national.periods) == 24


def test_the_order_of_arrival_does_not_matter(trusts: None) -> None:
    """Quarter by quarter in any order, watching after each, ends with the alert of all at once standing."""
    rows = list(enumerate(HIGH))
    random.Random(4).shuffle(rows)
    for place, row in rows:
        series = [row if at == place else None for at in range(len(HIGH))]
        tell({"RX1": series})
        watched()
    standing = MortalityAlert.objects.filter(crosses=True).values_list("now_began", "now_period", "now_digest")
    assert list(standing.values_list("now_period", flat=True)) == [date(2026, 7, 1)]
    assert standing.count() == 1


@pytest.mark.django_db(transaction=True)
def test_watching_outside_a_transaction_is_refused() -> None:
    with pytest.raises(ValueError, match="transaction"):
        watch(measure=MEASURE, demonstration=False, now=NOW)


@pytest.mark.parametrize("change", ["total", "period", "evidence", "trust_code"])
def test_what_an_alert_was_raised_on_stays(trusts: None, change: str) -> None:
    tell({"RX1": HIGH})
    watched()
    given = {"total": 99.0, "period": date(2020, 1, 1), "evidence": [], "trust_code": "RX9"}[change]
    with pytest.raises(DatabaseError), transaction.atomic():
        MortalityAlert.objects.update(**{change: given})
    with pytest.raises(DatabaseError), transaction.atomic():
        MortalityAlert.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_raise_one_alert() -> None:
    make_trust("RX1")
    tell({"RX1": HIGH})
    failures: list[BaseException] = []

    def work() -> None:
        try:
            watched()
        except BaseException as failure:  # told to the test, which would not see it in another thread
            failures.append(failure)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert MortalityAlert.objects.count() == 1
    assert events("alert_raised") == 1
