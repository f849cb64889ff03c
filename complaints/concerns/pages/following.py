"""The page on which somebody reads, with their reference, what came of what they told us, and adds to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from complaints.concerns import floods, words
from complaints.concerns.following import add, concern_of, story_of
from complaints.concerns.models import Concern
from complaints.concerns.pages.carried import CARRIED, carried_photos, carry, picture_of, read_photos
from complaints.concerns.pages.telling import said_of
from complaints.concerns.photos import LARGEST_BYTES, CleanPhoto
from complaints.concerns.reference_codes import is_form, new_form
from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.returns.refusals import Refused
from oversight.returns.uploads import takes_files

_LONGEST_TYPED = 200
_WRONG = "We cannot find this reference. Check it against what you wrote down, and try again"


@access(PUBLIC)
@csrf_exempt
@takes_files(largest=LARGEST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for a reference; with one, show what came of it, and take in what its teller adds.

    The reference goes in the form alone, never in an address. A wrong one is answered alike, whatever is wrong with it.
    """
    if request.method != "POST":
        return render(request, "concerns/follow.html.jinja", said_of())
    typed = request.POST.get("reference", "")[:_LONGEST_TYPED]
    network = request.network_hash  # type: ignore[attr-defined]
    # Asked before the reference is looked up, so that a guess made while waiting is not answered.
    if floods.must_wait(floods.Kind.GUESSING, network):
        return _ask_to_wait(request, typed)
    written = words.tidy(request.POST.get("what", ""))
    concern = concern_of(typed)
    if concern is None:
        floods.note(floods.Kind.GUESSING, network)
        said = said_of(reference=typed, problems=[(_WRONG, "#reference")], errors={"reference": _WRONG})
        return render(request, "concerns/follow.html.jinja", said)
    if request.POST.get("go") == "add":
        return _add(request, concern, typed, written)
    return _story(request, concern, typed, written, carried_photos(request.POST))


def _ask_to_wait(request: HttpRequest, typed: str) -> HttpResponse:
    """Ask somebody to wait; what they had written to add comes back to them."""
    photos, _ = read_photos(request)
    said = said_of(
        reference=typed,
        waiting=floods.WAIT_MINUTES,
        written=words.tidy(request.POST.get("what", "")),
        carried=[(CARRIED, carry(photo)) for photo in photos],
    )
    return render(request, "concerns/follow.html.jinja", said, status=429)


def _add(request: HttpRequest, concern: Concern, typed: str, written: str) -> HttpResponse:
    photos, photo_problems = read_photos(request)
    form = request.POST.get("form", "")
    problems = [(text, "#photo") for text in photo_problems]
    if not problems:
        network = request.network_hash  # type: ignore[attr-defined]
        if floods.must_wait(floods.Kind.SENDING, network):
            return _story(request, concern, typed, written, photos, waiting=floods.WAIT_MINUTES, form=form)
        floods.note(floods.Kind.SENDING, network)
        try:
            add(concern=concern, text=written, photos=photos, form=form, now=clock.now())
        except Refused as refusal:
            problems = [(refusal.message, "#what")]
    if problems:
        return _story(request, concern, typed, written, photos, problems=problems, form=form)
    return _story(request, concern, typed, added=True)


def _story(
    request: HttpRequest,
    concern: Concern,
    typed: str,
    written: str = "",
    photos: list[CleanPhoto] | None = None,
    *,
    problems: list[tuple[str, str]] | None = None,
    form: str = "",
    waiting: int = 0,
    added: bool = False,
) -> HttpResponse:
    problems, photos = problems or [], photos or []
    return render(
        request,
        "concerns/story.html.jinja",
        said_of(
            story=story_of(concern),
            carried=[
                ("reference", typed),
                ("form", form if is_form(form) else new_form()),
                *((CARRIED, carry(photo)) for photo in photos),
            ],
            written=written,
            pictures=[picture_of(photo) for photo in photos],
            problems=problems,
            errors={address.removeprefix("#"): text for text, address in reversed(problems)},
            waiting=waiting,
            added=added,
        ),
        status=429 if waiting else 200,
    )
