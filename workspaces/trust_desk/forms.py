"""The forms of the desk."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from oversight.wording import write_file_size


def limit_in_words() -> str:
    """Return how large a file may be, such as 25 MB."""
    return write_file_size(settings.RETURN_FILE_LIMIT_BYTES).replace(".0 ", " ")


class FileForm(forms.Form):
    """A file to send, and why, where a version of the return was accepted before."""

    file = forms.FileField(
        label="Your file",
        allow_empty_file=True,
        max_length=None,
        error_messages={"required": "Choose a file", "missing": "Choose a file", "invalid": "Choose a file"},
    )
    reason = forms.CharField(
        label="Why are you correcting it?",
        required=False,
        widget=forms.Textarea,
        help_text="Kept with the new version and shown with it.",
    )

    def __init__(self, *args: object, is_correction: bool, too_large: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.too_large = too_large
        self.fields["file"].help_text = f"CSV or Excel workbook (.xlsx), up to {limit_in_words()}."
        if is_correction:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "Say why you are correcting it"
        else:
            del self.fields["reason"]

    def clean(self) -> dict[str, object] | None:
        """Say of a file that was too large to be taken that it was, and not that there was none."""
        if self.too_large:
            self.errors.pop("file", None)
            limit = limit_in_words()
            self.add_error("file", f"The file is larger than {limit}. Send a file of {limit} or less")
        return super().clean()

    def clean_file(self) -> UploadedFile:
        """Refuse a file with nothing in it before it is sent anywhere."""
        file: UploadedFile = self.cleaned_data["file"]
        if not file.size:
            raise forms.ValidationError("The file is empty. Choose the file that holds your figures")
        return file


class ReasonForm(forms.Form):
    """Why a return goes back to who prepared it."""

    reason = forms.CharField(
        label="What is to be mended?",
        widget=forms.Textarea,
        help_text="The person who prepared the return reads this.",
        error_messages={"required": "Say what is to be mended"},
    )


class CorrectionForm(forms.Form):
    """Why an accepted return is corrected, as it is kept with the new version."""

    reason = forms.CharField(
        label="Reason for the correction",
        widget=forms.Textarea,
        error_messages={"required": "Say why you are correcting it"},
    )


class SignatureForm(forms.Form):
    """What shows that it is the signatory who signs."""

    password = forms.CharField(label="Your password", strip=False, error_messages={"required": "Enter your password"})
    code = forms.CharField(
        label="Code from your authenticator app",
        max_length=20,
        error_messages={"required": "Enter the code"},
        help_text="6 digits, or one of your recovery codes.",
    )
