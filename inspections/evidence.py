"""Evidence as it is found: saved at once, from several devices, in any order; nothing that was saved is ever lost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from inspections.core_services import services
from inspections.models import (
    EvidenceFile,
    EvidencePiece,
    EvidenceVersion,
    Inspection,
    ListeningEvent,
    Visit,
)
from inspections.moving import locked
from inspections.permitting import in_state, permit_in_team
from inspections.states.inspection import EVIDENCE_IN
from inspections.versions import heads
from inspections.whereabouts import sites_to_go_to
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.organisations.models import Site
from oversight.records.audit import audit
from oversight.records.references import Reference
from oversight.returns.receiving import clean_filename, keep_bytes
from oversight.returns.refusals import Refused
from oversight.wording import write_file_size
from ratings.rules.ratings_words import KeyQuestion

LARGEST_FILE = 25 * 1024 * 1024
TOO_LARGE = f"Send a file of {write_file_size(LARGEST_FILE)} or less."
# What phones, scanners and offices make. A page gives each as a file to keep, and shows none of them as a page.
MEDIA_TYPES = frozenset(
    {
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "audio/mp4",
        "audio/mpeg",
        "image/heic",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/csv",
        "text/plain",
    }
)


@dataclass(frozen=True)
class Cited:
    """A thing of another part that evidence cites, such as a concern: its kind and id."""

    kind: str
    public_id: str


@dataclass(frozen=True)
class Found:
    """What was found, with all that it is tied to; what nobody has said yet stays blank or None."""

    text: str
    kind: EvidenceVersion.Kind
    captured_at: datetime
    source: EvidenceVersion.Source | None = None
    site: Site | None = None
    service: str = ""
    key_question: KeyQuestion | None = None
    place: str = ""
    visit: Visit | None = None
    listening_event: ListeningEvent | None = None
    cites: Cited | None = None
    set_aside_reason: str = ""


@dataclass(frozen=True)
class Saved:
    """A save: the version that it made, whether it is new, and the versions that stand beside it."""

    piece: EvidencePiece
    version: EvidenceVersion
    is_new: bool
    beside: tuple[EvidenceVersion, ...]


def evidence_reference(piece: EvidencePiece) -> Reference:
    """Return how records refer to a piece of evidence."""
    return Reference("evidence", str(piece.piece_id))


@transaction.atomic
def save_evidence(
    *,
    piece_id: UUID,
    save_id: UUID,
    inspection: Inspection,
    found: Found,
    by: Person,
    now: datetime,
    based_on: int = 0,
    settles: Sequence[int] = (),
) -> Saved:
    """Save a piece of evidence, new or changed; the device gives both ids, so that a save sent twice is one.

    ``based_on`` is the number of the version that the writer had before them, 0 for a new piece. Where another version
    was saved on it meanwhile, both stand, and ``beside`` names the other; ``settles`` are the numbers of versions that
    this one takes in. Refused: ``not_allowed``; ``not_in_team``; ``moved_on`` once the report is published;
    ``no_text``; ``tied`` to a site, visit or event of another inspection or a service that there is not; ``known`` for
    an id in use elsewhere; ``version`` for numbers that there are not.
    """
    permit_in_team(Action.GATHER_EVIDENCE, inspection, by=by, now=now)
    _check(inspection, found)
    piece, is_new = EvidencePiece.objects.get_or_create(
        piece_id=piece_id, defaults={"inspection": inspection, "author": by, "begun_at": now}
    )
    if piece.inspection_id != inspection.pk:
        raise Refused("known", "Evidence of another inspection has this id.")
    piece = EvidencePiece.objects.select_for_update().get(pk=piece.pk)
    kept = list(piece.versions.all())
    again = EvidenceVersion.objects.filter(save_id=save_id).first()
    if again is not None:
        if again.piece_id != piece.pk or again.written_by_id != by.pk:
            raise Refused("known", "Another save has this id.")
        return Saved(piece, again, False, _beside(kept, again))
    # Asked with the row locked: what is published while somebody saves stays as it was published.
    in_state(locked(inspection), EVIDENCE_IN, message="Evidence is not added to it any more.")
    numbers = {version.number for version in kept}
    if (based_on and based_on not in numbers) or not set(settles) <= numbers:
        raise Refused("version", "This was written on a version that there is not. Open the evidence again.")
    version = EvidenceVersion.objects.create(
        piece=piece,
        number=piece.latest + 1,
        based_on=based_on,
        settles=sorted(set(settles)),
        save_id=save_id,
        written_by=by,
        written_at=now,
        **_columns(found),
    )
    piece.latest = version.number
    piece.save(update_fields=["latest"])
    audit(
        "evidence.saved",
        by=by,
        subject=evidence_reference(piece),
        now=now,
        fields=_changed(version, next((each for each in kept if each.number == based_on), None)),
        hashes=[_digest(version)],
    )
    return Saved(piece, version, is_new or not kept, _beside([*kept, version], version))


def standing_versions(pieces: Iterable[EvidencePiece]) -> Mapping[int, list[EvidenceVersion]]:
    """Return for each piece (by primary key) the versions that stand, in one query; more where people differ."""
    by_piece: dict[int, list[EvidenceVersion]] = {piece.pk: [] for piece in pieces}
    versions = EvidenceVersion.objects.filter(piece_id__in=by_piece).select_related("site", "written_by")
    for version in versions.order_by("piece_id", "number"):
        by_piece[version.piece_id].append(version)
    return {piece: heads(kept) for piece, kept in by_piece.items()}


@transaction.atomic
def attach_file(
    *,
    file_id: UUID,
    piece: EvidencePiece,
    filename: str,
    media_type: str,
    content: bytes,
    by: Person,
    now: datetime,
) -> EvidenceFile:
    """Keep a file beside a piece of evidence; sent twice under the same id, it is one.

    Refused: ``not_allowed``; ``not_in_team``; ``moved_on``; ``empty``; ``too_large``; ``media_type``; ``known``;
    ``replaced`` for a file whose bytes were taken out because they held personal data.
    """
    permit_in_team(Action.GATHER_EVIDENCE, piece.inspection, by=by, now=now)
    in_state(locked(piece.inspection), EVIDENCE_IN, message="Files are not added to it any more.")
    known = EvidenceFile.objects.filter(file_id=file_id).first()
    if known is not None:
        if known.piece_id != piece.pk:
            raise Refused("known", "A file of other evidence has this id.")
        return known
    if not content:
        raise Refused("empty", "The file is empty.")
    if len(content) > LARGEST_FILE:
        raise Refused("too_large", TOO_LARGE)
    if media_type not in MEDIA_TYPES:
        raise Refused("media_type", "Send a picture, a sound, a PDF, a document, a workbook or a text.")
    sha256 = hashlib.sha256(content).hexdigest()
    keep_bytes(sha256, content, now=now)
    kept = EvidenceFile.objects.create(
        file_id=file_id,
        piece=piece,
        stored_id=sha256,
        filename=clean_filename(filename),
        media_type=media_type,
        added_by=by,
        added_at=now,
    )
    audit(
        "evidence.file_attached", by=by, subject=evidence_reference(piece), now=now, fields=["files"], hashes=[sha256]
    )
    return kept


@transaction.atomic
def remove_file(*, file: EvidenceFile, reason: str, by: Person, now: datetime) -> EvidenceFile:
    """Take a file away from a piece of evidence; that it was there stays known.

    Refused: ``not_allowed``; ``not_in_team``; ``moved_on``; ``no_reason``; ``removed`` before.
    """
    permit_in_team(Action.GATHER_EVIDENCE, file.piece.inspection, by=by, now=now)
    in_state(locked(file.piece.inspection), EVIDENCE_IN, message="Its evidence does not change any more.")
    if not reason.strip():
        raise Refused("no_reason", "Say why the file is removed.")
    current = EvidenceFile.objects.select_for_update().get(pk=file.pk)
    if current.removed_at is not None:
        raise Refused("removed", "This file was removed before.")
    current.removed_by, current.removed_at, current.removed_reason = by, now, reason.strip()
    current.save(update_fields=["removed_by", "removed_at", "removed_reason"])
    audit(
        "evidence.file_removed",
        by=by,
        subject=evidence_reference(current.piece),
        now=now,
        fields=["files"],
        hashes=[current.stored_id],
    )
    return current


def _check(inspection: Inspection, found: Found) -> None:
    if not found.text.strip():
        raise Refused("no_text", "Write down what was found.")
    there = sites_to_go_to(inspection, london_date(found.captured_at))
    if found.site is not None and not there.filter(pk=found.site.pk).exists():
        raise Refused("tied", f"{found.site.shown_name} is not a site of this inspection.")
    if found.service and found.service not in services():
        raise Refused("tied", f"{found.service} is not on the list of services.")
    for tied in (found.visit, found.listening_event):
        if tied is not None and tied.inspection_id != inspection.pk:
            raise Refused("tied", "This visit or listening event belongs to another inspection.")


def _columns(found: Found) -> dict[str, object]:
    return {
        "text": found.text.strip(),
        "kind": found.kind,
        "captured_at": found.captured_at,
        "source": found.source or "",
        "site": found.site,
        "service": found.service,
        "key_question": found.key_question or "",
        "place": found.place.strip(),
        "visit": found.visit,
        "listening_event": found.listening_event,
        "cites_kind": found.cites.kind if found.cites else "",
        "cites_id": found.cites.public_id if found.cites else "",
        "set_aside_reason": found.set_aside_reason.strip(),
    }


_COLUMNS = (
    "text",
    "kind",
    "captured_at",
    "source",
    "site_id",
    "service",
    "key_question",
    "place",
    "visit_id",
    "listening_event_id",
    "cites_kind",
    "cites_id",
    "set_aside_reason",
)


def _changed(version: EvidenceVersion, before: EvidenceVersion | None) -> list[str]:
    """Return the names of what the save changed, never what it says."""
    return [name for name in _COLUMNS if before is None or getattr(version, name) != getattr(before, name)]


def _digest(version: EvidenceVersion) -> str:
    """Return the hash of all that the version says, so that the record can be held against it."""
    told = [version.number, version.based_on, *(str(getattr(version, name)) for name in _COLUMNS)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()


def _beside(kept: Sequence[EvidenceVersion], version: EvidenceVersion) -> tuple[EvidenceVersion, ...]:
    return tuple(each for each in heads(kept) if each.pk != version.pk)
