"""The form of an explanation: what is behind it, what is being done, for how long it stands, and who may read it."""

from __future__ import annotations

from django import forms

from oversight.returns.explaining import LONGEST_STANDING_MONTHS
from oversight.returns.models import Explanation

_STANDS = [("0", "This month only")] + [
    (str(months), f"This month and the next {months}" if months > 1 else "This month and the next")
    for months in range(1, LONGEST_STANDING_MONTHS + 1)
]


class RemarkForm(forms.Form):
    """What a trust says of a place that no rule asked about."""

    text = forms.CharField(
        label="What is behind it?",
        widget=forms.Textarea,
        help_text="For example: closed beds, patients who needed one-to-one care, vacancies, a fault in the export.",
        error_messages={"required": "Write what is behind it"},
    )
    action = forms.CharField(
        label="What are you doing about it? (optional)",
        required=False,
        widget=forms.Textarea,
    )
    is_public = forms.BooleanField(
        label="Show this to the public beside the ward",
        required=False,
        help_text="Where the ward is shown as often short. Leave out anything by which a person could be known.",
    )


class ExplanationForm(RemarkForm):
    """What answers findings: those that are ticked, or all of the group that still wait."""

    stands_for_months = forms.TypedChoiceField(
        label="How long does this stand?",
        choices=_STANDS,
        coerce=int,
        initial="0",
        help_text="While it stands, the same question about the same ward is answered by it.",
    )


def words_of(given: Explanation) -> dict[str, object]:
    """Return what a form begins with, where something was said before."""
    return {"text": given.text, "action": given.action, "is_public": given.is_public}
