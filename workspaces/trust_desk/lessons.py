"""What can be taught from a submission's findings, so that the next file is read as it is meant."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from oversight.returns.models import Submission
from oversight.returns.states import EXPLAINABLE


@dataclass(frozen=True)
class Lesson:
    """A link beside a finding: what the trust can say once, and where."""

    text: str
    address: str


_HEADINGS = "Say once what your headings mean"
_UNITS = "Match it to a ward, or set it aside"
_BY_RULE = {
    "staffing.heading_missing": ("workspace:headings", _HEADINGS),
    "staffing.heading_repeated": ("workspace:headings", _HEADINGS),
    "staffing.ward_new": ("workspace:units", _UNITS),
}


def lessons_of(submission: Submission) -> dict[str, Lesson]:
    """Return what can be taught while the submission can still be checked again, by the rule that asks for it."""
    if submission.state not in EXPLAINABLE:
        return {}
    return {rule: Lesson(text, reverse(name, args=[submission.reference])) for rule, (name, text) in _BY_RULE.items()}
