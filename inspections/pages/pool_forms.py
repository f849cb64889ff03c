"""The forms of the pool: who joins it, what they bring, when they can come, and their ties to trusts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import forms

from inspections.models import Interest, PoolMember
from inspections.skills import skills
from oversight.accounts.models import Person
from oversight.organisations.models import Trust


class SkillsForm(forms.Form):
    """What somebody of the pool brings."""

    skill_codes = forms.MultipleChoiceField(label="Skills", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["skill_codes"].choices = list(skills().items())  # type: ignore[attr-defined]


class JoinForm(SkillsForm):
    """Somebody who joins the pool; advisers and experts are what their role here says."""

    person = forms.ChoiceField(label="Person", error_messages={"required": "Choose a person"})
    experience = forms.CharField(
        label="What do they say of their experience? (optional)", required=False, widget=forms.Textarea
    )

    def __init__(self, *args: object, people: Iterable[tuple[Person, PoolMember.Kind]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.public_id): (person, kind) for person, kind in people}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a person"),
            *((key, f"{person}, {kind.label.lower()}") for key, (person, kind) in self.people.items()),
        ]

    def chosen(self) -> tuple[Person, PoolMember.Kind]:
        """Return the person, and as what they join."""
        return self.people[self.cleaned_data["person"]]


class OfferForm(forms.Form):
    """Days on which somebody can take part."""

    first = forms.DateField(label="From", error_messages={"required": "Give the first day"})
    last = forms.DateField(label="Until", error_messages={"required": "Give the last day"})


class InterestForm(forms.Form):
    """A tie to a trust, which keeps somebody out of its inspections."""

    trust = forms.ChoiceField(label="Trust", error_messages={"required": "Choose the trust"})
    kind = forms.ChoiceField(
        label="What ties them to it?",
        choices=Interest.Kind.choices,
        error_messages={"required": "Say what ties them to the trust"},
    )
    from_on = forms.DateField(label="Since (optional)", required=False)

    def __init__(self, *args: object, on: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.trusts = {trust.code: trust for trust in Trust.objects.open_on(on)}
        self.fields["trust"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a trust"),
            *((code, f"{trust.shown_name} ({code})") for code, trust in self.trusts.items()),
        ]
