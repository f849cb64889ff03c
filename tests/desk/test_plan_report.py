"""The month's report at the trust's desk: written, seen as the public will, signed by another, and out at its time."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from publication import page_cache
from ratings.plans.models import ActionProgress, PlanReport, ProgressEvidence
from ratings.plans.states import ReportState
from tests.desk.pages import page, text_of
from tests.desk.plan_making import MARCH_5, SIGNATURE, Desk, SignIn, let_it_be, make_desk, value_in
from tests.ratings.plan_measures.making import brought
from tests.ratings.plans.planning import DELIVERED, FEBRUARY, KEPT, MARCH, ON_TRACK, SHOWN, at

pytestmark = pytest.mark.django_db

USUAL = [25, 30, 25, 20, 25, 20, 25, 30, 25, 20, 30, 25, 25]
SAID = {"status": "delivered", "delivered_on": "20 2 2015", "words": "Every ward does them now.", "seen": ""}
RATED = {"evidence_words": "The rota of each ward.", "may_be_published": "on"}


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> Desk:
    let_it_be(monkeypatch, MARCH_5)
    return make_desk()


@pytest.fixture
def writer(desk: Desk, signed_in: SignIn) -> Client:
    return signed_in(desk.planned.preparer)


@pytest.fixture
def begun(desk: Desk) -> PlanReport:
    return desk.planned.begin(FEBRUARY, MARCH_5)


def whole(desk: Desk, report: PlanReport) -> PlanReport:
    """Say of both actions how far they have come."""
    said: dict[str, Any] = {"words": "Every ward does them now.", "delivered_on": date(2015, 2, 20)}
    desk.planned.say(report, desk.planned.rounds, DELIVERED, MARCH_5, evidence=[SHOWN, KEPT], **said)
    desk.planned.say(report, desk.planned.falls, ON_TRACK, MARCH_5)
    return report


@pytest.fixture
def ready(desk: Desk, begun: PlanReport) -> PlanReport:
    return desk.planned.ready(whole(desk, begun), MARCH_5)


def test_a_month_is_begun_once(desk: Desk, writer: Client) -> None:
    assert "Nobody has begun this report." in page(writer, desk.month())
    for _ in range(2):
        assert writer.post(f"{desk.month()}begin/")["Location"] == desk.month()
    assert PlanReport.objects.count() == 1
    told = page(writer, desk.month())
    assert "1.1 Rounds each hour. Promised by 27 February 2015 Not told yet" in told
    assert "Say how far action 1.1 has come." in told
    refused = writer.post(f"{desk.month('2015-06')}begin/", follow=True)
    assert "June 2015 has not begun." in text_of(refused)
    assert writer.get(desk.month("2015-13")).status_code == 404


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"status": ""}, "Say how far it has come"),
        ({"delivered_on": ""}, "Give the day on which it was delivered"),
        ({"delivered_on": "1 3 2015"}, "This report speaks of what was so on 28 February 2015."),
        ({"status": "late"}, "Leave this empty, or say that the action is delivered"),
        ({"status": "late", "delivered_on": "", "words": ""}, "Say why it is late"),
        (
            {"status": "late", "delivered_on": "", "new_due_on": "28 2 2015"},
            "The new day comes after 28 February 2015.",
        ),
        (
            {"status": "on_track", "delivered_on": "", "new_due_on": "30 9 2015"},
            "Leave this empty, or say that the action is late or changed",
        ),
        ({"status": "on_track", "delivered_on": ""}, "say that it is delivered, late or changed"),
        ({"file": SimpleUploadedFile("rota.pdf", b"%PDF")}, "Say what the evidence shows"),
        ({"file": SimpleUploadedFile("rota.pdf", b"")}, "The file is empty."),
    ],
    ids=[
        "no-status",
        "no-day",
        "day-after-the-month",
        "day-of-what-is-late",
        "late-without-why",
        "new-day-behind",
        "new-day-of-what-is-on-track",
        "past-its-day-on-track",
        "file-without-words",
        "empty-file",
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(
    desk: Desk, writer: Client, begun: PlanReport, given: dict[str, Any], message: str
) -> None:
    sent = {**SAID, **given}
    answer = writer.post(desk.progress(), sent)
    assert answer.status_code == 200
    told = text_of(answer)
    # In the summary, and at the field that it leads to.
    assert told.count(message) == 2
    assert sent["words"] in told
    assert not ActionProgress.objects.exists()
    if "file" in given:
        assert "Choose the file again:" in told


def test_an_action_is_told_with_evidence_piece_by_piece(desk: Desk, writer: Client, begun: PlanReport) -> None:
    answer = writer.post(desk.progress(), {**SAID, **RATED, "another": "yes"})
    assert answer["Location"] == desk.progress()
    shown = writer.get(desk.progress())
    kept = {name: value_in(shown, name) for name in ("status", "delivered_on", "words", "seen")}
    assert kept["delivered_on"] == "20 2 2015"
    file = {"evidence_words": "Minutes.", "file": SimpleUploadedFile("minutes.pdf", b"%PDF-minutes")}
    assert writer.post(desk.progress(), {**kept, **file})["Location"] == desk.month()
    rows = list(ProgressEvidence.objects.order_by("position").values_list("words", "filename", "may_be_published"))
    assert rows == [("The rota of each ward.", "", True), ("Minutes.", "minutes.pdf", False)]
    # One is taken out again; what was kept of the other is the same file.
    first, second = ProgressEvidence.objects.order_by("position")
    sent = {**kept, "seen": value_in(writer.get(desk.progress()), "seen"), "take_out": [str(first.public_id)]}
    assert writer.post(desk.progress(), sent).status_code == 302
    (left,) = ProgressEvidence.objects.all()
    assert (left.words, left.stored_id) == ("Minutes.", second.stored_id)
    assert writer.get(f"{desk.home}evidence/{left.public_id}/file/").content == b"%PDF-minutes"


def test_two_at_one_action_the_second_is_told_and_loses_nothing(
    desk: Desk, writer: Client, begun: PlanReport, signed_in: SignIn
) -> None:
    assert signed_in(desk.both).post(desk.progress(), {**SAID, **RATED}).status_code == 302
    mine = {**SAID, **RATED, "words": "Only two wards do them."}
    answer = writer.post(desk.progress(), mine)
    told = text_of(answer)
    assert "Both changed what the report says of this action on 5 March 2015 at 10am" in told
    assert "Only two wards do them." in told
    assert "Every ward does them now." in told
    assert ActionProgress.objects.get().words == "Every ward does them now."
    again = {**mine, "seen": value_in(answer, "seen")}
    assert writer.post(desk.progress(), again).status_code == 302
    said = ActionProgress.objects.get()
    assert said.words == "Only two wards do them."


def test_a_report_that_is_not_whole_says_what_it_lacks(desk: Desk, writer: Client, begun: PlanReport) -> None:
    answer = writer.get(f"{desk.month()}preview/")
    assert "Before it can be made ready" in text_of(answer)
    assert "Make it ready" not in text_of(answer)
    assert desk.progress() in answer.content.decode()
    refused = writer.post(f"{desk.month()}preview/", follow=True)
    assert "Say how far action 1.1 has come." in text_of(refused)
    assert ReportState(desk.report().state) is ReportState.DRAFT


def framed(answer: Any) -> str:
    """Return the public's part of a page of the desk, without what only pages around it differ in."""
    html = answer.content.decode()
    return re.sub(r"\s+", " ", html[html.index('<section class="app-concern"') : html.rindex("</section>")])


