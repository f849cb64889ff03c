"""The form of a judgement: the word, what supports it, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.forms import BoundField

from inspections.judging.recording import Sign, Standard, Unrated
from inspections.models import EvidencePiece, Judgement, NiceStandard
from inspections.pages.client_ids import SentOnceForm
from ratings.rules.ratings_words import NonRating, NonRatingReason, Rating

# So many blank lines for characteristics and standards stand ready beside those that are filled in.
_SPARE_SIGNS, _SPARE_STANDARDS = 2, 2
_RATINGS = [(str(rating), rating.label) for rating in Rating]
_REASONS = [(str(reason), reason.label[0].upper() + reason.label[1:]) for reason in NonRatingReason]


class JudgementForm(SentOnceForm):
    """What the team judges of one place."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    verdict = forms.ChoiceField(
        label="What do you judge?",
        choices=[*_RATINGS, *((str(word), word.label) for word in NonRating)],
        error_messages={"required": "Choose a rating, or say that there is none"},
    )
    reason = forms.ChoiceField(
        label="Why is there no rating?",
        required=False,
        choices=[("", "There is a rating"), *_REASONS],
        help_text="Where you choose no rating.",
    )
    rationale = forms.CharField(label="Why do you judge so? (optional)", required=False, widget=forms.Textarea)
    evidence = forms.MultipleChoiceField(label="Evidence that it rests on", required=False)

    def __init__(
        self, *args: object, pieces: Sequence[EvidencePiece], standing: Judgement | None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pieces = {str(piece.piece_id): piece for piece in pieces}
        self.fields["evidence"].choices = [(key, key) for key in self.pieces]  # type: ignore[attr-defined]
        signs = list(standing.characteristics.all()) if standing else []
        standards = list(standing.nice_standards.all()) if standing else []
        self.sign_lines = range(1, self._lines("sign_text", len(signs) + _SPARE_SIGNS) + 1)
        self.standard_lines = range(1, self._lines("standard_code", len(standards) + _SPARE_STANDARDS) + 1)
        for n in self.sign_lines:
            given = signs[n - 1] if n <= len(signs) else None
            self.fields[f"sign_rating_{n}"] = forms.ChoiceField(
                label="Characteristic of", required=False, choices=_RATINGS, initial=given.rating if given else "good"
            )
            self.fields[f"sign_text_{n}"] = forms.CharField(
                label=f"Characteristic {n}", required=False, initial=given.statement if given else ""
            )
        for n in self.standard_lines:
            shown = standards[n - 1] if n <= len(standards) else None
            self.fields[f"standard_kind_{n}"] = forms.ChoiceField(
                label="Kind",
                required=False,
                choices=NiceStandard.Kind.choices,
                initial=shown.kind if shown else NiceStandard.Kind.QUALITY_STANDARD,
            )
            self.fields[f"standard_code_{n}"] = forms.CharField(
                label=f"Number of standard {n}", required=False, max_length=20, initial=shown.code if shown else ""
            )
            self.fields[f"standard_title_{n}"] = forms.CharField(
                label="Title", required=False, max_length=200, initial=shown.title if shown else ""
            )

    def _lines(self, name: str, least: int) -> int:
        """Return how many lines the form has: as many as came, where more came than are usual."""
        came = [key.rsplit("_", 1)[1] for key in self.data if key.startswith(f"{name}_")]
        return max([least, *(int(number) for number in came if number.isdigit() and int(number) <= 100)])

    @property
    def signs(self) -> list[tuple[BoundField, BoundField]]:
        """The fields of each line for a characteristic."""
        return [(self[f"sign_rating_{n}"], self[f"sign_text_{n}"]) for n in self.sign_lines]

    @property
    def standards(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """The fields of each line for a NICE standard."""
        return [
            (self[f"standard_kind_{n}"], self[f"standard_code_{n}"], self[f"standard_title_{n}"])
            for n in self.standard_lines
        ]

    def clean(self) -> dict[str, object] | None:
        """Ask for the reason of a non-rating, and for the evidence of a rating."""
        verdict = self.cleaned_data.get("verdict")
        if verdict in {str(word) for word in NonRating} and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Say why there is no rating")
        if verdict in {str(rating) for rating in Rating} and not self.cleaned_data.get("evidence"):
            self.add_error("evidence", "Choose the evidence that the rating rests on")
        return super().clean()

    def chosen_verdict(self) -> Rating | Unrated:
        """Return the rating, or the non-rating with its reason."""
        verdict = self.cleaned_data["verdict"]
        if verdict in {str(rating) for rating in Rating}:
            return Rating(verdict)
        return Unrated(NonRating(verdict), NonRatingReason(self.cleaned_data["reason"]))

    def chosen_signs(self) -> list[Sign]:
        """Return the characteristics, without the lines left blank."""
        return [
            Sign(Rating(self.cleaned_data[f"sign_rating_{n}"]), text)
            for n in self.sign_lines
            if (text := self.cleaned_data[f"sign_text_{n}"].strip())
        ]

    def chosen_standards(self) -> list[Standard]:
        """Return the NICE standards, without the lines left blank."""
        return [
            Standard(
                NiceStandard.Kind(self.cleaned_data[f"standard_kind_{n}"]),
                code,
                self.cleaned_data[f"standard_title_{n}"].strip(),
            )
            for n in self.standard_lines
            if (code := self.cleaned_data[f"standard_code_{n}"].strip())
        ]

    def chosen_evidence(self) -> list[EvidencePiece]:
        """Return the pieces that the judgement rests on."""
        return [self.pieces[key] for key in self.cleaned_data["evidence"]]


def begins_with(standing: Judgement | None, own: Sequence[EvidencePiece]) -> dict[str, object]:
    """Return what the form begins with: the judgement that stands, else the place's own evidence, all of it."""
    if standing is None:
        return {"seen": 0, "evidence": [str(piece.piece_id) for piece in own]}
    return {
        "seen": standing.number,
        "verdict": standing.rating or standing.non_rating,
        "reason": standing.non_rating_reason,
        "rationale": standing.rationale,
        "evidence": [str(piece.piece_id) for piece in standing.evidence.all()],
    }
