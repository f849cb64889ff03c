"""The forms of an oversight body in a case of special measures: its decision, and what it arranges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from inspections.models import Notice
from oversight.organisations.models import Trust
from oversight.wording import write_date
from ratings.cases.models import LicenceCondition, PartnerPromise, Recommendation
from workspaces.inspector.case_evidence import EvidenceFields


def _day(label: str, missing: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, error_messages={"required": missing})


def _words(label: str, missing: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea, help_text=help_text, error_messages={"required": missing}
    )


class DecisionForm(forms.Form):
    """What the body decides on a recommendation, from when, and why."""

    agreed = forms.ChoiceField(
        label="What do you decide?",
        widget=forms.RadioSelect,
        choices=[("yes", "Agree"), ("no", "Decline")],
        error_messages={"required": "Say whether you agree"},
    )
    reason = _words("Reason", "Give the reason", "What is decided is published with its reason.")
    on = _day("With effect from", "Give the day from which it has effect")
    reinspect_by = forms.DateField(
        label="To be inspected again by (optional)",
        required=False,
        help_text="Only where that is to be sooner than usual.",
    )

    def __init__(self, *args: Any, recommendation: Recommendation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if recommendation.kind != Recommendation.Kind.ENTRY:
            del self.fields["reinspect_by"]
        if recommendation.route == Recommendation.Route.DIRECTED:
            # What was directed is carried out, and not declined.
            self.fields["agreed"].choices = [("yes", "It is carried out")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """Leave a day for the re-inspection to an entry that is agreed."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("agreed") == "no" and cleaned.get("reinspect_by"):
            self.add_error("reinspect_by", "A day is set only where you agree")
        return cleaned


class DirectorForm(forms.Form):
    """Whom the body appoints, from when."""

    name = forms.CharField(label="Name", max_length=200, error_messages={"required": "Give the director's name"})
    words = forms.CharField(label="What the director does (optional)", required=False, widget=forms.Textarea)
    on = _day("From", "Give the first day")


class EndingForm(forms.Form):
    """That something ends: its last day, and why."""

    reason = _words("Why does it end?", "Say why it ends")
    on = _day("Last day", "Give the last day")


class PartnerForm(forms.Form):
    """A trust that helps, from when, and what its contract is about."""

    partner = forms.ModelChoiceField(
        queryset=Trust.objects.none(),
        to_field_name="code",
        label="Trust that helps",
        empty_label="Choose a trust",
        error_messages={"required": "Choose a trust", "invalid_choice": "Choose a trust of the list"},
    )
    words = _words("What the contract is about", "Say what the contract is about")
    on = _day("From", "Give the first day")

    def __init__(self, *args: Any, trusts: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if trusts is not None:
            partner: Any = self.fields["partner"]
            partner.queryset = trusts
            partner.label_from_instance = lambda trust: f"{trust.shown_name} ({trust.code})"


class PromiseForm(forms.Form):
    """One thing that a partner does, and by when."""

    what = _words("What the partner does", "Say what the partner does")
    due_on = _day("By", "Give the day by which it is done")


class DoneForm(forms.Form):
    """What a partner did of what it promised, and when."""

    promise = forms.ChoiceField(label="Which promise?", error_messages={"required": "Choose a promise"})
    words = _words("What was done", "Say what was done")
    on = _day("Done on", "Give the day on which it was done")

    def __init__(self, *args: Any, promises: Sequence[PartnerPromise] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._promises = {str(one.public_id): one for one in promises}
        self.fields["promise"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a promise"),
            *((key, f"{one.number}. {_short(one.what)}") for key, one in self._promises.items()),
        ]

    def chosen(self) -> PartnerPromise:
        """Return the promise, from a form that is valid."""
        return self._promises[self.cleaned_data["promise"]]


class ReviewForm(forms.Form):
    """Who reviews the leadership's capability, what, and by when."""

    reviewer = forms.CharField(label="Who reviews", max_length=200, error_messages={"required": "Say who reviews"})
    words = _words("What is reviewed", "Say what is reviewed")
    on = _day("Asked on", "Give the day")
    due_on = _day("Due by (optional)", "", required=False)


class FindingForm(EvidenceFields):
    """What a review found, with files."""

    finding = _words("What was found", "Say what was found")
    on = _day("Found on", "Give the day")

    field_order = ("finding", "on")


class BoardForm(forms.Form):
    """What the Board is to demonstrate, and by when."""

    asked = _words(
        "What the Board is to demonstrate",
        "Say what the Board is asked to show",
        "That it credibly and effectively deals with what was raised.",
    )
    on = _day("Asked on", "Give the day")
    due_on = _day("To be shown by (optional)", "", required=False)


class AcceptanceForm(forms.Form):
    """Whether what the Board showed is accepted, and why."""

    accepted = forms.ChoiceField(
        label="Is it accepted?",
        widget=forms.RadioSelect,
        choices=[("yes", "Accepted"), ("no", "Not accepted: it is asked for anew")],
        error_messages={"required": "Say whether it is accepted"},
    )
    words = _words("Reason", "Give the reason")
    on = _day("Decided on", "Give the day")


class ConditionForm(forms.Form):
    """A condition added to a foundation trust's licence, on the ground of a warning notice."""

    notice = forms.ChoiceField(label="Warning notice", error_messages={"required": "Choose the warning notice"})
    text = _words("What the trust must do, or not do", "Say what the trust must do")
    reason = _words("Reason", "Give the reason")
    on = _day("From", "Give the first day")
    due_on = _day("To be met by (optional)", "", required=False)

    def __init__(self, *args: Any, notices: Sequence[Notice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._notices = {one.reference: one for one in notices}
        self.fields["notice"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a warning notice"),
            *((one.reference, f"{one.reference}, issued on {write_date(one.issued_at)}") for one in notices),
        ]

    def chosen(self) -> Notice:
        """Return the notice on which it rests, from a form that is valid."""
        return self._notices[self.cleaned_data["notice"]]


class LiftingForm(forms.Form):
    """Which condition is lifted, from when, and why."""

    condition = forms.ChoiceField(label="Which condition?", error_messages={"required": "Choose the condition"})
    reason = _words("Why is it lifted?", "Say why it is lifted")
    on = _day("First day without it", "Give the first day without it")

    def __init__(self, *args: Any, conditions: Sequence[LicenceCondition] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._conditions = {str(one.public_id): one for one in conditions}
        self.fields["condition"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a condition"),
            *((key, _short(one.text)) for key, one in self._conditions.items()),
        ]

    def chosen(self) -> LicenceCondition:
        """Return the condition, from a form that is valid."""
        return self._conditions[self.cleaned_data["condition"]]


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77].rstrip()}..."
