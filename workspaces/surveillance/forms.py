"""The forms on the pages of a surveillance group. At each that takes words: no patient's name belongs here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from inspections.pages.client_ids import SentOnceForm
from oversight.accounts.models import Person
from oversight.organisations.models import Trust
from ratings.surveillance.membership import Member
from ratings.surveillance.models import GroupAction, GroupActionStep, Memorandum, Worry

NO_NAMES = (
    "Leave out the names of patients and of staff, and anything else by which a person could be known. Write what "
    "helps to look in the right place."
)
_DAY_FORMATS = ["%d %m %Y", "%d/%m/%Y", "%Y-%m-%d"]
_DAY_ERRORS = {"required": "Give a day", "invalid": "Give a day such as 15 1 2027"}


def day_field(label: str, *, required: bool = True, hint: str = "For example, 15 1 2027.") -> forms.DateField:
    """Return a field for one day."""
    return forms.DateField(
        label=label, help_text=hint, required=required, error_messages=_DAY_ERRORS, input_formats=_DAY_FORMATS
    )


def write_day(day: date) -> str:
    """Return a day as these fields take it."""
    return f"{day.day} {day.month} {day.year}"


class MemberField(forms.ModelMultipleChoiceField):
    """Members of a group, each with the organisation that they come from."""

    def __init__(self, **given: Any) -> None:
        super().__init__(Person.objects.none(), to_field_name="public_id", **given)

    def offer(self, members: Sequence[Member]) -> None:
        """Offer these members."""
        self.queryset = Person.objects.filter(pk__in=[one.person.pk for one in members])
        self.choices = [(str(one.person.public_id), member_words(one)) for one in members]


def member_words(member: Member) -> str:
    """Return a member's name with their organisation."""
    return f"{member.person}, {member.organisation or 'organisation not said'}"


class SharingForm(forms.Form):
    """With whom something is shared, and under which agreement."""

    with_whom = forms.ChoiceField(
        label="Who may read it",
        choices=[("all", "The whole group, with who joins it later"), ("some", "Only the members that I choose")],
        error_messages={"required": "Choose who may read it"},
    )
    readers = MemberField(label="Members", required=False)
    memorandum = forms.ModelChoiceField(
        Memorandum.objects.none(),
        to_field_name="public_id",
        label="Agreement under which it is shared",
        required=False,
        empty_label="None on record",
    )

    def offer(self, members: Sequence[Member], memoranda: QuerySet[Memorandum]) -> None:
        """Offer these members and these agreements."""
        self.fields["readers"].offer(members)  # type: ignore[attr-defined]
        field: Any = self.fields["memorandum"]
        field.queryset = memoranda
        field.label_from_instance = lambda one: one.title

    def clean(self) -> dict[str, Any] | None:
        """Ask for a member where only some may read it."""
        told = super().clean() or {}
        if told.get("with_whom") == "some" and not told.get("readers") and "readers" not in self.errors:
            self.add_error("readers", "Choose at least one member")
        return told

    @property
    def shares(self) -> dict[str, Any]:
        """With whom, as the services take it."""
        with_all = self.cleaned_data["with_whom"] == "all"
        return {
            "with_all": with_all,
            "readers": [] if with_all else list(self.cleaned_data["readers"]),
            "memorandum": self.cleaned_data["memorandum"],
        }


class IntelligenceForm(SharingForm, SentOnceForm):
    """What a member knows of a trust."""

    trust = forms.ModelChoiceField(
        queryset=Trust.objects.none(),
        to_field_name="code",
        label="Trust",
        empty_label="Choose a trust",
        error_messages={"required": "Choose a trust", "invalid_choice": "Choose a trust of the region"},
    )
    heading = forms.CharField(
        label="What it is about, in a few words",
        max_length=120,
        help_text="For example, nights on the medical wards. No names of patients or staff.",
        error_messages={"required": "Say in a few words what it is about"},
    )
    words = forms.CharField(
        label="What you know, and how you know it",
        widget=forms.Textarea,
        help_text=NO_NAMES,
        error_messages={"required": "Say what you know"},
    )
    heard_on = day_field("When it was seen or heard")
    field_order = ["trust", "heading", "words", "heard_on", "with_whom", "readers", "memorandum", "save_id"]


class WithdrawalForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label="Why it is withdrawn",
        widget=forms.Textarea,
        help_text="This stays for members to read. Do not repeat what should not have been there.",
        error_messages={"required": "Say why"},
    )
    personal = forms.BooleanField(
        label="It holds a person's data",
        required=False,
        help_text="Then its words go from the record too. This cannot be undone.",
    )


