"""What the walk over every address needs of the pages of reports and notices, the trust's and the inspector's."""

from __future__ import annotations

import uuid
from datetime import timedelta

from inspections.models import (
    DisplayDuty,
    DraftReport,
    FactualAccuracyPoint,
    FactualAccuracyPointVersion,
    InformationAnswer,
    InformationRequest,
    InspectedService,
    InspectedSite,
    Inspection,
    Notice,
    NoticeAnswer,
    NoticeRequirement,
    PublishedReport,
    ReportSection,
    ReportSectionVersion,
    Representation,
    ReviewRequest,
    TeamMember,
)
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Role
from oversight.organisations.models import Site, SiteTrust
from tests.access_samples import World, sample
from tests.inspections.making import bring_to

_SUMMARY = "The hospital is kind. At night there are too few nurses on two of its wards."


def _site(world: World) -> Site:
    site, _ = Site.objects.get_or_create(code="RW101", defaults={"name": "GENERAL HOSPITAL", "is_demonstration": True})
    SiteTrust.objects.get_or_create(site=site, trust=world.trust)
    return site


def _in_state(world: World, state: InspectionState) -> Inspection:
    """Return an inspection of the world's trust in the state, with a section, a draft and a point, made once."""
    known = Inspection.objects.filter(trust=world.trust, state=str(state)).first()
    if known is not None:
        return known
    site, lead = _site(world), world.person(Role.INSPECTOR)
    inspection = Inspection.objects.create(
        trust=world.trust,
        kind=Inspection.Kind.COMPREHENSIVE,
        is_announced=True,
        state_at=world.now,
        starts_on=world.now.date() - timedelta(days=40),
        ends_on=world.now.date() - timedelta(days=37),
        team_size=8,
        days=3,
        planned_by=lead,
        planned_at=world.now,
    )
    InspectedSite.objects.create(inspection=inspection, site=site)
    for service in ("surgery", "critical_care"):
        InspectedService.objects.create(inspection=inspection, site=site, service=service)
    TeamMember.objects.create(
        inspection=inspection,
        person=lead,
        role=TeamMember.Role.LEAD,
        added_on=world.now.date() - timedelta(days=60),
        added_by=lead,
    )
    bring_to(inspection, min(state, InspectionState.PUBLISHED, key=_step), now=world.now)
    _write(world, inspection)
    if state == InspectionState.REVIEW_REQUESTED:
        _request_review(world, inspection)
    return inspection


def _step(state: InspectionState) -> int:
    return list(InspectionState).index(state)


def _write(world: World, inspection: Inspection) -> None:
    """Write a section, send it as a draft, and make a point on it; after publication, publish it."""
    lead = world.person(Role.INSPECTOR)
    section = ReportSection.objects.create(inspection=inspection, code="summary", position=1, title="Summary", latest=1)
    of_surgery = ReportSection.objects.create(
        inspection=inspection,
        code="RW101.surgery.safe",
        position=2,
        title="Surgery: Is it safe?",
        site=_site(world),
        service="surgery",
    )
    ReportSectionVersion.objects.create(
        section=section,
        number=1,
        based_on=0,
        save_id=uuid.uuid4(),
        written_by=lead,
        written_at=world.now,
        text=_SUMMARY,
    )
    sections = [{"code": each.code, "title": each.title, "text": _SUMMARY} for each in (section, of_surgery)]
    if _step(InspectionState(inspection.state)) >= _step(InspectionState.FACTUAL_ACCURACY_OPEN):
        resolved = inspection.state != InspectionState.FACTUAL_ACCURACY_OPEN
        draft = DraftReport.objects.create(
            inspection=inspection,
            number=1,
            sent_at=world.now,
            sent_by=lead,
            sections=[{**each, "site": "", "service": ""} for each in sections],
            sha256="0" * 64,
            due_at=world.now + timedelta(days=14),
            resolved_at=world.now if resolved else None,
        )
        _make_point(world, draft, section)
    if inspection.state == InspectionState.PUBLISHED:
        report = PublishedReport.objects.create(
            inspection=inspection,
            number=1,
            published_at=world.now,
            inspected_from=world.now.date(),
            inspected_to=world.now.date(),
            sections=sections,
            sha256="0" * 64,
        )
        DisplayDuty.objects.create(
            report=report,
            place=DisplayDuty.Place.SITE,
            site=_site(world),
            due_on=world.now.date() + timedelta(days=21),
        )


