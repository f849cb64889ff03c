"""The oversight body's pages: what waits and how long, the decision, what it arranges, and what others see of it."""

from __future__ import annotations

import html
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from oversight.accounts.models import Role
from oversight.organisations.areas import set_area
from oversight.organisations.models import Body, Region
from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from ratings.cases.board import ask_board, show_board
from ratings.cases.criteria import judge_exit_part
from ratings.cases.deciding import decide
from ratings.cases.models import Case, ImprovementDirector, PartnerPromise, Recommendation
from ratings.cases.recommending import recommend_administration, recommend_exit
from tests.inspect.case_making import TODAY, WHY, Cast, inside, make_cast, of_body, recommended
from tests.inspect.conftest import NOW, client_of
from tests.publication.rating_making import make_notice
from tests.ratings.making import make_trust
from tests.returns.making import make_person

LIST = "/oversee/special-measures/"


@pytest.fixture(autouse=True)
def today(monkeypatch, settings):
    """Let it be the twentieth of November 2026, in the demonstration."""
    settings.DEMONSTRATION = True
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()


def read(client: Client, address: str) -> str:
    return text_of(client.get(address))


def text_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return " ".join(html.unescape(answer.content.decode()).split())


def send(client: Client, address: str, **fields: object) -> HttpResponse:
    return client.post(address, {"on": TODAY.isoformat(), **fields})


def at(case: Case, *rest: object) -> str:
    return f"{LIST}{case.reference}/" + "".join(f"{each}/" for each in rest)


def to_decide(made: Recommendation) -> str:
    return at(made.case, "decide", made.public_id)


def test_what_waits_is_listed_with_how_long_the_oldest_first(cast: Cast) -> None:
    recommended(cast, cast.steady, on=date(2026, 11, 18))
    recommended(cast, cast.failing, on=date(2026, 10, 1))
    recommended(cast, cast.founded, on=date(2026, 9, 1))
    text = read(cast.authoritys, LIST)
    assert text.index("X01 NHS Trust") < text.index("X02 NHS Trust")
    assert "50 days" in text
    assert "2 days" in text
    assert "X03" not in text, "another body decides on foundation trusts"
    monitors = read(cast.monitors, LIST)
    assert "80 days" in monitors
    assert "X01" not in monitors
    assert "Nothing waits for a decision." in read(cast.authoritys, f"{LIST}?trusts=real")


def test_agreed_with_a_reason_the_trust_is_in_special_measures(cast: Cast) -> None:
    made = recommended(cast, cast.founded, on=date(2026, 11, 2))
    page = read(cast.monitors, to_decide(made))
    assert WHY in page
    assert "What its rating shows." in page
    assert "It waits for 18 days." in page
    wrong = text_of(send(cast.monitors, to_decide(made), agreed="yes", reason=" "))
    assert "Give the reason" in wrong
    answer = send(cast.monitors, to_decide(made), agreed="yes", reason="The Board cannot do it alone.")
    assert (answer.status_code, answer["Location"]) == (302, at(made.case))
    case = read(cast.monitors, at(made.case))
    assert "Entered special measures on 20 November 2026: The Board cannot do it alone." in case
    assert "As a foundation trust it is not free to act by itself since 20 November 2026." in case
    made.refresh_from_db()
    assert (made.state, made.body, made.decided_by) == ("agreed", cast.bodies.monitor, cast.bodies.mona)
    assert "Nothing waits for a decision." in read(cast.monitors, LIST)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"reason": "Yes."}, "Say whether you agree"),
        ({"agreed": "yes", "reason": "Yes.", "on": "2026-11-21"}, "21 November 2026 is still to come."),
        (
            {"agreed": "yes", "reason": "Yes.", "on": "2026-03-01"},
            "It was recommended on 16 March 2026, after that day.",
        ),
        ({"agreed": "no", "reason": "No.", "reinspect_by": "2027-01-01"}, "A day is set only where you agree"),
        ({"agreed": "yes", "reason": "Yes.", "reinspect_by": "2028-01-01"}, "The trust is inspected again after it"),
    ],
    ids=["no answer", "to come", "before", "declined with a day", "too late a day"],
)
def test_a_refusal_is_shown_and_nothing_typed_is_lost(cast: Cast, fields: dict[str, str], told: str) -> None:
    made = recommended(cast)
    text = text_of(send(cast.authoritys, to_decide(made), **fields))
    assert told in text
    assert "There is a problem" in text
    assert fields["reason"] in text
    assert all(f'value="{fields[name]}"' in text for name in ("on", "reinspect_by") if name in fields)
    made.refresh_from_db()
    assert made.state == "waiting"


