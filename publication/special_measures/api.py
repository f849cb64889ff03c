"""Special measures for programs: the same things as on the pages, as JSON.

A number is a JSON number. Where a measure has no figure the value is null, and ``missing`` says why: no figure, not
applicable, suppressed and too small stay four things.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Trust
from oversight.wording import write_iso
from publication.api import OpenView, Pages
from publication.special_measures.case_told import Asked, Decision, Partner
from publication.special_measures.listing import Listed, listed_world
from publication.special_measures.measures_told import ShownMeasure, measures_of
from publication.special_measures.plan_told import ShownAction
from publication.special_measures.record import PublicSpecialMeasures, ShownCase


@access(PUBLIC)
class SpecialMeasuresList(OpenView):
    """Every trust of which a case is public, by code."""

    def get(self, request: Request) -> Response:
        """Answer with a page of trusts; ``demonstration=true`` asks for the invented ones."""
        world = listed_world(demonstration=request.query_params.get("demonstration") == "true", now=clock.now())
        pages = Pages()
        shown = pages.paginate_queryset(
            sorted(world.listed, key=lambda each: each.trust.code),
            request,
            view=self,
        )
        return pages.get_paginated_response([_listed(each, request) for each in shown or []])


@access(PUBLIC)
class SpecialMeasuresOf(OpenView):
    """Everything that is public of one trust's special measures."""

    def get(self, request: Request, code: str) -> Response:
        """Answer with all cases, the one that goes on first; a trust without any has an empty list."""
        trust = Trust.objects.filter(code=code.upper()).first()
        if trust is None:
            raise Http404("No trust has this code.")
        public = PublicSpecialMeasures(trust, clock.now())
        return Response(
            {
                "trust": trust.code,
                "name": trust.shown_name,
                "demonstration": trust.is_demonstration,
                "as_of": write_iso(public.now),
                "in_special_measures": public.is_in and not public.followers,
                "followed_by": [each.code for each in public.followers],
                "cases": [_case(each, request) for each in public.cases],
            }
        )


def _listed(row: Listed, request: Request) -> dict[str, Any]:
    return {
        "trust": row.trust.code,
        "name": row.trust.shown_name,
        "demonstration": row.trust.is_demonstration,
        "standing": str(row.standing),
        "decided_for": row.case.told.trust.code,
        "since": row.case.told.since,
        "left_on": row.case.told.spell.left_on if row.case.told.spell else None,
        "reinspect_by": row.case.told.reinspect_by,
        "actions_promised": row.promised,
        "actions_delivered": row.delivered,
        "overdue": row.case.overdue,
        "address": reverse("public:api_special_measures_of", args=[row.trust.code], request=request),
        "page": reverse("public:special_measures", args=[row.trust.code], request=request),
    }


def _case(case: ShownCase, request: Request) -> dict[str, Any]:
    told = case.told
    return {
        "reference": told.reference or None,
        "decided_for": told.trust.code,
        "standing": str(told.standing),
        "since": told.since,
        "reinspect_by": told.reinspect_by,
        "extended_to": told.spell.extended_to if told.spell else None,
        "left_on": told.spell.left_on if told.spell else None,
        "overdue": case.overdue,
        "decisions": [_decision(each) for each in told.decisions],
        "autonomy_suspended_from": told.suspended_from,
        "autonomy_suspended_to": told.suspended_to,
        "improvement_directors": [
            {"name": each.name, "from": each.from_on, "to": each.to_on} for each in told.directors
        ],
        "partners": [_partner(each) for each in told.partners],
        "leadership_reviews": [_asked(each) for each in told.reviews],
        "asked_of_the_board": [{**_asked(each), "accepted": each.accepted} for each in told.demonstrations],
        "updates": [
            {
                "month": f"{each.month:%Y-%m}",
                "due_on": each.due_on,
                "state": str(each.state),
                "sentence": each.sentence,
                "published_at": [one.publish_at for one in each.reports],
            }
            for each in (case.plan.updates if case.plan else ())
        ],
        "plan": _plan(case),
        "timeline": [
            {"on": each.on, "kind": str(each.kind), "title": each.title, "words": each.words, "who": each.who}
            for each in case.timeline
        ],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "kind": str(decision.kind),
        "agreed": decision.agreed,
        "directed": decision.directed,
        "recommended_on": decision.recommended_on,
        "recommended_because": decision.recommended_reason,
        "criteria_met": decision.criteria_met,
        "decided_on": decision.decided_on,
        "decided_because": decision.decided_reason,
        "decided_by": decision.body,
    }


def _partner(partner: Partner) -> dict[str, Any]:
    return {
        "name": partner.name,
        "from": partner.from_on,
        "to": partner.to_on,
        "contract": partner.words,
        "promises": [
            {"what": each.what, "due_on": each.due_on, "done_on": each.done_on, "overdue": each.is_overdue}
            for each in partner.promises
        ],
    }


def _asked(asked: Asked) -> dict[str, Any]:
    return {"what": asked.what, "asked_on": asked.asked_on, "due_on": asked.due_on, "came_on": asked.came_on}


def _plan(case: ShownCase) -> dict[str, Any] | None:
    """Return the newest published report with its measures as their figures stand; None where none was published."""
    newest = case.plan.newest if case.plan else None
    if newest is None:
        return None
    measures = measures_of(case, case.now)
    return {
        "month": f"{newest.content.month:%Y-%m}",
        "number": newest.content.number,
        "published_at": newest.report.publish_at,
        "concerns": [
            {
                "number": concern.content.number,
                "title": concern.content.title,
                "what": concern.content.what,
                "comes_from": concern.content.source_said,
                "actions": [_action(each) for each in concern.actions],
                "measures": [_measure(each) for each in measures.get(concern.content.public_id, ())],
            }
            for concern in newest.concerns
        ],
    }


def _action(action: ShownAction) -> dict[str, Any]:
    return {
        "number": action.number,
        "what": action.what,
        "owner": action.owner,
        "status": str(action.content.status),
        "overdue": action.is_overdue,
        "first_due_on": action.content.was_due_on or action.content.due_on,
        "due_on": action.content.due_on,
        "delivered_on": action.content.delivered_on,
        "words": action.words,
        "sentence": action.sentence,
        "evidence": [each.words for each in action.evidence],
    }


def _measure(measure: ShownMeasure) -> dict[str, Any]:
    found = measure.found
    return {
        "code": found.measure.code,
        "name": measure.name,
        "unit": found.measure.unit,
        "since": _day(found.delivered_on),
        "verdict": str(measure.verdict),
        "against_trajectory": str(found.progress.against_trajectory),
        "sentence": measure.sentence,
        "evidence": found.evidence,
        "baseline": {"period": measure.promised.baseline.period, "value": _number(measure.promised.baseline.value)},
        "trajectory": [{"period": each.period, "value": _number(each.value)} for each in measure.promised.trajectory],
        "points": [
            {
                "period": str(each.period),
                "value": _number(each.value),
                "missing": None if each.value is not None else str(each.told),
            }
            for each in found.points
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
