"""Keeping a trust's own words for its Board, and sending a pack: each is a version that is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from complaints.pasted_text import line_of, lines_of
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.records.audit import audit
from oversight.records.references import Reference
from oversight.returns.periods import Month
from oversight.returns.refusals import Refused
from oversight.typesetting import Part
from workspaces.board_pack.pack import digest_of, to_json
from workspaces.models import BoardNarrative, FinalBoardPack


def narrative_of(trust: Trust, month: Month) -> BoardNarrative | None:
    """Return the newest version of what the trust wrote for the month."""
    return BoardNarrative.objects.filter(trust=trust, month=str(month)).order_by("-number").first()


def final_pack_of(trust: Trust, month: Month) -> FinalBoardPack | None:
    """Return the newest pack for the month that was sent to the Board."""
    packs = FinalBoardPack.objects.filter(trust=trust, month=str(month)).select_related("narrative", "sent_by")
    return packs.order_by("-number").first()


@transaction.atomic
def save_narrative(
    *, trust: Trust, month: Month, text: str, written_as: str, base: int, by: Person, now: datetime
) -> BoardNarrative:
    """Keep the trust's own words as a new version; the same words again are no new one.

    ``base`` is the number of the version that was shown, 0 for none. Refused: ``not_allowed``; ``no_text``;
    ``no_role``; ``not_over`` for a month that has not ended; ``stale`` where somebody else has saved since.
    """
    _hold(trust)
    _writes(trust, by=by, now=now)
    _is_over(month, now)
    text, written_as = lines_of(text), line_of(written_as)
    if not text:
        raise Refused("no_text", "Write what the Board should know.")
    if not written_as:
        raise Refused("no_role", "Say what you are at the trust.")
    newest = narrative_of(trust, month)
    if newest and (newest.text, newest.written_as, newest.written_by_id) == (text, written_as, by.pk):
        return newest
    if (newest.number if newest else 0) != base:
        raise Refused("stale", "Somebody else has saved another version meanwhile. Read it, then save yours.")
    saved = BoardNarrative.objects.create(
        trust=trust,
        month=str(month),
        number=base + 1,
        text=text,
        written_by=by,
        written_as=written_as,
        written_at=now,
    )
    audit("board_narrative.saved", by=by, subject=_reference(trust, month), fields=["text", "written_as"], now=now)
    return saved


@transaction.atomic
def send_pack(
    *,
    trust: Trust,
    month: Month,
    parts: Sequence[Part],
    shown: str,
    sent_as: str,
    reason: str,
    by: Person,
    now: datetime,
) -> FinalBoardPack:
    """Send the pack to the Board: what the record tells and the trust's words stand from now on as they are.

    ``parts`` is what the record tells now, and ``shown`` names what the person read (``shown_name``). Refused:
    ``not_allowed``; ``no_role``; ``not_over``; ``stale`` where the record or the words are not those any more;
    ``no_reason`` for a later pack of a month without one; ``nothing_new`` where it is the same as the one sent before.
    """
    _hold(trust)
    if not may(by, Action.SIGN_RETURN, trust, on=london_date(now)):
        raise Refused("not_allowed", f"You cannot send packs to the Board of {trust.shown_name}.")
    _is_over(month, now)
    sent_as, reason = line_of(sent_as), lines_of(reason)
    if not sent_as:
        raise Refused("no_role", "Say what you are at the trust.")
    kept, narrative = to_json(parts), narrative_of(trust, month)
    if shown_name(parts, narrative) != shown:
        raise Refused("stale", "The record or the words have changed since you read them. Read the pack again.")
    before = final_pack_of(trust, month)
    if before and not reason:
        raise Refused("no_reason", "A pack for this month was sent before. Say why this one takes its place.")
    digest = digest_of(kept)
    if before and (before.sha256, before.narrative_id) == (digest, narrative.pk if narrative else None):
        raise Refused("nothing_new", "The pack is the same as the one that was sent before.")
    sent = FinalBoardPack.objects.create(
        trust=trust,
        month=str(month),
        number=before.number + 1 if before else 1,
        narrative=narrative,
        parts=kept,
        sha256=digest,
        reason=reason if before else "",
        sent_by=by,
        sent_as=sent_as,
        sent_at=now,
    )
    audit(
        "board_pack.sent",
        by=by,
        subject=_reference(trust, month),
        fields=["parts", "narrative"],
        hashes=[digest],
        now=now,
    )
    return sent


def shown_name(parts: Sequence[Part], narrative: BoardNarrative | None) -> str:
    """Return a name of what a person reads: of the record's part and of the version of the trust's words."""
    return f"{digest_of(to_json(parts))}.{narrative.number if narrative else 0}"


def _hold(trust: Trust) -> None:
    """Let one change of a trust's packs be made at a time."""
    Trust.objects.select_for_update(no_key=True).get(pk=trust.pk)


def _writes(trust: Trust, *, by: Person, now: datetime) -> None:
    on = london_date(now)
    if not any(may(by, action, trust, on=on) for action in (Action.PREPARE_RETURN, Action.SIGN_RETURN)):
        raise Refused("not_allowed", f"You cannot write for the Board of {trust.shown_name}.")


def _is_over(month: Month, now: datetime) -> None:
    if not month.has_ended_on(london_date(now)):
        raise Refused("not_over", f"{month.label} is not over.")


def _reference(trust: Trust, month: Month) -> Reference:
    return Reference("board_pack", f"{trust.code} {month}")
