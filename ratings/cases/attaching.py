"""Evidence beside a recommendation, a demonstration or a review: a thing on record here, or a file that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inspections.kept_files import keep_file
from oversight.accounts.models import Person
from oversight.records.references import Reference, resolve
from oversight.returns.refusals import Refused
from ratings.cases.models import Attachment, BoardDemonstration, CapabilityReview, Recommendation
from ratings.cases.moving import said


@dataclass(frozen=True, slots=True)
class Attached:
    """A piece of evidence, with what it shows: a reference, or else a file's bytes and name."""

    words: str
    reference: Reference | None = None
    content: bytes | None = None
    filename: str = ""


def attach(
    to: Recommendation | BoardDemonstration | CapabilityReview,
    attached: Sequence[Attached],
    *,
    by: Person,
    now: datetime,
) -> list[Attachment]:
    """Keep evidence beside it in the caller's transaction.

    Refused: ``no_words`` that say what a piece shows; ``unknown_reference``; ``no_evidence`` in one that is neither on
    record nor a named file, or both; ``too_large`` and ``replaced`` as for other files.
    """
    column = {Recommendation: "recommendation", BoardDemonstration: "demonstration", CapabilityReview: "review"}
    return [
        Attachment.objects.create(
            **{column[type(to)]: to},
            **_kept(each, now),
            attached_by=by,
            attached_at=now,
        )
        for each in attached
    ]


def known_reference(reference: Reference | None) -> dict[str, str]:
    """Return the columns of a reference, blank without one; ``Refused("unknown_reference")`` where nothing is there."""
    if reference is None:
        return {"reference_kind": "", "reference_id": ""}
    if resolve(reference) is None:
        raise Refused("unknown_reference", "What was attached is not on record.")
    return {"reference_kind": reference.kind, "reference_id": reference.public_id}


def _kept(each: Attached, now: datetime) -> dict[str, object]:
    words = said(each.words, code="no_words", message="Say of each attached thing what it shows.")
    name = each.filename.strip()
    if (each.reference is None) == (each.content is None) or (each.content is not None and not name):
        raise Refused("no_evidence", "Attach something that is on record, or a file with its name.")
    if each.content is not None:
        return {"words": words, "stored": keep_file(each.content, now=now), "filename": name[:255]}
    return {"words": words, **known_reference(each.reference)}
