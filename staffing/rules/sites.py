"""Whether a row's organisation and site are the trust's own."""

from __future__ import annotations

from collections.abc import Iterator

from oversight.returns.reading.cells import Value, as_shown
from oversight.returns.reading.numbers import is_failed
from staffing.findings import Severity
from staffing.layouts import Layout
from staffing.rules.rule import (
    SITE_COLUMNS,
    CellCheck,
    Example,
    Fault,
    RowCells,
    Rule,
    SiteStanding,
    WardCheck,
    WardRow,
)


def organisation_in(value: Value) -> str:
    """The organisation's code in a cell such as “RX1” or “RX1 - Example NHS Trust”; empty for a blank."""
    words = [] if is_failed(value) else (as_shown(value) or "").split()
    return words[0].strip("-:,").upper() if words else ""


def _another_organisation(row: RowCells) -> Iterator[Fault]:
    given = organisation_in(row.values.get("org_code"))
    if given and given != row.context.trust_code.upper():
        yield Fault("org_code", f"This row is for organisation {given}; the return is for {row.context.trust_code}.")


def _another_trusts_site(row: WardRow) -> Iterator[Fault]:
    if row.site is SiteStanding.ANOTHER_TRUSTS:
        other = row.context.other_sites[row.ward.site_code or ""]
        yield Fault(_column(row), f"Site {other.code} ({other.name}) belongs to another trust, {other.trust_code}.")


def _unknown_site(row: WardRow) -> Iterator[Fault]:
    if row.layout is not Layout.NATIONAL:
        return
    if row.site is SiteStanding.UNKNOWN:
        yield Fault(_column(row), f"Site {row.ward.site} is not among your sites on record.")
    elif (
        row.site is SiteStanding.NONE
        and row.site_must_be_fixed
        and not any(is_failed(row.values.get(code)) for code in SITE_COLUMNS)
    ):
        yield Fault("site_code" if "site_code" in row.values else "site_name", "The row does not say which site.")


def _new_site(row: WardRow) -> Iterator[Fault]:
    is_new = row.site is SiteStanding.NEW or (row.site is SiteStanding.UNKNOWN and row.layout is not Layout.NATIONAL)
    if is_new and row.site_is_first:
        yield Fault(
            _column(row), f"Site {row.ward.site} is not among your sites on record, so it is taken as a new site."
        )


def _column(row: WardRow) -> str:
    code = row.values.get("site_code")
    return "site_code" if code is not None and (as_shown(code) or "").strip() else "site_name"


ANOTHER_ORGANISATION: Rule[CellCheck] = Rule(
    id="staffing.another_organisation",
    severity=Severity.MUST_FIX,
    text="Every row is for the trust that sends the return.",
    mend="Take the row out, or send the return for the organisation that it is for.",
    check=_another_organisation,
    trips=Example(rows=({"org_code": "RY2"},)),
    silent=Example(rows=({"org_code": " rx1 "}, {"org_code": "", "ward": "Oak"})),
)
ANOTHER_TRUSTS_SITE: Rule[WardCheck] = Rule(
    id="staffing.site_of_another_trust",
    severity=Severity.MUST_FIX,
    text="A site belongs to the trust that sends the return.",
    mend="Enter the code of your own site; if the site has come to you, ask for the register to be brought up to date.",
    check=_another_trusts_site,
    trips=Example(rows=({"site_code": "RY201", "site_name": "Elsewhere"},)),
    silent=Example(rows=({"site_code": "rx101"},)),
    source="Must be fixed: a site that belongs to another trust.",
)
UNKNOWN_SITE: Rule[WardCheck] = Rule(
    id="staffing.site_unknown",
    severity=Severity.MUST_FIX,
    text="In the national layout, a site is one of the trust's sites on record.",
    mend="Enter the site's ODS code as the register has it.",
    check=_unknown_site,
    trips=Example(rows=({"site_code": "RX1ZZ", "site_name": ""}, {"ward": "Oak", "site_code": "", "site_name": ""})),
    silent=Example(rows=({"site_code": "", "site_name": "GENERAL hospital"},)),
    source="Must be fixed: an unknown site, in the national layout alone.",
)
NEW_SITE: Rule[WardCheck] = Rule(
    id="staffing.site_new",
    severity=Severity.EXPLAIN,
    text="A site that is not on record is asked about, once.",
    mend="Say what the site is, or match it to a site on record.",
    check=_new_site,
    trips=Example(on_record={"sites": {}, "wards": ()}),
    silent=Example(),
    source="To explain: a trust without sites on record has each taken as new.",
)
CELL_RULES = (ANOTHER_ORGANISATION,)
RULES = (ANOTHER_TRUSTS_SITE, UNKNOWN_SITE, NEW_SITE)
