"""A question and a plan through the pages of both sides; whoever is outside finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

from django.test import Client

from oversight.accounts.models import Person, Role
from oversight.organisations.models import Body
from ratings.commissioning.models import CommissionerQuestion, PlanWardAction, WardPlan
from ratings.commissioning.planning import seen_hash, send_back_plan
from ratings.models import Signal
from tests.commissioning.conftest import DUE, Scene, signal
from tests.desk.pages import cells_of, text_of
from tests.ratings.making import accept, registered_day
from tests.returns.making import NOW, make_person

SignIn = Callable[[Person], Client]
ASKING, ANSWERING = "/oversee/commissioning/", "/workspace/commissioners/"


def page(client: Client, path: str) -> str:
    """Return the words of the page at the path, which must be there, as a wide screen has them."""
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.headers.get('Location', '')}"
    return cells_of(answer)


def said(**changed: object) -> dict[str, object]:
    return {"words": "So it is.", "save_id": str(uuid4()), **changed}


def test_a_question_from_the_signal_to_its_end(scene: Scene, signed_in: SignIn) -> None:
    asking, answering = signed_in(scene.person), signed_in(scene.trust.preparer)
    area = page(asking, ASKING)
    assert "RX1 Trust 1 1" in area
    assert "RX3" not in area
    trust = page(asking, f"{ASKING}trusts/RX1/")
    assert "Rowan, General Hospital: often short Often short September 2026 Rowan: why. Ask about this" in trust
    ask = f"{ASKING}trusts/RX1/ask/"
    assert "Rowan: why." in page(asking, f"{ask}?signal={scene.short_key}")
    wrong = text_of(asking.post(ask, said(signal=scene.short_key, words=" ", answer_by="soon")))
    assert "Say it in words" in wrong
    assert "Give a day such as 15 1 2027" in wrong
    asking.post(ask, said(signal=scene.short_key, words="What is behind this?", answer_by="5 12 2026"))
    asked = CommissionerQuestion.objects.get()
    assert "Go on with your question" in page(asking, f"{ASKING}trusts/RX1/")
    desk = page(answering, "/workspace/")
    assert "Commissioner of the North asks about a signal" in desk
    assert "Answer by 5 December 2026" in desk
    address = f"{ANSWERING}questions/{asked.public_id}/"
    assert "What is behind this?" in page(answering, address)
    answering.post(address, said(words="Four vacancies."))
    late = text_of(signed_in(scene.trust.signatory).post(address, said(words="Five vacancies.")))
    assert "Somebody else was first. Read it again." in late
    assert "Four vacancies." in late
    assert "asks about a signal" not in page(answering, "/workspace/")
    own = f"{ASKING}questions/{asked.public_id}/"
    assert "Four vacancies." in page(asking, own)
    asking.post(own, said(step="again", words="By when?", answer_by="5 1 2027"))
    assert "Answer by 5 January 2027" in page(answering, address)
    asking.post(own, said(step="settle", words="We saw it ourselves."))
    assert "Settled" in page(answering, address)


def test_a_signal_that_stands_no_more_cannot_be_asked_about(scene: Scene, signed_in: SignIn) -> None:
    asking = signed_in(scene.person)
    Signal.objects.update(state="not_often_short")
    answer = asking.get(f"{ASKING}trusts/RX1/ask/?signal={scene.short_key}", follow=True)
    assert "The record does not say this of the trust any more." in text_of(answer)
    assert "No signal asks for attention." in text_of(answer)


def test_a_plan_from_asking_to_its_end(scene: Scene, signed_in: SignIn) -> None:
    asking, answering = signed_in(scene.person), signed_in(scene.trust.preparer)
    for month, percent in (("2026-07", 91), ("2026-08", 70), ("2026-09", 72.5)):
        accept(scene.trust.trust, month, {"Rowan": registered_day(percent)})
    ask = f"{ASKING}trusts/RX1/plan/"
    form = asking.get(ask).content.decode()
    assert str(scene.rowan.public_id) in form
    assert str(scene.oak.public_id) not in form
    assert "Choose at least one ward" in text_of(asking.post(ask, said(propose_by="5 12 2026")))
    asking.post(ask, said(wards=[str(scene.rowan.public_id)], propose_by="5 12 2026"))
    plan = WardPlan.objects.get()
    own, theirs = f"{ASKING}plans/{plan.public_id}/", f"{ANSWERING}plans/{plan.public_id}/"
    assert "Commissioner of the North asks for an action plan" in page(answering, "/workspace/")
    told = page(answering, theirs)
    assert "When the plan was asked for: Rowan: why." in told
    assert "September 2026 72.5% 102.3% 96.8% 104.5%" in told
    assert "Write at least one action for each ward" in told
    add = f"{theirs}wards/{scene.rowan.public_id}/"
    wrong = text_of(answering.post(add, said(what=" ", owner="", due_on="")))
    for message in ("Say it in words", "by their job title", "Give a day"):
        assert message in wrong
    action = {"what": "Recruit four nurses.", "owner": "Director of nursing", "due_on": "5 12 2026"}
    answering.post(add, {**action, "save_id": str(uuid4())})
    answering.post(add, {**action, "what": "A slip.", "save_id": str(uuid4())})
    slip = PlanWardAction.objects.get(what="A slip.")
    answering.post(f"{theirs}actions/{slip.public_id}/take-out/")
    answering.post(theirs, said(words="As we spoke."))
    told = page(asking, own)
    assert "Recruit four nurses. Director of nursing 5 December 2026 Not agreed yet" in told
    asking.post(own, said(step="agree", seen=seen_hash(plan)))
    assert "30 days left" in page(asking, own)
    (made,) = PlanWardAction.objects.all()
    track = f"{theirs}actions/{made.public_id}/"
    assert "Give the later day" in text_of(answering.post(track, said(kind="moved")))
    answering.post(track, said(kind="moved", due_on="5 1 2027", words="Two came, two to come."))
    both = [page(asking, own), page(answering, theirs)]
    for side in both:
        assert "5 January 2027, agreed first for 5 December 2026" in side
        assert "moved from 5 December 2026 to 5 January 2027. Two came, two to come." in side
    answering.post(track, said(kind="done", words="All four are here."))
    refused = text_of(signed_in(scene.trust.signatory).post(track, said(kind="done", words="Done.")))
    assert "Somebody else has said already that this is done." in refused
    asking.post(own, said(step="finish", words="We saw them."))
    assert "Finished" in page(answering, ANSWERING)


def test_what_is_agreed_is_what_was_read(scene: Scene, signed_in: SignIn) -> None:
    plan = scene.proposed()
    client = signed_in(scene.person)
    address = f"{ASKING}plans/{plan.public_id}/"
    assert f'name="seen" value="{seen_hash(plan)}"' in client.get(address).content.decode()
    stale = text_of(client.post(address, said(step="agree", seen="0" * 64)))
    assert "The trust has proposed another text since you opened it. Read it first." in stale
    send_back_plan(plan=plan, words="More.", step_id=uuid4(), by=scene.colleague, now=NOW)
    late = text_of(client.post(address, said(step="agree", seen=seen_hash(plan))))
    assert "Somebody else was first. Read it again." in late


def test_what_is_overdue_is_seen_by_both_sides(scene: Scene, signed_in: SignIn, monkeypatch) -> None:
    asking, answering = signed_in(scene.person), signed_in(scene.trust.preparer)
    scene.ask()
    plan = scene.agreed()
    monkeypatch.setenv("OVERSIGHT_NOW", f"{DUE + timedelta(days=2)}T10:00:00+00:00")
    for client, path in (
        (asking, f"{ASKING}plans/{plan.public_id}/"),
        (answering, f"{ANSWERING}plans/{plan.public_id}/"),
    ):
        assert "Overdue by 2 days" in page(client, path)
    for client, path in ((asking, ASKING), (answering, ANSWERING)):
        text = page(client, path)
        assert "Answer overdue" in text
        assert "0 of 1 action done, 1 overdue" in text
    assert "1 overdue" in page(answering, "/workspace/")


def test_nobody_outside_finds_anything(scene: Scene, signed_in: SignIn) -> None:
    asked, plan = scene.ask(), scene.agreed()
    (action,) = PlanWardAction.objects.all()
    regulator = Body.objects.create(code="REG", name="Regulator", role=Body.Role.REGULATOR)
    inspector = make_person("in@regulator.example", Role.INSPECTOR, body=regulator)
    theirs = f"{ANSWERING}plans/{plan.public_id}/"
    of_trust = [
        f"{ANSWERING}questions/{asked.public_id}/",
        theirs,
        f"{theirs}wards/{scene.rowan.public_id}/",
        f"{theirs}actions/{action.public_id}/",
    ]
    of_commissioner = [
        f"{ASKING}questions/{asked.public_id}/",
        f"{ASKING}plans/{plan.public_id}/",
        f"{ASKING}trusts/RX1/",
        f"{ASKING}trusts/RX1/ask/?signal={scene.short_key}",
        f"{ASKING}trusts/RX1/plan/",
    ]
    for person, paths in (
        (scene.second.signatory, of_trust),
        (scene.outsider, of_commissioner),
        (inspector, [*of_trust, *of_commissioner]),
        (scene.trust.signatory, of_commissioner),
        (scene.person, of_trust),
    ):
        client = signed_in(person)
        for path in paths:
            assert client.get(path).status_code == 404, (person, path)
    second = page(signed_in(scene.second.signatory), ANSWERING)
    assert "No commissioner has asked anything." in second
    assert signed_in(scene.person).get(f"{ASKING}trusts/RX3/").status_code == 404
    assert signed_in(scene.person).get(f"{ASKING}?body=CCG-S").status_code == 404


def test_an_area_without_trusts_says_so(scene: Scene, signed_in: SignIn) -> None:
    body = Body.objects.create(code="CCG-E", name="Empty", role=Body.Role.COMMISSIONER, is_demonstration=True)
    client = signed_in(make_person("empty@commissioner.example", Role.COMMISSIONER, body=body))
    assert "No trust is on record for this area." in page(client, ASKING)


def test_indicators_and_alarms_are_listed_before_the_rest(scene: Scene, signed_in: SignIn) -> None:
    signal(scene.trust.trust, "staffing_alarm", "elevated_risk", period=date(2026, 9, 1))
    text = page(signed_in(scene.person), f"{ASKING}trusts/RX1/")
    assert text.index("Staffing alarm") < text.index("Rowan, General Hospital")
