"""Saving over what was seen: who wrote on an earlier state of it is told, and nothing of either's words is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.forms import Form
from django.http import QueryDict

from inspections.kept_files import keep_file
from oversight.accounts.models import Person
from oversight.records.references import Reference
from oversight.returns.refusals import Refused
from oversight.wording import write_datetime
from ratings.plans.models import ActionProgress, PlanAction, PlanConcern, PlanReport
from ratings.plans.permitting import locked_plan
from ratings.plans.reporting import EvidenceGiven, save_progress
from ratings.plans.states import ActionStatus
from ratings.plans.writing import change_action, change_concern

_Form = TypeVar("_Form", bound=Form)


@dataclass(frozen=True, slots=True)
class AddedEvidence:
    """A piece of evidence as it came with a form: words, and a thing on record or a file's name and bytes with them."""

    words: str
    reference: Reference | None = None
    filename: str = ""
    content: bytes | None = None
    may_be_published: bool = False


def seen_of(written_at: datetime | None) -> str:
    """Return what a form carries of the state that its writer had before them; blank where there was none."""
    return written_at.isoformat() if written_at else ""


def again_from(form: _Form, refused: Refused, written_at: datetime | None) -> _Form:
    """Return the form with all that was typed; after ``stale`` sending it again goes on from what stands now."""
    if refused.code != "stale":
        return form
    if isinstance(form.data, QueryDict):
        given = form.data.copy()
        given["seen"] = seen_of(written_at)
        form.data = given
    return form


@transaction.atomic
def change_concern_seen(
    *, concern: PlanConcern, seen: str, title: str, what: str, by: Person, now: datetime
) -> PlanConcern:
    """Change a concern that the person saw as it stands. Refused: ``stale``, and as ``change_concern``."""
    locked_plan(concern.plan_id)
    current = PlanConcern.objects.select_related("written_by").get(pk=concern.pk)
    _refuse_stale("this concern", current.written_by, current.written_at, seen)
    return change_concern(concern=current, title=title, what=what, by=by, now=now)


@transaction.atomic
def change_action_seen(
    *, action: PlanAction, seen: str, what: str, owner: str, due_on: date, by: Person, now: datetime
) -> PlanAction:
    """Change an action that the person saw as it stands. Refused: ``stale``, and as ``change_action``."""
    locked_plan(action.concern.plan_id)
    current = PlanAction.objects.select_related("written_by", "concern").get(pk=action.pk)
    _refuse_stale("this action", current.written_by, current.written_at, seen)
    return change_action(action=current, what=what, owner=owner, due_on=due_on, by=by, now=now)


@transaction.atomic
def save_progress_seen(
    *,
    report: PlanReport,
    action: PlanAction,
    seen: str,
    status: ActionStatus,
    words: str,
    delivered_on: date | None,
    new_due_on: date | None,
    evidence: Sequence[EvidenceGiven],
    added: AddedEvidence | None,
    by: Person,
    now: datetime,
) -> ActionProgress:
    """Say how far an action has come, over what the person saw of it, with evidence that stays and one piece more.

    Refused: ``stale``; as ``save_progress``; as ``keep_file``.
    """
    locked_plan(report.plan_id)
    current = ActionProgress.objects.filter(report=report, action=action).select_related("saved_by").first()
    if current is not None:
        _refuse_stale("what the report says of this action", current.saved_by, current.saved_at, seen)
    return save_progress(
        report=report,
        action=action,
        status=status,
        words=words,
        delivered_on=delivered_on,
        new_due_on=new_due_on,
        evidence=[*evidence, *([_kept(added, now)] if added else [])],
        by=by,
        now=now,
    )


def _kept(added: AddedEvidence, now: datetime) -> EvidenceGiven:
    stored = keep_file(added.content, now=now) if added.content is not None else None
    return EvidenceGiven(added.words, added.reference, stored, added.filename, added.may_be_published)


def _refuse_stale(what: str, by: Person, at: datetime, seen: str) -> None:
    if seen_of(at) != seen:
        raise Refused(
            "stale",
            f"{by} changed {what} on {write_datetime(at)}, while you were writing. Read what stands now, shown beside "
            "yours; if you save again, yours takes its place.",
        )
