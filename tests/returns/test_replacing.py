"""A file with personal data is taken out: its hash and the reason stay."""

from __future__ import annotations

import pytest

from oversight.records.models import AuditEntry
from oversight.returns.models import FindingRecord, StoredFile, Submission
from oversight.returns.refusals import Refused
from oversight.returns.replacing import replace_stored_file
from oversight.returns.states import State
from staffing.models import WardMonth
from tests.returns.making import FAULTY, GOOD, NOW, accepted, checked, make_administrator, make_place, received, sent

pytestmark = pytest.mark.django_db


def test_the_bytes_and_what_was_quoted_from_them_go_and_the_hash_and_reason_stay() -> None:
    place, administrator = make_place(), make_administrator()
    submission = checked(place, FAULTY)
    assert FindingRecord.objects.filter(value="-5").exists()
    replace_stored_file(sha256=submission.file_id, reason="It listed patients.", by=administrator, now=NOW)
    stored = StoredFile.objects.get(pk=submission.file_id)
    assert (stored.content, stored.replaced_reason, stored.replaced_at) == (None, "It listed patients.", NOW)
    assert not FindingRecord.objects.exclude(value=None).exists()
    assert not FindingRecord.objects.filter(message__contains="-5").exists()
    submission.refresh_from_db()
    assert (submission.state, submission.rows) == (State.WITHDRAWN, [])
    entry = AuditEntry.objects.get(action="file.replaced")
    assert (entry.person, entry.hashes) == (administrator, [submission.file_id])
    with pytest.raises(Refused) as refused:
        received(place, FAULTY)
    assert refused.value.code == "replaced"
    with pytest.raises(Refused, match="before"):
        replace_stored_file(sha256=submission.file_id, reason="Again.", by=administrator, now=NOW)


def test_an_accepted_return_keeps_its_figures_and_one_being_signed_is_withdrawn() -> None:
    place, other, administrator = make_place(), make_place("RX2"), make_administrator()
    version = accepted(place)
    waiting = sent(other, GOOD.replace(b"RX1", b"RX2"))
    for sha256 in (version.file_sha256, waiting.file_id):
        replace_stored_file(sha256=sha256, reason="x", by=administrator, now=NOW)
    assert WardMonth.objects.filter(version=version).count() == 2
    assert len(Submission.objects.get(pk=version.submission_id).rows) == 2
    assert Submission.objects.get(pk=waiting.pk).state == State.WITHDRAWN


def test_only_administrators_take_files_out_and_say_why() -> None:
    place, administrator = make_place(), make_administrator()
    submission = received(place)
    with pytest.raises(Refused, match="cannot"):
        replace_stored_file(sha256=submission.file_id, reason="x", by=place.signatory, now=NOW)
    with pytest.raises(Refused, match="Say why"):
        replace_stored_file(sha256=submission.file_id, reason=" ", by=administrator, now=NOW)
    with pytest.raises(Refused, match="No file"):
        replace_stored_file(sha256="0" * 64, reason="x", by=administrator, now=NOW)
