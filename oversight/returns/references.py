"""How submissions and accepted versions are called elsewhere, and where their pages are."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from oversight.records.references import Described
from oversight.returns.kinds import kind_of
from oversight.returns.models import ReturnVersion, Submission


def describe_submission(reference: str) -> Described | None:
    """Resolve a reference of the kind ``submission``."""
    found = Submission.objects.select_related("trust").only("kind", "period", "trust__name").filter(reference=reference)
    submission = found.first()
    if submission is None:
        return None
    kind = kind_of(submission.kind)
    title = f"{kind.title}, {kind.period_label(submission.period)}, {submission.trust.name}"
    return Described(title, _address("workspace:submission", reference))


def describe_version(receipt: str) -> Described | None:
    """Resolve a reference of the kind ``return_version``, by its receipt."""
    version = ReturnVersion.objects.select_related("trust").filter(receipt=receipt).first()
    if version is None:
        return None
    kind = kind_of(version.kind)
    title = f"{kind.title}, {kind.period_label(version.period)}, {version.trust.name}, version {version.number}"
    return Described(title, _address("workspace:receipt", receipt))


def _address(name: str, public_id: str) -> str:
    """Return the page's address; blank where this installation serves no such page."""
    try:
        return reverse(name, args=[public_id])
    except NoReverseMatch:
        return ""
