"""Who has sent, is late, has not; how signals are worked out; and the work behind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from oversight.measures.defining import definition
from oversight.measures.periods import Period
from oversight.organisations.models import TrustKind
from oversight.records.models import AuditEntry, Delivery
from oversight.records.outbox import emit, subscribe
from oversight.records.queues import look_after_queues
from oversight.records.references import Reference
from oversight.wording import write_datetime
from ratings import requests
from ratings.models import RecomputeRequest
from ratings.scopes import BandsScope, IndicatorScope, MonthScope, RatingsScope, TrustScope
from tests.inspect.conftest import NOW, Country
from tests.inspect.reading import rows_of, table_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def owing(country: Country) -> Country:
    """Let both real trusts owe the return, and a third that never sent it."""
    from tests.ratings.making import make_trust

    make_trust("RX3", region="Y62")
    for trust in (country.sliding, country.steady):
        TrustKind.objects.get_or_create(trust=trust, kind=TrustKind.Kind.NHS_TRUST, from_on=date(2000, 4, 1))
    return country


def test_the_list_says_who_has_sent_and_who_has_not_and_can_be_narrowed(owing: Country, inspector):
    answer = inspector.get("/inspect/returns/?month=2026-10")
    assert [(row[0], row[2]) for row in table_of(answer, "returns")] == [
        ("Trust RX1 NHS Trust (RX1)", "Accepted in time"),
        ("Trust RX2 NHS Trust (RX2)", "Accepted in time"),
        ("Trust RX3 NHS Trust (RX3)", "Overdue, not started"),
    ]
    assert "2 accepted in time 1 overdue" in text_of(answer)
    assert "The collection for October 2026 opened on" in text_of(answer)
    overdue = table_of(inspector.get("/inspect/returns/?month=2026-10&sent=overdue"), "returns")
    assert [row[0] for row in overdue] == ["Trust RX3 NHS Trust (RX3)"]
    north = table_of(inspector.get("/inspect/returns/?month=2026-10&region=Y63"), "returns")
    assert [row[0] for row in north] == ["Trust RX2 NHS Trust (RX2)"]
    file = rows_of(inspector.get("/inspect/returns.csv?month=2026-10&sent=overdue"))
    assert [(row["Trust code"], row["How it stands"], row["Receipt"]) for row in file] == [("RX3", "overdue", "")]


def test_an_unknown_month_is_the_latest(owing: Country, inspector):
    assert "Who has sent: ward staffing return, October 2026" in text_of(
        inspector.get("/inspect/returns/?month=1900-01")
    )


def test_the_rules_are_shown_as_settings_with_their_sources(country: Country, inspector):
    said = text_of(inspector.get("/inspect/rules/"))
    assert "staffing-signals-1" in said
    assert "the latest 24 months" in said
    assert "from the first 12 values" in said
    assert "below 80%" in said
    assert "Elevated risk: a z-score of, or below" in said
    assert "Making Data Count" in said
    assert "Ours" in said


def test_every_rule_that_a_signal_names_is_explained_on_the_page(country: Country, inspector):
    page = inspector.get("/inspect/rules/").content.decode()
    from ratings.models import Signal
    from ratings.staffing_signals import RULE_OF_CAUSE

    rules = {*RULE_OF_CAUSE.values(), *Signal.objects.values_list("rule", flat=True).distinct()}
    for rule in rules:
        assert f'id="{rule.replace(".", "-").replace("_", "-")}"' in page, rule


def fail(event, now) -> None:
    raise RuntimeError("it never works")


def test_what_was_set_aside_stands_before_an_administrator_and_can_be_tried_again(administrator):
    subscribe("test.poison", "test.poisoned", fail)
    with transaction.atomic():
        emit("test.poison", subject=Reference("trust", "RX1"), now=NOW - timedelta(hours=1))
    delivery = Delivery.objects.get(subscriber="test.poisoned")
    Delivery.objects.filter(pk=delivery.pk).update(state="set_aside", attempts=3, failure="RuntimeError")
    with transaction.atomic():
        requests.ask([TrustScope("RX1")], now=NOW - timedelta(hours=1), tell=False)
    RecomputeRequest.objects.update(set_aside=True, failure="KeyError", attempts=3)

    said = text_of(administrator.get("/oversee/operations/"))
    for word in ("test.poison", "test.poisoned", "RuntimeError", "Signals of trust RX1", "KeyError"):
        assert word in said

    administrator.post(f"/oversee/operations/deliveries/{delivery.pk}/again/")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("waiting", 0)
    administrator.post("/oversee/operations/recomputations/again/", {"scope": "trust:RX1"})
    assert not RecomputeRequest.objects.get().set_aside
    done = AuditEntry.objects.filter(action__in=["delivery.tried_again", "recomputation.tried_again"])
    assert done.count() == 2
    # A second time there is nothing to try again, and nothing is noted.
    administrator.post(f"/oversee/operations/deliveries/{delivery.pk}/again/")
    assert done.count() == 2


def test_work_that_stands_still_is_seen(administrator):
    with transaction.atomic():
        requests.ask([TrustScope("RX1")], now=NOW - timedelta(minutes=11), tell=False)
        requests.ask([TrustScope("RX2")], now=NOW, tell=False)
    answer = administrator.get("/oversee/operations/")
    assert table_of(answer, "standing")[1] == [
        "Results to work out",
        "2",
        write_datetime(NOW - timedelta(minutes=11)),
        "0",
        "1",
        "0",
    ]
    assert [row[0] for row in table_of(answer, "scopes")] == ["Signals of trust RX1 and its wards"]
    assert "do not go on by themselves" not in text_of(answer)
    look_after_queues(now=NOW)
    assert "Alarm: results to work out do not go on by themselves." in text_of(
        administrator.get("/oversee/operations/")
    )


def test_what_is_being_worked_out_is_told_in_words(administrator):
    scopes = [
        BandsScope(True),
        MonthScope(date(2026, 9, 1), False),
        RatingsScope("RX1"),
        IndicatorScope("shmi", Period.parse("2026-Q1"), False),
    ]
    with transaction.atomic():
        requests.ask(scopes, now=NOW, tell=False)
    for scope in scopes:
        assert requests.claim(str(scope), now=NOW)
    said = text_of(administrator.get("/oversee/operations/"))
    for told in (
        "Bands of all invented trusts",
        "Staffing alarms of all trusts, September 2026",
        "Computed ratings and criteria of trust RX1",
        f"{definition('shmi').name}: all trusts, 2026-Q1",
    ):
        assert told in said
