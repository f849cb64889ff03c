"""Inspectors' pages of a case: recommended with evidence, criteria for leaving one by one, and what comes of it."""

from __future__ import annotations

import html
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from inspections.models import Breach
from oversight.accounts.models import Role
from ratings.cases.models import Attachment, Case, ExitJudgement, Recommendation
from tests.inspect.case_making import ENTERED, TODAY, WHY, Cast, decided, inside, make_cast, recommended
from tests.inspect.conftest import NOW, client_of, person_with
from tests.ratings.special_measures.making import BETTER, publish

CASES = "/inspect/cases/"


@pytest.fixture
def cast(db, on_a_day, settings) -> Cast:
    settings.DEMONSTRATION = True
    return make_cast()


def read(client: Client, address: str) -> str:
    return text_of(client.get(address))


def text_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return " ".join(html.unescape(answer.content.decode()).split())


def send(client: Client, address: str, **fields: object) -> HttpResponse:
    return client.post(address, {"on": TODAY.isoformat(), **fields})


def new(trust: str) -> str:
    return f"{CASES}new/{trust}/"


def at(case: Case, *rest: str) -> str:
    return f"{CASES}{case.reference}/" + "".join(f"{each}/" for each in rest)


def test_from_a_trust_whose_criteria_are_met_to_a_case_that_waits(cast: Cast) -> None:
    chief = cast.chiefs
    form = read(chief, new("X01"))
    assert "By its ratings the trust is one for which special measures are to be recommended." in form
    assert "The criteria are not met by what rules can judge" not in form
    answer = send(chief, new("X01"), reason=WHY)
    made = Recommendation.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, at(made.case))
    assert (made.kind, made.criteria_met, made.made_by, made.made_on) == ("entry", True, cast.chief, TODAY)
    case = read(chief, at(made.case))
    assert "Recommended, not decided" in case
    assert "Trust Authority decides." in case
    assert WHY in case
    listed = read(chief, CASES)
    assert "What waits, the oldest first" in listed
    assert "since today" in listed


def test_where_the_criteria_are_not_met_the_reason_and_the_evidence_are_needed(cast: Cast) -> None:
    assert "You can recommend it all the same: say why, and attach what that rests on." in read(cast.chiefs, new("X02"))
    answer = send(cast.chiefs, new("X02"), reason=WHY)
    text = text_of(answer)
    assert "The criteria for entry are not met by published ratings: attach what the reason rests on." in text
    assert WHY in text
    assert not Case.objects.exists()
    file = SimpleUploadedFile("walk-round.txt", b"What we saw.")
    sent = send(cast.chiefs, new("X02"), reason=WHY, file_1=file, file_1_shows="What we saw at night.")
    assert sent.status_code == 302
    made = Recommendation.objects.get()
    assert made.criteria_met is not True
    (piece,) = made.attachments.all()
    assert (piece.words, piece.filename) == ("What we saw at night.", "walk-round.txt")
    page = read(cast.inspectors, at(made.case, "recommendations", str(made.public_id)))
    assert "What we saw at night." in page
    given = cast.inspectors.get(at(made.case, "files", str(piece.public_id)))
    assert given.content == b"What we saw."


def test_each_thing_on_record_is_attached_by_what_it_shows(cast: Cast) -> None:
    breach = Breach.objects.create(
        trust=cast.failing,
        regulation="12",
        extent="systemic",
        response="none",
        what_was_found="No checks.",
        found_on=date(2026, 2, 1),
        recorded_by=cast.inspector,
        recorded_at=NOW,
    )
    name = f"shows-breach-{breach.public_id}"
    assert f'name="{name}"' in read(cast.chiefs, new("X01"))
    send(cast.chiefs, new("X01"), reason=WHY, **{name: "Care was not safe."})
    (piece,) = Attachment.objects.all()
    assert (piece.reference_kind, piece.reference_id, piece.words) == (
        "breach",
        str(breach.public_id),
        "Care was not safe.",
    )


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"reason": " "}, "Give the reason"),
        ({"reason": WHY, "on": ""}, "Give the day of the recommendation"),
        ({"reason": WHY, "on": "2026-11-21"}, "21 November 2026 is still to come."),
        ({"reason": WHY, "file_1_shows": "A walk round"}, "Choose file 1, or leave out what it shows"),
    ],
    ids=["no reason", "no day", "to come", "words without a file"],
)
def test_a_refusal_is_shown_and_nothing_typed_is_lost(cast: Cast, fields: dict[str, str], told: str) -> None:
    text = text_of(send(cast.chiefs, new("X01"), **fields))
    assert told in text
    assert "There is a problem" in text
    for typed in fields.values():
        assert typed.strip() in text
    assert not Case.objects.exists()


def test_a_file_that_came_with_something_wrong_is_asked_for_again(cast: Cast) -> None:
    file = SimpleUploadedFile("walk-round.txt", b"What we saw.")
    text = text_of(send(cast.chiefs, new("X01"), reason="", file_1=file, file_1_shows="What we saw."))
    assert "Choose walk-round.txt again: a page cannot keep a file" in text
    assert 'value="What we saw."' in text


def test_a_second_case_is_refused_in_plain_words(cast: Cast) -> None:
    recommended(cast)
    text = text_of(send(cast.chiefs, new("X01"), reason=WHY))
    assert "A case of Trust X01 NHS Trust is open already. Open that one." in text
    assert "A case of this trust is open already" in read(cast.chiefs, new("X01"))


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.INSPECTION_MANAGER, Role.OVERSIGHT_BODY], ids=str)
def test_the_chief_inspector_alone_recommends_entry(cast: Cast, role: Role) -> None:
    client = cast.inspectors if role is Role.INSPECTOR else client_of(person_with(role))
    assert client.get(new("X01")).status_code == 404
    assert send(client, new("X01"), reason=WHY).status_code == 404


