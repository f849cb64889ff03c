"""The columns of the files of special measures: one declaration, for files, their description and the dictionary.

A column is never renamed or taken out without a new ``FORMAT_VERSION``; new ones join at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from oversight.clock import london_date
from publication.csv_lines import Kind
from publication.csv_writing import Column
from publication.special_measures.listing import Listed
from publication.special_measures.plan_told import ShownAction, ShownConcern, ShownReport
from publication.special_measures.record import PublicSpecialMeasures, ShownCase
from ratings.plans.states import ActionStatus

FORMAT_VERSION = "1"


@dataclass(frozen=True)
class ActionLine:
    """A line of a trust's file: one action as one published report has it."""

    case: ShownCase
    report: ShownReport
    concern: ShownConcern
    action: ShownAction
    # Whether the report is the newest one of its month.
    stands: bool


def lines_of(public: PublicSpecialMeasures, read: Callable[[ShownCase], Sequence[ShownReport]]) -> list[ActionLine]:
    """Return every action of every published report, by case, month, number and place in the plan."""
    lines = []
    for case in reversed(public.cases):
        reports = sorted(read(case), key=lambda each: (each.content.month, each.content.number))
        newest = {each.content.month: each.content.number for each in reports}
        for report in reports:
            stands = newest[report.content.month] == report.content.number
            lines += [
                ActionLine(case, report, concern, action, stands)
                for concern in report.concerns
                for action in concern.actions
            ]
    return lines


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(count: int | None) -> str:
    return "" if count is None else str(count)


def _counted(status: ActionStatus) -> Callable[[Listed], str]:
    return lambda row: _number(row.newest.counts[str(status)] if row.newest else None)


def _left_on(row: Listed) -> date | None:
    return row.case.told.spell.left_on if row.case.told.spell else None


_NOTHING = "Empty where no update was published."
TRUST_COLUMNS: tuple[Column[Listed], ...] = (
    Column("trust_code", "Trust code", Kind.TEXT, "The trust on whose page it stands.", lambda row: row.trust.code),
    Column("trust_name", "Trust", Kind.TEXT, "Its name.", lambda row: row.trust.shown_name),
    Column(
        "demonstration",
        "Invented",
        Kind.YES_NO,
        "Whether it is invented.",
        lambda row: _yes(row.trust.is_demonstration),
    ),
    Column(
        "standing",
        "Standing",
        Kind.TEXT,
        "in_measures, in_administration (a special administrator has taken the Board's place), left, or not_entered "
        "(recommended and declined).",
        lambda row: str(row.standing),
    ),
    Column(
        "decided_for_code",
        "Decided for",
        Kind.TEXT,
        "The code of the trust for which it was decided: another one where that was followed.",
        lambda row: row.case.told.trust.code,
    ),
    Column(
        "case_reference",
        "Case",
        Kind.TEXT,
        "The case's reference, where one was kept.",
        lambda row: row.case.told.reference,
    ),
    Column(
        "decided_by",
        "Decided by",
        Kind.TEXT,
        "The oversight body that decided.",
        lambda row: row.case.told.body,
    ),
    Column(
        "since",
        "Since",
        Kind.DATE,
        "The day of entry; of what was declined, the day of that decision.",
        lambda row: _day(row.case.told.since),
    ),
    Column("left_on", "Left on", Kind.DATE, "The first day outside special measures.", lambda row: _day(_left_on(row))),
    Column(
        "reinspect_by",
        "Inspected again by",
        Kind.DATE,
        "The last day for inspecting the trust again; of the longer time where it was extended.",
        lambda row: _day(row.case.told.reinspect_by),
    ),
    Column(
        "extended_to",
        "Extended to",
        Kind.DATE,
        "The last day of the longer time.",
        lambda row: _day(row.case.told.spell.extended_to if row.case.told.spell else None),
    ),
    Column(
        "newest_update_month",
        "Newest update",
        Kind.MONTH,
        f"The month of the newest published update. {_NOTHING}",
        lambda row: f"{row.newest.content.month:%Y-%m}" if row.newest else "",
    ),
    Column(
        "newest_update_published_on",
        "Newest update published on",
        Kind.DATE,
        f"The day on which it came out. {_NOTHING}",
        lambda row: _day(row.newest.published_on if row.newest else None),
    ),
    Column(
        "updates_overdue",
        "Updates overdue",
        Kind.WHOLE,
        "How many updates should have come and are still waited for.",
        lambda row: _number(len(row.case.plan.overdue) if row.case.plan else None),
    ),
    Column(
        "next_update_due_on",
        "Next update due",
        Kind.DATE,
        "The last day of the next update that is not overdue.",
        lambda row: _day(row.case.plan.next.due_on if row.case.plan and row.case.plan.next else None),
    ),
    Column(
        "actions_promised",
        "Actions promised",
        Kind.WHOLE,
        f"Actions in the newest update. {_NOTHING}",
        lambda row: _number(row.promised),
    ),
    *(
        Column(
            f"actions_{status}",
            f"Actions: {status.label.lower()}",
            Kind.WHOLE,
            f"Actions that the trust calls {status.label.lower()}. {_NOTHING}",
            _counted(status),
        )
        for status in ActionStatus
    ),
    Column(
        "actions_overdue",
        "Actions overdue",
        Kind.WHOLE,
        f"Actions not delivered whose promised day is over. {_NOTHING}",
        lambda row: _number(len(row.newest.overdue) if row.newest else None),
    ),
)

