"""The forms by which a notice is decided on and ended."""

from __future__ import annotations

from django import forms

from inspections.models import NoticeDecision, Representation

_MET = [("yes", "Yes, it is met"), ("no", "No, it is not met")]
_COMPLIED = [("yes", "Yes, the notice was complied with"), ("no", "No, it was not complied with")]


class RequirementForm(forms.Form):
    """Whether a requirement is met, and what was found."""

    met = forms.ChoiceField(label="Is it met?", choices=_MET, error_messages={"required": "Say whether it is met"})
    finding = forms.CharField(
        label="What was found?", widget=forms.Textarea, error_messages={"required": "Say what was found"}
    )


class DecisionForm(forms.Form):
    """The decision at the end of a notice's time."""

    complied = forms.ChoiceField(
        label="Was it complied with?",
        choices=_COMPLIED,
        error_messages={"required": "Say whether it was complied with"},
    )
    next_step = forms.ChoiceField(label="What follows?", choices=NoticeDecision.Next.choices, initial="nothing")
    reason = forms.CharField(
        label="The reason for the decision",
        widget=forms.Textarea,
        error_messages={"required": "Give the reason for the decision"},
    )


class RepresentationForm(forms.Form):
    """The decision on the trust's representations."""

    outcome = forms.ChoiceField(
        label="Your decision",
        choices=Representation.Outcome.choices,
        help_text="If they are upheld, the notice is withdrawn, and with it what it limits.",
        error_messages={"required": "Choose the decision"},
    )
    reason = forms.CharField(
        label="The reason, for the trust",
        widget=forms.Textarea,
        error_messages={"required": "Give the reason for the decision"},
    )


class EndForm(forms.Form):
    """Why a notice ends."""

    reason = forms.CharField(label="The reason", widget=forms.Textarea, error_messages={"required": "Give the reason"})
