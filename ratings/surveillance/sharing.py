"""Soft intelligence: added by a member, read by those with whom it is shared, withdrawn with a mark; all of it logged.

Source: Hard Truths, paragraphs 2.25 to 2.27: groups bring together "organisations with information about and insight
into the quality of care". Who shared what with whom, and who opened it, stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from complaints.pasted_text import line_of, lines_of
from oversight.accounts.models import Person
from oversight.clock import london_date
from oversight.organisations.models import Body, Trust
from oversight.records.audit import audit
from oversight.returns.refusals import Refused
from ratings.surveillance import memoranda
from ratings.surveillance.membership import belongs, lock_as_member, members_of, seat_of, trusts_of_group
from ratings.surveillance.models import Intelligence, Memorandum, Opening, Share, Withdrawal
from ratings.surveillance.references import intelligence_reference


def readable_by(person: Person, group: Body, on: date) -> QuerySet[Intelligence]:
    """Return what the person may read in the group on the day: their own, and what is shared with them or with all.

    Nothing for who does not belong to the group that day. What was withdrawn is among it, for the mark alone.
    """
    if not belongs(person, group, on):
        return Intelligence.objects.none()
    shared = Share.objects.filter(Q(reader__isnull=True) | Q(reader=person))
    found = Intelligence.objects.filter(Q(added_by=person) | Q(pk__in=shared.values("intelligence_id")), group=group)
    return found.select_related("trust", "group", "added_by", "withdrawal__withdrawn_by")


@transaction.atomic
def add_intelligence(
    *,
    group: Body,
    trust: Trust,
    heading: str,
    words: str,
    heard_on: date,
    with_all: bool,
    readers: Collection[Person],
    memorandum: Memorandum | None,
    save_id: UUID,
    by: Person,
    now: datetime,
) -> Intelligence:
    """Add what one knows of a trust and share it, with the whole group or with members by name; sent twice, it is one.

    Refused: ``not_allowed``; ``no_seat`` before the member said where they come from; ``not_in_region``;
    ``no_heading``, ``no_text``; ``not_yet`` for a day to come; what ``share`` refuses; ``known``.
    """
    lock_as_member(group, by=by, now=now)
    known = Intelligence.objects.filter(save_id=save_id).first()
    if known is not None:
        if known.group_id != group.pk or known.added_by_id != by.pk:
            raise Refused("known", "Something else has this id.")
        return known
    organisation = seat_of(by, group)
    if not organisation:
        raise Refused("no_seat", "Say first which organisation you come from.")
    if not trusts_of_group(group).filter(pk=trust.pk).exists():
        raise Refused("not_in_region", f"{trust.shown_name} is not in the region of {group.name}.")
    heading, words = line_of(heading), lines_of(words)
    if not heading:
        raise Refused("no_heading", "Say in a few words what it is about.")
    if not words:
        raise Refused("no_text", "Say what you know.")
    if heard_on > london_date(now):
        raise Refused("not_yet", "Give the day on which it was seen or heard, today or before.")
    made = Intelligence.objects.create(
        group=group,
        trust=trust,
        organisation=organisation,
        heading=heading[:120],
        words=words,
        sha256=hashlib.sha256(f"{heading[:120]}\n{words}".encode()).hexdigest(),
        heard_on=heard_on,
        save_id=save_id,
        added_by=by,
        added_at=now,
    )
    audit(
        "intelligence.added",
        by=by,
        subject=intelligence_reference(made),
        now=now,
        fields=["heading", "words", "heard_on"],
        hashes=[made.sha256],
    )
    if with_all or readers:
        _share(made, with_all=with_all, readers=readers, memorandum=memorandum, by=by, now=now)
    return made


@transaction.atomic
def share(
    *,
    intelligence: Intelligence,
    with_all: bool,
    readers: Collection[Person],
    memorandum: Memorandum | None,
    by: Person,
    now: datetime,
) -> list[Share]:
    """Share one's own intelligence further; who reads it already is left out.

    Refused: ``not_allowed`` for who did not add it; ``withdrawn``; ``nobody`` where nobody new is named;
    ``not_a_member`` for who does not belong to the group; ``memorandum`` for one that does not hold today.
    """
    lock_as_member(intelligence.group, by=by, now=now)
    if intelligence.added_by_id != by.pk:
        raise Refused("not_allowed", "Who added it shares it. Ask them.")
    if Withdrawal.objects.filter(intelligence=intelligence).exists():
        raise Refused("withdrawn", "This was withdrawn. It cannot be shared any more.")
    return _share(intelligence, with_all=with_all, readers=readers, memorandum=memorandum, by=by, now=now)


def _share(
    intelligence: Intelligence,
    *,
    with_all: bool,
    readers: Collection[Person],
    memorandum: Memorandum | None,
    by: Person,
    now: datetime,
) -> list[Share]:
    group, today = intelligence.group, london_date(now)
    if memorandum is not None and not memoranda.in_force(group, today).filter(pk=memorandum.pk).exists():
        raise Refused("memorandum", "This agreement does not hold today.")
    members = {member.person.pk: member for member in members_of(group, today)}
    if any(reader.pk not in members for reader in readers):
        raise Refused("not_a_member", f"Everybody with whom it is shared belongs to {group.name}.")
    there = set(Share.objects.filter(intelligence=intelligence).values_list("reader_id", flat=True))
    # Who reads it with the whole group needs no row of their own.
    new: list[Person | None] = []
    if with_all and None not in there:
        new = [None]
    elif None not in there:
        others = [one for one in readers if one.pk != by.pk and one.pk not in there]
        new = [*sorted(others, key=lambda one: one.pk)]
    if not new:
        raise Refused("nobody", "Choose somebody who cannot read it yet.")
    made = Share.objects.bulk_create(
        Share(
            intelligence=intelligence,
            reader=one,
            reader_organisation=members[one.pk].organisation if one else "",
            memorandum=memorandum,
            shared_by=by,
            shared_at=now,
        )
        for one in new
    )
    audit(
        "intelligence.shared",
        by=by,
        subject=intelligence_reference(intelligence),
        now=now,
        # With whom, by their ids; a memorandum by its own.
        fields=[f"person:{one.public_id}" if one else "group" for one in new]
        + ([f"memorandum:{memorandum.public_id}"] if memorandum else []),
    )
    return made


@transaction.atomic
def open_intelligence(*, intelligence: Intelligence, by: Person, now: datetime) -> Opening:
    """Let a member read a piece of intelligence, and note that they did. Refused: ``not_allowed``; ``withdrawn``."""
    if not readable_by(by, intelligence.group, london_date(now)).filter(pk=intelligence.pk).exists():
        raise Refused("not_allowed", "This is not shared with you.")
    # Held against a withdrawal: who is shown the words is in the log, and after it nobody is shown them.
    Intelligence.objects.select_for_update().get(pk=intelligence.pk)
    if Withdrawal.objects.filter(intelligence=intelligence).exists():
        raise Refused("withdrawn", "This was withdrawn.")
    opening = Opening.objects.create(
        intelligence=intelligence, person=by, organisation=seat_of(by, intelligence.group), opened_at=now
    )
    audit("intelligence.opened", by=by, subject=intelligence_reference(intelligence), now=now)
    return opening


@transaction.atomic
def withdraw_intelligence(
    *, intelligence: Intelligence, reason: str, held_personal_data: bool, by: Person, now: datetime
) -> Withdrawal:
    """Take a piece of intelligence back: nobody is shown its words any more, and a mark says who, when and why.

    Who added it may, and where it holds a person's data anybody who reads it: then the words go from the record too.
    Refused: ``not_allowed``; ``no_text``; ``moved_on`` where it was withdrawn already.
    """
    lock_as_member(intelligence.group, by=by, now=now)
    current = Intelligence.objects.select_for_update().get(pk=intelligence.pk)
    if not readable_by(by, current.group, london_date(now)).filter(pk=current.pk).exists():
        raise Refused("not_allowed", "This is not shared with you.")
    if current.added_by_id != by.pk and not held_personal_data:
        raise Refused("not_allowed", "Who added it withdraws it, unless it holds a person's data.")
    reason = lines_of(reason)
    if not reason:
        raise Refused("no_text", "Say why, without the data itself.")
    if Withdrawal.objects.filter(intelligence=current).exists():
        raise Refused("moved_on", "Somebody else has withdrawn this already.")
    made = Withdrawal.objects.create(
        intelligence=current,
        reason=reason,
        held_personal_data=held_personal_data,
        withdrawn_by=by,
        withdrawn_at=now,
    )
    if held_personal_data:
        Intelligence.objects.filter(pk=current.pk).update(heading="", words="", emptied_at=now)
    audit(
        "intelligence.withdrawn",
        by=by,
        subject=intelligence_reference(current),
        now=now,
        fields=["reason", "words"] if held_personal_data else ["reason"],
        hashes=[current.sha256],
    )
    return made


def shared_with(intelligence: Intelligence) -> QuerySet[Share]:
    """Return with whom a piece is shared, the first first."""
    return intelligence.shares.select_related("reader", "memorandum", "shared_by")
