"""The template: a workbook with the trust's sites and wards already in it, and lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from oversight.organisations.models import Trust, Ward
from oversight.returns.guidance_sheet import write_guidance
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from oversight.returns.workbook_writing import bytes_of, cell_at, put_heading, put_text
from oversight.wording import write_date
from staffing.columns import (
    ORG_CODE,
    PERIOD,
    SITE_CODE,
    SITE_NAME,
    SPECIALTY_1,
    SPECIALTY_2,
    TEMPLATE_COLUMNS,
    URL,
    WARD,
    Column,
    Kind,
)
from staffing.context import SiteOnRecord
from staffing.guidance import guidance_for
from staffing.on_record import sites_on_record, within
from staffing.specialties import national_list

TEMPLATE_VERSION = "staffing template 1"

# Blank rows with formats and lists, for wards that are not on record yet.
_SPARE_ROWS = 40
_FORMATS = {Kind.HOURS: "#,##0.00", Kind.COUNT: "#,##0"}
_WIDTHS = {Kind.HOURS: 14, Kind.COUNT: 16, Kind.TEXT: 30, Kind.ADDRESS: 34, Kind.SPECIALTY: 30}
_PLACES = {column.code: place for place, column in enumerate(TEMPLATE_COLUMNS, start=1)}


def template_workbook(*, trust: Trust, month: Month, today: date) -> bytes:
    """Return the template of a trust for a month, as an XLSX file; ``today`` is written on its guidance."""
    workbook = Workbook()
    sites = list(sites_on_record(trust, month).values())
    wards = list(
        Ward.objects.filter(within(month, "opened_on", "closed_on"), trust=trust)
        .select_related("site")
        .order_by("site__code", "site_name", "name", "pk")
    )
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)  # noqa: S101  (a new workbook has one)
    sheet.title = "Return"
    _fill(sheet, trust, month, wards)
    specialties = [specialty.label for specialty in national_list() if specialty.is_treatment_function]
    _write_lists(workbook.create_sheet("Lists"), sites, specialties)
    _add_validation(sheet, len(wards), len(sites), len(specialties))
    write_guidance(
        workbook.create_sheet("Guidance"),
        guidance_for(month),
        about=f"For {trust.shown_name} ({trust.code}), made on {write_date(today)}; {TEMPLATE_VERSION}.",
    )
    workbook.properties.title = f"Ward staffing return, {month.label}, {trust.code}"
    workbook.properties.creator = "Hospital oversight"
    # Its published types do not know of them.
    workbook.custom_doc_props.append(StringProperty(name="Template", value=TEMPLATE_VERSION))  # type: ignore[attr-defined]
    return bytes_of(workbook)


def _fill(sheet: Worksheet, trust: Trust, month: Month, wards: Sequence[Ward]) -> None:
    """Write the headings and a row for each ward, with all that is known of it but its hours."""
    for column in TEMPLATE_COLUMNS:
        place = _PLACES[column.code]
        put_heading(cell_at(sheet, 1, place), column.heading)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column.kind, 12)
    sheet.row_dimensions[1].height = 62
    sheet.freeze_panes = f"{get_column_letter(_PLACES[WARD.code] + 1)}2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    url = _url_given_last(trust)
    for row in range(2, len(wards) + 2 + _SPARE_ROWS):
        for column in TEMPLATE_COLUMNS:
            cell_at(sheet, row, _PLACES[column.code]).number_format = _FORMATS.get(column.kind, "@")
    for row, ward in enumerate(wards, start=2):
        for column, text in (
            (ORG_CODE, trust.code),
            (PERIOD, str(month)),
            (URL, url),
            (SITE_CODE, ward.site.code if ward.site else ""),
            (SITE_NAME, ward.site.shown_name if ward.site else ward.site_name),
            (WARD, ward.name),
            (SPECIALTY_1, ward.specialty_1),
            (SPECIALTY_2, ward.specialty_2),
        ):
            put_text(cell_at(sheet, row, _PLACES[column.code]), text)


def _url_given_last(trust: Trust) -> str:
    """Return the web address that the trust's last accepted return gave, if any."""
    rows = (
        ReturnVersion.objects.filter(kind="staffing", trust=trust, stands=True)
        .order_by("-period")
        .values_list("submission__rows", flat=True)
        .first()
    )
    return next((url for row in rows or () if (url := row["values"].get(URL.code))), "")


def _write_lists(sheet: Worksheet, sites: Sequence[SiteOnRecord], specialties: Sequence[str]) -> None:
    """Write what may be chosen: site codes with their names, and the national list of specialties."""
    put_heading(cell_at(sheet, 1, 1), "Site code")
    put_heading(cell_at(sheet, 1, 2), "Site name")
    put_heading(cell_at(sheet, 1, 3), "Specialty")
    for row, site in enumerate(sites, start=2):
        put_text(cell_at(sheet, row, 1), site.code)
        put_text(cell_at(sheet, row, 2), site.name)
    for row, label in enumerate(specialties, start=2):
        put_text(cell_at(sheet, row, 3), label)
    for letter, width in (("A", 12), ("B", 40), ("C", 50)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _add_validation(sheet: Worksheet, wards: int, sites: int, specialties: int) -> None:
    """Offer lists where there is one, and stop what can be no number of hours or of patients."""
    last = wards + 1 + _SPARE_ROWS
    if sites:
        _validate(sheet, [SITE_CODE], last, _list_of(f"Lists!$A$2:$A${sites + 1}", "Choose one of your sites."))
    _validate(
        sheet,
        [SPECIALTY_1, SPECIALTY_2],
        last,
        _list_of(f"Lists!$C$2:$C${specialties + 1}", "Choose a specialty of the national list."),
    )
    hours = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    hours.errorTitle, hours.error = "Hours", "Enter the hours as a number, 0 or more, such as 1602.5."
    _validate(sheet, [column for column in TEMPLATE_COLUMNS if column.kind is Kind.HOURS], last, hours)
    count = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    count.errorTitle, count.error = "Patients", "Enter a whole number, 0 or more."
    _validate(sheet, [column for column in TEMPLATE_COLUMNS if column.kind is Kind.COUNT], last, count)


def _list_of(cells: str, prompt: str) -> DataValidation:
    """Return a list to choose from; another text is asked about, not stopped, since registers lag behind."""
    made = DataValidation(type="list", formula1=cells, allow_blank=True, errorStyle="warning")
    made.promptTitle, made.prompt = "Choose from the list", prompt
    made.errorTitle, made.error = "Not in the list", f"{prompt} Keep what you entered only if it is right."
    return made


def _validate(sheet: Worksheet, columns: Sequence[Column], last: int, validation: DataValidation) -> None:
    validation.showErrorMessage = True
    validation.showInputMessage = bool(validation.prompt)
    sheet.add_data_validation(validation)
    for column in columns:
        letter = get_column_letter(_PLACES[column.code])
        validation.add(f"{letter}2:{letter}{last}")
