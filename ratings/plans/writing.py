"""Writing a plan: concerns, actions and measures. What a signed report has told of was promised, and stays.

A change before that is made freely; after it another action is added, and a new day is told in a report.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django.db import transaction
from django.db.models import Max, QuerySet

from complaints.pasted_text import line_of, lines_of
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.measures.defining import definitions
from oversight.measures.periods import Period
from oversight.records.audit import audit
from oversight.records.references import Reference
from oversight.returns.refusals import Refused
from ratings.cases.models import Case
from ratings.plans.content import PeriodValue
from ratings.plans.models import ActionProgress, Plan, PlanAction, PlanConcern, PlanMeasure, TrajectoryPoint
from ratings.plans.permitting import locked_plan, permit, refuse_unless_in_measures
from ratings.plans.references import plan_reference
from ratings.plans.states import FIXED

_LONGEST_TITLE = 200
_LONGEST_OWNER = 100
_MOST = Decimal(10) ** 12


@transaction.atomic
def open_plan(*, case: Case, by: Person, now: datetime) -> Plan:
    """Open the plan of a case, or return the one that is open.

    Refused: ``not_allowed``; ``not_in_measures``.
    """
    Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    case = Case.objects.select_related("trust").get(pk=case.pk)
    permit(Action.KEEP_PLAN, case, by=by, now=now)
    refuse_unless_in_measures(case)
    if (there := Plan.objects.filter(case=case).first()) is not None:
        return there
    plan = Plan.objects.create(case=case, opened_by=by, opened_at=now)
    audit("plan.opened", by=by, subject=plan_reference(plan), fields=["case"], now=now)
    return plan


@transaction.atomic
def add_concern(
    *, plan: Plan, title: str, what: str, source: Reference, source_said: str, by: Person, now: datetime
) -> PlanConcern:
    """Add a concern that comes from something on record, with what it said there.

    Refused: ``not_allowed``; ``not_in_measures``; ``no_title``; ``too_long``; ``no_text``; ``no_source``.
    """
    plan = _writing(plan.pk, by=by, now=now)
    title, what = _title(title), _text(what, "Say what has to become better.")
    source_said = lines_of(source_said)
    if not (source.kind and source.public_id and source_said):
        raise Refused("no_source", "Pick what the concern comes from: a finding, a breach, a notice or a signal.")
    made = PlanConcern.objects.create(
        plan=plan,
        number=_next(plan.concerns.all()),
        title=title,
        what=what,
        source_kind=source.kind,
        source_id=source.public_id,
        source_said=source_said,
        written_by=by,
        written_at=now,
    )
    _changed(plan, "plan.concern_added", ["title", "what", "source"], by=by, now=now)
    return made


@transaction.atomic
def change_concern(*, concern: PlanConcern, title: str, what: str, by: Person, now: datetime) -> PlanConcern:
    """Change the words of a concern that was not promised yet.

    Refused: as ``add_concern``, and ``promised`` once a signed report has told of it.
    """
    plan = _writing(concern.plan_id, by=by, now=now)
    current = PlanConcern.objects.get(pk=concern.pk)
    _refuse_promised(current.promised_at, "concern")
    current.title, current.what = _title(title), _text(what, "Say what has to become better.")
    current.written_by, current.written_at = by, now
    current.save(update_fields=["title", "what", "written_by", "written_at"])
    _changed(plan, "plan.concern_changed", ["title", "what"], by=by, now=now)
    return current


@transaction.atomic
def add_action(*, concern: PlanConcern, what: str, owner: str, due_on: date, by: Person, now: datetime) -> PlanAction:
    """Add what the trust will do for a concern, who answers for it by job title, and by when.

    Refused: ``not_allowed``; ``not_in_measures``; ``no_text``; ``no_owner``; ``too_long``; ``due_before_entry``.
    """
    plan = _writing(concern.plan_id, by=by, now=now)
    what, owner = _text(what, "Say what the trust will do."), _owner(owner)
    _refuse_before_entry(plan, due_on)
    made = PlanAction.objects.create(
        concern=concern,
        number=_next(concern.actions.all()),
        what=what,
        owner=owner,
        due_on=due_on,
        written_by=by,
        written_at=now,
    )
    _changed(plan, "plan.action_added", ["what", "owner", "due_on"], by=by, now=now)
    return made


@transaction.atomic
def change_action(*, action: PlanAction, what: str, owner: str, due_on: date, by: Person, now: datetime) -> PlanAction:
    """Change an action that was not promised yet; afterwards its report says what changed, and the first stays.

    Refused: as ``add_action``, and ``promised`` once a signed report has told of it.
    """
    plan = _writing(action.concern.plan_id, by=by, now=now)
    current = PlanAction.objects.get(pk=action.pk)
    _refuse_promised(current.promised_at, "action")
    current.what, current.owner = _text(what, "Say what the trust will do."), _owner(owner)
    _refuse_before_entry(plan, due_on)
    current.due_on, current.written_by, current.written_at = due_on, by, now
    current.save(update_fields=["what", "owner", "due_on", "written_by", "written_at"])
    _changed(plan, "plan.action_changed", ["what", "owner", "due_on"], by=by, now=now)
    return current


@transaction.atomic
def add_measure(
    *,
    concern: PlanConcern,
    code: str,
    baseline: PeriodValue,
    words: str = "",
    trajectory: Sequence[PeriodValue],
    by: Person,
    now: datetime,
) -> PlanMeasure:
    """Add a measure that should move, with what is expected of it for two later periods at least.

    The last of them is the target; ``baseline`` is the trust's figure when the concern was taken up. Refused:
    ``not_allowed``; ``not_in_measures``; ``unknown_measure``; ``no_trajectory`` for fewer than two periods;
    ``bad_period`` for what is no period, of another length than the baseline's, or not after the one before;
    ``bad_figure``; ``there_already``.
    """
    plan = _writing(concern.plan_id, by=by, now=now)
    if code not in definitions():
        raise Refused("unknown_measure", "Pick a measure from the list.")
    if PlanMeasure.objects.filter(concern=concern, code=code).exists():
        raise Refused("there_already", "This concern has this measure already.")
    if len(trajectory) < 2:
        raise Refused(
            "no_trajectory", "Say what you expect for two periods at least: a step on the way, and the target."
        )
    _refuse_disorder([baseline, *trajectory])
    made = PlanMeasure.objects.create(
        concern=concern,
        number=_next(concern.measures.all()),
        code=code,
        baseline_period=baseline.period,
        baseline_value=baseline.value,
        words=lines_of(words),
        written_by=by,
        written_at=now,
    )
    TrajectoryPoint.objects.bulk_create(
        TrajectoryPoint(measure=made, position=position, period=point.period, expected=point.value)
        for position, point in enumerate(trajectory, start=1)
    )
    _changed(plan, "plan.measure_added", ["code", "baseline", "trajectory"], by=by, now=now)
    return made


@transaction.atomic
def remove_concern(*, concern: PlanConcern, by: Person, now: datetime) -> None:
    """Take a concern that was not promised out of the plan, with its actions and measures.

    Refused: ``not_allowed``; ``not_in_measures``; ``promised``; ``in_ready`` while a report with it waits.
    """
    plan = _writing(concern.plan_id, by=by, now=now)
    current = PlanConcern.objects.get(pk=concern.pk)
    _refuse_promised(current.promised_at, "concern")
    _refuse_in_ready(PlanAction.objects.filter(concern=current))
    current.delete()
    _changed(plan, "plan.concern_removed", ["concern"], by=by, now=now)


@transaction.atomic
def remove_action(*, action: PlanAction, by: Person, now: datetime) -> None:
    """Take an action that was not promised out of the plan. Refused as ``remove_concern``."""
    plan = _writing(action.concern.plan_id, by=by, now=now)
    current = PlanAction.objects.get(pk=action.pk)
    _refuse_promised(current.promised_at, "action")
    _refuse_in_ready(PlanAction.objects.filter(pk=current.pk))
    current.delete()
    _changed(plan, "plan.action_removed", ["action"], by=by, now=now)


@transaction.atomic
def remove_measure(*, measure: PlanMeasure, by: Person, now: datetime) -> None:
    """Take a measure that was not promised out of the plan. Refused: ``not_allowed``; ``promised``."""
    plan = _writing(measure.concern.plan_id, by=by, now=now)
    current = PlanMeasure.objects.get(pk=measure.pk)
    _refuse_promised(current.promised_at, "measure")
    current.delete()
    _changed(plan, "plan.measure_removed", ["measure"], by=by, now=now)


def _writing(plan_id: int, *, by: Person, now: datetime) -> Plan:
    """Return the plan, held, for who may write it while the trust is in special measures."""
    plan = locked_plan(plan_id)
    permit(Action.KEEP_PLAN, plan.case, by=by, now=now)
    refuse_unless_in_measures(plan.case)
    return plan


def _changed(plan: Plan, event: str, fields: list[str], *, by: Person, now: datetime) -> None:
    audit(event, by=by, subject=plan_reference(plan), fields=fields, now=now)


def _next(numbered: QuerySet[PlanConcern] | QuerySet[PlanAction] | QuerySet[PlanMeasure]) -> int:
    last = numbered.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _title(text: str) -> str:
    title = line_of(text)
    if not title:
        raise Refused("no_title", "Give the concern a title.")
    if len(title) > _LONGEST_TITLE:
        raise Refused("too_long", f"A title has at most {_LONGEST_TITLE} characters.")
    return title


def _text(text: str, message: str) -> str:
    text = lines_of(text)
    if not text:
        raise Refused("no_text", message)
    return text


def _owner(text: str) -> str:
    owner = line_of(text)
    if not owner:
        raise Refused("no_owner", "Say who answers for it, by job title.")
    if len(owner) > _LONGEST_OWNER:
        raise Refused("too_long", f"A job title has at most {_LONGEST_OWNER} characters.")
    return owner


def _refuse_before_entry(plan: Plan, due_on: date) -> None:
    spell = plan.case.spell
    if spell is not None and due_on < spell.entered_on:
        raise Refused("due_before_entry", "The day lies before the trust entered special measures.")


def _refuse_promised(promised_at: datetime | None, what: str) -> None:
    if promised_at is not None:
        raise Refused("promised", f"This {what} was signed for and promised in public: it stays as it is.")


def _refuse_in_ready(actions: QuerySet[PlanAction]) -> None:
    fixed = [str(state) for state in FIXED]
    if ActionProgress.objects.filter(action__in=actions, report__state__in=fixed).exists():
        raise Refused("in_ready", "A report with this action waits to be signed. Take that back first.")


def _refuse_disorder(figures: Sequence[PeriodValue]) -> None:
    """Refuse periods that are none, of several lengths or out of order, and figures that no column holds."""
    try:
        periods = [Period.parse(figure.period) for figure in figures]
    except ValueError as fault:
        raise Refused("bad_period", f"{fault}.") from fault
    if len({period.grain for period in periods}) > 1:
        raise Refused("bad_period", "All periods of a measure are as long as that of its figure today.")
    if any(later <= earlier for earlier, later in pairwise(periods)):
        raise Refused(
            "bad_period", "Each period comes after the one before, and the first after that of today's figure."
        )
    for figure in figures:
        value = figure.value
        if not value.is_finite() or abs(value) >= _MOST or value != round(value, 6):
            raise Refused("bad_figure", "Give each figure as a number with at most six decimal places.")
