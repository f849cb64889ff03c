"""The questions above the programme, and the form of a wave."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django import forms

from inspections.models import Inspection, Wave
from inspections.programme_board import Entry, Standing


class ProgrammeFilters(forms.Form):
    """What of the programme is shown; what is not understood is as if it had not been asked."""

    trust = forms.CharField(required=False, label="Trust", help_text="Its name, a part of it, or its code")
    wave = forms.ChoiceField(required=False, label="Wave")
    kind = forms.ChoiceField(required=False, label="Kind", choices=[("", "All kinds"), *Inspection.Kind.choices])
    whose = forms.ChoiceField(required=False, label="Team", choices=[("", "Anybody's"), ("mine", "I am in it")])
    standing = forms.ChoiceField(
        required=False,
        label="Standing",
        choices=[("", "All"), *((standing.value, standing.label) for standing in Standing)],
    )

    def __init__(self, asked: object, *, waves: Sequence[Wave]) -> None:
        super().__init__(asked)  # type: ignore[arg-type]
        self.fields["wave"].choices = [  # type: ignore[attr-defined]
            ("", "All waves"),
            *((str(wave.public_id), wave.name) for wave in waves),
        ]
        self.is_valid()

    @property
    def are_used(self) -> bool:
        """Whether anything was asked."""
        return any(self.cleaned_data.get(name) for name in self.fields)

    @property
    def asked_standing(self) -> str:
        """The one standing that was asked for, blank for all."""
        return str(self.cleaned_data.get("standing") or "")

    def holds(self, entry: Entry, *, mine: Collection[int]) -> bool:
        """Say whether the inspection is among what was asked for; ``mine`` are the ids of those in whose team I am."""
        inspection = entry.inspection
        trust = str(self.cleaned_data.get("trust") or "").strip().casefold()
        wave, kind = self.cleaned_data.get("wave"), self.cleaned_data.get("kind")
        return (
            (not trust or trust in f"{inspection.trust.code} {inspection.trust.name}".casefold())
            and (not wave or (inspection.wave is not None and str(inspection.wave.public_id) == wave))
            and (not kind or inspection.kind == kind)
            and (self.cleaned_data.get("whose") != "mine" or inspection.pk in mine)
            and self.asked_standing in ("", entry.standing.value)
        )


class WaveForm(forms.Form):
    """A wave: its name, what it is for, and its time."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="For example: Wave 3, autumn 2026.",
        error_messages={"required": "Give the wave a name"},
    )
    aim = forms.CharField(label="What is it for? (optional)", required=False, widget=forms.Textarea)
    starts_on = forms.DateField(label="First day", error_messages={"required": "Give the first day"})
    ends_on = forms.DateField(label="Last day", error_messages={"required": "Give the last day"})

    def clean(self) -> dict[str, object] | None:
        """Refuse a wave that ends before it starts."""
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The last day is the first day or a later one")
        return super().clean()
