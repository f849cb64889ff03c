"""The forms by which a trust answers."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile

from inspections.kept_files import limit_in_words
from inspections.models import FactualAccuracyPoint
from inspections.pages.client_ids import SentOnceForm, read_uuid
from inspections.report_pages.forms import KeptTextForm
from inspections.reporting.factual_accuracy import Wording


class AnswerForm(SentOnceForm):
    """An answer in words, with a file beside it."""

    text = forms.CharField(label="Your answer", widget=forms.Textarea, required=False, strip=False)
    file = forms.FileField(
        label="A file (optional)",
        required=False,
        allow_empty_file=True,
        help_text=f"Up to {limit_in_words()}. Leave out anything by which a patient could be known.",
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large

    def clean(self) -> dict[str, Any] | None:
        """Say of a file that was too large to be taken that it was, so that the words do not go without it."""
        if self.too_large:
            limit = limit_in_words()
            self.errors.pop("file", None)
            self.add_error("file", f"The file is larger than {limit}. Send a file of {limit} or less")
        return super().clean()

    def clean_file(self) -> UploadedFile | None:
        """Refuse a file with nothing in it."""
        file: UploadedFile | None = self.cleaned_data.get("file")
        if file is not None and not file.size:
            raise forms.ValidationError("The file is empty. Choose the file that you want to send")
        return file

    def file_sent(self) -> tuple[str, bytes | None]:
        """Return the file's name and bytes; none where none was chosen."""
        file = self.cleaned_data.get("file")
        return (file.name or "file", file.read()) if file else ("", None)


class PointForm(KeptTextForm):
    """A point on a section of the draft; there is no limit to its length."""

    point_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="What is it about?",
        choices=FactualAccuracyPoint.Kind.choices,
        error_messages={"required": "Say what the point is about"},
    )
    about = forms.CharField(
        label="Which words of the draft? (optional)", widget=forms.Textarea, required=False, strip=False
    )
    text = forms.CharField(
        label="What do you say?",
        widget=forms.Textarea,
        strip=False,
        help_text="As long as it needs to be.",
        error_messages={"required": "Write what you say about the draft"},
    )

    @property
    def point_to_send(self) -> str:
        """The id of the point as the page carries it: the one that came, else a new one."""
        return str(read_uuid(self["point_id"].value()) or uuid4())

    def wording(self, section: str) -> Wording:
        """Return what the point says of the section."""
        cleaned = self.cleaned_data
        return Wording(
            section=section,
            kind=FactualAccuracyPoint.Kind(cleaned["kind"]),
            text=cleaned["text"],
            about=cleaned["about"],
        )


class DisplayForm(forms.Form):
    """Since when and how ratings are displayed at a place."""

    displayed_on = forms.DateField(label="Displayed since", error_messages={"required": "Give the day"})
    how = forms.CharField(
        label="Where and how can people see it?",
        widget=forms.Textarea,
        help_text="For example: a poster in the main entrance.",
        error_messages={"required": "Say where and how people can see it"},
    )


class ReviewForm(SentOnceForm):
    """A request that published ratings be reviewed."""

    grounds = forms.CharField(
        label="Where was the process not followed?",
        widget=forms.Textarea,
        help_text="In 500 words or fewer. There is one request for each inspection.",
        error_messages={"required": "Say where the process was not followed"},
    )
    about_process_alone = forms.BooleanField(
        label="This is about the process alone, and not about a judgement that we do not share",
        required=False,
    )


class RepresentationForm(SentOnceForm):
    """Representations against a notice."""

    text = forms.CharField(
        label="What do you have to say against the notice?",
        widget=forms.Textarea,
        strip=False,
        help_text="As long as it needs to be.",
        error_messages={"required": "Say what you have to say against the notice"},
    )


class NoticeAnswerForm(AnswerForm):
    """An answer to a notice, as a whole or on one requirement."""

    on = forms.ChoiceField(label="What does it answer?")

    def __init__(self, *args: Any, requirements: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].choices = [("0", "The notice as a whole"), *requirements]  # type: ignore[attr-defined]
        self.fields["text"].label = "What is the trust doing?"
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = "Say what the trust is doing"
