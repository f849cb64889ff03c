"""What a trust's people may see of inspections: one query for all of it, so that what is not theirs is not there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from inspections.models import DraftReport, Inspection, Notice
from inspections.states.inspection import InspectionState
from oversight import clock
from oversight.accounts.access import powers_in
from oversight.accounts.permissions import Action, roles_allowing
from oversight.organisations.models import Trust

_S = InspectionState
# What the regulator does among its own people is one step for the trust.
_IN_WORDS = {
    _S.ANNOUNCED: ("Announced", "blue"),
    _S.ON_SITE: ("On site", "aqua-green"),
    _S.DRAFTING: ("Report being written", "white"),
    _S.QUALITY_REVIEWED: ("Report being written", "white"),
    _S.FACTUAL_ACCURACY_OPEN: ("Draft report with you", "yellow"),
    _S.FACTUAL_ACCURACY_RESOLVED: ("Report being finished", "white"),
    _S.PUBLISHED: ("Published", "green"),
    _S.REVIEW_REQUESTED: ("Published, review requested", "green"),
    _S.REVIEW_DECIDED: ("Published, review decided", "green"),
    _S.CANCELLED: ("Cancelled", "grey"),
}


@dataclass(frozen=True)
class Standing:
    """Where an inspection stands, as the trust is told: words and the colour of their tag."""

    words: str
    colour: str


def standing_of(inspection: Inspection) -> Standing:
    """Return where the inspection stands in the trust's words."""
    return Standing(*_IN_WORDS[InspectionState(inspection.state)])


def shown_inspections(request: HttpRequest) -> QuerySet[Inspection]:
    """Return the inspections of the person's trusts that were shown to them; every page and count goes by this."""
    own = powers_in(request).trust_ids(roles_allowing(Action.SEE_INSPECTIONS))
    return Inspection.objects.shown_to_the_trust().filter(trust_id__in=own).select_related("trust")


def shown_inspection(request: HttpRequest, reference: str) -> Inspection:
    """Return one of them by its reference; any other is not found."""
    found = shown_inspections(request).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def shown_notices(request: HttpRequest) -> QuerySet[Notice]:
    """Return the notices that were issued to the person's trusts."""
    own = powers_in(request).trust_ids(roles_allowing(Action.SEE_INSPECTIONS))
    return Notice.objects.filter(trust_id__in=own, issued_at__isnull=False).select_related(
        "trust", "issuer", "inspection", "ward", "site"
    )


def shown_draft(request: HttpRequest, reference: str) -> DraftReport:
    """Return the draft of an inspection that was sent to the trust last; where there is none, not found."""
    inspection = shown_inspection(request, reference)
    draft = inspection.drafts.select_related("answered_by").order_by("-number").first()
    if draft is None:
        raise Http404
    draft.inspection = inspection
    return draft


def may_here(request: HttpRequest, action: Action, trust: Trust) -> bool:
    """Say whether the person may do it for the trust."""
    return powers_in(request).may(action, trust)


def about(request: HttpRequest, inspection: Inspection) -> dict[str, object]:
    """Return what the templates of an inspection's pages share."""
    return {
        "inspection": inspection,
        "trust": inspection.trust,
        "standing": standing_of(inspection),
        "today": clock.today(),
        "may_answer": may_here(request, Action.ANSWER_INSPECTION, inspection.trust),
        "may_send": may_here(request, Action.SEND_ANSWER, inspection.trust),
    }
