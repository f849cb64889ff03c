"""Answers are counted, and nothing joins them to a code, a moment or a person."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import InternalError, connection, transaction

from complaints.survey.answering import find_code, send_answers
from complaints.survey.closing import close_quarters
from complaints.survey.models import ClosedQuarter, QuarterAnswers, SurveyCode
from complaints.survey.questions import Point
from oversight.measures.periods import Period
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.returns.refusals import Refused
from tests.survey.making import (
    AUTUMN,
    BITTER,
    CONTENT,
    IN_AUTUMN,
    IN_WINTER,
    LAST_MOMENT,
    answered,
    codes_for,
    make_trust,
)


@pytest.mark.django_db
def test_answers_are_counted_and_what_was_left_out_is_not():
    trust = make_trust()
    answered(trust, [CONTENT, BITTER, {"making": Point.DOES_NOT_APPLY, "outcomes": None}])

    row = QuarterAnswers.objects.get()
    assert (row.trust, row.quarter, row.answers) == (trust, AUTUMN.first_day, 3)
    assert row.counts["making"] == {
        "strongly_agree": 0, "agree": 1, "neither": 0, "disagree": 0, "strongly_disagree": 1, "does_not_apply": 1,
    }  # fmt: skip
    assert sum(row.counts["outcomes"].values()) == 2


@pytest.mark.django_db
def test_an_answer_leaves_no_row_of_its_own_no_time_no_entry_and_no_event():
    trust = make_trust()
    codes = codes_for(trust, 2)
    entries, events = AuditEntry.objects.count(), OutboxEvent.objects.count()
    for code in codes:
        send_answers(code=code, answers=CONTENT, now=IN_AUTUMN)

    assert (AuditEntry.objects.count(), OutboxEvent.objects.count()) == (entries, events)
    assert QuarterAnswers.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns where table_name like 'survey_%%'"
            " and data_type like 'timestamp%%'"
        )
        # The moment at which a whole quarter was closed is the only one in the survey's tables.
        assert cursor.fetchall() == [("survey_closedquarter", "closed_at")]
        cursor.execute(
            "select conrelid::regclass::text from pg_constraint where contype = 'f' and"
            " (confrelid = 'survey_surveycode'::regclass or confrelid = 'survey_quarteranswers'::regclass)"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db(transaction=True)
def test_what_the_database_notes_of_a_row_does_not_lead_from_a_code_to_its_answers():
    trust = make_trust()
    for code, answers in zip(codes_for(trust, 2), (CONTENT, BITTER), strict=True):
        send_answers(code=code, answers=answers, now=IN_AUTUMN)

    with connection.cursor() as cursor:
        cursor.execute("select xmin::text from survey_surveycode where used")
        used_in = {mark for (mark,) in cursor.fetchall()}
        cursor.execute("select xmin::text from survey_quarteranswers")
        written_in = [mark for (mark,) in cursor.fetchall()]
    # All counts are one row: it tells which code came last, and not what it brought.
    assert len(used_in) == 2
    assert len(written_in) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "why"),
    [({}, "empty"), ({"making": None}, "empty"), ({"another": Point.AGREE}, "question")],
    ids=["nothing", "all left out", "not asked"],
)
def test_what_is_no_answer_is_refused_and_the_code_stays_good(answers, why):
    (code,) = codes_for(make_trust())
    with pytest.raises(Refused) as refused:
        send_answers(code=code, answers=answers, now=IN_AUTUMN)

    assert refused.value.code == why
    assert not SurveyCode.objects.filter(used=True).exists()
    assert not QuarterAnswers.objects.exists()


@pytest.mark.django_db
def test_an_answer_belongs_to_the_quarter_in_which_it_comes_by_londons_clocks():
    trust = make_trust()
    answered(trust, [CONTENT], now=LAST_MOMENT)
    answered(trust, [CONTENT], now=datetime(2027, 1, 1, 0, 0, tzinfo=UTC))
    # In summer London's day begins an hour before that of UTC.
    answered(trust, [CONTENT], now=datetime(2027, 6, 30, 23, 30, tzinfo=UTC))

    held = [str(Period.of(row.quarter, AUTUMN.grain)) for row in QuarterAnswers.objects.order_by("quarter")]
    assert held == ["2026-Q3", "2026-Q4", "2027-Q2"]


@pytest.mark.django_db
def test_an_answer_that_comes_as_its_quarter_is_closed_belongs_to_the_next():
    trust = make_trust()
    answered(trust, [CONTENT])
    close_quarters(now=IN_WINTER)
    # It began a moment before midnight, and waited for the closing.
    answered(trust, [BITTER], now=LAST_MOMENT)

    assert {str(Period.of(row.quarter, AUTUMN.grain)): row.answers for row in QuarterAnswers.objects.all()} == {
        "2026-Q3": 1,
        "2026-Q4": 1,
    }


@pytest.mark.django_db
def test_the_database_itself_takes_no_answer_into_a_closed_quarter_and_none_away():
    trust = make_trust()
    answered(trust, [CONTENT])
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        QuarterAnswers.objects.update(counts={})
    close_quarters(now=IN_WINTER)
    for deed in (
        lambda: QuarterAnswers.objects.update(answers=2),
        lambda: QuarterAnswers.objects.create(
            trust=make_trust("RX2"), quarter=AUTUMN.first_day, version="x", answers=1, counts={}
        ),
        lambda: QuarterAnswers.objects.all().delete(),
        lambda: ClosedQuarter.objects.all().delete(),
    ):
        with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic():
            deed()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_with_one_code_at_once_one_is_counted():
    trust = make_trust()
    (code,) = codes_for(trust)
    together = threading.Barrier(2)
    refusals: list[str] = []

    def send() -> None:
        try:
            together.wait()
            send_answers(code=code, answers=CONTENT, now=IN_AUTUMN)
        except Refused as refused:
            refusals.append(refused.code)
        finally:
            connection.close()

    both = [threading.Thread(target=send) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert refusals == ["used"]
    assert QuarterAnswers.objects.get().answers == 1
    assert find_code(code, now=IN_AUTUMN).state == "used"
