"""One inspection of the demonstration, step after step through the real services, each at its own time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID, uuid5

from inspections.evidence import Found, save_evidence
from inspections.judging.recording import JudgedPlace, Unrated, record_judgement
from inspections.models import EvidencePiece, EvidenceVersion, Inspection, TeamMember, Visit, Wave
from inspections.programme import Days, Scope, announce, plan_inspection, start_drafting
from inspections.programme_settings import settings_on
from inspections.reporting.outline import MUST_IMPROVE, SUMMARY
from inspections.reporting.outline import WELL_LED as WELL_LED_SECTION
from inspections.reporting.saving import Save
from inspections.reporting.writing import lay_out_report, write_section
from inspections.risk import TrustStanding, risk_of
from inspections.states.inspection import REPORTED
from inspections.teams import add_to_team
from inspections.visiting import begin_visit, end_visit, plan_visit
from oversight.accounts.models import Person
from oversight.clock import london_date
from oversight.organisations.models import Site, Trust
from oversight.organisations.working_days import london_time
from ratings.rules.ratings_words import KeyQuestion, NonRating, NonRatingReason, Rating
from workspaces.demonstration.country import DemonstrationTrust
from workspaces.demonstration.inspections import InspectionStory, wave_of
from workspaces.demonstration.inspections_words import (
    WELL_LED_OF_THE_TRUST,
    finding,
    judged,
    judged_of_the_trust,
    must_improve,
    section_of_a_service,
    summary,
)

_IDS = UUID("6d1f4d5e-5a3c-4b07-9a56-1f0c2f6f7d10")
_HOW_FOUND = {
    KeyQuestion.SAFE: (EvidenceVersion.Kind.RECORD, EvidenceVersion.Source.DOCUMENT),
    KeyQuestion.EFFECTIVE: (EvidenceVersion.Kind.RECORD, EvidenceVersion.Source.DOCUMENT),
    KeyQuestion.CARING: (EvidenceVersion.Kind.INTERVIEW, EvidenceVersion.Source.PATIENT),
    KeyQuestion.RESPONSIVE: (EvidenceVersion.Kind.DATA, EvidenceVersion.Source.MEASURE),
    KeyQuestion.WELL_LED: (EvidenceVersion.Kind.INTERVIEW, EvidenceVersion.Source.MANAGER),
}


@dataclass(frozen=True)
class Regulators:
    """The regulator's people of the demonstration: two inspectors, who decides beside them, and who helps."""

    inspector: Person
    second: Person
    manager: Person
    chief: Person
    adviser: Person
    expert: Person


@dataclass(frozen=True)
class Told:
    """An inspection as it is told: its story, its trust, the people, and the moment up to which it is told."""

    story: InspectionStory
    trust: DemonstrationTrust
    row: Trust
    sites: Mapping[str, Site]
    people: Regulators
    preparer: Person
    signatory: Person
    now: datetime

    def at(self, offset: int, hour: int = 10, minute: int = 0) -> datetime:
        """Return the time so many days after the visit, on the working day on or before."""
        return london_time(self.day(offset), time(hour, minute))

    def day(self, offset: int) -> date:
        """Return the working day so many days after the visit, or before it."""
        return self.story.day(london_date(self.now), offset)

    def is_past(self, offset: int) -> bool:
        """Whether the time of a step has come."""
        return self.at(offset) <= self.now

    def key(self, *of: object) -> UUID:
        """Return the id of a save: the same at every making."""
        return uuid5(_IDS, "/".join(str(part) for part in (self.story.number, *of)))

    def piece(self, site: str, service: str, question: KeyQuestion) -> UUID:
        """Return the id of the piece of evidence that holds what was found."""
        return self.key("piece", site, service, *([question] if self.story.is_told_in_detail else []))

    @cached_property
    def scope(self) -> dict[str, tuple[str, ...]]:
        """What is looked at, by the code of the site."""
        return self.story.scope(self.trust)

    @cached_property
    def words(self) -> dict[tuple[str, str], dict[KeyQuestion, Rating | NonRating]]:
        """What the team judges, by site and service."""
        return {
            (site, service): {question: judged(self.story, site, service, question) for question in KeyQuestion}
            for site, services in self.scope.items()
            for service in services
        }

    @property
    def lead(self) -> Person:
        """Who leads it: the two inspectors in turn."""
        return self.people.inspector if self.story.number % 2 else self.people.second


def plan(told: Told, *, before: Inspection | None) -> Inspection:
    """Plan the inspection some months before the visit, with the risk of a trust of which only ratings are known."""
    story, at = told.story, told.at(-120)
    at = min(at, told.now)
    first = told.day(0)
    again = story.kind.value == Inspection.Kind.RE_INSPECTION
    return plan_inspection(
        trust=told.row,
        kind=Inspection.Kind(story.kind.value),
        is_announced=story.is_announced,
        scope=[Scope(told.sites[site], services) for site, services in told.scope.items()],
        risk=risk_of(TrustStanding(told.row.code), on=london_date(at), settings=settings_on(london_date(at))),
        days=Days(first, first + timedelta(days=1)),
        due_by=first + timedelta(days=30),
        due_reason="Concerns that came in" if not story.is_announced else "In the programme of all acute trusts",
        follows=before if again else None,
        wave=Wave.objects.get(name=wave.name) if (wave := wave_of(story)) else None,
        by=told.people.chief,
        now=at,
    )


