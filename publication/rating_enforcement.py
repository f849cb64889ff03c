"""Enforcement in force and inspections under way, as far as the public may know of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch, Q

from inspections.enforcing.fundamental_standards import fundamental_standards
from inspections.enforcing.open_steps import public_notices, times_of
from inspections.enforcing.powers import powers
from inspections.models import (
    Inspection,
    Notice,
    NoticeArea,
    NoticeDecision,
    NoticeRequirement,
    PublishedReport,
)
from inspections.states.inspection import IN_WORK, OPEN
from inspections.states.notice import NoticeState
from oversight.clock import london_date
from oversight.organisations.models import Site, Trust
from publication.rating_record import name_of_service
from ratings.rules.ratings_words import KeyQuestion


@dataclass(frozen=True)
class ShownRequirement:
    """What must improve and by when; ``is_past``: the day is over and nothing was decided on it."""

    requirement: NoticeRequirement
    is_past: bool


@dataclass(frozen=True)
class ShownNotice:
    """A step of enforcement in force whose notice is public."""

    notice: Notice
    basis: str
    regulations: tuple[str, ...]
    # Which services and key questions it is about, each hospital's on its own line.
    areas: tuple[str, ...]
    closed: str
    requirements: tuple[ShownRequirement, ...]
    decision_is_overdue: bool

    @property
    def not_complied_with(self) -> bool:
        """Whether it was found at the end of its time that the trust had not complied."""
        return NoticeState(self.notice.state) is NoticeState.NOT_COMPLIED


@dataclass(frozen=True)
class InProgress:
    """An inspection that the trust knows of and whose report is not published; ``is_begun``: the team was on site."""

    inspection: Inspection
    is_begun: bool


class PublicProceedings:
    """What the regulator is at with a trust, or with one of its hospitals, at a moment.

    At a moment of the past, what ended since was in force and what was decided since was open; a notice that was
    withdrawn is not told of at any moment.
    """

    def __init__(self, trust: Trust | None, *, site: Site | None = None, now: datetime) -> None:
        self._trust = trust
        self._site = site
        self._now = now

    @cached_property
    def notices(self) -> list[ShownNotice]:
        """Enforcement in force, the newest first; of a hospital what concerns it or the trust as a whole."""
        if self._trust is None:
            return []
        found = (
            public_notices(self._trust, at=self._now)
            .select_related("issuer", "site", "ward__site")
            .prefetch_related(
                "requirements",
                Prefetch("decisions", NoticeDecision.objects.filter(decided_at__lte=self._now)),
                Prefetch("areas", NoticeArea.objects.select_related("site")),
            )
        )
        return [self._shown(self._as_it_was(notice)) for notice in found if self._concerns(notice)]

    @cached_property
    def in_progress(self) -> list[InProgress]:
        """Inspections that the trust was shown and that have no published report yet."""
        if self._trust is None:
            return []
        known = Inspection.objects.shown_to_the_trust().filter(shown_to_trust_at__lte=self._now, trust=self._trust)
        open_then = Q(state__in=[str(state) for state in OPEN]) | Q(state_at__gt=self._now)
        reported = PublishedReport.objects.filter(inspection__trust=self._trust, published_at__lte=self._now)
        known = known.filter(open_then).exclude(pk__in=reported.values("inspection"))
        if self._site is not None:
            known = known.filter(sites__site=self._site)
        return [
            InProgress(inspection, self._is_begun(inspection))
            for inspection in known.order_by("shown_to_trust_at", "pk")
        ]

    def _is_begun(self, inspection: Inspection) -> bool:
        """Whether the team was on site; of what has moved on since, by the first day on site that was planned."""
        if inspection.state_at <= self._now:
            return inspection.state in {str(state) for state in IN_WORK}
        return inspection.starts_on is not None and inspection.starts_on <= london_date(self._now)

    @property
    def stamp(self) -> str:
        """A text that changes with anything shown of them; with a day that passes, an overdue decision too."""
        if not self.notices and not self.in_progress:
            return ""
        told = [
            (
                each.notice.pk,
                each.notice.state,
                str(each.notice.made_public_at),
                each.decision_is_overdue,
                [(one.requirement.pk, one.requirement.met, one.is_past) for one in each.requirements],
            )
            for each in self.notices
        ]
        begun = [
            (each.inspection.pk, each.is_begun, str(each.inspection.shown_to_trust_at)) for each in self.in_progress
        ]
        return hashlib.sha256(repr((told, begun)).encode()).hexdigest()

    def _concerns(self, notice: Notice) -> bool:
        if self._site is None:
            return True
        named = {area.site_id for area in notice.areas.all()} | {notice.site_id}
        if notice.ward is not None:
            named.add(notice.ward.site_id)
        named.discard(None)
        return not named or self._site.pk in named

    def _as_it_was(self, notice: Notice) -> Notice:
        """Return the notice, unsaved, with the state and the findings that it had at the moment."""
        if notice.state_at > self._now:
            undecided = not any(not decision.complied for decision in notice.decisions.all())
            notice.state = str(NoticeState.ISSUED if undecided else NoticeState.NOT_COMPLIED)
        for requirement in notice.requirements.all():
            if requirement.decided_at is not None and requirement.decided_at > self._now:
                requirement.met = None
        return notice

    def _shown(self, notice: Notice) -> ShownNotice:
        today = london_date(self._now)
        times = times_of(notice)
        basis = powers().get(notice.legal_basis)
        standards = fundamental_standards()
        requirements = tuple(
            ShownRequirement(each, each.met is None and each.due_on < today) for each in notice.requirements.all()
        )
        last = times.last_due_on
        return ShownNotice(
            notice=notice,
            basis=basis.basis if basis else notice.legal_basis,
            regulations=tuple(
                standards[each].label if each in standards else f"Regulation {each}" for each in notice.regulations
            ),
            areas=_written(list(notice.areas.all())),
            closed=_what_is_closed(notice),
            requirements=requirements,
            decision_is_overdue=bool(
                notice.state == NoticeState.ISSUED and last and last < today and times.decided_on is None
            ),
        )


def _written(areas: Sequence[NoticeArea]) -> tuple[str, ...]:
    """Return ``General Hospital, Surgery: Safe and Well-led`` for each hospital and service."""
    order = {str(question): place for place, question in enumerate(KeyQuestion)}
    grouped: dict[tuple[str, str], set[str]] = {}
    for area in areas:
        grouped.setdefault((area.site.shown_name, name_of_service(area.service)), set()).add(area.key_question)
    return tuple(
        f"{site}, {service}: "
        + ", ".join(KeyQuestion(question).label for question in sorted(questions, key=lambda each: order[each]))
        for (site, service), questions in sorted(grouped.items())
    )


def _what_is_closed(notice: Notice) -> str:
    if notice.kind != Notice.Kind.URGENT_CLOSURE:
        return ""
    if notice.ward is not None:
        place = notice.ward.site.shown_name if notice.ward.site else ""
        return f"{notice.ward.name}, {place}" if place else notice.ward.name
    return f"{name_of_service(notice.service)}, {notice.site.shown_name}" if notice.site else ""
