"""Few see a release before its time, at most a day before; each look is noted and the public reads the list."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from oversight import clock
from oversight.accounts.models import Person
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.records.audit import System
from oversight.records.models import AuditEntry
from publication.announcing import announce_release
from publication.complaints.models import ReleasedComplaintsTrust
from publication.models import Release
from publication.orderly.before_release import before_release, end_access, grant_access, see_before
from publication.orderly.models import PreReleaseAccess, PreReleaseLook
from publication.periods import COMPLAINTS
from publication.refusals import ReleaseRefused
from publication.releasing import publish_due
from tests.publication.complaints.making import NOW, QUARTER, send, trust_with_hospital
from tests.publication.making import make_approver, make_person

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
AT = NOW + timedelta(days=40)


@pytest.fixture
def release() -> Release:
    send(trust_with_hospital())
    return announce_release(
        kind=COMPLAINTS, period=QUARTER, demonstration=False, by=System("test"), now=NOW, scheduled_for=AT
    )


def granted(release: Release, **more: Any) -> PreReleaseAccess:
    make_person("prepares@example.invalid")
    given: dict[str, Any] = {
        "email": "Prepares@example.invalid",
        "job_title": "Permanent Secretary",
        "organisation": "Department of Health",
        "reason": "To answer questions in Parliament on the day.",
        "by": make_approver(),
        "now": NOW,
    }
    return grant_access(reference=release.reference, **{**given, **more})


def test_the_setting_is_a_day() -> None:
    assert (before_release().hours_before, before_release().until_minutes_before) == (24, 5)


def test_who_is_on_the_list_sees_what_everyone_will_see(release: Release) -> None:
    access = granted(release)
    content = see_before(reference=release.reference, by=access.person, now=AT - timedelta(hours=24))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        before = package.read(f"{release.reference}/trusts.csv")
        assert package.read(f"{release.reference}/README.txt").startswith(b"NOT TO BE SHARED OR ACTED UPON BEFORE ")
    # The look is noted, and nothing else of it stays.
    look = PreReleaseLook.objects.get()
    assert (look.access, look.at) == (access, AT - timedelta(hours=24))
    [entry] = AuditEntry.objects.filter(action="release.seen_before")
    assert (entry.person, entry.subject_id, entry.hashes) == (access.person, release.reference, [look.sha256])
    assert not ReleasedComplaintsTrust.objects.exists()
    release.refresh_from_db()
    assert (release.state, release.content_sha256, release.trusts) == (Release.State.PLANNED, "", 0)

    [published] = publish_due(now=AT)
    with zipfile.ZipFile(io.BytesIO(bytes(published.packages.get().content))) as package:
        assert package.read(f"{release.reference}/trusts.csv") == before


@pytest.mark.parametrize(
    ("before", "may"),
    [
        (timedelta(hours=24, seconds=1), False),
        (timedelta(hours=24), True),
        (timedelta(minutes=5, seconds=1), True),
        (timedelta(minutes=5), False),
        (timedelta(0), False),
    ],
    ids=["a second too early", "a day before", "the last second", "five minutes before", "at its time"],
)
def test_it_opens_a_day_before_and_closes_shortly_before(release: Release, before: timedelta, may: bool) -> None:
    access = granted(release)
    if may:
        assert see_before(reference=release.reference, by=access.person, now=AT - before)
    else:
        with pytest.raises(ReleaseRefused) as refused:
            see_before(reference=release.reference, by=access.person, now=AT - before)
        assert refused.value.code == "not_open"
        assert not PreReleaseLook.objects.exists()


def test_nobody_else_sees_it_not_even_who_put_them_on_the_list(release: Release) -> None:
    granted(release)
    for person in (make_approver(), make_person("signs@example.invalid")):
        with pytest.raises(ReleaseRefused) as refused:
            see_before(reference=release.reference, by=person, now=AT - timedelta(hours=1))
        assert refused.value.code == "not_allowed"


def test_who_was_taken_off_the_list_sees_nothing_and_stays_on_record(release: Release) -> None:
    access = granted(release)
    see_before(reference=release.reference, by=access.person, now=AT - timedelta(hours=3))
    end_access(reference=release.reference, access_id=access.pk, by=make_approver(), now=AT - timedelta(hours=2))
    with pytest.raises(ReleaseRefused):
        see_before(reference=release.reference, by=access.person, now=AT - timedelta(hours=1))
    assert access.looks.count() == 1
    with pytest.raises(ReleaseRefused):
        end_access(reference=release.reference, access_id=access.pk, by=make_approver(), now=AT)
    # They can be put on it again.
    granted(release, now=AT - timedelta(hours=1))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"email": "nobody@example.invalid"}, "unknown_person"),
        ({"reason": " "}, "reason_wanted"),
        ({"job_title": ""}, "reason_wanted"),
        ({"now": AT}, "not_announced"),
    ],
    ids=["no account", "no reason", "no job title", "too late"],
)
def test_a_place_on_the_list_is_refused(release: Release, more: dict[str, Any], code: str) -> None:
    with pytest.raises(ReleaseRefused) as refused:
        granted(release, **more)
    assert refused.value.code == code
    assert not PreReleaseAccess.objects.exists()


def test_nobody_is_on_the_list_twice_or_by_somebody_without_authority(release: Release) -> None:
    granted(release)
    with pytest.raises(ReleaseRefused) as refused:
        granted(release)
    assert refused.value.code == "already_granted"
    with pytest.raises(ReleaseRefused) as refused:
        granted(release, by=make_person("signs@example.invalid"))
    assert refused.value.code == "not_allowed"


def _signed_in(client: Client, person: Person) -> Client:
    give_demonstration_authenticator(person)
    client.force_login(person, backend=BACKEND)
    return client


def test_the_pages_from_the_list_to_the_look(client: Client) -> None:
    send(trust_with_hospital())
    at = clock.now() + timedelta(hours=5)
    release = announce_release(
        kind=COMPLAINTS, period=QUARTER, demonstration=False, by=System("test"), now=clock.now(), scheduled_for=at
    )
    address = f"/releases/approve/{release.reference}/"
    _signed_in(client, make_approver())
    person = make_person("prepares@example.invalid")
    client.post(
        address,
        {
            "deed": "grant",
            "grant-email": person.email,
            "grant-job_title": "Permanent Secretary",
            "grant-organisation": "Department of Health",
            "grant-reason": "To answer questions in Parliament.",
        },
    )
    access = PreReleaseAccess.objects.get()
    assert client.get(f"/releases/before/{release.reference}/").status_code == 404
    # The public reads the office and the reason, and no name.
    client.logout()
    page = client.get(f"/releases/{release.reference}/").content.decode()
    assert "Permanent Secretary" in page
    assert "To answer questions in Parliament." in page
    assert person.email not in page

    _signed_in(client, person)
    assert release.title in client.get("/releases/before/").content.decode()
    assert "Download the figures" in client.get(f"/releases/before/{release.reference}/").content.decode()
    look = client.post(f"/releases/before/{release.reference}/")
    assert (look["Content-Type"], look["Cache-Control"]) == ("application/zip", "no-store")
    assert access.looks.count() == 1
    client.logout()

    _signed_in(client, make_approver())
    assert "Looked 1 time." in client.get(address).content.decode()
    client.post(address, {"deed": "end_access", "access": str(access.pk)})
    assert "Off the list since" in client.get(address).content.decode()


def test_a_release_without_a_list_says_so(release: Release, client: Client) -> None:
    assert "Nobody is on the list" in client.get(f"/releases/{release.reference}/").content.decode()