def test_a_sooner_re_inspection_is_set_with_the_entry(cast: Cast) -> None:
    made = recommended(cast)
    sent = {"agreed": "yes", "reason": "Yes.", "reinspect_by": "2027-05-20"}
    assert send(cast.authoritys, to_decide(made), **sent).status_code == 302
    assert Case.objects.get().spell.reinspect_by == date(2027, 5, 20)


def test_of_two_who_decide_the_second_is_told_in_plain_words(cast: Cast) -> None:
    made = recommended(cast)
    first, second = cast.authoritys, client_of(cast.bodies.noel)
    assert "Record the decision" in read(second, to_decide(made))
    assert send(first, to_decide(made), agreed="no", reason="The Board can do it.").status_code == 302
    late = text_of(send(second, to_decide(made), agreed="yes", reason="It must enter."))
    assert (
        "Somebody else was first: this recommendation was declined, on 20 November 2026. Nothing was changed." in late
    )
    assert "It must enter." in late
    assert "The Board can do it." in late
    assert Case.objects.get().state == "not_entered"
    assert "Record the decision" not in read(second, to_decide(made))


def test_what_was_directed_is_not_declined(cast: Cast) -> None:
    case = inside(cast)
    made = recommend_administration(
        case=case, route=Recommendation.Route.DIRECTED, reason="Care is not safe.", on=TODAY, by=cast.chief, now=NOW
    )
    page = read(cast.authoritys, to_decide(made))
    assert "It is carried out" in page
    assert "Decline" not in page.split("What do you decide?")[1]
    assert "advise the Secretary of State" in page
    assert "is not one of the available choices" in text_of(
        send(cast.authoritys, to_decide(made), agreed="no", reason="No.")
    )
    assert send(cast.authoritys, to_decide(made), agreed="yes", reason="Done.").status_code == 302
    assert "In special administration" in read(cast.authoritys, at(case))


def test_another_body_and_everybody_else_find_nothing_to_decide(cast: Cast) -> None:
    made = recommended(cast)
    area = Body.objects.create(code="CCG-1", name="Midshire", role=Body.Role.COMMISSIONER, is_demonstration=True)
    set_area(body=area, trusts=[cast.failing], on=date(2015, 4, 1), by=System("test"), now=NOW)
    commissioner = client_of(of_body(Role.COMMISSIONER, area, "c@ccg.example"))
    for client in (cast.monitors, commissioner, cast.chiefs, cast.inspectors):
        assert client.get(to_decide(made)).status_code == 404
        assert send(client, to_decide(made), agreed="yes", reason="Yes.").status_code == 404
        assert client.get(at(made.case)).status_code == 404
    assert "X01" not in read(commissioner, LIST)
    made.refresh_from_db()
    assert made.state == "waiting"


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.HEALTHWATCH, Role.GROUP_MEMBER], ids=str)
def test_others_see_the_cases_of_their_area_and_what_was_decided_alone(cast: Cast, role: Role) -> None:
    case, other = inside(cast), inside(cast, cast.steady)
    judge_exit_part(
        case=case, part="sustainable", met=True, words="The leaders stay.", on=TODAY, by=cast.inspector, now=NOW
    )
    asked = ask_board(case=case, asked="How nights are staffed.", on=TODAY, by=cast.bodies.nina, now=NOW)
    signatory = make_person("board@x01.example", Role.SIGNATORY, trust=cast.failing)
    show_board(demonstration=asked, shown="Two more nurses each night.", on=TODAY, by=signatory, now=NOW)
    recommend_exit(case=case, reason="Care is safe now.", on=TODAY, by=cast.inspector, now=NOW)
    kinds = {Role.GROUP_MEMBER: Body.Role.SURVEILLANCE, Role.HEALTHWATCH: Body.Role.HEALTHWATCH}
    body = Body.objects.create(
        code="AREA-1", name="Midshire", role=kinds.get(role, Body.Role.COMMISSIONER), is_demonstration=True
    )
    if role is Role.GROUP_MEMBER:
        # A group sees its region; the other trust is moved out of it.
        Body.objects.filter(pk=body.pk).update(region=cast.failing.region)
        cast.steady.region = Region.objects.exclude(pk=cast.failing.region_id).first()
        cast.steady.save(update_fields=["region"])
    else:
        set_area(body=body, trusts=[cast.failing], on=date(2015, 4, 1), by=System("test"), now=NOW)
    client = client_of(of_body(role, body, "somebody@area.example"))
    listed = read(client, LIST)
    assert "X01 NHS Trust" in listed
    assert "X02" not in listed
    assert "Waiting for your decision" not in listed
    page = read(client, at(case))
    assert "Entered special measures on 16 March 2026: We agree." in page
    assert "Care is safe now." not in page
    assert "is asked since" not in page
    assert "The leaders stay." not in page
    assert "What people judge is told once it is decided." in page
    assert "Appoint an improvement director" not in page
    assert "How nights are staffed." in page
    assert "Shown, not decided yet" in page
    assert "Two more nurses each night." not in page
    assert client.get(at(other)).status_code == 404
    for rest in ("director", "partners", "reviews", "board", "licence"):
        assert client.get(at(case, rest)).status_code == 404
        assert send(client, at(case, rest), name="X").status_code == 404


