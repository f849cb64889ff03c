"""The pages on which alerts are asked for, confirmed and stopped.

A link in a message opens a page with one button: programs that follow every link of a message, to look for harm, then
confirm and stop nothing. A mail program's own button posts, and stops at once (RFC 8058).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.accounts.network import network_of
from publication.alerts import asking, limits
from publication.alerts.following import how_often_words, name_of
from publication.alerts.forms import FollowForm, offered
from publication.alerts.links import alert_of, reader_of
from publication.alerts.models import Alert, Reader
from publication.news.models import Topic

_READ_AND_WRITE = ("GET", "HEAD", "POST")
_LONGEST_CODE = 20
_WAIT_SECONDS = 3600


def _kept_by_nobody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let nobody keep a page whose address is a reader's own; no other site is told it, as of no page here."""

    @wraps(view)
    def answer(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        response = view(request, *given, **named)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


@access(PUBLIC)
@require_http_methods(_READ_AND_WRITE)
def follow(request: HttpRequest) -> HttpResponse:
    """Ask which news somebody wants; whatever the address, the answer is the same."""
    hospital, trust = (_code(request, name) for name in ("hospital", "trust"))
    choices = offered(hospital=hospital, trust=trust, on=clock.today())
    of_one = choices[0].about in _OF_ONE
    first = f"{choices[0].about}:{choices[0].code}" if of_one or len(choices) == 1 else ""
    topic = request.GET.get("topic", "")
    initial = {
        "about": first,
        "how_often": Alert.HowOften.WEEKLY,
        "topics": [topic] if topic in Topic.values else [],
    }
    form = FollowForm(request.POST or None, choices=choices, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        if limits.may_ask_from(network_of(request), now=now):
            asking.ask(
                address=form.cleaned_data["address"],
                what=form.chosen,
                topics=form.cleaned_data["topics"],
                how_often=form.cleaned_data["how_often"],
                now=now,
            )
            return redirect("public:follow_asked")
        status = 429
    response = render(
        request,
        "publication/alerts/follow.html.jinja",
        {
            "form": form,
            "of_one": of_one,
            "too_much": status == 429,
            "confirm_within": asking.CONFIRM_WITHIN.days,
            "sent_kept_for": asking.SENT_KEPT_FOR.days,
            "problems": _problems(form),
            "errors": bool(form.errors),
        },
        status=status,
    )
    if status == 429:
        response["Retry-After"] = str(_WAIT_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


@access(PUBLIC)
@require_safe
@_kept_by_nobody
def follow_asked(request: HttpRequest) -> HttpResponse:
    """Say that a letter is on its way, or none: nobody learns here whether an address is known."""
    return render(request, "publication/alerts/asked.html.jinja", {"confirm_within": asking.CONFIRM_WITHIN.days})


@access(PUBLIC)
@require_http_methods(_READ_AND_WRITE)
@_kept_by_nobody
def follow_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a letter's link confirms, with the button that does it."""
    alert_id = alert_of(token)
    now = clock.now()
    alert = None
    if alert_id is not None:
        alert = asking.confirm(alert_id=alert_id, now=now) if request.method == "POST" else _waiting(alert_id)
    return render(
        request,
        "publication/alerts/confirm.html.jinja",
        {
            "alert": alert,
            "name": name_of(alert) if alert is not None else "",
            "how_often": _how_often(alert) if alert is not None else "",
            "is_done": request.method == "POST",
        },
        status=200 if alert is not None else 404,
    )


# The link is the secret: it is posted to from a mail program, without a cookie, and no other site's form knows it.
@access(PUBLIC)
@csrf_exempt
@require_http_methods(_READ_AND_WRITE)
@_kept_by_nobody
def follow_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop all that a reader follows, or one thing of it, by one button; a reader who has stopped is told the same."""
    reader_id = reader_of(token)
    if reader_id is None:
        return render(request, "publication/alerts/stop.html.jinja", {"is_ours": False}, status=404)
    now = clock.now()
    stopped = ""
    if request.method == "POST":
        only = _id(request.POST.get("only", ""))
        if only is not None:
            asking.stop_one(reader_id=reader_id, alert_id=only, now=now)
            stopped = "one"
        else:
            asking.stop(reader_id=reader_id, now=now)
            stopped = "all"
    reader = Reader.objects.filter(public_id=reader_id).first()
    alerts = reader.alerts.filter(confirmed_at__isnull=False).order_by("pk") if reader is not None else []
    follows = [(each.public_id, name_of(each), how_often_words(each.how_often)) for each in alerts]
    return render(
        request,
        "publication/alerts/stop.html.jinja",
        {"is_ours": True, "stopped": stopped, "follows": follows, "address": request.path},
    )


_OF_ONE = (Alert.About.HOSPITAL, Alert.About.TRUST)


def _code(request: HttpRequest, name: str) -> str:
    """Return a code of the question, or nothing where it can be none."""
    code = request.GET.get(name, "").strip()
    return code if code.isascii() and code.isalnum() and len(code) <= _LONGEST_CODE else ""


def _waiting(alert_id: UUID) -> Alert | None:
    """Return an alert whose letter can still be confirmed."""
    alert = Alert.objects.filter(public_id=alert_id).first()
    if alert is None or (alert.confirmed_at is None and alert.asked_at < clock.now() - asking.CONFIRM_WITHIN):
        return None
    return alert


def _how_often(alert: Alert) -> str:
    return how_often_words(alert.wanted or alert.how_often)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _problems(form: FollowForm) -> list[tuple[str, str]]:
    """Return the form's errors, each with the place on the page to which its link leads."""
    return [(str(errors[0]), f"#id_{name}") for name, errors in form.errors.items()]
