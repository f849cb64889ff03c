"""A file beside an answer that is too large is let go of while it arrives, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inspections.information_requests import ask_trust
from inspections.kept_files import LARGEST_FILE
from inspections.models import InformationAnswer, NoticeAnswer
from inspections.states.inspection import InspectionState
from oversight.returns.models import StoredFile
from tests.inspections.enforcing.notice_steps import issued
from tests.inspections.making import NOW, an_inspection, new_id
from tests.inspections.pages.conftest import Desk

HOME = "/workspace/inspections/"


def a_request_to_answer(desk: Desk) -> str:
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    asked = ask_trust(
        inspection=inspection,
        request_id=new_id(),
        text="The rotas of October.",
        due_on=NOW.date() + timedelta(days=3),
        by=desk.scene.lead,
        now=NOW,
    )
    return f"{HOME}{inspection.reference}/requests/{asked.request_id}/"


def a_notice_to_answer(desk: Desk) -> str:
    return f"{HOME}notices/{issued(desk.scene).reference}/answer/"


@pytest.mark.parametrize("address_of", [a_request_to_answer, a_notice_to_answer])
@pytest.mark.parametrize("kept_in_memory", [True, False])
def test_it_is_refused_at_its_field_and_the_rest_is_kept(
    desk: Desk, settings, tmp_path: Path, address_of: Callable[[Desk], str], kept_in_memory: bool
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * LARGEST_FILE if kept_in_memory else 10
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    address, save_id = address_of(desk), new_id()
    file = SimpleUploadedFile("scan.pdf", b"x" * (LARGEST_FILE + 1_000_000))
    sent = {"save_id": save_id, "on": "1", "text": "Twelve nurses begin."}
    page = desk.post(desk.scene.signatory, address, **sent, file=file).content.decode()
    assert page.count("The file is larger than 20 MB. Send a file of 20 MB or less") == 2
    assert 'href="#id_file"' in page
    assert "Twelve nurses begin." in page
    assert str(save_id) in page
    # What came after the limit was thrown away, and no answer went without its file.
    assert sum(each.stat().st_size for each in tmp_path.iterdir()) <= LARGEST_FILE
    assert not (NoticeAnswer.objects.exists())
    assert not (InformationAnswer.objects.exists())
    assert not (StoredFile.objects.exists())


def test_a_file_of_exactly_the_limit_is_taken(desk: Desk) -> None:
    file = SimpleUploadedFile("scan.pdf", b"x" * LARGEST_FILE)
    desk.post(desk.scene.signatory, a_request_to_answer(desk), save_id=new_id(), text="", file=file)
    assert InformationAnswer.objects.get().stored is not None
