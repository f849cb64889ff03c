"""The forms of foundation status: an application put forward, decided on, withdrawn."""

from __future__ import annotations

from django import forms

from ratings.cases.models import FoundationApplication


class ForwardForm(forms.Form):
    """When the trust applied, and on what that rests."""

    on = forms.DateField(label="Applied on", error_messages={"required": "Give the day of the application"})
    words = forms.CharField(
        label="What the application rests on",
        widget=forms.Textarea,
        help_text="Such as the review of governance, what patients' groups and commissioners say, and the inspection.",
        error_messages={"required": "Say what the application rests on"},
    )


class ApplicationDecisionForm(forms.Form):
    """Whether the trust is authorised, from when, and why."""

    outcome = forms.ChoiceField(
        label="Is the trust authorised?",
        choices=[
            (FoundationApplication.State.AUTHORISED.value, "Yes: it is authorised as a foundation trust"),
            (FoundationApplication.State.REFUSED.value, "No: it is not authorised"),
        ],
        error_messages={"required": "Say whether the trust is authorised"},
    )
    on = forms.DateField(label="Decided on", error_messages={"required": "Give the day of the decision"})
    reason = forms.CharField(
        label="Reason", widget=forms.Textarea, error_messages={"required": "Give the reason of the decision"}
    )


class WithdrawalForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label="Why is it withdrawn?", widget=forms.Textarea, error_messages={"required": "Say why it is withdrawn"}
    )
