"""Several workers, workers that die, news twice and in any order: each scope is worked out, once at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from oversight.organisations.models import Ward
from oversight.organisations.wards import close_ward
from oversight.records.audit import System
from oversight.records.models import Delivery, OutboxEvent
from oversight.records.outbox import deliver_one
from ratings import recompute, requests, tasks, writing
from ratings.models import RecomputeRequest, Signal, SignalChange
from ratings.rebuilding import verify
from ratings.recompute import run_scope, run_waiting
from ratings.scopes import TrustScope
from ratings.settling import settle
from ratings.signals import SignalKind, State
from tests.ratings.making import accept, hours, make_trust, months, registered_day

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


def ask(*scopes: str) -> None:
    with transaction.atomic():
        requests.ask([recompute.parse_scope(scope) for scope in scopes], now=NOW, tell=False)


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run the works in threads that begin together, each with a connection of its own; return what they return."""
    gate = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            results[place] = work()
        except Exception as failure:
            results[place] = failure
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def story(code: str = "RX1") -> None:
    trust = make_trust(code, wards=1)
    for place, month in enumerate(months("2025-10", 12)):
        accept(trust, month, {"Ward 1": registered_day("95.5" if place % 2 else "94.5")})
    accept(trust, "2026-10", {"Ward 1": registered_day("60")})


def test_two_workers_told_of_one_scope_do_it_once():
    story()
    ask("trust:RX1")
    results = at_once(*(lambda: run_scope("trust:RX1", clock=clock) for _ in range(4)))
    assert sum(result is not None for result in results) == 1
    assert not [result for result in results if isinstance(result, Exception)]
    assert SignalChange.objects.filter(new=State.BELOW_LIMIT, measure="fill_day_registered", level="ward").count() == 1
    request = RecomputeRequest.objects.get()
    assert (request.wanted, request.done, request.claimed_by) == (1, 1, "")


def test_wishes_from_everywhere_are_counted_and_none_is_lost():
    story()
    at_once(*(lambda: ask("trust:RX1", "month:2026-10:real") for _ in range(8)))
    assert set(RecomputeRequest.objects.values_list("scope", "wanted")) == {
        ("trust:RX1", 8),
        ("month:2026-10:real", 8),
    }
    assert run_waiting(clock=clock) == 2
    wished = RecomputeRequest.objects.filter(scope__in=["trust:RX1", "month:2026-10:real"])
    assert set(wished.values_list("wanted", "done")) == {(8, 8)}


def test_a_wish_that_comes_while_the_scope_is_worked_out_is_taken_in_too(monkeypatch):
    """A return accepted after the facts were gathered is not missed: the worker goes round again."""
    story()
    ask("trust:RX1")
    gathered = recompute.compute
    rounds: list[str] = []

    def gather_and_be_overtaken(scope, **more):
        computed = gathered(scope, **more)
        if not rounds:
            rounds.append("overtaken")
            trust = Ward.objects.get().trust
            accept(trust, "2026-10", {"Ward 1": registered_day("95")}, now=NOW)
            ask("trust:RX1")
        return computed

    monkeypatch.setattr(recompute, "compute", gather_and_be_overtaken)
    run_scope("trust:RX1", clock=clock)
    assert Signal.objects.get(measure="fill_day_registered", level="ward").state == State.COMMON_CAUSE
    request = RecomputeRequest.objects.get()
    assert (request.wanted, request.done) == (2, 2)
    states = SignalChange.objects.filter(measure="fill_day_registered", level="ward").order_by("id")
    assert [change.new for change in states] == [State.BELOW_LIMIT, State.COMMON_CAUSE]


def test_the_work_of_a_worker_that_was_killed_is_taken_up_when_its_claim_ends():
    story()
    ask("trust:RX1")
    assert requests.claim("trust:RX1", now=NOW)  # and then it is killed
    assert run_scope("trust:RX1", clock=clock) is None
    assert requests.scopes_to_tell(now=NOW + timedelta(seconds=30)) == []
    later = NOW + requests.LEASE
    assert requests.scopes_to_tell(now=later) == ["trust:RX1"]
    assert run_scope("trust:RX1", clock=lambda: later) is not None
    assert Signal.objects.filter(state=State.BELOW_LIMIT).exists()


def test_a_scope_that_kills_every_worker_is_set_aside_after_three():
    story()
    ask("trust:RX1")
    moment = NOW
    for _ in range(requests.ATTEMPTS):
        assert requests.claim("trust:RX1", now=moment)
        moment += requests.LEASE
    assert requests.claim("trust:RX1", now=moment) is None
    request = RecomputeRequest.objects.get()
    assert (request.set_aside, request.failure) == (True, "WorkerLost")
    # A new return gives it another chance.
    ask("trust:RX1")
    assert run_scope("trust:RX1", clock=clock) is not None


def test_a_worker_that_wakes_after_its_claim_ended_writes_nothing(monkeypatch):
    story()
    ask("trust:RX1")
    gathered = recompute.compute
    slept: list[str] = []

    def gather_and_sleep(scope, **more):
        computed = gathered(scope, **more)
        if not slept:
            slept.append("slept through the claim")
            trust = Ward.objects.get().trust
            accept(trust, "2026-10", {"Ward 1": registered_day("95")}, now=NOW)
            later = NOW + requests.LEASE
            assert run_scope("trust:RX1", clock=lambda: later) is not None
        return computed

    monkeypatch.setattr(recompute, "compute", gather_and_sleep)
    assert run_scope("trust:RX1", clock=clock) is None
    assert Signal.objects.get(measure="fill_day_registered", level="ward").state == State.COMMON_CAUSE
    assert not SignalChange.objects.filter(new=State.BELOW_LIMIT).exists()


