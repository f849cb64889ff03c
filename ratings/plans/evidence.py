"""Evidence of what a report says: as a person gives it, and as it is kept with the action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints.pasted_text import line_of, lines_of
from oversight.records.references import Reference, resolve
from oversight.returns.models import StoredFile
from oversight.returns.refusals import Refused
from ratings.plans.models import ActionProgress, ProgressEvidence

_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class EvidenceGiven:
    """Evidence as a person gives it: what it shows, and a thing on record or a kept file where there is one."""

    words: str
    reference: Reference | None = None
    stored: StoredFile | None = None
    filename: str = ""
    may_be_published: bool = False


def whole_evidence(given: EvidenceGiven) -> EvidenceGiven:
    """Return evidence as it can be kept. Refused: ``no_evidence_words``; ``unknown_evidence``; ``no_filename``."""
    words, filename = lines_of(given.words), line_of(given.filename)[-_LONGEST_NAME:]
    if not words:
        raise Refused("no_evidence_words", "Say of each piece of evidence what it shows.")
    if given.reference is not None and resolve(given.reference) is None:
        raise Refused("unknown_evidence", "What this evidence points at is not on record.")
    if given.stored is not None and not filename:
        raise Refused("no_filename", "A file has a name.")
    return EvidenceGiven(words, given.reference, given.stored, filename if given.stored else "", given.may_be_published)


def keep_evidence(said: ActionProgress, given: Sequence[EvidenceGiven]) -> None:
    """Keep evidence with what is said of an action, in its order."""
    ProgressEvidence.objects.bulk_create(
        ProgressEvidence(
            progress=said,
            position=position,
            words=each.words,
            reference_kind=each.reference.kind if each.reference else "",
            reference_id=each.reference.public_id if each.reference else "",
            stored=each.stored,
            filename=each.filename,
            may_be_published=each.may_be_published,
        )
        for position, each in enumerate(given, start=1)
    )


def as_given(row: ProgressEvidence) -> EvidenceGiven:
    """Return kept evidence in the form in which it is given, to be given again."""
    reference = Reference(row.reference_kind, row.reference_id) if row.reference_kind else None
    return EvidenceGiven(row.words, reference, row.stored, row.filename, row.may_be_published)
