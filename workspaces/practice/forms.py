"""The forms of good practice."""

from __future__ import annotations

from typing import Any

from django import forms

from inspections.pages.client_ids import SentOnceForm
from ratings.practice.offering import LONGEST_JOB, LONGEST_TITLE

_DAYS = ["%d %m %Y", "%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"]


class ThemeForm(forms.Form):
    """Under which theme to look."""

    theme = forms.ChoiceField(label="Theme", required=False)

    def __init__(self, given: Any, *, themes: list[tuple[str, str]]) -> None:
        super().__init__(given)
        self.fields["theme"].choices = [("", "All themes"), *themes]  # type: ignore[attr-defined]


class OfferForm(SentOnceForm):
    """What was done, which measure moved since, and whom to ask. ``of_plan``: measure and day are the plan's."""

    measure = forms.ChoiceField(
        label="Which measure moved?",
        error_messages={"required": "Choose a measure", "invalid_choice": "Choose one of the measures"},
    )
    delivered_on = forms.DateField(
        label="Since when was it in place?",
        help_text="The day from which the measure should have moved. For example, 31 3 2026.",
        input_formats=_DAYS,
        error_messages={"required": "Give the day", "invalid": "Write a day that there is, such as 31 3 2026"},
    )
    title = forms.CharField(
        label="Name of the improvement",
        max_length=LONGEST_TITLE,
        help_text="What others would look for, such as “A second look at every patient at risk of a fall”.",
        error_messages={"required": "Give the improvement a name", "max_length": f"At most {LONGEST_TITLE} characters"},
    )
    what_was_done = forms.CharField(
        label="What did you do?",
        help_text="So that another trust could do it too. Leave out the names of patients and of staff.",
        error_messages={"required": "Say what was done"},
    )
    what_it_took = forms.CharField(
        label="What did it take, and what would you do differently?",
        help_text="Time, people, money; what did not work at first.",
        error_messages={"required": "Say what it took, and what you would do differently"},
    )
    ask_whom = forms.CharField(
        label="Whom can others ask?",
        max_length=LONGEST_JOB,
        help_text="A job title, not a name. For example, Lead nurse for falls.",
        error_messages={"required": "Say whom to ask, by job title", "max_length": f"At most {LONGEST_JOB} characters"},
    )
    ask_at = forms.EmailField(
        label="At which email address?",
        help_text="One that stays when people change. Those who are signed in can see it.",
        error_messages={
            "required": "Give an email address",
            "invalid": "Give an email address such as improvement@trust.example",
        },
    )

    def __init__(self, given: Any, *, measures: list[tuple[str, list[tuple[str, str]]]], of_plan: bool) -> None:
        super().__init__(given)
        if of_plan:
            del self.fields["measure"]
            del self.fields["delivered_on"]
        else:
            self.fields["measure"].choices = [("", "Choose a measure"), *measures]  # type: ignore[attr-defined]

    @property
    def told(self) -> dict[str, Any]:
        """What was told, as the service takes it; without measure and day where they are the plan's."""
        names = ("measure", "delivered_on", "title", "what_was_done", "what_it_took", "ask_whom", "ask_at", "save_id")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class WithdrawalForm(forms.Form):
    """Why an offer is taken back."""

    because = forms.CharField(
        label="Why do you withdraw it?",
        help_text="It is shown in the place of the offer.",
        error_messages={"required": "Say why it is withdrawn"},
    )
