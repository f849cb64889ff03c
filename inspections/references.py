"""How inspections and their evidence are called elsewhere, and where their pages are."""

from __future__ import annotations

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from inspections.models import ComplaintSample, EvidencePiece, Inspection
from oversight.records.references import Described


def describe_inspection(reference: str) -> Described | None:
    """Resolve a reference of the kind ``inspection``: with the trust's name only once the trust knows of it.

    Whoever asks is not known here, and a trust must not learn of an unannounced inspection from a title.
    """
    inspection = Inspection.objects.select_related("trust").filter(reference=reference).first()
    if inspection is None:
        return None
    title = f"Inspection {inspection.reference}"
    if inspection.shown_to_trust_at is not None:
        title = f"{inspection.get_kind_display()} inspection of {inspection.trust.shown_name}"
    return Described(title, _address("inspections:inspection", reference))


def describe_evidence(piece_id: str) -> Described | None:
    """Resolve a reference of the kind ``evidence``: that it is evidence and of which inspection, never what it says."""
    try:
        wanted = UUID(piece_id)
    except ValueError:
        return None
    piece = EvidencePiece.objects.select_related("inspection").filter(piece_id=wanted).first()
    if piece is None:
        return None
    reference = piece.inspection.reference
    return Described(f"Evidence in inspection {reference}", _address("inspections:inspection", reference))


def describe_complaint_sample(sample_id: str) -> Described | None:
    """Resolve a reference of the kind ``complaint_sample``: that it is one and of which inspection."""
    try:
        wanted = UUID(sample_id)
    except ValueError:
        return None
    sample = ComplaintSample.objects.select_related("inspection").filter(sample_id=wanted).first()
    if sample is None:
        return None
    reference = sample.inspection.reference
    return Described(
        f"Sample of complaints in inspection {reference}", _address("inspections:sample", reference, str(wanted))
    )


def _address(name: str, *public_ids: str) -> str:
    """Return the page's address; blank where this installation serves no such page."""
    try:
        return reverse(name, args=public_ids)
    except NoReverseMatch:
        return ""
