"""What the person who asks may see of inspections: what is not theirs is as if it were not there."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest

from inspections.core_services import services
from inspections.models import Inspection
from inspections.states.inspection import InspectionState
from oversight import clock
from oversight.accounts.access import person_of, powers_in
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused


def worked_on(request: HttpRequest, reference: str) -> Inspection:
    """Return an inspection on which the person works; any other is not found."""
    found = Inspection.objects.worked_on_by(person_of(request), clock.today())
    inspection = found.select_related("trust", "wave", "follows").filter(reference=reference).first()
    if inspection is None:
        raise Http404
    return inspection


def may(request: HttpRequest, action: Action) -> bool:
    """Say whether the person's roles allow the action today."""
    return powers_in(request).may(action)


def about(request: HttpRequest, inspection: Inspection) -> dict[str, object]:
    """Return what the templates of an inspection's pages share."""
    return {
        "inspection": inspection,
        "trust": inspection.trust,
        "state": InspectionState(inspection.state),
        "may_plan": may(request, Action.PLAN_INSPECTIONS),
        "may_judge": may(request, Action.JUDGE),
        "service_names": {code: service.name for code, service in services().items()},
    }


def demonstration_shown(request: HttpRequest) -> bool:
    """Say whether a list is of the demonstration's trusts: as ``?trusts=`` asks, else as this place is."""
    asked = request.GET.get("trusts")
    return asked == "demonstration" if asked in ("real", "demonstration") else bool(settings.DEMONSTRATION)


def refuse_in(form: Form, refused: Refused, **fields: str) -> None:
    """Show beside the form why nothing was done; ``fields`` names the field for a code, where there is one."""
    form.add_error(fields.get(refused.code), refused.message)


def say_refused(request: HttpRequest, refused: Refused) -> None:
    """Tell the person at the top of the next page why nothing was done."""
    messages.warning(request, refused.message)
