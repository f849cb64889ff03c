"""Who sees which inspection; and that an unannounced one is nowhere for its trust before the team is on site."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.apps import apps
from django.db.models import Model

from inspections.evidence import Found, save_evidence
from inspections.interests import declare_interest
from inspections.models import EvidencePiece, EvidenceVersion, Inspection, Interest, TeamMember, Visit
from inspections.programme import Days, Scope, announce, cancel, plan_inspection
from inspections.programme_board import programme_board
from inspections.programme_settings import settings_on
from inspections.references import describe_evidence, describe_inspection
from inspections.replanning import replan, reschedule
from inspections.risk import TrustStanding, risk_of
from inspections.states.inspection import InspectionState
from inspections.teams import add_to_team, remove_from_team
from inspections.visiting import begin_visit, end_visit, plan_visit, reschedule_visit
from oversight.accounts.models import Membership, Message, Person, Role
from oversight.clock import london_date
from oversight.organisations.models import Body, Succession
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.records.outbox import deliver_waiting
from oversight.records.references import Reference, registered_kinds, resolve
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, new_id
from tests.returns.making import make_person

S = InspectionState
TODAY = london_date(NOW)


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


@pytest.fixture
def adviser(scene: Scene) -> Person:
    return make_person("adviser@example.org", Role.SPECIALIST_ADVISER, body=Body.objects.get(code="CQC"))


def seen_by(person: Person, on: date = TODAY) -> set[Inspection]:
    return set(Inspection.objects.visible_to(person, on))


def test_the_regulators_inspectors_see_all(scene: Scene) -> None:
    inspections = {an_inspection(scene, S.PLANNED, announced=False), an_inspection(a_scene("RX2"), S.PUBLISHED)}
    for person in (scene.lead, scene.manager, scene.chief):
        assert seen_by(person) == inspections


@pytest.mark.parametrize("role", [Role.HEALTHWATCH, Role.COMMISSIONER, Role.OVERSIGHT_BODY, Role.ADMINISTRATOR])
def test_others_see_none(scene: Scene, role: Role) -> None:
    an_inspection(scene, S.PUBLISHED)
    person = make_person("other@example.org", role, body=Body.objects.get(code="CQC"))
    assert seen_by(person) == set()
    assert seen_by(make_person("nobody@example.org")) == set()


def test_specialists_see_their_own_inspections_from_joining_to_leaving(scene: Scene, adviser: Person) -> None:
    own, other = an_inspection(scene, S.PLANNED, announced=False), an_inspection(scene, S.ON_SITE)
    place = add_to_team(inspection=own, person=adviser, role=TeamMember.Role.SPECIALIST, by=scene.lead, now=NOW)
    assert seen_by(adviser) == {own} != {other}
    assert set(Inspection.objects.worked_on_by(adviser, TODAY)) == {own}
    remove_from_team(place=place, by=scene.lead, now=NOW)
    assert seen_by(adviser) == set()


def test_the_role_ended_so_the_team_shows_nothing_any_more(scene: Scene, adviser: Person) -> None:
    own = an_inspection(scene, S.ON_SITE)
    add_to_team(inspection=own, person=adviser, role=TeamMember.Role.SPECIALIST, by=scene.lead, now=NOW)
    adviser.memberships.update(to_on=TODAY - timedelta(days=1))
    assert seen_by(adviser) == set()


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize(
    ("state", "when_announced", "when_not"),
    [
        (S.PLANNED, False, False),
        (S.ANNOUNCED, True, None),
        (S.ON_SITE, True, True),
        (S.DRAFTING, True, True),
        (S.FACTUAL_ACCURACY_OPEN, True, True),
        (S.PUBLISHED, True, True),
    ],
)
def test_a_trust_sees_its_own_once_it_was_told(
    scene: Scene, state: S, announced: bool, when_announced: bool, when_not: bool | None
) -> None:
    expected = when_announced if announced else when_not
    if expected is None:
        return
    inspection = an_inspection(scene, state, announced=announced)
    for person in (scene.preparer, scene.signatory):
        assert (inspection in seen_by(person)) is expected
        assert not Inspection.objects.worked_on_by(person, TODAY).exists()
    stranger = a_scene("RX2")
    assert seen_by(stranger.signatory) == set()


def test_a_cancelled_inspection_stays_unknown_to_who_did_not_know_it(scene: Scene) -> None:
    known, unknown = an_inspection(scene, S.ANNOUNCED), an_inspection(scene, S.PLANNED)
    for inspection in (known, unknown):
        cancel(inspection=inspection, reason="Snow.", by=scene.lead, now=NOW)
    assert seen_by(scene.signatory) == {known}


def test_a_successors_people_see_the_inspections_of_the_trust_that_theirs_followed(scene: Scene) -> None:
    successor = a_scene("RX2")
    inspection = an_inspection(scene, S.PUBLISHED)
    assert seen_by(successor.signatory) == set()
    Succession.objects.create(predecessor=scene.trust, successor=successor.trust, on=TODAY)
    assert seen_by(successor.signatory) == {inspection}


def test_somebody_of_the_trust_in_a_team_elsewhere_sees_both(scene: Scene) -> None:
    """A clinician who works at one trust inspects another: each inspection by its own right."""
    other = a_scene("RX2")
    elsewhere, own = an_inspection(other, S.PLANNED, announced=False), an_inspection(scene, S.ANNOUNCED)
    hidden = an_inspection(scene, S.PLANNED, announced=False)
    clinician = scene.preparer
    Membership.objects.create(
        person=clinician, body=Body.objects.get(code="CQC"), role=Role.SPECIALIST_ADVISER, from_on=date(2020, 1, 1)
    )
    add_to_team(inspection=elsewhere, person=clinician, role=TeamMember.Role.CLINICIAN, by=other.lead, now=NOW)
    assert seen_by(clinician) == {elsewhere, own}
    assert hidden not in seen_by(clinician)
    assert set(Inspection.objects.worked_on_by(clinician, TODAY)) == {elsewhere}


def test_a_trust_sees_an_unannounced_visit_once_it_began(scene: Scene) -> None:
    inspection = an_inspection(scene, S.ON_SITE)
    unannounced = a_visit(scene, inspection, announced=False)
    announced = a_visit(scene, inspection, announced=True)

    def visits(person: Person) -> set[Visit]:
        return set(Visit.objects.visible_to(person, TODAY).exclude(began_at__lt=NOW))

    assert visits(scene.signatory) == {announced}
    assert visits(scene.lead) == {announced, unannounced}
    begin_visit(visit=unannounced, by=scene.lead, now=NOW)
    assert visits(scene.signatory) == {announced, unannounced}


def test_evidence_is_seen_by_those_who_work_on_the_inspection(scene: Scene, adviser: Person) -> None:
    inspection = an_inspection(scene, S.ON_SITE)
    saved = save_evidence(
        piece_id=new_id(),
        save_id=new_id(),
        inspection=inspection,
        found=Found("The door was open.", EvidenceVersion.Kind.OBSERVATION, NOW),
        by=scene.lead,
        now=NOW,
    )
    assert list(EvidencePiece.objects.visible_to(scene.manager, TODAY)) == [saved.piece]
    for person in (scene.signatory, scene.preparer, adviser):
        assert not EvidencePiece.objects.visible_to(person, TODAY).exists()
    add_to_team(inspection=inspection, person=adviser, role=TeamMember.Role.SPECIALIST, by=scene.lead, now=NOW)
    assert list(EvidencePiece.objects.visible_to(adviser, TODAY)) == [saved.piece]


def a_visit(scene: Scene, inspection: Inspection, *, announced: bool, starts_at: datetime | None = None) -> Visit:
    starts_at = starts_at or NOW + timedelta(hours=12)
    return plan_visit(
        visit_id=new_id(),
        inspection=inspection,
        site=scene.site,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=6),
        is_announced=announced,
        by=scene.lead,
        now=NOW,
        purpose="See the night staffing.",
    )


def _everything_done_before_the_visit(scene: Scene) -> Inspection:
    """Do with an unannounced inspection all that can be done with it before the team is on site."""
    inspection = plan_inspection(
        trust=scene.trust,
        kind=Inspection.Kind.FOCUSED,
        is_announced=False,
        scope=[Scope(scene.site, ("surgery",))],
        risk=risk_of(TrustStanding(code="RX1"), on=TODAY, settings=settings_on(TODAY)),
        days=Days(TODAY, TODAY),
        by=scene.lead,
        now=NOW,
    )
    for person, role in ((scene.lead, TeamMember.Role.LEAD), (scene.second, TeamMember.Role.INSPECTOR)):
        add_to_team(inspection=inspection, person=person, role=role, by=scene.lead, now=NOW)
    replan(
        inspection=inspection,
        by=scene.lead,
        now=NOW,
        wave=None,
        due_by=TODAY,
        due_reason="A concern",
        team_size=5,
        length=1,
        is_announced=False,
    )
    reschedule(inspection=inspection, days=Days(TODAY, TODAY + timedelta(days=1)), by=scene.lead, now=NOW)
    visit = a_visit(scene, inspection, announced=False)
    reschedule_visit(
        visit=visit,
        starts_at=NOW + timedelta(hours=13),
        ends_at=NOW + timedelta(hours=20),
        reason="To see the night",
        by=scene.lead,
        now=NOW,
    )
    save_evidence(
        piece_id=new_id(),
        save_id=new_id(),
        inspection=inspection,
        found=Found("Four concerns about nights.", EvidenceVersion.Kind.DATA, NOW, site=scene.site),
        by=scene.second,
        now=NOW,
    )
    declare_interest(person=scene.manager, trust=scene.trust, kind=Interest.Kind.FAMILY, by=scene.manager, now=NOW)
    return inspection


def test_an_unannounced_inspection_is_nowhere_for_the_trust_before_the_team_is_on_site(scene: Scene) -> None:
    inspection = _everything_done_before_the_visit(scene)
    deliver_waiting(now=NOW)
    of_the_trust = [scene.preparer, scene.signatory]
    for person in of_the_trust:
        assert not Inspection.objects.visible_to(person, TODAY).exists()
        assert not Visit.objects.visible_to(person, TODAY).exists()
        assert not EvidencePiece.objects.visible_to(person, TODAY).exists()
        assert programme_board(person=person, on=TODAY).entries == ()
        assert sum(programme_board(person=person, on=TODAY).counts.values()) == 0
    assert not Inspection.objects.shown_to_the_trust().exists()
    # No message to anybody of the trust, and none at all that names it.
    assert not Message.objects.filter(person__in=of_the_trust).exists()
    assert not any(names(scene, message.subject, *message.context.values()) for message in Message.objects.all())
    # What is told of it in audit entries and events are ids, codes of things and names of fields: never the trust.
    told = AuditEntry.objects.filter(subject_kind__in=["inspection", "visit", "evidence", "team_member"])
    assert told.count() >= 8
    for entry in told:
        assert not names(scene, entry.action, entry.subject_id, *entry.fields, *entry.hashes)
    events = OutboxEvent.objects.filter(name__startswith="inspection.")
    assert events.exists()
    for event in events:
        assert not names(scene, event.subject_id, *map(str, event.payload.values()))
    # A title that somebody else's page shows of it does not tell either.
    for kind in registered_kinds():
        for public_id in (inspection.reference, str(inspection.evidence.get().piece_id)):
            described = resolve(Reference(kind, public_id))
            assert described is None or not names(scene, described.title, described.address)
    assert describe_inspection("AAAA-BBBB-CCCC") is None
    assert describe_evidence("no id") is None
    # Then the team arrives.
    visit = inspection.visits.get()
    begin_visit(visit=visit, by=scene.lead, now=NOW)
    for person in of_the_trust:
        assert list(Inspection.objects.visible_to(person, TODAY)) == [inspection]
        assert list(Visit.objects.visible_to(person, TODAY)) == [visit]
        assert not EvidencePiece.objects.visible_to(person, TODAY).exists()
    described = describe_inspection(inspection.reference)
    assert described is not None
    assert names(scene, described.title)
    end_visit(visit=visit, by=scene.lead, now=NOW + timedelta(hours=1))


def names(scene: Scene, *texts: str) -> bool:
    return any(word in text for text in texts for word in (scene.trust.code, scene.trust.name))


def test_an_announced_inspection_tells_the_trust_when_it_is_announced(scene: Scene) -> None:
    inspection = an_inspection(scene, S.PLANNED)
    assert seen_by(scene.signatory) == set()
    announce(inspection=inspection, by=scene.lead, now=NOW)
    assert seen_by(scene.signatory) == {inspection}


def test_whatever_belongs_to_an_inspection_points_at_it(db: None) -> None:
    """Each record of this app is reached from an inspection, or is listed here as one that hides nothing of one.

    A new record without a way to its inspection would be a way around the one scoped query.
    """
    known_otherwise = {
        "Wave",
        "PoolMember",
        "Availability",
        "Interest",
        "PublishedRating",
        "Notice",
        "NoticeArea",
        "NoticeRequirement",
        "NoticeDecision",
        "NoticeAnswer",
        "Representation",
        "Breach",
        "BreachArea",
        "Inspection",
    }
    for model in apps.get_app_config("inspections").get_models():
        assert model.__name__ in known_otherwise or _points_at_an_inspection(model), model


def _points_at_an_inspection(model: type[Model]) -> bool:
    """Say whether a record of the model belongs to an inspection, itself or through what it belongs to."""
    owners = [
        field.related_model
        for field in model._meta.get_fields()
        if field.concrete and (field.many_to_one or field.one_to_one) and field.related_model is not model
    ]
    return any(
        owner is Inspection or (owner._meta.app_label == "inspections" and _points_at_an_inspection(owner))
        for owner in owners
    )
