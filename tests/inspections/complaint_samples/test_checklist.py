"""The checks of a complaint's file: each met, not met, not recorded and not applying; the days of the regulations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.items import SUBJECTS as ITEMS
from inspections.complaint_samples.checklist import (
    CaseFile,
    Check,
    Result,
    Said,
    Tally,
    acknowledge_by,
    check,
    six_months_end,
    tally,
)
from inspections.complaint_samples.subjects import SUBJECTS, Outcome, outcome_called, subject_called

# Received on a Thursday, answered and upheld within what was agreed.
WHOLE = CaseFile(
    received_on=date(2026, 4, 2),
    outcome=Outcome.UPHELD,
    as_of=date(2026, 11, 5),
    acknowledged=Said.YES,
    acknowledged_on=date(2026, 4, 9),
    conversation_offered=Said.YES,
    time_agreed=Said.YES,
    agreed_by=date(2026, 5, 29),
    agreed_on=date(2026, 4, 9),
    answered_on=date(2026, 5, 29),
    signed=Said.YES,
    ombudsman_stated=Said.YES,
    changed=Said.YES,
)
OPEN = replace(WHOLE, outcome=Outcome.OPEN, answered_on=None, signed=None, ombudsman_stated=None, changed=None)


def test_a_file_as_it_should_be_meets_every_check() -> None:
    assert check(WHOLE) == dict.fromkeys(Check, Result.MET)


@pytest.mark.parametrize(
    ("received", "last"),
    [
        # Maundy Thursday 2026: Good Friday and Easter Monday do not count.
        ("2026-04-02", "2026-04-09"),
        # A Friday: Monday, Tuesday, Wednesday.
        ("2026-11-06", "2026-11-11"),
        # Christmas Eve 2026, a Thursday: 25 and the substitute 28 do not count.
        ("2026-12-24", "2026-12-31"),
        # On a Saturday.
        ("2026-11-07", "2026-11-11"),
    ],
)
def test_three_working_days_after_the_day_received(received: str, last: str) -> None:
    assert acknowledge_by(date.fromisoformat(received)) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-01-15", "2026-07-14"),
        ("2026-03-01", "2026-08-31"),
        ("2026-09-01", "2027-02-28"),
        # There is no 31 February: the months end with the month.
        ("2026-08-31", "2027-02-28"),
        ("2027-08-31", "2028-02-29"),
        ("2026-07-31", "2027-01-30"),
    ],
)
def test_six_months_begin_with_the_day_received(received: str, last: str) -> None:
    assert six_months_end(date.fromisoformat(received)) == date.fromisoformat(last)


@given(st.dates(date(2010, 1, 1), date(2040, 1, 1)))
def test_six_months_are_six_months(received: date) -> None:
    last = six_months_end(received)
    assert timedelta(180) <= last - received <= timedelta(184)
    assert six_months_end(received + timedelta(1)) >= last


@pytest.mark.parametrize(
    ("check_", "file", "result"),
    [
        pytest.param(
            Check.ACKNOWLEDGED_IN_TIME,
            replace(WHOLE, acknowledged_on=date(2026, 4, 10)),
            Result.NOT_MET,
            id="acknowledged-a-day-late",
        ),
        pytest.param(
            Check.ACKNOWLEDGED_IN_TIME,
            replace(WHOLE, acknowledged=Said.NO, acknowledged_on=None),
            Result.NOT_MET,
            id="never-acknowledged",
        ),
        pytest.param(
            Check.ACKNOWLEDGED_IN_TIME,
            replace(OPEN, acknowledged=Said.NO, acknowledged_on=None, as_of=date(2026, 4, 9)),
            Result.NOT_APPLICABLE,
            id="still-to-be-acknowledged",
        ),
        pytest.param(
            Check.ACKNOWLEDGED_IN_TIME,
            replace(WHOLE, acknowledged=Said.NOT_RECORDED, acknowledged_on=None),
            Result.NOT_RECORDED,
            id="acknowledgement-not-recorded",
        ),
        pytest.param(
            Check.CONVERSATION_OFFERED, replace(WHOLE, conversation_offered=Said.NO), Result.NOT_MET, id="not-offered"
        ),
        pytest.param(
            Check.TIME_AGREED,
            replace(WHOLE, time_agreed=Said.NOT_RECORDED, agreed_by=None, agreed_on=None),
            Result.NOT_RECORDED,
            id="agreement-not-recorded",
        ),
        pytest.param(
            Check.ANSWERED_IN_AGREED_TIME,
            replace(WHOLE, answered_on=date(2026, 5, 30)),
            Result.NOT_MET,
            id="a-day-after-what-was-agreed",
        ),
        pytest.param(
            Check.ANSWERED_IN_AGREED_TIME,
            replace(WHOLE, time_agreed=Said.NO, agreed_by=None, agreed_on=None),
            Result.NOT_APPLICABLE,
            id="nothing-agreed",
        ),
        pytest.param(Check.ANSWERED_IN_AGREED_TIME, OPEN, Result.NOT_MET, id="agreed-time-over-without-an-answer"),
        pytest.param(
            Check.ANSWERED_IN_AGREED_TIME,
            replace(OPEN, as_of=date(2026, 5, 29)),
            Result.NOT_APPLICABLE,
            id="agreed-time-not-over",
        ),
        pytest.param(
            Check.ANSWERED_IN_SIX_MONTHS,
            replace(WHOLE, answered_on=date(2026, 10, 1)),
            Result.MET,
            id="on-the-last-of-six-months",
        ),
        pytest.param(
            Check.ANSWERED_IN_SIX_MONTHS,
            replace(WHOLE, answered_on=date(2026, 10, 2)),
            Result.NOT_MET,
            id="a-day-after-six-months",
        ),
        pytest.param(
            Check.ANSWERED_IN_SIX_MONTHS,
            replace(WHOLE, answered_on=date(2026, 10, 2), agreed_by=date(2026, 10, 30), agreed_on=date(2026, 10, 1)),
            Result.MET,
            id="longer-agreed-before-they-ended",
        ),
        pytest.param(
            Check.ANSWERED_IN_SIX_MONTHS,
            replace(WHOLE, answered_on=date(2026, 10, 2), agreed_by=date(2026, 10, 30), agreed_on=date(2026, 10, 2)),
            Result.NOT_MET,
            id="longer-agreed-too-late",
        ),
        pytest.param(Check.ANSWERED_IN_SIX_MONTHS, OPEN, Result.NOT_MET, id="six-months-over-without-an-answer"),
        pytest.param(
            Check.ANSWERED_IN_SIX_MONTHS,
            replace(OPEN, outcome=Outcome.WITHDRAWN),
            Result.NOT_APPLICABLE,
            id="withdrawn-without-an-answer",
        ),
        pytest.param(Check.SIGNED, replace(WHOLE, signed=Said.NO), Result.NOT_MET, id="signed-by-another"),
        pytest.param(Check.SIGNED, OPEN, Result.NOT_APPLICABLE, id="nothing-to-sign-yet"),
        pytest.param(
            Check.OMBUDSMAN_STATED,
            replace(WHOLE, ombudsman_stated=Said.NOT_RECORDED),
            Result.NOT_RECORDED,
            id="letter-not-in-the-file",
        ),
        pytest.param(Check.CHANGED, replace(WHOLE, changed=Said.NO), Result.NOT_MET, id="upheld-and-nothing-changed"),
        pytest.param(
            Check.CHANGED,
            replace(WHOLE, outcome=Outcome.NOT_UPHELD, changed=None),
            Result.NOT_APPLICABLE,
            id="nothing-upheld",
        ),
    ],
)
def test_each_check(check_: Check, file: CaseFile, result: Result) -> None:
    assert check(file)[check_] is result


def test_a_tally_counts_what_is_not_recorded_and_leaves_out_what_does_not_apply() -> None:
    files = (WHOLE, replace(WHOLE, signed=Said.NO), replace(WHOLE, signed=Said.NOT_RECORDED), OPEN)
    counted = tally(check(file) for file in files)
    assert counted[Check.SIGNED] == Tally(met=1, not_met=1, not_recorded=1, not_applicable=1)
    assert counted[Check.SIGNED].applies_to == 3
    assert counted[Check.SIGNED] + counted[Check.SIGNED] == Tally(2, 2, 2, 2)
    assert list(counted) == list(Check)


def test_the_subjects_are_those_of_the_complaints_return() -> None:
    theirs = {item.code: item.label for item in ITEMS}
    assert {code: label for code, label in SUBJECTS.items() if code != "clinical_treatment"} == theirs


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Communications", "subject_area_communications"),
        ("VALUES AND BEHAVIOURS OF STAFF", "subject_area_values_and_behaviours"),
        ("Values & behaviours", "subject_area_values_and_behaviours"),
        ("subject_area_restraint", "subject_area_restraint"),
        ("Clinical treatment", "clinical_treatment"),
        ("Mrs Smith", None),
    ],
)
def test_subjects_by_what_they_are_called(name: str, code: str | None) -> None:
    assert subject_called(name) == code


def test_outcomes_by_what_they_are_called() -> None:
    assert outcome_called("Partly upheld") is Outcome.PARTIALLY_UPHELD
    assert outcome_called("not upheld") is Outcome.NOT_UPHELD
    assert outcome_called("lost") is None
