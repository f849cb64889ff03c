"""The forms of a departure from a computed rating: proposed, and decided by a second person."""

from __future__ import annotations

from django import forms

from inspections.judging.criteria import departure_criteria
from inspections.pages.client_ids import SentOnceForm
from ratings.rules.ratings_words import NonRating, Rating


class DepartureForm(SentOnceForm):
    """The rating that is to be awarded, by which criterion, and why."""

    awarded = forms.ChoiceField(
        label="What should be awarded?", error_messages={"required": "Choose the rating to be awarded"}
    )
    criteria = forms.MultipleChoiceField(
        label="By which criterion?", error_messages={"required": "Choose at least one criterion"}
    )
    departure_reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea,
        help_text="Published with the rating.",
        error_messages={"required": "Give the reason"},
    )

    def __init__(self, *args: object, computed: Rating | NonRating | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["awarded"].choices = [  # type: ignore[attr-defined]
            (str(rating), rating.label) for rating in Rating if rating is not computed
        ]
        self.fields["criteria"].choices = list(departure_criteria().items())  # type: ignore[attr-defined]