def test_a_signal_that_another_changed_meanwhile_is_not_overwritten():
    story()
    ask("trust:RX1")
    run_scope("trust:RX1", clock=clock)
    trust = Ward.objects.get().trust
    accept(trust, "2026-10", {"Ward 1": registered_day("95")}, now=NOW)
    computed = recompute.compute(TrustScope("RX1"))
    stored = writing._stored

    def look_and_be_overtaken(scope, **more):
        there = stored(scope, **more)
        Signal.objects.filter(measure="fill_day_registered").update(digest="another's")
        return there

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "_stored", look_and_be_overtaken)
        with pytest.raises(writing.Overtaken), transaction.atomic():
            writing.write_results(TrustScope("RX1"), computed.results, computed.returns, now=NOW)
    assert Signal.objects.get(measure="fill_day_registered", level="ward").state == State.BELOW_LIMIT


def test_the_news_of_an_acceptance_delivered_twice_and_late_comes_to_the_same():
    trust = make_trust(wards=1)
    for place, month in enumerate(months("2025-10", 12)):
        accept(trust, month, {"Ward 1": registered_day("95.5" if place % 2 else "94.5")}, tell=True)
    accept(trust, "2026-10", {"Ward 1": registered_day("60")}, tell=True)
    # The newest news first; the oldest never told before; and then everything told again.
    for delivery in Delivery.objects.filter(subscriber="ratings.recompute").order_by("-pk"):
        assert deliver_one(delivery.pk, now=NOW)
        run_waiting(clock=clock)
    first = sorted(Signal.objects.values_list("kind", "subject", "measure", "period", "digest"))
    changes = SignalChange.objects.count()
    for event in OutboxEvent.objects.filter(name="return.accepted"):
        with transaction.atomic():
            Delivery.objects.filter(event=event, subscriber="ratings.recompute").update(
                state="waiting", done_at=None, due_at=NOW
            )
    assert not settle(clock=clock, timer=lambda: 0.0, sleep=lambda seconds: None)
    assert sorted(Signal.objects.values_list("kind", "subject", "measure", "period", "digest")) == first
    assert SignalChange.objects.count() == changes
    assert verify().different == 0


def test_a_deadline_storm_in_three_workers_leaves_everything_worked_out():
    trusts = [make_trust(f"RS{number}", wards=2) for number in range(12)]
    for trust in trusts:
        accept(trust, "2026-10", {"Ward 1": hours(), "Ward 2": registered_day(88)}, tell=True)

    def worker() -> None:
        for delivery in Delivery.objects.filter(subscriber="ratings.recompute", state="waiting"):
            deliver_one(delivery.pk, now=NOW)
            run_waiting(clock=clock)

    failures = [result for result in at_once(worker, worker, worker) if isinstance(result, Exception)]
    assert not failures
    assert not settle(clock=clock, timer=lambda: 0.0, sleep=lambda seconds: None)
    assert Signal.objects.filter(kind=SignalKind.STAFFING_ALARM).count() == 12
    assert verify().different == 0


def test_a_ward_that_closes_is_known_no_longer_and_its_trust_is_judged():
    for number in range(11):
        accept(make_trust(f"RA{number}", wards=1), "2026-10", {"Ward 1": hours()}, tell=True)
    trust = make_trust("RB1", wards=5)
    accept(trust, "2026-09", {f"Ward {number}": hours() for number in range(1, 6)}, tell=True)
    accept(trust, "2026-10", {f"Ward {number}": hours() for number in range(1, 5)}, tell=True)
    assert not settle(clock=clock, timer=lambda: 0.0, sleep=lambda seconds: None)
    alarm = Signal.objects.get(kind=SignalKind.STAFFING_ALARM, subject="RB1", period=date(2026, 10, 1))
    assert alarm.state == State.NOT_ENOUGH_DATA

    close_ward(ward=Ward.objects.get(trust=trust, name="Ward 5"), on=date(2026, 9, 30), by=System("test"), now=NOW)
    assert not settle(clock=clock, timer=lambda: 0.0, sleep=lambda seconds: None)

    alarm.refresh_from_db()
    assert alarm.state == State.NO_EVIDENCE
    assert verify().different == 0


def test_tasks_do_what_the_table_of_requests_says():
    story()
    ask("trust:RX1")
    RecomputeRequest.objects.update(told_at=None)
    tasks.sweep_requests()
    assert RecomputeRequest.objects.get().told_at is not None
    tasks.recompute_scope("trust:RX1")
    assert Signal.objects.filter(state=State.BELOW_LIMIT).exists()
    # Told again of what is done, a worker does nothing.
    computed_at = set(Signal.objects.values_list("computed_at", flat=True))
    tasks.recompute_scope("trust:RX1")
    assert set(Signal.objects.values_list("computed_at", flat=True)) == computed_at


def test_a_broker_that_is_away_loses_nothing(monkeypatch):
    def away(*args, **kwargs):
        raise ConnectionError("away")

    story()
    monkeypatch.setattr(tasks.recompute_scope, "apply_async", away)
    with transaction.atomic():
        requests.ask([TrustScope("RX1")], now=NOW)
    assert requests.waiting_scopes() == ["trust:RX1"]
    assert requests.scopes_to_tell(now=NOW + requests.TELL_AGAIN_AFTER) == ["trust:RX1"]
