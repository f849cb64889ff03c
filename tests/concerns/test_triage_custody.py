"""Opening who told: the custodian alone, for a reason, and always on record."""

from __future__ import annotations

import base64

import pytest

from complaints.concerns.custody import open_identity
from complaints.concerns.models import OpenedIdentity
from oversight.records.models import AuditEntry
from tests.concerns.making import NOW
from tests.concerns.triage_making import Desk, a_desk, of_public, of_staff
from tests.inspections.core.refusing import refused


@pytest.fixture
def desk(db: None) -> Desk:
    return a_desk()


def test_the_custodian_opens_it_for_a_reason_and_each_time_is_on_record(desk: Desk) -> None:
    concern = of_staff(desk)
    with refused("no_reason"):
        open_identity(concern=concern, reason=" ", by=desk.custodian, now=NOW)
    for _ in range(2):
        found = open_identity(concern=concern, reason="The police ask.", by=desk.custodian, now=NOW)
        assert (found.name, found.contact) == ("Ffion Probert", "ffion@home.example")
    assert [(each.opened_by, each.reason) for each in OpenedIdentity.objects.all()] == [
        (desk.custodian, "The police ask.")
    ] * 2
    entries = AuditEntry.objects.filter(action="concern.identity_opened")
    assert entries.count() == 2
    assert not [entry for entry in entries if "police" in str(entry.fields) or "Ffion" in str(entry.fields)]


@pytest.mark.parametrize("who", ["inspector", "signatory"])
def test_nobody_else_opens_it(desk: Desk, who: str) -> None:
    concern = of_staff(desk)
    with refused("not_allowed"):
        open_identity(concern=concern, reason="I ask.", by=getattr(desk, who), now=NOW)
    assert not OpenedIdentity.objects.exists()


def test_who_stayed_anonymous_cannot_be_opened(desk: Desk) -> None:
    with refused("no_identity"):
        open_identity(concern=of_public(desk), reason="I ask.", by=desk.custodian, now=NOW)


def test_without_its_key_nothing_is_opened_and_nothing_recorded(desk: Desk, settings) -> None:
    concern = of_staff(desk)
    settings.IDENTITY_KEYS = [base64.urlsafe_b64encode(b"another-key-of-thirty-two-bytes_").decode()]
    with refused("no_key"):
        open_identity(concern=concern, reason="The police ask.", by=desk.custodian, now=NOW)
    assert not OpenedIdentity.objects.exists()
    assert not AuditEntry.objects.filter(action="concern.identity_opened").exists()
