"""The forms of a report: a section, its review, the trust's time, decisions, and the time of publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms

from inspections.judging.computing import Place
from inspections.judging.grid import GridRow
from inspections.models import FactualAccuracyPoint, ReviewRequest
from inspections.pages.client_ids import SentOnceForm
from inspections.rating_tables import word_of
from inspections.reporting.reviewing import Change
from inspections.reporting.saving import Save
from oversight.organisations.working_days import london_time
from ratings.rules.ratings_words import Rating


class KeptTextForm(SentOnceForm):
    """A text that several people write: its save's id, the version before the writer, and what it settles."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    settles = forms.CharField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def id_of_a_save() -> str:
        """Return the id of the first save that the page makes by itself."""
        return str(uuid4())

    def save_of_it(self) -> Save:
        """Return the save as the service takes it."""
        given = self.cleaned_data["settles"].split(",")
        return Save(
            self.cleaned_data["save_id"],
            self.cleaned_data["based_on"],
            tuple(int(number) for number in given if number.strip().isdigit()),
        )


class SectionForm(KeptTextForm):
    """A section of the report."""

    text = forms.CharField(
        label="What the report says",
        widget=forms.Textarea,
        required=False,
        strip=False,
        help_text="Everything that you save is kept. Leave out names of patients and of members of staff.",
    )


class AskForm(SentOnceForm):
    """Something that the team asks the trust for."""

    text = forms.CharField(
        label="What do you want to know or have?",
        widget=forms.Textarea,
        error_messages={"required": "Say what is wanted"},
    )
    due_on = forms.DateField(label="By when?", error_messages={"required": "Give the day by which it is wanted"})


class QualityForm(forms.Form):
    """A review of a report's quality."""

    outcome = forms.ChoiceField(
        label="Your review",
        choices=[("passed", "It passes"), ("back", "It goes back to be mended")],
        error_messages={"required": "Say whether it passes"},
    )
    criteria = forms.MultipleChoiceField(label="What you found met", required=False)
    remarks = forms.CharField(
        label="Remarks",
        widget=forms.Textarea,
        required=False,
        help_text="Where it goes back: what is to be mended.",
    )

    def __init__(self, *args: Any, criteria: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"].choices = list(criteria.items())  # type: ignore[attr-defined]


class ExtensionForm(forms.Form):
    """More time for the trust."""

    until = forms.DateField(label="Until the end of", error_messages={"required": "Give the working day"})
    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea,
        help_text="Kept for good; the trust reads it.",
        error_messages={"required": "Give the reason"},
    )


class PointDecisionForm(forms.Form):
    """The decision on one of the trust's points."""

    outcome = forms.ChoiceField(
        label="Your decision",
        choices=FactualAccuracyPoint.Outcome.choices,
        error_messages={"required": "Choose the decision"},
    )
    reason = forms.CharField(
        label="The reason, for the trust", widget=forms.Textarea, error_messages={"required": "Give the reason"}
    )


class PublishAtForm(forms.Form):
    """The time at which a report comes out, by the clock in London."""

    on = forms.DateField(label="Day", error_messages={"required": "Give the day"})
    at = forms.TimeField(label="Time", initial="09:30", error_messages={"required": "Give the time"})

    def clean(self) -> dict[str, Any] | None:
        """Refuse a time that clocks in London skip."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("on") and cleaned.get("at"):
            try:
                self.publish_at()
            except ValueError:
                self.add_error("at", "Clocks in London do not show this time on that day")
        return cleaned

    def publish_at(self) -> datetime:
        """Return the moment."""
        return london_time(self.cleaned_data["on"], self.cleaned_data["at"])


class WithdrawPlanForm(forms.Form):
    """Why a planned publication is taken back."""

    reason = forms.CharField(label="Why?", widget=forms.Textarea, error_messages={"required": "Give the reason"})


class ReviewDecisionForm(forms.Form):
    """The decision on a request to review ratings, with the ratings that change."""

    outcome = forms.ChoiceField(
        label="Your decision", choices=ReviewRequest.Outcome.choices, error_messages={"required": "Choose the decision"}
    )
    reason = forms.CharField(
        label="The reason, for the trust and the public",
        widget=forms.Textarea,
        error_messages={"required": "Give the reason"},
    )

    def __init__(self, *args: Any, judged: Sequence[tuple[str, GridRow]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places: dict[str, Place] = {}
        for number, (name, row) in enumerate(judged):
            now = word_of(str(row.judged or ""))
            self.fields[f"rating_{number}"] = forms.ChoiceField(
                label=name,
                required=False,
                choices=[
                    ("", f"Stays: {now}"),
                    *((str(rating), rating.label) for rating in Rating if rating != row.judged),
                ],
            )
            self._places[f"rating_{number}"] = row.place

    @property
    def ratings(self) -> list[forms.BoundField]:
        """The choices of ratings as bound fields."""
        return [self[name] for name in self._places]

    def changes(self) -> tuple[Change, ...]:
        """Return the ratings that change."""
        return tuple(
            Change(place, Rating(self.cleaned_data[name]))
            for name, place in self._places.items()
            if self.cleaned_data.get(name)
        )
