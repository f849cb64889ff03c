"""Reading: KO41a as published and as it is put together, periods and texts however they are written."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from complaints.canonical_rows import content_sha256, rows_once, said_by
from complaints.columns import Part, theme_called
from complaints.items import ASKED, ITEMS
from complaints.pasted_text import line_of, lines_of
from complaints.periods import ComplaintsPeriod
from complaints.periods_named import period_named
from complaints.reading import amount_in, read_return
from complaints.rows_read import Given, Layout
from complaints.rules.examples import FAULTLESS, PERIOD, csv_of
from complaints.rules.rule import Example
from complaints.totals import totals_of, totals_said
from complaints.worked import Worked
from oversight.returns.reading.files import read_file
from oversight.returns.reading.unreadable import Unreadable

WHOLE_FILE = csv_of(Example())
COUNTS_ALONE = WHOLE_FILE.split(b"\r\nItem,")[0] + b"\r\n"


def read(content: bytes, filename: str = "return.csv", period: ComplaintsPeriod = PERIOD, trust: str = "RX1"):
    return read_return(read_file(content, filename), trust, period)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode())))


def csv_from(rows: Sequence[Sequence[str]], delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def workbook_of(**sheets: Sequence[Sequence[str]]) -> bytes:
    """Return rows as the sheets of a workbook, their numbers as numbers and their days as days."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append([_typed(text) for text in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _typed(text: str) -> object:
    if text.isdigit():
        return int(text)
    if len(text) == 10 and text[2] == text[5] == "/":
        return date(int(text[6:]), int(text[3:5]), int(text[:2]))
    return text or None


def tables() -> tuple[list[list[str]], list[list[str]], list[list[str]]]:
    """Return the three tables of the faultless file."""
    rows = rows_of(WHOLE_FILE)
    handling = next(place for place, row in enumerate(rows) if row[0] == "Item")
    lessons = next(place for place, row in enumerate(rows) if row[0] == "Theme")
    return rows[:handling], rows[handling:lessons], rows[lessons:]


def test_csv_and_workbook_come_to_the_same_rows_and_the_same_hash() -> None:
    counts, handling, lessons = tables()
    one, other = read(WHOLE_FILE), read(workbook_of(KO41a=counts, Handling=handling, Lessons=lessons), "r.xlsx")
    assert [said_by(row) for row in rows_once(one)] == [said_by(row) for row in rows_once(other)]
    assert content_sha256(rows_once(one)) == content_sha256(rows_once(other))
    assert totals_of(one) == totals_of(other) == totals_said(rows_once(one))
    assert one.layout is other.layout is Layout.TEMPLATE


def test_organisation_of_86_columns_and_sites_of_88_may_stand_on_two_sheets_or_below_each_other() -> None:
    counts = tables()[0]
    heading, whole, *sites = counts
    shorter = [row[:7] + row[9:] for row in (heading, whole)]
    assert (len(shorter[0]), len(heading)) == (86, 88)
    expected = content_sha256(rows_once(read(COUNTS_ALONE)))
    apart = workbook_of(Organisations=shorter, Sites=[heading, *sites])
    assert content_sha256(rows_once(read(apart, "both.xlsx"))) == expected
    below = read(csv_from(shorter) + csv_from([heading, *sites]))
    assert content_sha256(rows_once(below)) == expected
    assert [row.row for row in below.counts] == [2, 4, 5]
    assert below.rows_read == 3


@pytest.mark.parametrize("which", ["organisation", "sites"])
def test_either_alone_comes_to_the_same_totals(which: str) -> None:
    heading, whole, *sites = tables()[0]
    alone = read(csv_from([heading, whole] if which == "organisation" else [heading, *sites]))
    assert totals_of(alone) == totals_of(read(COUNTS_ALONE))
    assert totals_of(alone).new == 14


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + COUNTS_ALONE, id="with a byte order mark"),
        pytest.param(csv_from(tables()[0], ";"), id="semicolons"),
        pytest.param(csv_from(tables()[0], "\t"), id="tabs"),
        pytest.param(b"sep=;\r\n" + csv_from(tables()[0], ";"), id="sep line"),
        pytest.param(COUNTS_ALONE.decode().encode("utf-16"), id="utf-16"),
        pytest.param(COUNTS_ALONE.replace(b"\r\n", b"\n"), id="unix line ends"),
        pytest.param(COUNTS_ALONE.replace(b"\r\n", b"\r"), id="old mac line ends"),
        pytest.param(b"KO41a,\r\n,,\r\n" + COUNTS_ALONE, id="lines above the headings"),
        pytest.param(COUNTS_ALONE.replace(b"Age_0_5", b"  age 0-5 "), id="a heading spelt otherwise"),
    ],
)
def test_the_same_counts_however_the_file_was_saved(content: bytes) -> None:
    assert content_sha256(rows_once(read(content))) == content_sha256(rows_once(read(COUNTS_ALONE)))


