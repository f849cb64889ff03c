"""A trust's wards as they are on record: names, other names, and the units of its files that are no wards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.organisations.models import SetAsideUnit, Trust, Ward, WardAlias
from oversight.organisations.refusals import Refused
from oversight.organisations.set_aside import restore_unit
from oversight.organisations.wards import add_alias, close_ward, rename_ward, take_back_alias
from workspaces.trust_desk.scoped import may_here, own_trusts, person_of


class NameForm(forms.Form):
    """A ward's name, or another one that it goes by."""

    name = forms.CharField(label="Name", max_length=100, error_messages={"required": "Enter a name"})


class ClosingForm(forms.Form):
    """A ward's last day."""

    on = forms.DateField(
        label="Last day",
        input_formats=["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"],
        help_text="For example, 31/10/2026.",
        error_messages={
            "required": "Enter the ward's last day",
            "invalid": "Enter the day as day/month/year, such as 31/10/2026",
        },
    )


@dataclass(frozen=True)
class TrustWards:
    """A trust with its wards, site by site, and what its files name that is no ward."""

    trust: Trust
    wards: tuple[Ward, ...]
    set_aside: tuple[SetAsideUnit, ...]
    may_change: bool


@require_safe
@access(Action.SEE_RETURNS)
def wards_page(request: HttpRequest) -> HttpResponse:
    """Show the wards of every trust of the person; three queries, however many there are."""
    trusts = own_trusts(request)
    wards = list(
        Ward.objects.filter(trust__in=trusts)
        .select_related("site")
        .prefetch_related("aliases")
        .order_by("site__name", "site_name", "name", "pk")
    )
    units = list(SetAsideUnit.objects.filter(trust__in=trusts).order_by("name"))
    shown = [
        TrustWards(
            trust,
            tuple(ward for ward in wards if ward.trust_id == trust.pk),
            tuple(unit for unit in units if unit.trust_id == trust.pk),
            may_here(request, Action.PREPARE_RETURN, trust),
        )
        for trust in trusts
    ]
    return render(request, "workspaces/trust/wards.html.jinja", {"trusts": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_RETURNS, post=Action.PREPARE_RETURN)
def ward_page(request: HttpRequest, ward: str) -> HttpResponse:
    """Show a ward; POST renames it, adds a name that it also goes by, or closes it."""
    own = _own_ward(request, ward)
    name, alias, closing = NameForm(initial={"name": own.name}), NameForm(prefix="alias"), ClosingForm()
    if request.method == "POST":
        _changeable(request, own.trust)
        match request.POST.get("what"):
            case "alias":
                alias = NameForm(request.POST, prefix="alias")
                done = _tried(request, alias, lambda given: add_alias(ward=own, name=given["name"], **_who(request)))
            case "close":
                closing = ClosingForm(request.POST)
                done = _tried(request, closing, lambda given: close_ward(ward=own, on=given["on"], **_who(request)))
            case _:
                name = NameForm(request.POST)
                done = _tried(request, name, lambda given: rename_ward(ward=own, name=given["name"], **_who(request)))
        if done:
            return redirect("workspace:ward", own.public_id)
    return render(
        request,
        "workspaces/trust/ward.html.jinja",
        {
            "ward": own,
            "aliases": own.aliases.order_by("name"),
            "name_form": name,
            "alias_form": alias,
            "closing_form": closing,
            "errors": bool(name.errors or alias.errors or closing.errors),
            "may_change": may_here(request, Action.PREPARE_RETURN, own.trust),
        },
    )


@require_POST
@access(Action.PREPARE_RETURN)
def remove_alias(request: HttpRequest, ward: str, alias: int) -> HttpResponse:
    """Take back a name that was given to the ward by mistake."""
    own = _own_ward(request, ward)
    _changeable(request, own.trust)
    found = WardAlias.objects.select_related("ward__trust").filter(ward=own, pk=alias).first()
    if found is None:
        raise Http404
    take_back_alias(alias=found, **_who(request))
    messages.success(request, f"{own.name} is no longer known as {found.name}.")
    return redirect("workspace:ward", own.public_id)


@require_POST
@access(Action.PREPARE_RETURN)
def restore(request: HttpRequest, unit: int) -> HttpResponse:
    """Read a unit as a ward again that was set aside by mistake."""
    found = SetAsideUnit.objects.select_related("trust").filter(pk=unit, trust__in=own_trusts(request)).first()
    if found is None:
        raise Http404
    _changeable(request, found.trust)
    restore_unit(unit=found, **_who(request))
    messages.success(request, f"{found.name} is read as a ward again, from the next file on.")
    return redirect("workspace:wards")


def _own_ward(request: HttpRequest, public_id: str) -> Ward:
    ward = (
        Ward.objects.select_related("trust", "site").filter(public_id=public_id, trust__in=own_trusts(request)).first()
    )
    if ward is None:
        raise Http404
    return ward


def _changeable(request: HttpRequest, trust: Trust) -> None:
    """A trust's register of wards is changed by those who prepare its returns."""
    if not may_here(request, Action.PREPARE_RETURN, trust):
        raise Http404


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": person_of(request), "now": clock.now()}


def _tried(request: HttpRequest, form: forms.Form, change: Callable[[dict[str, Any]], object]) -> bool:
    """Make a change if the form is in order; what the register refuses is said beside its field."""
    if not form.is_valid():
        return False
    try:
        change(form.cleaned_data)
    except Refused as refused:
        form.add_error(next(iter(form.fields)), refused.message)
        return False
    messages.success(request, "Kept.")
    return True
