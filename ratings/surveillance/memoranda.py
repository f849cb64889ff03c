"""The agreements under which a group's organisations share what they know.

Source: Hard Truths, paragraph 2.27: memoranda of understanding act "as a standard against which the behaviour of the
organisations that have signed up to them can be judged"; paragraph 3.7.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from complaints.pasted_text import line_of, lines_of
from oversight.accounts.models import Person
from oversight.clock import london_date
from oversight.organisations.models import Body
from oversight.records.audit import audit
from oversight.records.references import Reference
from oversight.returns.refusals import Refused
from ratings.surveillance.membership import lock_as_member
from ratings.surveillance.models import Memorandum, MemorandumEnd


def memoranda_of(group: Body) -> QuerySet[Memorandum]:
    """Return every memorandum of the group, with how it ended, the newest first."""
    return Memorandum.objects.filter(group=group).select_related("recorded_by", "end__ended_by")


def in_force(group: Body, on: date) -> QuerySet[Memorandum]:
    """Return the memoranda under which members may share on the day."""
    held = Q(end__isnull=True) | Q(end__ended_on__gt=on)
    return memoranda_of(group).filter(held, agreed_on__lte=on)


@transaction.atomic
def record_memorandum(
    *,
    group: Body,
    title: str,
    parties: str,
    where: str,
    agreed_on: date,
    review_on: date | None,
    save_id: UUID,
    by: Person,
    now: datetime,
) -> Memorandum:
    """Put an agreement on record; sent twice, it is one.

    Refused: ``not_allowed``; ``no_title``, ``no_parties``, ``no_where``; ``not_yet`` for a day to come; ``too_early``
    for a review that does not come after; ``known``.
    """
    lock_as_member(group, by=by, now=now)
    known = Memorandum.objects.filter(save_id=save_id).first()
    if known is not None:
        if known.group_id != group.pk:
            raise Refused("known", "Something else has this id.")
        return known
    title, parties, where = line_of(title), lines_of(parties), line_of(where)
    for told, code, message in (
        (title, "no_title", "Say what the agreement is called."),
        (parties, "no_parties", "Name the organisations that signed it."),
        (where, "no_where", "Say where it can be read, or the number under which it is filed."),
    ):
        if not told:
            raise Refused(code, message)
    if agreed_on > london_date(now):
        raise Refused("not_yet", "It was agreed today or before.")
    if review_on is not None and review_on <= agreed_on:
        raise Refused("too_early", "It is looked at again after the day on which it was agreed.")
    made = Memorandum.objects.create(
        group=group,
        title=title[:200],
        parties=parties,
        where=where[:300],
        agreed_on=agreed_on,
        review_on=review_on,
        save_id=save_id,
        recorded_by=by,
        recorded_at=now,
    )
    audit("memorandum.recorded", by=by, subject=_reference(made), now=now, fields=["title", "parties", "where"])
    return made


@transaction.atomic
def end_memorandum(*, memorandum: Memorandum, ended_on: date, reason: str, by: Person, now: datetime) -> MemorandumEnd:
    """Say that an agreement holds no more from a day on.

    Refused: ``not_allowed``; ``no_text``; ``too_early`` for a day before it was agreed; ``moved_on`` where somebody
    ended it already.
    """
    lock_as_member(memorandum.group, by=by, now=now)
    reason = lines_of(reason)
    if not reason:
        raise Refused("no_text", "Say why it holds no more.")
    if ended_on < memorandum.agreed_on:
        raise Refused("too_early", "It ends after the day on which it was agreed.")
    if MemorandumEnd.objects.filter(memorandum=memorandum).exists():
        raise Refused("moved_on", "Somebody else has ended this already.")
    end = MemorandumEnd.objects.create(
        memorandum=memorandum, ended_on=ended_on, reason=reason, ended_by=by, ended_at=now
    )
    audit("memorandum.ended", by=by, subject=_reference(memorandum), now=now, fields=["ended_on", "reason"])
    return end


def _reference(memorandum: Memorandum) -> Reference:
    return Reference("memorandum", str(memorandum.public_id))
