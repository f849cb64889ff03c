"""What is published of a plan: by the clock alone, whatever becomes of workers and broker; and signed by one alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import OperationalError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from oversight.celery import app
from oversight.clock import london_date
from oversight.london import LONDON
from oversight.organisations.working_days import is_working_day
from oversight.records.models import AuditEntry, Delivery, OutboxEvent
from oversight.records.outbox import deliver_waiting, history
from ratings.models import RecomputeRequest
from ratings.plans.models import PlanAction, PlanReport
from ratings.plans.publishing import publishing_time, tell_of_published
from ratings.plans.reading import all_published, published_reports
from ratings.plans.reporting import correct_report, take_back
from ratings.plans.tasks import publish_plan_reports
from tests.ratings.cases.casting import refused
from tests.ratings.plans.planning import APRIL, FEBRUARY, LATE, MARCH, at, make_planned
from tests.ratings.special_measures.making import wait_until_somebody_waits
from tests.returns.test_at_once import at_once, codes

MOMENTS = st.datetimes(datetime(2013, 7, 16), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LATER = (date(2015, 9, 1), date(2015, 9, 30))
SECOND = timedelta(seconds=1)


def london(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


@pytest.mark.parametrize(
    ("signed_at", "published_at"),
    [
        # A Tuesday in winter and one in summer.
        (london(date(2015, 2, 10), 16), datetime(2015, 2, 11, 9, 30, tzinfo=UTC)),
        (london(date(2015, 6, 9), 16), datetime(2015, 6, 10, 8, 30, tzinfo=UTC)),
        # In the night it is the day in London that counts: half past midnight there is the day before in UTC.
        (datetime(2015, 6, 9, 23, 30, tzinfo=UTC), datetime(2015, 6, 11, 8, 30, tzinfo=UTC)),
        (datetime(2015, 6, 9, 22, 59, tzinfo=UTC), datetime(2015, 6, 10, 8, 30, tzinfo=UTC)),
        # Never on the day itself, though half past nine is to come.
        (london(date(2015, 2, 10), 0, 1), datetime(2015, 2, 11, 9, 30, tzinfo=UTC)),
        # Over a weekend on which clocks go forward, and one on which they go back.
        (london(date(2015, 3, 27), 17), datetime(2015, 3, 30, 8, 30, tzinfo=UTC)),
        (london(date(2015, 3, 28), 23, 30), datetime(2015, 3, 30, 8, 30, tzinfo=UTC)),
        (london(date(2015, 10, 23), 17), datetime(2015, 10, 26, 9, 30, tzinfo=UTC)),
        (london(date(2015, 10, 25), 1, 30), datetime(2015, 10, 26, 9, 30, tzinfo=UTC)),
        # Good Friday and Easter Monday, the bank holiday of May, Christmas and Boxing Day with a substitute.
        (london(date(2015, 4, 2), 12), datetime(2015, 4, 7, 8, 30, tzinfo=UTC)),
        (london(date(2015, 5, 1), 12), datetime(2015, 5, 5, 8, 30, tzinfo=UTC)),
        (london(date(2015, 12, 24), 12), datetime(2015, 12, 29, 9, 30, tzinfo=UTC)),
        # The funeral of Elizabeth II, a holiday that no rule of the calendar gives.
        (london(date(2022, 9, 16), 12), datetime(2022, 9, 20, 8, 30, tzinfo=UTC)),
    ],
)
def test_a_report_is_published_at_half_past_nine_of_the_next_working_day(
    signed_at: datetime, published_at: datetime
) -> None:
    assert publishing_time(signed_at) == published_at


@given(MOMENTS)
def test_the_time_is_half_past_nine_in_london_on_the_first_working_day_that_is_later(signed_at: datetime) -> None:
    moment = publishing_time(signed_at)
    shown, signed_on = moment.astimezone(LONDON), london_date(signed_at)
    assert (shown.hour, shown.minute, shown.second) == (9, 30, 0)
    assert shown.date() > signed_on
    assert is_working_day(shown.date())
    between = [signed_on + timedelta(days=step) for step in range(1, (shown.date() - signed_on).days)]
    assert not any(is_working_day(day) for day in between)


@given(MOMENTS, MOMENTS)
def test_what_is_signed_later_is_never_published_earlier(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    assert publishing_time(earlier) <= publishing_time(later)


@pytest.mark.django_db
def test_published_is_what_is_signed_and_whose_time_has_come_and_nothing_else() -> None:
    planned = make_planned(due_on=LATER)
    assert published_reports(planned.plan, at(date(2030, 1, 1))) == []
    # Maundy Thursday: the next working day is the Tuesday after Easter, in summer time.
    signed_at = london(date(2015, 4, 2), 15)
    ready = planned.ready(planned.written(FEBRUARY, signed_at), signed_at)
    assert published_reports(planned.plan, at(date(2030, 1, 1))) == []
    report = planned.sign(ready, signed_at)
    out = datetime(2015, 4, 7, 8, 30, tzinfo=UTC)
    assert report.publish_at == out
    assert published_reports(planned.plan, out - SECOND) == []
    assert published_reports(planned.plan, out) == [report]
    # Nobody was told, and nobody need be.
    assert not OutboxEvent.objects.filter(name="plan.report_published").exists()


@pytest.mark.django_db
def test_a_correction_stands_from_its_own_time_and_the_first_can_still_be_read() -> None:
    planned = make_planned(due_on=LATER)
    first = planned.signed(FEBRUARY, at(date(2015, 3, 6)))
    march = planned.signed(MARCH, at(date(2015, 4, 8)))
    second = correct_report(report=first, reason="A typing error.", by=planned.preparer, now=at(date(2015, 4, 10)))
    second = planned.sign(planned.ready(second, at(date(2015, 4, 10))), at(date(2015, 4, 10)))
    out = datetime(2015, 4, 13, 8, 30, tzinfo=UTC)
    assert published_reports(planned.plan, out - SECOND) == [march, first]
    assert published_reports(planned.plan, out) == [march, second]
    assert all_published(planned.plan, out) == [march, second, first]


@pytest.mark.django_db
def test_each_report_is_told_of_once_and_its_trust_is_worked_out_again() -> None:
    planned = make_planned(due_on=LATER)
    report = planned.signed(FEBRUARY, at(date(2015, 3, 6)))
    out = datetime(2015, 3, 9, 9, 30, tzinfo=UTC)
    assert tell_of_published(now=out - SECOND) == 0
    assert tell_of_published(now=out) == 1
    assert tell_of_published(now=out + SECOND) == 0
    event = OutboxEvent.objects.get(name="plan.report_published")
    assert (event.subject_kind, event.subject_id) == ("plan_report", str(report.public_id))
    assert set(event.payload) == {"trust", "plan", "month", "number", "demonstration"}
    entry = AuditEntry.objects.get(action="plan.report_published")
    assert (entry.system, entry.hashes) == ("publish_plan_reports", [report.sha256])
    RecomputeRequest.objects.all().delete()
    deliver_waiting(now=out)
    assert RecomputeRequest.objects.filter(scope="ratings:RX1").exists()


@pytest.mark.django_db
def test_what_is_loaded_as_history_is_told_of_to_nobody() -> None:
    planned = make_planned(due_on=LATER)
    planned.signed(FEBRUARY, at(date(2015, 3, 6)))
    with history():
        assert tell_of_published(now=at(date(2015, 5, 1))) == 1
    assert not Delivery.objects.filter(event__name="plan.report_published").exists()
    assert tell_of_published(now=at(date(2015, 5, 2))) == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_sign_once() -> None:
    planned = make_planned(due_on=LATER)
    now = at(date(2015, 3, 6))
    report = planned.ready(planned.written(FEBRUARY, now), now)
    outcomes = at_once(*[lambda: planned.sign(PlanReport.objects.get(pk=report.pk), now)] * 3)
    assert codes(outcomes) == ["moved_on"] * 2
    assert AuditEntry.objects.filter(action="plan.report_signed").count() == 1
    assert OutboxEvent.objects.filter(name="plan.report_signed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_while_it_is_signed_is_one_or_the_other() -> None:
    planned = make_planned(due_on=LATER)
    now = at(date(2015, 3, 6))
    report = planned.ready(planned.written(FEBRUARY, now), now)
    outcomes = at_once(
        lambda: planned.sign(PlanReport.objects.get(pk=report.pk), now),
        lambda: take_back(report=report, by=planned.preparer, now=now),
    )
    assert codes(outcomes) == ["moved_on"]
    report.refresh_from_db()
    assert (report.state == "signed") == PlanAction.objects.filter(promised_at__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_a_month_at_once_begin_it_once() -> None:
    planned = make_planned(due_on=LATER)
    now = at(date(2015, 3, 6))
    outcomes = at_once(*[lambda: planned.begin(FEBRUARY, now)] * 3)
    assert codes(outcomes) == ["being_written"] * 2


@pytest.mark.django_db(transaction=True)
def test_two_tasks_at_once_tell_of_each_report_once() -> None:
    planned = make_planned(due_on=LATER)
    for month, day in ((FEBRUARY, date(2015, 3, 6)), (MARCH, date(2015, 4, 8)), (APRIL, date(2015, 5, 7))):
        planned.signed(month, at(day))
    now = at(date(2015, 6, 1))
    told = at_once(*[lambda: tell_of_published(now=now)] * 3)
    assert sum(count for count in told if isinstance(count, int)) == 3
    assert OutboxEvent.objects.filter(name="plan.report_published").count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_task_that_dies_and_a_broker_that_is_emptied_change_nothing_of_what_is_published() -> None:
    planned = make_planned(due_on=LATER)
    reports = [
        planned.signed(month, at(day)) for month, day in ((FEBRUARY, date(2015, 3, 6)), (MARCH, date(2015, 4, 8)))
    ]
    now = at(date(2015, 6, 1))
    shown = lambda: [(each.pk, each.sha256, each.content) for each in published_reports(planned.plan, now)]  # noqa: E731
    before = shown()
    assert [pk for pk, _, _ in before] == [report.pk for report in reversed(reports)]
    # The task has told of both and dies before it commits.
    assert kill_in_the_middle(lambda: tell_of_published(now=now))
    assert not OutboxEvent.objects.filter(name="plan.report_published").exists()
    assert shown() == before
    # The message that would start the task is lost.
    publish_plan_reports.apply_async(ignore_result=True)
    app.control.purge()
    assert shown() == before
    assert not PlanReport.objects.filter(announced_at__isnull=False).exists()
    # The next one tells of both, and what it sends to the broker is lost as well: the sweep finds it in the database.
    assert tell_of_published(now=now) == 2
    app.control.purge()
    deliver_waiting(now=now)
    assert not Delivery.objects.filter(event__name="plan.report_published").exclude(state="done").exists()
    assert OutboxEvent.objects.filter(name="plan.report_published").count() == 2
    assert shown() == before


def kill_in_the_middle(deed: Callable[[], int]) -> bool:
    """Do it in a connection that the database ends before the commit; whether the deed was done until then."""
    done, ended, pids, told = threading.Event(), threading.Event(), [], []

    def run() -> None:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("select pg_backend_pid()")
                    pids.append(cursor.fetchone()[0])
                told.append(deed())
                done.set()
                ended.wait(30)
        except OperationalError:
            told.append(-1)
        finally:
            connection.close()

    worker = threading.Thread(target=run)
    worker.start()
    assert done.wait(30)
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s)", pids)
    ended.set()
    worker.join(30)
    return told == [2, -1]


@pytest.mark.django_db(transaction=True)
def test_a_report_is_not_made_ready_while_its_plan_is_written() -> None:
    """Who makes it ready waits for who writes, and freezes what was written."""
    planned = make_planned(due_on=LATER)
    now = at(date(2015, 3, 6))
    report = planned.written(FEBRUARY, now)
    told: list[str] = []

    def ready() -> None:
        try:
            content = planned.ready(report, now).content
            told.append(content["concerns"][0]["actions"][0]["words"])
        finally:
            connection.close()

    other = threading.Thread(target=ready)
    with transaction.atomic():
        planned.say(report, planned.rounds, LATE, now, words="The matron is ill.")
        other.start()
        wait_until_somebody_waits()
    other.join(30)
    assert told == ["The matron is ill."]


@pytest.mark.django_db
def test_who_signs_is_told_when_another_signed_before() -> None:
    planned = make_planned(due_on=LATER)
    now = at(date(2015, 3, 6))
    report = planned.ready(planned.written(FEBRUARY, now), now)
    stale = PlanReport.objects.get(pk=report.pk)
    planned.sign(report, now)
    assert refused(lambda: planned.sign(stale, now)) == "moved_on"
