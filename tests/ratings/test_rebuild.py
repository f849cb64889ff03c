"""Working everything out from nothing, and comparing it with what is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from oversight.measures.models import Observation
from oversight.organisations.models import Trust, Ward
from ratings import requests
from ratings.models import RecomputeRequest, Signal
from ratings.rebuilding import rebuild, verify
from ratings.recompute import recompute_trust
from ratings.scopes import TrustScope
from ratings.settling import settle
from ratings.signals import SignalKind
from tests.keeping import kept
from tests.ratings.making import accept, hours, make_trust, months, registered_day

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


def make_country() -> list[Trust]:
    """Eleven trusts, one of them with a story, one invented, all worked out."""
    trusts = [make_trust(f"RA{number}", wards=2) for number in range(10)]
    trusts.append(make_trust("X01", wards=2, demonstration=True))
    for trust in trusts:
        for place, month in enumerate(months("2026-09", 2)):
            rows = {"Ward 1": registered_day(90 + place + int(trust.code[1:], 36) % 5), "Ward 2": hours()}
            accept(trust, month, rows)
    slid = trusts[3]
    for place, month in enumerate(months("2025-09", 12)):
        accept(slid, month, {"Ward 1": registered_day("95.5" if place % 2 else "94.5")})
    accept(slid, "2026-10", {"Ward 1": registered_day("55"), "Ward 2": hours(patients=0)}, patients=0, now=NOW)
    # Wards that the last return leaves out are known all the same, and one that has closed is not.
    accept(trusts[4], "2026-10", {"Ward 1": hours()}, now=NOW)
    Ward.objects.filter(trust=trusts[5], name="Ward 2").update(closed_on=date(2026, 9, 30))
    accept(trusts[5], "2026-10", {"Ward 1": hours()}, now=NOW)
    for trust in trusts:
        recompute_trust(trust, clock=clock)
    # One trust's alarm may change what another is held against.
    assert not settle(clock=clock, timer=lambda: 0.0, sleep=lambda seconds: None)
    return trusts


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Trust]]:
    with kept(django_db_blocker):
        yield make_country()


@pytest.fixture
def country(db: None, made: list[Trust]) -> list[Trust]:
    return deepcopy(made)


def run(*arguments: str) -> tuple[int, dict, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, json.loads(out.getvalue()), err.getvalue()


def test_what_was_worked_out_step_by_step_equals_what_is_worked_out_from_nothing(country):
    compared = verify()
    assert compared.first == []
    assert compared.different == 0
    assert compared.trusts == 11
    assert compared.observations == Observation.objects.filter(known_to__isnull=True).count()
    assert compared.signals == Signal.objects.count()


def test_the_command_says_equal(country):
    code, told, err = run("rebuild", "--verify")
    assert (code, told["equal"], told["different"], err) == (0, True, 0, "")


DAMAGE = {
    "update measures_observation set numerator = numerator + 0.0000000000000001 where id ="
    " (select min(id) from measures_observation where known_to is null and numerator > 0)": "worked out",
    "delete from measures_observation where level = 'site' and period = '2026-10-01'": "stored nothing",
    "update ratings_signal set state = 'above_limit' where state = 'below_limit'": "state above_limit",
    "update ratings_signal set figures = jsonb_set(figures, '{mean}', '95')": "figures",
    "update ratings_signal set digest = repeat('0', 64)": "a hash that is not that of its content",
    "delete from ratings_signal where kind = 'staffing_alarm'": "staffing_alarm of trust",
}


def test_whatever_is_stored_otherwise_is_found_and_mended(country):
    for damage, told in DAMAGE.items():
        with connection.cursor() as cursor:
            cursor.execute(damage)
            assert cursor.rowcount
        code, counts, err = run("rebuild", "--verify")
        assert code == 1
        assert counts["different"] > 0
        assert told in err
        assert len(err.strip().splitlines()) <= 11
        mended = rebuild(now=NOW)
        assert mended.different == counts["different"]
        assert run("rebuild", "--verify")[0] == 0


def test_signals_of_no_trust_are_found(country):
    Signal.objects.filter(kind=SignalKind.OFTEN_SHORT).update(trust_code="ZZZ")
    code, counts, _ = run("rebuild", "--verify")
    assert code == 1
    assert counts["different"] == 2 * Signal.objects.filter(trust_code="ZZZ").count()
    Observation.objects.filter(level="site").update(trust_code="YYY")
    rebuild(now=NOW)
    assert run("rebuild", "--verify")[0] == 0
    assert not Signal.objects.filter(trust_code="ZZZ").exists()
    # What was ended stays readable.
    assert Observation.objects.filter(trust_code="YYY", known_to=NOW).exists()


def test_an_alarm_of_a_month_without_a_return_is_found_and_taken_out(country):
    alarm = Signal.objects.filter(kind=SignalKind.STAFFING_ALARM).first()
    alarm.pk, alarm.period = None, date(2026, 1, 1)
    alarm.save()
    code, counts, err = run("rebuild", "--verify")
    assert (code, counts["different"]) == (1, 1)
    assert "in 2026-01" in err
    rebuild(now=NOW)
    assert run("rebuild", "--verify")[0] == 0


def test_a_mended_observation_leaves_the_wrong_one_readable(country):
    wrong = Observation.objects.filter(known_to__isnull=True, level="ward", measure="fill_day_registered").first()
    Observation.objects.filter(pk=wrong.pk).update(numerator=Decimal(1))
    assert rebuild(now=NOW).different == 1
    ended = Observation.objects.get(pk=wrong.pk)
    assert (ended.numerator, ended.known_to) == (Decimal(1), NOW)
    mended = Observation.objects.get(
        measure=wrong.measure, level="ward", subject=wrong.subject, period=wrong.period, known_to__isnull=True
    )
    assert mended.numerator == wrong.numerator
    assert mended.known_from == NOW


def test_everything_can_be_worked_out_where_nothing_was(country):
    before = sorted(Signal.objects.values_list("kind", "subject", "measure", "period", "digest"))
    Signal.objects.all().delete()
    Observation.objects.all().delete()
    rebuild(now=NOW)
    assert sorted(Signal.objects.values_list("kind", "subject", "measure", "period", "digest")) == before
    assert verify().different == 0


def test_queued_work_is_finished_first(country):
    with transaction.atomic():
        requests.ask([TrustScope("RA1")], now=NOW, tell=False)
    assert run("rebuild", "--verify")[0] == 0
    request = RecomputeRequest.objects.get(scope="trust:RA1")
    assert request.wanted == request.done


def test_work_in_the_hands_of_another_is_waited_for_and_then_said(country):
    with transaction.atomic():
        requests.ask([TrustScope("RA1")], now=NOW, tell=False)
    assert requests.claim("trust:RA1", now=NOW)
    waited: list[float] = []
    left = settle(clock=clock, timer=lambda: float(len(waited)), sleep=waited.append)
    assert left.scopes == 1
    assert len(waited) == 120


def test_recompute_prints_the_number_of_changes_and_refuses_an_unknown_trust(country):
    accept(country[0], "2026-10", {"Ward 1": hours(day_care_actual="10"), "Ward 2": hours()}, now=NOW)
    accept(country[0], "2026-09", {"Ward 1": hours(day_care_actual="10"), "Ward 2": hours()}, now=NOW)
    code, told, _ = run("recompute", "--trust", "RA0")
    assert code == 0
    assert told["trust"] == "RA0"
    assert told["changes"] >= 1
    assert run("recompute", "--trust", "RA0", "--json")[1]["changes"] == 0
    code, told, err = run("recompute", "--trust", "NONE")
    assert code == 2
    assert "NONE" in told["error"]
    assert "NONE" in err
