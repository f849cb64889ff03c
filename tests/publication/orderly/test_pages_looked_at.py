"""The pages of orderly release as their readers see them: wide, at a phone's width, and with the rules of axe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from oversight import clock
from oversight.accounts.models import Person
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.records.audit import System
from publication.announcing import announce_release, reschedule_release
from publication.complaints import disclosing
from publication.models import Release, Withdrawal
from publication.orderly.before_release import grant_access
from publication.orderly.calendar import announce_year
from publication.periods import COMPLAINTS, STAFFING
from publication.releasing import publish_due
from publication.withdrawing import withdraw_item
from tests.pages.looking import Looking, looking
from tests.publication.complaints.making import NOW, publish, send
from tests.publication.making import make_approver, make_person
from tests.publication.orderly.test_attack import EXACT_QUARTER, places, row, the_rule_alone

__all__ = ["looking"]

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _signed_in(looking: Looking, person: Person) -> None:
    client = Client()
    give_demonstration_authenticator(person)
    client.force_login(person, backend=BACKEND)
    looking.open("/")
    cookie = client.cookies["sessionid"].value
    looking.page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": looking.address}])


def test_the_public_pages_are_sound(looking: Looking) -> None:
    send(places("RX101"))
    release = publish()
    withdraw_item(
        reference=release.reference,
        item=Withdrawal.Item.TRUST,
        subject="RX1",
        reason="A court has ordered it.",
        by=System("test"),
        now=NOW + timedelta(days=1),
    )
    moved = announce_year(now=clock.now())[0]
    reschedule_release(
        reference=moved.reference,
        scheduled_for=moved.scheduled_for + timedelta(days=7),
        reason="A return is looked at again.",
        by=System("test"),
        now=clock.now(),
    )
    for path, name in (
        ("/releases/", "releases"),
        ("/releases/calendar/", "calendar"),
        (f"/releases/{release.reference}/", "release-made-again"),
        (f"/releases/{moved.reference}/", "release-to-come"),
        ("/data/", "data"),
        ("/data/dictionary/", "dictionary"),
        ("/data/dictionary/measures/safety_thermometer/", "dictionary-measures"),
        ("/data/dictionary/files/complaints/", "dictionary-files"),
    ):
        looking.open(path)
        looking.is_sound(f"orderly-{name}")


def test_the_pages_of_a_release_held_back_and_of_its_list_are_sound(
    looking: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(
        places("RX101", "RX102"),
        row(upheld=43, subject_area_appointments=80),
        row("RX101", 3),
        row("RX102", 40),
        period=EXACT_QUARTER,
    )
    held_back = announce_release(
        kind=COMPLAINTS, period=EXACT_QUARTER, demonstration=False, by=System("test"), now=NOW, scheduled_for=NOW
    )
    with monkeypatch.context() as patched:
        patched.setattr(disclosing, "withhold", the_rule_alone)
        assert publish_due(now=NOW) == []
    to_come = announce_release(
        kind=STAFFING,
        period=f"{clock.now():%Y-%m}",
        demonstration=False,
        by=System("test"),
        now=clock.now(),
        scheduled_for=clock.now() + timedelta(days=40),
    )
    # So near that it may be seen.
    Release.objects.filter(pk=to_come.pk).update(scheduled_for=clock.now() + timedelta(hours=5))
    person = make_person("reads@example.invalid")
    make_approver()
    grant_access(
        reference=to_come.reference,
        email=person.email,
        job_title="Permanent Secretary",
        organisation="Department of Health",
        reason="To answer questions in Parliament.",
        by=make_approver(),
        now=clock.now(),
    )
    looking.open(f"/releases/{to_come.reference}/")
    looking.is_sound("orderly-list")
    looking.open(f"/releases/{held_back.reference}/")
    assert "It is held back" in looking.page.content()
    looking.is_sound("orderly-held-back")
    _signed_in(looking, make_approver())
    for path, name in (
        ("/releases/approve/", "approve"),
        (f"/releases/approve/{held_back.reference}/", "approve-held-back"),
        (f"/releases/approve/{to_come.reference}/", "approve-list"),
    ):
        looking.open(path)
        looking.is_sound(f"orderly-{name}")


def test_the_pages_of_who_sees_it_before_are_sound(looking: Looking) -> None:
    # Whoever prepares the trust's return has an account.
    places("RX101")
    person = make_person()
    release = announce_release(
        kind=STAFFING,
        period=f"{clock.now():%Y-%m}",
        demonstration=False,
        by=System("test"),
        now=clock.now(),
        scheduled_for=clock.now() + timedelta(days=40),
    )
    Release.objects.filter(pk=release.pk).update(scheduled_for=clock.now() + timedelta(hours=5))
    grant_access(
        reference=release.reference,
        email=person.email,
        job_title="Permanent Secretary",
        organisation="Department of Health",
        reason="To answer questions in Parliament.",
        by=make_approver(),
        now=clock.now(),
    )
    _signed_in(looking, person)
    looking.open("/releases/before/")
    looking.is_sound("orderly-before")
    looking.page.get_by_role("link", name=release.title).click()
    looking.is_sound("orderly-before-one")
