"""Applications for foundation status: put forward by one body, decided by another, never through a closed gate."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from oversight.accounts.models import Membership, Role
from oversight.organisations.models import Trust, TrustKind
from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from oversight.records.models import AuditEntry
from oversight.returns.refusals import Refused
from ratings.cases.foundation_applications import decide_application, put_forward, withdraw_application
from ratings.cases.models import FoundationApplication
from tests.oversee.foundation_making import Bodies, make_applicant, make_bodies
from tests.ratings.making import make_trust
from tests.ratings.special_measures.making import BETTER, FAILING, enter
from tests.returns.making import NOW

TODAY = date(2026, 11, 5)
State = FoundationApplication.State


@pytest.fixture
def bodies(db: None) -> Bodies:
    return make_bodies()


@pytest.fixture
def trust(db: None) -> Trust:
    return make_applicant()


def forward(trust: Trust, bodies: Bodies, **how: object) -> FoundationApplication:
    told = {"on": TODAY, "words": "The board is ready.", "by": bodies.nina, "now": NOW, **how}
    return put_forward(trust=trust, **told)  # type: ignore[arg-type]


def decide(application: FoundationApplication, bodies: Bodies, **how: object) -> FoundationApplication:
    told = {"authorised": True, "on": TODAY, "reason": "It is well led.", "by": bodies.mona, "now": NOW, **how}
    return decide_application(application=application, **told)  # type: ignore[arg-type]


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def test_put_forward_by_one_body_and_authorised_by_another(bodies: Bodies, trust: Trust) -> None:
    made = forward(trust, bodies)
    assert (made.state, made.gate_state, made.referred_by) == (State.WAITING, "open", bodies.authority)
    assert [part["outcome"] for part in made.gate["parts"]] == ["met", "met", "met"]
    decided = decide(made, bodies)
    assert (decided.state, decided.body, decided.decided_by) == (State.AUTHORISED, bodies.monitor, bodies.mona)
    assert list(AuditEntry.objects.filter(action__startswith="foundation").values_list("action", flat=True)) == [
        "foundation.put_forward",
        "foundation.authorised",
    ]
    # What kind a trust is, the register says.
    assert trust.kinds.get().kind == TrustKind.Kind.NHS_TRUST


def test_the_gate_is_kept_as_it_stood_on_each_day(bodies: Bodies, trust: Trust) -> None:
    made = forward(trust, bodies, on=date(2026, 10, 1))
    enter(trust, date(2026, 10, 20), now=NOW)
    refused = decide(made, bodies, authorised=False, reason="It is in special measures.")
    assert (refused.gate_state, refused.decided_gate_state) == ("open", "closed")
    (inside,) = [part for part in refused.decided_gate["parts"] if part["id"] == "not_in_special_measures"]
    assert (inside["outcome"], inside["since"]) == ("not_met", "2026-10-20")


@pytest.mark.parametrize("words", [FAILING, BETTER], ids=["inadequate", "requires improvement"])
def test_nobody_is_authorised_through_a_closed_gate(bodies: Bodies, words: object) -> None:
    made = forward(make_applicant("RX2", words), bodies)
    with pytest.raises(Refused) as refused:
        decide(made, bodies)
    assert code_of(refused) == "gate"
    with pytest.raises(IntegrityError), transaction.atomic():
        FoundationApplication.objects.filter(pk=made.pk).update(
            state="authorised", decided_on=TODAY, decision_reason="So.", decided_gate_state="closed",
            decided_by=bodies.mona, decided_as="oversight_body", decided_at=NOW, body=bodies.monitor,
        )  # fmt: skip
    assert decide(made, bodies, authorised=False).state == State.REFUSED


def test_who_is_in_special_measures_is_not_authorised(bodies: Bodies, trust: Trust) -> None:
    made = forward(trust, bodies)
    enter(trust, date(2026, 11, 1), now=NOW)
    with pytest.raises(Refused) as refused:
        decide(made, bodies)
    assert code_of(refused) == "gate"


def test_only_each_body_does_its_own_part(bodies: Bodies, trust: Trust) -> None:
    with pytest.raises(Refused) as refused:
        forward(trust, bodies, by=bodies.mona)
    assert code_of(refused) == "not_allowed"
    made = forward(trust, bodies)
    for act in (decide, lambda made, bodies, **how: withdraw_application(application=made, reason="No.", **how)):
        who = bodies.noel if act is decide else bodies.mona
        with pytest.raises(Refused) as refused:
            act(made, bodies, by=who, now=NOW)
        assert code_of(refused) == "not_allowed"


def test_one_person_in_both_bodies_does_not_decide_on_their_own(bodies: Bodies, trust: Trust) -> None:
    Membership.objects.create(person=bodies.nina, role=Role.OVERSIGHT_BODY, body=bodies.monitor, from_on=TODAY)
    made = forward(trust, bodies)
    with pytest.raises(Refused) as refused:
        decide(made, bodies, by=bodies.nina)
    assert code_of(refused) == "same_person"


def test_one_application_at_a_time_and_one_decision_on_it(bodies: Bodies, trust: Trust) -> None:
    made = forward(trust, bodies)
    with pytest.raises(Refused) as refused:
        forward(trust, bodies, by=bodies.noel)
    assert code_of(refused) == "waiting"
    stale = FoundationApplication.objects.get(pk=made.pk)
    decide(made, bodies, authorised=False)
    with pytest.raises(Refused) as refused:
        decide(stale, bodies)
    assert code_of(refused) == "changed"
    assert forward(trust, bodies).state == State.WAITING


def test_withdrawn_before_it_is_decided(bodies: Bodies, trust: Trust) -> None:
    made = withdraw_application(application=forward(trust, bodies), reason="Too early.", by=bodies.noel, now=NOW)
    assert (made.state, made.body, made.decision_reason) == (State.WITHDRAWN, bodies.authority, "Too early.")
    with pytest.raises(InternalError), transaction.atomic():
        FoundationApplication.objects.filter(pk=made.pk).update(decision_reason="Another.")
    with pytest.raises(InternalError), transaction.atomic():
        made.delete()


@pytest.mark.parametrize(
    ("how", "code"),
    [({"words": " "}, "no_reason"), ({"on": TODAY + timedelta(days=1)}, "future")],
    ids=["no words", "to come"],
)
def test_applications_that_are_refused(bodies: Bodies, trust: Trust, how: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        forward(trust, bodies, **how)
    assert code_of(refused) == code


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"reason": "\n"}, "no_reason"),
        ({"on": TODAY + timedelta(days=1)}, "future"),
        ({"on": TODAY - timedelta(days=1)}, "before"),
    ],
    ids=["no reason", "to come", "before it was made"],
)
def test_decisions_that_are_refused(bodies: Bodies, trust: Trust, how: dict[str, object], code: str) -> None:
    made = forward(trust, bodies)
    with pytest.raises(Refused) as refused:
        decide(made, bodies, **how)
    assert code_of(refused) == code


def test_a_foundation_trust_and_one_that_was_followed_do_not_apply(bodies: Bodies, trust: Trust) -> None:
    founded = make_applicant("RX2", kind=TrustKind.Kind.FOUNDATION_TRUST)
    with pytest.raises(Refused) as refused:
        forward(founded, bodies, by=bodies.mona)
    assert code_of(refused) == "foundation"
    make_trust("RX3", wards=0, demonstration=True)
    record_succession(from_code="RX1", to_code="RX3", on=date(2026, 10, 1), by=System("test"), now=NOW)
    with pytest.raises(Refused) as refused:
        forward(trust, bodies)
    assert code_of(refused) == "followed"
