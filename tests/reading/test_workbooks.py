"""XLSX workbooks: the rows and cells that people see, errors and formulas told apart from blanks."""

import io
import subprocess
import sys
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table

from oversight.returns.reading.cells import ErrorCell, UncalculatedCell, as_shown
from oversight.returns.reading.files import read_file
from oversight.returns.reading.unreadable import Cause, Unreadable
from tests.reading.workbook_making import MAIN, by_hand, rows_xml, saved, workbook


def day(year, month, of_month):
    """A day as a spreadsheet holds it: a time without a zone."""
    return datetime.combine(date(year, month, of_month), time())


def tables(content):
    return read_file(content, "return.xlsx").tables


def records(content):
    return list(tables(content)[0].records())


def test_each_sheet_is_a_table_with_its_name():
    found = tables(workbook({"Guidance": [["Read me"]], "Return": [["Ward name"], ["Rowan"]]}))
    assert [(table.sheet, table.hidden) for table in found] == [("Guidance", False), ("Return", False)]
    assert list(found[1].records()) == [(1, ["Ward name"]), (2, ["Rowan"])]


def test_a_hidden_sheet_is_said_to_be_hidden():
    book = openpyxl.Workbook()
    book.create_sheet("Old").sheet_state = "hidden"
    book.create_sheet("Lists").sheet_state = "veryHidden"
    assert [table.hidden for table in tables(saved(book))] == [False, True, True]


def test_rows_and_columns_keep_their_places():
    book = openpyxl.Workbook()
    book.active["C5"] = "Ward name"
    book.active["E5"] = "Patients"
    book.active["C9"] = "Rowan"
    book.active["AA9"] = 812
    found = records(saved(book))
    assert found[0] == (5, [None, None, "Ward name", None, "Patients"])
    assert found[1][0] == 9
    assert found[1][1][2] == "Rowan"
    assert found[1][1][26] == 812


def test_values_keep_their_types():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["text", 1602.5, 812, True, day(2026, 10, 1), date(2026, 10, 1), timedelta(hours=52.5), 1 / 8])
    ((_, cells),) = records(saved(book))
    assert cells == [
        "text",
        1602.5,
        812.0,
        "TRUE",
        day(2026, 10, 1),
        day(2026, 10, 1),
        timedelta(hours=52.5),
        0.125,
    ]


def test_days_before_march_1900_and_the_calendar_of_1904():
    book = openpyxl.Workbook()
    book.active["A1"] = 59
    book.active["A1"].number_format = "dd/mm/yyyy"
    assert records(saved(book)) == [(1, [day(1900, 2, 28)])]
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = day(2026, 10, 1)
    assert records(saved(book)) == [(1, [day(2026, 10, 1)])]


@pytest.mark.parametrize("code", ["#,##0.00", "0.0", "General", '0.0" days"', "[Red]0.00", '"m"0', "0.00_h"])
def test_a_number_format_with_letters_is_no_date(code):
    book = openpyxl.Workbook()
    book.active["A1"] = 1602.5
    book.active["A1"].number_format = code
    assert records(saved(book)) == [(1, [1602.5])]


def test_a_failed_formula_is_told_from_a_blank():
    cells = (
        '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><f>SUM(C1:D1)</f></c>'
        '<c r="C1"><f>1+1</f><v>2</v></c><c r="D1" t="str"><f>""</f><v></v></c><c r="E1" s="0"/></row>'
    )
    ((_, found),) = records(by_hand(rows_xml(cells)))
    assert found == [ErrorCell("#DIV/0!"), UncalculatedCell("=SUM(C1:D1)"), 2.0, ""]
    assert [as_shown(cell) for cell in found] == ["#DIV/0!", "=SUM(C1:D1)", "2", ""]


def test_formulas_written_by_a_program_have_no_result():
    ((_, cells),) = records(workbook({"Return": [["=1+1"]]}))
    assert cells == [UncalculatedCell("=1+1")]


