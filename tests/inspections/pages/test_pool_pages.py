"""Keeping the pool: who is in it, what they bring, when they can come, and their interests."""

from __future__ import annotations

from inspections.models import Interest, PoolMember
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person, Role
from oversight.organisations.models import Body
from tests.inspections.making import an_inspection
from tests.inspections.pages.conftest import Desk
from tests.returns.making import make_person

POOL = "/inspect/inspections/pool/"


def an_expert(email: str = "expert@x.example") -> Person:
    return make_person(email, Role.EXPERT_BY_EXPERIENCE, body=Body.objects.get(code="CQC"))


def join(desk: Desk, person: Person) -> PoolMember:
    told = desk.post(desk.scene.lead, POOL, person=person.public_id, skill_codes=["surgery"], experience="Two stays")
    assert "is in the pool" in told.content.decode()
    return PoolMember.objects.get(person=person)


def test_an_expert_joins_as_what_their_role_says(desk: Desk) -> None:
    expert = an_expert()
    member = join(desk, expert)
    assert member.kind == PoolMember.Kind.EXPERT_BY_EXPERIENCE
    page = desk.get(desk.scene.lead, f"{POOL}?skill=surgery")
    assert "Expert" in page
    assert "Has offered no days" in page
    assert "Nobody of the pool answers to this" in desk.get(desk.scene.lead, f"{POOL}?skill=midwifery")
    assert "Choose a person" in desk.post(desk.scene.lead, POOL, person="").content.decode()


def test_they_offer_days_take_them_back_and_change_their_skills_themselves(desk: Desk) -> None:
    expert = an_expert()
    member = join(desk, expert)
    own = f"{POOL}{expert.public_id}/"
    assert "Your offer to take part" in desk.get(expert, own)
    assert "Your days, skills and interests" in desk.get(expert, "/inspect/inspections/")
    told = desk.post(expert, own, change="days", first="2026-12-05", last="2026-12-01").content.decode()
    assert "Give a first and a last day" in told
    desk.post(expert, own, change="days", first="2026-12-01", last="2026-12-05")
    assert "1 December 2026 to 5 December 2026" in desk.get(desk.scene.lead, POOL)
    desk.post(expert, own, change="withdraw", which=member.availabilities.get().pk)
    assert not member.availabilities.exists()
    assert "taken back before" in desk.post(expert, own, change="withdraw", which="1x").content.decode()
    desk.post(expert, own, change="skills", skill_codes=["midwifery"])
    member.refresh_from_db()
    assert member.skills == ["midwifery"]


def test_an_interest_ends_their_place_in_open_inspections(desk: Desk) -> None:
    expert = an_expert()
    join(desk, expert)
    inspection = an_inspection(desk.scene, InspectionState.ON_SITE)
    desk.post(
        desk.scene.lead,
        f"/inspect/inspections/{inspection.reference}/team/pool/",
        member=expert.public_id,
        role="expert",
    )
    own = f"{POOL}{expert.public_id}/"
    told = desk.post(expert, own, change="interest", trust="RX1", kind="care").content.decode()
    assert "out of inspections of RX1 Trust" in told
    assert desk.as_person(expert).get(f"/inspect/inspections/{inspection.reference}/").status_code == 404
    again = desk.post(expert, own, change="interest", trust="RX1", kind="care").content.decode()
    assert "This interest is on record already" in again
    desk.post(expert, own, change="end", which=Interest.objects.get().pk)
    assert Interest.objects.get().to_on is not None
    assert "Nothing was changed" in desk.post(expert, own, change="all").content.decode()


def test_nobody_sees_anothers_offer_and_who_left_is_not_listed(desk: Desk) -> None:
    expert, other = an_expert(), an_expert("other@x.example")
    join(desk, expert)
    assert desk.as_person(other).get(f"{POOL}{expert.public_id}/").status_code == 404
    assert desk.as_person(other).get(POOL).status_code in (403, 404)
    desk.post(expert, f"{POOL}{expert.public_id}/", change="leave")
    assert "0 people offered" in desk.get(desk.scene.lead, POOL)
    join(desk, expert)
