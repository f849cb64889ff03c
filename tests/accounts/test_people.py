"""Adding people and ending their roles, by service and by command."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command

from oversight.accounts.models import Membership, Message, Person, Role
from oversight.accounts.people import Refused, add_person, end_membership, forget_second_factor
from oversight.accounts.second_factor import give_demonstration_authenticator, is_set_up
from oversight.organisations.models import Body, Trust
from oversight.records.audit import System
from oversight.records.models import AuditEntry

pytestmark = pytest.mark.django_db
MakePerson = Callable[..., Person]
BY = System("test")


def entries(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


class TestAdding:
    def test_a_new_person_gets_a_role_and_a_link(self, trust: Trust, now: datetime) -> None:
        added = add_person(email=" New@Example.NHS.uk ", role=Role.PREPARER, trust=trust, by=BY, now=now)
        assert added.person_is_new
        assert added.membership_is_new
        assert added.person.email == "new@example.nhs.uk"
        assert not added.person.has_usable_password()
        assert (added.membership.from_on, added.membership.to_on) == (date(2026, 11, 21), None)
        assert list(Message.objects.values_list("kind", "person")) == [("password", added.person.pk)]
        assert (entries("person.added"), entries("membership.began")) == (1, 1)

    def test_asking_again_changes_nothing(self, trust: Trust, now: datetime) -> None:
        first = add_person(email="new@example.nhs.uk", role=Role.PREPARER, trust=trust, by=BY, now=now)
        later = now + timedelta(days=30)
        again = add_person(email="NEW@example.nhs.uk", role=Role.PREPARER, trust=trust, by=BY, now=later)
        assert (again.person_is_new, again.membership_is_new) == (False, False)
        assert again.membership == first.membership
        assert (Person.objects.count(), Membership.objects.count(), Message.objects.count()) == (1, 1, 1)
        assert AuditEntry.objects.count() == 2

    def test_a_last_day_can_be_set_by_asking_again(self, trust: Trust, now: datetime) -> None:
        add_person(email="new@example.nhs.uk", role=Role.PREPARER, trust=trust, by=BY, now=now)
        again = add_person(
            email="new@example.nhs.uk", role=Role.PREPARER, trust=trust, to_on=date(2027, 1, 31), by=BY, now=now
        )
        assert again.membership.to_on == date(2027, 1, 31)
        assert entries("membership.changed") == 1

    def test_somebody_who_left_can_come_back(self, trust: Trust, now: datetime) -> None:
        first = add_person(
            email="new@example.nhs.uk",
            role=Role.PREPARER,
            trust=trust,
            from_on=date(2026, 1, 1),
            to_on=date(2026, 3, 31),
            by=BY,
            now=now,
        )
        again = add_person(email="new@example.nhs.uk", role=Role.PREPARER, trust=trust, by=BY, now=now)
        assert again.membership_is_new
        assert again.membership != first.membership
        assert Message.objects.count() == 1

    def test_refuses_an_address_that_is_none(self, trust: Trust, now: datetime) -> None:
        with pytest.raises(Refused, match="not an email address"):
            add_person(email="nobody", role=Role.PREPARER, trust=trust, by=BY, now=now)

    def test_refuses_a_trusts_role_for_a_body_and_the_other_way_round(
        self, trust: Trust, regulator: Body, now: datetime
    ) -> None:
        with pytest.raises(Refused, match="held for a trust"):
            add_person(email="a@example.nhs.uk", role=Role.SIGNATORY, body=regulator, by=BY, now=now)
        with pytest.raises(Refused, match="held for a body"):
            add_person(email="a@example.nhs.uk", role=Role.INSPECTOR, trust=trust, by=BY, now=now)
        with pytest.raises(Refused, match="name one of the two"):
            add_person(email="a@example.nhs.uk", role=Role.INSPECTOR, trust=trust, body=regulator, by=BY, now=now)

    def test_refuses_a_role_that_the_body_does_not_have(self, regulator: Body, now: datetime) -> None:
        with pytest.raises(Refused, match="Regulator of quality"):
            add_person(email="a@example.nhs.uk", role=Role.HEALTHWATCH, body=regulator, by=BY, now=now)

    def test_refuses_a_last_day_before_the_first(self, trust: Trust, now: datetime) -> None:
        with pytest.raises(Refused, match="before the first"):
            add_person(
                email="a@example.nhs.uk",
                role=Role.PREPARER,
                trust=trust,
                from_on=date(2026, 2, 1),
                to_on=date(2026, 1, 1),
                by=BY,
                now=now,
            )

    def test_nothing_personal_is_in_the_audit_log(self, trust: Trust, now: datetime) -> None:
        add_person(email="sophie@example.nhs.uk", role=Role.PREPARER, trust=trust, name="Sophie Hart", by=BY, now=now)
        told = json.dumps(list(AuditEntry.objects.values("action", "system", "subject_id", "fields", "hashes")))
        assert "sophie" not in told.lower()
        assert "hart" not in told.lower()


class TestEnding:
    def test_at_once(self, a_person: MakePerson, now: datetime) -> None:
        person = a_person(Role.PREPARER)
        ended = end_membership(membership=person.memberships.get(), by=BY, now=now)
        assert ended.to_on == date(2026, 11, 20)
        person.refresh_from_db()
        assert person.session_epoch == 1
        assert entries("membership.ended") == 1

    def test_after_a_last_day(self, a_person: MakePerson, now: datetime) -> None:
        person = a_person(Role.PREPARER)
        ended = end_membership(membership=person.memberships.get(), last_day=date(2026, 12, 31), by=BY, now=now)
        assert ended.to_on == date(2026, 12, 31)
        person.refresh_from_db()
        assert person.session_epoch == 0

    def test_not_twice(self, a_person: MakePerson, now: datetime) -> None:
        person = a_person(Role.PREPARER, to_on=date(2026, 3, 31))
        with pytest.raises(Refused, match="31 March 2026 was its last day"):
            end_membership(membership=person.memberships.get(), by=BY, now=now)

    def test_a_lost_phone(self, a_person: MakePerson, now: datetime) -> None:
        person = a_person(Role.SIGNATORY)
        give_demonstration_authenticator(person)
        assert forget_second_factor(person=person, by=BY, now=now) is True
        assert not is_set_up(person)
        assert forget_second_factor(person=person, by=BY, now=now) is False
        assert Message.objects.filter(person=person, kind="second factor").count() == 1


class TestCommands:
    def run(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict, str]:
        try:
            call_command(*arguments)
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
        told = capsys.readouterr()
        return code, json.loads(told.out), told.err

    def test_add_person(self, capsys: pytest.CaptureFixture[str], trust: Trust) -> None:
        asked = ("add_person", "--email", "p@example.nhs.uk", "--role", "preparer", "--trust", "rx1", "--name", "Pat")
        code, told, _ = self.run(capsys, *asked)
        assert code == 0
        assert told["person_is_new"] is True
        assert told["trust"] == "RX1"
        assert told["needs_second_factor"] is False
        code, told, _ = self.run(capsys, *asked)
        assert code == 0
        assert told["person_is_new"] is False
        assert told["membership_is_new"] is False

    def test_add_person_for_a_body(self, capsys: pytest.CaptureFixture[str], regulator: Body) -> None:
        code, told, _ = self.run(
            capsys, "add_person", "--email", "i@example.gov.uk", "--role", "chief-inspector", "--body", "TESTREG"
        )
        assert (code, told["role"], told["body"], told["needs_second_factor"]) == (
            0,
            "chief_inspector",
            "TESTREG",
            True,
        )

    @pytest.mark.parametrize(
        ("arguments", "why"),
        [
            (("--role", "preparer", "--trust", "XXX"), "There is no trust with the code 'XXX'"),
            (("--role", "king", "--trust", "RX1"), "There is no role 'king'"),
            (("--role", "inspector", "--body", "NONE"), "There is no body with the code 'NONE'. The bodies are: "),
            (("--role", "preparer", "--trust", "RX1", "--from", "yesterday"), "'yesterday' is not a day"),
        ],
    )
    def test_says_why_it_could_not(
        self, capsys: pytest.CaptureFixture[str], trust: Trust, arguments: tuple[str, ...], why: str
    ) -> None:
        code, told, err = self.run(capsys, "add_person", "--email", "p@example.nhs.uk", *arguments)
        assert code == 2
        assert told["error"].startswith(why)
        assert err.startswith(why)
        assert not Person.objects.exists()

    def test_end_membership(self, capsys: pytest.CaptureFixture[str], a_person: MakePerson) -> None:
        a_person(Role.PREPARER, email="p@example.nhs.uk")
        asked = ("end_membership", "--email", "P@example.nhs.uk", "--role", "preparer", "--trust", "RX1")
        code, told, _ = self.run(capsys, *asked, "--last-day", "2099-12-31")
        assert (code, told["to"]) == (0, "2099-12-31")
        code, told, _ = self.run(capsys, *asked)
        assert code == 0
        code, told, err = self.run(capsys, *asked)
        assert code == 2
        assert "ended already" in told["error"]
        assert err

    def test_forget_second_factor(self, capsys: pytest.CaptureFixture[str], a_person: MakePerson) -> None:
        give_demonstration_authenticator(a_person(Role.SIGNATORY, email="s@example.nhs.uk"))
        code, told, _ = self.run(capsys, "forget_second_factor", "--email", "s@example.nhs.uk")
        assert (code, told["removed"]) == (0, True)
        code, told, _ = self.run(capsys, "forget_second_factor", "--email", "nobody@example.nhs.uk")
        assert code == 2
