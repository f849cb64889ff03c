"""The log of requests for data: asked by a local Healthwatch, answered by a trust, with dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import InternalError, transaction
from django.test import Client

from oversight.accounts.models import Membership, Person
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.models import Trust
from oversight.records.models import AuditEntry
from oversight.returns.refusals import Refused
from tests.desk.pages import page
from tests.oversee.conftest import Area
from tests.returns.making import NOW
from workspaces.models import DataAnswer, DataRequest
from workspaces.overseer.data_requests import Standing, answer_with_data, ask_for_data, standing_of

SignIn = Callable[[Person], Client]
REQUESTS = "/oversee/healthwatch/requests/"
WANTED = date(2026, 12, 3)


def ask(area: Area, *, trust: Trust | None = None, by: Person | None = None, **how: object) -> DataRequest:
    told = {"question": "How many about discharge?", "on_behalf_of": "", "wanted_by": WANTED, "now": NOW, **how}
    return ask_for_data(body=area.body, trust=trust or area.first.trust, by=by or area.person, **told)  # type: ignore[arg-type]


def test_a_request_and_its_answers_are_kept_with_their_dates(area: Area) -> None:
    asked = ask(area, on_behalf_of="Midshire  scrutiny\ncommittee")
    assert (asked.on_behalf_of, asked.asked_at, asked.asked_by) == ("Midshire scrutiny committee", NOW, area.person)
    answer_with_data(asked=asked, text="Forty.", by=area.first.preparer, now=NOW)
    answer_with_data(asked=asked, text="Forty-one.", by=area.first.signatory, now=NOW + timedelta(days=1))
    assert [one.text for one in asked.answers.all()] == ["Forty.", "Forty-one."]
    assert list(AuditEntry.objects.filter(subject_kind="data_request").values_list("action", flat=True)) == [
        "data_request.asked", "data_request.answered", "data_request.answered",
    ]  # fmt: skip
    for rows, text in (
        (DataRequest.objects.all(), {"question": "What?"}),
        (DataAnswer.objects.all(), {"text": "None."}),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            rows.update(**text)


@pytest.mark.parametrize(
    ("how", "code"),
    [({"question": " \n"}, "no_text"), ({"wanted_by": date(2026, 11, 5)}, "too_early")],
    ids=["nothing asked", "day not after today"],
)
def test_requests_that_are_refused(area: Area, how: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        ask(area, **how)
    assert refused.value.code == code


def test_only_of_the_area_and_only_for_ones_own_body(area: Area) -> None:
    with pytest.raises(Refused) as refused:
        ask(area, trust=area.outside.trust)
    assert refused.value.code == "not_in_area"
    with pytest.raises(Refused) as refused:
        ask(area, by=area.first.preparer)
    assert refused.value.code == "not_allowed"
    Membership.objects.filter(person=area.person).update(to_on=date(2026, 11, 4))
    with pytest.raises(Refused) as refused:
        ask(area)
    assert refused.value.code == "not_allowed"


def test_only_the_trust_answers_and_with_words(area: Area) -> None:
    asked = ask(area)
    for by in (area.second.signatory, area.person):
        with pytest.raises(Refused) as refused:
            answer_with_data(asked=asked, text="Forty.", by=by, now=NOW)
        assert refused.value.code == "not_allowed"
    with pytest.raises(Refused) as refused:
        answer_with_data(asked=asked, text="\n", by=area.first.signatory, now=NOW)
    assert refused.value.code == "no_text"


def test_a_request_is_overdue_the_day_after_it_was_wanted(area: Area) -> None:
    asked = ask(area)
    assert standing_of(asked, is_answered=False, today=WANTED) is Standing.WAITING
    assert standing_of(asked, is_answered=False, today=WANTED + timedelta(days=1)) is Standing.OVERDUE
    assert standing_of(asked, is_answered=True, today=WANTED + timedelta(days=9)) is Standing.ANSWERED


def test_asked_on_one_side_and_answered_on_the_other(area: Area, signed_in: SignIn) -> None:
    asking, answering = signed_in(area.person), signed_in(area.first.preparer)
    wrong = asking.post(REQUESTS, {"trust": "RX3", "question": "How many?", "wanted_by": "soon"})
    assert "Choose a trust of your area" in wrong.content.decode()
    assert "Give a day such as 15 1 2027" in wrong.content.decode()
    sent = asking.post(REQUESTS, {"trust": "RX1", "question": "How many?", "wanted_by": "3 12 2026"})
    assert sent.status_code == 302
    asked = DataRequest.objects.get()
    assert asked.wanted_by == WANTED
    assert "Waits for an answer" in page(asking, REQUESTS)
    desk = page(answering, "/workspace/")
    assert "Healthwatch Midshire: answer what is asked for" in desk
    assert "Wanted by 3 December 2026" in desk
    address = f"/workspace/data-requests/{asked.public_id}/"
    assert "How many?" in page(answering, address)
    assert "Write the answer" in answering.post(address, {"text": " "}).content.decode()
    assert answering.post(address, {"text": "Forty."}).status_code == 302
    assert "answer what is asked for" not in page(answering, "/workspace/")
    assert "Forty." in page(asking, f"{REQUESTS}{asked.public_id}/")
    assert "Answered" in page(answering, "/workspace/data-requests/")


def test_another_trusts_people_and_another_body_find_nothing(area: Area, signed_in: SignIn) -> None:
    asked = ask(area)
    give_demonstration_authenticator(area.second.signatory)
    other = signed_in(area.second.signatory)
    assert other.get(f"/workspace/data-requests/{asked.public_id}/").status_code == 404
    assert "Nothing has been asked for." in page(other, "/workspace/data-requests/")
    assert other.get(f"{REQUESTS}{asked.public_id}/").status_code == 404
