"""Sealed identities: opened with a key that is not in the database, for the concern that they belong to."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as project
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from complaints.concerns.models import SealedIdentity
from complaints.concerns.sealing import CannotBeOpened, Identity, seal, sealed_anew, unseal
from oversight.records.models import AuditEntry
from tests.concerns.making import told

WHO = Identity("Dorothea Quillfeather", "07700 900123")


def a_key() -> str:
    return Fernet.generate_key().decode()


@given(st.text(max_size=50), st.text(max_size=50))
def test_what_is_sealed_is_opened_again(name: str, contact: str) -> None:
    concern = uuid.uuid4()
    assert unseal(seal(Identity(name, contact), concern=concern), concern=concern) == Identity(name, contact)


def test_it_opens_for_no_other_concern_and_with_no_other_key(settings) -> None:
    concern = uuid.uuid4()
    sealed = seal(WHO, concern=concern)
    with pytest.raises(CannotBeOpened, match="another concern"):
        unseal(sealed, concern=uuid.uuid4())
    settings.IDENTITY_KEYS = [a_key()]
    with pytest.raises(CannotBeOpened, match="no key"):
        unseal(sealed, concern=concern)


def test_its_length_does_not_tell_a_name() -> None:
    concern = uuid.uuid4()
    assert len(seal(Identity("Al", ""), concern=concern)) == len(seal(WHO, concern=concern))


def test_it_is_not_shown_by_accident() -> None:
    assert "Quill" not in repr(WHO)
    assert "Quill" not in f"{WHO}"


def test_a_new_key_seals_and_the_older_one_still_opens(settings) -> None:
    concern, old, new = uuid.uuid4(), a_key(), a_key()
    settings.IDENTITY_KEYS = [old]
    before = seal(WHO, concern=concern)
    settings.IDENTITY_KEYS = [new, old]
    assert unseal(before, concern=concern) == WHO
    anew = sealed_anew(before)
    settings.IDENTITY_KEYS = [new]
    assert unseal(anew, concern=concern) == WHO
    with pytest.raises(CannotBeOpened):
        sealed_anew(before)


@pytest.mark.django_db
class TestSealingAllAnew:
    def test_all_are_under_the_new_key_and_it_is_on_record(self, settings, capsys) -> None:  # type: ignore[no-untyped-def]
        old, new = a_key(), a_key()
        settings.IDENTITY_KEYS = [old]
        concern = told(identity=WHO).concern
        told(identity=WHO)
        settings.IDENTITY_KEYS = [new, old]
        call_command("reseal_identities")
        assert "2 identities are sealed with the newest key" in capsys.readouterr().out
        settings.IDENTITY_KEYS = [new]
        assert unseal(SealedIdentity.objects.get(concern=concern).sealed, concern=concern.public_id) == WHO
        assert AuditEntry.objects.filter(action="identities.sealed_anew", system="reseal_identities").exists()

    def test_with_one_that_does_not_open_none_is_changed(self, settings) -> None:
        old, new = a_key(), a_key()
        settings.IDENTITY_KEYS = [old]
        first = told(identity=WHO).concern
        settings.IDENTITY_KEYS = [a_key()]
        lost = told(identity=WHO).concern
        kept = bytes(SealedIdentity.objects.get(concern=first).sealed)
        settings.IDENTITY_KEYS = [new, old]
        with pytest.raises(CommandError, match=str(lost.public_id)):
            call_command("reseal_identities")
        assert bytes(SealedIdentity.objects.get(concern=first).sealed) == kept


@pytest.mark.parametrize(
    ("keys", "told_why"),
    [
        ("short", "no key"),
        (f"{Fernet.generate_key().decode()},x", "no key"),
    ],
    ids=["no-key", "one-of-two"],
)
def test_a_service_does_not_start_with_what_is_no_key(keys: str, told_why: str) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("OVERSIGHT_")},
        "SECRET_KEY": "long and random",
        "ALLOWED_HOSTS": "example.org",
        "OVERSIGHT_IDENTITY_KEYS": keys,
    }
    ran = subprocess.run(
        [sys.executable, "-c", "import oversight.settings"],
        env=environment,
        cwd=project.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode != 0
    assert told_why in ran.stderr
    assert keys not in ran.stderr.splitlines()[-1]
