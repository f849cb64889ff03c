"""What somebody sent after their sign-in had ended: kept in the browser's session until they have signed in again.

A long explanation is written in hours; nobody is to lose it to a clock. The forged form of another site never comes
here: its token is checked first. Files and secrets are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

_PLACE = "unsent form"
# Whoever comes back tomorrow begins anew: on a shared machine the words are not to lie about for long.
KEPT_FOR = timedelta(hours=1)
# A million characters: more than anybody types, and little enough for a row of the session table.
LONGEST = 1_000_000
_NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "password", "code", "password1", "password2", "oldpassword"})
# What is shorter was chosen rather than written, and is sent again without being shown.
_WRITTEN_FROM = 20


@dataclass(frozen=True)
class Unsent:
    """A form that came without a sign-in: where it was going, the page it stood on, and its fields as they came."""

    address: str
    page: str
    fields: Mapping[str, Sequence[str]]
    had_file: bool

    @property
    def written(self) -> list[str]:
        """The texts that a person wrote, in the order of the form."""
        texts = [text for values in self.fields.values() for text in values]
        return [text for text in texts if len(text.strip()) >= _WRITTEN_FROM or "\n" in text.strip()]


def keep(request: HttpRequest, *, now: datetime) -> bool:
    """Keep the form of the request; False where it holds nothing that could be kept."""
    fields = {name: values for name, values in request.POST.lists() if name not in _NEVER_KEPT}
    if not fields or sum(len(text) for values in fields.values() for text in values) > LONGEST:
        return False
    request.session[_PLACE] = {
        "address": request.get_full_path(),
        "page": _page_of(request),
        "fields": fields,
        "had_file": bool(request.FILES),
        "until": (now + KEPT_FOR).isoformat(),
    }
    return True


def _page_of(request: HttpRequest) -> str:
    """Return the page on which the form stood, as the browser names it, or else the address that it was sent to."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(came_from)
        page = f"{parts.path}?{parts.query}" if parts.query else parts.path
        # A path may itself begin like the address of another host.
        if url_has_allowed_host_and_scheme(page, None):
            return page
    return request.path


def unsent_of(request: HttpRequest, *, now: datetime) -> Unsent | None:
    """Return what was kept, unless there is nothing or its hour has passed."""
    kept = request.session.get(_PLACE)
    if kept is None:
        return None
    if datetime.fromisoformat(kept["until"]) <= now:
        forget(request)
        return None
    return Unsent(kept["address"], kept["page"], kept["fields"], kept["had_file"])


def forget(request: HttpRequest) -> None:
    """Keep nothing any longer."""
    request.session.pop(_PLACE, None)


def forget_if_sent(request: HttpRequest) -> None:
    """Keep a form no longer that is on its way again, to where it was going at first."""
    kept = request.session.get(_PLACE)
    if kept is not None and request.method == "POST" and kept["address"] == request.get_full_path():
        forget(request)
