"""What holds for every file, whatever it holds."""

import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from oversight.returns.periods import Month
from oversight.returns.reading.cells import exact
from oversight.returns.reading.folding import folded
from oversight.returns.reading.months import month_named
from oversight.returns.reading.numbers import NotNumber, number_in
from oversight.returns.reading.unreadable import Unreadable
from staffing import checking
from staffing.columns import HOURS, MAIN_HOURS, TEMPLATE_COLUMNS
from staffing.content import content_sha256
from staffing.context import SiteOnRecord, WardOnRecord
from staffing.rules.examples import FAULTLESS, csv_of
from staffing.rules.rule import Example
from staffing.wards import pooled_figures
from tests.reading.workbook_making import workbook
from tests.staffing.returns_making import ROTA_HEADINGS, check, nothing_on_record, on_record
from tests.staffing.returns_making import csv_of as csv_of_rows

HEADINGS = [column.national for column in TEMPLATE_COLUMNS]
FURTHER = [column for column in HOURS if column not in MAIN_HOURS]
hours = st.decimals(min_value=0, max_value=3000, places=2) | st.sampled_from(
    [Decimal(0), Decimal("0.005"), Decimal(1000)]
)
patients = st.integers(min_value=0, max_value=2000)
names = st.sampled_from(["Rowan", "rowan ward", "Oak", "Ash", "Elm & Yew", "St Anne’s", "Ward 1", "Ward 12"])


