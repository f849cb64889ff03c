"""Writing a notice and issuing it, making it public, and withdrawing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from inspections.enforcing.areas import Place, check_places, check_service
from inspections.enforcing.fundamental_standards import fundamental_standards
from inspections.enforcing.grounds import Drafted, lacking
from inspections.enforcing.moving import issuer_for, locked_notice, move_notice, reference_to_notice
from inspections.enforcing.powers import Power, powers
from inspections.models import Breach, Inspection, Notice, NoticeArea, NoticeRequirement
from inspections.permitting import permit
from inspections.states.notice import NoticeState
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.organisations.models import Site, Trust, Ward
from oversight.organisations.sites import sites_of
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.returns.refusals import Refused

NOT_ALLOWED = "You cannot take enforcement action."
_REPORT = "Send a written report of the action that you are going to take to meet the regulation."


@dataclass(frozen=True)
class Requirement:
    """What must improve, and the last day for it."""

    text: str
    due_on: date


@dataclass(frozen=True)
class Closed:
    """What an urgent closure closes: a ward, or a service (by its code) at a site."""

    ward: Ward | None = None
    site: Site | None = None
    service: str = ""


@dataclass(frozen=True)
class Content:
    """All that a notice says; ``power`` is the code of its legal basis, ``regulations`` are as cited (``17(3)``)."""

    power: str
    title: str
    reasons: str
    regulations: tuple[str, ...] = ()
    areas: tuple[Place, ...] = ()
    breaches: tuple[Breach, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    closed: Closed = field(default_factory=Closed)
    follows: Notice | None = None


@transaction.atomic
def draft_notice(
    *, trust: Trust, draft_id: UUID, content: Content, by: Person, now: datetime, inspection: Inspection | None = None
) -> Notice:
    """Begin a notice; only the regulator sees it until it is issued. A repeated save is one draft, as it now stands.

    Refused: ``not_allowed``; ``power`` for an unknown basis; ``no_text`` without title or reasons; ``trust`` for an
    inspection, a breach, a ward or an earlier notice of another trust; ``area``; ``no_issuer``; ``known`` for an id
    that is in use.
    """
    permit(Action.ENFORCE, by=by, now=now, message=NOT_ALLOWED)
    if inspection is not None and inspection.trust_id != trust.pk:
        raise Refused("trust", "This inspection is of another trust.")
    fields = _fields(trust, content, on=london_date(now))
    notice, is_new = Notice.objects.get_or_create(
        draft_id=draft_id,
        defaults={
            "trust": trust,
            "inspection": inspection,
            "state_at": now,
            "drafted_by": by,
            "drafted_at": now,
            **fields,
        },
    )
    if not is_new:
        if notice.trust_id != trust.pk or notice.drafted_by_id != by.pk:
            raise Refused("known", "Another notice has this id.")
        return notice
    _write_parts(notice, content)
    audit("notice.drafted", by=by, subject=reference_to_notice(notice), now=now, fields=sorted(fields))
    return notice


@transaction.atomic
def revise_notice(*, notice: Notice, content: Content, by: Person, now: datetime) -> Notice:
    """Write a draft anew. Refused as ``draft_notice`` refuses, and ``moved_on`` once it was issued or withdrawn."""
    permit(Action.ENFORCE, by=by, now=now, message=NOT_ALLOWED)
    current = locked_notice(notice)
    if current.state != NoticeState.DRAFT:
        raise Refused("moved_on", f"This is now: {NoticeState(current.state).label.lower()}. It stays as it is.")
    fields = _fields(current.trust, content, on=london_date(now))
    for name, value in fields.items():
        setattr(current, name, value)
    current.save(update_fields=list(fields))
    current.areas.all().delete()
    current.requirements.all().delete()
    _write_parts(current, content)
    audit("notice.revised", by=by, subject=reference_to_notice(current), now=now, fields=sorted(fields))
    return current


@transaction.atomic
def issue_notice(*, notice: Notice, by: Person, now: datetime) -> Notice:
    """Issue a draft: it binds the trust, which receives it here at this moment; its clocks start.

    A requirement notice gets the report of actions as its requirement where none was written. A notice that follows
    one not complied with concludes that one. Refused: ``not_allowed``, ``moved_on``; ``lacking`` with all that it
    lacks; ``no_issuer``; ``not_shown`` for one out of an inspection that the trust does not know of.
    """
    permit(Action.ENFORCE, by=by, now=now, message=NOT_ALLOWED)
    current = locked_notice(notice)
    if current.inspection_id is not None and not Inspection.objects.shown_to_the_trust().filter(
        pk=current.inspection_id
    ):
        raise Refused("not_shown", "The trust does not know of this inspection yet: a notice would tell it.")
    today = london_date(now)
    power = powers()[current.legal_basis]
    report_due = power.report_due_on(today)
    if current.state == NoticeState.DRAFT and report_due is not None and not current.requirements.exists():
        NoticeRequirement.objects.create(notice=current, position=1, text=_REPORT, due_on=report_due)
    faults = lacking(_drafted(current), power, fundamental_standards(), today)
    if faults and current.state == NoticeState.DRAFT:
        raise Refused("lacking", " ".join(faults))
    current = move_notice(
        current,
        NoticeState.ISSUED,
        by=by,
        now=now,
        issued_by=by,
        issued_at=now,
        issuer=issuer_for(power.issuer, current.trust, today),
        representations_until=power.representations_until(now),
    )
    if current.follows_id is not None:
        earlier = locked_notice(Notice(pk=current.follows_id))
        if earlier.state == NoticeState.NOT_COMPLIED:
            move_notice(
                earlier,
                NoticeState.CONCLUDED,
                by=by,
                now=now,
                ended_at=now,
                ended_reason=f"Followed by {current.reference}.",
            )
    return current


@transaction.atomic
def set_public(*, notice: Notice, is_public: bool, by: Person, now: datetime) -> Notice:
    """Show an issued notice to the public, or no longer. Refused: ``not_allowed``; ``not_issued``."""
    permit(Action.ENFORCE, by=by, now=now, message=NOT_ALLOWED)
    current = locked_notice(notice)
    if current.issued_at is None:
        raise Refused("not_issued", "Only a notice that was issued can be public.")
    if current.is_public == is_public:
        return current
    current.is_public, current.made_public_at = is_public, (now if is_public else current.made_public_at)
    current.save(update_fields=["is_public", "made_public_at"])
    audit("notice.shown" if is_public else "notice.hidden", by=by, subject=reference_to_notice(current), now=now)
    emit(
        "notice.publicity_changed", subject=reference_to_notice(current), now=now, payload={"trust": current.trust.code}
    )
    return current


@transaction.atomic
def withdraw_notice(*, notice: Notice, reason: str, by: Person, now: datetime) -> Notice:
    """Take back a draft, or a notice that should not have been issued, with the reason.

    Refused: ``not_allowed``, ``no_text``, ``moved_on``.
    """
    permit(Action.ENFORCE, by=by, now=now, message=NOT_ALLOWED)
    if not reason.strip():
        raise Refused("no_text", "Say why it is withdrawn.")
    return move_notice(
        locked_notice(notice), NoticeState.WITHDRAWN, by=by, now=now, ended_at=now, ended_reason=reason.strip()
    )


def _fields(trust: Trust, content: Content, *, on: date) -> dict[str, Any]:
    """Return the row's values; what is another trust's is refused."""
    power = powers().get(content.power)
    if power is None:
        raise Refused("power", "Choose the legal basis.")
    if not content.title.strip() or not content.reasons.strip():
        raise Refused("no_text", "Say what the notice is about and give the reasons.")
    if any(not requirement.text.strip() for requirement in content.requirements):
        raise Refused("no_text", "Say what must improve.")
    check_places(content.areas, trust, on)
    if any(breach.trust_id != trust.pk for breach in content.breaches):
        raise Refused("trust", "A breach of another trust is no ground here.")
    if content.follows is not None and content.follows.trust_id != trust.pk:
        raise Refused("trust", "A notice follows an earlier one of the same trust.")
    _check_closed(trust, content.closed, power, on=on)
    return {
        "kind": power.kind,
        "legal_basis": power.code,
        "harm": power.harm,
        "regulations": list(content.regulations),
        "issuer": issuer_for(power.issuer, trust, on),
        "title": content.title.strip(),
        "reasons": content.reasons.strip(),
        "follows": content.follows,
        "ward": content.closed.ward,
        "site": content.closed.site,
        "service": content.closed.service,
    }


def _check_closed(trust: Trust, closed: Closed, power: Power, *, on: date) -> None:
    if closed.ward is not None and closed.ward.trust_id != trust.pk:
        raise Refused("trust", "This ward is another trust's.")
    if closed.site is not None and not sites_of(trust, on).filter(pk=closed.site.pk).exists():
        raise Refused("area", f"{closed.site.name} is not a site of this trust.")
    if closed.service:
        check_service(closed.service, on)
    if power.kind == Notice.Kind.URGENT_CLOSURE and closed.ward is None and not (closed.site and closed.service):
        raise Refused("lacking", "Say which ward, or which service at which site, is closed.")


def _write_parts(notice: Notice, content: Content) -> None:
    notice.breaches.set(content.breaches)
    NoticeArea.objects.bulk_create(
        NoticeArea(notice=notice, site=place.site, service=place.service, key_question=str(place.key_question))
        for place in content.areas
    )
    NoticeRequirement.objects.bulk_create(
        NoticeRequirement(notice=notice, position=position, text=each.text.strip(), due_on=each.due_on)
        for position, each in enumerate(content.requirements, start=1)
    )


def _drafted(notice: Notice) -> Drafted:
    due: Sequence[date] = list(notice.requirements.values_list("due_on", flat=True))
    return Drafted(
        kind=notice.kind,
        regulations=tuple(notice.regulations),
        due_on=tuple(due),
        areas=notice.areas.count(),
        breaches=notice.breaches.filter(ended_on__isnull=True).count(),
        closes=notice.ward_id is not None or (notice.site_id is not None and bool(notice.service)),
        harm=notice.harm,
    )


def last_due_on(notice: Notice) -> date | None:
    """Return the latest of the days by which something must improve, None where there is none."""
    latest: date | None = notice.requirements.aggregate(latest=Max("due_on"))["latest"]
    return latest
