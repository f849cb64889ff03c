"""The approver sees safety returns that wait, announces their release, and withdraws a single figure from it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from oversight.accounts.second_factor import give_demonstration_authenticator
from publication.models import Release, Withdrawal
from publication.safety_measures.reading import safety_of
from tests.publication.making import make_approver, make_trust
from tests.publication.safety_measures.making import FALLS, observed, publish, returned, safety_releases

pytestmark = pytest.mark.django_db
# Long over, whatever the day of the test.
MONTH = "2024-03"
LONG_AGO = datetime(2024, 4, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def approver(client: Client) -> Client:
    person = make_approver()
    give_demonstration_authenticator(person)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture(autouse=True)
def waiting() -> None:
    trust = make_trust()
    returned(trust, MONTH, now=LONG_AGO)
    observed(trust, FALLS, 8, 800, period=MONTH, now=LONG_AGO)


def test_a_month_of_safety_returns_waits_and_is_announced(approver: Client) -> None:
    assert "Safety measures, March 2024" in approver.get("/releases/approve/").content.decode()
    answer = approver.post(
        "/releases/approve/", {"period": f"real safety {MONTH}", "day": "21 December 2099", "time": "9:30am"}
    )
    assert answer.status_code == 302
    release = Release.objects.get()
    assert (release.reference, release.state) == ("safety-2024-03-1", Release.State.PLANNED)
    assert approver.get(f"/releases/approve/{release.reference}/").status_code == 200


def test_one_figure_is_withdrawn_by_its_code_measure_and_period(approver: Client) -> None:
    release = publish(MONTH, now=LONG_AGO)
    answer = approver.post(
        f"/releases/approve/{release.reference}/",
        {
            "deed": "withdraw",
            "withdraw-item": Withdrawal.Item.MEASURE,
            "withdraw-subject": f" rx1/{FALLS}/{MONTH} ",
            "withdraw-reason": "Wards were counted twice.",
        },
    )
    assert answer.status_code == 302
    shown = safety_of("RX1", safety_releases())
    assert shown is not None
    assert shown.measures[FALLS].text == "withdrawn"
    page = approver.get(f"/releases/{release.reference}/").content.decode()
    assert "Wards were counted twice." in page
