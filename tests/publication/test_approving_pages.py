"""The release approver's pages: announce, move, cancel, withdraw; and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from oversight import clock
from oversight.accounts.models import Membership, Role
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.records.audit import System
from publication.models import Release, Withdrawal
from publication.releasing import publish_month
from tests.pages.looking import Looking, looking
from tests.publication.making import Row, accept, make_approver, make_hospital, make_person, make_trust, make_ward
from tests.publication.test_hospital_page import read

__all__ = ["looking"]

pytestmark = pytest.mark.django_db
# Long over, whatever the day of the test.
MONTH = "2024-03"
LONG_AGO = datetime(2024, 4, 20, 9, 30, tzinfo=UTC)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def approver(client: Client) -> Client:
    person = make_approver()
    give_demonstration_authenticator(person)
    client.force_login(person, backend=BACKEND)
    return client


@pytest.fixture
def waiting() -> None:
    trust = make_trust()
    accept(trust, [Row(make_ward(make_hospital(trust)))], period=MONTH, now=LONG_AGO)


def _announce(client: Client, **more: str) -> str:
    given = {"period": f"real staffing {MONTH}", "day": "21 December 2099", "time": "9:30am"} | more
    client.post("/releases/approve/", given)
    return f"staffing-{MONTH}-1"


@pytest.mark.usefixtures("waiting")
class TestAnnouncing:
    def test_what_waits_is_listed_and_announced(self, approver: Client) -> None:
        assert "March 2024 Returns accepted 1 of 1 What the public has nothing out yet" in read(
            approver, "/releases/approve/"
        )
        reference = _announce(approver)
        release = Release.objects.get(reference=reference)
        assert (release.state, release.approved_by) == (Release.State.PLANNED, make_approver())
        text = read(approver, "/releases/approve/")
        assert "Ward staffing, March 2024 is announced for 21 December 2099 at 9:30am." in text
        assert "No period has an accepted return that is neither out nor announced." in text

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"day": "31 June 2099"}, "Enter the day as day, month and year, such as 21 December 2026"),
            ({"day": ""}, "Enter the day"),
            ({"time": "later"}, "Enter the time as hours and minutes, such as 9:30am"),
            ({"day": "29 March 2099", "time": "1:30am"}, "London's clocks skip this time on the day."),
            ({"period": "real staffing 2019-01"}, "Choose from the list"),
            ({"day": "1 May 2024"}, "This time has passed. Choose one that is to come."),
            ({"day": "1 March 2024"}, "March 2024 is not over by then, so none of it can be released."),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_announced(
        self, approver: Client, wrong: dict[str, str], said: str
    ) -> None:
        given = {"period": f"real staffing {MONTH}", "day": "21 December 2099", "time": "9:30am"} | wrong
        page = approver.post("/releases/approve/", given).content.decode().replace("&#39;", "'")
        assert "There is a problem" in page
        assert said in page
        assert not Release.objects.exists()


@pytest.mark.usefixtures("waiting")
class TestOneRelease:
    def test_it_is_moved_with_a_reason(self, approver: Client) -> None:
        address = f"/releases/approve/{_announce(approver)}/"
        without = approver.post(address, {"deed": "move", "move-day": "22 December 2099", "move-time": "9:30"})
        assert b"Say why the date changes" in without.content
        approver.post(
            address,
            {"deed": "move", "move-day": "22 December 2099", "move-time": "9:30", "move-reason": "A holiday."},
        )
        assert "Moved from 21 December 2099 at 9:30am to 22 December 2099 at 9:30am" in read(approver, address)

    def test_it_is_cancelled_with_a_reason(self, approver: Client) -> None:
        reference = _announce(approver)
        approver.post(f"/releases/approve/{reference}/", {"deed": "cancel", "cancel-reason": "Not yet complete."})
        assert Release.objects.get(reference=reference).state == Release.State.CANCELLED
        assert "Not yet complete." in read(approver, "/releases/")

    def test_an_item_is_withdrawn(self, approver: Client) -> None:
        release = publish_month(period=MONTH, demonstration=False, by=System("test"), now=clock.now()).release
        address = f"/releases/approve/{release.reference}/"
        given = {"deed": "withdraw", "withdraw-item": "hospital", "withdraw-reason": "A court's order."}
        unknown = approver.post(address, {**given, "withdraw-subject": "RX999"})
        assert b"holds no hospital RX999" in unknown.content
        approver.post(address, {**given, "withdraw-subject": "rx101"})
        assert Withdrawal.objects.get().subject == "RX101"
        assert "A court's order." in read(approver, "/hospitals/RX101/")

    def test_an_unknown_deed_does_nothing(self, approver: Client) -> None:
        reference = _announce(approver)
        assert approver.post(f"/releases/approve/{reference}/", {"deed": "publish"}).status_code == 200
        assert Release.objects.get(reference=reference).state == Release.State.PLANNED


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMINISTRATOR])
def test_nobody_else_gets_in(client: Client, role: Role) -> None:
    person = make_person("other@example.invalid")
    give_demonstration_authenticator(person)
    Membership.objects.create(
        person=person, body=make_approver().memberships.get().body, role=role, from_on=clock.today()
    )
    client.force_login(person, backend=BACKEND)
    assert client.get("/releases/approve/").status_code == 403
    assert client.post("/releases/approve/", {"period": f"real staffing {MONTH}"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_the_pages_are_sound(looking: Looking, client: Client) -> None:
    trust = make_trust()
    ward = make_ward(make_hospital(trust))
    accept(trust, [Row(ward)], period=MONTH, now=LONG_AGO)
    accept(trust, [Row(ward)], period="2024-02", now=LONG_AGO)
    person = make_approver()
    give_demonstration_authenticator(person)
    client.force_login(person, backend=BACKEND)
    publish_month(period="2024-02", demonstration=False, by=System("test"), now=clock.now())
    cookie = client.cookies["sessionid"]
    looking.open("/")
    looking.page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": looking.address}])
    looking.open("/releases/approve/")
    looking.is_sound("approve")
    looking.page.get_by_role("button", name="Announce").click()
    assert "is announced for" in looking.page.get_by_role("alert").inner_text()
    looking.page.get_by_role("link", name="Ward staffing, March 2024").click()
    looking.is_sound("approve-announced")
    looking.open("/releases/approve/staffing-2024-02-1/")
    looking.is_sound("approve-published")
