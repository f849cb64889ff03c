"""The plan's part of the timeline: what the public reads of it by the moment, and what others read before that."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from oversight.records.references import Reference, resolve
from ratings.cases.timeline_entry import TimelineEntry
from ratings.plans.references import report_reference
from ratings.plans.reporting import correct_report
from ratings.plans.timeline import plan_timeline
from tests.ratings.plans.planning import (
    DELIVERED,
    FEBRUARY,
    KEPT,
    LATE,
    MARCH,
    ON_TRACK,
    SHOWN,
    Planned,
    at,
    make_planned,
)

pytestmark = pytest.mark.django_db

IN_MARCH, IN_APRIL = at(date(2015, 3, 6)), at(date(2015, 4, 14))


def reported() -> Planned:
    """Report on February in time and on March late, and correct February."""
    planned = make_planned()
    february = planned.begin(FEBRUARY, IN_MARCH)
    evidence = [SHOWN, KEPT]
    planned.say(february, planned.rounds, DELIVERED, IN_MARCH, delivered_on=date(2015, 2, 9), evidence=evidence)
    planned.say(february, planned.falls, ON_TRACK, IN_MARCH)
    february = planned.sign(planned.ready(february, IN_MARCH), IN_MARCH)
    march = planned.begin(MARCH, IN_APRIL)
    planned.say(march, planned.falls, LATE, IN_APRIL, words="No money.", new_due_on=date(2015, 12, 1))
    planned.sign(planned.ready(march, IN_APRIL), IN_APRIL)
    again = correct_report(report=february, reason="A typing error.", by=planned.preparer, now=IN_APRIL)
    planned.sign(planned.ready(again, IN_APRIL), IN_APRIL)
    return planned


def told(entries: list[TimelineEntry]) -> list[tuple[str, str, str]]:
    return [(each.on.isoformat(), str(each.kind), each.title) for each in entries]


def test_the_public_reads_what_was_published_by_the_moment_in_the_order_of_days() -> None:
    planned = reported()
    now = at(date(2015, 5, 8))
    found = plan_timeline(planned.case, on=date(2015, 5, 8), public=True, at=now)
    assert told(found) == [
        ("2015-02-09", "action", "Action 1.1 was delivered: Rounds each hour."),
        ("2015-02-09", "evidence", "Evidence that action 1.1 was delivered"),
        ("2015-03-09", "plan", "The improvement plan was published"),
        ("2015-04-11", "plan", "The report on the plan for March 2015 was not published in time"),
        ("2015-04-15", "plan", "The report on the plan for March 2015 was published"),
        ("2015-04-15", "action", "Action 1.2 is promised for 1 December 2015, and no longer for 30 September 2015"),
        ("2015-04-15", "plan", "The report on the plan for February 2015 was corrected"),
    ]
    words = {each.title: each.words for each in found}
    assert words["The improvement plan was published"] == (
        "It has 1 concern, 2 actions and 1 measure. Actions: 1 delivered and 1 on track."
    )
    assert words["Evidence that action 1.1 was delivered"] == SHOWN.words
    assert words["The report on the plan for February 2015 was corrected"] == "A typing error."
    assert words["The report on the plan for March 2015 was not published in time"] == (
        "It was due by 10 April 2015, and came out on 15 April 2015."
    )
    assert KEPT.words not in str(found)
    assert {each.who for each in found} == {planned.trust.shown_name}
    assert all(resolve(each.reference) for each in found if each.reference)


def test_a_delivery_that_was_corrected_is_told_on_its_right_day_or_not_at_all() -> None:
    planned = reported()
    newest = planned.plan.reports.get(month=FEBRUARY, number=2)
    on, now = date(2015, 5, 8), at(date(2015, 5, 1))

    def days() -> list[date]:
        found = plan_timeline(planned.case, on=on, public=True, at=at(on))
        return [each.on for each in found if each.title.startswith("Action 1.1 was delivered")]

    assert days() == [date(2015, 2, 9)]
    third = correct_report(report=newest, reason="Another day.", by=planned.preparer, now=now)
    planned.say(third, planned.rounds, DELIVERED, now, delivered_on=date(2015, 2, 20), evidence=[SHOWN])
    planned.sign(planned.ready(third, now), now)
    assert days() == [date(2015, 2, 20)]
    march = planned.plan.reports.get(month=MARCH)
    fourth = correct_report(report=march, reason="They stopped.", by=planned.preparer, now=now)
    planned.say(fourth, planned.rounds, LATE, now, words="They stopped.")
    planned.sign(planned.ready(fourth, now), now)
    assert days() == []


@pytest.mark.parametrize(
    ("on", "at_", "titles"),
    [
        (date(2015, 3, 9), at(date(2015, 3, 9), 9, 29), 0),
        (date(2015, 3, 9), at(date(2015, 3, 9), 9, 30), 3),
        # A day alone does not say whether half past nine is past: what comes out on it is told on the next.
        (date(2015, 3, 9), None, 0),
        (date(2015, 3, 10), None, 3),
        # As known on an earlier day.
        (date(2015, 3, 8), at(date(2015, 5, 8)), 0),
    ],
)
def test_nothing_is_told_before_its_time(on: date, at_: datetime | None, titles: int) -> None:
    planned = reported()
    assert len(plan_timeline(planned.case, on=on, public=True, at=at_)) == titles


def test_others_read_what_was_signed_and_that_the_plan_was_opened() -> None:
    planned = make_planned(due_on=(date(2015, 9, 1), date(2015, 9, 30)))
    report = planned.signed(FEBRUARY, IN_MARCH)
    public = plan_timeline(planned.case, on=date(2015, 3, 6), public=True, at=IN_MARCH)
    assert public == []
    found = plan_timeline(planned.case, on=date(2015, 3, 6), public=False)
    assert [(each.on, each.title) for each in found] == [
        (date(2015, 1, 15), "The improvement plan was opened"),
        (date(2015, 3, 6), "The report on the plan for February 2015 was signed"),
    ]
    assert found[1].words == "It is published on 9 March 2015."
    later = plan_timeline(planned.case, on=date(2015, 3, 9), public=False)
    assert [each.title for each in later] == ["The improvement plan was opened", "The improvement plan was published"]
    assert found[1].reference == report_reference(report)
    described = resolve(report_reference(report))
    assert described is not None
    assert described.title == f"Report of {planned.trust.shown_name} on its plan for February 2015"
    assert resolve(Reference("plan_report", "nothing")) is None
    assert resolve(Reference("plan", "00000000-0000-0000-0000-000000000000")) is None