def test_shared_texts_with_runs_and_escapes():
    shared = (
        f'<sst xmlns="{MAIN}"><si><t>Rowan</t></si><si><r><t>St </t></r><r><t>Anne</t></r><rPh><t>no</t></rPh></si>'
        "<si><t>Line_x000D_two _x005F_ _x0000_</t></si></sst>"
    )
    rels = (
        '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        '<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
    content = by_hand(rows_xml(cells), extra={"xl/sharedStrings.xml": shared, "xl/_rels/workbook.xml.rels": rels})
    assert records(content) == [(1, ["Rowan", "St Anne", "Line\rtwo _ \ufffd"])]


def test_elements_with_a_prefix_and_cells_without_addresses():
    xml = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>Ward</x:t></x:is></x:c><x:c/>'
        "<x:c><x:v>7</x:v></x:c></x:row><x:row><x:c><x:v>8</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    assert records(by_hand(xml)) == [(1, ["Ward", None, 7.0]), (2, [8.0])]


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="x"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>one</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>4</v></c></row>',
        '<row r="1"><c r="A1" t="d"><v>today</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row>',
    ],
)
def test_damage_inside_a_sheet(cells):
    with pytest.raises(Unreadable) as caught:
        records(by_hand(rows_xml(cells)))
    assert caught.value.code is Cause.DAMAGED


def test_a_negative_place_among_shared_texts_is_damage():
    with pytest.raises(Unreadable):
        records(by_hand(rows_xml('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>')))


def test_a_table_of_the_sheet_and_merged_cells_change_nothing():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Ward name", "Patients"], ["Rowan", 812]):
        sheet.append(row)
    sheet.add_table(Table(displayName="Wards", ref="A1:B2"))
    sheet["D1"] = "Note"
    sheet.merge_cells("D1:F2")
    assert records(saved(book)) == [(1, ["Ward name", "Patients", None, "Note"]), (2, ["Rowan", 812.0])]


def test_a_million_blank_formatted_rows_are_read_fast_and_in_little_memory(tmp_path):
    blank = "".join(f'<c r="{letter}%d" s="1"/>' for letter in "ABCD")
    content = io.BytesIO()
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>Ward name</t></is></c></row>'
    with (
        zipfile.ZipFile(io.BytesIO(by_hand(rows_xml(head)))) as source,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
    ):
        for name in source.namelist():
            if not name.endswith("sheet1.xml"):
                archive.writestr(name, source.read(name))
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>{head}'.encode())
            for first in range(2, 1_000_002, 10_000):
                rows = range(first, first + 10_000)
                sheet.write(
                    "".join(f'<row r="{row}" ht="15">' + blank % ((row,) * 4) + "</row>" for row in rows).encode()
                )
            sheet.write(b'<row r="1000002"><c r="A1000002"><v>7</v></c></row></sheetData></worksheet>')
    path = tmp_path / "blank.xlsx"
    path.write_bytes(content.getvalue())
    reading = subprocess.run(
        [sys.executable, "-c", READ_APART, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    rows, seconds, megabytes = map(float, reading.stdout.split())
    assert rows == 2
    assert seconds < 20
    assert megabytes < 60


READ_APART = """
import pathlib, resource, sys, time
from oversight.returns.reading.files import read_file
content = pathlib.Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.process_time()
rows = list(read_file(content, "blank.xlsx").tables[0].records())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(len(rows), time.process_time() - began, (peak - before) / 1024)
"""


def test_cells_with_only_a_fill_are_blank():
    book = openpyxl.Workbook()
    book.active["A1"] = "Ward name"
    for row in range(2, 200):
        book.active.cell(row, 1).fill = PatternFill("solid", fgColor="FFFF00")
    assert records(saved(book)) == [(1, ["Ward name"])]


def test_a_sheet_is_read_as_far_to_the_right_as_a_return_reaches():
    cells = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="SF1"><v>2</v></c><c r="SG1"><v>3</v></c><c r="XFD1"><v>4</v></c></row>'
    )
    ((_, found),) = records(by_hand(rows_xml(cells)))
    assert (len(found), found[0], found[-1]) == (500, 1.0, 2.0)
