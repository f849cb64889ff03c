"""A text that its page saves while it is written: what the script sends beside the form, and what it is told.

Without the script the form is what it is: the button saves it. The script sends the same form, under an id of its own
that it is given anew with each answer, so that a save whose answer was lost is sent again and kept once.
"""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django import forms
from django.http import HttpRequest, JsonResponse

from oversight.wording import write_time

# A header and no field: what came after a sign-in had ended is kept, and sent again, as the button would send it.
_HEADER = "X-Saved-By-Itself"


def is_by_itself(request: HttpRequest) -> bool:
    """Say whether the page saved by itself, and nobody pressed the button."""
    return request.method == "POST" and _HEADER in request.headers


def tell_saved(*, number: int, beside: bool, now: datetime) -> JsonResponse:
    """Tell the script the version that it goes on from, the id of its next save, and what to say."""
    told = f"Saved at {write_time(now)}"
    if beside:
        told += ". Somebody else changed this too: both are kept, for you to settle once you have saved it"
    return JsonResponse({"based_on": number, "save_id": str(uuid4()), "told": told})


def tell_not_saved(form: forms.Form) -> JsonResponse:
    """Tell the script why it was not saved: the first thing that is wrong."""
    reasons = [str(each) for errors in form.errors.values() for each in errors]
    return JsonResponse({"told": f"Not saved yet: {reasons[0][:1].lower()}{reasons[0][1:]}"}, status=422)