def test_a_merged_trusts_case_is_seen_and_decided_by_its_followers_body(cast: Cast) -> None:
    case = inside(cast)
    recommend_exit(case=case, reason="Care is safe now.", on=TODAY, by=cast.inspector, now=NOW)
    record_succession(from_code="X01", to_code="X03", on=TODAY, by=System("test"), now=NOW)
    page = read(cast.monitors, at(case))
    assert "Trust X03 NHS Trust followed this trust and answers for its case." in page
    assert "Care is safe now." in page
    made = case.recommendations.get(kind="exit")
    assert cast.authoritys.get(to_decide(made)).status_code == 404
    assert send(cast.monitors, to_decide(made), agreed="yes", reason="It holds.").status_code == 302


def test_a_director_is_appointed_and_the_appointment_ended(cast: Cast) -> None:
    case = inside(cast)
    address = at(case, "director")
    assert "Give the director's name" in text_of(send(cast.authoritys, address, step="appoint", name=""))
    assert send(cast.authoritys, address, step="appoint", name="Dr A. Smith", words="Leads.").status_code == 302
    assert "Dr A. Smith" in read(cast.authoritys, at(case))
    second = text_of(send(client_of(cast.bodies.noel), address, step="appoint", name="Dr B. Jones"))
    assert "Another improvement director is appointed. End that appointment first." in second
    assert 'value="Dr B. Jones"' in second
    assert send(cast.authoritys, address, step="end", reason="The work is done.").status_code == 302
    again = text_of(send(cast.authoritys, address, step="end", reason="The work is done."))
    assert "Somebody else has just recorded this. Read it first." in again
    assert ImprovementDirector.objects.get().end_reason == "The work is done."


def test_a_partner_promises_does_it_and_the_contract_ends(cast: Cast) -> None:
    case = inside(cast)
    make_trust("X09", wards=0, demonstration=True)
    make_trust("RX1", wards=0)
    address = at(case, "partners")
    form = read(cast.authoritys, address)
    assert "(X09)" in form
    assert "(X01)" not in form
    assert "(RX1)" not in form, "real and invented trusts are never together"
    wrong = text_of(send(cast.authoritys, address, partner="RX1", words="Help."))
    assert "Choose a trust of the list" in wrong
    assert send(cast.authoritys, address, partner="X09", words="Theatres.").status_code == 302
    contract = case.partnerships.get()
    page = at(case, "partners", contract.public_id)
    made = cast.authoritys.post(page, {"step": "promise", "what": "Train forty nurses.", "due_on": "2026-11-20"})
    assert (made.status_code, made["Location"]) == (302, page)
    early = cast.authoritys.post(page, {"step": "promise", "what": "Visit.", "due_on": "2026-01-01"})
    assert "This contract began on 20 November 2026." in text_of(early)
    promise = PartnerPromise.objects.get()
    sent = {"step": "done", "promise": str(promise.public_id), "words": "Forty-one were."}
    assert send(cast.authoritys, page, **sent).status_code == 302
    assert "Somebody else has just recorded this" in text_of(send(cast.authoritys, page, **sent))
    assert "20 November 2026: Forty-one were." in read(cast.authoritys, at(case))
    assert send(cast.authoritys, page, step="end", reason="It is done.").status_code == 302
    ended = read(cast.authoritys, page)
    assert "It is done." in ended
    assert "Write it down" not in ended


