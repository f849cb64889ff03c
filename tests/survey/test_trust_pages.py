"""What a trust sees of its survey, and how it makes codes: once, for its own, and nobody else's."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.cache import cache
from django.test import Client

from complaints.survey.answering import send_answers
from complaints.survey.closing import close_quarters
from complaints.survey.models import CodesMade, SurveyCode
from complaints.survey.questions import Point
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.models import TrustKind
from tests.desk.pages import links_of, page, text_of
from tests.returns.making import Place, make_place
from tests.survey.making import BITTER, CONTENT, IN_AUTUMN, IN_WINTER, answered, make_trust
from tests.typesetting.reading import declared_of, tags_of, words_of

SURVEY = "/workspace/survey/RX1/"


@pytest.fixture(autouse=True)
def on_a_day(settings, monkeypatch):
    settings.DEMONSTRATION = True
    settings.SITE_ADDRESS = "https://oversight.example"
    monkeypatch.setenv("OVERSIGHT_NOW", IN_AUTUMN.isoformat())
    cache.clear()


@pytest.fixture
def place(db) -> Place:
    made = make_place(demonstration=True)
    TrustKind.objects.create(trust=made.trust, kind=TrustKind.Kind.NHS_TRUST, source="tests")
    return made


@pytest.fixture
def desk(place: Place, client: Client) -> Client:
    client.force_login(place.preparer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def codes_on(answer) -> list[str]:
    return re.findall(r"<code>([^<]+)</code>", answer.content.decode())


def test_codes_are_made_shown_once_and_given_as_a_sheet_and_as_csv(desk: Client, place: Place):
    assert page(desk, "/workspace/survey/") == page(desk, SURVEY)
    made = desk.post(f"{SURVEY}codes/", {"count": "12", "site": "RX101"})
    codes = codes_on(made)
    assert len(set(codes)) == 12
    assert "They are shown this once" in text_of(made)
    assert made["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert codes[0] not in page(desk, SURVEY)
    assert "General Hospital" in page(desk, SURVEY)

    sheet = desk.post(f"{SURVEY}codes/sheet/", {"codes": " ".join(codes)})
    words = words_of(sheet.content)
    assert all(code in words for code in codes)
    assert "https://oversight.example/survey/" in words.replace(" ", "")
    assert declared_of(sheet.content)["pdf_ua"] == "1"
    assert declared_of(sheet.content)["pages"] == "2"
    assert tags_of(sheet.content).count("Figure") == 12

    rows = list(
        csv.reader(
            io.StringIO(b"".join(desk.post(f"{SURVEY}codes/csv/", {"codes": " ".join(codes)})).decode("utf-8-sig"))
        )
    )
    assert rows[0] == ["code", "address", "trust", "site", "last_day"]
    assert rows[1] == [codes[0], f"https://oversight.example/survey/{codes[0]}/", "RX1", "RX101", "2027-06-30"]
    assert Client().get(f"/survey/{codes[0]}/").status_code == 200


def test_one_code_has_its_square_on_the_page(desk: Client):
    made = desk.post(f"{SURVEY}codes/", {"count": "1"})
    assert len(codes_on(made)) == 1
    assert b"app-square-code" in made.content
    assert b"app-square-code" not in desk.post(f"{SURVEY}codes/", {"count": "2"}).content


def test_a_number_that_is_none_is_said_and_makes_nothing(desk: Client):
    for count, said in (
        ("", "Enter how many codes"),
        ("ten", "Enter a number"),
        ("0", "between 1 and 300"),
        ("301", "300"),
    ):
        assert said in text_of(desk.post(f"{SURVEY}codes/", {"count": count}))
    assert "Select a valid choice" in text_of(desk.post(f"{SURVEY}codes/", {"count": "1", "site": "RX999"}))
    assert not SurveyCode.objects.exists()
    assert not CodesMade.objects.exists()


def test_another_trusts_codes_are_neither_made_nor_printed(desk: Client, place: Place):
    other = make_place("RX2", demonstration=True)
    assert desk.get("/workspace/survey/RX2/").status_code == 404
    assert desk.post("/workspace/survey/RX2/codes/", {"count": "1"}).status_code == 404
    theirs = Client()
    theirs.force_login(other.preparer, backend="allauth.account.auth_backends.AuthenticationBackend")
    codes = codes_on(theirs.post("/workspace/survey/RX2/codes/", {"count": "1"}))
    for what in ("sheet", "csv"):
        assert desk.post(f"{SURVEY}codes/{what}/", {"codes": codes[0]}).status_code == 404
        assert desk.post(f"{SURVEY}codes/{what}/", {"codes": ""}).status_code == 404


def test_who_signs_sees_the_survey_and_makes_no_codes(place: Place, client: Client):
    give_demonstration_authenticator(place.signatory)
    client.force_login(place.signatory, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert f"{SURVEY}codes/" not in links_of(client.get(SURVEY))
    assert client.get(f"{SURVEY}codes/").status_code == 404
    assert client.post(f"{SURVEY}codes/", {"count": "1"}).status_code == 404


def test_the_page_says_of_a_quarter_what_is_true_of_it(desk: Client, place: Place, monkeypatch):
    answered(place.trust, [CONTENT] * 7)
    for number in range(5):
        answered(make_trust(f"RY{number}"), [CONTENT] * (4 + number) + [BITTER] * (4 - number))
    assert "no quarter is closed yet" in page(desk, SURVEY)
    answered(place.trust, [CONTENT] * 9 + [BITTER] * 3, now=IN_WINTER)
    for number in range(5):
        answered(make_trust(f"RZ{number}"), [CONTENT] * (4 + number) + [BITTER] * (4 - number), now=IN_WINTER)
    spring = IN_WINTER.replace(month=4, hour=8)
    close_quarters(now=spring)
    monkeypatch.setenv("OVERSIGHT_NOW", spring.isoformat())

    shown = page(desk, SURVEY)
    assert "January to March 2027 12 people answered" in shown
    assert "“I would feel confident to complain again”: 9 of 12 people agreed in January to March 2027" in shown
    assert "That is 75.0%; October to December 2026 had too few answers to set beside it." in shown
    assert (
        "Of 5 other trusts (NHS trust), the middle half lies between 62.5% and 87.5%; this trust is within it." in shown
    )
    assert "Fewer than 8 answers: not shown" in shown
    assert "7 of 7" not in shown
    assert "7 people" not in shown
    other = page(desk, f"{SURVEY}?question=making")
    assert "“Making my complaint was simple”: 9 of 12 people agreed" in other
    assert desk.get(f"{SURVEY}?question=nothing").status_code == 404


@pytest.mark.parametrize("before", [7, 8])
def test_one_more_answer_changes_no_byte_of_the_page(desk: Client, place: Place, before, monkeypatch):
    monkeypatch.setenv("OVERSIGHT_NOW", IN_WINTER.isoformat())
    answered(place.trust, [CONTENT] * before)
    close_quarters(now=IN_WINTER)
    answered(place.trust, [CONTENT] * before, now=IN_WINTER)
    codes = codes_on(desk.post(f"{SURVEY}codes/", {"count": "1"}))
    earlier = text_of(desk.get(SURVEY))

    send_answers(code=codes[0], answers={"reflecting": Point.STRONGLY_DISAGREE}, now=IN_WINTER)
    close_quarters(now=IN_WINTER)
    assert text_of(desk.get(SURVEY)) == earlier
