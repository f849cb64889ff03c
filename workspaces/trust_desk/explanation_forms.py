"""The form of an explanation: what is behind it, what is being done, for how long it stands, and who may read it."""

from __future__ import annotations

from typing import Any

from django import forms

from oversight.returns.explaining import LONGEST_STANDING_MONTHS
from oversight.returns.kind_words import KindWords
from oversight.returns.kinds import ReturnKind
from oversight.returns.models import Explanation


def standing_choices(kind: ReturnKind, period: str) -> list[tuple[str, str]]:
    """Return for how long an explanation may stand: the months to keep, and the periods that they reach to in words."""
    word = kind.words.period
    choices = [("0", f"This {word} only")]
    reached = period
    for months in range(1, LONGEST_STANDING_MONTHS + 1):
        last = kind.last_standing_period(period, months)
        if last != reached:
            further = len(choices)
            choices.append(
                (str(months), f"This {word} and the next {further}" if further > 1 else f"This {word} and the next")
            )
            reached = last
    return choices


class RemarkForm(forms.Form):
    """What a trust says of a place that no rule asked about, in the words of its kind of return."""

    text = forms.CharField(
        label="What is behind it?",
        widget=forms.Textarea,
        error_messages={"required": "Write what is behind it"},
    )
    action = forms.CharField(
        label="What are you doing about it? (optional)",
        required=False,
        widget=forms.Textarea,
    )
    is_public = forms.BooleanField(
        label="Show this to the public",
        required=False,
    )

    def __init__(self, *args: Any, words: KindWords, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = words.behind_help
        self.fields["is_public"].label = f"Show this to the public beside the {words.row}"
        self.fields["is_public"].help_text = words.public_help
        if not words.shows_public:
            del self.fields["is_public"]

    @property
    def shown_to_public(self) -> bool:
        """Whether the trust lets the public read it; never where nothing of the return is shown to the public."""
        return bool(self.cleaned_data.get("is_public"))


class ExplanationForm(RemarkForm):
    """What answers findings: those that are ticked, or all of the group that still wait."""

    stands_for_months = forms.TypedChoiceField(
        label="How long does this stand?",
        coerce=int,
        initial="0",
    )

    def __init__(self, *args: Any, kind: ReturnKind, period: str, **kwargs: Any) -> None:
        super().__init__(*args, words=kind.words, **kwargs)
        field = self.fields["stands_for_months"]
        field.choices = standing_choices(kind, period)  # type: ignore[attr-defined]
        field.help_text = f"While it stands, the same question about the same {kind.words.row} is answered by it."


def words_of(given: Explanation) -> dict[str, object]:
    """Return what a form begins with, where something was said before."""
    return {"text": given.text, "action": given.action, "is_public": given.is_public}
