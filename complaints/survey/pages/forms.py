"""What a complainant fills in: a code, and one of the points for each statement."""

from __future__ import annotations

from typing import Any

from django import forms

from complaints.survey.questions import Point, Survey


class CodeForm(forms.Form):
    """The code of a letter, however it was typed."""

    code = forms.CharField(
        label="The code in your letter",
        max_length=60,
        help_text="It has 12 letters and numbers, such as 7K3M-9QTX-02RB. Small letters are fine.",
        error_messages={"required": "Enter the code in your letter", "max_length": "Enter the 12 letters and numbers"},
    )


class AnswersForm(forms.Form):
    """One choice for each question of a version of the survey; a question may be left out, but not all."""

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survey = survey
        for question in survey.questions:
            self.fields[question.code] = forms.ChoiceField(
                label=question.statement,
                choices=[(str(point), point.label) for point in Point],
                required=False,
                error_messages={"invalid_choice": "Choose one of the answers"},
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a form without a single answer."""
        given = super().clean() or {}
        if not self.errors and not any(given.get(question.code) for question in self.survey.questions):
            self.add_error(self.survey.questions[0].code, "Answer at least one question")
        return given

    @property
    def answers(self) -> dict[str, Point | None]:
        """What was answered, by question; None where it was left out."""
        return {
            question.code: Point(self.cleaned_data[question.code]) if self.cleaned_data[question.code] else None
            for question in self.survey.questions
        }
