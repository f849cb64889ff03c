"""Files of staffing returns for tests, and what is on record for them."""

import csv
import io
from datetime import date

from oversight.returns.periods import Month
from oversight.returns.reading.files import read_file
from staffing.checking import check_staffing
from staffing.context import CheckContext, SiteOnRecord, WardOnRecord

OCTOBER = Month(2026, 10)
ROTA_HEADINGS = tuple(next(csv.reader([
    "Name,Site Name,Speciality 1,Speciality 2,Day Reg Planned Hrs,Day Reg Actual Hrs,Day Unreg Planned Hrs,"
    "Day Unreg Actual Hrs,Night Reg Planned Hrs,Night Reg Actual Hrs,Night Unreg Planned Hrs,Night Unreg Actual Hrs,"
    "Patient Count At Midnight,Missing Census Count,Division,Month"
])))  # fmt: skip


def rota_row(name, *, site="General Hospital", month="01/10/2026", hours=None, patients="812", specialty="-"):
    hours = hours or ["1,710.00", "1,602.50", "1,080.00", "1,105.00", "1,023.00", "990", "682", "713"]
    return [name, site, specialty, "", *hours, patients, "0", "Medicine", month, "", "", ""]


def csv_of(rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def rota(*rows):
    return csv_of([[*ROTA_HEADINGS, "", "", ""], *rows])


def on_record(**fields):
    known = {
        "trust_code": "RX1",
        "period": OCTOBER,
        "today": date(2026, 11, 5),
        "sites": {"RX101": SiteOnRecord("RX101", "General Hospital", "RX1")},
        "other_sites": {"RY201": SiteOnRecord("RY201", "Elsewhere Hospital", "RY2")},
        "wards": (
            WardOnRecord("w-rowan", "RX101", "Rowan", ("Rowan Ward",)),
            WardOnRecord("w-oak", "RX101", "Oak"),
        ),
    }
    return CheckContext(**(known | fields))


def nothing_on_record(**fields):
    return on_record(sites={}, other_sites={}, wards=(), **fields)


def check(content, context=None, filename="return.csv"):
    if content[:2] == b"PK" and filename == "return.csv":
        filename = "return.xlsx"
    return check_staffing(read_file(content, filename), context or on_record())


def found(result, rule=None):
    """The findings as (rule, row, column), or those of one rule as (row, column)."""
    if rule is not None:
        return [(one.row, one.column) for one in result.findings if one.rule == f"staffing.{rule}"]
    return [(one.rule.removeprefix("staffing."), one.row, one.column) for one in result.findings]
