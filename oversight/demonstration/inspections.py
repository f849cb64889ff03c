"""Loads the demonstration's inspections: each told once, whole, through the real services, up to now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction

from inspections.models import Inspection, PoolMember, Wave
from inspections.pool import join_pool
from inspections.programme import cancel, plan_wave
from inspections.reporting.factual_accuracy import send_answer
from inspections.reporting.publishing import plan_publication, publish_report
from inspections.reporting.quality import quality_criteria, review_quality
from inspections.reporting.sending import send_draft
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person, Role
from oversight.clock import london_date
from oversight.demonstration.crew import Crew
from oversight.demonstration.inspections_steps import (
    Regulators,
    Told,
    be_on_site,
    build_team,
    judge,
    leave_site,
    plan,
    plan_visits,
    reported_before,
    tell_the_trust,
    write,
)
from oversight.demonstration.inspections_turns import (
    ask_for_review,
    decide_on_review,
    decide_points,
    depart,
    enforce,
    raise_points,
)
from oversight.demonstration.people import address_of
from oversight.demonstration.places import DEMONSTRATION
from oversight.organisations.models import Site, Trust
from oversight.organisations.working_days import london_time
from oversight.records.audit import audit
from oversight.records.models import AuditEntry
from oversight.records.outbox import history
from oversight.records.references import Reference
from workspaces.demonstration.country import DemonstrationTrust
from workspaces.demonstration.inspections import STORIES, WAVES, InspectionStory, Turn

_BEGUN = "demonstration.inspection_begun"
_TOLD = "demonstration.inspection_told"
_S = InspectionState
# How far each step of the way leads; a story that ends before a step does not take it.
_WAY = (
    _S.PLANNED,
    _S.ANNOUNCED,
    _S.ON_SITE,
    _S.DRAFTING,
    _S.QUALITY_REVIEWED,
    _S.FACTUAL_ACCURACY_OPEN,
    _S.FACTUAL_ACCURACY_RESOLVED,
    _S.PUBLISHED,
    _S.REVIEW_REQUESTED,
    _S.REVIEW_DECIDED,
)
_ENFORCED = frozenset({Turn.WARNING_NOTICE, Turn.WARD_CLOSED, Turn.REQUIREMENT_NOTICE})


@dataclass(frozen=True)
class TrustStories:
    """The stories of one trust in their order, which one process tells, and what it needs for them."""

    trust: DemonstrationTrust
    stories: tuple[InspectionStory, ...]
    now: datetime


def tell_inspections(trusts: Sequence[DemonstrationTrust], *, crew: Crew, now: datetime) -> int:
    """Tell every story that was not told before, and return how many those were."""
    known = set(AuditEntry.objects.filter(action=_TOLD).values_list("subject_id", flat=True))
    new = [story for story in STORIES if _name(story) not in known]
    if not new:
        return 0
    with transaction.atomic(), history():
        _fill_pool(now)
        _plan_waves(now)
    listed = [
        TrustStories(trust, tuple(story for story in new if story.trust_code == trust.code), now) for trust in trusts
    ]
    return crew.each(tell_of_a_trust, [each for each in listed if each.stories])


def tell_of_a_trust(own: TrustStories) -> int:
    """Tell the stories of a trust, the oldest first; one that was broken off is taken up where its team stood."""
    people = {person.email: person for person in Person.objects.filter(email__in=_addresses(own.trust))}
    regulators = _regulators(people)
    row = Trust.objects.get(code=own.trust.code)
    sites = {site.code: site for site in Site.objects.filter(code__in=[site.code for site in own.trust.sites])}
    for story in sorted(own.stories, key=lambda each: -each.visited):
        told = Told(
            story,
            own.trust,
            row,
            sites,
            regulators,
            people[address_of(Role.PREPARER, own.trust)],
            people[address_of(Role.SIGNATORY, own.trust)],
            own.now,
        )
        subject = Reference("demonstration", _name(story))
        begun = AuditEntry.objects.filter(action=_BEGUN, subject_kind=subject.kind, subject_id=subject.public_id)
        with history():
            # Two transactions: while people join a team they are held, and other processes wait for them.
            with transaction.atomic():
                if not begun.exists():
                    inspection = _begin(told)
                    audit(_BEGUN, by=DEMONSTRATION, subject=subject, fields=[inspection.reference], now=own.now)
            with transaction.atomic():
                _go_on(told, Inspection.objects.select_related("trust").get(reference=begun.get().fields[0]))
                audit(_TOLD, by=DEMONSTRATION, subject=subject, now=own.now)
    return len(own.stories)


def _begin(told: Told) -> Inspection:
    """Plan one inspection, and build its team where that time has come."""
    inspection = plan(told, before=reported_before(told))
    if told.is_past(-50):
        build_team(told, inspection)
    return inspection


def _go_on(told: Told, inspection: Inspection) -> None:
    """Lead one inspection from the programme as far as its story goes."""
    story = told.story
    if story.reach is _S.CANCELLED:
        cancel(
            inspection=inspection,
            reason="The hospital's emergency department moved; it is inspected at its new place.",
            by=told.people.chief,
            now=min(told.at(-52), told.now),
        )
        return
    if story.is_announced and _reaches(story, _S.ANNOUNCED):
        tell_the_trust(told, inspection)
    if not told.is_past(-20):
        return
    visits = plan_visits(told, inspection)
    if _reaches(story, _S.ON_SITE):
        be_on_site(told, inspection, visits)
    if _reaches(story, _S.DRAFTING):
        judge(told, inspection)
        if story.turns & _ENFORCED:
            enforce(told, inspection)
        leave_site(told, inspection)
        if told.is_past(12):
            write(told, inspection)
        if Turn.DEPARTURE in story.turns:
            depart(told, inspection)
    _report(told, inspection)


def _report(told: Told, inspection: Inspection) -> None:
    story = told.story
    if not _reaches(story, _S.QUALITY_REVIEWED):
        return
    _review(told, inspection, 20)
    if not _reaches(story, _S.FACTUAL_ACCURACY_OPEN):
        return
    draft = send_draft(inspection=inspection, by=told.lead, now=told.at(24))
    points = raise_points(told, draft) if Turn.POINTS in story.turns else []
    if not _reaches(story, _S.FACTUAL_ACCURACY_RESOLVED):
        return
    send_answer(draft=draft, by=told.signatory, now=told.at(32))
    decide_points(told, points)
    inspection.refresh_from_db()
    if story.reach is _S.FACTUAL_ACCURACY_RESOLVED:
        plan_publication(inspection=inspection, publish_at=told.at(50, 9, 30), by=told.lead, now=told.at(40))
        return
    publish_report(inspection=inspection, by=told.lead, now=told.at(50))
    if _reaches(story, _S.REVIEW_REQUESTED):
        request = ask_for_review(told, inspection)
        if _reaches(story, _S.REVIEW_DECIDED):
            decide_on_review(told, request)


def _review(told: Told, inspection: Inspection, offset: int) -> None:
    review_quality(
        inspection=inspection,
        passed=True,
        criteria_met=list(quality_criteria()),
        by=told.people.manager,
        now=told.at(offset),
    )


def _reaches(story: InspectionStory, state: InspectionState) -> bool:
    return story.reach in _WAY and _WAY.index(story.reach) >= _WAY.index(state)


def _name(story: InspectionStory) -> str:
    return f"inspection-{story.number}"


def _fill_pool(now: datetime) -> None:
    """Take the specialist adviser and the person who uses services into the pool."""
    people = {person.email: person for person in Person.objects.filter(email__in=REGULATORS.values())}
    regulators = _regulators(people)
    for person, kind, skills in (
        (regulators.adviser, PoolMember.Kind.SPECIALIST_ADVISER, ["acute_medicine"]),
        (regulators.expert, PoolMember.Kind.EXPERT_BY_EXPERIENCE, []),
    ):
        if not PoolMember.objects.filter(person=person).exists():
            join_pool(person=person, kind=kind, skill_codes=skills, by=regulators.chief, now=now)


def _plan_waves(now: datetime) -> None:
    """Plan the waves of the programme."""
    chief = Person.objects.get(email=REGULATORS["chief"])
    for wave in WAVES:
        if not Wave.objects.filter(name=wave.name).exists():
            first, last = wave.days(london_date(now))
            plan_wave(
                name=wave.name,
                aim=wave.aim,
                starts_on=first,
                ends_on=last,
                demonstration=True,
                by=chief,
                # Before the first of its inspections was planned.
                now=london_time(first - timedelta(days=180), time(9)),
            )


REGULATORS: Mapping[str, str] = {
    "inspector": "inspector@inspection.example",
    "second": "second.inspector@inspection.example",
    "manager": "manager@inspection.example",
    "chief": "chief@inspection.example",
    "adviser": "adviser@inspection.example",
    "expert": "expert@inspection.example",
}


def _addresses(trust: DemonstrationTrust) -> list[str]:
    return [*REGULATORS.values(), address_of(Role.PREPARER, trust), address_of(Role.SIGNATORY, trust)]


def _regulators(people: Mapping[str, Person]) -> Regulators:
    return Regulators(**{part: people[email] for part, email in REGULATORS.items()})
