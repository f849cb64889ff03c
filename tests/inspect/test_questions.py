"""The list of questions about ratings, one question with its decision, and the section of the trust's page."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as project
from django.test import Client
from playwright.sync_api import expect

from inspections.enforcing.issuing import withdraw_notice
from inspections.models import Notice, PublishedRating
from oversight.accounts.models import Role
from oversight.accounts.second_factor import give_demonstration_authenticator
from ratings.asking import questions_of
from ratings.models import QuestionDecision
from ratings.recompute import recompute_trust
from tests.inspect.conftest import client_of, person_with
from tests.inspections.making import NOW, Scene, a_scene
from tests.inspections.reporting.steps import published
from tests.pages.looking import Looking
from tests.ratings.making import accept, hours, make_ward
from tests.ratings.test_question_scopes import LATER, a_notice


@pytest.fixture
def scene(db, monkeypatch, settings) -> Scene:
    """A trust whose published Good a notice since then would limit, with a notice past its time and a short ward."""
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", LATER.isoformat())
    scene = a_scene()
    published(scene)
    a_notice(scene)
    a_notice(scene, now=NOW)
    ward = make_ward(scene.trust, "Nights")
    for month in ("2026-09", "2026-10"):
        accept(scene.trust, month, {ward.name: hours(night_registered_actual="700")})
    recompute_trust(scene.trust, clock=lambda: LATER)
    return scene


@pytest.fixture
def lead(scene: Scene) -> Client:
    give_demonstration_authenticator(scene.lead)
    return client_of(scene.lead)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def address(scene: Scene, kind: str = "rating") -> str:
    found = next(each for each in questions_of([scene.trust.code]) if each.kind == kind)
    return f"/inspect/ratings/{found.question_id}/"


def test_the_list_says_what_differs_why_and_that_it_is_no_judgement(scene: Scene, lead: Client) -> None:
    text = read(lead, "/inspect/ratings/")
    assert "3 questions not decided, the newest first" in text
    assert "These raise questions and are no judgement" in text
    assert "Surgery at General Hospital: safe" in text
    assert "Inadequate, because a regulation was breached and enforcement was taken" in text
    assert "A ward is often short of its planned hours" in text
    assert "It looks as if regulation 18 (staffing) is not met (safe)." in text
    assert "The time of a warning notice is over" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("kind=rating", 1),
        ("kind=caution", 2),
        ("trust=rx1", 3),
        ("trust=RX2", 0),
        ("show=decided", 0),
        ("show=all", 3),
        ("trusts=demonstration", 0),
        # What is not understood is as if it had not been asked.
        ("kind=nonsense", 3),
    ],
)
def test_the_list_is_narrowed_by_its_address(scene: Scene, lead: Client, query: str, found: int) -> None:
    assert read(lead, f"/inspect/ratings/?{query}").count('<li class="app-entry">') == found


def test_the_list_as_csv_has_one_row_for_each_question(scene: Scene, lead: Client) -> None:
    answer = lead.get("/inspect/ratings.csv?kind=rating")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "Surgery at General Hospital: safe,Good,2026-11-25,Inadequate" in rows[1]


def test_a_question_is_decided_on_its_page_and_nothing_published_changes(scene: Scene, lead: Client) -> None:
    before = list(PublishedRating.objects.order_by("pk").values())
    page = address(scene)
    (question,) = (each for each in questions_of([scene.trust.code]) if each.kind == "rating")
    text = read(lead, page)
    assert question.facts_sha256 in text
    assert all(notice.reference in text for notice in Notice.objects.all())
    answer = lead.post(page, {"facts": question.facts_sha256, "outcome": "", "reason": ""})
    told = answer.content.decode()
    assert "Choose whether to accept or to refuse it" in told
    assert "Give the reason" in told
    sent = {"facts": question.facts_sha256, "outcome": "refused", "reason": "It was looked at in May."}
    assert lead.post(page, sent).status_code == 302
    decision = QuestionDecision.objects.get()
    assert (decision.outcome, decision.decided_by, decision.reason) == ("refused", scene.lead, sent["reason"])
    text = read(lead, page)
    assert "Refused: nothing to be done." in text
    assert "Lead.Rx1, inspector" in text
    assert "It was looked at in May." in text
    assert "Keep the decision" not in text
    # Sent again, by whomever, it is told and not kept twice.
    assert "Somebody else has decided on this already" in lead.post(page, sent).content.decode()
    assert QuestionDecision.objects.count() == 1
    assert read(lead, "/inspect/ratings/?show=decided").count('<li class="app-entry">') == 1
    assert list(PublishedRating.objects.order_by("pk").values()) == before


def test_facts_that_changed_meanwhile_are_told_and_a_question_that_is_gone_keeps_its_page(
    scene: Scene, lead: Client
) -> None:
    page = address(scene)
    stale = {"facts": "0" * 64, "outcome": "accepted", "reason": "Yes."}
    assert "The facts have changed since you opened this" in lead.post(page, stale).content.decode()
    for notice in Notice.objects.all():
        withdraw_notice(notice=notice, reason="By mistake.", by=scene.lead, now=LATER)
    recompute_trust(scene.trust, clock=lambda: LATER + timedelta(hours=1))
    text = read(lead, page)
    assert "it is asked no longer" in text
    assert "limits it no longer" in text
    assert lead.get(f"/inspect/ratings/{uuid4()}/").status_code == 404


def test_the_trusts_page_shows_the_computed_beside_the_published(scene: Scene, lead: Client) -> None:
    text = read(lead, f"/inspect/trusts/{scene.trust.code}/")
    assert text.count('<li class="app-entry">') >= 3
    assert "Every computed rating beside the published one" in text
    assert "General Hospital: overall" in text
    assert "The trust: well-led" in text
    assert "Differs from the published one" in text
    # As it was known on a day is said of signals alone.
    assert "Every computed rating" not in read(lead, f"/inspect/trusts/{scene.trust.code}/?known_on=2026-12-01")


def test_nobody_else_sees_them(scene: Scene) -> None:
    for person in (scene.signatory, person_with(Role.SPECIALIST_ADVISER)):
        give_demonstration_authenticator(person)
        for page in ("/inspect/ratings/", address(scene)):
            assert client_of(person).get(page).status_code in (403, 404)


@pytest.mark.django_db(transaction=True)
def test_the_pages_are_sound_wide_and_narrow(looking: Looking, scene: Scene) -> None:
    give_demonstration_authenticator(scene.lead)
    cookie = client_of(scene.lead).cookies[project.SESSION_COOKIE_NAME].value
    looking.page.context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": looking.address}])
    looking.open("/inspect/ratings/")
    looking.is_sound("inspect-ratings")
    looking.page.get_by_role("link", name="Surgery at General Hospital: safe").first.click()
    looking.is_sound("inspect-question")
    looking.page.get_by_label("Accept it").check()
    looking.page.get_by_role("button", name="Keep the decision").click()
    looking.is_sound("inspect-question-without-a-reason")
    looking.page.get_by_label("Reason").fill("To be looked at in June.")
    looking.page.get_by_role("button", name="Keep the decision").click()
    expect(looking.page.get_by_role("main")).to_contain_text("To be looked at in June.")
    looking.is_sound("inspect-question-decided")
    looking.open(address(scene, "caution"))
    looking.is_sound("inspect-caution")
    looking.open(f"/inspect/trusts/{scene.trust.code}/")
    looking.page.locator("summary", has_text="Every computed rating").click()
    looking.is_sound("inspect-trust-ratings")
    looking.open("/inspect/rules/")
    looking.is_sound("inspect-rules-of-ratings")
