"""The forms of breaches: recorded with the places where they were found, followed, and ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms
from django.forms import BoundField

from inspections.core_services import service_name
from inspections.enforcing.areas import Place
from inspections.enforcing.fundamental_standards import standards_on
from inspections.models import Breach, Inspection
from inspections.pages.client_ids import SentOnceForm
from oversight.organisations.models import Site
from ratings.rules.ratings_words import KeyQuestion

_QUESTIONS = [(str(question), question.label) for question in KeyQuestion]


class ExtentForm(forms.Form):
    """How far a breach goes, and how quickly the trust responded."""

    extent = forms.ChoiceField(
        label="How far does it go?",
        choices=Breach.Extent.choices,
        error_messages={"required": "Say whether it is isolated or systemic"},
    )
    response = forms.ChoiceField(
        label="How did the trust respond?",
        choices=Breach.Response.choices,
        error_messages={"required": "Say how quickly the trust responded"},
    )


class BreachForm(ExtentForm, SentOnceForm):
    """A breach of a fundamental standard, found in an inspection."""

    regulation = forms.ChoiceField(
        label="Which regulation was not met?", error_messages={"required": "Choose the regulation"}
    )
    what_was_found = forms.CharField(
        label="What was found?", widget=forms.Textarea, error_messages={"required": "Say what was found"}
    )
    found_on = forms.DateField(label="Found on", error_messages={"required": "Give the day on which it was found"})

    def __init__(self, *args: object, inspection: Inspection, on: date, at: Place | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regulation"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a regulation"),
            *((standard.regulation, standard.label) for standard in standards_on(on)),
        ]
        self.places: dict[str, tuple[Site, str]] = {}
        for n, part in enumerate(inspection.services.select_related("site"), start=1):
            name = f"questions_{n}"
            self.places[name] = (part.site, part.service)
            here = at is not None and (at.site, at.service) == (part.site, part.service)
            self.fields[name] = forms.MultipleChoiceField(
                label=f"{service_name(part.service)}, {part.site.shown_name}",
                required=False,
                choices=_QUESTIONS,
                initial=[str(at.key_question)] if at is not None and here else [],
            )

    @property
    def questions(self) -> list[BoundField]:
        """The fields of the places, one for each service at each site."""
        return [self[name] for name in self.places]

    def clean(self) -> dict[str, object] | None:
        """Ask for one place at least: a breach limits the ratings to which it is linked."""
        if self.places and not any(self.cleaned_data.get(name) for name in self.places):
            self.add_error(next(iter(self.places)), "Choose at least one key question of a service")
        return super().clean()

    def areas(self) -> Sequence[Place]:
        """Return where it was found."""
        return [
            Place(site, service, KeyQuestion(question))
            for name, (site, service) in self.places.items()
            for question in self.cleaned_data[name]
        ]


class EndForm(forms.Form):
    """When a breach ended, and how."""

    ended_on = forms.DateField(label="Ended on", error_messages={"required": "Give the day on which it ended"})
    reason = forms.CharField(
        label="How was it put right?",
        widget=forms.Textarea,
        help_text="Or why it was no breach.",
        error_messages={"required": "Say how it was put right, or why it was no breach"},
    )
