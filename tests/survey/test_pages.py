"""The survey's pages: a code, five statements, a look at the answers, thanks; every way in which a code can fail."""

from __future__ import annotations

import logging
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from complaints.concerns import floods
from complaints.survey.models import QuarterAnswers, SurveyCode
from complaints.survey.questions import Point
from tests.desk.pages import text_of
from tests.survey.making import CONTENT, IN_AUTUMN, QUESTIONS, codes_for, make_trust

pytestmark = pytest.mark.django_db
SENT = {question: str(point) for question, point in CONTENT.items()}


@pytest.fixture(autouse=True)
def on_a_day(settings, monkeypatch):
    settings.DEMONSTRATION = True
    monkeypatch.setenv("OVERSIGHT_NOW", IN_AUTUMN.isoformat())
    cache.clear()


@pytest.fixture
def code() -> str:
    return codes_for(make_trust())[0]


def place_of(code: str) -> str:
    return reverse("survey:questions", args=[code])


def test_the_way_through_keeps_nothing_until_it_is_sent(client: Client, code: str):
    assert "5 statements" in text_of(client.get("/survey/"))
    went = client.post("/survey/", {"code": code.lower()})
    assert went["Location"] == place_of(code)

    asked = text_of(client.get(went["Location"]))
    assert "RX1 NHS Trust" in asked
    for number, question in enumerate(QUESTIONS, start=1):
        assert f"{number}. " in asked
        assert f'name="{question}"'.encode() in client.get(went["Location"]).content
    checked = client.post(place_of(code), {**SENT, "making": "", "what": "check"})
    assert "Making my complaint was simple Left out" in text_of(checked)
    assert not QuarterAnswers.objects.exists()

    changed = client.post(place_of(code), {**SENT, "what": "change"}).content.decode()
    assert len(re.findall(r"<input[^>]*checked", changed)) == 5
    thanks = client.post(place_of(code), {**SENT, "what": "send"}, follow=True)
    assert "your answers were counted" in text_of(thanks)
    assert QuarterAnswers.objects.get().counts["making"]["agree"] == 1
    assert not client.cookies


def test_a_form_without_an_answer_or_with_one_that_is_not_offered_says_so(client: Client, code: str):
    for given, said in (({}, "Answer at least one question"), ({"making": "perhaps"}, "Choose one of the answers")):
        answer = client.post(place_of(code), {**given, "what": "send"})
        assert said in text_of(answer)
        assert answer.content.decode().count("Error: ") >= 1
    assert not SurveyCode.objects.filter(used=True).exists()


@pytest.mark.parametrize("point", list(map(str, Point)))
def test_every_point_can_be_given(client: Client, code: str, point: str):
    client.post(place_of(code), {"making": point, "what": "send"})
    assert QuarterAnswers.objects.get().counts["making"][point] == 1


def test_a_used_code_a_run_out_one_and_an_unknown_one_get_a_kind_page(client: Client, code: str, monkeypatch):
    client.post(place_of(code), {**SENT, "what": "send"})
    for answer in (client.get(place_of(code)), client.post("/survey/", {"code": code})):
        assert answer.status_code == 410
        assert "This code was used already" in text_of(answer)
    # Sent a second time from a page that stood open: counted once.
    again = client.post(place_of(code), {**SENT, "what": "send"})
    assert again.status_code == 410
    assert QuarterAnswers.objects.get().answers == 1

    (later,) = codes_for(make_trust("RX2"))
    monkeypatch.setenv("OVERSIGHT_NOW", IN_AUTUMN.replace(year=2028).isoformat())
    answer = client.get(place_of(later))
    assert (answer.status_code, "This code has run out" in text_of(answer)) == (410, True)

    answer = client.get(place_of("0000-0000-0000"))
    assert (answer.status_code, "We do not know this code" in text_of(answer)) == (404, True)
    assert "We do not know this code" in text_of(client.post("/survey/", {"code": "nonsense"}))


def test_guessing_is_held_off_and_a_good_code_stays_good(client: Client, code: str, settings):
    settings.CONCERNS_GUESSED_IN_TEN_MINUTES = 3
    for _ in range(2):
        assert client.get(place_of("0000-0000-0000")).status_code == 404
    client.post("/survey/", {"code": "0000-0000-0001"})
    held = client.get(place_of(code))
    assert (held.status_code, "wait a few minutes" in text_of(held)) == (429, True)
    assert client.post("/survey/", {"code": code}).status_code == 429
    # From elsewhere it opens, and here again once the count is forgotten.
    assert client.get(place_of(code), REMOTE_ADDR="198.51.100.7").status_code == 200
    cache.clear()
    assert client.get(place_of(code)).status_code == 200


def test_with_the_cache_away_nobody_is_kept_out(client: Client, code: str, monkeypatch):
    def away(*_args, **_kwargs):
        raise ConnectionError

    monkeypatch.setattr(floods.cache, "add", away)
    assert client.get(place_of(code)).status_code == 200


def test_no_log_holds_a_code_or_who_came(client: Client, code: str, caplog):
    caplog.set_level(logging.DEBUG)
    for path in (place_of(code), place_of(code).rstrip("/"), place_of("0000-0000-0000")):
        answer = client.get(path, REMOTE_ADDR="198.51.100.7", headers={"user-agent": "A browser of somebody"})
        # What the server writes its own log from.
        request = answer.wsgi_request
        environment = {**request.environ, "wsgi.input": "", "wsgi.errors": ""}
        assert request.get_full_path() == "/survey/"
        for secret in (code, "0000-0000-0000", "198.51.100.7", "A browser of somebody"):
            assert secret not in caplog.text
            assert secret not in repr([environment.get(name) for name in ("PATH_INFO", "RAW_URI", "REMOTE_ADDR")])
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"


def test_who_is_signed_in_is_nobody_here(client: Client, code: str):
    from tests.returns.making import make_person

    person = make_person("somebody@rx1.example")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(place_of(code))

    assert not answer.wsgi_request.user.is_authenticated
    assert "somebody@rx1.example" not in answer.content.decode()
