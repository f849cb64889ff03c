"""The published table of latest ratings, in the headings of several years, made small."""

import csv
import io
from collections.abc import Sequence

import openpyxl

from tests.inspections.importing.open_document import Cell, write_ods

LATEST = (
    "Location ID",
    "Location ODS Code",
    "Location Name",
    "Care Home?",
    "Location Type",
    "Location Primary Inspection Category",
    "Service / Population Group",
    "Domain",
    "Latest Rating",
    "Publication Date",
    "Report Type",
    "Inherited Rating (Y/N)",
    "URL",
    "Provider ID",
    "Provider Name",
)
OLDER = (
    "Location ID",
    "Location Name",
    "Care home?",
    "Location Type/Sector",
    "Location Primary Inspection Category",
    "Service / Population  Group ",
    "Key  Question",
    "LATEST RATING",
    "Publication date",
    "Provider ID",
)
QUESTIONS = ("Safe", "Effective", "Caring", "Responsive", "Well-led")
HOSPITAL = {
    "location": "RX101",
    "provider": "RX1",
    "kind": "NHS Healthcare Organisation",
    "category": "Acute hospital - NHS non-specialist",
    "care_home": "N",
}


def row(
    service: str,
    question: str,
    rating: str,
    on: Cell = "08/05/2019",
    *,
    inherited: str = "N",
    headings: Sequence[str] = LATEST,
    **of: str,
) -> list[Cell]:
    """One row of the table, of an NHS hospital unless said otherwise, in the order of the headings."""
    place = HOSPITAL | of
    cells: dict[str, Cell] = {
        "locationid": place["location"],
        "locationodscode": place["location"],
        "locationname": "Northgate Hospital",
        "carehome?": place["care_home"],
        "locationtype": place["kind"],
        "locationtype/sector": place["kind"],
        "locationprimaryinspectioncategory": place["category"],
        "service/populationgroup": service,
        "domain": question,
        "keyquestion": question,
        "latestrating": rating,
        "publicationdate": on,
        "reporttype": "Location",
        "inheritedrating(y/n)": inherited,
        "url": f"http://www.cqc.org.uk/location/{place['location']}",
        "providerid": place["provider"],
        "providername": "Northgate Hospitals NHS Trust",
    }
    return [cells["".join(heading.lower().split())] for heading in headings]


def hospital(headings: Sequence[str] = LATEST, services: Sequence[str] = ("Surgery",), **of: str) -> list[list[Cell]]:
    """Every row of a hospital that is good throughout."""
    return [
        row(service, question, "Good", headings=headings, **of)
        for service in ("Overall", *services)
        for question in ("Overall", *QUESTIONS)
    ]


def as_csv(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The table as CSV, with the mark that Excel writes first."""
    text = io.StringIO()
    csv.writer(text).writerows([list(headings), *rows])
    return text.getvalue().encode("utf-8-sig")


def as_ods(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The table as the regulator publishes it: behind another sheet, below a line that says what it is."""
    return write_ods(
        {
            "README": [["CQC care directory with ratings"]],
            "Locations": [["Latest ratings"], list(headings), *rows],
            "Providers": [["Provider ID", "Domain"]],
        }
    )


def as_xlsx(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The table as a workbook, with days as dates."""
    workbook = openpyxl.Workbook()
    workbook.create_sheet("Providers")
    sheet = workbook.create_sheet("LOCATIONS")
    sheet.append(list(headings))
    for cells in rows:
        sheet.append(list(cells))
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()
