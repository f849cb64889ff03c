"""Conditions added to a foundation trust's licence after a warning notice, from the page of its case (3.13)."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.organisations.models import Trust, TrustKind
from oversight.organisations.successions import answerable_for
from oversight.wording import write_date
from ratings.cases.licensing import conditions_of, impose_condition, lift_condition, warning_notices
from ratings.cases.models import Case
from workspaces.overseer.case_deeds import Deed, deeds_page
from workspaces.overseer.case_forms import ConditionForm, LiftingForm
from workspaces.overseer.case_sight import decided_case
from workspaces.overseer.case_support import until


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.DECIDE_MEASURES)
def licence(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the conditions added to a foundation trust's licence; POST adds one after a warning notice, or lifts one."""
    case, today = decided_case(request, reference), clock.today()
    trust = licensed_trust(case)
    if trust is None:
        raise Http404
    notices = warning_notices(trust, today)
    conditions = conditions_of(trust, today)
    binding = [one for one in conditions if one.to_on is None]

    def imposes(form: ConditionForm, *, by: Person, now: datetime) -> object:
        told = {name: value for name, value in form.cleaned_data.items() if name != "notice"}
        return impose_condition(trust=trust, notice=form.chosen(), **told, by=by, now=now)

    def lifts(form: LiftingForm, *, by: Person, now: datetime) -> object:
        told = {name: value for name, value in form.cleaned_data.items() if name != "condition"}
        return lift_condition(condition=form.chosen(), **told, by=by, now=now)

    deeds = [
        Deed(
            step="impose",
            heading="Add a condition",
            button="Add the condition",
            form=ConditionForm,
            given={"notices": notices},
            does=imposes,
            done="The condition is added to the licence.",
            beside={"no_words": "text", "kind": "on", "notice": "notice"},
            is_open=bool(notices),
        ),
        Deed(
            step="lift",
            heading="Lift a condition",
            button="Lift the condition",
            form=LiftingForm,
            given={"conditions": conditions if request.method == "POST" else binding},
            does=lifts,
            done="The condition is lifted. It stays on record with the reason.",
            beside={"changed": "condition"},
            is_open=bool(binding),
            second=True,
        ),
    ]
    told = [
        f"{one.text} From {write_date(one.from_on)}{until(one.to_on, one.end_reason)}" for one in reversed(conditions)
    ]
    if not notices:
        told = [*told, "No warning notice was issued to this trust, so no condition can be added."]
    title = "Conditions of the licence"
    return deeds_page(
        request,
        case,
        "workspaces/oversee/case_support.html.jinja",
        deeds,
        lambda: {"title_words": title, "lines": told},
    )


def licensed_trust(case: Case) -> Trust | None:
    """Return the trust that answers for the case and is a foundation trust today, so that it has a licence."""
    trusts = answerable_for(case.trust, clock.today())
    founded = TrustKind.objects.on(clock.today()).filter(kind=TrustKind.Kind.FOUNDATION_TRUST, trust__in=trusts)
    held = set(founded.values_list("trust_id", flat=True))
    return next((one for one in trusts if one.pk in held), None)
