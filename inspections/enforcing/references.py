"""How notices and breaches are called elsewhere: never by what they say, and drafts without the trust's name."""

from __future__ import annotations

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from inspections.models import Breach, Notice
from oversight.records.references import Described


def describe_notice(reference: str) -> Described | None:
    """Resolve a reference of the kind ``notice``; the trust is named once the notice was issued to it."""
    notice = Notice.objects.select_related("trust").filter(reference=reference).first()
    if notice is None:
        return None
    title = f"{notice.get_kind_display()} {notice.reference}"
    if notice.issued_at is not None:
        title = f"{notice.get_kind_display()} to {notice.trust.shown_name}"
    try:
        address = reverse("notices:notice", args=[reference])
    except NoReverseMatch:
        address = ""
    return Described(title, address)


def describe_breach(public_id: str) -> Described | None:
    """Resolve a reference of the kind ``breach``: by its regulation alone, since its report may be a draft."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    breach = Breach.objects.filter(public_id=wanted).first()
    return None if breach is None else Described(f"Breach of regulation {breach.regulation}", "")
