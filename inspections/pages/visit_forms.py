"""The forms of visits and listening events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django import forms

from inspections.models import Inspection, ListeningEvent, Visit
from inspections.pages.client_ids import SentOnceForm
from oversight.accounts.models import Person
from oversight.clock import LONDON
from oversight.organisations.models import Site

_ANNOUNCED = [("yes", "Announced"), ("no", "Unannounced")]


class _Times(forms.Form):
    """A day and two times by the clock in London; a time at or before the first one is on the next day."""

    on = forms.DateField(label="Day", error_messages={"required": "Give the day"})
    starts = forms.TimeField(label="From", error_messages={"required": "Give the time from which"})
    ends = forms.TimeField(
        label="Until",
        error_messages={"required": "Give the time until which"},
        help_text="At or before the first time: on the next day.",
    )

    def times(self) -> tuple[datetime, datetime]:
        """Return when it starts and when it ends."""
        day = self.cleaned_data["on"]
        starts = datetime.combine(day, self.cleaned_data["starts"], tzinfo=LONDON)
        ends = datetime.combine(day, self.cleaned_data["ends"], tzinfo=LONDON)
        if ends <= starts:
            ends = datetime.combine(day + timedelta(days=1), self.cleaned_data["ends"], tzinfo=LONDON)
        return starts, ends


class TimesForm(_Times, SentOnceForm):
    """Times of something new, kept once however often the form is sent."""


class MoveForm(_Times):
    """Other times for a visit, and why."""

    reason = forms.CharField(
        label="Why is it moved?", widget=forms.Textarea, error_messages={"required": "Say why the visit is moved"}
    )
    all_the_same = forms.BooleanField(label="Move it all the same", required=False)

    @staticmethod
    def words_of(visit: Visit) -> dict[str, object]:
        """Return what the form begins with."""
        starts, ends = visit.starts_at.astimezone(LONDON), visit.ends_at.astimezone(LONDON)
        return {"on": starts.date(), "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}


class WhoCameForm(forms.Form):
    """Who came to a visit, and why the record changes."""

    people = forms.MultipleChoiceField(
        label="Who came?", error_messages={"required": "A visit that began was made by somebody: say who came"}
    )
    reason = forms.CharField(
        label="Why is the record corrected?",
        widget=forms.Textarea,
        error_messages={"required": "Say why the record is corrected"},
    )

    def __init__(self, *args: object, people: Sequence[Person], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.members = {str(person.public_id): person for person in people}
        self.fields["people"].choices = [(key, str(person)) for key, person in self.members.items()]  # type: ignore[attr-defined]

    def chosen_people(self) -> list[Person]:
        """Return who came."""
        return [self.members[key] for key in self.cleaned_data["people"]]


class VisitForm(TimesForm):
    """A visit to one of the inspection's sites, and who goes."""

    site = forms.ChoiceField(label="Site", error_messages={"required": "Choose the site"})
    announced = forms.ChoiceField(label="Is the trust told before?", choices=_ANNOUNCED, required=False)
    people = forms.MultipleChoiceField(label="Who goes? (optional)", required=False)
    purpose = forms.CharField(label="What for? (optional)", required=False, widget=forms.Textarea)

    def __init__(
        self,
        *args: object,
        inspection: Inspection,
        sites: Sequence[Site],
        people: Sequence[Person],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {site.code: site for site in sites}
        self.members = {str(person.public_id): person for person in people}
        self.fields["site"].choices = [(code, site.shown_name) for code, site in self.sites.items()]  # type: ignore[attr-defined]
        self.fields["people"].choices = [(key, str(person)) for key, person in self.members.items()]  # type: ignore[attr-defined]
        if len(self.sites) == 1:
            self.fields["site"].initial = next(iter(self.sites))
        # Of an inspection that the trust does not know of, no visit can be announced: nothing is asked.
        self.asks_announced = inspection.is_announced or inspection.shown_to_trust_at is not None
        self.fields["announced"].required = self.asks_announced
        self.fields["announced"].error_messages["required"] = "Say whether the trust is told before"
        self.fields["announced"].initial = "yes" if inspection.is_announced else "no"

    @property
    def is_announced(self) -> bool:
        """Whether the trust is told before."""
        return self.asks_announced and self.cleaned_data["announced"] == "yes"

    def chosen_people(self) -> list[Person]:
        """Return who goes."""
        return [self.members[key] for key in self.cleaned_data["people"]]


class ListeningForm(TimesForm):
    """A meeting at which the team listens."""

    audience = forms.ChoiceField(
        label="Who is it for?",
        choices=ListeningEvent.Audience.choices,
        error_messages={"required": "Say whom it is for"},
    )
    place = forms.CharField(
        label="Where?",
        max_length=200,
        help_text="For example: Town hall, main room.",
        error_messages={"required": "Say where it is"},
    )


class CallOffForm(forms.Form):
    """Why a visit is called off."""

    reason = forms.CharField(
        label="Why is it called off?",
        widget=forms.Textarea,
        error_messages={"required": "Say why the visit is called off"},
    )


class CameForm(forms.Form):
    """How many came to a listening event."""

    people = forms.IntegerField(min_value=0, max_value=100_000)
