"""Photos that go along in a form from page to page: nothing is on record before somebody presses Send."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.crypto import constant_time_compare, salted_hmac

from complaints.concerns.photos import LARGEST_BYTES, MOST, CleanPhoto, NoPhoto, clean
from oversight.returns.uploads import names_too_large

FIELD = "photo"
CARRIED = "carried"
REMOVED = "remove"


def read_photos(request: HttpRequest) -> tuple[list[CleanPhoto], list[str]]:
    """Return the photos of a form, those carried along and the new ones written anew, and what is wrong with the rest.

    What is said of a photo counts them as they were chosen, since a name of a file may be a name of a person.
    """
    photos, problems = carried_photos(request.POST), []
    chosen: Sequence[UploadedFile] = request.FILES.getlist(FIELD)
    if names_too_large(request):
        problems.append(
            f"A photo is larger than {LARGEST_BYTES // 1024 // 1024} MB, or all of them are too large at once."
        )
    for number, file in enumerate(chosen, start=1):
        told = f"Photo {number}: " if len(chosen) > 1 else ""
        if len(photos) == MOST:
            problems.append(f"You can send {MOST} photos at once. The others were left out.")
            break
        try:
            photos.append(clean(file.read()))
        except NoPhoto as refusal:
            problems.append(f"{told}{refusal} What you wrote is kept.")
    return photos, problems


def carried_photos(form: QueryDict) -> list[CleanPhoto]:
    """Return the photos that went along in the form, without those that were ticked to be removed."""
    removed = set(form.getlist(REMOVED))
    read = [
        _read(value) for number, value in enumerate(form.getlist(CARRIED)[:MOST], start=1) if str(number) not in removed
    ]
    return [photo for photo in read if photo is not None]


def carry(photo: CleanPhoto) -> str:
    """Return what the form holds of a photo; its signature says that we wrote it anew, so that it need not be again."""
    told = f"{photo.media_type}.{photo.width}.{photo.height}.{base64.b64encode(photo.content).decode()}"
    return f"{_signature(told)}.{told}"


def picture_of(photo: CleanPhoto) -> str:
    """Return the address under which the page itself holds the picture."""
    return f"data:{photo.media_type};base64,{base64.b64encode(photo.content).decode()}"


def _read(value: str) -> CleanPhoto | None:
    signature, _, told = value.partition(".")
    if not constant_time_compare(signature, _signature(told)):
        return None
    try:
        media_type, width, height, content = told.split(".")
        return CleanPhoto(base64.b64decode(content, validate=True), media_type, int(width), int(height))
    except (ValueError, binascii.Error):
        return None


def _signature(told: str) -> str:
    return salted_hmac("complaints.concerns.carried", told, algorithm="sha256").hexdigest()
