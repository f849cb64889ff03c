"""Teams and the pool: who joins, whom a conflict of interest keeps out, whom to ask."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from inspections.conflicts import Tie, conflicts_among
from inspections.interests import conflicts_of, declare_interest, end_interest
from inspections.models import Inspection, Interest, PoolMember, TeamMember
from inspections.pool import candidates, change_skills, join_pool, leave_pool, offer_days, withdraw_days
from inspections.programme_settings import settings_on
from inspections.skills import skills
from inspections.states.inspection import InspectionState
from inspections.teams import ROLES, add_to_team, had_part_in_a_visit, remove_from_team
from oversight.accounts.models import Membership, Person, Role
from oversight.clock import london_date
from oversight.organisations.models import Body, Succession
from oversight.records.models import AuditEntry
from oversight.returns.refusals import Refused
from ratings.rules.months import months_after
from tests.inspections.core.refusing import refused
from tests.inspections.making import NOW, Scene, a_scene, an_inspection
from tests.returns.making import make_person
from tests.returns.test_at_once import at_once

S = InspectionState
TODAY = london_date(NOW)
MONTHS = settings_on(TODAY).interest_counts_for_months


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


@pytest.fixture
def inspection(scene: Scene) -> Inspection:
    return an_inspection(scene, S.ANNOUNCED)


def adviser(email: str = "adviser@example.org", role: Role = Role.SPECIALIST_ADVISER) -> Person:
    return make_person(email, role, body=Body.objects.get(code="CQC"))


def in_the_pool(scene: Scene, person: Person, *chosen: str) -> PoolMember:
    return join_pool(person=person, kind=PoolMember.Kind.SPECIALIST_ADVISER, skill_codes=chosen, by=scene.lead, now=NOW)


def joins(
    scene: Scene, inspection: Inspection, person: Person, role: TeamMember.Role = TeamMember.Role.SPECIALIST
) -> TeamMember:
    return add_to_team(inspection=inspection, person=person, role=role, by=scene.lead, now=NOW)


def test_a_person_joins_in_a_part_that_their_role_allows(scene: Scene, inspection: Inspection) -> None:
    expert = adviser("expert@example.org", Role.EXPERT_BY_EXPERIENCE)
    joins(scene, inspection, adviser(), TeamMember.Role.CLINICIAN)
    joins(scene, inspection, expert, TeamMember.Role.EXPERT)
    joins(scene, inspection, scene.chief, TeamMember.Role.CHAIR)
    assert TeamMember.objects.on(TODAY).filter(inspection=inspection).count() == 5
    with refused("role"):
        joins(scene, inspection, adviser("other@example.org"), TeamMember.Role.INSPECTOR)
    with refused("role"):
        joins(scene, inspection, adviser("third@example.org"), TeamMember.Role.EXPERT)
    with refused("role"):
        joins(scene, inspection, a_scene("RX2").signatory, TeamMember.Role.CLINICIAN)


def test_every_part_in_a_team_says_which_role_it_needs() -> None:
    assert set(ROLES) == set(TeamMember.Role)
    assert all(ROLES.values())


def test_a_person_joins_once_and_a_team_has_one_lead(scene: Scene, inspection: Inspection) -> None:
    with refused("in_team"):
        joins(scene, inspection, scene.second, TeamMember.Role.ANALYST)
    with refused("one_lead"):
        joins(scene, inspection, scene.manager, TeamMember.Role.LEAD)
    lead = inspection.team.get(role="lead")
    remove_from_team(place=lead, by=scene.second, now=NOW)
    assert joins(scene, inspection, scene.manager, TeamMember.Role.LEAD).role == "lead"
    # Who left comes back as a new member: who was there when stays known.
    joins(scene, inspection, scene.lead, TeamMember.Role.INSPECTOR)
    assert inspection.team.filter(person=scene.lead).count() == 2
    with refused("left"):
        remove_from_team(place=lead, by=scene.second, now=NOW)


def test_who_may_not_plan_builds_no_team_and_a_published_one_stays(scene: Scene, inspection: Inspection) -> None:
    place = inspection.team.get(role="inspector")
    for by in (scene.signatory, adviser()):
        with refused("not_allowed"):
            add_to_team(inspection=inspection, person=scene.manager, role="analyst", by=by, now=NOW)  # type: ignore[arg-type]
        with refused("not_allowed"):
            remove_from_team(place=place, by=by, now=NOW)
    published = an_inspection(scene, S.PUBLISHED)
    with refused("moved_on"):
        joins(scene, published, scene.manager, TeamMember.Role.ANALYST)


@pytest.mark.parametrize("kind", list(Interest.Kind))
def test_a_conflict_of_interest_is_refused_and_named(scene: Scene, inspection: Inspection, kind: Interest.Kind) -> None:
    person = adviser()
    declare_interest(person=person, trust=scene.trust, kind=kind, by=person, now=NOW)
    with pytest.raises(Refused, match="no exception") as refusal:
        joins(scene, inspection, person)
    assert refusal.value.code == "conflict"
    assert kind.label.lower() in refusal.value.message
    assert scene.trust.shown_name in refusal.value.message
    elsewhere = an_inspection(a_scene("RX2"), S.ANNOUNCED)
    assert joins(scene, elsewhere, person).person == person


def test_a_role_at_the_trust_is_a_conflict_that_nobody_need_declare(scene: Scene, inspection: Inspection) -> None:
    body = Body.objects.get(code="CQC")
    Membership.objects.create(person=scene.preparer, body=body, role=Role.SPECIALIST_ADVISER, from_on=date(2020, 1, 1))
    with refused("conflict"):
        joins(scene, inspection, scene.preparer)
    scene.preparer.memberships.filter(trust=scene.trust).update(to_on=months_after(TODAY, -MONTHS) - timedelta(days=1))
    assert joins(scene, inspection, scene.preparer)


def test_a_tie_to_a_trust_that_merged_into_this_one_counts(scene: Scene, inspection: Inspection) -> None:
    older = a_scene("RX2")
    person = adviser()
    declare_interest(person=person, trust=older.trust, kind=Interest.Kind.EMPLOYMENT, by=person, now=NOW)
    assert conflicts_of(person, scene.trust, TODAY) == ()
    Succession.objects.create(predecessor=older.trust, successor=scene.trust, on=TODAY)
    assert [tie.trust_id for tie in conflicts_of(person, scene.trust, TODAY)] == [older.trust.pk]
    with refused("conflict"):
        joins(scene, inspection, person)


def test_an_interest_declared_later_ends_the_place_in_the_team_at_once(scene: Scene, inspection: Inspection) -> None:
    person = adviser()
    joins(scene, inspection, person)
    other = an_inspection(a_scene("RX2"), S.ON_SITE)
    joins(scene, other, person)
    declare_interest(person=person, trust=scene.trust, kind=Interest.Kind.FAMILY, by=person, now=NOW)
    assert set(Inspection.objects.visible_to(person, TODAY)) == {other}
    assert AuditEntry.objects.filter(action="team.left", subject_id__startswith=inspection.reference).exists()


def test_interests_are_declared_by_oneself_or_by_who_plans(scene: Scene) -> None:
    person = adviser()
    with refused("not_allowed"):
        declare_interest(person=scene.lead, trust=scene.trust, kind=Interest.Kind.FAMILY, by=person, now=NOW)
    made = declare_interest(person=person, trust=scene.trust, kind=Interest.Kind.FAMILY, by=scene.lead, now=NOW)
    with refused("known"):
        declare_interest(person=person, trust=scene.trust, kind=Interest.Kind.FAMILY, by=person, now=NOW)
    with refused("dates"):
        declare_interest(
            person=person,
            trust=scene.trust,
            kind=Interest.Kind.CONTRACT,
            by=person,
            now=NOW,
            from_on=TODAY,
            to_on=TODAY - timedelta(days=1),
        )
    with refused("dates"):
        end_interest(interest=made, last_day=TODAY + timedelta(days=1), by=person, now=NOW)
    with refused("not_allowed"):
        end_interest(interest=made, last_day=TODAY, by=scene.preparer, now=NOW)
    end_interest(interest=made, last_day=TODAY, by=person, now=NOW)
    assert conflicts_of(person, scene.trust, TODAY)
    assert conflicts_of(person, scene.trust, months_after(TODAY, MONTHS))
    assert not conflicts_of(person, scene.trust, months_after(TODAY, MONTHS) + timedelta(days=1))


@given(
    to_on=st.none() | st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    on=st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    months=st.integers(0, 60),
    ours=st.booleans(),
)
def test_a_tie_counts_until_the_months_after_its_end_are_over(
    to_on: date | None, on: date, months: int, ours: bool
) -> None:
    tie = Tie("Works for the trust", 1 if ours else 2, "A trust", None, to_on)
    counts = bool(conflicts_among([tie], trust_ids=frozenset({1}), on=on, counts_for_months=months))
    assert counts == (ours and (to_on is None or on <= months_after(to_on, months)))


def test_people_join_the_pool_with_skills_of_the_list(scene: Scene) -> None:
    person = adviser()
    member = in_the_pool(scene, person, "surgery", "midwifery")
    assert member.skills == [code for code in skills() if code in {"surgery", "midwifery"}]
    with refused("skill"):
        change_skills(member=member, skill_codes=["juggling"], by=person, now=NOW)
    assert change_skills(member=member, skill_codes=["surgery"], by=person, now=NOW).skills == ["surgery"]
    with refused("role"):
        in_the_pool(scene, scene.lead)
    with refused("not_allowed"):
        join_pool(person=person, kind=PoolMember.Kind.SPECIALIST_ADVISER, skill_codes=[], by=person, now=NOW)
    with refused("not_allowed"):
        leave_pool(member=member, by=scene.preparer, now=NOW)
    leave_pool(member=member, by=person, now=NOW)
    assert in_the_pool(scene, person).left_on is None
    assert PoolMember.objects.count() == 1


def test_days_that_touch_become_one_offer(scene: Scene) -> None:
    person = adviser()
    member = in_the_pool(scene, person)
    day = TODAY + timedelta(days=10)
    offer_days(member=member, first=day, last=day + timedelta(days=4), by=person, now=NOW)
    offer_days(member=member, first=day + timedelta(days=20), last=day + timedelta(days=22), by=person, now=NOW)
    made = offer_days(member=member, first=day + timedelta(days=3), last=day + timedelta(days=20), by=person, now=NOW)
    assert (made.from_on, made.to_on) == (day, day + timedelta(days=22))
    assert member.availabilities.count() == 1
    with refused("dates"):
        offer_days(member=member, first=day, last=day - timedelta(days=1), by=person, now=NOW)
    with refused("dates"):
        offer_days(member=member, first=date(2026, 1, 1), last=date(2026, 2, 1), by=person, now=NOW)
    withdraw_days(availability=made, by=person, now=NOW)
    assert not member.availabilities.exists()


def test_candidates_say_who_can_be_asked_and_what_speaks_against_the_others(scene: Scene) -> None:
    inspection = an_inspection(scene, S.ANNOUNCED)
    Inspection.objects.filter(pk=inspection.pk).update(starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 3))
    inspection.refresh_from_db()
    free, busy, tied, away, left = (adviser(f"{name}@example.org") for name in ("free", "busy", "tied", "away", "left"))
    for person in (free, busy, tied, away, left):
        member = in_the_pool(scene, person, "surgery")
        first = date(2026, 12, 2) if person is away else date(2026, 12, 1)
        offer_days(member=member, first=first, last=date(2026, 12, 3), by=person, now=NOW)
    leave_pool(member=left.in_the_pool, by=left, now=NOW)  # type: ignore[attr-defined]
    declare_interest(person=tied, trust=scene.trust, kind=Interest.Kind.CARE, by=tied, now=NOW)
    other = an_inspection(a_scene("RX2"), S.ANNOUNCED)
    Inspection.objects.filter(pk=other.pk).update(starts_on=date(2026, 12, 3), ends_on=date(2026, 12, 9))
    joins(scene, other, busy)
    found = {each.member.person: each for each in candidates(inspection=inspection, on=TODAY, skill="surgery")}
    assert list(found) == [free, away, busy, tied]
    assert found[free].can_be_asked
    assert found[away].available is False
    assert found[busy].elsewhere == (other,)
    assert found[tied].conflicts
    assert not any(found[person].can_be_asked for person in (away, busy, tied))
    assert candidates(inspection=inspection, on=TODAY, skill="midwifery") == []
    assert candidates(inspection=inspection, on=TODAY, kind=PoolMember.Kind.EXPERT_BY_EXPERIENCE) == []
    joins(scene, inspection, free)
    assert free not in {each.member.person for each in candidates(inspection=inspection, on=TODAY)}


def test_candidates_are_found_in_as_many_questions_for_many_as_for_few(scene: Scene, inspection: Inspection) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            candidates(inspection=inspection, on=TODAY)
        return len(queries)

    in_the_pool(scene, adviser("first@example.org"))
    asked()  # reads the inspection's trust, which is then known
    few = asked()
    for number in range(5):
        in_the_pool(scene, adviser(f"a{number}@example.org"))
    assert asked() == few


def test_who_left_the_team_before_the_first_visit_is_independent_of_it(scene: Scene, inspection: Inspection) -> None:
    visit = inspection.visits.get()
    assert visit.began_at is not None
    first = london_date(visit.began_at)
    place = TeamMember.objects.create(
        inspection=inspection,
        person=scene.manager,
        role=TeamMember.Role.ANALYST,
        added_on=first - timedelta(days=9),
        left_on=first - timedelta(days=1),
        added_by=scene.lead,
    )
    assert not had_part_in_a_visit(inspection, scene.manager)
    visit.people.add(scene.manager)
    assert had_part_in_a_visit(inspection, scene.manager)
    visit.people.remove(scene.manager)
    assert not had_part_in_a_visit(inspection, scene.manager)
    TeamMember.objects.filter(pk=place.pk).update(left_on=first)
    assert had_part_in_a_visit(inspection, scene.manager)


def test_before_a_visit_who_is_in_the_team_has_a_part_and_who_left_has_none(scene: Scene) -> None:
    coming = Inspection.objects.create(
        trust=scene.trust,
        kind=Inspection.Kind.FOCUSED,
        is_announced=False,
        state_at=NOW,
        team_size=1,
        days=1,
        planned_by=scene.lead,
        planned_at=NOW,
    )
    place = joins(scene, coming, scene.manager, TeamMember.Role.LEAD)
    assert had_part_in_a_visit(coming, scene.manager)
    remove_from_team(place=place, by=scene.lead, now=NOW)
    assert not had_part_in_a_visit(coming, scene.manager)


def test_who_was_in_the_team_or_on_a_visit_is_known_for_good(scene: Scene, inspection: Inspection) -> None:
    assert had_part_in_a_visit(inspection, scene.lead)
    assert not had_part_in_a_visit(inspection, scene.manager)
    place = joins(scene, inspection, scene.manager, TeamMember.Role.ANALYST)
    remove_from_team(place=place, by=scene.lead, now=NOW)
    assert had_part_in_a_visit(inspection, scene.manager)


@pytest.mark.django_db(transaction=True)
def test_an_interest_declared_while_somebody_joins_never_leaves_them_in_the_team() -> None:
    scene = a_scene()
    for number in range(4):
        inspection = an_inspection(scene, S.ANNOUNCED)
        person = adviser(f"adviser{number}@example.org")
        outcomes = at_once(
            lambda person=person, inspection=inspection: joins(scene, inspection, person),
            lambda person=person: declare_interest(
                person=person, trust=scene.trust, kind=Interest.Kind.FAMILY, by=person, now=NOW
            ),
        )
        assert not isinstance(outcomes[1], Exception)
        assert getattr(outcomes[0], "code", "conflict") == "conflict"
        assert not TeamMember.objects.on(TODAY).filter(inspection=inspection, person=person).exists()
