"""The page of a partner trust: the one case that it helps with, what it did of its contract, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from oversight.accounts.models import Person, Role
from oversight.organisations.models import Trust
from ratings.cases.models import PartnerPromise, Partnership
from ratings.cases.supporting import add_partner, end_partner, promise
from tests.desk.pages import page, text_of
from tests.desk.plan_making import MARCH_5, MARCH_20, Desk, SignIn, can_sign_in, let_it_be, make_desk
from tests.ratings.plans.planning import FEBRUARY, LATE, ON_TRACK, make_planned
from tests.returns.making import make_person

pytestmark = pytest.mark.django_db


@dataclass
class Helps:
    """A trust in special measures and the partner that helps it."""

    desk: Desk
    partnership: Partnership
    promised: PartnerPromise
    helper: Person

    @property
    def address(self) -> str:
        return f"/workspace/helping/{self.partnership.public_id}/"

    @property
    def done(self) -> str:
        return f"{self.address}promises/{self.promised.public_id}/"


@pytest.fixture
def helps(db: None, monkeypatch: pytest.MonkeyPatch) -> Helps:
    let_it_be(monkeypatch, MARCH_20)
    desk = make_desk()
    body = desk.planned.others["decides"]
    partner = Trust.objects.create(code="RX9", name="HAWTHORN NHS TRUST")
    partnership = add_partner(
        case=desk.planned.case, partner=partner, words="Rotas and rounds.", on=date(2015, 2, 2), by=body, now=MARCH_5
    )
    promised = promise(
        partnership=partnership, what="Two matrons for a month.", due_on=date(2015, 3, 19), by=body, now=MARCH_5
    )
    helper = make_person("matron@rx9.example", Role.PREPARER, trust=partner)
    can_sign_in(helper)
    return Helps(desk, partnership, promised, helper)


@pytest.fixture
def helper(helps: Helps, signed_in: SignIn) -> Client:
    return signed_in(helps.helper)


def test_a_partner_sees_the_case_and_its_contract(helps: Helps, helper: Client) -> None:
    told = page(helper, helps.address)
    assert "Wards were unsafe at night, and the Board did not know." in told
    assert "Rotas and rounds." in told
    assert "Two matrons for a month. Overdue Promised by 19 March 2015." in told
    assert "has not published its plan yet." in told
    assert "Falls at night" not in told
    assert "Trust RX1 NHS Trust Hawthorn NHS Trust helps since 2 February 2015 Overdue" in page(
        helper, "/workspace/helping/"
    )


def test_the_plan_is_the_partners_to_read_once_it_is_published(
    helps: Helps, helper: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = helps.desk.planned
    report = planned.begin(FEBRUARY, MARCH_5)
    said = {"words": "The maker is behind.", "new_due_on": date(2015, 12, 31)}
    planned.say(report, planned.rounds, LATE, MARCH_5, **said)
    planned.say(report, planned.falls, ON_TRACK, MARCH_5)
    assert "Falls at night" not in page(helper, helps.address)
    planned.sign(planned.ready(report, MARCH_5), MARCH_5)
    let_it_be(monkeypatch, MARCH_5.replace(hour=23))
    assert "Falls at night" not in page(helper, helps.address)
    let_it_be(monkeypatch, MARCH_20)
    told = page(helper, helps.address)
    assert "1.1 Rounds each hour. Late By 31 December 2015. Answerable: Chief nurse." in told


def test_a_partner_sees_nothing_else(helps: Helps, helper: Client) -> None:
    desk = helps.desk
    for address in (desk.home, desk.concern, desk.month(), f"{desk.month()}preview/", f"{desk.home}concerns/new/"):
        assert helper.get(address).status_code == 404
    other = make_planned("RX2")
    foreign = add_partner(
        case=other.case,
        partner=Trust.objects.create(code="RX8", name="OTHER NHS TRUST"),
        words="Help.",
        on=date(2015, 2, 2),
        by=other.others["decides"],
        now=MARCH_5,
    )
    assert helper.get(f"/workspace/helping/{foreign.public_id}/").status_code == 404
    assert "RX2" not in page(helper, "/workspace/helping/")


def test_the_helped_trust_reads_it_on_its_own_page_and_not_there(helps: Helps, signed_in: SignIn) -> None:
    own = signed_in(helps.desk.planned.preparer)
    assert own.get(helps.address).status_code == 404
    assert "Two matrons for a month. Overdue , promised by 19 March 2015." in page(own, helps.desk.home)


def test_it_says_what_it_did_once(helps: Helps, helper: Client) -> None:
    early = {"done_on": "1 2 2015", "words": "Two matrons came."}
    told = text_of(helper.post(helps.done, early))
    assert "This contract began on 2 February 2015." in told
    assert "Two matrons came." in told
    late = text_of(helper.post(helps.done, {**early, "done_on": "21 3 2015"}))
    assert "21 March 2015 is still to come." in late
    assert "Say what you did" in text_of(helper.post(helps.done, {"done_on": "17 3 2015", "words": ""}))
    assert helper.post(helps.done, {**early, "done_on": "17 3 2015"})["Location"] == helps.address
    assert "Done On 17 March 2015. Two matrons came." in page(helper, helps.address)
    second = text_of(helper.post(helps.done, {"done_on": "18 3 2015", "words": "Three came."}))
    assert "Somebody else has just recorded this. Read it first." in second
    assert "Three came." in second
    assert PartnerPromise.objects.get().done_on == date(2015, 3, 17)


def test_it_ends_with_the_contract(helps: Helps, helper: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    body = helps.desk.planned.others["decides"]
    end_partner(partnership=helps.partnership, reason="Done.", on=date(2015, 3, 20), by=body, now=MARCH_20)
    assert helper.get(helps.address).status_code == 200
    let_it_be(monkeypatch, MARCH_20.replace(day=21))
    assert helper.get(helps.address).status_code == 404
    assert "Your trust is no partner" in page(helper, "/workspace/helping/")


def test_a_trust_that_helps_nobody_is_told_so(helps: Helps, signed_in: SignIn) -> None:
    assert "Your trust is no partner of a trust in special measures." in page(
        signed_in(helps.desk.planned.preparer), "/workspace/helping/"
    )
