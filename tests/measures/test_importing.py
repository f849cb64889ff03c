"""Files of observations: every row taken or told with its reason, once only, and nothing overwritten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from oversight.measures.defining import Level, definition
from oversight.measures.importing import import_observations
from oversight.measures.models import Observation, ObservationImport
from oversight.measures.observing import month_of_trusts
from oversight.measures.periods import Grain, Period
from oversight.measures.stated import of_period, periods_of, series_by_measure
from oversight.records.audit import System
from oversight.records.models import AuditEntry, OutboxEvent
from tests.measures.importing import HEADING, import_lines, known, register, run

pytestmark = pytest.mark.django_db

MEASURE = "fft_inpatients_recommend"
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _register() -> None:
    register()


def test_rows_are_taken_and_a_second_time_nothing_changes(tmp_path: Path) -> None:
    lines = ["RX1,2016-10,90,100", "RX2,2016-10,0,50", "RX1,2016-11,45.5,50"]
    first = import_lines(tmp_path, lines)
    assert (first.code, first.stderr) == (0, "")
    assert first.answer == {"new": 3, "changed": 0, "unchanged": 0, "rejected": []}
    before = list(Observation.objects.order_by("pk").values())
    again = import_lines(tmp_path, lines)
    assert again.answer == {"new": 0, "changed": 0, "unchanged": 3, "rejected": []}
    assert list(Observation.objects.order_by("pk").values()) == before
    assert ObservationImport.objects.count() == 1
    assert AuditEntry.objects.filter(action="observations.imported").count() == 1
    assert OutboxEvent.objects.filter(name="observations.imported").count() == 1


def test_an_import_says_which_file_it_was_and_is_told_once(tmp_path: Path) -> None:
    import_lines(tmp_path, ["RX1,2016-10,90,100", "RX1,2016-Q3,90,100", "NOBODY,2016-10,1,2"])
    made = ObservationImport.objects.get()
    assert (made.measure, made.mapping, made.file_name) == (MEASURE, "", "observations.csv")
    assert (made.new, made.changed, made.unchanged, made.rejected) == (2, 0, 0, 1)
    entry = AuditEntry.objects.get(action="observations.imported")
    assert (entry.system, entry.subject_id, entry.hashes) == ("import_observations", str(made.pk), [made.sha256])
    event = OutboxEvent.objects.get(name="observations.imported")
    assert (event.subject_kind, event.subject_id) == ("measure", MEASURE)
    assert event.payload == {"periods": ["2016-10", "2016-Q3"]}


def test_a_correction_is_a_new_row_and_the_old_one_stays_readable() -> None:
    def take(numerator: int, now: datetime) -> None:
        content = f"{HEADING}\nRX1,2016-10,{numerator},100\n".encode()
        import_observations(content=content, file_name="a.csv", made=definition(MEASURE), by=System("a test"), now=now)

    take(90, NOW)
    later = NOW + timedelta(days=1)
    take(91, later)
    october = Period.parse("2016-10")
    assert of_period(MEASURE, october, demonstration=False)["RX1"].numerator == 91
    before = of_period(MEASURE, october, demonstration=False, as_known_at=later - timedelta(seconds=1))
    assert before["RX1"].numerator == 90
    assert of_period(MEASURE, october, demonstration=False, as_known_at=NOW - timedelta(seconds=1)) == {}
    assert list(Observation.objects.order_by("pk").values_list("known_from", "known_to")) == [
        (NOW, later),
        (later, None),
    ]
    latest = ObservationImport.objects.order_by("pk").last()
    assert latest is not None
    assert (latest.new, latest.changed) == (0, 1)


def test_the_answer_counts_what_is_new_what_is_corrected_and_what_is_the_same(tmp_path: Path) -> None:
    import_lines(tmp_path, ["RX1,2016-10,90,100", "RX2,2016-10,80,100"])
    outcome = import_lines(tmp_path, ["RX1,2016-10,90.0,100", "RX2,2016-10,81,100", "RX1,2016-11,1,2"])
    assert outcome.counts == (1, 1, 1)


REJECTED = {
    "unknown organisation": ("NOBODY,2016-10,1,2", "'NOBODY' is not on the register"),
    "blank organisation": (",2016-10,1,2", "The organisation is blank"),
    "blank period": ("RX1,,1,2", "The period is blank"),
    "month 13": ("RX1,2016-13,1,2", "'2016-13' is not a period"),
    "quarter 5": ("RX1,2016-Q5,1,2", "'2016-Q5' is not a period"),
    "a day that no month has": ("RX1,2016-02-30,1,2", "'2016-02-30' is not a period"),
    "a period that has not begun": ("RX1,2099-01,1,2", "The period 2099-01 has not begun"),
    "numerator above denominator": ("RX1,2016-10,3,2", "The numerator 3 is above the denominator 2"),
    "something of nothing": ("RX1,2016-10,3,0", "The numerator 3 is above the denominator 0"),
    "negative numerator": ("RX1,2016-10,-1,2", "The numerator is negative"),
    "negative denominator": ("RX1,2016-10,1,-2", "The denominator is negative"),
    "not a number": ("RX1,2016-10,many,2", "The numerator 'many' is not a number"),
    "NaN": ("RX1,2016-10,NaN,2", "The numerator 'NaN' is not a number"),
    "infinity": ("RX1,2016-10,1,inf", "The denominator 'inf' is not a number"),
    "error of a spreadsheet": ("RX1,2016-10,#DIV/0!,2", "The numerator '#DIV/0!' is not a number"),
    "blank numerator": ("RX1,2016-10,,2", "The numerator is blank"),
    "blank denominator": ("RX1,2016-10,1,", "The denominator is blank"),
    "missing cells": ("RX1,2016-10,1", "The denominator is blank"),
    "suppressed": ("RX1,2016-10,*,20", "The numerator is suppressed (*)"),
    "too many cells": ("RX1,2016-10,1,2,3", "The row has 5 cells where the heading has 4"),
    "too many digits": ("RX1,2016-10,0.12345678901234567,2", "more than 16 digits after the point"),
    "too large": ("RX1,2016-10,1,1234567890123456789", "more than 17 digits before the point"),
    "a trust that had closed": ("RXC,2016-11,1,2", "RXC closed on 2016-10-15, before the period 2016-11"),
    "a day after a trust closed": ("RXC,2016-10-16,1,2", "RXC closed on 2016-10-15, before the period 2016-10-16"),
    "a trust that had not opened": ("RXL,2016-09,1,2", "RXL opened on 2016-10-15, after the period 2016-09"),
    "a site without a trust": ("RX199,2016-10,1,2", "The site RX199 belonged to no trust in 2016-10"),
}


@pytest.mark.parametrize("fault", REJECTED)
def test_a_row_that_cannot_be_taken_is_told_with_its_number_and_the_others_are_taken(
    tmp_path: Path, fault: str
) -> None:
    line, reason = REJECTED[fault]
    outcome = import_lines(tmp_path, ["RX2,2016-10,1,2", line])
    assert outcome.code == 1
    assert outcome.counts == (1, 0, 0)
    assert list(outcome.rejected) == [3]
    assert reason in outcome.rejected[3]
    assert "1 row was rejected" in outcome.stderr


ACCEPTED = {
    "a trust in the month in which it closed": ("RXC,2016-10,1,2", "RXC"),
    "a trust in the quarter in which it closed": ("RXC,2016-Q3,1,2", "RXC"),
    "a trust on its last day": ("RXC,2016-10-15,1,2", "RXC"),
    "a trust in the month in which it opened": ("RXL,2016-10,1,2", "RXL"),
    "an invented trust": ("ZZ1,2016-10,1,2", "ZZ1"),
    "small letters and spaces": (" rx1 , 2016-10 , 1 , 2 ", "RX1"),
    "no-break spaces": ("RX1\u00a0,2016-10\u00a0,1\u00a0,2", "RX1"),
    "thousands apart by commas": ('RX1,2016-10,"1,234","2,000"', "RX1"),
    "none of none, which is not applicable": ("RX1,2016-10,0,0", "RX1"),
    "all of all": ("RX1,2016-10,2,2", "RX1"),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_row_that_is_in_order_is_taken(tmp_path: Path, case: str) -> None:
    line, subject = ACCEPTED[case]
    outcome = import_lines(tmp_path, [line])
    assert (outcome.code, outcome.counts) == (0, (1, 0, 0))
    assert Observation.objects.get().subject == subject


def test_every_digit_of_a_number_is_kept(tmp_path: Path) -> None:
    import_lines(tmp_path, ['RX1,2016-10,"1,602.1234567890123456","12,345,678,901,234,567.1"'])
    row = Observation.objects.get()
    assert row.numerator == Decimal("1602.1234567890123456")
    assert row.denominator == Decimal("12345678901234567.1")


def test_a_blank_takes_nothing_back_and_is_not_zero(tmp_path: Path) -> None:
    import_lines(tmp_path, ["RX1,2016-10,90,100"])
    outcome = import_lines(tmp_path, ["RX1,2016-10,,100", "RX2,2016-10,0,100"])
    assert outcome.rejected == {2: "The numerator is blank."}
    assert outcome.counts == (1, 0, 0)
    told = of_period(MEASURE, Period.parse("2016-10"), demonstration=False)
    assert {code: each.numerator for code, each in told.items()} == {"RX1": 90, "RX2": 0}


def test_a_repeated_row_is_counted_once_and_told(tmp_path: Path) -> None:
    outcome = import_lines(tmp_path, ["RX1,2016-10,90,100", "RX2,2016-10,1,2", "rx1,2016-10,90.0,100"])
    assert outcome.code == 1
    assert outcome.counts == (2, 0, 0)
    assert outcome.rejected == {4: "The row repeats row 2, which was counted once."}


def test_rows_that_contradict_each_other_are_none_of_them_taken(tmp_path: Path) -> None:
    import_lines(tmp_path, ["RX1,2016-10,1,100"])
    outcome = import_lines(tmp_path, ["RX1,2016-10,90,100", "RX2,2016-10,1,2", "RX1,2016-10,91,100"])
    assert outcome.counts == (1, 0, 0)
    assert outcome.rejected == {
        2: "Row 4 says otherwise of the same organisation and period; none of them was taken.",
        4: "Row 2 says otherwise of the same organisation and period; none of them was taken.",
    }
    assert Observation.objects.get(subject="RX1").numerator == 1
    third = import_lines(tmp_path, ["RX1,2016-10,90,100", "RX1,2016-10,91,100", "RX1,2016-10,91,100"])
    assert third.rejected[2].startswith("Rows 3, 4 say otherwise")


def test_row_numbers_count_the_records_of_the_file_from_the_heading(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(
        "\ufefforganisation,period,numerator,denominator,remark\r\n"
        'RX1,2016-10,1,2,"two\r\nlines"\r\n'
        "\r\n"
        "NOBODY,2016-10,1,2,\r\n".encode()
    )
    outcome = run(path, "--indicator", MEASURE)
    assert outcome.counts == (1, 0, 0)
    assert list(outcome.rejected) == [4]


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("Denominator , PERIOD,numerator,Organisation\n100,2016-10,90,RX1\n", encoding="utf-8")
    assert run(path, "--indicator", MEASURE).counts == (1, 0, 0)
    assert (Observation.objects.get().numerator, Observation.objects.get().denominator) == (90, 100)


def test_a_site_is_filed_under_the_trust_that_it_belonged_to_in_the_period(tmp_path: Path) -> None:
    import_lines(tmp_path, ["RX101,2016-09,1,2", "RX101,2016-10,1,2"])
    rows = Observation.objects.order_by("period").values_list("level", "subject", "trust_code")
    assert list(rows) == [("site", "RX101", "RX1"), ("site", "RX101", "RX2")]
    assert set(of_period(MEASURE, Period.parse("2016-09"), demonstration=False, level=Level.SITE)) == {"RX101"}


def test_a_site_is_rejected_for_an_indicator_of_trusts(tmp_path: Path) -> None:
    outcome = import_lines(tmp_path, ["RX101,2016-10,1,2"], indicator="sickness_all")
    assert "not observed of sites" in outcome.rejected[2]


def test_a_month_a_quarter_a_year_and_a_day_that_begin_alike_stand_beside_each_other(tmp_path: Path) -> None:
    lines = ["RX1,2016-04,1,9", "RX1,2016-Q1,2,9", "RX1,2016-04-01,3,9", "RX1,2016/17,4,9"]
    assert import_lines(tmp_path, lines).counts == (4, 0, 0)
    for text, numerator in (("2016-04", 1), ("2016-Q1", 2), ("2016-04-01", 3), ("2016/17", 4)):
        assert of_period(MEASURE, Period.parse(text), demonstration=False)["RX1"].numerator == numerator
    # Readers of returns see no file.
    assert month_of_trusts(MEASURE, date(2016, 4, 1), demonstration=False) == {}
    quarters = series_by_measure("RX1", level=Level.TRUST, measures=[MEASURE], grain=Grain.QUARTER)
    assert list(quarters[MEASURE]) == [Period.parse("2016-Q1")]
    assert periods_of(MEASURE, grain=Grain.YEAR) == [Period.parse("2016/17")]


def test_invented_trusts_and_real_ones_never_come_together(tmp_path: Path) -> None:
    import_lines(tmp_path, ["RX1,2016-10,1,2", "ZZ1,2016-10,1,2"])
    october = Period.parse("2016-10")
    assert set(of_period(MEASURE, october, demonstration=False)) == {"RX1"}
    assert set(of_period(MEASURE, october, demonstration=True)) == {"ZZ1"}


def test_a_count_has_no_denominator(tmp_path: Path) -> None:
    outcome = import_lines(tmp_path, ["RX1,2016-10,2,", "RX2,2016-10,2,5"], indicator="whistleblowing_open")
    assert outcome.counts == (1, 0, 0)
    assert "is a count and has no denominator" in outcome.rejected[3]
    assert (Observation.objects.get().numerator, Observation.objects.get().denominator) == (2, None)


def test_a_ratio_may_be_above_one_but_not_over_nothing(tmp_path: Path) -> None:
    outcome = import_lines(tmp_path, ["RX1,2016-10,130,100.5", "RX2,2016-10,3,0"], indicator="shmi")
    assert outcome.counts == (1, 0, 0)
    assert outcome.rejected == {3: "The numerator is 3 where the denominator is 0."}


@pytest.mark.parametrize(
    ("indicator", "taken"),
    [("cancer_62_days", False), ("fft_inpatients_recommend", False), ("fft_inpatients_response", True), ("hsmr", True)],
)
def test_only_a_part_of_a_whole_cannot_be_more_than_the_whole(tmp_path: Path, indicator: str, taken: bool) -> None:
    outcome = import_lines(tmp_path, ["RX1,2016-10,101,100"], indicator=indicator)
    assert outcome.counts == (int(taken), 0, 0)
    assert ("above the denominator" in str(outcome.rejected)) is not taken


def test_a_measure_of_a_return_is_taken_where_no_return_tells_of_it(tmp_path: Path) -> None:
    outcome = import_lines(tmp_path, ["RX1,2016-10,90,100"], indicator="fill_registered")
    assert (outcome.code, outcome.counts) == (0, (1, 0, 0))


CANNOT_BE_DONE = {
    "an unknown indicator": ("a,b", ["--indicator", "nothing"], "There is no indicator 'nothing'"),
    "an unknown mapping": ("a,b", ["--mapping", "nothing"], "There is no mapping 'nothing'. There are: ae_four_hours"),
    "neither": ("a,b", [], "Name either --indicator CODE or --mapping NAME"),
    "both": ("a,b", ["--indicator", MEASURE, "--mapping", "ae_four_hours"], "Name either"),
    "a missing column": ("organisation,period,numerator\n", ["--indicator", MEASURE], "no column 'denominator'"),
    "a column twice": (f"{HEADING},period\n", ["--indicator", MEASURE], "The column 'period' comes 2 times"),
    "an empty file": ("", ["--indicator", MEASURE], "empty"),
    "a torn quotation": (f'{HEADING}\nRX1,2016-10,"1,2\n', ["--indicator", MEASURE], "quotation marks"),
}


@pytest.mark.parametrize("case", CANNOT_BE_DONE)
def test_what_cannot_be_done_is_said_twice_and_writes_nothing(tmp_path: Path, case: str) -> None:
    text, arguments, reason = CANNOT_BE_DONE[case]
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    outcome = run(path, *arguments)
    assert outcome.code == 2
    assert reason in outcome.answer["error"]
    assert reason in outcome.stderr
    assert outcome.counts == (0, 0, 0)
    assert not Observation.objects.exists()


def test_a_workbook_is_not_read(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(HEADING.split(","))
    book.save(tmp_path / "book.xlsx")
    outcome = run(tmp_path / "book.xlsx", "--indicator", MEASURE)
    assert outcome.code == 2
    assert "save the sheet as CSV" in outcome.answer["error"]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    outcome = run(tmp_path / "gone.csv", "--indicator", MEASURE)
    assert outcome.code == 2
    assert "No such file" in outcome.answer["error"]


def test_a_file_of_which_nothing_is_taken_leaves_nothing(tmp_path: Path) -> None:
    assert import_lines(tmp_path, ["NOBODY,2016-10,1,2"]).code == 1
    assert import_lines(tmp_path, []).code == 0
    assert not ObservationImport.objects.exists()
    assert not AuditEntry.objects.filter(action="observations.imported").exists()
    assert not OutboxEvent.objects.filter(name="observations.imported").exists()


def test_an_observation_is_said_by_a_return_or_by_a_file_and_never_by_both_or_none() -> None:
    row = {"measure": MEASURE, "level": "trust", "subject": "RX1", "trust_code": "RX1", "period": date(2016, 10, 1)}
    with pytest.raises(IntegrityError, match="a_return_or_a_file_said_so"), transaction.atomic():
        Observation.objects.create(**row, known_from=NOW)


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["RX1", "RX2", "ZZ1", "RX101", "NOBODY"]),
        st.sampled_from(["2016-08", "2016-09", "2015-Q4", "2016/17", "2016-08-01"]),
        st.integers(min_value=0, max_value=120),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.randoms(use_true_random=False), st.integers(min_value=0, max_value=12))
def test_rows_in_any_order_and_in_two_files_give_the_same_observations(
    tmp_path: Path, rows: list[tuple[str, str, int]], order: Random, at: int
) -> None:
    lines = [f"{code},{period},{numerator},100" for code, period, numerator in rows]
    shuffled = lines[:]
    order.shuffle(shuffled)
    found = []
    for files in ([lines], [shuffled[:at], shuffled[at:]]):
        with transaction.atomic():
            answers = [import_lines(tmp_path, each) for each in files]
            reasons = sorted(reason for each in answers for reason in each.rejected.values())
            found.append((known(), sum(each.answer["new"] for each in answers), reasons))
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert found[0][1] == len(found[0][0])
