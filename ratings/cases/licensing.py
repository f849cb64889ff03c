"""Conditions added to a foundation trust's licence once it was issued with a warning notice (Hard Truths 3.13).

The body of NHS trusts needs none: it intervenes by powers that it has already.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction

from inspections.models import Notice
from oversight.accounts.models import Person
from oversight.organisations.addresses import trust_reference
from oversight.organisations.bodies import kind_of_trust
from oversight.organisations.models import Trust, TrustKind
from oversight.organisations.successions import answered_for_by
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.returns.refusals import Refused
from oversight.wording import write_date
from ratings.cases.models import LicenceCondition
from ratings.cases.moving import end_once, refuse_the_future, said
from ratings.cases.permitting import as_body_of

IMPOSED = "licence.condition_imposed"
LIFTED = "licence.condition_lifted"


@transaction.atomic
def impose_condition(
    *,
    trust: Trust,
    notice: Notice,
    text: str,
    reason: str,
    on: date,
    by: Person,
    now: datetime,
    due_on: date | None = None,
) -> LicenceCondition:
    """Add a condition to the licence of a foundation trust, on the ground of a warning notice issued to it.

    Refused: ``not_allowed`` but for the trust's oversight body, ``no_words``, ``no_reason``, ``future``; ``kind``: no
    foundation trust on the day; ``notice``: no warning notice issued to this trust by the day, or one withdrawn;
    ``due`` before the day.
    """
    acting = as_body_of(trust, by=by, now=now)
    what = said(text, code="no_words", message="Say what the trust must do.")
    why = said(reason)
    refuse_the_future(on, now)
    if kind_of_trust(trust, on) is not TrustKind.Kind.FOUNDATION_TRUST:
        raise Refused("kind", f"{trust.shown_name} was no foundation trust on {write_date(on)}, and has no licence.")
    if notice not in warning_notices(trust, on):
        raise Refused("notice", "A condition rests on a warning notice that was issued to the trust.")
    if due_on is not None and due_on < on:
        raise Refused("due", f"The condition begins on {write_date(on)}.")
    condition = LicenceCondition.objects.create(
        trust=trust,
        notice=notice,
        body=acting.body,
        text=what,
        reason=why,
        due_on=due_on,
        from_on=on,
        imposed_by=by,
        imposed_as=acting.role,
        imposed_at=now,
    )
    _keep(IMPOSED, condition, ["due_on", "notice", "reason", "text"], what, by=by, now=now)
    return condition


@transaction.atomic
def lift_condition(
    *, condition: LicenceCondition, reason: str, on: date, by: Person, now: datetime
) -> LicenceCondition:
    """Lift a condition: ``on`` is the first day on which it binds no more.

    Refused: ``not_allowed``, ``no_reason``, ``future``, ``before`` it was imposed; ``changed`` meanwhile by another.
    """
    acting = as_body_of(condition.trust, by=by, now=now)
    why = said(reason)
    refuse_the_future(on, now)
    if on < condition.from_on:
        raise Refused("before", f"The condition was imposed on {write_date(condition.from_on)}.")
    end_once(condition, unset="to_on", to_on=on, end_reason=why, ended_by=by, ended_as=acting.role, ended_at=now)
    _keep(LIFTED, condition, ["end_reason", "to_on"], why, by=by, now=now)
    return condition


def warning_notices(trust: Trust, on: date) -> list[Notice]:
    """Return the warning notices issued by the day to the trust or to those that it followed, the newest first."""
    issued = Notice.objects.filter(
        trust__in=answered_for_by({trust.pk}, on), kind=Notice.Kind.WARNING_29A, issued_at__date__lte=on
    )
    return list(issued.exclude(state=Notice.State.WITHDRAWN).order_by("-issued_at", "-pk"))


def conditions_of(trust: Trust, on: date) -> list[LicenceCondition]:
    """Return the conditions imposed by the day on the trust and those that it followed, in their order."""
    trusts = answered_for_by({trust.pk}, on)
    found = LicenceCondition.objects.filter(trust__in=trusts, from_on__lte=on).select_related("notice", "body", "trust")
    return list(found.order_by("from_on", "pk"))


def _keep(
    action: str, condition: LicenceCondition, fields: list[str], words: str, *, by: Person, now: datetime
) -> None:
    said_hash = hashlib.sha256(words.encode()).hexdigest()
    subject = trust_reference(condition.trust)
    audit(action, by=by, subject=subject, now=now, fields=fields, hashes=[said_hash])
    payload = {"trust": condition.trust.code, "condition": str(condition.public_id)}
    emit(action, subject=subject, now=now, payload={**payload, "demonstration": condition.trust.is_demonstration})
