"""The page on which an administrator records which trust followed which."""

from __future__ import annotations

from datetime import date

import pytest

from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.models import Succession
from tests.desk.pages import links_of, page, text_of, title_of
from tests.returns.making import make_administrator

pytestmark = pytest.mark.django_db

SUCCESSIONS = "/oversee/successions/"


@pytest.fixture
def administrator(db, signed_in):
    """An administrator, signed in."""
    person = make_administrator()
    give_demonstration_authenticator(person)
    return signed_in(person)


def test_a_succession_is_recorded_and_shown(place, elsewhere, administrator) -> None:
    assert "None is on record" in page(administrator, SUCCESSIONS)
    answer = administrator.post(SUCCESSIONS, {"predecessor": "rx1", "successor": "RX2", "on": "1/4/2026"}, follow=True)
    told = text_of(answer)
    assert "RX2 Trust followed RX1 Trust on 1 April 2026 is on record now" in told
    assert "RX1 Trust (RX1)" in told
    recorded = Succession.objects.get()
    assert (recorded.predecessor, recorded.successor, recorded.on) == (place.trust, elsewhere.trust, date(2026, 4, 1))


def test_the_same_again_changes_nothing_and_another_day_corrects_it(place, elsewhere, administrator) -> None:
    given = {"predecessor": "RX1", "successor": "RX2", "on": "1/4/2026"}
    administrator.post(SUCCESSIONS, given)
    assert "was on record already" in text_of(administrator.post(SUCCESSIONS, given, follow=True))
    administrator.post(SUCCESSIONS, {**given, "on": "1/5/2026"})
    assert Succession.objects.get().on == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("given", "said", "field"),
    [
        ({"predecessor": "NONE"}, "No trust with the code NONE", "#id_predecessor"),
        ({"successor": "NONE"}, "No trust with the code NONE", "#id_successor"),
        ({"successor": "RX1"}, "A trust does not follow itself", "#id_successor"),
        ({"on": "soon"}, "Enter the day as day/month/year", "#id_on"),
        ({"predecessor": ""}, "Enter the code of the trust that ended", "#id_predecessor"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(place, elsewhere, administrator, given, said, field) -> None:
    answer = administrator.post(SUCCESSIONS, {"predecessor": "RX1", "successor": "RX2", "on": "1/4/2026", **given})
    assert title_of(answer).startswith("Error: ")
    assert said in text_of(answer)
    assert field in links_of(answer)
    assert not Succession.objects.exists()


def test_only_an_administrator_sees_or_records_them(place, signed_in) -> None:
    for person in (place.preparer, place.signatory):
        client = signed_in(person)
        assert client.get(SUCCESSIONS).status_code == 403
        assert client.post(SUCCESSIONS, {"predecessor": "RX1", "successor": "RX2", "on": "1/4/2026"}).status_code == 403