def test_a_windows_file_keeps_its_letters() -> None:
    content = COUNTS_ALONE.decode().replace("Infirmary", "Sainte-Thérèse’s").encode("cp1252")
    assert read(content).sites[1].site_name == "Sainte-Thérèse’s"


@given(st.permutations(range(88)))
def test_the_order_of_columns_changes_nothing(order: list[int]) -> None:
    shuffled = [[row[place] for place in order] for row in tables()[0]]
    assert content_sha256(rows_once(read(csv_from(shuffled)))) == content_sha256(rows_once(read(COUNTS_ALONE)))


def test_rows_of_other_trusts_and_periods_are_left_aside_and_counted() -> None:
    heading, *rows = tables()[0]
    others = [[*row[:5], "RY9", *row[6:]] for row in rows]
    earlier = [["2024-Q3", *row[1:]] for row in rows[:2]]
    found = read(csv_from([heading, *others, *rows, *earlier, *others]))
    assert (len(found.counts), found.rows_other_trusts, found.rows_other_periods, found.rows_read) == (3, 6, 2, 11)
    assert found.counts[0].row == 5


def test_rows_that_were_left_unfilled_are_counted_and_in_nothing_else() -> None:
    counts, handling, _ = tables()
    unfilled = [*counts[2][:10], "4", *[""] * 77]
    found = read(csv_from([*counts, unfilled, ["Source: the trust's own system"], [], *handling, ["", "", ""]]))
    assert [row.row for row in found.unfilled] == [5]
    # A row of blank cells is no row at all.
    assert (len(found.counts), found.rows_blank, found.rows_read) == (3, 2, 5 + len(handling) - 1)


def test_a_file_of_another_kind_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="No row of headings of a complaints return"):
        read(b"Section,Line,Number\r\nActivity,Bed days,3\r\n")


def test_a_hidden_sheet_is_not_read_beside_a_visible_one() -> None:
    counts = tables()[0]
    content = workbook_of(Return=counts, Old=counts)
    workbook = load_workbook(io.BytesIO(content))
    workbook["Old"].sheet_state = "hidden"
    out = io.BytesIO()
    workbook.save(out)
    assert len(read(out.getvalue(), "return.xlsx").counts) == 3


@pytest.mark.parametrize(
    ("year", "quarter", "period"),
    [
        ("2024-25", None, "2024-25"), ("2024/25", "", "2024-25"), ("2024-2025", None, "2024-25"),
        ("FY 2024-25", None, "2024-25"), ("202425", None, "2024-25"), ("2024–25", None, "2024-25"),
        ("1999-00", None, "1999-00"), ("2024-Q4", None, "2024-Q4"), ("2024 q4", None, "2024-Q4"),
        ("2024-25 Q4", None, "2024-Q4"), ("2024/25 Quarter 4", None, "2024-Q4"), ("Q4 2024-25", None, "2024-Q4"),
        ("Quarter 4 of 2024/25", None, "2024-Q4"), ("2024-25", "4", "2024-Q4"), ("2024-25", 4.0, "2024-Q4"),
        ("2024-25", "Q4", "2024-Q4"), ("2024-Q4", "Q4", "2024-Q4"), ("", "2024-Q4", "2024-Q4"),
        ("2024-25", "Q4 2024-25", "2024-Q4"), ("January to March 2025", None, "2024-Q4"),
        ("Jan - Mar 2025", None, "2024-Q4"), ("April 2024 to March 2025", None, "2024-25"),
        ("April to March 2025", None, "2024-25"),
        ("2024", None, None), ("2024", "4", None), ("2024-26", None, None), ("2024-24", None, None),
        ("2024-Q5", None, None), ("2024-Q3", "Q4", None), ("2023-24", "Q4 2024-25", None), ("", "4", None),
        ("February to April 2025", None, None), ("2025-01", None, None), ("", None, None), ("?" * 90, None, None),
        ("２０２４-25", None, "2024-25"),
    ],
    ids=repr,
)  # fmt: skip
def test_a_period_is_read_however_it_is_written(year: object, quarter: object, period: str | None) -> None:
    found = period_named(year, quarter)  # type: ignore[arg-type]
    assert (str(found) if found else None) == period