def _make_point(world: World, draft: DraftReport, section: ReportSection) -> None:
    preparer = world.person(Role.PREPARER)
    point = FactualAccuracyPoint.objects.create(
        point_id=uuid.uuid4(), draft=draft, section=section, latest=1, begun_by=preparer, begun_at=world.now
    )
    FactualAccuracyPointVersion.objects.create(
        point=point,
        number=1,
        based_on=0,
        save_id=uuid.uuid4(),
        written_by=preparer,
        written_at=world.now,
        kind=FactualAccuracyPoint.Kind.ACCURACY,
        about="two of its wards",
        text="On one ward alone.",
    )


def _request_review(world: World, inspection: Inspection) -> None:
    ReviewRequest.objects.create(
        request_id=uuid.uuid4(),
        inspection=inspection,
        grounds="We had eight working days for the draft.",
        requested_by=world.person(Role.SIGNATORY),
        requested_at=world.now,
        due_at=world.now + timedelta(days=21),
    )
    Inspection.objects.filter(pk=inspection.pk).update(state=str(InspectionState.REVIEW_REQUESTED))
    inspection.refresh_from_db()


@sample("reference", within="reports:")
def an_inspection_with_a_draft(world: World) -> str:
    return _in_state(world, InspectionState.FACTUAL_ACCURACY_OPEN).reference


@sample("reference", within="reports:review")
def an_inspection_with_a_review_requested(world: World) -> str:
    return _in_state(world, InspectionState.REVIEW_REQUESTED).reference


@sample("reference", within="reports:publish")
def an_inspection_to_publish(world: World) -> str:
    return _in_state(world, InspectionState.FACTUAL_ACCURACY_RESOLVED).reference


@sample("reference", within="reports:section")
def an_inspection_being_written(world: World) -> str:
    return _in_state(world, InspectionState.DRAFTING).reference


@sample("code", within="reports:section")
def a_section(world: World) -> str:
    return "RW101.surgery.safe"


@sample("point", within="reports:point")
def a_point_of_a_closed_answer(world: World) -> str:
    inspection = _in_state(world, InspectionState.FACTUAL_ACCURACY_OPEN)
    DraftReport.objects.filter(inspection=inspection, answered_at__isnull=True).update(
        answered_at=world.now, answered_by=world.person(Role.SIGNATORY)
    )
    return str(FactualAccuracyPoint.objects.get(draft__inspection=inspection).point_id)


def _asked(world: World) -> InformationRequest:
    inspection = _in_state(world, InspectionState.FACTUAL_ACCURACY_OPEN)
    known = inspection.information_requests.first()
    return known or InformationRequest.objects.create(
        request_id=uuid.uuid4(),
        inspection=inspection,
        text="The rotas of the surgical wards for October.",
        due_on=world.now.date(),
        asked_by=world.person(Role.INSPECTOR),
        asked_at=world.now,
    )


def _answered(world: World) -> str:
    given = InformationAnswer.objects.create(
        answer_id=uuid.uuid4(),
        request=_asked(world),
        text="They are attached.",
        given_by=world.person(Role.PREPARER),
        given_at=world.now,
    )
    return str(given.answer_id)


@sample("wanted", within="reports:")
def a_request(world: World) -> str:
    return str(_asked(world).request_id)


@sample("wanted", within="trust_inspections:", of_trust=True)
def a_request_to_the_trust(world: World) -> str:
    return str(_asked(world).request_id)


@sample("answer", within="reports:")
def an_answer_without_a_file(world: World) -> str:
    return _answered(world)


@sample("answer", within="trust_inspections:", of_trust=True)
def an_answer_of_the_trust(world: World) -> str:
    return _answered(world)


@sample("reference", within="trust_inspections:", of_trust=True)
def an_inspection_with_the_trust(world: World) -> str:
    return _in_state(world, InspectionState.FACTUAL_ACCURACY_OPEN).reference


@sample("code", within="trust_inspections:", of_trust=True)
def a_section_of_the_draft(world: World) -> str:
    return "summary"


@sample("point", within="trust_inspections:", of_trust=True)
def a_point_of_the_trust(world: World) -> str:
    inspection = _in_state(world, InspectionState.FACTUAL_ACCURACY_OPEN)
    return str(FactualAccuracyPoint.objects.get(draft__inspection=inspection).point_id)