ACTION_COLUMNS: tuple[Column[ActionLine], ...] = (
    Column("trust_code", "Trust code", Kind.TEXT, "The trust that promised.", lambda row: row.case.told.trust.code),
    Column("case_reference", "Case", Kind.TEXT, "The case's reference.", lambda row: row.case.told.reference),
    Column(
        "month",
        "Month",
        Kind.MONTH,
        "The month that the update is about.",
        lambda row: f"{row.report.content.month:%Y-%m}",
    ),
    Column(
        "number",
        "Number",
        Kind.WHOLE,
        "1, or more for a correction of the month's update.",
        lambda row: str(row.report.content.number),
    ),
    Column(
        "published_on",
        "Published on",
        Kind.DATE,
        "The day on which the update came out.",
        lambda row: _day(london_date(row.report.report.publish_at) if row.report.report.publish_at else None),
    ),
    Column(
        "stands", "Stands", Kind.YES_NO, "Whether it is the newest update of its month.", lambda row: _yes(row.stands)
    ),
    Column(
        "concern_number",
        "Concern number",
        Kind.WHOLE,
        "The concern's number.",
        lambda row: str(row.concern.content.number),
    ),
    Column("concern", "Concern", Kind.TEXT, "What has to become better.", lambda row: row.concern.content.title),
    Column(
        "action_number", "Action number", Kind.TEXT, "The action's number in the plan.", lambda row: row.action.number
    ),
    Column("action", "Action", Kind.TEXT, "What was promised.", lambda row: row.action.what),
    Column("owner", "Owner", Kind.TEXT, "Who answers for it, by job title.", lambda row: row.action.owner),
    Column(
        "first_due_on",
        "First promised by",
        Kind.DATE,
        "By when it was first promised.",
        lambda row: _day(row.action.content.was_due_on or row.action.content.due_on),
    ),
    Column(
        "due_on",
        "Promised by",
        Kind.DATE,
        "By when the update promises it.",
        lambda row: _day(row.action.content.due_on),
    ),
    Column(
        "status",
        "Status",
        Kind.TEXT,
        "delivered, on_track, late or changed, as the trust says.",
        lambda row: str(row.action.content.status),
    ),
    Column(
        "delivered_on",
        "Delivered on",
        Kind.DATE,
        "The day on which the trust says that it was delivered.",
        lambda row: _day(row.action.content.delivered_on),
    ),
    Column("words", "What the trust says", Kind.TEXT, "In the trust's words.", lambda row: row.action.words),
    Column(
        "evidence",
        "Evidence",
        Kind.WHOLE,
        "How many pieces of evidence the public can read.",
        lambda row: str(len(row.action.evidence)),
    ),
)


def _yes(answer: bool) -> str:
    return str(answer).lower()
