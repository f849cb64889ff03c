"""Mortality alerts for inspectors: the list, one alert with its chart, and the forms of its course."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.test import Client

from oversight.accounts.models import Person
from oversight.accounts.second_factor import give_demonstration_authenticator
from ratings.models import MortalityAlert, MortalityStep
from ratings.mortality.states import AlertState
from tests.inspect.conftest import client_of
from tests.pages.looking import Looking
from tests.ratings.mortality.making import HIGH, NOW, Course, make_course, make_trust, tell, watched

DUE = "18 December 2026"


@pytest.fixture
def course(db, monkeypatch, settings) -> Course:
    """An alert of RX1, raised, and the people of both sides."""
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())
    return make_course()


def signed_in(person: Person) -> Client:
    give_demonstration_authenticator(person)
    return client_of(person)


@pytest.fixture
def lead(course: Course) -> Client:
    return signed_in(course.scene.lead)


@pytest.fixture
def manager(course: Course) -> Client:
    return signed_in(course.scene.manager)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def page(course: Course) -> str:
    return f"/inspect/mortality-alerts/{course.alert.reference}/"


def sent(step: str, **fields: str) -> dict[str, str]:
    return {"step": step, "save_id": str(uuid.uuid4()), **fields}


def test_the_list_says_the_figures_and_that_they_are_a_question(course: Course, lead: Client) -> None:
    text = read(lead, "/inspect/mortality-alerts/")
    assert "1 alert open, the newest first" in text
    assert "This raises a question; it is not a judgement." in text
    assert "Mortality: lungs and breathing, July to September 2026" in text
    # 8 + 7 + 9 + 10 deaths where 4 times 4 were expected.
    assert (
        "In the 4 quarters with figures from October 2025 to September 2026, 34 patients died where 16.0 deaths were "
        "expected, and the sum reached 7.57; its threshold is 5.3." in text
    )
    assert "To be checked" in text
    assert "Mortality alerts" in read(lead, "/inspect/")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("trust=rx1", 1),
        ("trust=RX9", 0),
        ("measure=mortality_respiratory", 1),
        ("state=raised", 1),
        ("state=asked", 0),
        ("state=overdue", 0),
        ("state=revised", 0),
        ("state=all", 1),
        ("trusts=demonstration", 0),
        # What is not understood is as if it had not been asked.
        ("state=nonsense&measure=none&region=Q", 1),
    ],
)
def test_the_list_is_narrowed_by_its_address(course: Course, lead: Client, query: str, found: int) -> None:
    assert read(lead, f"/inspect/mortality-alerts/?{query}").count('<li class="app-entry">') == found


def test_the_list_knows_what_is_overdue_revised_and_closed(
    course: Course, lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.check()
    course.letter()
    monkeypatch.setenv("OVERSIGHT_NOW", (NOW + timedelta(days=60)).isoformat())
    assert "Answer overdue" in read(lead, "/inspect/mortality-alerts/?state=overdue")
    tell({"RX1": [*HIGH[:-1], ("3", "4")]}, now=NOW + timedelta(days=61))
    watched(now=NOW + timedelta(days=61))
    text = read(lead, "/inspect/mortality-alerts/?state=revised")
    assert "No longer crosses" in text
    assert "By the figures as they are now, the sum does not reach its threshold." in text
    MortalityAlert.objects.filter(pk=course.alert.pk).update(state="considered")
    MortalityAlert.objects.filter(pk=course.alert.pk).update(state="closed")
    assert "No alert is open" in read(lead, "/inspect/mortality-alerts/")


def test_the_list_as_csv(course: Course, lead: Client) -> None:
    answer = lead.get("/inspect/mortality-alerts.csv?state=raised")
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert len(rows) == 2
    assert rows[1].startswith(f"{course.alert.reference},RX1,RX1 Trust,mortality_respiratory,")
    assert ",2026-Q2,7.5" in rows[1]
    assert rows[1].endswith("raised,,no,yes,")


def test_an_alert_shows_its_sum_and_what_it_does_not_mean(course: Course, lead: Client) -> None:
    text = read(lead, page(course))
    assert "<h1" in text
    assert "Mortality: lungs and breathing: mortality alert" in text
    assert "This raises a question; it is not a judgement." in text
    assert "nor that any death could have been avoided" in text
    assert "reached its threshold in July to September 2026" in text
    assert "in at most 1 period of a thousand" in text
    assert "Pneumonia is the last illness of many" in text
    assert text.count('class="oversight-chart"') == 1
    assert "Threshold, 5.3" in text
    rows = re.findall(r'<th class="nhsuk-table__header" scope="row".*?</tr>', text)
    assert len(rows) == len(HIGH)
    assert "Reaches the threshold; the sum begins again" in rows[-1]
    assert not re.search("(?i)avoidable|excess|unnecessary|needless|worst|scandal", text)


def test_what_came_since_is_in_the_chart(course: Course, lead: Client) -> None:
    tell({"RX1": [*HIGH, ("6", "4")]}, last="2026-Q3")
    text = read(lead, page(course))
    assert text.count('scope="row"') == len(HIGH) + 1
    # 6 ln 2 - 4: the sum began again after the alert.
    assert ">0.16<" in text
    assert "34 patients died" in text


def test_the_whole_course_on_the_page(course: Course, lead: Client, manager: Client) -> None:
    address = page(course)
    assert "Check the data and the mix of cases" in read(lead, address)
    found = sent("check", data_quality="Coding is sound.", case_mix="As before.", explained="no")
    assert lead.post(address, found).status_code == 302
    text = read(lead, address)
    assert "The check is kept." in text
    assert "These do not explain the figures." in text
    assert "They have 20 working days to answer." in text
    assert lead.post(address, sent("letter", questions="What did the notes show?")).status_code == 302
    text = read(lead, address)
    assert f"The trust answers by {DUE}." in text
    assert "<textarea" not in text
    course.answer(notes_reviewed=27, filename="review.pdf", content=b"%PDF")
    assert "The next step is for an inspection manager" in read(lead, address)
    text = read(manager, address)
    assert "Case notes reviewed: 27" in text
    assert "Record the panel" in text
    assert manager.post(address, sent("panel", attended="A, B", found="Sound.")).status_code == 302
    text = read(manager, address)
    assert "Decide what comes of it" in text
    assert "Ask the trust again" in text
    assert manager.post(address, sent("outcome", outcome="escalated", reason="See for ourselves.")).status_code == 302
    text = read(manager, address)
    assert "Passed on to an inspection" in text
    assert "<textarea" not in text
    course.alert.refresh_from_db()
    assert course.alert.state == "escalated"
    step = MortalityStep.objects.get(kind="answer")
    file = lead.get(f"{address}answers/{step.step_id}/file/")
    assert (file.status_code, file.content) == (200, b"%PDF")
    assert "attachment" in file["Content-Disposition"]
    assert lead.get(f"{address}answers/{uuid.uuid4()}/file/").status_code == 404


def test_what_lacks_is_said_beside_the_field(course: Course, lead: Client) -> None:
    text = lead.post(page(course), sent("check")).content.decode()
    for message in (
        "Say what you found of the quality of the data",
        "Say what you found of the mix of cases",
        "Say whether these explain the figures",
    ):
        assert text.count(message) == 2, message
    assert "<title>Error: " in text
    assert MortalityStep.objects.count() == 0


def test_who_was_second_is_told_and_keeps_their_words(course: Course, lead: Client) -> None:
    course.check(by="second")
    text = lead.post(
        page(course), sent("check", data_quality="I looked too.", case_mix="As before.", explained="yes")
    ).content.decode()
    assert "This is now: letter to be written. That cannot be done any more." in text
    assert "I looked too." in text
    assert MortalityStep.objects.count() == 1


def test_who_checked_does_not_confirm_or_decide(course: Course, lead: Client, manager: Client) -> None:
    course.check(by="manager", explained=True)
    text = read(manager, page(course))
    assert "You have checked this alert. Somebody else takes the next step." in text
    refused = manager.post(page(course), sent("outcome", outcome="closed", reason="Yes."))
    assert "Somebody who did not check the alert decides" in refused.content.decode()
    chief = signed_in(course.scene.chief)
    text = read(chief, page(course))
    assert "Closed: the data explain the figures" in text
    assert "Passed on to an inspection" not in text
    assert "Check it again" in read(lead, page(course))
    assert chief.post(page(course), sent("outcome", outcome="closed", reason="Coding.")).status_code == 302
    course.alert.refresh_from_db()
    assert course.alert.state == "closed"


def test_the_panel_can_meet_once_the_answer_is_overdue(
    course: Course, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.check()
    course.letter()
    assert "Record the panel" not in read(manager, page(course))
    early = manager.post(page(course), sent("panel", attended="A", found="B"))
    assert f"The trust has until {DUE} to answer." in early.content.decode()
    monkeypatch.setenv("OVERSIGHT_NOW", (NOW + timedelta(days=40)).isoformat())
    text = read(manager, page(course))
    assert "Answer overdue" in text
    assert "The panel can meet without it." in text


def test_revised_figures_are_said_and_marked(course: Course, lead: Client) -> None:
    later = NOW + timedelta(days=5)
    tell({"RX1": [*HIGH[:-2], ("8", "4"), ("12", "4")]}, now=later)
    watched(now=later)
    text = read(lead, page(course))
    assert "The figures were revised" in text
    assert "By the figures as they are now: In the 4 quarters" in text
    assert "35 patients died" in text
    assert text.count("revised since the alert") == 2
    assert "As known on 20 November 2026" in text
    tell({"RX1": [*HIGH[:-2], ("4", "4"), ("4", "4")]}, now=later)
    watched(now=later)
    text = read(lead, page(course))
    assert "No longer crosses" in text
    assert "the sum does not reach its threshold by the figures as they are now" in text
    # What it was raised on is still there to read.
    assert "34 patients died" in text


def test_other_alerts_of_the_trust_are_named(course: Course, lead: Client) -> None:
    tell({"RX1": HIGH}, measure="mortality_trauma")
    watched(measure="mortality_trauma")
    assert "Mortality: injuries and fractures, July to September 2026" in read(lead, page(course))


def test_the_page_of_the_trust_leads_to_its_alerts(course: Course, lead: Client) -> None:
    found = re.search(r'href="([^"]*)">Mortality alerts of this trust', read(lead, "/inspect/trusts/RX1/"))
    assert found is not None
    assert course.alert.reference in read(lead, found.group(1).replace("&amp;", "&"))


def test_nobody_else_sees_alerts(course: Course) -> None:
    for person in (course.scene.preparer, course.scene.signatory):
        client = signed_in(person)
        assert client.get("/inspect/mortality-alerts/").status_code in (403, 404)
        assert client.get(page(course)).status_code in (403, 404)


def test_pages_are_sound(course: Course, lead: Client, manager: Client, looking: Looking) -> None:
    """Looked at wide and narrow: the list, an alert before and after its letter, a refusal, and the panel."""
    make_trust("RX7")
    tell({"RX7": [("4", "4"), None, *HIGH]}, measure="hsmr_weekend")
    watched(measure="hsmr_weekend")

    def sign_in(client: Client) -> None:
        cookie = client.cookies[project.SESSION_COOKIE_NAME]
        looking.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": looking.address}])

    sign_in(lead)
    looking.open("/inspect/mortality-alerts/")
    looking.is_sound("mortality-alerts")
    looking.open(page(course))
    looking.page.locator("#sum summary").click()
    looking.is_sound("mortality-alert-raised")
    looking.page.get_by_role("button", name="Keep the check").click()
    looking.is_loaded()
    looking.is_sound("mortality-alert-refused")
    course.check()
    looking.open(page(course))
    looking.is_sound("mortality-alert-letter")
    course.letter()
    course.answer(notes_reviewed=27, filename="review of case notes.pdf", content=b"%PDF")
    course.panel()
    later = NOW + timedelta(days=5)
    tell({"RX1": [*HIGH[:-2], ("8", "4"), ("4", "4")]}, now=later)
    watched(now=later)
    sign_in(manager)
    looking.open(page(course))
    looking.is_sound("mortality-alert-panel")
    assert course.state == str(AlertState.CONSIDERED)
