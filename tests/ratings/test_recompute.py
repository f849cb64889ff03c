"""Recomputation: from accepted returns to signals and the record of their changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import permutations

import pytest
from django.db import transaction

from oversight.organisations.models import Trust, Ward
from oversight.records.models import AuditEntry
from oversight.returns.periods import Month
from ratings import requests
from ratings.models import ChangeNotice, RecomputeRequest, Signal, SignalChange
from ratings.recompute import compute, recompute_trust, replay, run_scope, run_waiting, scopes_after
from ratings.scopes import MonthScope, TrustScope
from ratings.signals import SignalKind, State
from tests.ratings.making import accept, accepted_on, hours, make_trust, months, registered_day

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
# Usual variation around 95%: the limits that it sets are some 92% and 98%.
STEADY = ("95", "95.5", "94.5", "95", "96", "94.8", "95.2", "94.6", "95.4", "94.9", "95.1", "95.3")


def clock() -> datetime:
    return NOW


def steady(trust: Trust, first: str = "2025-10", count: int = 12, ward: str = "Ward 1") -> None:
    for place, month in enumerate(months(first, count)):
        accept(trust, month, {ward: registered_day(STEADY[place % 12])})


def signal(ward: Ward, measure: str = "fill_day_registered") -> Signal:
    return Signal.objects.get(kind=SignalKind.SPECIAL_CAUSE, subject=str(ward.public_id), measure=measure)


def run_after(trust: Trust, month: str) -> None:
    """Work out the signals that a return for the month bears on."""
    scopes = scopes_after(trust, Month.parse(month).first_day)
    with transaction.atomic():
        requests.ask(scopes, now=NOW, tell=False)
    for scope in scopes:
        run_scope(str(scope), clock=clock)


def everything() -> list[tuple]:
    """All signals, by what is stored of them, without the time of computing."""
    return sorted(
        Signal.objects.values_list(
            "kind", "level", "subject", "measure", "period", "state", "reason", "rule", "digest", "as_of"
        )
    )


def test_a_month_below_the_limits_is_a_change_with_reason_rule_and_inputs():
    trust = make_trust(wards=1)
    ward = Ward.objects.get()
    steady(trust)
    recompute_trust(trust, clock=clock)
    assert signal(ward).state == State.TOO_FEW_POINTS
    last = accept(trust, "2026-10", {"Ward 1": registered_day("71.2")})

    assert recompute_trust(trust, clock=clock) > 0

    now = signal(ward)
    assert now.state == State.BELOW_LIMIT
    assert now.reason == (
        "The fill rate of registered nurses and midwives by day was 71.2% in October 2026, "
        f"below its lower limit of {now.figures['lower']:.1f}%."
    )
    assert now.figures["value"] == 71.2
    assert now.rule == "special_cause.outside_limits"
    assert now.rule_set == "staffing-signals-1"
    assert now.as_of == last.accepted_at
    change = SignalChange.objects.get(subject=str(ward.public_id), measure="fill_day_registered", new=State.BELOW_LIMIT)
    assert change.old == State.TOO_FEW_POINTS
    assert change.receipts == [last.receipt]
    assert change.cause == f"The return for October 2026 (receipt {last.receipt}) came in."
    told = change.inputs["fill_day_registered"]
    assert told[-1] == ["2026-10", "712", "1000", last.receipt]
    assert len(told) == 13
    notice = ChangeNotice.objects.get(pk=change.notice_id)
    assert (notice.level, notice.subject, notice.raised) == ("ward", str(ward.public_id), True)
    assert AuditEntry.objects.filter(action="signals.changed", system="recompute", subject_id="RX1").exists()


def test_what_no_longer_arises_becomes_usual_variation_by_a_row_and_nothing_is_overwritten():
    trust = make_trust(wards=1)
    ward = Ward.objects.get()
    steady(trust)
    accept(trust, "2026-10", {"Ward 1": registered_day("71.2")})
    recompute_trust(trust, clock=clock)
    corrected = accept(trust, "2026-10", {"Ward 1": registered_day("95.2")}, now=NOW)

    recompute_trust(trust, clock=clock)

    assert signal(ward).state == State.COMMON_CAUSE
    states = list(
        SignalChange.objects.filter(subject=str(ward.public_id), measure="fill_day_registered")
        .order_by("id")
        .values_list("old", "new", "cause")
    )
    assert states[-1] == (
        State.BELOW_LIMIT,
        State.COMMON_CAUSE,
        f"A correction (version 2) of the return for October 2026 (receipt {corrected.receipt}) came in.",
    )
    assert not ChangeNotice.objects.order_by("-id").first().raised


def test_working_out_twice_changes_nothing():
    trust = make_trust(wards=2)
    steady(trust)
    accept(trust, "2026-10", {"Ward 1": registered_day("71.2"), "Ward 2": hours()})
    recompute_trust(trust, clock=clock)
    before, changes = everything(), SignalChange.objects.count()
    computed_at = set(Signal.objects.values_list("pk", "computed_at"))

    assert recompute_trust(trust, clock=lambda: NOW + timedelta(hours=1)) == 0

    assert everything() == before
    assert SignalChange.objects.count() == changes
    assert set(Signal.objects.values_list("pk", "computed_at")) == computed_at


def test_the_order_in_which_returns_arrive_plays_no_part_in_the_results():
    """Three months in every order of arrival, recomputed after each, end in the same signals."""
    seen = set()
    for number, order in enumerate(permutations(["2026-08", "2026-09", "2026-10"])):
        trust = make_trust(f"RX{number}", wards=1)
        ward = Ward.objects.get(trust=trust)
        steady(trust, "2025-08", 12)
        for month in order:
            percent = "95" if month == "2026-09" else "70"
            accept(trust, month, {"Ward 1": registered_day(percent)}, now=accepted_on("2026-10"))
            run_after(trust, month)
        own = Signal.objects.filter(trust_code=trust.code).exclude(kind=SignalKind.STAFFING_ALARM)
        seen.add(
            tuple(sorted((s.kind, s.level, s.measure, s.state, s.reason, str(s.figures), str(s.period)) for s in own))
        )
        assert signal(ward).state == State.BELOW_LIMIT
    assert len(seen) == 1


def test_signals_are_of_the_latest_month_accepted_and_a_late_month_does_not_move_them_back():
    trust = make_trust(wards=1)
    steady(trust, "2025-10", 12)
    accept(trust, "2026-11", {"Ward 1": registered_day("95")}, now=NOW)
    accept(trust, "2026-10", {"Ward 1": registered_day("60")}, now=NOW + timedelta(days=1))
    recompute_trust(trust, clock=clock)
    assert set(Signal.objects.filter(kind=SignalKind.SPECIAL_CAUSE).values_list("period", flat=True)) == {
        datetime(2026, 11, 1, tzinfo=UTC).date()
    }


def test_a_ward_is_often_short_by_two_of_three_months_and_a_month_not_submitted_is_said():
    trust = make_trust(wards=2)
    low = hours(night_registered_actual="700")
    accept(trust, "2026-08", {"Ward 1": low, "Ward 2": hours()})
    accept(trust, "2026-10", {"Ward 1": low, "Ward 2": low})
    recompute_trust(trust, clock=clock)
    first, second = (Ward.objects.get(name=name) for name in ("Ward 1", "Ward 2"))
    found = Signal.objects.get(kind=SignalKind.OFTEN_SHORT, subject=str(first.public_id))
    assert found.state == State.OFTEN_SHORT
    assert found.reason == (
        "A fill rate was below 80% in 2 of the last 3 months: August 2026 (registered, night 68.4%) and October 2026 "
        "(registered, night 68.4%). September 2026 was not submitted for this ward and counts neither way."
    )
    assert found.figures["not_submitted"] == ["2026-09-01"]
    other = Signal.objects.get(kind=SignalKind.OFTEN_SHORT, subject=str(second.public_id))
    assert other.state == State.NOT_OFTEN_SHORT


def test_the_alarm_wants_ten_trusts_and_compares_all_of_the_month():
    for number in range(9):
        accept(make_trust(f"RA{number}", wards=1), "2026-10", {"Ward 1": hours()})
    invented = make_trust("X01", demonstration=True, wards=1)
    accept(invented, "2026-10", {"Ward 1": hours()})
    real = MonthScope(datetime(2026, 10, 1, tzinfo=UTC).date(), demonstration=False)
    results = compute(real).results
    assert len(results) == 9
    assert {result.state for result in results} == {State.NOT_ENOUGH_DATA}
    assert "9 trusts have reported, and 10 are wanted" in results[0].reason

    low = make_trust("RB1", wards=1)
    accept(low, "2026-10", {"Ward 1": hours(day_registered_actual="800", night_registered_actual="500")})
    by_trust = {result.trust_code: result for result in compute(real).results}
    assert len(by_trust) == 10
    assert by_trust["RB1"].state == State.ELEVATED_RISK
    assert by_trust["RA0"].state == State.NO_EVIDENCE
    assert by_trust["RB1"].figures["compared"] == 10
    assert len(by_trust["RB1"].evidence["all_trusts"]) == 10
    assert "over the 10 trusts that reported" in by_trust["RB1"].reason
    demo = compute(MonthScope(real.month, demonstration=True)).results
    assert [result.trust_code for result in demo] == ["X01"]


def test_the_alarm_wants_nine_tenths_of_the_known_wards():
    for number in range(10):
        accept(make_trust(f"RA{number}", wards=1), "2026-10", {"Ward 1": hours()})
    trust = make_trust("RB1", wards=5)
    accept(trust, "2026-09", {f"Ward {number}": hours() for number in range(1, 6)})
    accept(trust, "2026-10", {f"Ward {number}": hours() for number in range(1, 5)})
    scope = MonthScope(datetime(2026, 10, 1, tzinfo=UTC).date(), demonstration=False)
    found = {result.trust_code: result for result in compute(scope).results}["RB1"]
    assert found.state == State.NOT_ENOUGH_DATA
    assert found.reason == (
        "Not enough data for October 2026: 4 of the trust's 5 known wards were reported, fewer than 90%."
    )
    # A ward that had closed before the month is missed by nobody.
    Ward.objects.filter(trust=trust, name="Ward 5").update(closed_on=datetime(2026, 9, 30, tzinfo=UTC).date())
    found = {result.trust_code: result for result in compute(scope).results}["RB1"]
    assert found.state == State.NO_EVIDENCE


def test_a_ward_that_a_correction_takes_out_leaves_by_a_row():
    trust = make_trust(wards=2)
    ward = Ward.objects.get(name="Ward 2")
    low = hours(night_registered_actual="700")
    for month in ("2026-09", "2026-10"):
        accept(trust, month, {"Ward 1": hours(), "Ward 2": low})
    recompute_trust(trust, clock=clock)
    assert Signal.objects.filter(subject=str(ward.public_id), state=State.OFTEN_SHORT).exists()
    for month in ("2026-09", "2026-10"):
        accept(trust, month, {"Ward 1": hours()}, now=NOW)
    recompute_trust(trust, clock=clock)
    assert not Signal.objects.filter(subject=str(ward.public_id)).exists()
    last = SignalChange.objects.filter(subject=str(ward.public_id), kind=SignalKind.OFTEN_SHORT).latest("id")
    assert (last.old, last.new) == (State.OFTEN_SHORT, State.NOTHING)


def test_an_acceptance_asks_for_its_trust_and_the_months_that_its_wards_bear_on():
    trust = make_trust(wards=1)
    for month in ("2025-08", "2026-08", "2026-09", "2026-10"):
        accept(trust, month, {"Ward 1": hours()})
    asked = [str(scope) for scope in scopes_after(trust, datetime(2026, 9, 1, tzinfo=UTC).date())]
    assert asked == ["trust:RX1", "month:2026-09:real", "month:2026-10:real"]


def test_a_trust_takes_the_same_few_queries_whatever_its_size(django_assert_max_num_queries):
    for code, wards in (("RX1", 1), ("RX2", 12)):
        trust = make_trust(code, wards=wards)
        accept(trust, "2026-10", {f"Ward {number}": hours(day_care_actual="1") for number in range(1, wards + 1)})
        accept(trust, "2026-09", {f"Ward {number}": hours(day_care_actual="1") for number in range(1, wards + 1)})
        for scope in (TrustScope(code), MonthScope(datetime(2026, 10, 1, tzinfo=UTC).date(), demonstration=False)):
            with transaction.atomic():
                requests.ask([scope], now=NOW, tell=False)
            with django_assert_max_num_queries(20):
                run_scope(str(scope), clock=clock)
    assert Signal.objects.filter(state=State.OFTEN_SHORT).count() == 13


def test_a_past_is_replayed_as_it_was_known_then():
    trust = make_trust(wards=1)
    ward = Ward.objects.get()
    steady(trust, "2025-09", 12)
    accept(trust, "2026-09", {"Ward 1": registered_day("60")}, now=accepted_on("2026-09"))
    accept(trust, "2026-09", {"Ward 1": registered_day("95")}, now=accepted_on("2026-09") + timedelta(days=9))
    accept(trust, "2026-10", {"Ward 1": registered_day("95.1")}, now=accepted_on("2026-10"))
    scope = TrustScope(trust.code)
    for later in (1, 10, 40):
        replay([scope], at=accepted_on("2026-09") + timedelta(days=later))
    states = SignalChange.objects.filter(subject=str(ward.public_id), measure="fill_day_registered").order_by("id")
    assert list(states.values_list("new", flat=True)) == [State.BELOW_LIMIT, State.COMMON_CAUSE]
    assert states[0].at == accepted_on("2026-09") + timedelta(days=1)
    # What was replayed up to the present is what is worked out at present.
    requested = requests.ask
    with transaction.atomic():
        requested([scope], now=NOW, tell=False)
    assert run_scope(str(scope), clock=clock) == 0


def test_a_scope_that_fails_is_tried_three_times_and_set_aside_and_a_person_may_let_it_run():
    with transaction.atomic():
        RecomputeRequest.objects.create(scope="nonsense", wanted=1, asked_at=NOW, due_at=NOW)
    moment = NOW
    for _ in range(3):
        assert run_waiting(clock=partial(datetime.fromtimestamp, moment.timestamp(), UTC)) == 0
        moment += timedelta(minutes=5)
    request = RecomputeRequest.objects.get()
    assert request.set_aside
    assert request.failure == "ValueError"
    assert requests.standing(moment).set_aside == 1
    assert requests.try_again(scope="nonsense", now=moment)
    assert not RecomputeRequest.objects.get().set_aside
