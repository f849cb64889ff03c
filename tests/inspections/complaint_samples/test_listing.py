"""Reading a trust's list: every fault in one pass, each with its line, and no room for a name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.complaint_samples.listing import MOST_ROWS, Read, Row, read_list
from inspections.complaint_samples.subjects import Outcome


def read(text: str) -> Read:
    return read_list(text, from_on=date(2026, 4, 1), to_on=date(2026, 9, 30))


def test_a_list_with_headings_is_read() -> None:
    found = read(
        "\ufeffNumber,Date received,Subject,Outcome\r\n"
        "C/26/0001,2026-04-01,Communications,Upheld\r\n"
        "\r\n"
        '"C/26/0002",30/09/2026,"Admissions, discharge and transfers",not resolved yet\r\n'
    )
    assert found.faults == ()
    assert found.rows == (
        Row("C/26/0001", date(2026, 4, 1), "subject_area_communications", Outcome.UPHELD),
        Row("C/26/0002", date(2026, 9, 30), "subject_area_admissions_discharge_and_transfers", Outcome.OPEN),
    )


def test_what_is_pasted_from_a_sheet_has_tabs() -> None:
    found = read("17\t2026-05-05\tAdmissions, discharge and transfers\tPartly upheld\t\t")
    assert found.rows == (
        Row("17", date(2026, 5, 5), "subject_area_admissions_discharge_and_transfers", Outcome.PARTIALLY_UPHELD),
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param("Mrs Smith,2026-05-05,Communications,Upheld", "The number has letters", id="a-name"),
        pytest.param("Smith,2026-05-05,Communications,Upheld", "The number has letters", id="a-name-without-a-digit"),
        pytest.param("C1,2026-05-05,Communications,Upheld,Mrs Smith", "four columns", id="a-fifth-column"),
        pytest.param("C1,5 May,Communications,Upheld", "Write the day", id="no-date"),
        pytest.param("C1,2026-02-30,Communications,Upheld", "Write the day", id="no-such-day"),
        pytest.param("C1,2026-03-31,Communications,Upheld", "outside 1 April 2026", id="before-the-time"),
        pytest.param("C1,2026-10-01,Communications,Upheld", "outside 1 April 2026", id="after-the-time"),
        pytest.param("C1,2026-05-05,Rudeness,Upheld", "none of those of KO41a", id="another-subject"),
        pytest.param("C1,2026-05-05,Communications,Lost", "none of those on the list", id="another-outcome"),
        pytest.param("C1,2026-05-05,Communications", "four columns", id="a-column-short"),
        pytest.param("<script>1,2026-05-05,Communications,Upheld", "The number has letters", id="script"),
    ],
)
def test_a_fault_is_told_with_its_line(line: str, says: str) -> None:
    found = read(f"A1,2026-05-05,Communications,Upheld\n{line}\n")
    assert [fault.line for fault in found.faults] == [2]
    assert says in found.faults[0].text
    assert len(found.rows) == 1


def test_a_number_listed_twice_names_the_other_line_whatever_its_case() -> None:
    found = read("c1,2026-05-05,Transport,Upheld\nC1,2026-05-06,Transport,Upheld\n")
    assert [(fault.line, fault.text) for fault in found.faults] == [(2, "The number is on line 1 too")]


def test_all_faults_of_a_line_are_told_at_once() -> None:
    assert len(read("nobody,never,nothing,nowhere").faults) == 4


def test_a_list_without_end_is_not_read_to_its_end() -> None:
    found = read("\n".join(f"C{n},2026-05-05,Transport,Upheld" for n in range(MOST_ROWS + 1)))
    assert found.rows == ()
    assert "more than 20,000 lines" in found.faults[0].text


@given(st.text(max_size=300))
def test_any_text_is_read_or_told_to_be_wrong(text: str) -> None:
    found = read(text)
    assert all(fault.text for fault in found.faults)
    assert all(any(letter.isdigit() for letter in row.number) and " " not in row.number for row in found.rows)
