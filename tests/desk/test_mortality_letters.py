"""Letters about mortality on the trust's desk: what it is asked, its answer, and nothing of what was checked before."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from inspections.kept_files import LARGEST_FILE
from oversight.accounts.models import Person
from oversight.accounts.second_factor import give_demonstration_authenticator
from ratings.models import MortalityStep
from tests.inspections.making import a_scene
from tests.pages.looking import Looking, looking
from tests.ratings.mortality.making import HIGH, NOW, Course, Outcome, make_course, tell, watched

__all__ = ["looking"]

SignIn = Callable[[Person], Client]
SECRET = "The coding clerk left in May."


@pytest.fixture
def course(db, monkeypatch) -> Course:
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())
    course = make_course()
    for person in (course.scene.preparer, course.scene.signatory):
        give_demonstration_authenticator(person)
    return course


@pytest.fixture
def signatory(course: Course, signed_in: SignIn) -> Client:
    return signed_in(course.scene.signatory)


@pytest.fixture
def asked(course: Course) -> Course:
    """The alert with its check and its letter."""
    course.check(data_quality=SECRET)
    course.letter()
    return course


def page(course: Course) -> str:
    return f"/workspace/mortality-alerts/{course.alert.reference}/"


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_before_the_letter_the_trust_sees_nothing(course: Course, signatory: Client) -> None:
    course.check(data_quality=SECRET)
    assert signatory.get(page(course)).status_code == 404
    assert "No letter was sent to your trust." in read(signatory, "/workspace/mortality-alerts/")
    assert course.alert.reference not in read(signatory, "/workspace/")


def test_the_letter_says_what_is_asked_by_when_and_on_which_figures(asked: Course, signatory: Client) -> None:
    text = read(signatory, page(asked))
    assert "What did the case notes show?" in text
    assert "Answer by <strong>18 December 2026</strong>, 20 working days left." in text
    assert "This raises a question; it is not a judgement." in text
    assert "34 patients died where 16.0 deaths were expected" in text
    assert text.count('class="oversight-chart"') == 1
    assert "Send the answer" in text
    assert SECRET not in text
    assert asked.scene.lead.name not in text


def test_it_is_on_the_desk_until_it_is_answered(asked: Course, signatory: Client, signed_in: SignIn) -> None:
    text = read(signatory, "/workspace/")
    assert "Mortality: lungs and breathing: answer the regulator" in text
    assert "Answer by 18 December 2026" in text
    assert page(asked) in text
    assert "read what the regulator asks" in read(signed_in(asked.scene.preparer), "/workspace/")
    asked.answer()
    assert page(asked) not in read(signatory, "/workspace/")
    assert "Your answer is being considered" in read(signatory, "/workspace/mortality-alerts/")


def test_an_overdue_answer_is_marked_and_still_taken(
    asked: Course, signatory: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERSIGHT_NOW", (NOW + timedelta(days=40)).isoformat())
    assert "Was to be answered by 18 December 2026" in read(signatory, "/workspace/")
    text = read(signatory, page(asked))
    assert "Your answer was due by 18 December 2026." in text
    assert "Overdue" in read(signatory, "/workspace/mortality-alerts/")
    assert signatory.post(page(asked), {"save_id": str(uuid.uuid4()), "text": "Late."}).status_code == 302


def test_the_signatory_answers_with_a_file(asked: Course, signatory: Client, signed_in: SignIn) -> None:
    sent = {
        "save_id": str(uuid.uuid4()),
        "text": "We reviewed 27 case notes.",
        "notes_reviewed": "27",
        "file": SimpleUploadedFile("review.pdf", b"%PDF"),
    }
    assert signatory.post(page(asked), sent).status_code == 302
    text = read(signatory, page(asked))
    assert "The answer is sent. The regulator sees it." in text
    assert "Case notes reviewed: 27" in text
    assert "Send the answer" not in text
    step = MortalityStep.objects.get(kind="answer")
    address = f"{page(asked)}answers/{step.step_id}/file/"
    assert signatory.get(address).content == b"%PDF"
    assert signed_in(asked.scene.preparer).get(address).status_code == 200
    assert signatory.get(f"{page(asked)}answers/{uuid.uuid4()}/file/").status_code == 404
    # Sent once more, by the back button: it is the same answer.
    again = {"save_id": sent["save_id"], "text": "We reviewed 27 case notes."}
    assert signatory.post(page(asked), again).status_code == 302
    assert MortalityStep.objects.filter(kind="answer").count() == 1


def test_what_lacks_or_is_too_much_is_said_beside_the_field(asked: Course, signatory: Client) -> None:
    save = str(uuid.uuid4())
    text = signatory.post(page(asked), {"save_id": save, "text": " "}).content.decode()
    assert text.count("Write the trust&#39;s answer") + text.count("Write the trust's answer") == 2
    text = signatory.post(page(asked), {"save_id": save, "text": "So.", "notes_reviewed": "-1"}).content.decode()
    assert "greater than or equal to 0" in text
    large = SimpleUploadedFile("review.pdf", b"x" * (LARGEST_FILE + 1))
    text = signatory.post(page(asked), {"save_id": save, "text": "So.", "file": large}).content.decode()
    assert "The file is larger than 20 MB" in text
    assert "So." in text
    assert not MortalityStep.objects.filter(kind="answer").exists()


def test_a_preparer_reads_and_does_not_answer(asked: Course, signed_in: SignIn) -> None:
    client = signed_in(asked.scene.preparer)
    assert "Somebody who signs for the trust answers the letter." in read(client, page(asked))
    assert client.post(page(asked), {"save_id": str(uuid.uuid4()), "text": "So."}).status_code in (403, 404)
    assert not MortalityStep.objects.filter(kind="answer").exists()


def test_another_trust_finds_nothing(asked: Course, signed_in: SignIn) -> None:
    asked.answer(filename="review.pdf", content=b"%PDF")
    step = MortalityStep.objects.get(kind="answer")
    other = a_scene("RX2")
    for person in (other.preparer, other.signatory):
        give_demonstration_authenticator(person)
        client = signed_in(person)
        assert client.get(page(asked)).status_code == 404
        assert client.get(f"{page(asked)}answers/{step.step_id}/file/").status_code == 404
        assert asked.alert.reference not in read(client, "/workspace/mortality-alerts/")


@pytest.mark.parametrize(
    ("outcome", "told", "reads_why"),
    [
        (Outcome.CLOSED, "Closed: nothing further", True),
        (Outcome.ACTION_PLAN, "Closed with an action plan of the trust", True),
        # An inspection may come unannounced.
        (Outcome.ESCALATED, "Considered: the regulator follows it up", False),
    ],
)
def test_the_trust_reads_what_came_of_it_but_never_of_an_inspection(
    asked: Course, signatory: Client, outcome: Outcome, told: str, reads_why: bool
) -> None:
    asked.answer()
    asked.panel()
    asked.outcome(outcome, reason="Because of this.")
    text = read(signatory, page(asked))
    assert told in text
    assert ("Because of this." in text) is reads_why
    assert "inspection" not in text.split("<main", 1)[1].split("</main", 1)[0].lower()
    # Nor what the panel said among itself.
    assert "The review is sound." not in text


def test_a_panel_that_met_without_an_answer_is_told(asked: Course, signatory: Client) -> None:
    asked.panel(now=NOW + timedelta(days=40))
    assert "Being considered without an answer" in read(signatory, page(asked))
    late = signatory.post(page(asked), {"save_id": str(uuid.uuid4()), "text": "Late."})
    assert "That cannot be done any more" in late.content.decode()


def test_revised_figures_are_said_to_the_trust_too(asked: Course, signatory: Client) -> None:
    later = NOW + timedelta(days=5)
    tell({"RX1": [*HIGH[:-1], ("4", "4")]}, now=later)
    watched(now=later)
    text = read(signatory, page(asked))
    assert "The figures were revised" in text
    assert "the sum does not reach its threshold" in text


def test_pages_are_sound(asked: Course, signatory: Client, looking: Looking) -> None:
    """Looked at wide and narrow: the desk, the list, and a letter with its form, refused and answered."""
    cookie = signatory.cookies[project.SESSION_COOKIE_NAME]
    looking.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": looking.address}])
    looking.open("/workspace/")
    looking.is_sound("desk-with-letter")
    looking.open("/workspace/mortality-alerts/")
    looking.is_sound("mortality-letters")
    looking.open(page(asked))
    looking.is_sound("mortality-letter")
    looking.page.get_by_role("button", name="Send the answer").click()
    looking.is_loaded()
    looking.is_sound("mortality-letter-refused")
    asked.answer(notes_reviewed=27, filename="review of case notes.pdf", content=b"%PDF")
    looking.open(page(asked))
    looking.is_sound("mortality-letter-answered")