def test_a_review_is_asked_for_and_what_it_found_kept_with_its_file(cast: Cast) -> None:
    case = inside(cast)
    early = {"reviewer": "The Good Governance Office", "words": "The Board.", "due_on": "2026-11-01"}
    refused = text_of(send(cast.authoritys, at(case, "reviews"), **early))
    assert "it cannot be due before that day" in refused
    assert "The Good Governance Office" in refused
    assert send(cast.authoritys, at(case, "reviews"), **{**early, "due_on": "2027-01-10"}).status_code == 302
    page = at(case, "reviews", case.reviews.get().public_id)
    file = SimpleUploadedFile("review.pdf", b"%PDF")
    assert (
        send(
            cast.authoritys, page, finding="Two posts are vacant.", file_1=file, file_1_shows="The report."
        ).status_code
        == 302
    )
    told = read(cast.authoritys, page)
    assert "Two posts are vacant." in told
    assert "Record it" not in told
    piece = case.reviews.get().attachments.get()
    assert cast.authoritys.get(at(case, "files", piece.public_id)).content == b"%PDF"
    assert cast.monitors.get(at(case, "files", piece.public_id)).status_code == 404
    second = text_of(send(cast.authoritys, page, finding="Three posts."))
    assert "Somebody else has just recorded this." in second
    assert "Three posts." in second


def test_the_board_is_asked_shows_and_is_accepted(cast: Cast) -> None:
    case = inside(cast)
    assert send(cast.authoritys, at(case, "board"), asked="How nights are staffed.").status_code == 302
    found = case.demonstrations.get()
    page = at(case, "board", found.public_id)
    assert "The Board has not shown it yet." in read(cast.authoritys, page)
    early = text_of(send(cast.authoritys, page, accepted="yes", words="Good."))
    assert "The Board has not shown this yet." in early
    signatory = make_person("board@x01.example", Role.SIGNATORY, trust=cast.failing)
    show_board(demonstration=found, shown="Two more nurses each night.", on=TODAY, by=signatory, now=NOW)
    assert "Two more nurses each night." in read(cast.authoritys, page)
    assert "Give the reason" in text_of(send(cast.authoritys, page, accepted="no", words=""))
    assert send(cast.authoritys, page, accepted="no", words="Weekends are missing.").status_code == 302
    assert "Not accepted on 20 November 2026" in read(cast.authoritys, page)
    assert "Somebody else has just recorded this." in text_of(
        send(client_of(cast.bodies.noel), page, accepted="yes", words="Good.")
    )


def test_a_condition_is_added_to_a_licence_after_a_warning_notice_and_lifted(cast: Cast) -> None:
    case, other = inside(cast, cast.founded), inside(cast)
    assert cast.authoritys.get(at(other, "licence")).status_code == 404, "an NHS trust has no licence"
    address = at(case, "licence")
    assert "no condition can be added" in read(cast.monitors, address)
    notice = make_notice(cast.founded, issued_at=NOW - timedelta(days=3))
    sent = {"step": "impose", "notice": notice.reference, "text": "Name a director of nursing.", "reason": "None is."}
    assert "Say what the trust must do" in text_of(send(cast.monitors, address, **{**sent, "text": ""}))
    assert send(cast.monitors, address, **sent).status_code == 302
    assert "Name a director of nursing. From 20 November 2026" in read(cast.monitors, address)
    (condition,) = cast.founded.licence_conditions.all()
    lifted = {"step": "lift", "condition": str(condition.public_id), "reason": "One is named."}
    assert send(cast.monitors, address, **lifted).status_code == 302
    assert "Somebody else has just recorded this." in text_of(send(cast.monitors, address, **lifted))


def test_nothing_is_arranged_before_the_trust_entered(cast: Cast) -> None:
    made = recommended(cast)
    assert "Appoint an improvement director" not in read(cast.authoritys, at(made.case))
    refused = text_of(send(cast.authoritys, at(made.case, "board"), asked="How nights are staffed."))
    assert "This case is now: recommended, not decided." in refused
    assert "How nights are staffed." in refused


def test_once_it_left_nothing_more_is_arranged_and_the_case_stays_listed(cast: Cast) -> None:
    case = inside(cast)
    made = recommend_exit(case=case, reason="Care is safe now.", on=TODAY, by=cast.inspector, now=NOW)
    decide(recommendation=made, agreed=True, reason="It holds.", on=TODAY, by=cast.bodies.nina, now=NOW)
    page = read(cast.authoritys, at(case))
    assert "Left on 20 November 2026: It holds." in page
    assert "Add a partner trust" not in page
    assert case.reference in read(cast.authoritys, LIST)


@pytest.mark.parametrize("rest", ["decide", "partners", "reviews", "board", "files"])
def test_what_is_not_there_is_not_found(cast: Cast, rest: str) -> None:
    case = inside(cast)
    assert cast.authoritys.get(at(case, rest, "00000000-0000-4000-8000-000000000000")).status_code == 404
    assert cast.authoritys.get(f"{LIST}SM-1999-0001/").status_code == 404
