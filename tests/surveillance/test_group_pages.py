"""The pages of a group as its members go through them; whoever is outside finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from oversight.accounts.models import Membership, Person, Role
from oversight.organisations.models import Body
from ratings.surveillance.models import GroupAction, Intelligence, Memorandum, Opening, Worry
from tests.desk.pages import cells_of, links_of, text_of
from tests.returns.making import make_person
from tests.surveillance.conftest import TODAY, Scene

SignIn = Callable[[Person], Client]
GROUP = "/oversee/groups/QSG-N/"
TRUST = f"{GROUP}trusts/RX1/"


def page(client: Client, path: str) -> str:
    """Return the words of the page at the path, which must be there, as a wide screen has them."""
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.headers.get('Location', '')}"
    return cells_of(answer)


def told(**changed: object) -> dict[str, object]:
    return {
        "trust": "RX1",
        "heading": "Nights on the medical wards",
        "words": "Breaks are missed at night.",
        "heard_on": "2 11 2026",
        "with_whom": "all",
        "save_id": str(uuid4()),
        **changed,
    }


def test_the_page_asks_the_three_questions_of_the_policy_word_for_word(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.ann)
    assert client.get("/oversee/groups/").headers["Location"] == GROUP
    text = page(client, GROUP)
    for question in (
        "What does the data and the soft intelligence tell us about where there might be concerns about the quality "
        "of care?",
        "Where are we most worried about the quality of services?",
        "Do we need to do more to address concerns or gather intelligence?",
    ):
        assert question in text
    assert "North, 2 trusts, 3 members" in text
    assert "RX3" not in text


def test_a_member_says_where_they_come_from_and_then_adds_what_they_know(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.cat)
    assert "Say first which organisation you come from" in page(client, GROUP)
    assert client.get(f"{GROUP}intelligence/add/").headers["Location"] == f"{GROUP}members/"
    assert "Name your organisation" in text_of(client.post(f"{GROUP}members/", {"organisation": " "}))
    client.post(f"{GROUP}members/", {"organisation": "Northern Deanery"})
    assert "Cat Northern Deanery" in page(client, f"{GROUP}members/")
    add = page(client, f"{GROUP}intelligence/add/?trust=RX1")
    assert "No patient's name belongs here" in add
    assert "Leave out the names of patients and of staff" in add
    wrong = text_of(client.post(f"{GROUP}intelligence/add/", told(words=" ", trust="RX3", with_whom="some")))
    for message in ("Say what you know", "Choose a trust of the region", "Choose at least one member"):
        assert message in wrong
    sent = client.post(f"{GROUP}intelligence/add/", told())
    made = Intelligence.objects.get()
    assert sent.headers["Location"] == f"{GROUP}intelligence/{made.public_id}/"
    assert "Northern Deanery (Cat)" in page(client, GROUP)
    # Whoever added it does not open it.
    page(client, sent.headers["Location"])
    assert not Opening.objects.exists()


def test_reading_is_noted_and_the_log_is_for_who_may_read(scene: Scene, signed_in: SignIn) -> None:
    ann, ben, cat = (signed_in(one) for one in (scene.ann, scene.ben, scene.cat))
    made = scene.add(with_all=False, readers=[scene.ben])
    address = f"{GROUP}intelligence/{made.public_id}/"
    assert "Agency staff say" in page(ben, address)
    # A look at the headers shows no word.
    assert ben.head(address).status_code == 200
    assert [(one.person, one.organisation) for one in Opening.objects.all()] == [(scene.ben, "Healthwatch Northshire")]
    assert "Opened Ben, Healthwatch Northshire" in page(ann, address)
    log = page(ann, f"{GROUP}log/")
    assert "Shared Nights on the medical wards RX1 Trust" in log
    assert "Ben, Healthwatch Northshire None on record" in log
    rows = b"".join(ann.get(f"{GROUP}log.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Opened" in rows
    assert "Agency" not in rows + log
    assert "Nights" not in rows
    # Of what is not shared with her, Cat finds no trace.
    for path in (address, f"{address}share/", f"{address}withdraw/"):
        assert cat.get(path).status_code == 404
    assert "Nights" not in page(cat, GROUP) + page(cat, TRUST) + page(cat, f"{GROUP}log/")


def test_shared_further_under_an_agreement_and_withdrawn_with_a_mark(scene: Scene, signed_in: SignIn) -> None:
    ann, cat = signed_in(scene.ann), signed_in(scene.cat)
    made = scene.add(with_all=False, readers=[scene.ben])
    address = f"{GROUP}intelligence/{made.public_id}/"
    ann.post(
        f"{GROUP}agreements/",
        {"title": "Sharing in the North", "parties": "A\nB", "where": "QSG-N/4", "agreed_on": "1 4 2026",
         "review_on": "", "save_id": str(uuid4())},
    )  # fmt: skip
    under = Memorandum.objects.get()
    assert "Sharing in the North" in page(ann, f"{GROUP}agreements/")
    ann.post(f"{address}share/", {"with_whom": "all", "memorandum": str(under.public_id)})
    assert "The whole group, under “Sharing in the North”" in page(cat, address)
    again = text_of(ann.post(f"{address}share/", {"with_whom": "some", "readers": [str(scene.cat.public_id)]}))
    assert "Choose somebody who cannot read it yet." in again
    refused = text_of(cat.post(f"{address}withdraw/", {"reason": "Wrong."}))
    assert "Who added it withdraws it, unless it holds a person's data." in refused
    cat.post(f"{address}withdraw/", {"reason": "It named a patient.", "personal": "on"})
    marked = page(ann, address)
    assert "Withdrawn By Cat on 5 November 2026" in marked
    assert "its words are gone from the record" in marked
    assert "Agency" not in marked
    assert "Nights" not in marked + page(ann, GROUP) + page(ann, f"{GROUP}log/")
    # Ann withdraws it in another window: she is told that somebody was first.
    late = text_of(ann.post(f"{address}withdraw/", {"reason": "Wrong."}))
    assert "Somebody else has withdrawn this already." in late
    ann.post(f"{GROUP}agreements/{under.public_id}/end/", {"ended_on": "5 11 2026", "reason": "Replaced."})
    assert "Holds no more since 5 November 2026" in page(ann, f"{GROUP}agreements/")
    assert "Sharing in the North" not in page(ann, f"{GROUP}intelligence/add/")


def test_what_was_withdrawn_is_nowhere_read_again(scene: Scene, signed_in: SignIn) -> None:
    ann, ben = signed_in(scene.ann), signed_in(scene.ben)
    made = scene.add()
    address = f"{GROUP}intelligence/{made.public_id}/"
    ann.post(f"{address}withdraw/", {"reason": "About another trust."})
    for client in (ann, ben):
        for path in (address, f"{address}share/", f"{address}withdraw/", GROUP, TRUST, f"{GROUP}log/"):
            text = page(client, path)
            assert "Nights" not in text
            assert "Agency" not in text
    assert "About another trust." in page(ben, address)
    assert not Opening.objects.exists()


def test_the_groups_word_on_a_trust_and_two_who_record_at_once(scene: Scene, signed_in: SignIn) -> None:
    ann, ben = signed_in(scene.ann), signed_in(scene.ben)
    word = {"level": "most", "reason": "The alarm and the nights.", "agreed_on": "5 11 2026", "seen": "0"}
    assert ann.post(TRUST, word).status_code == 302
    assert "Most worried The alarm and the nights. 5 November 2026" in page(ben, GROUP)
    second = ben.post(TRUST, {**word, "level": "usual", "reason": "All is well."})
    text = text_of(second)
    assert "Somebody else has recorded another word on this trust since you opened the page." in text
    assert "The alarm and the nights." in text
    # Having read it, what stands in his form goes through.
    assert 'name="seen" value="1"' in second.content.decode()
    assert ben.post(TRUST, {**word, "level": "usual", "reason": "All is well.", "seen": "1"}).status_code == 302
    assert [one.level for one in Worry.objects.order_by("number")] == ["most", "usual"]
    assert "Give a day such as" in text_of(ann.post(TRUST, {**word, "agreed_on": "soon"}))


def test_an_action_is_set_moved_and_done(scene: Scene, signed_in: SignIn) -> None:
    ann, ben = signed_in(scene.ann), signed_in(scene.ben)
    told = {
        "purpose": "gather", "trust": "RX1", "what": "Ask for the rosters.", "owner": str(scene.ben.public_id),
        "due_on": "19 11 2026", "save_id": str(uuid4()),
    }  # fmt: skip
    assert "Choose who does it" in text_of(ann.post(f"{GROUP}actions/add/", {**told, "owner": ""}))
    ann.post(f"{GROUP}actions/add/", told)
    ann.post(f"{GROUP}actions/add/", told)
    made = GroupAction.objects.get()
    address = f"{GROUP}actions/{made.public_id}/"
    step = {"kind": "moved", "words": "They are late.", "save_id": str(uuid4())}
    assert "Give the other day" in text_of(ben.post(address, step))
    ben.post(address, {**step, "due_on": "26 11 2026"})
    listed = page(ann, GROUP)
    assert "26 November 2026 (first promised for 19 November 2026)" in listed
    ben.post(address, {"kind": "done", "words": "They came.", "save_id": str(uuid4())})
    late = ann.post(address, {"kind": "dropped", "words": "Not needed.", "save_id": str(uuid4())})
    assert "Somebody else has ended this action: done." in late.content.decode()
    assert "No action is under way." in page(ann, GROUP)


def test_an_overdue_action_is_seen_to_be_overdue(scene: Scene, signed_in: SignIn, monkeypatch) -> None:
    client = signed_in(scene.ann)
    scene.act(due_on=TODAY + timedelta(days=14))
    monkeypatch.setenv("OVERSIGHT_NOW", "2026-11-22T10:00:00+00:00")
    assert "Overdue by 3 days" in page(client, GROUP)


@pytest.mark.parametrize("path", ["", "trusts/RX1/", "members/", "agreements/", "log/", "log.csv", "actions/add/"])
def test_nobody_outside_finds_a_group(scene: Scene, signed_in: SignIn, path: str) -> None:
    regulator = Body.objects.create(code="REG", name="Regulator", role=Body.Role.REGULATOR)
    commissioner = Body.objects.create(code="CCG", name="Commissioner", role=Body.Role.COMMISSIONER)
    for person in (
        scene.outsider,
        scene.trust.signatory,
        make_person("chief@regulator.example", Role.CHIEF_INSPECTOR, body=regulator),
        make_person("com@commissioner.example", Role.COMMISSIONER, body=commissioner),
    ):
        assert signed_in(person).get(GROUP + path).status_code == 404
    Membership.objects.filter(person=scene.cat).update(to_on=TODAY - timedelta(days=1))
    assert signed_in(scene.cat).get(GROUP + path).status_code == 302
    assert Client().get(GROUP + path).status_code == 302


def test_what_is_of_another_region_is_not_there(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.ann)
    made = scene.add()
    action = scene.act()
    for path in ("trusts/RX3/", "trusts/NONE/"):
        assert client.get(GROUP + path).status_code == 404
    other = signed_in(scene.outsider)
    for path in (f"intelligence/{made.public_id}/", f"actions/{action.public_id}/"):
        assert other.get(f"/oversee/groups/QSG-S/{path}").status_code == 404


def test_a_group_that_has_ended_is_nobodys(scene: Scene, signed_in: SignIn) -> None:
    Body.objects.filter(code="QSG-N").update(to_on=date(2026, 10, 31))
    client = signed_in(scene.ann)
    assert client.get(GROUP).status_code == 404
    assert "You belong to no quality surveillance group today." in page(client, "/oversee/groups/")


def test_the_menu_leads_there(scene: Scene, signed_in: SignIn) -> None:
    assert "/oversee/groups/" in links_of(signed_in(scene.ann).get(GROUP))
