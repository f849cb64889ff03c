"""The forms with which an approver announces, moves, cancels and withdraws."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms

from oversight.organisations.working_days import london_time
from publication.models import Release, Withdrawal

_DAYS = ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d")
_TIMES = ("%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p")


class MomentForm(forms.Form):
    """A day and a time by London's clocks."""

    day = forms.DateField(
        label="Day",
        input_formats=_DAYS,
        help_text="For example, 21 December 2026",
        error_messages={
            "required": "Enter the day",
            "invalid": "Enter the day as day, month and year, such as 21 December 2026",
        },
    )
    time = forms.TimeField(
        label="Time",
        input_formats=_TIMES,
        help_text="London time, such as 9:30am. Official statistics come out at 9:30am",
        error_messages={"required": "Enter the time", "invalid": "Enter the time as hours and minutes, such as 9:30am"},
    )

    def clean(self) -> dict[str, Any]:
        """Put day and time together; a time that the clocks skip is refused."""
        cleaned = super().clean() or {}
        day, at = cleaned.get("day"), cleaned.get("time")
        if day is not None and isinstance(at, time):
            try:
                cleaned["moment"] = london_time(day, at)
            except ValueError:
                self.add_error("time", "London's clocks skip this time on the day. Enter another")
        return cleaned

    @property
    def moment(self) -> datetime:
        """The moment that was given."""
        moment: datetime = self.cleaned_data["moment"]
        return moment


class AnnounceForm(MomentForm):
    """A period of one kind and world, and when its figures come out.

    ``periods``: kind, period, whether it is that of the invented country, and what it is called.
    """

    field_order = ("period", "day", "time")

    def __init__(self, *args: Any, periods: list[tuple[str, str, bool, str]], name_worlds: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self._periods = {
            f"{'demonstration' if world else 'real'} {kind} {period}": (kind, period, world)
            for kind, period, world, _ in periods
        }
        self.fields["period"] = forms.ChoiceField(
            label="Figures",
            choices=[
                (key, f"{label} (invented country)" if world and name_worlds else label)
                for key, (_, _, world, label) in zip(self._periods, periods, strict=True)
            ],
            error_messages={
                "required": "Choose the figures",
                "invalid_choice": "Choose from the list: any other period has no accepted return, or is announced",
            },
        )
        self.order_fields(self.field_order)

    @property
    def chosen(self) -> tuple[str, str, bool]:
        """The kind, the period, and whether it is that of the invented country."""
        return self._periods[self.cleaned_data["period"]]


class MoveForm(MomentForm):
    """Another moment, and why."""

    reason = forms.CharField(
        label="Why is it moved?",
        widget=forms.Textarea,
        help_text="The calendar shows it to everyone.",
        error_messages={"required": "Say why the date changes"},
    )


class CancelForm(forms.Form):
    """Why an announced release is not to come."""

    reason = forms.CharField(
        label="Why is it cancelled?",
        widget=forms.Textarea,
        help_text="The calendar shows it to everyone.",
        error_messages={"required": "Say why it is cancelled"},
    )


class WithdrawForm(forms.Form):
    """What may no longer be shown, and why."""

    item = forms.ChoiceField(label="What is withdrawn?", choices=Withdrawal.Item.choices, widget=forms.RadioSelect)
    subject = forms.CharField(
        label="Its code",
        required=False,
        max_length=90,
        help_text="The trust's or hospital's code, the ward's identifier from its address, or the lesson's reference; "
        "of a figure by a measure the code, the measure and the period, such as RXA/mrsa_bacteraemia/2026-10; "
        "none for a whole release",
    )
    reason = forms.CharField(
        label="Why is it withdrawn?",
        widget=forms.Textarea,
        help_text="It stands in the place of what is withdrawn, for everyone to read. Name nobody.",
        error_messages={"required": "Say why it is withdrawn"},
    )

    def __init__(self, *args: Any, release: Release, **more: Any) -> None:
        super().__init__(*args, **more)
        self.release = release
        self.fields["item"].error_messages["required"] = "Choose what is withdrawn"

    def clean_subject(self) -> str:
        """Fold the code as the record has it: codes in capitals, identifiers in small letters."""
        subject = str(self.cleaned_data["subject"]).strip()
        item = self.cleaned_data.get("item")
        if item in (Withdrawal.Item.TRUST, Withdrawal.Item.HOSPITAL, Withdrawal.Item.LESSON):
            return subject.upper()
        if item == Withdrawal.Item.MEASURE:
            code, _, rest = subject.partition("/")
            measure, _, period = rest.partition("/")
            return f"{code.upper()}/{measure.lower()}/{period.upper()}"
        return "" if item == Withdrawal.Item.RELEASE else subject.lower()


class GrantForm(forms.Form):
    """Who may see a release before its time, in which office, and why."""

    email = forms.EmailField(
        label="Email address of the account",
        help_text="Nobody else is shown it.",
        error_messages={
            "required": "Enter the email address with which the person signs in",
            "invalid": "Enter an email address in the correct format, like name@example.com",
        },
    )
    job_title = forms.CharField(
        label="Job title",
        max_length=120,
        help_text="For example, Permanent Secretary",
        error_messages={"required": "Enter the job title: it is public"},
    )
    organisation = forms.CharField(
        label="Organisation", max_length=120, error_messages={"required": "Enter the organisation: it is public"}
    )
    reason = forms.CharField(
        label="Why must they see it before everyone else?",
        widget=forms.Textarea,
        help_text="The release's page shows it to everyone.",
        error_messages={"required": "Say why: it is public"},
    )


class EndAccessForm(forms.Form):
    """Whose place on the list ends."""

    access = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
