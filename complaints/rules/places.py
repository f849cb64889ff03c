"""Whose row it is: sites of the trust, each once, with the whole organisation beside them or apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from complaints.canonical_rows import key_of, place_of, row_of
from complaints.columns import SITE, SITE_NAME
from complaints.rows_read import CountsRow, HandlingRow, LessonRow, RowRead
from complaints.rules.rule import Example, Fault, Rule, Severity, Survey
from oversight.returns.reading.numbers import is_failed

_CODE = re.compile(r"[A-Z0-9]{1,20}", re.ASCII)


def _another_trusts_site(survey: Survey) -> Iterator[Fault]:
    context = survey.context
    for row in survey.file.counts:
        code = row.site_code
        if not code or code == context.trust_code.upper() or code in context.sites:
            continue
        if other := context.other_sites.get(code):
            yield Fault(f"Site {code} ({other.name}) belongs to another trust, {other.trust_code}.", row, SITE.code)
        elif name := context.other_trusts.get(code):
            yield Fault(f"{code} is the code of another trust, {name}.", row, SITE.code)


def _unknown_site(survey: Survey) -> Iterator[Fault]:
    context = survey.context
    asked: set[str] = set()
    for row in survey.file.counts:
        code = row.site_code
        if not code or code in asked or code == context.trust_code.upper() or not _CODE.fullmatch(code):
            continue
        if code not in context.sites and code not in context.other_sites and code not in context.other_trusts:
            asked.add(code)
            yield Fault(f"Site {code} is not among your sites on record.", row, SITE.code)


def _no_code(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.counts:
        if not row.site_code and row.site_name and not is_failed(row.cells.get(SITE.code)):
            yield Fault(f"“{row.site_name}” has no code, so it is not known which site it is.", row, SITE.code)


def _code_unreadable(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.counts:
        cell = row.cells.get(SITE.code)
        if is_failed(cell):
            yield Fault("The formula in this cell failed, so it is not known which site it is.", row, SITE.code)
        elif row.site_code and not _CODE.fullmatch(row.site_code):
            yield Fault(f"“{row.site_code[:40]}” is not the code of a site.", row, SITE.code)


def _said_before(survey: Survey) -> Iterator[tuple[RowRead, RowRead, bool]]:
    """Give each row that says again what an earlier one is about, with that one and whether they say the same."""
    first: dict[str, RowRead] = {}
    file = survey.file
    for row in chain(file.counts, file.handling, file.lessons):
        if isinstance(row, LessonRow):
            values = row_of(row).values
            key = "lesson " + repr([values[code] for code in ("theme", "place", "lesson", "action")])
        else:
            key = key_of(row)
        if not key:
            continue
        before = first.setdefault(key, row)
        if before is not row:
            yield row, before, _same(row, before)


def _same(one: RowRead, other: RowRead) -> bool:
    left, right = dict(row_of(one).values), dict(row_of(other).values)
    if isinstance(one, CountsRow) and isinstance(other, CountsRow):
        # One site may be called in two ways.
        left.pop(SITE_NAME.code, None)
        right.pop(SITE_NAME.code, None)
        if one.amounts != other.amounts:
            return False
    if isinstance(one, HandlingRow) and isinstance(other, HandlingRow) and one.amount != other.amount:
        return False
    return left == right


def _differs(survey: Survey) -> Iterator[Fault]:
    for row, before, is_same in _said_before(survey):
        if not is_same:
            yield Fault(f"{place_of(row)} is already in {_where(before)}, with other values.", row, _named_by(row))


def _identical(survey: Survey) -> Iterator[Fault]:
    for row, before, is_same in _said_before(survey):
        if is_same:
            yield Fault(
                f"{place_of(row)} is already in {_where(before)}, with the same values. It is counted once.",
                row,
                _named_by(row),
            )


def _where(row: RowRead) -> str:
    return f"row {row.row} of sheet {row.sheet}" if row.sheet else f"row {row.row}"


def _named_by(row: RowRead) -> str:
    if isinstance(row, CountsRow):
        return SITE.code if SITE.code in row.heading.places else "organisation_code"
    return "lesson" if isinstance(row, LessonRow) else "item"


def _unfilled(survey: Survey) -> Iterator[Fault]:
    """Speak where other sites are filled in: beside the whole organisation alone, sites may be left out together."""
    if not survey.file.sites:
        return
    filled = {site.site_code for site in survey.file.sites}
    for row in survey.file.unfilled:
        if row.site_code and row.site_code not in filled:
            yield Fault(f"{place_of(row)} is not filled in, so it is left out.", row, SITE.code)


ANOTHER_TRUSTS_SITE = Rule(
    id="complaints.site_of_another_trust",
    severity=Severity.MUST_FIX,
    text="A site belongs to the trust that sends the return.",
    mend="Enter the code of your own site; if the site has come to you, ask for the register to be brought up to date.",
    check=_another_trusts_site,
    trips=Example({"general": {"site_code": "RX201"}, "infirmary": {"site_code": "RX2"}}),
    silent=Example({"general": {"site_code": " rx101 "}, "infirmary": {"site_code": "RX1"}}),
)
UNKNOWN_SITE = Rule(
    id="complaints.site_unknown",
    severity=Severity.EXPLAIN,
    text="A site that is not on record is asked about, once; the trust's own code stands for services without a site.",
    mend="Check the code. If it is right, say what the site is.",
    check=_unknown_site,
    trips=Example({"general": {"site_code": "RX1ZZ"}}),
    silent=Example({"general": {"site_code": "RX1"}}),
    source="KO41a 2024-25 as published has a trust's own code among its sites.",
)
NO_CODE = Rule(
    id="complaints.site_without_code",
    severity=Severity.MUST_FIX,
    text="A site's row has the site's code; in the row of the whole organisation, code and name of the site are blank.",
    mend="Enter the site's ODS code; or, where the row is of the whole organisation, leave the site's name blank.",
    check=_no_code,
    trips=Example({"general": {"site_code": ""}}),
    silent=Example({"whole": {"site_name": "Whole trust"}}),
)
CODE_UNREADABLE = Rule(
    id="complaints.site_code_not_a_code",
    severity=Severity.MUST_FIX,
    text="A site's code has letters and digits alone, at most 20 of them.",
    mend="Enter the site's ODS code as the register has it; its name belongs in the column beside.",
    check=_code_unreadable,
    trips=Example({"general": {"site_code": "#REF!"}, "infirmary": {"site_code": "RX1/02"}}),
    silent=Example({"general": {"site_code": "rx101 - General"}}),
)
DIFFERS = Rule(
    id="complaints.duplicate_differs",
    severity=Severity.MUST_FIX,
    text="The organisation, each site and each number asked for has one row.",
    mend="Keep the right row, and take the other out.",
    check=_differs,
    trips=Example({"again": {"site_code": "RX101", "complaints_total_new": "9"}}),
    silent=Example(),
)
IDENTICAL = Rule(
    id="complaints.duplicate_identical",
    severity=Severity.EXPLAIN,
    text="A row that repeats another is counted once, and asked about.",
    mend="Take one of the two out, or say that it is counted once.",
    check=_identical,
    trips=Example({"again": {"item": "Answers sent", "number": "11.0"}}),
    silent=Example({"again": {"theme": "Communications", "lesson": "Another.", "action": "Another."}}),
)
UNFILLED = Rule(
    id="complaints.site_unfilled",
    severity=Severity.EXPLAIN,
    text="A site's row that is not filled in is left out; where other sites are filled in, it is asked about.",
    mend="Enter 0 in each box where the site had no complaints. If it is not to be counted apart, say why.",
    check=_unfilled,
    trips=Example({"clinic": {"site_code": "RX103", "complaints_total_brought_forward": "2"}}),
    silent=Example({"clinic": {"site_code": "RX103", "site_name": "Clinic"}}, without=("general", "infirmary")),
)
RULES = (ANOTHER_TRUSTS_SITE, UNKNOWN_SITE, NO_CODE, CODE_UNREADABLE, DIFFERS, IDENTICAL, UNFILLED)
