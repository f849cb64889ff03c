"""Register files read as they come: layouts, encodings, and rows that cannot be taken."""

from __future__ import annotations

from datetime import date

import pytest

from oversight.organisations.register_files import Listed, RejectedRow, read_register, with_parents
from oversight.organisations.register_layouts import Layout, NotARegister
from tests.organisations.making import (
    HEADINGS_OF_2018,
    HOSPITAL_HEADINGS,
    hospital_row,
    register_row,
    samples,
    written,
)


def only_reason(content: bytes, *, hospitals: bool = False) -> str:
    """Return the reason of the one row that was rejected."""
    (row,) = read_register(content, hospitals=hospitals).rejected
    return row.reason


def test_a_row_of_the_register_without_headings() -> None:
    read = read_register(
        written(
            register_row(
                "RJ1",
                "GUY'S AND ST THOMAS' NHS FOUNDATION TRUST",
                lines=("ST THOMAS' HOSPITAL", "WESTMINSTER BRIDGE ROAD", ""),
                closed="20300401",
                f24="H",
            )
        )
    )
    assert read.layout is Layout.REGISTER
    assert read.rows == 1
    assert read.listed == (
        Listed(
            row=1,
            code="RJ1",
            name="GUY'S AND ST THOMAS' NHS FOUNDATION TRUST",
            region="Y56",
            address_1="ST THOMAS' HOSPITAL",
            address_2="WESTMINSTER BRIDGE ROAD",
            town="LONDON",
            postcode="SE1 7EH",
            opened_on=date(1993, 4, 1),
            closed_on=date(2030, 4, 1),
            further=("",) * 11 + ("H", "", "", ""),
        ),
    )


@pytest.mark.parametrize("with_headings", [True, False])
def test_the_copy_of_2018_with_its_headings_and_without(with_headings: bool) -> None:
    rows = [register_row("R0A02", "MANCHESTER ROYAL INFIRMARY", fields=15, county="GREATER MANCHESTER")]
    read = read_register(written(*([HEADINGS_OF_2018] if with_headings else []), *rows))
    assert read.layout is Layout.REGISTER_OF_2018
    assert [(site.row, site.code, site.county) for site in read.listed] == [
        (2 if with_headings else 1, "R0A02", "GREATER MANCHESTER")
    ]


@pytest.mark.parametrize("with_headings", [True, False])
def test_the_list_of_hospitals_with_its_headings_and_without(with_headings: bool) -> None:
    row = hospital_row("RJ122", "St Thomas' Hospital", parent="RJ1", position=("51.498", "-9.9528534337878227E-3"))
    (found,) = read_register(written(*([HOSPITAL_HEADINGS] if with_headings else []), row), hospitals=True).listed
    assert (found.code, found.parent, found.latitude, found.longitude) == (
        "RJ122",
        "RJ1",
        51.498,
        -0.0099528534337878227,
    )


