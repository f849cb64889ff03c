"""The template filled in comes back without a fault, with what was carried forward; faulty files come back marked."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from complaints.columns import COLUMNS_OF, Part
from complaints.declaration import COMPLAINTS
from complaints.items import ASKED, SUMMARY
from complaints.periods import ComplaintsPeriod
from complaints.rules.examples import FAULTLESS
from oversight.returns.marked_copies import marked_copy
from oversight.returns.models import Submission
from oversight.returns.states import State
from tests.complaints.making import Q4, accept_quarter, make_trust, quarter_file
from tests.returns.making import Place, checked

pytestmark = pytest.mark.django_db
TODAY = date(2025, 7, 3)


@pytest.fixture
def place() -> Place:
    """A trust with two sites and its people."""
    return make_trust()


def template(place: Place, period: ComplaintsPeriod = Q4) -> Workbook:
    return load_workbook(io.BytesIO(COMPLAINTS.template_workbook(trust=place.trust, period=str(period), today=TODAY)))


def rows_of(workbook: Workbook, part: Part) -> list[dict[str, object]]:
    heading, *rows = workbook[part.sheet].iter_rows(values_only=True)
    codes = {column.heading: column.code for column in COLUMNS_OF[part]}
    return [dict(zip((codes[str(text)] for text in heading), row, strict=True)) for row in rows if any(row)]


def fill(sheet: Worksheet, part: Part, row: int, values: dict[str, str]) -> None:
    places = {column.code: number for number, column in enumerate(COLUMNS_OF[part], start=1)}
    for code, value in values.items():
        sheet.cell(row, places[code]).value = int(value) if value.isdecimal() else value


def test_the_template_has_the_trust_its_sites_and_every_number_that_is_asked(place: Place) -> None:
    workbook = template(place)
    assert workbook.sheetnames == ["KO41a", "Handling", "Lessons", "Lists", "Guidance"]
    counts = rows_of(workbook, Part.COUNTS)
    assert [(row["year"], row["organisation_code"], row["site_code"]) for row in counts] == [
        ("2024-Q4", "RX1", None),
        ("2024-Q4", "RX1", "RX101"),
        ("2024-Q4", "RX1", "RX102"),
    ]
    assert [row["item"] for row in rows_of(workbook, Part.HANDLING)] == [asked.label for asked in ASKED]
    assert len(list(workbook["KO41a"][1])) == 88


def test_what_was_carried_forward_is_brought_forward_in_the_next_quarter_and_after_the_year(place: Place) -> None:
    accept_quarter(place)
    brought_forward = SUMMARY[0].code
    for text in ("2025-Q1", "2025-26"):
        rows = rows_of(template(place, ComplaintsPeriod.parse(text)), Part.COUNTS)
        assert [row[brought_forward] for row in rows] == [8, 6, 2]
        assert {row["year"] for row in rows} == {text}
    later = rows_of(template(place, ComplaintsPeriod.parse("2025-Q2")), Part.COUNTS)
    assert [row[brought_forward] for row in later] == [None, None, None]


@pytest.mark.parametrize("sites", [True, False], ids=["with its sites", "the whole trust alone"])
def test_the_template_filled_in_is_read_without_a_fault(place: Place, sites: bool) -> None:
    workbook = template(place)
    names = ("whole", "general", "infirmary") if sites else ("whole",)
    for row, name in enumerate(names, start=2):
        numbers = {code: value for code, value in FAULTLESS[name].items() if value.isdecimal()}
        fill(workbook["KO41a"], Part.COUNTS, row, numbers)
    for row, asked in enumerate(ASKED, start=2):
        fill(workbook["Handling"], Part.HANDLING, row, {"number": FAULTLESS[asked.code]["number"]})
    fill(workbook["Lessons"], Part.LESSONS, 2, dict(FAULTLESS["lesson"]))
    content = io.BytesIO()
    workbook.save(content)
    submission = checked(place, content.getvalue(), kind="complaints", period="2024-Q4", filename="quarter.xlsx")
    assert submission.state == State.READY, list(submission.findings.values_list("rule", "message"))
    assert submission.layout == "template"
    assert submission.totals["new"] == 14
    assert submission.rows_blank == (0 if sites else 2)
    by_csv = checked(place, quarter_file(), kind="complaints", period="2024-Q4")
    if sites:
        # The same values are the same content, whatever form the file has.
        assert by_csv.content_sha256 == submission.content_sha256


def test_the_template_says_how_to_fill_it_in(place: Place) -> None:
    told = [str(row[0]) for row in template(place)["Guidance"].iter_rows(values_only=True) if row[0]]
    assert told[0] == "Complaints return, January to March 2025 (quarter 4 of 2024-25)"
    assert any("substantive evidence supports it" in line for line in told)
    assert "complaints.carried_forward_differs" in told
    assert "Patient interventions" in told


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_faulty_file_comes_back_with_its_cells_marked(place: Place, form: str) -> None:
    content = quarter_file(changes={"whole": {"complaints_total_carried_forward": "9"}})
    if form == "xlsx":
        workbook = template(place)
        wrong = {**FAULTLESS["whole"], "complaints_total_carried_forward": "9"}
        fill(workbook["KO41a"], Part.COUNTS, 2, {code: value for code, value in wrong.items() if value.isdecimal()})
        out = io.BytesIO()
        workbook.save(out)
        content = out.getvalue()
    submission = checked(place, content, kind="complaints", period="2024-Q4", filename=f"quarter.{form}")
    assert submission.state == State.TO_FIX
    marked = load_workbook(io.BytesIO(marked_copy(Submission.objects.get(pk=submission.pk))))
    assert marked.sheetnames[0] == "Findings"
    sheet = marked[marked.sheetnames[1]]
    # The 17th column of the 88.
    assert "5 brought forward and 14 new less 11 resolved are 8, not 9" in sheet["Q2"].comment.text