@st.composite
def wards(draw):
    """A row of the national layout: cells by code, numbers as Decimal, None for a blank."""
    row = dict.fromkeys((column.code for column in TEMPLATE_COLUMNS), None)
    row |= {code: FAULTLESS[code] for code in ("org_code", "period", "site_code")}
    row["ward"] = draw(names)
    row["specialty_1"] = draw(st.sampled_from(["300 - GENERAL MEDICINE", "-", None, "Gynaecology", "Clerks"]))
    planned = draw(st.lists(hours, min_size=4, max_size=4))
    shares = draw(st.lists(st.sampled_from(["1", "0.9", "1.1", "0.5", "1.5", "0", "2"]), min_size=4, max_size=4))
    for place, column in enumerate(MAIN_HOURS):
        row[column.code] = planned[place // 2] if place % 2 == 0 else planned[place // 2] * Decimal(shares[place // 2])
    row["patients"] = draw(patients | st.none())
    if draw(st.booleans()):
        row |= {column.code: draw(hours) for column in FURTHER}
    return row


returns = st.lists(wards(), min_size=1, max_size=6)


def as_csv(rows, write="{:f}".format):
    def cell(value):
        return "" if value is None else write(value) if isinstance(value, Decimal) else str(value)

    return csv_of_rows([HEADINGS, *([cell(value) for value in row.values()] for row in rows)])


def as_xlsx(rows):
    def cell(value):
        return float(value) if isinstance(value, Decimal) else value

    return workbook({"Return": [HEADINGS, *([cell(value) for value in row.values()] for row in rows)]})


def of(result):
    """All that a result says but the sheet's name and how a value was written."""
    findings = [(one.rule, one.row, one.column, one.message.replace(" of sheet Return", "")) for one in result.findings]
    figures = [(ward.site_as_read, ward.ward_name, ward.hours, ward.patients, ward.unusable) for ward in result.wards]
    counts = (result.rows_read, result.rows_other_periods, result.rows_without_hours, result.must_fix, result.explain)
    return findings, figures, counts, result.trust_total, content_sha256(result.wards)


slow = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@slow
@given(returns)
def test_csv_and_xlsx_of_the_same_values_give_the_same_result(rows):
    assert of(check(as_csv(rows))) == of(check(as_xlsx(rows)))


@slow
@given(returns)
def test_how_a_number_is_written_changes_nothing_but_the_value_quoted(rows):
    assert of(check(as_csv(rows))) == of(check(as_csv(rows, write="{:,.4f}".format)))


@slow
@given(returns, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_neither_content_nor_totals(rows, chance):
    by_name = {(row["site_code"], folded(row["ward"])): row for row in rows if folded(row["ward"]) != "rowan ward"}
    rows = list(by_name.values()) or [rows[0]]
    shuffled = list(rows)
    chance.shuffle(shuffled)
    first, second = check(as_csv(rows)), check(as_csv(shuffled))
    assert content_sha256(first.wards) == content_sha256(second.wards)
    assert first.trust_total == second.trust_total


@slow
@given(returns, st.data())
def test_a_row_of_another_month_changes_the_counts_alone(rows, data):
    other = {**data.draw(wards()), "period": "2026-09"}
    place = data.draw(st.integers(0, len(rows)))
    before, after = check(as_csv(rows)), check(as_csv([*rows[:place], other, *rows[place:]]))
    assert after.rows_read == before.rows_read + 1
    assert after.rows_other_periods == before.rows_other_periods + 1
    assert after.trust_total == before.trust_total
    assert content_sha256(after.wards) == content_sha256(before.wards)
    assert [one.rule for one in after.findings] == [one.rule for one in before.findings]


@pytest.mark.parametrize("form", [as_csv, as_xlsx])
def test_the_quick_way_gives_what_the_thorough_way_gives(form, monkeypatch):
    @slow
    @given(returns)
    def holds(rows):
        content = form(rows)
        context = on_record(
            sites={"RX101": SiteOnRecord("RX101", "General Hospital", "RX1")},
            wards=[WardOnRecord(name, "RX101", name) for name in ("Rowan", "Oak", "Ash", "Elm & Yew", "Ward 1")],
        )
        quick = check(content, context)
        with monkeypatch.context() as patch:
            patch.setattr(checking, "plain_taker", lambda reader, heading: None)
            thorough = check(content, context)
        assert quick.findings == thorough.findings
        assert list(quick.wards) == list(thorough.wards)
        assert quick.trust_total == thorough.trust_total == pooled_figures(quick.wards)
        assert of(quick) == of(thorough)

    holds()


bounds = st.sampled_from(["49.99", "50", "50.01", "149.99", "150", "150.01", "100"])


@slow
@given(st.decimals(min_value="0.1", max_value=2000, places=1), bounds)
def test_the_quick_way_is_exact_at_the_bounds(planned, percent):
    actual = planned * Decimal(percent) / 100
    row = {"day_care_planned": f"{planned:f}", "day_care_actual": f"{actual:f}"}
    found = [
        one for one in check(csv_of(Example(rows=(row,)))).findings if one.rule.endswith("fill_rate_out_of_bounds")
    ]
    assert bool(found) is not (50 <= Decimal(percent) <= 150)


cells = st.text(max_size=12) | st.sampled_from(
    ["", "-", "1,260.00", "#DIV/0!", "Rowan", "RX101", "2026-10", "1e3", "-1", "\x00"]
)


@slow
@given(st.lists(st.lists(cells, max_size=30), max_size=8), st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-8-sig"]))
def test_any_text_below_the_headings_is_a_result_or_a_message(rows, encoding):
    content = csv_of_rows([ROTA_HEADINGS, *rows]).decode().encode(encoding, errors="replace")
    read_or_refused(content, "return.csv")


@slow
@given(st.binary(max_size=3000), st.sampled_from(["return.csv", "return.xlsx", "return"]))
@example(b"PK\x03\x04", "return.xlsx")
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "return.xls")
@example(b"\xff\xfe\x00", "return.csv")
@example(b'"', "return.csv")
def test_any_bytes_are_a_result_or_a_message(content, filename):
    read_or_refused(content, filename)


SHEET = workbook(
    {"Return": [ROTA_HEADINGS, ["Rowan", "General Hospital", "-", None, *[100] * 8, 20, 0, "M", "01/10/2026"]]}
)


@slow
@given(st.lists(st.tuples(st.integers(0, len(SHEET) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_workbook_damaged_anywhere_is_a_result_or_a_message(changes):
    content = bytearray(SHEET)
    for place, byte in changes:
        content[place] = byte
    read_or_refused(bytes(content), "return.xlsx")


@slow
@given(st.data())
def test_a_sheet_damaged_inside_the_archive_is_a_result_or_a_message(data):
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SHEET)) as source, zipfile.ZipFile(content, "w") as archive:
        harmed = data.draw(st.sampled_from(source.namelist()))
        for name in source.namelist():
            part = bytearray(source.read(name))
            if name == harmed:
                for _ in range(data.draw(st.integers(1, 8))):
                    part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(0, 255))
            archive.writestr(name, bytes(part))
    read_or_refused(content.getvalue(), "return.xlsx")


def read_or_refused(content, filename):
    try:
        result = check(content, nothing_on_record(), filename)
    except Unreadable as refused:
        told = [refused.message, refused.mend]
    else:
        told = [checking.as_json(result, "RX1", "2026-10"), content_sha256(result.wards)]
        assert result.rows_read >= result.rows_other_periods + result.rows_without_hours
    assert all(told)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_number_is_read_alike_in_all_its_spellings(number):
    for text in (f"{number:f}", f"{number:,f}", f" {number:f}\u00a0", f"{number:,f}".replace(",", " ")):
        assert exact(number_in(text)) == number
    assert number_in(float(number)) == number_in(f"{number:f}")


@given(st.text())
def test_any_text_is_a_number_or_a_reason(text):
    read = number_in(text)
    assert isinstance(read, float | NotNumber)


@given(st.integers(1990, 2199), st.integers(1, 12))
def test_a_month_is_read_alike_in_all_its_spellings(year, number):
    month = Month(year, number)
    for text in (str(month), month.label, f"01/{number:02d}/{year}", f"{number}/{year}", month.first_day.isoformat()):
        assert month_named(text) == month


@given(st.text())
def test_any_text_is_a_month_or_none(text):
    assert month_named(text) is None or isinstance(month_named(text), Month)
