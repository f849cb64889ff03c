"""The trust's pages for quarters and years: what is due and late, the return as it is read and signed, its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from complaints.collection import collection_times
from complaints.periods import ComplaintsPeriod
from oversight.accounts.models import Message, Person
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.returns.calendar import DueState, due
from oversight.returns.kinds import kind_of
from oversight.returns.notices import tell_of_due_and_late
from tests.complaints.making import Q4, accept_quarter, make_rdy, make_trust, quarter_file, sample
from tests.desk.pages import page
from tests.returns.making import NOW, Place, accepted, checked, sent
from workspaces.trust_desk.explanation_forms import standing_choices

pytestmark = pytest.mark.django_db
TOTALS = "Brought forward 0 New 403 Resolved 354 Upheld 98 Partially upheld 61 Not upheld 195 Carried forward 49"
NEWEST = ComplaintsPeriod.parse("2026-Q2")
SIGNED_IN = "allauth.account.auth_backends.AuthenticationBackend"
SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def on_a_day(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the fifth of November 2026, in the demonstration, where the second factor has a fixed code."""
    settings.DEMONSTRATION = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())


@pytest.fixture
def place() -> Place:
    """A trust with two sites and its people."""
    return make_trust()


def as_the_preparer(place: Place) -> Client:
    client = Client()
    client.force_login(place.preparer, backend=SIGNED_IN)
    return client


def complaints_due(place: Place) -> dict[str, tuple[DueState, bool]]:
    return {one.period: (one.state, one.late) for one in due(place.trust, NOW) if one.kind == "complaints"}


def test_the_newest_quarter_is_late_and_the_one_before_it_is_asked_for(place: Place) -> None:
    assert complaints_due(place) == {
        "2026-Q2": (DueState.NOT_STARTED, True),
        "2026-Q1": (DueState.NOT_STARTED, True),
    }
    accept_quarter(place, NEWEST.plus(-1), now=collection_times(NEWEST.plus(-1)).closes_at - timedelta(days=1))
    accept_quarter(place, NEWEST)
    found = complaints_due(place)
    assert found == {"2026-Q2": (DueState.ACCEPTED, True)}


def test_who_prepares_is_reminded_before_the_close_and_told_once_it_is_late(place: Place) -> None:
    closes_at = collection_times(NEWEST).closes_at
    for now, who in ((closes_at - timedelta(days=3), ["preparer@rx1.example"]), (closes_at + timedelta(hours=1), [])):
        tell_of_due_and_late(now=now)
        told = Message.objects.filter(key__contains=":complaints:2026-Q2:RX1:").order_by("pk")
        assert who == [] or [one.person.email for one in told] == who
    subjects = {one.subject.split(": ")[-1].split(" by ")[0] for one in told}
    assert subjects == {"due", "late"}
    assert all("July to September 2026 (quarter 2 of 2026-27)" in one.subject for one in told)


def test_the_desk_and_the_page_of_a_quarter_and_of_a_year_can_be_read(place: Place) -> None:
    client = as_the_preparer(place)
    accept_quarter(place, NEWEST.plus(-1))
    desk = page(client, "/workspace/")
    assert "Complaints return, July to September 2026 (quarter 2 of 2026-27): prepare this return" in desk
    assert "Complaints return, April to June 2026 (quarter 1 of 2026-27)" in desk
    for period, label in (("2026-Q2", "July to September 2026"), ("2024-25", "April 2024 to March 2025")):
        told = page(client, f"/workspace/returns/complaints/RX1/{period}/")
        assert label in told
        assert "what was carried forward to them" in told
    earlier = page(client, "/workspace/returns/complaints/RX1/all/")
    assert "April to June 2026 (quarter 1 of 2026-27)" in earlier
    for period in ("2026-10", "2030-Q1", "2026-26", "2021-22"):
        assert client.get(f"/workspace/returns/complaints/RX1/{period}/").status_code == 404


def test_what_is_sent_and_signed_is_read_with_its_totals_handling_and_lessons(place: Place) -> None:
    submission = sent(place, quarter_file(), kind="complaints", period="2024-Q4")
    client = Client()
    give_demonstration_authenticator(place.signatory)
    client.force_login(place.signatory, backend=SIGNED_IN)
    told = page(client, f"/workspace/returns/{submission.reference}/sign/")
    assert "0.29 new complaints for each 1,000 patient interventions" in told
    assert (
        "Whole trust Brought forward 5 New 14 Resolved 11 Upheld 4 Partially upheld 4 Not upheld 3 Carried forward 8"
        in told
    )
    assert "Acknowledged within three working days Number 13 of 14" in told
    assert "Answered within the agreed time Number 10 of 12" in told
    assert "Families were not told before a transfer." in told
    assert "it is an offence under section 92 of the Care Act 2014" in told
    rows = page(client, f"/workspace/returns/{submission.reference}/rows/")
    assert "Age not known" in rows
    assert "Site RX102 Infirmary" in rows
    # A blank box is said to be blank.
    assert "Staff numbers Whole trust 0 Site RX101 General Hospital blank Site RX102 Infirmary blank" in rows


def test_the_real_rows_show_their_own_totals_wherever_they_are_shown() -> None:
    place = make_rdy()
    client = as_the_preparer(place)
    version = accepted(place, sample("site"), kind="complaints", period="2024-25", filename="site.csv")
    receipt = page(client, f"/workspace/receipts/{version.receipt}/")
    assert f"All sites together {TOTALS}" in receipt
    assert "it holds KO41a alone" in receipt
    rows = page(client, f"/workspace/receipts/{version.receipt}/rows/")
    assert "Carried forward 49 43 3 0 0 0 0 1 1 0 0 0 1" in rows
    correction = checked(
        place, sample("org"), kind="complaints", period="2024-25", filename="org.csv", reason="The whole trust alone."
    )
    shown = page(client, f"/workspace/returns/{correction.reference}/send/")
    assert f"Whole trust {TOTALS}" in shown


@pytest.mark.parametrize(
    ("kind", "period", "choices"),
    [
        ("complaints", str(Q4), ["0 This period only", "3 This period and the next"]),
        ("complaints", "2024-25", ["0 This period only"]),
        (
            "staffing",
            "2026-10",
            [
                "0 This month only",
                "1 This month and the next",
                "2 This month and the next 2",
                "3 This month and the next 3",
            ],
        ),
    ],
)
def test_an_explanation_may_stand_for_what_its_kind_of_return_has(kind: str, period: str, choices: list[str]) -> None:
    assert [" ".join(one) for one in standing_choices(kind_of(kind), period)] == choices
