"""The template: KO41a with the trust's sites and what was carried forward to it, the further numbers, and lessons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from complaints.columns import (
    COLUMNS_OF,
    ITEM,
    ORGANISATION,
    ORGANISATION_NAME,
    SITE,
    SITE_NAME,
    THEME,
    THEMES,
    WORKED,
    YEAR,
    Column,
    Holds,
    Part,
)
from complaints.guidance import guidance_for
from complaints.items import ASKED, SUMMARY
from complaints.on_record import last_accepted, sites_on_record
from complaints.periods import ComplaintsPeriod
from complaints.worked import Worked
from oversight.organisations.models import Trust
from oversight.returns.guidance_sheet import write_guidance
from oversight.returns.workbook_writing import WRAPPED, bytes_of, cell_at, put_heading, put_number, put_text
from oversight.wording import write_date

TEMPLATE_VERSION = "complaints template 1"

_BROUGHT_FORWARD = SUMMARY[0].code
_SPARE_ROWS = {Part.COUNTS: 20, Part.HANDLING: 0, Part.LESSONS: 40}
_FORMATS = {Holds.DAY: "dd/mm/yyyy", Holds.NUMBER: "#,##0"}
_WIDTHS = {Holds.CHOICE: 42, Holds.TEXT: 28, Holds.LONG_TEXT: 60, Holds.DAY: 14, Holds.PERIOD: 12, Holds.CODE: 14}
_Cells = Mapping[str, str | int]


def template_workbook(*, trust: Trust, period: ComplaintsPeriod, today: date) -> bytes:
    """Return the template of a trust for a period, as an XLSX file; ``today`` is written on its guidance."""
    workbook = Workbook()
    first = workbook.active
    assert isinstance(first, Worksheet)  # noqa: S101  (a new workbook has one)
    first.title = Part.COUNTS.sheet
    _fill(first, Part.COUNTS, _counts(trust, period))
    _fill(workbook.create_sheet(Part.HANDLING.sheet), Part.HANDLING, [{ITEM.code: asked.label} for asked in ASKED])
    lessons = workbook.create_sheet(Part.LESSONS.sheet)
    _fill(lessons, Part.LESSONS, [])
    _write_lists(workbook.create_sheet("Lists"))
    _offer_lists(lessons)
    write_guidance(
        workbook.create_sheet("Guidance"),
        guidance_for(period),
        about=f"For {trust.shown_name} ({trust.code}), made on {write_date(today)}; {TEMPLATE_VERSION}.",
    )
    workbook.properties.title = f"Complaints return, {period.label}, {trust.code}"
    workbook.properties.creator = "Hospital oversight"
    # Its published types do not know of them.
    workbook.custom_doc_props.append(StringProperty(name="Template", value=TEMPLATE_VERSION))  # type: ignore[attr-defined]
    return bytes_of(workbook)


def _counts(trust: Trust, period: ComplaintsPeriod) -> list[_Cells]:
    """Return the row of the organisation and one for each of its sites, with what was carried forward to each."""
    last = last_accepted(trust, period)
    carried: dict[str, int] = {}
    if last is not None:
        carried = {site.site_code: site.carried_forward for site in last.sites}
        if last.whole is not None:
            carried[""] = last.whole.carried_forward
    own: dict[str, str | int] = {
        YEAR.code: str(period),
        ORGANISATION.code: trust.code,
        ORGANISATION_NAME.code: trust.shown_name,
    }
    places = [("", ""), *((site.code, site.name) for site in sites_on_record(trust, period).values())]
    return [
        {
            **own,
            SITE.code: code,
            SITE_NAME.code: name,
            **({_BROUGHT_FORWARD: carried[code]} if code in carried else {}),
        }
        for code, name in places
    ]


def _fill(sheet: Worksheet, part: Part, rows: Sequence[_Cells]) -> None:
    """Write the headings of a sheet, and each row with all that is known of it."""
    columns = COLUMNS_OF[part]
    places = _places(columns)
    for column in columns:
        place = places[column.code]
        put_heading(cell_at(sheet, 1, place), column.heading)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column.holds, 13)
    sheet.row_dimensions[1].height = 64 if part is Part.COUNTS else 32
    first_number = places[SITE_NAME.code] + 1 if part is Part.COUNTS else 2
    sheet.freeze_panes = f"{get_column_letter(first_number)}2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    last = len(rows) + 1 + _SPARE_ROWS[part]
    for row in range(2, last + 1):
        for column in columns:
            cell = cell_at(sheet, row, places[column.code])
            cell.number_format = _FORMATS.get(column.holds, "@")
            if column.holds is Holds.LONG_TEXT:
                cell.alignment = WRAPPED
    for row, cells in enumerate(rows, start=2):
        for code, value in cells.items():
            cell = cell_at(sheet, row, places[code])
            if isinstance(value, int):
                put_number(cell, value, _FORMATS[Holds.NUMBER])
            else:
                put_text(cell, value)
    _stop_what_is_no_value(sheet, columns, last)


def _places(columns: Sequence[Column]) -> dict[str, int]:
    return {column.code: place for place, column in enumerate(columns, start=1)}


def _stop_what_is_no_value(sheet: Worksheet, columns: Sequence[Column], last: int) -> None:
    """Say while it is typed what can be no number and no day; "n/a" stays possible where it is an answer."""
    number = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    number.errorStyle, number.showErrorMessage = "warning", True
    number.errorTitle, number.error = "Number", "Enter a whole number, 0 or more."
    day = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=True)
    day.errorTitle, day.error, day.showErrorMessage = "Day", "Enter a day, such as 14/10/2026.", True
    for holds, rule in ((Holds.NUMBER, number), (Holds.DAY, day)):
        held = [place for place, column in enumerate(columns, start=1) if column.holds is holds]
        if held:
            sheet.add_data_validation(rule)
            for place in held:
                letter = get_column_letter(place)
                rule.add(f"{letter}2:{letter}{last}")


def _write_lists(sheet: Worksheet) -> None:
    """Write what may be chosen for a lesson."""
    for place, (title, width, choices) in enumerate(
        (
            ("Themes of lessons", 66, [item.label for item in THEMES]),
            ("Did it work", 24, [worked.label for worked in Worked]),
        ),
        start=1,
    ):
        put_heading(cell_at(sheet, 1, place), title)
        sheet.column_dimensions[get_column_letter(place)].width = width
        for row, choice in enumerate(choices, start=2):
            put_text(cell_at(sheet, row, place), choice)
    sheet.freeze_panes = "A2"


def _offer_lists(sheet: Worksheet) -> None:
    places = _places(COLUMNS_OF[Part.LESSONS])
    for column, letter, count in ((THEME, "A", len(THEMES)), (WORKED, "B", len(Worked))):
        choice = DataValidation(
            type="list", formula1=f"Lists!${letter}$2:${letter}${count + 1}", allow_blank=True, errorStyle="warning"
        )
        choice.errorTitle, choice.error = "Not in the list", "Choose from the list."
        choice.showErrorMessage = True
        sheet.add_data_validation(choice)
        at = get_column_letter(places[column.code])
        choice.add(f"{at}2:{at}{_SPARE_ROWS[Part.LESSONS] + 1}")
