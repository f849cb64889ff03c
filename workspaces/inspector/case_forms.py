"""The forms by which inspectors recommend in a case, judge its criteria for leaving, and take a recommendation back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from oversight.records.references import Reference
from ratings.cases.models import Recommendation
from workspaces.inspector.case_evidence import EvidenceFields, OnRecord


class RecommendationForm(EvidenceFields):
    """Why it is recommended, since when, and the evidence."""

    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea,
        help_text="The oversight body decides on this, and what is agreed is published with its reason.",
        error_messages={"required": "Give the reason"},
    )
    on = forms.DateField(label="Recommended on", error_messages={"required": "Give the day of the recommendation"})

    field_order = ("reason", "to", "route", "on")


class ExtensionForm(RecommendationForm):
    """An extension, with its last day."""

    to = forms.DateField(
        label="Last day of the longer time", error_messages={"required": "Give the last day of the longer time"}
    )


class AdministrationForm(RecommendationForm):
    """Special administration, recommended or directed."""

    route = forms.ChoiceField(
        label="Is it recommended or directed?",
        choices=Recommendation.Route.choices,
        error_messages={"required": "Say whether it is recommended or directed"},
    )


class JudgementForm(forms.Form):
    """Whether a part of the criteria for leaving is met, and why."""

    met = forms.ChoiceField(
        label="Is it met?",
        choices=[("yes", "Met"), ("no", "Not met")],
        error_messages={"required": "Say whether it is met"},
    )
    words = forms.CharField(
        label="What this rests on", widget=forms.Textarea, error_messages={"required": "Say what this rests on"}
    )
    rests_on = forms.ChoiceField(label="On record (optional)", required=False)
    on = forms.DateField(label="Judged on", error_messages={"required": "Give the day of the judgement"})

    def __init__(self, *args: Any, candidates: Sequence[OnRecord] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._candidates = {f"{one.reference.kind}:{one.reference.public_id}": one for one in candidates}
        self.fields["rests_on"].choices = [  # type: ignore[attr-defined]
            ("", "Nothing in particular"),
            *((key, one.label) for key, one in self._candidates.items()),
        ]

    def reference(self) -> Reference | None:
        """Return what it rests on, where that is on record."""
        chosen = self._candidates.get(self.cleaned_data["rests_on"])
        return chosen.reference if chosen else None


class WithdrawForm(forms.Form):
    """Why a recommendation is taken back, and since when."""

    reason = forms.CharField(
        label="Why is it withdrawn?", widget=forms.Textarea, error_messages={"required": "Say why it is withdrawn"}
    )
    on = forms.DateField(label="Withdrawn on", error_messages={"required": "Give the day"})