def test_the_criteria_for_leaving_stand_one_by_one_and_people_judge_theirs(cast: Cast) -> None:
    case = inside(cast)
    publish(cast.failing, BETTER, date(2026, 11, 2), inspected_on=date(2026, 9, 14), reference="REP-9", now=NOW)
    page = read(cast.inspectors, at(case))
    assert "The criteria for leaving, one by one" in page
    assert "Not all that comes before the oversight body's decision is met." in page
    assert "Not judged yet" in page
    address = at(case, "leaving", "sustainable")
    assert address in page
    wrong = text_of(send(cast.inspectors, address, words="It holds."))
    assert "Say whether it is met" in wrong
    assert "It holds." in wrong
    assert send(cast.inspectors, address, met="yes", words="The new leaders stay.").status_code == 302
    judged = ExitJudgement.objects.get()
    assert (judged.met, judged.words, judged.judged_by) == (True, "The new leaders stay.", cast.inspector)
    assert "The new leaders stay." in read(cast.inspectors, at(case))
    # What the oversight body says itself is not an inspector's to judge.
    assert cast.inspectors.get(at(case, "leaving", "body_agrees")).status_code == 404
    assert cast.inspectors.get(at(case, "leaving", "nonsense")).status_code == 404


def test_leaving_is_recommended_and_taken_back(cast: Cast) -> None:
    case = inside(cast)
    address = at(case, "recommend", "exit")
    assert send(cast.inspectors, address, reason="Care is safe now.").status_code == 302
    made = case.recommendations.get(kind="exit")
    assert "Recommend</h2>" not in read(cast.inspectors, at(case)), "nothing else is recommended meanwhile"
    second = text_of(send(cast.inspectors, at(case, "recommend", "further-action"), reason="At once."))
    assert "Another recommendation in this case waits for its decision." in second
    page = at(case, "recommendations", str(made.public_id))
    assert "Say why it is withdrawn" in text_of(send(cast.inspectors, page, reason=""))
    assert send(cast.inspectors, page, reason="Too early.").status_code == 302
    assert "Too early." in read(cast.inspectors, page)
    late = text_of(send(cast.inspectors, page, reason="Again."))
    assert "Somebody else was first: this recommendation was withdrawn" in late
    assert "Withdraw the recommendation" not in late


def test_an_extension_is_recommended_to_a_day_that_the_rules_allow(cast: Cast) -> None:
    case = inside(cast)
    address = at(case, "recommend", "extension")
    assert "At the latest 16 September 2027." in read(cast.inspectors, address)
    late = text_of(send(cast.inspectors, address, reason="It needs time.", to="2027-09-17"))
    assert "Special measures may be extended to 16 September 2027 at the latest." in late
    assert "It needs time." in late
    assert send(cast.inspectors, address, reason="It needs time.", to="2027-09-16").status_code == 302
    made = case.recommendations.get(kind="extension")
    assert made.proposed_to == date(2027, 9, 16)
    decided(made, cast.bodies.nina)
    page = read(cast.inspectors, at(case))
    assert "Extended on 20 November 2026 to 16 September 2027" in page
    assert "An extension, once" not in page


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("X01", "directs the body that oversees NHS trusts to advise the Secretary of State to begin"),
        ("X03", "directs the body that oversees foundation trusts to begin special administration"),
    ],
    ids=["an NHS trust", "a foundation trust"],
)
def test_special_administration_is_directed_by_the_trusts_kind(cast: Cast, code: str, words: str) -> None:
    case = inside(cast, cast.founded if code == "X03" else cast.failing)
    address = at(case, "recommend", "administration")
    assert cast.inspectors.get(address).status_code == 404, "the Chief Inspector alone"
    assert "Special administration" not in read(cast.inspectors, at(case)).split("Recommendations and decisions")[0]
    assert words in read(cast.chiefs, address)
    answer = send(cast.chiefs, address, reason="Care cannot be made safe.", route="directed")
    assert answer.status_code == 302
    made = case.recommendations.get(kind="administration")
    assert made.route == "directed"
    assert words in read(cast.chiefs, at(case, "recommendations", str(made.public_id)))


def test_of_a_case_that_does_not_go_on_nothing_is_recommended(cast: Cast) -> None:
    case = decided(recommended(cast), cast.bodies.nina, agreed=False).case
    text = read(cast.inspectors, at(case))
    assert "Did not enter special measures" in text
    assert "Declined on 16 March 2026 by Trust Authority." in text
    refused = text_of(send(cast.inspectors, at(case, "recommend", "exit"), reason="Care is safe."))
    assert "That cannot be recommended in it." in refused


@pytest.mark.parametrize("rest", ["", "recommend/nonsense/", "recommendations/00000000-0000-4000-8000-000000000000/"])
def test_what_is_not_there_is_not_found(cast: Cast, rest: str) -> None:
    case = inside(cast)
    assert cast.chiefs.get(f"{CASES}SM-1999-0001/{rest}").status_code == 404
    if rest:
        assert cast.chiefs.get(f"{CASES}{case.reference}/{rest}").status_code == 404


def test_real_and_invented_trusts_are_apart(cast: Cast) -> None:
    case = inside(cast)
    assert case.trust.shown_name in read(cast.inspectors, CASES)
    assert case.trust.shown_name not in read(cast.inspectors, f"{CASES}?trusts=real")
    assert ENTERED.isoformat() == case.opened_on.isoformat()
