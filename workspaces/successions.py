"""Which trust followed which: recorded by hand by an administrator, since no register says so."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.organisations.models import Succession
from oversight.organisations.refusals import Refused
from oversight.organisations.successions import Outcome, record_succession
from oversight.wording import write_date

_FIELDS = {
    "unknown_trust": "predecessor",
    "same_trust": "successor",
    "circle": "successor",
    "demonstration": "successor",
}


class SuccessionForm(forms.Form):
    """A trust, the one that followed it, and since when."""

    predecessor = forms.CharField(
        label="Code of the trust that ended",
        max_length=8,
        help_text="Its earlier returns stay under this code.",
        error_messages={"required": "Enter the code of the trust that ended"},
    )
    successor = forms.CharField(
        label="Code of the trust that followed it",
        max_length=8,
        help_text="Its people see and sign the returns of both.",
        error_messages={"required": "Enter the code of the trust that followed it"},
    )
    on = forms.DateField(
        label="First day of the successor",
        input_formats=["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"],
        help_text="For example, 1/4/2026.",
        error_messages={
            "required": "Enter the first day of the successor",
            "invalid": "Enter the day as day/month/year, such as 1/4/2026",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.KEEP_ORGANISATIONS)
def successions(request: HttpRequest) -> HttpResponse:
    """Show every succession on record; POST records one, or corrects its day."""
    form = SuccessionForm()
    if request.method == "POST":
        form = SuccessionForm(request.POST)
        if form.is_valid():
            try:
                recorded = record_succession(
                    from_code=form.cleaned_data["predecessor"],
                    to_code=form.cleaned_data["successor"],
                    on=form.cleaned_data["on"],
                    by=request.user,
                    now=clock.now(),
                )
            except Refused as refused:
                form.add_error(_field_of(refused, form), refused.message)
            else:
                messages.success(request, _said(recorded.succession, recorded.outcome))
                return redirect("oversee:successions")
    return render(
        request,
        "workspaces/oversee/successions.html.jinja",
        {
            "form": form,
            "errors": bool(form.errors),
            "successions": Succession.objects.select_related("predecessor", "successor").order_by("-on", "pk"),
        },
    )


def _field_of(refused: Refused, form: SuccessionForm) -> str:
    """Return the field that a refusal is about."""
    if refused.code == "unknown_trust" and form.cleaned_data["successor"] in refused.message:
        return "successor"
    return _FIELDS.get(refused.code, "on")


def _said(succession: Succession, outcome: Outcome) -> str:
    names = f"{succession.successor.shown_name} followed {succession.predecessor.shown_name}"
    day = write_date(succession.on)
    if outcome is Outcome.UNCHANGED:
        return f"{names} on {day} was on record already."
    return f"{names} on {day} is on record now."
