"""Which notices somebody may see, those in force for the public, and the list of what is open and how it ages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from inspections.enforcing.ageing import Age, Times, age_of, most_pressing_first
from inspections.models import Notice
from inspections.states.notice import IN_FORCE, NoticeState
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, powers_of, roles_allowing
from oversight.clock import london_date
from oversight.organisations.models import Trust

_OPEN = (str(NoticeState.DRAFT), *sorted(str(state) for state in IN_FORCE))


def notices_visible_to(person: Person, on: date) -> QuerySet[Notice]:
    """Return the notices that the person may see: the regulator's inspectors all, a trust's people its issued ones."""
    powers = powers_of(person, on)
    if powers.may(Action.INSPECT):
        return Notice.objects.all()
    own = powers.trust_ids(roles_allowing(Action.SEE_INSPECTIONS))
    return Notice.objects.filter(trust_id__in=own, issued_at__isnull=False)


def public_notices(trust: Trust, *, at: datetime | None = None) -> QuerySet[Notice]:
    """Return the notices in force that the public sees, the newest first.

    ``at`` asks for those that it saw at a moment: what ended later was in force; what was withdrawn isn't told of.
    """
    public = Notice.objects.filter(trust=trust, is_public=True, issued_at__isnull=False)
    in_force = Q(state__in=[str(state) for state in IN_FORCE])
    if at is not None:
        public = public.filter(issued_at__lte=at, made_public_at__lte=at)
        in_force |= Q(state_at__gt=at) & ~Q(state=str(NoticeState.WITHDRAWN))
    return public.filter(in_force).order_by("-issued_at")


@dataclass(frozen=True)
class OpenStep:
    """An open notice with how it stands; ``waiting``: representations on which nobody has decided."""

    notice: Notice
    times: Times
    age: Age
    answers: int
    waiting: int


def times_of(notice: Notice) -> Times:
    """Return the days of a notice; prefetched requirements and decisions are used."""
    requirements = list(notice.requirements.all())
    decided = [decision.decided_at for decision in notice.decisions.all()]
    return Times(
        state=NoticeState(notice.state),
        begun_on=london_date(notice.drafted_at),
        issued_on=london_date(notice.issued_at) if notice.issued_at else None,
        due_on=tuple(each.due_on for each in requirements),
        met=tuple(each.met for each in requirements),
        decided_on=london_date(max(decided)) if decided else None,
    )


def open_steps(
    *, person: Person, now: datetime, trust: Trust | None = None, demonstration: bool | None = None
) -> list[OpenStep]:
    """Return the open notices that the person may see, the most pressing first; five queries, however many."""
    today = london_date(now)
    notices = notices_visible_to(person, today).filter(state__in=_OPEN)
    if trust is not None:
        notices = notices.filter(trust=trust)
    if demonstration is not None:
        notices = notices.filter(trust__is_demonstration=demonstration)
    found = list(
        notices.select_related("trust", "issuer", "ward", "site", "inspection", "drafted_by").prefetch_related(
            "requirements", "decisions", "answers", "representations"
        )
    )
    steps = [
        OpenStep(
            notice=notice,
            times=(times := times_of(notice)),
            age=age_of(times, today),
            answers=len(notice.answers.all()),
            waiting=sum(not each.outcome for each in notice.representations.all()),
        )
        for notice in found
    ]
    return [steps[place] for place in most_pressing_first([step.age for step in steps])]
