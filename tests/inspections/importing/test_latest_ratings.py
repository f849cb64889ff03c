"""The published table of latest ratings: any year's headings, three formats, NHS hospitals alone."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

import pytest

from inspections.importing.latest_ratings import read_latest_ratings
from inspections.importing.published import Level
from oversight.returns.reading.unreadable import Cause, Unreadable
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from tests.inspections.importing.open_document import Cell, write_ods
from tests.inspections.importing.tables import LATEST, OLDER, as_csv, as_ods, as_xlsx, hospital, row

Write = Callable[[Sequence[str], Sequence[Sequence[Cell]]], bytes]


@pytest.mark.parametrize("write", [as_csv, as_ods, as_xlsx])
@pytest.mark.parametrize("headings", [LATEST, OLDER])
def test_the_table_is_read_in_any_format_and_any_years_headings(write: Write, headings: Sequence[str]) -> None:
    rows = [
        row("Overall", "Overall", "Good", headings=headings),
        row("Overall", "Well-led", "Requires improvement", date(2018, 2, 1), headings=headings),
        row("Surgery", "Overall", "Outstanding", "2019-05-08", headings=headings),
        row("Surgery", "Safe", "Insufficient evidence to rate", headings=headings),
    ]
    read = read_latest_ratings(write(headings, rows))
    assert read.rejected == []
    assert (read.rows, read.left_aside, list(read.locations)) == (4, 0, ["RX101"])
    assert [(one.level, one.service, one.key_question, one.word, one.published_on) for one in read.ratings] == [
        (Level.LOCATION, "", None, Rating.GOOD, date(2019, 5, 8)),
        (Level.LOCATION_KEY_QUESTION, "", KeyQuestion.WELL_LED, Rating.REQUIRES_IMPROVEMENT, date(2018, 2, 1)),
        (Level.SERVICE, "Surgery", None, Rating.OUTSTANDING, date(2019, 5, 8)),
        (Level.SERVICE_KEY_QUESTION, "Surgery", KeyQuestion.SAFE, NonRating.INSUFFICIENT_EVIDENCE, date(2019, 5, 8)),
    ]
    assert {(one.provider_code, one.location_code) for one in read.ratings} == {("RX1", "RX101")}


# The whole row of headings as it is published, which tells more than is read here; older copies say key question.
AS_PUBLISHED = [
    "Location ID",
    "Location ODS Code",
    "Location Name",
    "Care Home?",
    "Location Type",
    "Location Primary Inspection Category",
    "Location Street Address",
    "Location Address Line 2",
    "Location City",
    "Location Post Code",
    "Location Local Authority",
    "Location Region",
    "Location NHS Region",
    "Location ONSPD CCG Code",
    "Location ONSPD CCG",
    "Location Commissioning CCG Code",
    "Location Commissioning CCG Name",
    "Service / Population Group",
    "Domain",
    "Latest Rating",
    "Publication Date",
    "Report Type",
    "Inherited Rating (Y/N)",
    "URL",
    "Provider ID",
    "Provider Name",
    "Brand ID",
    "Brand Name",
]


@pytest.mark.parametrize("asked", ["Domain", "Key Question"])
def test_every_heading_that_is_published_may_stand_there(asked: str) -> None:
    headings = [asked if heading == "Domain" else heading for heading in AS_PUBLISHED]
    told = dict(zip(LATEST, row("Surgery", "Safe", "Good", inherited="Y"), strict=True))
    told["Key Question"] = told["Domain"]
    read = read_latest_ratings(as_csv(headings, [[told.get(heading, "x") for heading in headings]]))
    [one] = read.ratings
    assert (one.location_code, one.provider_code, one.service) == ("RX101", "RX1", "Surgery")
    assert (one.key_question, one.word, one.inherited) == (KeyQuestion.SAFE, Rating.GOOD, True)
    assert one.report_link == "http://www.cqc.org.uk/location/RX101"


@pytest.mark.parametrize(
    ("of", "kept"),
    [
        ({}, True),
        ({"category": "Acute hospital - NHS specialist"}, True),
        ({"category": "Mental health - community & hospital - NHS"}, True),
        ({"category": "Community health - NHS & Independent"}, True),
        ({"category": ""}, True),
        ({"kind": "nhs healthcare organisation"}, True),
        ({"kind": "", "category": "Acute hospital - NHS non-specialist"}, True),
        ({"kind": "", "category": "Community health - NHS & Independent", "location": "1-10000"}, False),
        ({"kind": "", "category": "Acute hospital - Independent specialist"}, False),
        ({"kind": "", "category": ""}, False),
        ({"kind": "Independent Healthcare Org", "category": "Acute hospital - Independent non-specialist"}, False),
        ({"kind": "Social Care Org", "category": "Residential social care", "care_home": "Y"}, False),
        ({"kind": "Primary Medical Services", "category": "GP Practices"}, False),
        ({"category": "GP Practices"}, False),
        ({"category": "Ambulance service"}, False),
        ({"care_home": "Y"}, False),
    ],
)
def test_rows_of_nhs_hospitals_are_taken_and_others_left_aside(of: dict[str, str], kept: bool) -> None:
    read = read_latest_ratings(as_csv(LATEST, [row("Overall", "Overall", "Good", **of)]))
    assert (len(read.ratings), read.left_aside, len(read.locations)) == ((1, 0, 1) if kept else (0, 1, 0))


def test_other_rows_are_left_aside_whatever_they_say() -> None:
    care_home = row("Overall", "Anything", "Splendid", "soon", kind="Social Care Org")
    read = read_latest_ratings(as_csv(LATEST, [care_home, *hospital()]))
    assert (read.rows, read.left_aside, len(read.ratings), read.rejected) == (13, 1, 12, [])


def test_inherited_ratings_and_links_are_kept() -> None:
    [inherited, own] = read_latest_ratings(
        as_csv(LATEST, [row("Overall", "Safe", "Good", inherited="Y"), row("Overall", "Caring", "Good")])
    ).ratings
    assert (inherited.inherited, own.inherited) == (True, False)
    assert inherited.report_link == "http://www.cqc.org.uk/location/RX101"


@pytest.mark.parametrize("rating", ["", "  "])
def test_a_row_that_says_nothing_is_counted(rating: str) -> None:
    read = read_latest_ratings(as_csv(LATEST, [row("Surgery", "Safe", rating, "")]))
    assert (read.without_rating, read.ratings, read.rejected) == (1, [], [])


@pytest.mark.parametrize(
    ("cells", "where", "value"),
    [
        (row("Surgery", "Safe", "Fair"), "row 2, column I", "Fair"),
        (row("Surgery", "Safety", "Good"), "row 2, column H", "Safety"),
        (row("", "Safe", "Good"), "row 2, column G", ""),
        (row("Surgery", "Safe", "Good", "31/02/2019"), "row 2, column J", "31/02/2019"),
        (row("Surgery", "Safe", "Good", ""), "row 2, column J", ""),
        (row("Surgery", "Safe", "Good", provider=""), "row 2, column N", ""),
        (row("Surgery", "Safe", "Good", location=""), "row 2, column A", ""),
        (row("S" * 201, "Safe", "Good"), "row 2, column I", "Good"),
    ],
)
def test_a_row_that_cannot_be_taken_is_rejected_with_its_cell(cells: list[Cell], where: str, value: str) -> None:
    read = read_latest_ratings(as_csv(LATEST, [cells, *hospital()]))
    [rejected] = read.rejected
    assert (rejected.where, rejected.value) == (where, value)
    assert len(read.ratings) == 12


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("08/05/2019", date(2019, 5, 8)),
        ("8/5/2019", date(2019, 5, 8)),
        ("08/05/2019 00:00:00", date(2019, 5, 8)),
        ("2019-05-08", date(2019, 5, 8)),
        ("2019-05-08T00:00:00", date(2019, 5, 8)),
        ("8 May 2019", date(2019, 5, 8)),
        ("08-May-2019", date(2019, 5, 8)),
    ],
)
def test_days_are_read_in_the_forms_of_the_tables(text: str, day: date) -> None:
    [one] = read_latest_ratings(as_csv(LATEST, [row("Overall", "Overall", "Good", text)])).ratings
    assert one.published_on == day


def test_a_workbook_without_the_sheet_is_refused_by_its_sheets() -> None:
    with pytest.raises(Unreadable, match="it has: Providers, README"):
        read_latest_ratings(write_ods({"Providers": [list(LATEST)], "README": []}))


def test_a_table_without_a_heading_is_refused_by_its_name() -> None:
    headings = [heading for heading in LATEST if heading != "Domain"]
    with pytest.raises(Unreadable, match="missing: Domain") as refused:
        read_latest_ratings(as_csv(headings, [row("Overall", "Overall", "Good")]))
    assert refused.value.code is Cause.NO_HEADINGS


@pytest.mark.parametrize(
    "content",
    [b"", b"  \n", b"PK\x03\x04 not an archive", as_ods(LATEST, hospital())[:900], b"\x00\x01\x02\x03" * 100],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_latest_ratings(content)


def test_damaged_content_of_a_spreadsheet_is_refused() -> None:
    content = as_ods(LATEST, hospital())
    with pytest.raises(Unreadable):
        read_latest_ratings(content.replace(b"</table:table>", b"</table:tabel>"))


def test_an_archive_that_is_no_spreadsheet_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<text/>")
    with pytest.raises(Unreadable, match="holds no spreadsheet"):
        read_latest_ratings(made.getvalue())
