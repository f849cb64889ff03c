"""The forms by which inspectors ask for a sample of complaints and call it off."""

from __future__ import annotations

from django import forms

from inspections.complaint_samples.asking import LARGEST_SAMPLE
from inspections.complaint_samples.drawing import Strata
from inspections.pages.client_ids import SentOnceForm


class AskForSampleForm(SentOnceForm):
    """Of which time, how many, and by what the list is divided."""

    from_on = forms.DateField(label="Complaints received from", error_messages={"required": "Give the first day"})
    to_on = forms.DateField(label="To", error_messages={"required": "Give the last day"})
    size = forms.IntegerField(
        label="How many",
        min_value=1,
        max_value=LARGEST_SAMPLE,
        help_text=f"1 to {LARGEST_SAMPLE}. Where there are fewer, all are drawn.",
        error_messages={"required": "Say how many complaints you want"},
    )
    strata = forms.ChoiceField(
        label="Drawn from", choices=[(str(one), one.label) for one in Strata], initial=str(Strata.SUBJECT)
    )


class WithdrawSampleForm(forms.Form):
    """Why a sample is not wanted any more."""

    reason = forms.CharField(
        label="Why is it not wanted any more?",
        widget=forms.Textarea,
        help_text="The trust reads this.",
        error_messages={"required": "Say why"},
    )