@sample("reference", within="trust_inspections:display", of_trust=True)
def a_published_inspection_to_display(world: World) -> str:
    return _in_state(world, InspectionState.PUBLISHED).reference


@sample("reference", within="trust_inspections:report", of_trust=True)
def a_published_inspection_to_read(world: World) -> str:
    return _in_state(world, InspectionState.PUBLISHED).reference


@sample("number", within="trust_inspections:report", of_trust=True)
def a_version_of_a_report_to_read(world: World) -> int:
    return PublishedReport.objects.get(inspection=_in_state(world, InspectionState.PUBLISHED)).number


@sample("reference", within="trust_inspections:review", of_trust=True)
def a_published_inspection_to_review(world: World) -> str:
    return _in_state(world, InspectionState.PUBLISHED).reference


@sample("duty", within="trust_inspections:display", of_trust=True)
def a_duty_to_display(world: World) -> int:
    return DisplayDuty.objects.get(report__inspection=_in_state(world, InspectionState.PUBLISHED)).pk


def _notice(world: World) -> Notice:
    """Return a warning notice to the world's trust, issued, answered and represented against, made once."""
    known = Notice.objects.filter(trust=world.trust, issued_at__isnull=False).first()
    if known is not None:
        return known
    chief = world.person(Role.CHIEF_INSPECTOR)
    notice = Notice.objects.create(
        draft_id=uuid.uuid4(),
        kind=Notice.Kind.WARNING_29A,
        trust=world.trust,
        legal_basis="section_29a",
        regulations=["18"],
        issuer=world.body,
        title="Staffing of the surgical wards at night",
        reasons="On four of seven nights there was one nurse for fourteen patients.",
        state_at=world.now,
        drafted_by=chief,
        drafted_at=world.now,
    )
    requirement = NoticeRequirement.objects.create(
        notice=notice, position=1, text="Enough nurses on each night.", due_on=world.now.date() + timedelta(days=30)
    )
    Notice.objects.filter(pk=notice.pk).update(
        state="issued",
        issued_at=world.now,
        issued_by=chief,
        representations_until=world.now + timedelta(days=14),
    )
    NoticeAnswer.objects.create(
        answer_id=uuid.uuid4(),
        notice=notice,
        requirement=requirement,
        text="Twelve nurses begin in December.",
        given_by=world.person(Role.SIGNATORY),
        given_at=world.now,
    )
    Representation.objects.create(
        representation_id=uuid.uuid4(),
        notice=notice,
        text="The rotas of two nights were misread.",
        made_by=world.person(Role.SIGNATORY),
        made_at=world.now,
    )
    return notice


@sample("reference", within="notices:")
def a_notice(world: World) -> str:
    return _notice(world).reference


@sample("reference", within="notices:revise")
def a_draft_of_a_notice(world: World) -> str:
    _site(world)
    notice = Notice.objects.create(
        draft_id=uuid.uuid4(),
        kind=Notice.Kind.REQUIREMENT,
        trust=world.trust,
        legal_basis="regulation_17_3",
        regulations=["17"],
        issuer=world.body,
        title="Governance of incidents",
        reasons="Incidents were not learnt from.",
        state_at=world.now,
        drafted_by=world.person(Role.INSPECTOR),
        drafted_at=world.now,
    )
    return notice.reference


@sample("code", within="notices:")
def a_trust_to_warn(world: World) -> str:
    _site(world)
    return world.trust.code


@sample("power", within="notices:")
def a_power(world: World) -> str:
    return "section_29a"


@sample("position", within="notices:")
def a_requirement(world: World) -> int:
    _notice(world)
    return 1


@sample("representation", within="notices:")
def representations(world: World) -> str:
    return str(_notice(world).representations.get().representation_id)


@sample("answer", within="notices:")
def an_answer_to_a_notice(world: World) -> str:
    return str(_notice(world).answers.get().answer_id)


@sample("how", within="notices:")
def a_way_in_which_a_notice_ends(world: World) -> str:
    return "withdraw"


@sample("reference", within="trust_inspections:notice", of_trust=True)
def a_notice_to_the_trust(world: World) -> str:
    return _notice(world).reference


@sample("reference", within="trust_inspections:represent", of_trust=True)
def a_notice_to_represent_against(world: World) -> str:
    return _notice(world).reference


@sample("answer", within="trust_inspections:notice", of_trust=True)
def an_answer_to_a_notice_of_the_trust(world: World) -> str:
    return str(_notice(world).answers.get().answer_id)
