"""The pages on which anyone tells us about care, and staff speak up: what to know, the questions, the reference."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.concerns import floods, words
from complaints.concerns.models import Route, Teller
from complaints.concerns.pages.answers import LINE, STEPS, Answers, Problems, Step, begun_at
from complaints.concerns.pages.carried import picture_of, read_photos
from complaints.concerns.photos import LARGEST_BYTES, MOST
from complaints.concerns.places import NOT_KNOWN, OWN_WORDS, places_called
from complaints.concerns.reference_codes import is_reference, regrouped
from complaints.concerns.sealing import takes_names
from complaints.concerns.telling import Told, already_sent, tell
from complaints.concerns.themes import Theme
from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.search_index import Found
from oversight.returns.refusals import Refused
from oversight.returns.uploads import takes_files

# A robot fills in every box that it finds; this one is not shown.
_LEFT_EMPTY = "company"
_HEADINGS = {
    Step.WHERE: "Where did it happen?",
    Step.WHAT: "What happened?",
    Step.WHO: "Who are you?",
    Step.CHECK: "Check what you wrote before you send it",
}
_BY_STAFF = {Step.WHERE: "Where do you work?", Step.WHO: "May we know who you are?"}


def said_of(**said: object) -> dict[str, Any]:
    """Return what a page says, with what each of these pages needs."""
    return {
        "telephone": settings.CONCERNS_TELEPHONE,
        "most_photos": MOST,
        "longest": words.LONGEST,
        "takes_names": takes_names(),
        **said,
    }


@access(PUBLIC)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Say what to know before the first question, for anyone."""
    return _start(request, "concerns/start.html.jinja", "tell_us:questions")


@access(PUBLIC)
@require_safe
def staff_start(request: HttpRequest) -> HttpResponse:
    """Say what to know before the first question, for staff, and what protects them."""
    return _start(request, "concerns/staff_start.html.jinja", "tell_us:staff_questions")


def _start(request: HttpRequest, template: str, questions_at: str) -> HttpResponse:
    place = {name: request.GET[name][:40] for name in ("hospital", "trust", "ward") if request.GET.get(name)}
    where = f"?{urlencode(place)}" if place else ""
    said = said_of(
        questions=reverse(questions_at) + where, where=where, years=settings.CONCERNS_KEPT_DAYS_AFTER_CLOSING // 365
    )
    return render(request, template, said)