@given(st.integers(min_value=1990, max_value=2098), st.integers(min_value=1, max_value=4))
def test_any_period_is_read_back_from_each_way_of_writing_it(year: int, number: int) -> None:
    quarter = ComplaintsPeriod.parse(f"{year}-Q{number}")
    whole = quarter.financial_year
    assert period_named(str(quarter)) == period_named(f"{whole} Q{number}") == quarter
    assert period_named(str(whole), float(number)) == period_named(str(whole), f"Q{number}") == quarter
    assert period_named(str(whole)) == period_named(str(whole).replace("-", "/")) == whole
    assert period_named(f"{quarter.first_day:%B} to {quarter.last_day:%B %Y}") == quarter


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("0", 0), ("12", 12), ("1,234", 1234), (3.0, 3), ("3.0", 3), ("", Given.BLANK), (None, Given.BLANK),
        ("-", Given.BLANK), ("n/a", Given.NOT_APPLICABLE), ("Not applicable", Given.NOT_APPLICABLE),
        ("#N/A", Given.FAULTY), ("nil", Given.FAULTY), ("-1", Given.FAULTY), ("0.5", Given.FAULTY), ("*", Given.FAULTY),
        ("٣", Given.FAULTY), ("²", Given.FAULTY),
    ],
    ids=ascii,
)  # fmt: skip
def test_blank_zero_and_not_applicable_are_told_apart(value: object, amount: object) -> None:
    found = amount_in(value)  # type: ignore[arg-type]
    assert found == amount
    assert type(found) is type(amount)


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("“Ask first” – it’s kind…", "“Ask first” – it’s kind…"),
        ("\uf0b7\tAsk\x0b\uf0b7\tListen\x07", "• Ask\n• Listen"),
        ("One\r\n\r\n\r\n\r\nTwo\u2028Three", "One\n\nTwo\nThree"),
        ("Fami\u00adlies\u00a0told\u200b", "Families told"),
        ("Cafe\u0301", "Café"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("پرسید\u200cن را یاد گرفتیم", "پرسید\u200cن را یاد گرفتیم"),
        ("我们学会了先问", "我们学会了先问"),
        ("fine \u202eton", "fine ton"),
        ("\x00\x1b[31mred", "[31mred"),
        ("👩\u200d⚕️ asked", "👩\u200d⚕️ asked"),
    ],
    ids=ascii,
)
def test_text_is_kept_as_it_was_meant(pasted: str, meant: str) -> None:
    assert lines_of(pasted) == meant


@given(st.text())
def test_text_is_kept_the_same_when_it_is_read_again(text: str) -> None:
    once = lines_of(text)
    assert lines_of(once) == once
    assert "\n" not in line_of(text)
    assert not set(once) & {"\x00", "\r", "\x07", "\u202e"}


def test_a_canonical_row_says_what_the_file_said() -> None:
    rows = {row.key: said_by(row) for row in rows_once(read(WHOLE_FILE))}
    assert list(rows)[:4] == ["counts:", "counts:RX101", "counts:RX102", "handling:interventions"]
    assert {one.subject for one in rows.values() if one.part is Part.HANDLING} == {one.code for one in ASKED}
    for key, name in (("counts:", "whole"), ("counts:RX101", "general"), ("counts:RX102", "infirmary")):
        for item in ITEMS:
            text = FAULTLESS[name][item.code]
            assert rows[key].number(item.code) == (int(text) if text else None)
    lesson = rows["lesson:1"]
    assert (lesson.theme, lesson.worked) == (theme_called("Communications"), Worked.YES)
    assert (lesson.day("due"), lesson.text("owner")) == (date(2025, 1, 31), "Matron for medicine")


def test_what_does_not_apply_is_neither_blank_nor_zero() -> None:
    content = csv_of(
        Example({"serious": {"number": "N/A"}, "reopened": {"number": ""}, "answers_due": {"number": "0"}})
    )
    rows = {row.key: said_by(row) for row in rows_once(read(content))}
    amounts = [rows[f"handling:{code}"].amount("number") for code in ("serious", "reopened", "answers_due")]
    assert amounts == [Given.NOT_APPLICABLE, Given.BLANK, 0]
