"""What the oversight body asks of the Board, at the trust's desk: shown once, with its evidence, by who signs."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ratings.cases.board import accept_board, ask_board
from ratings.cases.models import BoardDemonstration
from tests.desk.pages import page, text_of
from tests.desk.plan_making import MARCH_5, MARCH_20, Desk, SignIn, can_sign_in, let_it_be, make_desk

pytestmark = pytest.mark.django_db

SHOWN = {"words": "Each fall is told to the Board by the next morning."}


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> Desk:
    let_it_be(monkeypatch, MARCH_20)
    return make_desk()


@pytest.fixture
def asked(desk: Desk) -> BoardDemonstration:
    return ask_board(
        case=desk.planned.case,
        asked="Show that the Board hears of every fall.",
        on=date(2015, 3, 2),
        due_on=date(2015, 3, 20),
        by=desk.planned.others["decides"],
        now=MARCH_5,
    )


@pytest.fixture
def signatory(desk: Desk, signed_in: SignIn) -> Client:
    return signed_in(desk.planned.signatory)


def at_desk(desk: Desk, asked: BoardDemonstration) -> str:
    return f"{desk.home}board/{asked.public_id}/"


def test_it_waits_and_is_overdue_after_its_day(
    desk: Desk, asked: BoardDemonstration, signatory: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "Show the oversight body what the Board has done Asked on 2 March 2015, due by 20 March 2015"
    assert f"{told} To do" in page(signatory, desk.home)
    let_it_be(monkeypatch, MARCH_20.replace(day=21))
    assert f"{told} Overdue" in page(signatory, desk.home)


def test_a_signatory_shows_it_once_with_a_file(
    desk: Desk, asked: BoardDemonstration, signatory: Client, signed_in: SignIn
) -> None:
    address = at_desk(desk, asked)
    prepares = signed_in(desk.planned.preparer)
    assert "Somebody who signs for the trust sends what the Board shows." in page(prepares, address)
    assert prepares.post(address, SHOWN).status_code == 404
    told = text_of(signatory.post(address, {**SHOWN, "file": SimpleUploadedFile("minutes.pdf", b"%PDF")}))
    assert "Say what the file shows" in told
    assert SHOWN["words"] in told
    assert "Choose the file again:" in told
    sent = {**SHOWN, "file": SimpleUploadedFile("minutes.pdf", b"%PDF"), "file_words": "The Board's minutes."}
    assert signatory.post(address, sent)["Location"] == address
    told = page(prepares, address)
    assert SHOWN["words"] in told
    assert "The oversight body considers it." in told
    kept = asked.attachments.get()
    assert signatory.get(f"{address}files/{kept.pk}/").content == b"%PDF"
    # Another who had the page open is told, and reads their own words still.
    second = text_of(signatory.post(address, {"words": "We asked everybody."}))
    assert "Somebody else has just recorded this. Read it first." in second
    assert "We asked everybody." in second
    assert BoardDemonstration.objects.get().shown == SHOWN["words"]


def test_what_came_of_it_stands_there_with_the_reason(desk: Desk, asked: BoardDemonstration, signatory: Client) -> None:
    signatory.post(at_desk(desk, asked), SHOWN)
    asked.refresh_from_db()
    body = desk.planned.others["decides"]
    accept_board(
        demonstration=asked,
        accepted=False,
        words="No fall in March is in it.",
        on=date(2015, 3, 20),
        by=body,
        now=MARCH_20,
    )
    told = page(signatory, at_desk(desk, asked))
    assert "Not accepted" in told
    assert "No fall in March is in it." in told
    assert "Not accepted" in page(signatory, desk.home)


def test_nobody_else_reads_it(desk: Desk, asked: BoardDemonstration, signed_in: SignIn) -> None:
    body = desk.planned.others["decides"]
    can_sign_in(body)
    assert signed_in(body).get(at_desk(desk, asked)).status_code == 404
