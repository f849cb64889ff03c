"""The log of requests for data: on the side of the local body that asks, and of the trust that answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from oversight import clock
from oversight.accounts.access import access, person_of, powers_in
from oversight.accounts.permissions import Action, roles_allowing
from oversight.organisations.areas import trusts_of_area
from oversight.organisations.models import Trust
from oversight.returns.refusals import Refused
from workspaces.models import DataAnswer, DataRequest
from workspaces.overseer.data_requests import Standing, answer_with_data, ask_for_data, standing_of
from workspaces.overseer.healthwatch import bodies_of, body_asked_for

_USUAL_DAYS = 28


class RequestForm(forms.Form):
    """What is asked, of which trust, for whom and by when."""

    trust = forms.ModelChoiceField(
        queryset=Trust.objects.none(),
        to_field_name="code",
        label="Trust",
        empty_label="Choose a trust",
        error_messages={"required": "Choose a trust", "invalid_choice": "Choose a trust of your area"},
    )
    question = forms.CharField(
        label="What you ask for",
        widget=forms.Textarea,
        help_text="Ask for numbers and what was learned, never for anything by which a person could be known.",
        error_messages={"required": "Say what you ask for"},
    )
    on_behalf_of = forms.CharField(
        label="For whom, if not for yourselves (optional)",
        required=False,
        max_length=200,
        help_text="For example, the health scrutiny committee of your council.",
    )
    wanted_by = forms.DateField(
        label="By when",
        help_text="For example, 15 1 2027.",
        input_formats=["%d %m %Y", "%d/%m/%Y", "%Y-%m-%d"],
        error_messages={"required": "Give a day", "invalid": "Give a day such as 15 1 2027"},
    )


class DataAnswerForm(forms.Form):
    """The trust's answer."""

    text = forms.CharField(
        label="Your answer",
        widget=forms.Textarea,
        help_text="Leave out anything by which a patient or a member of staff could be known.",
        error_messages={"required": "Write the answer"},
    )


@dataclass(frozen=True, slots=True)
class RequestShown:
    """A request as a list shows it."""

    asked: DataRequest
    standing: Standing

    @property
    def is_overdue(self) -> bool:
        """Whether the day that was wished for has passed without an answer."""
        return self.standing is Standing.OVERDUE

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return {Standing.ANSWERED: "green", Standing.WAITING: "yellow", Standing.OVERDUE: "red"}[self.standing]


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_AREA)
def requests_page(request: HttpRequest) -> HttpResponse:
    """List what the body has asked for; POST asks a trust."""
    body = body_asked_for(request)
    today = clock.today()
    day = today + timedelta(days=_USUAL_DAYS)
    form = RequestForm(initial={"wanted_by": f"{day.day} {day.month} {day.year}"})
    if request.method == "POST":
        form = RequestForm(request.POST)
    form.fields["trust"].queryset = trusts_of_area(body, today)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_for_data(body=body, by=person_of(request), now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            field = {"too_early": "wanted_by", "no_text": "question", "not_in_area": "trust"}.get(refused.code)
            form.add_error(field, refused.message)
        else:
            messages.success(request, "Your request is on the trust's desk.")
            return redirect("oversee:data_request", asked.public_id)
    return render(
        request,
        "workspaces/oversee/data_requests.html.jinja",
        {
            "body": body,
            "form": form,
            "errors": bool(form.errors),
            "requests": _shown(DataRequest.objects.filter(body=body), today),
        },
    )


@require_safe
@access(Action.SEE_AREA)
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show a request of the person's body with its answers."""
    asked = _one(DataRequest.objects.filter(body__in=bodies_of(request)), request_id)
    return render(request, "workspaces/oversee/data_request.html.jinja", _about(asked))


@require_safe
@access(Action.SEE_RETURNS)
def trust_requests(request: HttpRequest) -> HttpResponse:
    """List what was asked of the person's trusts."""
    return render(
        request,
        "workspaces/trust/data_requests.html.jinja",
        {"requests": _shown(_asked_of(request), clock.today())},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_RETURNS, post=(Action.PREPARE_RETURN, Action.SIGN_RETURN))
def trust_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show a request to the person's trust; POST answers it."""
    asked = _one(_asked_of(request), request_id)
    form = DataAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_with_data(asked=asked, text=form.cleaned_data["text"], by=person_of(request), now=clock.now())
        except Refused as refused:
            form.add_error("text", refused.message)
        else:
            messages.success(request, f"The answer is sent. {asked.body.name} reads it.")
            return redirect("workspace:data_request", asked.public_id)
    return render(
        request,
        "workspaces/trust/data_request.html.jinja",
        {**_about(asked), "form": form, "errors": bool(form.errors)},
    )


def requests_waiting(request: HttpRequest) -> list[RequestShown]:
    """Return what the person's trusts have not answered yet, what was wanted first before the rest."""
    return [one for one in _shown(_asked_of(request), clock.today()) if one.standing is not Standing.ANSWERED]


def _asked_of(request: HttpRequest) -> QuerySet[DataRequest]:
    own = powers_in(request).trust_ids(roles_allowing(Action.SEE_RETURNS))
    return DataRequest.objects.filter(trust_id__in=own)


def _one(found: QuerySet[DataRequest], request_id: UUID) -> DataRequest:
    asked = found.filter(public_id=request_id).select_related("trust", "body", "asked_by").first()
    if asked is None:
        raise Http404
    return asked


def _shown(found: QuerySet[DataRequest], today: date) -> list[RequestShown]:
    """Return the requests, those that wait first, by the day that was wished for."""
    asked = list(found.select_related("trust", "body"))
    answered = _answered(asked)
    shown = [RequestShown(one, standing_of(one, is_answered=one.pk in answered, today=today)) for one in asked]
    return sorted(shown, key=lambda one: (one.standing is Standing.ANSWERED, one.asked.wanted_by, one.asked.pk))


def _answered(asked: Iterable[DataRequest]) -> set[int]:
    return set(DataAnswer.objects.filter(request__in=list(asked)).values_list("request_id", flat=True))


def _about(asked: DataRequest) -> dict[str, object]:
    answers = list(asked.answers.select_related("answered_by"))
    standing = standing_of(asked, is_answered=bool(answers), today=clock.today())
    return {"asked": asked, "answers": answers, "shown": RequestShown(asked, standing)}
