"""Who may do what: roles, trusts, days, and trusts that followed others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from oversight.accounts.models import TRUST_ROLES, Membership, Person, Role
from oversight.accounts.permissions import (
    NO_POWERS,
    SECOND_FACTOR_ROLES,
    Action,
    Held,
    Powers,
    actions_of,
    may,
    people_with,
    powers_of,
    roles_allowing,
    trusts_of,
)
from oversight.organisations.models import Succession, Trust

MakePerson = Callable[..., Person]
TODAY = date(2026, 11, 21)

INSPECTING = {
    Action.INSPECT,
    Action.PLAN_INSPECTIONS,
    Action.GATHER_EVIDENCE,
    Action.JUDGE,
    Action.PUBLISH_REPORT,
    Action.ENFORCE,
    Action.CHECK_MORTALITY,
    Action.HANDLE_CONCERNS,
    Action.RECOMMEND_IN_CASE,
    Action.SEE_PRACTICE,
}
MANAGING = {Action.REVIEW_QUALITY, Action.DECIDE_FACTUAL_ACCURACY, Action.DECIDE_MORTALITY, Action.RELEASE_BANDS}
EXPECTED = {
    Role.PREPARER: {
        Action.SEE_RETURNS,
        Action.PREPARE_RETURN,
        Action.SEE_INSPECTIONS,
        Action.ANSWER_INSPECTION,
        Action.SEE_PLAN,
        Action.KEEP_PLAN,
        Action.ANSWER_COMMISSIONER,
        Action.SEE_PRACTICE,
    },
    Role.SIGNATORY: {
        Action.SEE_RETURNS,
        Action.SIGN_RETURN,
        Action.SEE_INSPECTIONS,
        Action.ANSWER_INSPECTION,
        Action.SEND_ANSWER,
        Action.SEE_PLAN,
        Action.SIGN_PLAN,
        Action.ANSWER_COMMISSIONER,
        Action.SEE_PRACTICE,
    },
    Role.INSPECTOR: INSPECTING,
    Role.CHIEF_INSPECTOR: INSPECTING | MANAGING | {Action.RECOMMEND_ENTRY},
    Role.INSPECTION_MANAGER: INSPECTING | MANAGING,
    Role.SPECIALIST_ADVISER: {Action.GATHER_EVIDENCE},
    Role.EXPERT_BY_EXPERIENCE: {Action.GATHER_EVIDENCE},
    Role.RELEASE_APPROVER: {Action.APPROVE_RELEASE},
    Role.OVERSIGHT_BODY: {Action.OVERSEE, Action.SEE_CASES, Action.DECIDE_MEASURES, Action.SEE_PRACTICE},
    Role.HEALTHWATCH: {Action.OVERSEE, Action.SEE_CASES, Action.SEE_AREA},
    Role.COMMISSIONER: {Action.OVERSEE, Action.SEE_CASES, Action.COMMISSION, Action.SEE_PRACTICE},
    Role.GROUP_MEMBER: {Action.OVERSEE, Action.SEE_CASES, Action.SURVEY_QUALITY},
    Role.CUSTODIAN: {Action.OPEN_IDENTITY},
    Role.ADMINISTRATOR: {
        Action.KEEP_ORGANISATIONS,
        Action.KEEP_PEOPLE,
        Action.KEEP_CALENDAR,
        Action.WATCH_WORK,
        Action.TAKE_OUT_FILES,
    },
}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_allows_this_and_no_more(role: Role) -> None:
    assert actions_of(role) == EXPECTED[role]


def test_nobody_both_prepares_and_signs_by_one_role() -> None:
    assert not any({Action.PREPARE_RETURN, Action.SIGN_RETURN} <= actions_of(role) for role in Role)


def test_who_regulates_never_oversees_and_who_oversees_never_regulates() -> None:
    """The regulator assesses and the oversight body intervenes (Hard Truths, executive summary 41)."""
    regulating = (INSPECTING | MANAGING | {Action.RECOMMEND_ENTRY}) - {Action.SEE_PRACTICE}
    for role in Role:
        assert not (Action.OVERSEE in actions_of(role) and actions_of(role) & regulating)
    assert roles_allowing(Action.RECOMMEND_ENTRY) == {Role.CHIEF_INSPECTOR}
    assert roles_allowing(Action.DECIDE_MEASURES) == {Role.OVERSIGHT_BODY}


def test_the_roles_that_allow_an_action_are_those_whose_list_has_it() -> None:
    assert roles_allowing(Action.SEND_ANSWER) == {Role.SIGNATORY}
    assert roles_allowing(Action.OVERSEE) == {
        Role.OVERSIGHT_BODY,
        Role.HEALTHWATCH,
        Role.COMMISSIONER,
        Role.GROUP_MEMBER,
    }


def test_an_identity_is_opened_by_its_custodian_alone_who_does_nothing_else() -> None:
    """Policy T58: the identity of whoever spoke up is kept from those who act on what they said."""
    assert roles_allowing(Action.OPEN_IDENTITY) == {Role.CUSTODIAN}
    assert actions_of(Role.CUSTODIAN) == {Action.OPEN_IDENTITY}


def test_no_administrator_sees_a_return() -> None:
    seeing = {Action.SEE_RETURNS, Action.INSPECT, Action.OVERSEE}
    assert not actions_of(Role.ADMINISTRATOR) & seeing


@pytest.mark.parametrize("role", list(Role))
def test_the_second_factor_is_for_these_roles(role: Role) -> None:
    without = {Role.PREPARER, Role.HEALTHWATCH}
    assert (role in SECOND_FACTOR_ROLES) is (role not in without)


@given(
    role=st.sampled_from(TRUST_ROLES),
    # What others offer is for everybody to find.
    action=st.sampled_from(sorted(set(Action) - {Action.SEE_PRACTICE})),
    own=st.integers(1, 9),
    asked=st.integers(1, 9),
)
def test_a_trusts_person_reaches_no_other_trust(role: Role, action: Action, own: int, asked: int) -> None:
    powers = Powers((Held(role, own),), {own: frozenset({own})})
    assert powers.may(action, asked) is (own == asked and action in actions_of(role))


@pytest.mark.django_db
class TestOnRecord:
    def test_nobody_may_do_nothing(self) -> None:
        assert powers_of(AnonymousUser(), TODAY) is NO_POWERS
        assert not any(may(AnonymousUser(), action, on=TODAY) for action in Action)

    @pytest.mark.parametrize(
        ("day", "holds"),
        [
            (date(2026, 10, 31), False),
            (date(2026, 11, 1), True),
            (date(2026, 11, 20), True),
            (date(2026, 11, 21), False),
        ],
    )
    def test_a_role_holds_from_its_first_day_to_its_last(
        self, a_person: MakePerson, trust: Trust, day: date, holds: bool
    ) -> None:
        person = a_person(Role.PREPARER, from_on=date(2026, 11, 1), to_on=date(2026, 11, 20))
        assert may(person, Action.PREPARE_RETURN, trust, on=day) is holds
        assert (trust in trusts_of(person, day)) is holds

    def test_a_closed_person_may_do_nothing(self, a_person: MakePerson, trust: Trust) -> None:
        person = a_person(Role.PREPARER)
        person.is_active = False
        assert not may(person, Action.PREPARE_RETURN, trust, on=TODAY)

    def test_an_inspector_reaches_every_trust(self, a_person: MakePerson, other_trust: Trust) -> None:
        person = a_person(Role.INSPECTOR)
        assert may(person, Action.INSPECT, other_trust, on=TODAY)
        assert not may(person, Action.SIGN_RETURN, other_trust, on=TODAY)
        assert not trusts_of(person, TODAY).exists()

    def test_roles_of_two_trusts_do_not_mix(self, a_person: MakePerson, trust: Trust, other_trust: Trust) -> None:
        person = a_person(Role.PREPARER)
        Membership.objects.create(person=person, role=Role.SIGNATORY, trust=other_trust, from_on=date(2020, 1, 1))
        assert may(person, Action.PREPARE_RETURN, trust, on=TODAY)
        assert not may(person, Action.PREPARE_RETURN, other_trust, on=TODAY)
        assert not may(person, Action.SIGN_RETURN, trust, on=TODAY)
        assert set(trusts_of(person, TODAY)) == {trust, other_trust}
        assert set(trusts_of(person, TODAY, [Role.SIGNATORY])) == {other_trust}

    def test_a_successors_people_answer_for_those_that_it_followed(
        self, a_person: MakePerson, trust: Trust, other_trust: Trust
    ) -> None:
        oldest = Trust.objects.create(code="RX0", name="OLDEST NHS TRUST")
        day = date(2026, 4, 1)
        Succession.objects.create(predecessor=other_trust, successor=trust, on=day)
        Succession.objects.create(predecessor=oldest, successor=other_trust, on=date(2015, 4, 1))
        successors = a_person(Role.SIGNATORY, email="new@example.nhs.uk")
        predecessors = a_person(Role.SIGNATORY, email="old@example.nhs.uk", at=other_trust)
        assert set(trusts_of(successors, day)) == {trust, other_trust, oldest}
        assert set(trusts_of(successors, day - timedelta(days=1))) == {trust}
        assert set(trusts_of(predecessors, day)) == {other_trust, oldest}
        assert set(people_with(Role.SIGNATORY, day, trust=oldest)) == {successors, predecessors}
        assert set(people_with(Role.SIGNATORY, day, trust=trust)) == {successors}

    def test_powers_are_read_in_two_questions_at_most(
        self, a_person: MakePerson, django_assert_max_num_queries: Callable[..., object]
    ) -> None:
        person = a_person(Role.PREPARER, Role.SIGNATORY)
        with django_assert_max_num_queries(2):  # type: ignore[attr-defined]
            powers = powers_of(person, TODAY)
            assert [powers.may(action) for action in Action]