# No cookie is set or read here, and so there is none that a page from elsewhere could make use of; where a form comes
# from, the middleware asks the browser.
@access(PUBLIC)
@csrf_exempt
@takes_files(largest=LARGEST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """Ask anyone, one page after another; what was answered goes along in the form."""
    return _questions(request, Route.CARE)


@access(PUBLIC)
@csrf_exempt
@takes_files(largest=LARGEST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def staff_questions(request: HttpRequest) -> HttpResponse:
    """Ask somebody who speaks up about where they work."""
    return _questions(request, Route.STAFF)


def _questions(request: HttpRequest, route: Route) -> HttpResponse:
    today = clock.today()
    if request.method != "POST":
        return _page(request, route, begun_at(request.GET, on=today), Step.WHERE)
    photos, photo_problems = read_photos(request)
    answers = Answers.read(request.POST, photos)
    step, go = _step(request.POST.get("step", "")), request.POST.get("go", "")
    if photo_problems:
        found = [(text, "#photo") for text in photo_problems]
        return _page(request, route, answers, Step.WHAT, [*answers.problems(Step.WHAT, route=route, on=today), *found])
    if go == "send":
        return _send(request, route, answers)
    if go == "back":
        return _page(request, route, answers, STEPS[max(0, STEPS.index(step) - 1)])
    if go in set(Step):
        return _page(request, route, answers, Step(go))
    if step is Step.WHERE:
        if go == NOT_KNOWN:
            answers.place = NOT_KNOWN
        elif answers.hospital and answers.hospital != answers.searched and len(answers.hospital) <= LINE:
            answers.searched, answers.place = answers.hospital, ""
            return _page(request, route, answers, Step.WHERE)
    problems = answers.problems(step, route=route, on=today)
    following = step if problems or step is Step.CHECK else STEPS[STEPS.index(step) + 1]
    return _page(request, route, answers, following, problems)


def _step(given: str) -> Step:
    return Step(given) if given in set(Step) else Step.WHERE


def _send(request: HttpRequest, route: Route, answers: Answers) -> HttpResponse:
    """Take it in, unless something must be mended first; nothing that was written is lost on the way."""
    today = clock.today()
    for step in STEPS:
        problems = answers.problems(step, route=route, on=today)
        if problems:
            return _page(request, route, answers, step, problems)
    if request.POST.get(_LEFT_EMPTY):
        empty = [("Leave the box “Company” empty, then send again: it is there for robots", f"#{_LEFT_EMPTY}")]
        return _page(request, route, answers, Step.CHECK, empty, robot=True)
    sent = already_sent(answers.form, what_happened=answers.what)
    if sent is None:
        network = request.network_hash  # type: ignore[attr-defined]
        if floods.must_wait(floods.Kind.SENDING, network):
            return _page(request, route, answers, Step.CHECK, waiting=floods.WAIT_MINUTES, status=429)
        floods.note(floods.Kind.SENDING, network)
        try:
            sent = tell(
                telling=answers.telling(route=route, on=today),
                form=answers.form,
                is_demonstration=settings.DEMONSTRATION,
                now=clock.now(),
            )
        except Refused as refusal:
            return _page(request, route, answers, Step.CHECK, [(refusal.message, "#send")])
    return _sent(request, route, sent)


def _sent(request: HttpRequest, route: Route, told: Told) -> HttpResponse:
    """Show the reference, in the answer to the form and not under an address: an address is kept by the browser."""
    return render(request, "concerns/sent.html.jinja", said_of(told=told, staff=route is Route.STAFF))


def _page(
    request: HttpRequest,
    route: Route,
    answers: Answers,
    step: Step,
    problems: Problems | None = None,
    *,
    status: int = 200,
    **said: object,
) -> HttpResponse:
    today, staff = clock.today(), route is Route.STAFF
    problems = problems or []
    about = answers.about(today)
    return render(
        request,
        f"concerns/{step}.html.jinja",
        said_of(
            title=_BY_STAFF.get(step, _HEADINGS[step]) if staff else _HEADINGS[step],
            number=STEPS.index(step) + 1,
            steps=len(STEPS),
            staff=staff,
            answers=answers,
            carried=list(answers.carried(step)),
            problems=problems,
            errors={address.removeprefix("#"): text for text, address in reversed(problems)},
            places=_places(answers) if step is Step.WHERE else [],
            about=about,
            place_in_words=answers.place_in_words(today),
            theme=Theme(answers.theme).label if answers.theme in set(Theme) else "",
            themes=list(Theme),
            tellers=list(Teller),
            teller=Teller(answers.teller).label if answers.teller in set(Teller) else "",
            pictures=[picture_of(photo) for photo in answers.photos],
            not_known=NOT_KNOWN,
            own_words=OWN_WORDS,
            left_empty=_LEFT_EMPTY,
            **said,
        ),
        status=status,
    )


def _places(answers: Answers) -> list[Found]:
    if not answers.searched:
        return []
    return places_called(answers.searched, demonstration=settings.DEMONSTRATION, on=clock.today())


@access(PUBLIC)
@csrf_exempt
@require_POST
def reference(request: HttpRequest) -> HttpResponse:
    """Show a reference as a page to print; it comes in the form, and nothing is looked up."""
    given = request.POST.get("reference", "")
    if not is_reference(given):
        return redirect("tell_us:follow")
    return render(request, "concerns/reference.html.jinja", said_of(reference=regrouped(given)))
