"""Inspections, published reports, ratings and notices to publish from, made as the database's own rules demand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from uuid import uuid4

from django.db import transaction

from inspections.models import (
    InspectedSite,
    Inspection,
    Notice,
    NoticeArea,
    NoticeRequirement,
    PublishedRating,
    PublishedReport,
    RatingLevel,
)
from inspections.states.inspection import InspectionState
from inspections.states.notice import NoticeState
from oversight.organisations.models import Body, Site, Trust, Ward
from ratings.rules.aggregation_files import ACUTE_HANDBOOK
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from tests.publication.making import make_person

_ON_THE_WAY = (
    InspectionState.ANNOUNCED,
    InspectionState.ON_SITE,
    InspectionState.DRAFTING,
    InspectionState.QUALITY_REVIEWED,
    InspectionState.FACTUAL_ACCURACY_OPEN,
    InspectionState.FACTUAL_ACCURACY_RESOLVED,
    InspectionState.PUBLISHED,
)
GOOD, OUTSTANDING, REQUIRES, INADEQUATE = (
    Rating.GOOD,
    Rating.OUTSTANDING,
    Rating.REQUIRES_IMPROVEMENT,
    Rating.INADEQUATE,
)
ALL_GOOD = dict.fromkeys(KeyQuestion, GOOD)


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


def make_inspection(
    trust: Trust,
    *sites: Site,
    state: InspectionState = InspectionState.PLANNED,
    announced: bool = True,
    starts_on: date = date(2026, 10, 5),
    shown_at: datetime | None = None,
) -> Inspection:
    """Make an inspection and lead it to the state by the ways there are."""
    begun = at(date(2026, 9, 1))
    inspection = Inspection.objects.create(
        trust=trust,
        kind=Inspection.Kind.COMPREHENSIVE,
        is_announced=announced,
        state_at=shown_at or begun,
        starts_on=starts_on,
        ends_on=starts_on,
        team_size=5,
        days=2,
        planned_by=make_person("plans@example.invalid"),
        planned_at=begun,
    )
    for site in sites:
        InspectedSite.objects.create(inspection=inspection, site=site)
    ways = _ON_THE_WAY if announced else _ON_THE_WAY[1:]
    if state in ways:
        for each in ways[: ways.index(state) + 1]:
            inspection.state = str(each)
            inspection.shown_to_trust_at = inspection.shown_to_trust_at or shown_at or begun
            inspection.save()
    return inspection


def make_report(
    inspection: Inspection,
    *,
    published_at: datetime,
    sections: list[Mapping[str, str]] | None = None,
    number: int = 1,
    reason: str = "",
    about: Mapping[str, object] | None = None,
) -> PublishedReport:
    return PublishedReport.objects.create(
        inspection=inspection,
        number=number,
        reason=reason,
        published_at=published_at,
        published_by=make_person("publishes@example.invalid"),
        inspected_from=inspection.starts_on,
        inspected_to=inspection.ends_on,
        sections=sections
        if sections is not None
        else [
            {"code": "summary", "title": "Summary", "text": "The hospital is well run.\n\nStaff are kind."},
            {"code": "surgery.safe", "title": "Surgery: Safe", "text": "Checklists were used in every theatre."},
            {"code": "empty", "title": "Nothing", "text": ""},
        ],
        about=about or {},
        sha256="0" * 64,
    )


def give(
    trust: Trust,
    site: Site | None,
    word: Rating | NonRating,
    *,
    service: str = "",
    question: KeyQuestion | None = None,
    on: date = date(2014, 3, 12),
    source: str = "latest_ratings",
    report: PublishedReport | None = None,
    **more: object,
) -> PublishedRating:
    """Publish one rating; what the address leaves out is the level above."""
    levels = {
        (True, True): RatingLevel.SERVICE_KEY_QUESTION,
        (True, False): RatingLevel.SERVICE,
        (False, True): RatingLevel.LOCATION_KEY_QUESTION if site else RatingLevel.TRUST_KEY_QUESTION,
        (False, False): RatingLevel.LOCATION if site else RatingLevel.TRUST,
    }
    ours: dict[str, object] = {}
    if report is not None:
        source = PublishedRating.Source.OURS
        ours = {"report": report, "inspection": report.inspection, "published_at": report.published_at}
        ours |= {"number": report.number}
    return PublishedRating.objects.create(
        source=source,
        level=levels[bool(service), question is not None],
        provider_code=trust.code,
        location_code=site.code if site else "",
        trust=trust,
        site=site,
        service=service,
        service_code=service,
        key_question=str(question or ""),
        rating=str(word) if isinstance(word, Rating) else "",
        non_rating=str(word) if isinstance(word, NonRating) else "",
        published_on=on,
        **({"known_from": at(on)} | ours | more),
    )


def give_service(
    trust: Trust,
    site: Site,
    service: str,
    words: Mapping[KeyQuestion, Rating | NonRating],
    overall: Rating | NonRating,
    **more: object,
) -> None:
    for question, word in words.items():
        give(trust, site, word, service=service, question=question, **more)
    give(trust, site, overall, service=service, **more)


def give_hospital(
    trust: Trust, site: Site, words: Mapping[KeyQuestion, Rating | NonRating], overall: Rating | None, **more: object
) -> None:
    for question, word in words.items():
        give(trust, site, word, question=question, **more)
    if overall is not None:
        give(trust, site, overall, **more)


def by_rule(rule: str, computed: Rating, inputs: Mapping[str, Rating], reason: str = "") -> dict[str, object]:
    """What a rating carries that was computed when it was published."""
    return {
        "rule": rule,
        "computed": str(computed),
        "rule_set": ACUTE_HANDBOOK,
        "inputs": {name: str(word) for name, word in inputs.items()},
        "departure_reason": reason,
    }


def make_notice(
    trust: Trust,
    *,
    issued_at: datetime,
    kind: str = "warning_29a",
    public: bool = True,
    areas: tuple[tuple[Site, str, KeyQuestion], ...] = (),
    due_on: tuple[date, ...] = (),
    ward: Ward | None = None,
    site: Site | None = None,
    service: str = "",
    state: NoticeState = NoticeState.ISSUED,
    title: str = "Staffing of surgical wards",
) -> Notice:
    """Draft, issue and, where asked, lead a notice on."""
    body = Body.objects.filter(role=Body.Role.REGULATOR).first()
    with transaction.atomic():
        notice = Notice.objects.create(
            draft_id=uuid4(),
            kind=kind,
            trust=trust,
            legal_basis="section_29a",
            regulations=["18"],
            issuer=body,
            title=title,
            reasons="Too few registered nurses were on duty at night.",
            ward=ward,
            site=site,
            service=service,
            state_at=issued_at,
            drafted_by=make_person("drafts@example.invalid"),
            drafted_at=issued_at,
        )
        for where, what, question in areas:
            NoticeArea.objects.create(notice=notice, site=where, service=what, key_question=str(question))
        for place, day in enumerate(due_on, start=1):
            NoticeRequirement.objects.create(
                notice=notice, position=place, text=f"Enough nurses on each night, step {place}.", due_on=day
            )
        for each in dict.fromkeys((NoticeState.ISSUED, state)):
            notice.state = str(each)
            notice.issued_at = issued_at
            notice.issued_by = make_person("issues@example.invalid")
            notice.is_public, notice.made_public_at = public, (issued_at if public else None)
            notice.save()
    return notice
