"""Writing the monthly report on a plan: what is said of each action, with evidence, until it waits to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from complaints.pasted_text import lines_of
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.records.swapping import swap_state
from oversight.returns.periods import Month
from oversight.returns.refusals import Refused
from oversight.wording import write_date, write_month
from ratings.plans.composing import as_of, compose, is_past, lacking, not_on_track, promised_days, signed_before
from ratings.plans.content import digest_of, to_json
from ratings.plans.evidence import EvidenceGiven, as_given, keep_evidence, whole_evidence
from ratings.plans.models import ActionProgress, Plan, PlanAction, PlanReport
from ratings.plans.permitting import (
    is_permitted,
    locked_plan,
    locked_report,
    permit,
    refuse_unless_in_measures,
)
from ratings.plans.references import report_reference
from ratings.plans.states import WAYS, WRITTEN_IN, ActionStatus, ReportState

__all__ = [
    "EvidenceGiven",
    "begin_report",
    "correct_report",
    "make_ready",
    "save_progress",
    "take_back",
]

_WITH_A_NEW_DAY = (ActionStatus.LATE, ActionStatus.CHANGED)


@transaction.atomic
def begin_report(*, plan: Plan, month: date, by: Person, now: datetime) -> PlanReport:
    """Begin the report of the month that holds the day; what was delivered before is carried over with its evidence.

    Refused: ``not_allowed``; ``not_in_measures`` where the trust never entered; ``not_begun`` for a month to come;
    ``before_entry`` and ``after_exit`` for one outside the time in special measures; ``before_plan`` for one before
    that for which the plan was published; ``being_written``; ``signed_already``.
    """
    plan = locked_plan(plan.pk)
    permit(Action.KEEP_PLAN, plan.case, by=by, now=now)
    month = month.replace(day=1)
    _refuse_month(plan, month, now)
    reports = PlanReport.objects.filter(plan=plan, month=month)
    if reports.filter(state=str(ReportState.SIGNED)).exists():
        raise Refused("signed_already", f"The report for {write_month(month)} is signed. Correct it instead.")
    if reports.exists():
        raise Refused("being_written", f"The report for {write_month(month)} is being written already.")
    report = PlanReport.objects.create(plan=plan, month=month, state_at=now, prepared_by=by, prepared_at=now)
    _carry_over(_delivered_before(plan, month), report, by=by, now=now)
    audit("plan.report_begun", by=by, subject=report_reference(report), fields=["month"], now=now)
    return report


@transaction.atomic
def correct_report(*, report: PlanReport, reason: str, by: Person, now: datetime) -> PlanReport:
    """Begin a correction of a signed report: a new number with its reason; what was signed stays and can be read.

    Refused: ``not_allowed``; ``not_signed``; ``no_reason``; ``not_newest`` where a later number was signed;
    ``being_written`` where a correction is begun already.
    """
    current = locked_report(report)
    permit(Action.KEEP_PLAN, current.plan.case, by=by, now=now)
    reason = lines_of(reason)
    if current.state != ReportState.SIGNED:
        raise Refused("not_signed", "A report that is not signed is changed, not corrected.")
    if not reason:
        raise Refused("no_reason", "Say what was wrong, and why.")
    reports = PlanReport.objects.filter(plan=current.plan, month=current.month)
    newest = reports.aggregate(newest=Max("number"))["newest"]
    if reports.exclude(state=str(ReportState.SIGNED)).exists():
        raise Refused("being_written", f"A correction of the report for {write_month(current.month)} is begun already.")
    if newest != current.number:
        raise Refused("not_newest", "A later report for this month is signed: correct that one.")
    made = PlanReport.objects.create(
        plan=current.plan,
        month=current.month,
        number=current.number + 1,
        supersedes=current,
        correction_reason=reason,
        state_at=now,
        prepared_by=by,
        prepared_at=now,
    )
    _carry_over(_said_in(ActionProgress.objects.filter(report=current)), made, by=by, now=now)
    audit("plan.report_corrected", by=by, subject=report_reference(made), fields=["correction_reason"], now=now)
    return made


@transaction.atomic
def save_progress(
    *,
    report: PlanReport,
    action: PlanAction,
    status: ActionStatus,
    words: str = "",
    delivered_on: date | None = None,
    new_due_on: date | None = None,
    evidence: Sequence[EvidenceGiven] = (),
    by: Person,
    now: datetime,
) -> ActionProgress:
    """Say how far an action has come, in place of what the report said of it before.

    Refused: ``not_allowed``; ``fixed`` once the report is ready; ``other_plan``; ``no_day`` for what is delivered
    without its day; ``not_yet`` for a day after that of which the report speaks; ``no_words`` for what is late or
    changed; ``day_past`` for a new day that lies behind; ``not_on_track`` once the promised day is past;
    ``no_evidence_words``, ``unknown_evidence`` and ``no_filename`` for evidence that is not whole.
    """
    current = locked_report(report)
    permit(Action.KEEP_PLAN, current.plan.case, by=by, now=now)
    _refuse_fixed(current)
    action = PlanAction.objects.select_related("concern").get(pk=action.pk)
    if action.concern.plan_id != current.plan_id:
        raise Refused("other_plan", "This action belongs to another plan.")
    words = lines_of(words)
    delivered_on = delivered_on if status is ActionStatus.DELIVERED else None
    new_due_on = new_due_on if status in _WITH_A_NEW_DAY else None
    _refuse_what_cannot_be(current, action, status, words, delivered_on, new_due_on, on=london_date(now))
    given = [whole_evidence(each) for each in evidence]
    ActionProgress.objects.filter(report=current, action=action).delete()
    said = ActionProgress.objects.create(
        report=current,
        action=action,
        status=str(status),
        words=words,
        delivered_on=delivered_on,
        new_due_on=new_due_on,
        saved_by=by,
        saved_at=now,
    )
    keep_evidence(said, given)
    fields = ["status", "words", "delivered_on", "new_due_on", "evidence"]
    audit("plan.progress_saved", by=by, subject=report_reference(current), fields=fields, now=now)
    return said


@transaction.atomic
def make_ready(*, report: PlanReport, by: Person, now: datetime) -> PlanReport:
    """Freeze what the report says, as previewed, and put it before the signatories; who does it prepared it.

    Refused: ``not_allowed``; ``moved_on`` unless it is being written; and the first of what ``composing.lacking`` says.
    """
    current = locked_report(report)
    permit(Action.KEEP_PLAN, current.plan.case, by=by, now=now)
    _refuse_way(current, ReportState.READY)
    lacks = lacking(current, on=london_date(now))
    if lacks:
        raise Refused(lacks[0].code, lacks[0].message)
    content = to_json(compose(current))
    _move(
        current,
        ReportState.READY,
        by=by,
        now=now,
        prepared_by=by,
        prepared_at=now,
        content=content,
        sha256=digest_of(content),
        note="",
    )
    return current


@transaction.atomic
def take_back(*, report: PlanReport, reason: str = "", by: Person, now: datetime) -> PlanReport:
    """Take back what waits to be signed, to be mended: by who prepares, or by who signs and then says why.

    Refused: ``not_allowed``; ``moved_on`` unless it waits; ``no_text`` from a signatory without a reason.
    """
    current = locked_report(report)
    case = current.plan.case
    prepares = is_permitted(Action.KEEP_PLAN, case, by=by, now=now)
    if not prepares:
        permit(Action.SIGN_PLAN, case, by=by, now=now)
    _refuse_way(current, ReportState.TAKEN_BACK)
    reason = lines_of(reason)
    if not reason and not prepares:
        raise Refused("no_text", "Say what is to be mended.")
    _move(current, ReportState.TAKEN_BACK, by=by, now=now, note=reason)
    return current


def _refuse_month(plan: Plan, month: date, now: datetime) -> None:
    spell = plan.case.spell
    if spell is None:
        refuse_unless_in_measures(plan.case)
        return
    if month > london_date(now):
        raise Refused("not_begun", f"{write_month(month)} has not begun.")
    if Month.of(month) < Month.of(spell.entered_on):
        raise Refused("before_entry", f"The trust entered special measures on {write_date(spell.entered_on)}.")
    if spell.left_on is not None and month >= spell.left_on:
        raise Refused("after_exit", f"The trust left special measures on {write_date(spell.left_on)}.")
    signed = PlanReport.objects.filter(plan=plan, state=str(ReportState.SIGNED)).order_by("month").first()
    if signed is not None and month < signed.month:
        raise Refused("before_plan", f"The plan was first reported on for {write_month(signed.month)}.")


def _refuse_fixed(report: PlanReport) -> None:
    if ReportState(report.state) not in WRITTEN_IN:
        raise Refused("fixed", f"This report is now: {ReportState(report.state).label.lower()}. It cannot be changed.")


def _refuse_way(report: PlanReport, after: ReportState) -> None:
    before = ReportState(report.state)
    if WAYS.way(before, after) is None:
        raise Refused("moved_on", f"This report is now: {before.label.lower()}. That cannot be done any more.")


def _refuse_what_cannot_be(
    report: PlanReport,
    action: PlanAction,
    status: ActionStatus,
    words: str,
    delivered_on: date | None,
    new_due_on: date | None,
    *,
    on: date,
) -> None:
    speaks_of = as_of(report, on=on)
    if status is ActionStatus.DELIVERED:
        if delivered_on is None:
            raise Refused("no_day", "Say on which day it was delivered.")
        if delivered_on > speaks_of:
            raise Refused("not_yet", f"This report speaks of what was so on {write_date(speaks_of)}.")
    if status in _WITH_A_NEW_DAY and not words:
        raise Refused(
            "no_words", "Say why it is late." if status is ActionStatus.LATE else "Say what changed, and why."
        )
    if new_due_on is not None and new_due_on <= speaks_of:
        raise Refused("day_past", f"The new day comes after {write_date(speaks_of)}.")
    due_on = promised_days(report).get(str(action.public_id), action.due_on)
    if status is ActionStatus.ON_TRACK and is_past(report, due_on, on=on):
        raise Refused("not_on_track", not_on_track(str(action), due_on))


def _delivered_before(plan: Plan, month: date) -> list[ActionProgress]:
    """Return what was said last of each action that the newest earlier month says was delivered.

    A correction of a month before that can be the last to say on which day, and with what evidence.
    """
    newest = signed_before(plan, month).first()
    if newest is None:
        return []
    delivered = {"status": str(ActionStatus.DELIVERED)}
    actions = ActionProgress.objects.filter(report=newest, **delivered).values("action")
    said = ActionProgress.objects.filter(report__in=signed_before(plan, month), action__in=actions, **delivered)
    return list({row.action_id: row for row in _said_in(said)}.values())


def _said_in(rows: QuerySet[ActionProgress]) -> list[ActionProgress]:
    """Return what reports say, with its evidence, what was signed last at the end."""
    found = rows.select_related("action").prefetch_related("evidence__stored")
    return list(found.order_by("report__signed_at", "report_id", "pk"))


def _carry_over(rows: Sequence[ActionProgress], report: PlanReport, *, by: Person, now: datetime) -> None:
    """Repeat in a report what others say, with its evidence."""
    for row in rows:
        said = ActionProgress.objects.create(
            report=report,
            action=row.action,
            status=row.status,
            words=row.words,
            delivered_on=row.delivered_on,
            new_due_on=row.new_due_on,
            saved_by=by,
            saved_at=now,
        )
        keep_evidence(said, [as_given(each) for each in row.evidence.all()])


def _move(report: PlanReport, after: ReportState, *, by: Person, now: datetime, **changes: object) -> None:
    """Move the report on from the state in which it was read, with its audit entry; ``moved_on`` where another did."""
    way = WAYS.way(ReportState(report.state), after)
    if way is None or not swap_state(report, str(after), now=now, **changes):
        raise Refused("moved_on", "Somebody else has changed this report since you opened it. Open it again.")
    hashes = [report.sha256] if report.sha256 else []
    fields = ["state", *sorted(changes)]
    audit(way.event, by=by, subject=report_reference(report), fields=fields, hashes=hashes, now=now)
