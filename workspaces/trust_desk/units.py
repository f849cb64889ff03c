"""Saying of a unit that is not on record what it is: a new ward, a ward under another name, or no ward at all."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.organisations.models import Ward
from oversight.organisations.refusals import Refused as RegisterRefused
from oversight.organisations.set_aside import set_aside_unit
from oversight.organisations.wards import add_alias
from oversight.returns.checking import check_again
from oversight.returns.models import Submission
from oversight.returns.refusals import Refused
from oversight.returns.states import EXPLAINABLE
from workspaces.trust_desk.about import about
from workspaces.trust_desk.scoped import may_here, own_submission, person_of

_NEW_WARD = "staffing.ward_new"
NEW, SAME, NO_WARD = "new", "same", "no-ward"
# What a form and its reader can bear; the others come with the next check.
_UNITS_AT_ONCE = 100


@dataclass(frozen=True)
class Unit:
    """A unit of the file that is not on record: its name as read, its place in the file, and what is said of it."""

    number: int
    name: str
    message: str
    row: int | None
    said: str = ""
    ward: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_RETURNS, post=Action.PREPARE_RETURN)
def units_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the units that are not on record; POST keeps what the trust says of them and checks the file again."""
    submission = own_submission(request, reference, rows=True)
    found = units_in(submission)
    units = found[:_UNITS_AT_ONCE]
    if not units or submission.state not in EXPLAINABLE:
        return redirect("workspace:submission", reference)
    wards = _wards(submission)
    fault = ""
    if request.method == "POST":
        units = [_as_said(unit, request.POST) for unit in units]
        if not may_here(request, Action.PREPARE_RETURN, submission.trust):
            raise Http404
        try:
            learned = _learn(request, submission, units)
        except (Refused, RegisterRefused) as refused:
            fault = refused.message
        else:
            if learned:
                messages.success(request, "Kept for this and every later file. Your file is checked again.")
                return redirect("workspace:submission", reference)
            return redirect("workspace:explain", reference)
    return render(
        request,
        "workspaces/trust/units.html.jinja",
        {
            **about(submission),
            "units": units,
            "further": len(found) - len(units),
            "wards": wards,
            "fault": fault,
            "errors": bool(fault),
            "may_prepare": may_here(request, Action.PREPARE_RETURN, submission.trust),
        },
    )


def units_in(submission: Submission) -> list[Unit]:
    """Return each unit of the file that is taken as a new ward, once, in the file's order."""
    found: dict[str, Unit] = {}
    for finding in submission.findings.filter(rule=_NEW_WARD).order_by("position"):
        if finding.value:
            found.setdefault(finding.place_key, Unit(finding.position, finding.value, finding.message, finding.row))
    return list(found.values())


def _wards(submission: Submission) -> list[tuple[str, str]]:
    """Return the trust's open wards as id and name: those that the file lacks first, since one of them it may be."""
    present = {kept["key"] for kept in submission.rows}
    wards = Ward.objects.filter(trust=submission.trust, closed_on__isnull=True).select_related("site").order_by("name")
    named = [
        (str(ward.public_id), f"{ward.name} ({ward.site.shown_name if ward.site else ward.site_name})")
        for ward in wards
    ]
    return sorted(named, key=lambda ward: (ward[0] in present, ward[1]))


def _as_said(unit: Unit, posted: QueryDict) -> Unit:
    said = posted.get(f"unit-{unit.number}", "")
    ward = posted.get(f"ward-{unit.number}", "")
    return Unit(unit.number, unit.name, unit.message, unit.row, said, ward)


@transaction.atomic
def _learn(request: HttpRequest, submission: Submission, units: list[Unit]) -> bool:
    """Keep all that was said, or nothing; have the file checked again where anything was learned."""
    person, now = person_of(request), clock.now()
    wards = {str(ward.public_id): ward for ward in Ward.objects.filter(trust=submission.trust, closed_on__isnull=True)}
    learned = False
    for unit in units:
        if unit.said == NO_WARD:
            set_aside_unit(trust=submission.trust, name=unit.name, by=person, now=now)
            learned = True
        elif unit.said == SAME:
            ward = wards.get(unit.ward)
            if ward is None:
                raise Refused("no_ward", f"Choose which of your wards {unit.name} is.")
            add_alias(ward=ward, name=unit.name, by=person, now=now)
            learned = True
    if learned:
        check_again(submission=submission, by=person, now=now)
    return learned
