"""Concerns on an inspector's pages: the list and its questions, one concern from new to closed, and who told."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from complaints.concerns.models import Concern, OpenedIdentity, Route, Urgency
from complaints.concerns.photos import CleanPhoto
from complaints.concerns.reference_codes import new_form
from complaints.concerns.sealing import Identity
from complaints.concerns.telling import Telling, tell
from complaints.concerns.triage import join, seen_token
from inspections.models import EvidenceVersion
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person, Role
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.models import Body
from oversight.records.models import AuditEntry
from tests.concerns.making import NOW, a_hospital, told
from tests.concerns.triage_making import Desk, a_desk, of_public, of_staff, sorted_out
from tests.inspections.making import Scene, an_inspection
from tests.inspections.pages.test_looking import sign_in
from tests.pages.looking import Looking, looking
from tests.returns.making import Place, make_person

__all__ = ["looking"]

LIST = "/inspect/concerns/?trusts=demonstration"
Get = Callable[..., str]


@pytest.fixture
def desk(db, monkeypatch, settings) -> Desk:
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", (NOW + timedelta(days=5)).isoformat())
    return a_desk()


def client_of(person: Person) -> Client:
    give_demonstration_authenticator(person)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def get(person: Person, path: str) -> str:
    answer = client_of(person).get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.content.decode()


def at(concern: Concern, rest: str = "") -> str:
    return f"/inspect/concerns/{concern.public_id}/{rest}"


def do(person: Person, concern: Concern, name: str, /, *, seen: str = "", **sent: object) -> HttpResponse:
    concern.refresh_from_db()
    form = {"do": name, "seen": seen or seen_token(concern), **sent}
    return client_of(person).post(at(concern), form, follow=True)  # type: ignore[return-value]


def listed(page: str, *concerns: Concern) -> list[int]:
    """Return where the concerns stand on the page, -1 for those that it has not."""
    return [page.find(str(each.public_id)) for each in concerns]


def test_what_is_urgent_stands_first_then_what_is_new_each_the_oldest_first(desk: Desk) -> None:
    routine = sorted_out(desk, of_public(desk, text="One."), urgency=Urgency.ROUTINE)
    newer = of_public(desk, text="Two.", now=NOW + timedelta(days=2))
    older = of_public(desk, text="Three.", now=NOW + timedelta(days=1))
    urgent = sorted_out(desk, of_public(desk, text="Four.", now=NOW + timedelta(days=3)), urgency=Urgency.URGENT)
    page = get(desk.inspector, LIST)
    places = listed(page, urgent, older, newer, routine)
    assert places == sorted(places)
    assert -1 not in places
    assert "waits for 2 days" in page
    assert "waits for 5 days" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("state=new", "new", id="new"),
        pytest.param("urgency=urgent", "urgent", id="urgent"),
        pytest.param("safeguarding=yes", "safeguarding", id="safeguarding"),
        pytest.param("theme=staff_numbers&state=triaged&urgency=soon&safeguarding=no", "staff", id="theme"),
        pytest.param("route=staff", "staff", id="staff"),
        pytest.param("route=care&state=new", "new", id="public"),
        pytest.param("trust=RX2&state=all", "other", id="trust-by-code"),
        pytest.param("state=spam", "spam", id="set-aside"),
        pytest.param("ward=WARD&state=all", "other", id="ward"),
    ],
)
def test_each_question_is_in_the_address(desk: Desk, query: str, found: str) -> None:
    other = a_hospital("RX2")
    concerns = {
        "new": of_public(desk, text="One."),
        "urgent": sorted_out(desk, of_public(desk, text="Two."), urgency=Urgency.URGENT),
        "safeguarding": sorted_out(desk, of_public(desk, text="Three."), safeguarding=True),
        "staff": sorted_out(desk, of_staff(desk)),
        "other": told(about=other.about, text="Five.").concern,
        "spam": of_public(desk, text="Watches."),
    }
    do(desk.inspector, concerns["spam"], "spam", text="An advertisement.")
    if found in ("new",):
        do(desk.inspector, concerns["other"], "spam", text="None.")
    page = get(desk.inspector, f"{LIST}&{query.replace('WARD', str(other.ward.public_id))}")
    assert {name for name, each in concerns.items() if listed(page, each) != [-1]} == {found}


def test_what_is_followed_waits_until_it_is_addressed_also_once_it_is_answered(desk: Desk) -> None:
    followed = sorted_out(desk, of_public(desk, text="One."), safeguarding=True)
    done = sorted_out(desk, of_public(desk, text="Two."))
    for each in (followed, done):
        do(desk.inspector, each, "answer", text="We look into it.")
    for query in ("", "&state=followed"):
        page = get(desk.inspector, LIST + query)
        assert listed(page, done) == [-1]
        assert listed(page, followed) != [-1]
    matter = str(followed.matters.get().public_id)
    do(desk.inspector, followed, "address", matter=matter, text="Safe.")
    assert listed(get(desk.inspector, LIST), followed) == [-1]


def test_a_joined_concern_stands_with_its_main_one(desk: Desk) -> None:
    main, twin = sorted_out(desk, of_public(desk)), of_public(desk, text="Twin.")
    join(concern=twin, main=main, seen=seen_token(twin), by=desk.inspector, now=NOW)
    page = get(desk.inspector, LIST)
    assert listed(page, twin) == [-1]
    assert str(twin.public_id) in get(desk.inspector, at(main))
    assert "handled with that one" in get(desk.inspector, at(twin))


def test_the_file_holds_what_was_found_and_no_word_that_was_told(desk: Desk) -> None:
    staff = sorted_out(desk, of_staff(desk), safeguarding=True)
    answer = client_of(desk.inspector).get("/inspect/concerns.csv?trusts=demonstration")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Concern"] == str(staff.public_id)
    assert (row["From"], row["Trust code"], row["Safeguarding"], row["Waits (days)"]) == ("staff", "RX1", "yes", "5")
    for word in ("nurses for thirty", "Ffion", "Tuesday night"):
        assert word not in text


def test_from_new_to_closed(desk: Desk) -> None:
    concern = of_staff(desk)
    page = get(desk.inspector, at(concern))
    assert "We are two nurses for thirty patients." in page
    assert "Ffion" not in page
    assert "Sort it" in page
    assert 'name="do" value="answer"' not in page
    page = do(desk.inspector, concern, "sort", urgency="", safeguarding="", theme="", trust="RX1").content.decode()
    assert 'href="#id_sort_urgency"' in page
    ward = str(desk.hospital.ward.public_id)
    page = do(
        desk.inspector,
        concern,
        "sort",
        urgency="soon",
        safeguarding="no",
        theme="staff_numbers",
        trust="rx1",
        site="RX101",
        ward=ward,
    ).content.decode()
    assert "It is sorted." in page
    page = do(desk.inspector, concern, "validate", of_substance="yes", text="The rotas show it.").content.decode()
    assert "It is followed until it is addressed" in page
    assert 'name="do" value="close"' not in page
    page = do(desk.second, concern, "answer", text="We look at the rotas.").content.decode()
    assert "Your answer is there for whoever told" in page
    matter = str(concern.matters.get().public_id)
    page = do(desk.second, concern, "address", matter=matter, text="Four nurses came.").content.decode()
    assert "It is addressed" in page
    page = do(desk.second, concern, "indicator", measure="whistleblowing_open").content.decode()
    assert "Indicator: Whistleblowing concerns open with the regulator" in page
    page = do(desk.inspector, concern, "close", text="Put right.").content.decode()
    assert "The concern is closed" in page
    concern.refresh_from_db()
    assert (concern.state, concern.ward) == ("closed", desk.hospital.ward)
    page = do(desk.inspector, concern, "reopen", text="It came again.").content.decode()
    assert "It is taken up again" in page


def test_of_two_at_once_one_does_and_the_other_is_told(desk: Desk) -> None:
    concern = of_public(desk)
    seen = seen_token(concern)
    sent = {"urgency": "soon", "safeguarding": "no", "theme": "care", "trust": "RX1"}
    assert "It is sorted." in do(desk.inspector, concern, "sort", seen=seen, **sent).content.decode()
    page = do(desk.second, concern, "sort", seen=seen, **{**sent, "theme": "waiting"}).content.decode()
    assert "Somebody did something with this concern since you opened it" in page
    concern.refresh_from_db()
    assert concern.theme == "care"


def test_a_trust_is_found_by_its_name_in_its_own_world(desk: Desk) -> None:
    real = a_hospital("RX2").trust
    real.is_demonstration = False
    real.save(update_fields=["is_demonstration"])
    concern = of_public(desk)
    sent = {"urgency": "soon", "safeguarding": "no", "theme": "care"}
    for name, says in (("RX2", "No such trust"), ("nowhere", "No such trust")):
        assert says in do(desk.inspector, concern, "sort", trust=name, **sent).content.decode()
    a_hospital("RX3")
    assert "More than one trust" in do(desk.inspector, concern, "sort", trust="wrenfield", **sent).content.decode()
    assert "It is sorted." in do(desk.inspector, concern, "sort", trust="RX3", **sent).content.decode()
    concern.refresh_from_db()
    # The hospital and ward that were told are the other trust's: they are not taken over.
    assert (concern.trust.code, concern.site, concern.ward) == ("RX3", None, None)  # type: ignore[union-attr]


def test_what_is_the_same_is_offered_first_and_joined(desk: Desk) -> None:
    main = sorted_out(desk, of_public(desk))
    sorted_out(desk, of_public(desk, text="Another matter."))
    twin = of_public(desk)
    page = get(desk.inspector, at(twin))
    assert page.index("the same words") < page.index(
        str(Concern.objects.get(what_happened="Another matter.").public_id)
    )
    assert "The two are joined" in do(desk.inspector, twin, "join", main=str(main.public_id)).content.decode()
    assert "It stands by itself again" in do(desk.inspector, twin, "part").content.decode()


def test_it_is_taken_into_the_evidence_once_and_each_leads_to_the_other(desk: Desk) -> None:
    scene = Scene(
        Place(desk.hospital.trust, desk.hospital.site, desk.signatory, desk.signatory),
        desk.inspector,
        desk.second,
        desk.second,
        desk.second,
    )
    inspection = an_inspection(scene, InspectionState.ON_SITE)
    concern = sorted_out(desk, of_staff(desk))
    save_id = uuid4()
    for _ in range(2):
        page = do(
            desk.inspector,
            concern,
            "evidence",
            save_id=save_id,
            inspection=inspection.reference,
            text="Staff tell us of too few nurses at night.",
        ).content.decode()
        assert "It is in the evidence of the inspection" in page
    version = EvidenceVersion.objects.get()
    assert (version.cites_kind, version.cites_id) == ("concern", str(concern.public_id))
    assert f"Evidence in inspection {inspection.reference}" in page
    piece = get(desk.inspector, f"/inspect/inspections/{inspection.reference}/evidence/{version.piece.piece_id}/")
    assert at(concern) in piece


def test_photos_are_given_to_inspectors_alone(desk: Desk) -> None:
    picture = CleanPhoto(b"\x89PNG", "image/png", 10, 10)
    telling = Telling(Route.CARE, "patient", "See.", about=desk.hospital.about, photos=[picture])  # type: ignore[arg-type]
    concern = tell(telling=telling, form=new_form(), is_demonstration=True, now=NOW).concern
    path = at(concern, f"photos/{concern.photos.get().public_id}/")
    answer = client_of(desk.inspector).get(path)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "image/png",
        "private, no-store",
    )
    other = of_public(desk)
    assert client_of(desk.inspector).get(path.replace(str(concern.public_id), str(other.public_id))).status_code == 404
    assert client_of(desk.signatory).get(path).status_code == 404


@pytest.mark.parametrize(
    "role",
    [
        Role.SPECIALIST_ADVISER,
        Role.EXPERT_BY_EXPERIENCE,
        Role.HEALTHWATCH,
        Role.OVERSIGHT_BODY,
        Role.COMMISSIONER,
        Role.ADMINISTRATOR,
        Role.CUSTODIAN,
        Role.RELEASE_APPROVER,
    ],
)
def test_others_find_nothing(desk: Desk, role: Role) -> None:
    person = make_person("other@example.org", role, body=Body.objects.get(code="CQC"))
    concern = of_staff(desk)
    for each in (person, desk.signatory):
        client = client_of(each)
        assert client.get(at(concern)).status_code == 404
        assert client.get("/inspect/concerns/").status_code == 403
        assert client.get("/inspect/concerns.csv").status_code == 403
        if role is not Role.CUSTODIAN or each is desk.signatory:
            assert client.get(at(concern, "identity/")).status_code == 404


def test_who_told_is_shown_once_to_the_custodian_for_a_reason(desk: Desk) -> None:
    concern = of_staff(desk)
    path = at(concern, "identity/")
    assert client_of(desk.inspector).get(path).status_code == 404
    custodian = client_of(desk.custodian)
    assert "Ffion" not in custodian.get(path).content.decode()
    assert 'href="#id_reason"' in custodian.post(path, {"reason": " "}).content.decode()
    assert not OpenedIdentity.objects.exists()
    answer = custodian.post(path, {"reason": "The police ask."})
    assert "Ffion Probert" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    again = custodian.get(path).content.decode()
    assert "Ffion" not in again
    assert "The police ask." in again
    page = get(desk.inspector, at(concern))
    assert "Opened by Custodian.Rx1" in page
    assert "police" not in page
    assert AuditEntry.objects.filter(action="concern.identity_opened", person=desk.custodian).count() == 1


def test_who_stayed_anonymous_is_nobody(desk: Desk) -> None:
    concern = of_public(desk)
    assert "Nobody is named here" in get(desk.custodian, at(concern, "identity/"))
    assert "They stayed anonymous" in get(desk.inspector, at(concern))


def test_nothing_of_a_concern_is_on_a_trusts_pages(desk: Desk) -> None:
    concern = sorted_out(desk, of_staff(desk), safeguarding=True)
    do(desk.inspector, concern, "validate", of_substance="yes", text="The rotas show it.")
    client = client_of(desk.signatory)
    for path in ("/workspace/", "/workspace/inspections/", "/account/", f"/trusts/{desk.hospital.trust.code}/"):
        page = client.get(path, follow=True).content.decode()
        for word in (str(concern.public_id), "nurses for thirty", "Ffion", "rotas show"):
            assert word not in page, path


@pytest.fixture
def looked_at(transactional_db, monkeypatch, settings) -> Desk:
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", (NOW + timedelta(days=5)).isoformat())
    return a_desk()


def test_the_pages_are_sound(looked_at: Desk, looking: Looking) -> None:
    desk = looked_at
    identity = Identity("Ffion Probert", "ffion@home.example")
    new = told(about=desk.hospital.about, text="Two nurses.", route=Route.STAFF, identity=identity).concern
    main = sorted_out(desk, of_staff(desk), urgency=Urgency.URGENT, safeguarding=True)
    do(desk.inspector, main, "validate", of_substance="yes", text="The rotas show it.")
    do(desk.inspector, main, "answer", text="We look at the rotas.")
    do(desk.inspector, main, "indicator", measure="whistleblowing_open")
    sign_in(looking, desk.inspector)
    for name, path in (("concerns", LIST), ("concern-new", at(new)), ("concern-followed", at(main))):
        looking.open(path)
        looking.is_sound(name)
    sign_in(looking, desk.custodian)
    looking.open(at(new, "identity/"))
    looking.is_sound("identity")
    looking.page.get_by_label("Why must it be known").fill("The police ask.")
    looking.page.get_by_role("button", name="Open it and show it once").click()
    looking.is_sound("identity-opened")