class WorryForm(forms.Form):
    """How closely the group watches a trust."""

    level = forms.ChoiceField(
        label="What the group agreed",
        choices=Worry.Level.choices,
        error_messages={"required": "Choose what the group agreed"},
    )
    reason = forms.CharField(
        label="Reason", widget=forms.Textarea, help_text=NO_NAMES, error_messages={"required": "Give the reason"}
    )
    agreed_on = day_field("When the group agreed it")
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ActionForm(SentOnceForm):
    """What a member is to do."""

    purpose = forms.ChoiceField(
        label="What it is for",
        choices=GroupAction.Purpose.choices,
        error_messages={"required": "Choose what it is for"},
    )
    trust = forms.ModelChoiceField(
        queryset=Trust.objects.none(),
        to_field_name="code",
        label="Trust",
        required=False,
        empty_label="The region as a whole",
        error_messages={"invalid_choice": "Choose a trust of the region"},
    )
    what = forms.CharField(
        label="What is to be done",
        widget=forms.Textarea,
        help_text=NO_NAMES,
        error_messages={"required": "Say what is to be done"},
    )
    owner = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        to_field_name="public_id",
        label="Who does it",
        empty_label="Choose a member",
        error_messages={"required": "Choose who does it", "invalid_choice": "Choose a member of the group"},
    )
    due_on = day_field("By when")
    field_order = ["purpose", "trust", "what", "owner", "due_on", "save_id"]

    def offer(self, members: Sequence[Member], trusts: QuerySet[Trust]) -> None:
        """Offer these members and trusts."""
        owner: Any = self.fields["owner"]
        owner.queryset = Person.objects.filter(pk__in=[one.person.pk for one in members])
        owner.choices = [("", "Choose a member"), *((str(one.person.public_id), member_words(one)) for one in members)]
        offer_trusts(self, trusts)


class StepForm(SentOnceForm):
    """What came of an action."""

    kind = forms.ChoiceField(
        label="What do you want to say?",
        choices=[
            (GroupActionStep.Kind.NOTE.value, "How it goes"),
            (GroupActionStep.Kind.MOVED.value, "It needs another day"),
            (GroupActionStep.Kind.DONE.value, "It is done"),
            (GroupActionStep.Kind.DROPPED.value, "It is no longer needed"),
        ],
        error_messages={"required": "Choose what you want to say"},
    )
    due_on = day_field("The other day, where it needs one", required=False)
    words = forms.CharField(
        label="In your words", widget=forms.Textarea, help_text=NO_NAMES, error_messages={"required": "Say it in words"}
    )
    field_order = ["kind", "due_on", "words", "save_id"]

    def clean(self) -> dict[str, Any] | None:
        """Ask for the other day where the action moves."""
        told = super().clean() or {}
        if told.get("kind") == GroupActionStep.Kind.MOVED and not told.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Give the other day")
        return told


class SeatForm(forms.Form):
    """Where a member comes from."""

    organisation = forms.CharField(
        label="The organisation that you come from",
        max_length=200,
        help_text="It stands beside what you share and beside what you open.",
        error_messages={"required": "Name your organisation"},
    )


class MemorandumForm(SentOnceForm):
    """An agreement to share."""

    title = forms.CharField(
        label="What the agreement is called", max_length=200, error_messages={"required": "Say what it is called"}
    )
    parties = forms.CharField(
        label="The organisations that signed it, one to a line",
        widget=forms.Textarea,
        error_messages={"required": "Name the organisations"},
    )
    where = forms.CharField(
        label="Where it can be read",
        max_length=300,
        help_text="An address, or the number under which it is filed.",
        error_messages={"required": "Say where it can be read"},
    )
    agreed_on = day_field("When it was agreed")
    review_on = day_field("When it is looked at again (optional)", required=False)
    field_order = ["title", "parties", "where", "agreed_on", "review_on", "save_id"]


class EndForm(forms.Form):
    """That an agreement holds no more."""

    ended_on = day_field("From which day it holds no more")
    reason = forms.CharField(label="Why", widget=forms.Textarea, error_messages={"required": "Say why"})


def offer_trusts(form: forms.Form, trusts: QuerySet[Trust]) -> None:
    """Offer these trusts, as pages write their names."""
    field: Any = form.fields["trust"]
    field.queryset = trusts
    field.label_from_instance = lambda trust: trust.shown_name
