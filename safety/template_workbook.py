"""The template: a workbook with a row for each number, and what was still open at the last month's end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from oversight.organisations.models import Trust
from oversight.returns.guidance_sheet import write_guidance
from oversight.returns.periods import Month
from oversight.returns.workbook_writing import bytes_of, cell_at, put_heading, put_text
from oversight.wording import write_date
from safety.clocks import AlertStatus
from safety.columns import COLUMNS, ITEM, LINES, LISTED, SECTION, STATUS, AlertKind, Harm, Holds, Section
from safety.guidance import guidance_for, items_of
from safety.models import Alert, Incident
from safety.on_record import last_accepted

TEMPLATE_VERSION = "safety template 1"

_SPARE_ROWS = 40
_FORMATS = {Holds.DAY: "dd/mm/yyyy", Holds.NUMBER: "#,##0"}
_WIDTHS = {Holds.CHOICE: 34, Holds.TEXT: 20, Holds.DAY: 15, Holds.STATUS: 25}
_PLACES = {column.code: place for place, column in enumerate(COLUMNS, start=1)}
_Cells = Mapping[str, str | date | None]


def template_workbook(*, trust: Trust, month: Month, today: date) -> bytes:
    """Return the template of a trust for a month, as an XLSX file; ``today`` is written on its guidance."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)  # noqa: S101  (a new workbook has one)
    sheet.title = "Return"
    rows = list(_rows(trust, month))
    _fill(sheet, trust, month, rows)
    items = _write_lists(workbook.create_sheet("Lists"), month)
    _add_validation(sheet, len(rows), items)
    write_guidance(
        workbook.create_sheet("Guidance"),
        guidance_for(month),
        about=f"For {trust.shown_name} ({trust.code}), made on {write_date(today)}; {TEMPLATE_VERSION}.",
    )
    workbook.properties.title = f"Safety measures return, {month.label}, {trust.code}"
    workbook.properties.creator = "Hospital oversight"
    # Its published types do not know of them.
    workbook.custom_doc_props.append(StringProperty(name="Template", value=TEMPLATE_VERSION))  # type: ignore[attr-defined]
    return bytes_of(workbook)


def _rows(trust: Trust, month: Month) -> Iterator[_Cells]:
    """Give the rows of the template, section by section; what is to be entered is blank."""
    last = last_accepted(trust, month)
    listed = set(LISTED.values())
    for section in Section:
        for line in LINES:
            if line.section is section and (line.since is None or month >= line.since):
                yield {"section": section.label, "item": line.label}
        if section is Section.ALERTS and last is not None:
            yield from _still_listed(Alert.objects.filter(version=last).order_by("pk"), month)
        elif section is Section.CANDOUR and last is not None:
            for one in Incident.objects.filter(version=last, told_on__isnull=True).order_by("pk"):
                yield {
                    "section": section.label,
                    "item": Harm(one.harm).label,
                    "reference": one.reference,
                    "date": one.reported_on,
                }
        if section in listed:
            yield {"section": section.label}


def _still_listed(alerts: QuerySet[Alert], month: Month) -> Iterator[_Cells]:
    """Give the alerts that were open at the last month's end, or whose deadline falls in this one."""
    for one in alerts:
        is_signed_off = AlertStatus(one.status).is_signed_off
        if is_signed_off and not month.first_day <= one.deadline <= month.last_day:
            continue
        yield {
            "section": Section.ALERTS.label,
            "item": AlertKind(one.kind).label,
            "reference": one.reference,
            "date": one.issued_on,
            "deadline": one.deadline,
            # How it stands now is for the trust to say, where it may have moved on.
            "status": AlertStatus(one.status).label if is_signed_off else None,
            "acknowledged": one.acknowledged_on,
            "closed": one.closed_on,
        }


def _fill(sheet: Worksheet, trust: Trust, month: Month, rows: Sequence[_Cells]) -> None:
    """Write the headings, and each row with all that is known of it."""
    for column in COLUMNS:
        place = _PLACES[column.code]
        put_heading(cell_at(sheet, 1, place), column.heading)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column.holds, 12)
    sheet.row_dimensions[1].height = 48
    sheet.freeze_panes = f"{get_column_letter(_PLACES[ITEM.code] + 1)}2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for row in range(2, len(rows) + 2 + _SPARE_ROWS):
        for column in COLUMNS:
            cell_at(sheet, row, _PLACES[column.code]).number_format = _FORMATS.get(column.holds, "@")
    for row, cells in enumerate(rows, start=2):
        for code, value in {"trust": trust.code, "month": str(month), **cells}.items():
            cell = cell_at(sheet, row, _PLACES[code])
            if isinstance(value, date):
                cell.value = value
                cell.number_format = _FORMATS[Holds.DAY]
            else:
                put_text(cell, value)


def _write_lists(sheet: Worksheet, month: Month) -> int:
    """Write what may be chosen: sections, statuses, and the items of every section; return how many items there are."""
    items = [(section, item) for section in Section for item in items_of(section, month)]
    for place, (title, width) in enumerate(
        (("Sections", 24), ("Statuses", 26), ("Items", 70), ("Section of the item", 24)), start=1
    ):
        put_heading(cell_at(sheet, 1, place), title)
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row, section in enumerate(Section, start=2):
        put_text(cell_at(sheet, row, 1), section.label)
    for row, status in enumerate(AlertStatus, start=2):
        put_text(cell_at(sheet, row, 2), status.label)
    for row, (section, item) in enumerate(items, start=2):
        put_text(cell_at(sheet, row, 3), item)
        put_text(cell_at(sheet, row, 4), section.label)
    sheet.freeze_panes = "A2"
    return len(items)


def _add_validation(sheet: Worksheet, rows: int, items: int) -> None:
    """Offer lists where there is one, and stop what can be no day."""
    last = rows + 1 + _SPARE_ROWS
    for column, cells in (
        (SECTION, f"Lists!$A$2:$A${len(Section) + 1}"),
        (STATUS, f"Lists!$B$2:$B${len(AlertStatus) + 1}"),
        (ITEM, f"Lists!$C$2:$C${items + 1}"),
    ):
        choice = DataValidation(type="list", formula1=cells, allow_blank=True, errorStyle="warning")
        choice.errorTitle, choice.error = "Not in the list", "Choose from the list."
        choice.showErrorMessage = True
        sheet.add_data_validation(choice)
        letter = get_column_letter(_PLACES[column.code])
        choice.add(f"{letter}2:{letter}{last}")
    day = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=True)
    day.errorTitle, day.error, day.showErrorMessage = "Day", "Enter a day, such as 14/10/2026.", True
    sheet.add_data_validation(day)
    for column in COLUMNS:
        if column.holds is Holds.DAY:
            letter = get_column_letter(_PLACES[column.code])
            day.add(f"{letter}2:{letter}{last}")
