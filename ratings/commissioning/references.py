"""How questions and plans of commissioners are called elsewhere; never by a trust or by what was said."""

from __future__ import annotations

from uuid import UUID

from inspections.pages.client_ids import read_uuid
from oversight.records.references import Described, Reference
from ratings.commissioning.models import CommissionerQuestion, WardPlan


def question_reference(question: CommissionerQuestion) -> Reference:
    """Return how records refer to a question."""
    return Reference("commissioner_question", str(question.public_id))


def plan_reference(plan: WardPlan) -> Reference:
    """Return how records refer to a plan for wards."""
    return Reference("ward_plan", str(plan.public_id))


def describe_question(public_id: str) -> Described | None:
    """Resolve a reference of the kind ``commissioner_question``; each side has its own address for it, so none here."""
    found = CommissionerQuestion.objects.filter(public_id__in=_ids(public_id)).first()
    return Described(f"Question of a commissioner {found.reference}", "") if found else None


def describe_plan(public_id: str) -> Described | None:
    """Resolve a reference of the kind ``ward_plan``; each side has its own address for it, so none here."""
    found = WardPlan.objects.filter(public_id__in=_ids(public_id)).first()
    return Described(f"Action plan for wards {found.reference}", "") if found else None


def _ids(public_id: str) -> list[UUID]:
    """Return the id, or nothing for what has not the form of one."""
    found = read_uuid(public_id)
    return [found] if found else []
