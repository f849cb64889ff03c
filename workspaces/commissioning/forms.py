"""The forms of commissioners and of trusts who answer them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from inspections.pages.client_ids import SentOnceForm
from oversight.organisations.models import Ward
from ratings.commissioning.askable import Raised, ward_name

_NO_NAMES = "Leave out anything by which a patient or a member of staff could be known."
_DAY_FORMATS = ["%d %m %Y", "%d/%m/%Y", "%Y-%m-%d"]
_DAY_ERRORS = {"required": "Give a day", "invalid": "Give a day such as 15 1 2027"}


def _day(label: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text="For example, 15 1 2027.",
        required=required,
        error_messages=_DAY_ERRORS,
        input_formats=_DAY_FORMATS,
    )


def _words(label: str, hint: str = _NO_NAMES) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea, help_text=hint, error_messages={"required": "Say it in words"}
    )


class AskForm(SentOnceForm):
    """A question about a signal."""

    signal = forms.CharField(widget=forms.HiddenInput, max_length=160)
    words = _words("What you ask", f"Both sides read it as you write it. {_NO_NAMES}")
    answer_by = _day("By when you ask for an answer")
    field_order = ["words", "answer_by", "signal", "save_id"]


class AnswerForm(SentOnceForm):
    """A trust's answer."""

    words = _words("Your answer", f"What is behind the signal, and what you do. {_NO_NAMES}")


class AgainForm(SentOnceForm):
    """A further question."""

    words = _words("What you ask further")
    answer_by = _day("By when you ask for an answer")
    field_order = ["words", "answer_by", "save_id"]


class WordsForm(SentOnceForm):
    """A step that wants words alone."""

    words = _words("In your words")


class PlanForm(SentOnceForm):
    """For which wards a plan is asked."""

    wards = forms.MultipleChoiceField(label="Wards", error_messages={"required": "Choose at least one ward"})
    words = _words("What you ask for")
    propose_by = _day("By when the trust is to propose it")
    field_order = ["wards", "words", "propose_by", "save_id"]

    def offer(self, short: Sequence[Raised]) -> None:
        """Offer the wards that are often short."""
        self._wards = {str(one.ward.public_id): one.ward for one in short if one.ward}
        field: Any = self.fields["wards"]
        field.choices = [(key, ward_name(ward)) for key, ward in self._wards.items()]

    @property
    def chosen(self) -> list[Ward]:
        """The wards that were chosen."""
        return [self._wards[key] for key in self.cleaned_data["wards"]]


class WardActionForm(SentOnceForm):
    """What the trust does for a ward."""

    what = _words("What the trust does")
    owner = forms.CharField(
        label="Who does it, by job title",
        max_length=100,
        help_text="For example, director of nursing.",
        error_messages={"required": "Name who does it, by their job title"},
    )
    due_on = _day("By when")
    field_order = ["what", "owner", "due_on", "save_id"]


class ProgressForm(SentOnceForm):
    """How an action goes."""

    kind = forms.ChoiceField(
        label="What do you want to say?",
        choices=[("note", "How it goes"), ("moved", "It needs a later day"), ("done", "It is done")],
        error_messages={"required": "Choose what you want to say"},
    )
    due_on = _day("The later day, where it needs one", required=False)
    words = _words("In your words", f"What was done, or why it takes longer. {_NO_NAMES}")
    field_order = ["kind", "due_on", "words", "save_id"]

    def clean(self) -> dict[str, Any] | None:
        """Ask for the later day where the action moves."""
        told = super().clean() or {}
        if told.get("kind") == "moved" and not told.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Give the later day")
        return told
