"""The survey as a complainant sees it: a code, five statements on one page, a look at the answers, thanks.

Nothing is kept between the pages but in the pages themselves, and no cookie is set: a form's power is the code that is
sent with it, which a page from elsewhere does not have.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from complaints.concerns import floods
from complaints.survey.answering import CodeState, FoundCode, find_code, send_answers
from complaints.survey.pages.forms import AnswersForm, CodeForm
from complaints.survey.questions import quarter_of, survey_of
from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.returns.refusals import Refused

_WAIT = 429
_GONE = 410
_NOT_FOUND = 404


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@access(PUBLIC)
def start(request: HttpRequest) -> HttpResponse:
    """Say what the survey is and ask for the code; POST goes on to its questions."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        network = _network(request)
        if floods.must_wait(floods.Kind.GUESSING, network):
            return _wait(request)
        found = find_code(form.cleaned_data["code"], now=clock.now())
        if found.state is CodeState.OPEN:
            return redirect("survey:questions", found.code)
        if found.state is not CodeState.UNKNOWN:
            return _no_longer(request, found)
        floods.note(floods.Kind.GUESSING, network)
        form.add_error("code", "We do not know this code. Check it against your letter")
    return render(request, "survey/start.html.jinja", {"form": form, "errors": bool(form.errors)})


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@access(PUBLIC)
def questions(request: HttpRequest, code: str) -> HttpResponse:
    """Show the questions of a code; POST shows the answers to check, takes them back to change, or sends them."""
    network = _network(request)
    if floods.must_wait(floods.Kind.GUESSING, network):
        return _wait(request)
    now = clock.now()
    found = find_code(code, now=now)
    if found.state is CodeState.UNKNOWN:
        floods.note(floods.Kind.GUESSING, network)
        return render(request, "survey/unknown.html.jinja", {"form": CodeForm()}, status=_NOT_FOUND)
    if found.state is not CodeState.OPEN:
        return _no_longer(request, found)
    survey = survey_of(quarter_of(clock.london_date(now)))
    form = AnswersForm(request.POST or None, survey=survey)
    if request.method == "POST" and request.POST.get("what") == "change":
        form = AnswersForm(initial=request.POST.dict(), survey=survey)
    elif request.method == "POST" and form.is_valid():
        if request.POST.get("what") != "send":
            return render(request, "survey/check.html.jinja", _told(found, form))
        try:
            send_answers(code=found.code, answers=form.answers, now=now)
        except Refused:
            # Another page of the same code was quicker, or it ran out at midnight.
            return _no_longer(request, find_code(code, now=now))
        return redirect("survey:thanks")
    return render(request, "survey/questions.html.jinja", _told(found, form))


@require_safe
@access(PUBLIC)
def thanks(request: HttpRequest) -> HttpResponse:
    """Say that the answers were counted, and what comes of them."""
    survey = survey_of(quarter_of(clock.today()))
    return render(request, "survey/thanks.html.jinja", {"survey": survey})


def _told(found: FoundCode, form: AnswersForm) -> dict[str, Any]:
    return {"found": found, "form": form, "survey": form.survey, "errors": bool(form.errors)}


def _no_longer(request: HttpRequest, found: FoundCode) -> HttpResponse:
    """Say kindly that a code was used or has run out."""
    used = found.state is CodeState.USED
    return render(request, "survey/no_longer.html.jinja", {"used": used, "found": found}, status=_GONE)


def _wait(request: HttpRequest) -> HttpResponse:
    return render(request, "survey/wait.html.jinja", {"minutes": floods.WAIT_MINUTES}, status=_WAIT)


def _network(request: HttpRequest) -> str:
    return request.network_hash  # type: ignore[attr-defined, no-any-return]