def test_the_preview_is_what_the_public_reads(
    desk: Desk, writer: Client, begun: PlanReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    page_cache._away_until = 0.0
    brought(desk.planned.trust, USUAL, last="2015-02")
    whole(desk, begun)
    previewed = writer.get(f"{desk.month()}preview/")
    assert "Signed today, it would be published on 6 March 2015 at 9:30am." in text_of(previewed)
    assert "Minutes of the Board, with names." not in text_of(previewed)
    desk.planned.sign(desk.planned.ready(begun, MARCH_5), MARCH_5)
    address = "/trusts/RX1/special-measures/"
    let_it_be(monkeypatch, at(date(2015, 3, 6), 9, 29))
    assert "Every ward does them now." not in text_of(Client().get(address))
    let_it_be(monkeypatch, at(date(2015, 3, 6), 9, 30))
    public = Client().get(address).content.decode()
    section = framed(previewed).split("</section>")[0]
    assert "Every ward does them now." in section
    assert section in re.sub(r"\s+", " ", public)


def test_what_is_ready_cannot_be_changed_until_it_is_taken_back(desk: Desk, writer: Client, ready: PlanReport) -> None:
    assert writer.get(desk.progress())["Location"] == desk.month()
    refused = writer.post(desk.progress(), SAID, follow=True)
    assert "This report is now: ready to be signed." in text_of(refused)
    assert writer.post(f"{desk.month()}take-back/").status_code == 302
    assert ReportState(desk.report().state) is ReportState.TAKEN_BACK
    assert writer.get(desk.progress()).status_code == 200


def test_another_signs_it_with_password_and_code(
    desk: Desk, ready: PlanReport, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = signed_in(desk.planned.signatory)
    assert "Read and sign the report for February 2015" in page(signs, desk.home)
    told = page(signs, f"{desk.month()}sign/")
    assert "I have authority to sign this report for the trust, and I did not prepare it." in told
    assert "Every ward does them now." in told
    wrong = signs.post(f"{desk.month()}sign/", {**SIGNATURE, "password": "no", "shown": ready.sha256})
    assert "Password is not right" in text_of(wrong)
    assert ReportState(desk.report().state) is ReportState.READY
    answer = signs.post(f"{desk.month()}sign/", {**SIGNATURE, "shown": ready.sha256})
    assert answer["Location"] == f"{desk.month()}1/"
    told = page(signs, f"{desk.month()}1/")
    assert "It is published on 6 March 2015 at 9:30am" in told
    assert str(desk.report().receipt) in told
    assert f"SHA-256 of what was signed {ready.sha256}" in told
    let_it_be(monkeypatch, at(date(2015, 3, 6), 9, 30))
    assert "February 2015 Published on 6 March 2015 at 9:30am Published" in page(signs, desk.home)
    again = signs.post(f"{desk.month()}sign/", {**SIGNATURE, "shown": ready.sha256}, follow=True)
    assert "Nothing was signed: this report is now signed." in text_of(again)


def test_who_wrote_a_part_does_not_sign_it(desk: Desk, begun: PlanReport, signed_in: SignIn) -> None:
    whole(desk, begun)
    desk.planned.say(begun, desk.planned.falls, ON_TRACK, MARCH_5, by=desk.both)
    ready = desk.planned.ready(begun, MARCH_5)
    both = signed_in(desk.both)
    assert "You wrote a part of this report" in page(both, f"{desk.month()}sign/")
    refused = both.post(f"{desk.month()}sign/", {**SIGNATURE, "shown": ready.sha256}, follow=True)
    assert "You wrote a part of this report. Another person with authority has to sign it." in text_of(refused)
    assert ReportState(desk.report().state) is ReportState.READY


def test_who_read_another_version_signs_nothing(desk: Desk, ready: PlanReport, signed_in: SignIn) -> None:
    signs = signed_in(desk.planned.signatory)
    refused = signs.post(f"{desk.month()}sign/", {**SIGNATURE, "shown": "0" * 64}, follow=True)
    assert "The report has changed since you read it. Nothing was signed" in text_of(refused)
    assert ReportState(desk.report().state) is ReportState.READY


def test_a_signatory_gives_it_back_with_what_is_to_be_mended(
    desk: Desk, ready: PlanReport, writer: Client, signed_in: SignIn
) -> None:
    signs = signed_in(desk.planned.signatory)
    without = signs.post(f"{desk.month()}take-back/", {"reason": ""})
    assert "Say what is to be mended" in text_of(without)
    assert signs.post(f"{desk.month()}take-back/", {"reason": "Say which wards."}).status_code == 302
    assert "Say which wards." in page(writer, desk.month())
    assert "Mend the report for February 2015" in page(writer, desk.home)


def test_a_signed_report_is_corrected_with_a_reason(desk: Desk, ready: PlanReport, writer: Client) -> None:
    desk.planned.sign(ready, MARCH_5)
    assert "Give the reason" not in page(writer, f"{desk.month()}correct/")
    assert "Say why you are correcting it" in text_of(writer.post(f"{desk.month()}correct/", {"reason": ""}))
    assert writer.post(f"{desk.month()}correct/", {"reason": "It was two wards."})["Location"] == desk.month()
    told = page(writer, desk.month())
    assert "Correction 1." in told
    assert "It was two wards." in told
    assert "Version 1, signed on 5 March 2015" in told
    assert ActionProgress.objects.filter(report=desk.report()).count() == 2


def test_what_was_delivered_is_carried_over(
    desk: Desk, ready: PlanReport, writer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.planned.sign(ready, MARCH_5)
    let_it_be(monkeypatch, at(date(2015, 4, 7)))
    assert writer.post(f"{desk.month('2015-03')}begin/").status_code == 302
    told = page(writer, desk.month("2015-03"))
    assert re.search(r"1\.1 Rounds each hour\. .* Delivered 1\.2 Beds", told)
    assert "1.2 Beds that can be lowered. Promised by 30 September 2015 Not told yet" in told
    assert PlanReport.objects.get(month=MARCH).progress.get().evidence.count() == 2