def test_headings_in_another_order_and_case_are_the_same_headings() -> None:
    row = register_row("R0A", "MANCHESTER UNIVERSITY NHS FOUNDATION TRUST", fields=15)
    headings = [f" {heading.upper().replace(' ', '  ')} " for heading in reversed(HEADINGS_OF_2018)]
    (found,) = read_register(written(headings, list(reversed(row)))).listed
    assert (found.code, found.name, found.opened_on) == ("R0A", row[1], date(1993, 4, 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, ends: str) -> None:
    rows = [register_row("R0A", "CAF\u00c9 \u2019 NHS TRUST"), register_row("R0B", "OTHER NHS TRUST")]
    read = read_register(written(*rows, encoding=encoding, ends=ends))
    assert [(trust.row, trust.name) for trust in read.listed] == [
        (1, "CAF\u00c9 \u2019 NHS TRUST"),
        (2, "OTHER NHS TRUST"),
    ]


def test_row_numbers_count_headings_blank_rows_and_rejected_rows_but_a_field_over_two_lines_once() -> None:
    read = read_register(
        written(
            HEADINGS_OF_2018,
            register_row("R0A", "A NHS TRUST", fields=15, lines=("TWO\nLINES", "", "")),
            [],
            register_row("", "NO CODE NHS TRUST", fields=15),
            ["", "", ""],
            register_row("R0B", "B NHS TRUST", fields=15),
        )
    )
    assert [(trust.row, trust.code) for trust in read.listed] == [(2, "R0A"), (6, "R0B")]
    assert read.listed[0].address_1 == "TWO LINES"
    assert read.rejected == (RejectedRow(4, "", "The code is blank."),)
    assert read.rows == 3


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (register_row("", "A NHS TRUST"), "The code is blank."),
        (register_row("R-1", "A NHS TRUST"), "The code is not 2 to 8 letters and digits."),
        (register_row("TOOLONG99", "A NHS TRUST"), "The code is not 2 to 8 letters and digits."),
        (register_row("R0A", " \u00a0"), "The name is blank."),
        (register_row("R0A", "A" * 201), "The name has more than 200 characters."),
        (register_row("R0A", "A NHS TRUST", postcode="SE1 7EH AND MORE"), "The postcode has more than 10 characters."),
        (
            register_row("R0A", "A NHS TRUST", opened="1 April 1993"),
            "The opening date “1 April 1993” is not a date (yyyymmdd).",
        ),
        (
            register_row("R0A", "A NHS TRUST", closed="20180231"),
            "The closing date “20180231” is not a date (yyyymmdd).",
        ),
        (register_row("R0A", "A NHS TRUST", opened="2018111"), "The opening date “2018111” is not a date (yyyymmdd)."),
        (register_row("R0A", "A NHS TRUST", opened="20180401", closed="20180331"), "It closes before it opens."),
        (register_row("R0A", "A NHS\x00TRUST"), "The row holds a control character."),
        (register_row("R0A", "A NHS TRUST")[:-1], "The row has 26 fields, not 27."),
        ([*register_row("R0A", "A NHS TRUST"), "more"], "The row has 28 fields, not 27."),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(row: list[str], reason: str) -> None:
    assert only_reason(written(register_row("RZZ", "FIRST NHS TRUST"), row)) == reason


@pytest.mark.parametrize(
    ("position", "reason"),
    [
        (("north", "-0.1"), "The latitude “north” is not a number."),
        (("nan", "-0.1"), "The latitude nan lies outside the British Isles."),
        (("-0.1188", "51.4988"), "The latitude -0.1188 lies outside the British Isles."),
        (("51.5", "12"), "The longitude 12 lies outside the British Isles."),
        (("51.5", ""), "One coordinate stands without the other."),
    ],
)
def test_a_position_that_cannot_be_says_why(position: tuple[str, str], reason: str) -> None:
    row = hospital_row("RJ122", "St Thomas' Hospital", position=position)
    assert only_reason(written(HOSPITAL_HEADINGS, row), hospitals=True) == reason


def test_trailing_empty_fields_are_no_fault_and_small_letters_in_a_code_are_the_same_code() -> None:
    (found,) = read_register(written([*register_row("r0a", "A NHS TRUST", postcode="m13 9wl"), "", ""])).listed
    assert (found.code, found.postcode) == ("R0A", "M13 9WL")


def test_a_broken_first_row_is_a_rejected_row_and_not_another_layout() -> None:
    read = read_register(written(["R0A", "A NHS TRUST"], register_row("R0B", "B"), register_row("R0C", "C")))
    assert [trust.code for trust in read.listed] == ["R0B", "R0C"]
    assert read.rejected == (RejectedRow(1, "R0A", "The row has 2 fields, not 27."),)


def test_a_code_twice_counts_once_where_the_rows_agree_and_is_rejected_where_they_do_not() -> None:
    row = register_row("R0A", "A NHS TRUST")
    read = read_register(written(row, row, register_row("R0A", "B NHS TRUST")))
    assert [trust.name for trust in read.listed] == ["A NHS TRUST"]
    assert read.rejected == (RejectedRow(3, "R0A", "The code stands already in row 1, with other facts."),)


@pytest.mark.parametrize(
    ("content", "hospitals", "reason"),
    [
        (b"", False, "empty"),
        (b"\n\n", False, "empty"),
        (b"\xef\xbb\xbf", False, "empty"),
        (b"a,b,c\n1,2,3\n", False, "neither known headings nor 27 fields .* but 3"),
        (b",".join([b"x"] * 40), False, "but 40"),
        (b"Organisation Code,Postcode\nR0A,M13\n", False, "no name"),
        (b"Organisation Code,Name,Name\nR0A,M13,X\n", False, "Two headings"),
        (b"PK\x03\x04\x81\x8d\x8f\x90", False, "not text"),
        (b"\xff\xfeo", False, "utf-16"),
        (written(HOSPITAL_HEADINGS, hospital_row("R0A01", "A")), False, "a list of hospitals, not a register"),
        (written(register_row("R0A", "A")), True, "a register of trusts or sites, not a list"),
        (b'Organisation Code,Name\nR0A,"' + b"x" * 200_000 + b'"\n', False, "not CSV"),
    ],
)
def test_a_file_that_is_no_register_says_so(content: bytes, hospitals: bool, reason: str) -> None:
    with pytest.raises(NotARegister, match=reason):
        read_register(content, hospitals=hospitals)


TRUSTS = frozenset({"R0A", "R0B", "G6V2S"})


def parents(*rows: list[str]) -> dict[str, str]:
    return {site.code: site.parent for site in with_parents(read_register(written(*rows)), TRUSTS)}


def test_in_the_copy_of_2018_the_first_three_characters_are_the_trust() -> None:
    assert parents(
        HEADINGS_OF_2018,
        register_row("R0A02", "A SITE", fields=15),
        register_row("RXX02", "A SITE OF NO TRUST ON RECORD", fields=15),
    ) == {"R0A02": "R0A", "RXX02": ""}


def test_elsewhere_codes_are_opaque() -> None:
    assert parents(register_row("R0A02", "A SITE")) == {"R0A02": ""}


@pytest.mark.parametrize("column", [13, 14, 15, 19, 27])
def test_the_register_of_sites_gives_the_trust_in_the_column_that_holds_codes_of_trusts(column: int) -> None:
    place = {f"f{column}": "R0B"}
    assert parents(
        register_row("R0A02", "A SITE", **place),
        register_row("E1X9Z", "ANOTHER", **{f"f{column}": "G6V2S"}),
        register_row("R0A03", "A THIRD"),
    ) == {"R0A02": "R0B", "E1X9Z": "G6V2S", "R0A03": ""}


def test_where_two_columns_hold_codes_of_trusts_the_fifteenth_is_the_parents() -> None:
    assert parents(register_row("R0A02", "A SITE", f14="R0A", f15="R0B")) == {"R0A02": "R0B"}


def test_the_day_of_joining_stands_beside_the_parent() -> None:
    (site,) = with_parents(read_register(written(register_row("R0A02", "A", f15="R0B", f16="20190401"))), TRUSTS)
    assert site.joined_parent_on == date(2019, 4, 1)


def test_a_heading_for_the_parent_is_believed_before_any_code() -> None:
    headings = [*HEADINGS_OF_2018, "Parent Organisation Code"]
    assert parents(headings, [*register_row("R0A02", "A SITE", fields=15), "r0b"]) == {"R0A02": "R0B"}


@pytest.mark.parametrize(
    ("name", "hospitals", "layout", "rows"),
    [
        ("etr.csv", False, Layout.REGISTER, 274),
        ("trusts_2018.csv", False, Layout.REGISTER_OF_2018, 234),
        ("trust_sites_2018_subset.csv", False, Layout.REGISTER_OF_2018, 1_928),
        ("nhsuk_hospitals_2018.csv", True, Layout.HOSPITALS, 1_231),
    ],
)
def test_the_real_files_are_read_whole(name: str, hospitals: bool, layout: Layout, rows: int) -> None:
    content = (samples() / name).read_bytes()
    read = read_register(content, hospitals=hospitals)
    assert (read.layout, read.rows, len(read.listed), read.rejected) == (layout, rows, rows, ())
    if layout is not Layout.REGISTER:
        without_headings = read_register(content.split(b"\n", 1)[1], hospitals=hospitals)
        assert [site.code for site in without_headings.listed] == [site.code for site in read.listed]