def build_team(told: Told, inspection: Inspection) -> None:
    """Take the lead, the other inspector, a clinician and a person who uses services into the team."""
    other = told.people.second if told.lead is told.people.inspector else told.people.inspector
    team = (
        (told.lead, TeamMember.Role.LEAD),
        (other, TeamMember.Role.INSPECTOR),
        (told.people.adviser, TeamMember.Role.SPECIALIST),
        (told.people.expert, TeamMember.Role.EXPERT),
    )
    # Each is held while they join: always in one order, so that two processes never wait for each other.
    for person, role in sorted(team, key=lambda part: part[0].pk):
        add_to_team(inspection=inspection, person=person, role=role, by=told.people.chief, now=told.at(-50))


def tell_the_trust(told: Told, inspection: Inspection) -> None:
    """Announce it, where it is an announced one."""
    announce(inspection=inspection, by=told.people.chief, now=told.at(-40))


def plan_visits(told: Told, inspection: Inspection) -> list[Visit]:
    """Plan a visit to each site by day."""
    return [
        plan_visit(
            visit_id=told.key("visit", code),
            inspection=inspection,
            site=site,
            starts_at=told.at(0, 8, 30),
            ends_at=told.at(0, 17, 30),
            is_announced=told.story.is_announced,
            people=[told.lead, told.people.adviser, told.people.expert],
            by=told.lead,
            now=told.at(-20),
        )
        for code, site in told.sites.items()
        if code in told.scope
    ]


def be_on_site(told: Told, inspection: Inspection, visits: list[Visit]) -> None:
    """Make the visits, and take down what is found as it is found."""
    for visit in visits:
        begin_visit(visit=visit, by=told.lead, now=told.at(0, 8, 30))
    inspection.refresh_from_db()
    by_site = {visit.site.code: visit for visit in visits}
    authors = (told.lead, told.people.adviser, told.people.expert)
    for (site, service), words in told.words.items():
        for place, (question, text) in enumerate(_found(told, words).items()):
            how, source = _HOW_FOUND[question]
            save_evidence(
                piece_id=told.piece(site, service, question),
                save_id=told.key("evidence", site, service, question),
                inspection=inspection,
                found=Found(
                    text=text,
                    kind=how,
                    source=source,
                    captured_at=told.at(0, 9 + place, 15),
                    site=told.sites[site],
                    service=service,
                    key_question=question if told.story.is_told_in_detail else None,
                    visit=by_site[site],
                ),
                by=authors[place % len(authors)],
                now=told.at(0, 9 + place, 20),
            )
    for visit in visits:
        end_visit(visit=visit, by=told.lead, now=told.at(0, 17, 30))


def _found(told: Told, words: Mapping[KeyQuestion, Rating | NonRating]) -> dict[KeyQuestion, str]:
    """Return what is taken down of a service: finding by finding, or all of it at once under the first question."""
    texts = {question: finding(word, question) for question, word in words.items()}
    return texts if told.story.is_told_in_detail else {KeyQuestion.SAFE: "\n".join(texts.values())}


def judge(told: Told, inspection: Inspection) -> None:
    """Judge every place on its evidence, and the trust's well-led where all of it is looked at."""
    pieces = {piece.piece_id: piece for piece in EvidencePiece.objects.filter(inspection=inspection)}
    for (site, service), words in told.words.items():
        for question, word in words.items():
            record_judgement(
                save_id=told.key("judgement", site, service, question),
                inspection=inspection,
                place=JudgedPlace(question, told.sites[site], service),
                verdict=word if isinstance(word, Rating) else Unrated(word, NonRatingReason.NOT_ENOUGH_EVIDENCE),
                rationale=finding(word, question),
                evidence=[pieces[told.piece(site, service, question)]],
                by=told.lead,
                now=told.at(8),
            )
    if inspection.kind != Inspection.Kind.FOCUSED:
        of_the_trust = judged_of_the_trust(told.story)
        record_judgement(
            save_id=told.key("judgement", "trust"),
            inspection=inspection,
            place=JudgedPlace(KeyQuestion.WELL_LED),
            verdict=of_the_trust,
            rationale=WELL_LED_OF_THE_TRUST[of_the_trust],
            evidence=[pieces[told.piece(*next(iter(told.words)), KeyQuestion.WELL_LED)]],
            by=told.lead,
            now=told.at(8),
        )


def leave_site(told: Told, inspection: Inspection) -> None:
    """Begin the report, laid out by what was inspected."""
    start_drafting(inspection=inspection, by=told.lead, now=told.at(9))
    lay_out_report(inspection=inspection, by=told.lead, now=told.at(9))


def write(told: Told, inspection: Inspection) -> None:
    """Write the report section by section."""
    texts = {
        SUMMARY: summary(told.row.shown_name, told.story, sorted({service for _, service in told.words})),
        MUST_IMPROVE: must_improve(
            {
                (service, question): word
                for (_, service), words in told.words.items()
                for question, word in words.items()
            }
        ),
        **{f"{site}.{service}": section_of_a_service(service, words) for (site, service), words in told.words.items()},
    }
    if inspection.kind != Inspection.Kind.FOCUSED:
        texts[WELL_LED_SECTION] = WELL_LED_OF_THE_TRUST[judged_of_the_trust(told.story)]
    sections = {section.code: section for section in inspection.sections.select_related("inspection")}
    for code, text in texts.items():
        save = Save(told.key("section", code))
        write_section(section=sections[code], save=save, text=text, by=told.lead, now=told.at(12))


def reported_before(told: Told) -> Inspection | None:
    """Return the newest inspection of the trust whose report is published."""
    reported = Inspection.objects.filter(trust=told.row, state__in=[str(state) for state in REPORTED])
    return reported.order_by("-starts_on", "-pk").first()
