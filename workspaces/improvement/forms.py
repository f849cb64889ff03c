"""The forms by which a trust writes its plan and its monthly report, and a partner says what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from inspections.kept_files import limit_in_words
from oversight.measures.periods import Period
from ratings.plans.states import ActionStatus

# The ways in which people write a day; the first is the one that pages ask for.
DAYS = ["%d %m %Y", "%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"]
# As many points of a trajectory as a page asks for at once; a plan lasts twelve months, or eighteen at most.
POINTS = 6


def day_field(
    label: str, missing: str, *, hint: str = "For example, 31 3 2027.", required: bool = True
) -> forms.DateField:
    """Return a field for a day as people write it: 31 3 2027, 31/3/2027 or 31 March 2027."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        input_formats=DAYS,
        error_messages={"required": missing, "invalid": "Write a day that there is, such as 31 3 2027"},
    )


def written_day(day: date | None) -> str:
    """Return a day as a field shows it, so that what was read can be sent again."""
    return f"{day.day} {day.month} {day.year}" if day else ""


class ConcernForm(forms.Form):
    """What has to become better, and from what on record."""

    source = forms.ChoiceField(
        label="What does it come from?",
        help_text="What is on record of your trust. The plan quotes it for the public, as it stands there today.",
        error_messages={
            "required": "Choose what it comes from",
            "invalid_choice": "The record has changed since you opened this page. Choose again what it comes from",
        },
    )
    title = forms.CharField(
        label="The concern in a few words",
        max_length=200,
        help_text="For example, patients fall on the wards for older people.",
        error_messages={
            "required": "Name the concern in a few words",
            "max_length": "Name the concern in 200 characters or fewer",
        },
    )
    what = forms.CharField(
        label="What has to become better?",
        widget=forms.Textarea,
        help_text="In words that anybody understands. Leave out anything by which a patient or a member of staff could "
        "be known.",
        error_messages={"required": "Say what has to become better"},
    )

    def __init__(self, *args: Any, sources: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = list(sources)  # type: ignore[attr-defined]


class ConcernWordsForm(forms.Form):
    """The words of a concern, to change."""

    title = ConcernForm.base_fields["title"]
    what = ConcernForm.base_fields["what"]
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ActionForm(forms.Form):
    """What the trust promises to do, who answers for it, and by when."""

    what = forms.CharField(
        label="What will you do?",
        widget=forms.Textarea,
        help_text="Something of which you can say on a day whether it is done.",
        error_messages={"required": "Say what you will do"},
    )
    owner = forms.CharField(
        label="Who answers for it?",
        max_length=100,
        help_text="A job title, such as chief nurse. No names: the public reads it.",
        error_messages={
            "required": "Give the job title of who answers for it",
            "max_length": "Give the job title in 100 characters or fewer",
        },
    )
    due_on = day_field("By when?", "Give the day by which it is done")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of a measure in a period."""

    period: Period
    expected: Decimal


class MeasureForm(forms.Form):
    """Why a measure shows whether the actions work, where it started, and by how much it should move by when."""

    words = forms.CharField(
        label="Why does this measure show whether your actions work?",
        widget=forms.Textarea,
        help_text="One or two sentences for the public.",
        error_messages={"required": "Say why this measure shows whether your actions work"},
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, POINTS + 1):
            self.fields[f"period_{number}"] = forms.ChoiceField(
                label=f"Period {number}",
                required=False,
                choices=[("", "Choose a period"), *choices],
                error_messages={"invalid_choice": "Choose a period of the list"},
            )
            self.fields[f"expected_{number}"] = forms.DecimalField(
                label=f"Expected {number}",
                required=False,
                max_digits=18,
                decimal_places=6,
                error_messages={"invalid": "Write a number, such as 4.5"},
            )
        self.expectations: tuple[Expectation, ...] = ()

    @property
    def points(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows in which the trajectory is written: a period and what is expected in it."""
        return [(self[f"period_{number}"], self[f"expected_{number}"]) for number in range(1, POINTS + 1)]

    def clean(self) -> dict[str, Any]:
        """Read the trajectory: whole rows, periods after the starting point, each later than the one before."""
        cleaned = super().clean() or {}
        read: list[Expectation] = []
        faulty = False
        for number in range(1, POINTS + 1):
            period, expected = cleaned.get(f"period_{number}"), cleaned.get(f"expected_{number}")
            if f"period_{number}" in self.errors or f"expected_{number}" in self.errors:
                faulty = True
            elif period and expected is None:
                faulty = True
                self.add_error(f"expected_{number}", "Write what you expect in this period")
            elif expected is not None and not period:
                faulty = True
                self.add_error(f"period_{number}", "Choose the period in which you expect it")
            elif period and expected is not None:
                found = Expectation(Period.parse(period), expected)
                if read and found.period <= read[-1].period:
                    faulty = True
                    self.add_error(f"period_{number}", "Choose a period after the one above")
                else:
                    read.append(found)
        if not faulty and len(read) < 2:
            empty = len(read) + 1
            self.add_error(
                f"period_{empty}",
                "Say what you expect in two periods or more: the last is your target",
            )
        self.expectations = tuple(read)
        return cleaned


class ProgressForm(forms.Form):
    """What the month's report says of one action, with what shows it: evidence that stays, and one piece more."""

    status = forms.ChoiceField(
        label="How far has it come?",
        choices=[(str(status), status.label) for status in ActionStatus],
        error_messages={"required": "Say how far it has come"},
    )
    delivered_on = day_field("Delivered on", "Give the day on which it was delivered", required=False)
    new_due_on = day_field(
        "To be done now by",
        "Give the day by which it is done now",
        hint="For example, 31 3 2027. What was promised first stays beside it.",
        required=False,
    )
    words = forms.CharField(
        label="What do you tell the public of it?",
        widget=forms.Textarea,
        required=False,
        help_text="Where it is late or changed: why. Leave out anything by which a patient or a member of staff could "
        "be known.",
    )
    take_out = forms.MultipleChoiceField(label="Take out what no longer belongs here", required=False)
    evidence_words = forms.CharField(
        label="What shows that it is so?",
        widget=forms.Textarea,
        required=False,
        help_text="For example: 38 of the 40 nurses on both wards were trained by 28 February.",
    )
    on_record = forms.ChoiceField(label="A return that shows it (optional)", required=False)
    file = forms.FileField(
        label="A file that shows it (optional)",
        required=False,
        allow_empty_file=True,
        help_text=f"Up to {limit_in_words()}. Leave out anything by which a patient could be known.",
    )
    may_be_published = forms.BooleanField(
        label="The public may see this evidence", required=False, help_text="The words, and the file with them."
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        kept: Sequence[tuple[str, str]],
        on_record: Sequence[tuple[str, str]],
        too_large: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        self.fields["take_out"].choices = list(kept)  # type: ignore[attr-defined]
        self.fields["on_record"].choices = [("", "None"), *on_record]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the day and the reason that go with the word, and refuse a day that goes with another word."""
        cleaned = super().clean() or {}
        status = str(cleaned.get("status") or "")
        if status == ActionStatus.DELIVERED:
            if not cleaned.get("delivered_on") and "delivered_on" not in self.errors:
                self.add_error("delivered_on", "Give the day on which it was delivered")
        elif status and cleaned.get("delivered_on"):
            self.add_error("delivered_on", "Leave this empty, or say that the action is delivered")
        late_or_changed = status in (ActionStatus.LATE, ActionStatus.CHANGED)
        if late_or_changed and not cleaned.get("words"):
            self.add_error("words", f"Say why it is {ActionStatus(status).label.lower()}")
        elif status and not late_or_changed and cleaned.get("new_due_on"):
            self.add_error("new_due_on", "Leave this empty, or say that the action is late or changed")
        refuse_too_large(self, self.too_large)
        if (cleaned.get("file") or cleaned.get("on_record")) and not cleaned.get("evidence_words"):
            self.add_error("evidence_words", "Say what the evidence shows")
        return cleaned

    def clean_file(self) -> UploadedFile | None:
        """Refuse a file with nothing in it."""
        return with_content(self.cleaned_data.get("file"))


class TakeBackForm(forms.Form):
    """Why a report that was ready goes back to be mended."""

    reason = forms.CharField(
        label="What is to be mended?",
        widget=forms.Textarea,
        help_text="Who writes the report reads this.",
        error_messages={"required": "Say what is to be mended"},
    )


class CorrectForm(forms.Form):
    """Why a report that was signed is corrected; the public reads it."""

    reason = forms.CharField(
        label="Why are you correcting it?",
        widget=forms.Textarea,
        help_text="The public reads this beside the corrected report. The earlier report stays too.",
        error_messages={"required": "Say why you are correcting it"},
    )


class ShownForm(forms.Form):
    """What the Board shows to the oversight body, with a file where there is one."""

    words = forms.CharField(
        label="What does the Board show?",
        widget=forms.Textarea,
        help_text="What was done, and what shows that it is credible and effective. As long as it needs to be.",
        error_messages={"required": "Say what the Board shows"},
    )
    file = forms.FileField(
        label="A file that shows it (optional)",
        required=False,
        allow_empty_file=True,
        help_text=f"Up to {limit_in_words()}. Leave out anything by which a patient could be known.",
    )
    file_words = forms.CharField(label="What does the file show?", required=False)

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large

    def clean(self) -> dict[str, Any]:
        """Say of a file that was too large that it was, and ask what a file shows."""
        cleaned = super().clean() or {}
        refuse_too_large(self, self.too_large)
        if cleaned.get("file") and not cleaned.get("file_words"):
            self.add_error("file_words", "Say what the file shows")
        return cleaned

    def clean_file(self) -> UploadedFile | None:
        """Refuse a file with nothing in it."""
        return with_content(self.cleaned_data.get("file"))


def refuse_too_large(form: forms.Form, too_large: bool) -> None:
    """Say of a file that was too large to be taken that it was, so that the words do not go without it."""
    if too_large:
        limit = limit_in_words()
        form.errors.pop("file", None)
        form.add_error("file", f"The file is larger than {limit}. Choose a file of {limit} or less")


def with_content(file: UploadedFile | None) -> UploadedFile | None:
    """Return the file; one with nothing in it is an error."""
    if file is not None and not file.size:
        raise forms.ValidationError("The file is empty. Choose the file that you want to keep")
    return file


class PromiseDoneForm(forms.Form):
    """What a partner did of what it promised, and since when."""

    done_on = day_field("Since when is it done?", "Give the day on which it was done")
    words = forms.CharField(
        label="What did you do?",
        widget=forms.Textarea,
        help_text="The trust, the oversight body and the public read it.",
        error_messages={"required": "Say what you did"},
    )
