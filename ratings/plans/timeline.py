"""The plan's part of a case's timeline: published, delivered with what evidence, late, corrected, overdue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from oversight.clock import london_date
from oversight.records.references import Reference
from oversight.wording import write_count, write_date, write_list, write_month
from ratings.cases.models import Case
from ratings.cases.timeline_entry import TimelineEntry, TimelineKind
from ratings.plans.content import ActionContent, ReportContent
from ratings.plans.models import Plan, PlanReport
from ratings.plans.reading import content_of, plan_of
from ratings.plans.references import plan_reference, report_reference
from ratings.plans.states import ActionStatus, ReportState
from ratings.plans.updates import UpdateDue, UpdateState, updates_of_case


@dataclass(frozen=True, slots=True)
class _Delivered:
    """An action that a report of a month says was delivered."""

    month: date
    action: ActionContent
    name: str
    reference: Reference


def plan_timeline(case: Case, *, on: date, public: bool, at: datetime | None = None) -> list[TimelineEntry]:
    """Return what happened to the plan of a case by a day, the oldest first.

    For the public, what is published by the moment ``at``; without it, what was published before the day began, since
    a day does not say whether half past nine is past. For others, what was signed by the end of the day.
    """
    plan = plan_of(case)
    who = case.trust.shown_name
    found = list(_overdue(updates_of_case(case, on, at), who))
    if plan is not None:
        reports = [each for each in _signed(plan) if _is_seen(each, on, at, public=public)]
        found += _of_reports(reports, who, on)
        if not public and london_date(plan.opened_at) <= on:
            opened = london_date(plan.opened_at)
            title = "The improvement plan was opened"
            found.append(TimelineEntry(opened, TimelineKind.PLAN, title, reference=plan_reference(plan), who=who))
    return sorted(found, key=lambda each: each.on)


def _signed(plan: Plan) -> list[PlanReport]:
    signed = PlanReport.objects.filter(plan=plan, state=str(ReportState.SIGNED))
    return list(signed.order_by("signed_at", "pk"))


def _is_seen(report: PlanReport, on: date, at: datetime | None, *, public: bool) -> bool:
    if report.publish_at is None or report.signed_at is None:
        return False
    if not public:
        return london_date(report.signed_at) <= on
    if at is not None:
        return report.publish_at <= at and london_date(report.publish_at) <= on
    return london_date(report.publish_at) < on


def _of_reports(reports: Sequence[PlanReport], who: str, on: date) -> Iterator[TimelineEntry]:
    """Yield what the reports tell, in the order in which they were signed."""
    delivered: dict[str, _Delivered] = {}
    promised: dict[str, tuple[date, date]] = {}
    for place, report in enumerate(reports):
        content, reference = content_of(report), report_reference(report)
        published = london_date(report.publish_at) if report.publish_at else report.month
        if published > on:
            yield _signed_entry(report, published, reference, who)
            continue
        yield _published(report, content, published, reference, who, is_first=place == 0)
        for concern in content.concerns:
            for action in concern.actions:
                name = f"{concern.number}.{action.number}"
                told = delivered.get(action.public_id)
                if action.delivered_on is not None:
                    if told is None or told.action.delivered_on != action.delivered_on:
                        delivered[action.public_id] = _Delivered(report.month, action, name, reference)
                elif told is not None and report.month >= told.month:
                    del delivered[action.public_id]
                # A correction of an earlier month does not move a day back that a later month has moved.
                first = (report.month, action.was_due_on or action.due_on)
                month, before = promised.setdefault(action.public_id, first)
                if report.month >= month:
                    promised[action.public_id] = (report.month, action.due_on)
                    if action.due_on != before:
                        yield _moved(action, name, before, published, reference, who)
    for each in delivered.values():
        yield from _delivery(each, who)


def _published(
    report: PlanReport, content: ReportContent, on: date, reference: Reference, who: str, *, is_first: bool
) -> TimelineEntry:
    month, counts = write_month(report.month), _counts(content)
    if is_first:
        promised = [
            write_count(len(content.concerns), "concern"),
            write_count(sum(1 for _ in content.actions()), "action"),
            write_count(sum(len(each.measures) for each in content.concerns), "measure"),
        ]
        title, words = "The improvement plan was published", f"It has {write_list(promised)}. {counts}"
    elif report.number > 1:
        title, words = f"The report on the plan for {month} was corrected", report.correction_reason
    else:
        title, words = f"The report on the plan for {month} was published", counts
    return TimelineEntry(on, TimelineKind.PLAN, title, words, reference, who)


def _signed_entry(report: PlanReport, published: date, reference: Reference, who: str) -> TimelineEntry:
    signed = london_date(report.signed_at) if report.signed_at else published
    title = f"The report on the plan for {write_month(report.month)} was signed"
    words = f"It is published on {write_date(published)}."
    return TimelineEntry(signed, TimelineKind.PLAN, title, words, reference, who)


def _counts(content: ReportContent) -> str:
    said = [(content.count(status), status) for status in ActionStatus]
    told = [f"{count} {status.label.lower()}" for count, status in said if count]
    return f"Actions: {write_list(told)}." if told else ""


def _delivery(told: _Delivered, who: str) -> Iterator[TimelineEntry]:
    action, on = told.action, told.action.delivered_on
    if on is None:
        return
    title = f"Action {told.name} was delivered: {action.what}"
    yield TimelineEntry(on, TimelineKind.ACTION, title, action.words, told.reference, who)
    for each in action.evidence:
        title = f"Evidence that action {told.name} was delivered"
        yield TimelineEntry(on, TimelineKind.EVIDENCE, title, each.words, each.reference or told.reference, who)


def _moved(action: ActionContent, name: str, before: date, on: date, reference: Reference, who: str) -> TimelineEntry:
    title = f"Action {name} is promised for {write_date(action.due_on)}, and no longer for {write_date(before)}"
    return TimelineEntry(on, TimelineKind.ACTION, title, action.words, reference, who)


def _overdue(updates: Sequence[UpdateDue], who: str) -> Iterator[TimelineEntry]:
    for each in updates:
        if each.is_late or each.state in (UpdateState.OVERDUE, UpdateState.MISSED):
            title = f"The report on the plan for {each.month.label} was not published in time"
            came = f", and came out on {write_date(each.published_on)}" if each.published_on else ""
            words = f"It was due by {write_date(each.due_on)}{came}."
            yield TimelineEntry(each.due_on + timedelta(days=1), TimelineKind.PLAN, title, words, who=who)
