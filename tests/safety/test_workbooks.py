"""The template filled in comes back without a fault, holds what was open, and a faulty file comes back marked."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from oversight.returns.marked_copies import marked_copy
from oversight.returns.models import Submission
from oversight.returns.periods import Month
from oversight.returns.reading.files import read_file
from oversight.returns.states import State
from safety.columns import COLUMNS, LINES
from safety.declaration import SAFETY
from safety.reading import read_return
from safety.rules.examples import FAULTLESS, csv_of
from safety.rules.rule import Example
from tests.returns.making import Place, accepted, checked, make_place
from tests.safety.making import OCTOBER
from tests.safety.test_pages import FAULTY

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 3)
NOVEMBER = Month(2026, 11)


@pytest.fixture
def place() -> Place:
    """A trust with its people."""
    return make_place()


def template(place: Place, month: Month = OCTOBER) -> Workbook:
    return load_workbook(io.BytesIO(SAFETY.template_workbook(trust=place.trust, period=str(month), today=TODAY)))


def rows_of(workbook: Workbook) -> list[dict[str, object]]:
    heading, *rows = workbook["Return"].iter_rows(values_only=True)
    codes = {column.heading: column.code for column in COLUMNS}
    named = [dict(zip((codes[str(text)] for text in heading), row, strict=True)) for row in rows]
    return [row for row in named if row["section"]]


def saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_the_template_has_a_row_for_each_number_of_the_month(place: Place) -> None:
    rows = rows_of(template(place))
    there = {(row["section"], row["item"]) for row in rows}
    assert there >= {(line.section.label, line.label) for line in LINES}
    assert {row["month"] for row in rows} == {"2026-10"}
    early = {row["item"] for row in rows_of(template(place, Month(2016, 3)))}
    assert "Klebsiella bacteraemia" not in early
    assert "MRSA bacteraemia" in early


def test_its_lists_are_those_of_the_month(place: Place) -> None:
    def items(month: Month) -> set[object]:
        return {cell for (cell,) in template(place, month)["Lists"].iter_rows(min_col=3, max_col=3, values_only=True)}

    assert "Air embolism" in items(Month(2015, 3))
    assert "Air embolism" not in items(Month(2015, 4))
    assert "Unintentional connection of a patient requiring oxygen to an air flowmeter" in items(OCTOBER)


def test_what_was_open_at_the_end_of_the_last_month_is_in_it(place: Place) -> None:
    changes = {
        "alerts": {"number": "3"},
        "closed": {
            **FAULTLESS["alert"], "reference": "PSA/2026/001", "status": "Action complete", "closed": "01/10/2026",
            "deadline": "12/10/2026",
        },
        "due": {
            **FAULTLESS["alert"], "reference": "PSA/2026/002", "status": "Action not required", "closed": "01/10/2026",
            "deadline": "11/11/2026",
        },
        "incidents": {"number": "2"},
        "untold": {**FAULTLESS["incident"], "reference": "W-1002", "date": "26/10/2026", "told": "", "apology": "",
                   "written": ""},
    }  # fmt: skip
    accepted(place, csv_of(Example(changes)), kind="safety")
    rows = {row["reference"]: row for row in rows_of(template(place, NOVEMBER)) if row["reference"]}
    assert set(rows) == {"PSA/2026/004", "PSA/2026/002", "W-1002"}
    still_open = rows["PSA/2026/004"]
    assert (still_open["deadline"], still_open["status"]) == (datetime(2026, 11, 30), None)  # noqa: DTZ001
    assert rows["PSA/2026/002"]["status"] == "Action not required"
    assert rows["W-1002"]["told"] is None


def test_the_template_filled_in_is_read_without_a_fault(place: Place) -> None:
    workbook = template(place)
    sheet = workbook["Return"]
    places = {str(cell.value): cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        section, item = (sheet.cell(row, places[heading]).value for heading in ("Section", "Item"))
        if item:
            known = next((one for one in FAULTLESS.values() if (one["section"], one["item"]) == (section, item)), None)
            number = "0" if item == "Number in all" else known.get("number", "0") if known else "1"
            sheet.cell(row, places["Number"]).value = int(number)
            if known and known.get("out_of"):
                sheet.cell(row, places["Out of"]).value = int(known["out_of"])
    submission = checked(place, saved(workbook), kind="safety", filename="october.xlsx")
    assert submission.state == State.READY, list(submission.findings.values_list("rule", "message"))
    assert submission.rows_blank == 3


def test_the_template_says_how_to_fill_it_in(place: Place) -> None:
    told = [str(row[0]) for row in template(place)["Guidance"].iter_rows(values_only=True) if row[0]]
    assert told[0] == "Safety measures return, October 2026"
    assert any("as soon as reasonably practicable" in line for line in told)
    assert "safety.not_on_list" in told


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_faulty_file_comes_back_with_its_cells_marked(place: Place, form: str) -> None:
    content = csv_of(FAULTY)
    if form == "xlsx":
        from tests.safety.test_reading import as_workbook

        content = as_workbook(content)
    submission = checked(place, content, kind="safety", filename=f"october.{form}")
    assert submission.state == State.TO_FIX
    workbook = load_workbook(io.BytesIO(marked_copy(Submission.objects.get(pk=submission.pk))))
    assert workbook.sheetnames[0] == "Findings"
    sheet = workbook[workbook.sheetnames[1]]
    assert "on the list in force on 5 October 2026" in sheet["D4"].comment.text
    assert sheet["N2"].value == 21000
    assert read_return(read_file(content, f"october.{form}"), OCTOBER).rows_read == 21
