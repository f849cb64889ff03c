"""Whether a row's ward has a name, and is known."""

from __future__ import annotations

from collections.abc import Iterator

from oversight.returns.reading.folding import folded
from oversight.returns.reading.numbers import is_failed
from staffing.findings import Severity
from staffing.layouts import Layout
from staffing.rules.rule import Example, Fault, FileCheck, FileFault, Rule, Survey, WardCheck, WardRow, WardStanding

_TOTALS = frozenset(("total", "totals", "grand total", "trust total", "site total", "sub total", "subtotal", "sum"))


def _unnamed(row: WardRow) -> Iterator[Fault]:
    if row.standing is WardStanding.UNNAMED and "ward" in row.values and not is_failed(row.values["ward"]):
        yield Fault("ward", "The row has hours, but the ward's name is blank.")


def _too_long(row: WardRow) -> Iterator[Fault]:
    longest = row.context.bounds.ward_name_longest.value
    if len(row.ward.ward_name) > longest:
        yield Fault("ward", f"The ward's name is {len(row.ward.ward_name)} characters long; it can have {longest}.")


def _total(row: WardRow) -> Iterator[Fault]:
    if folded(row.ward.ward_name) in _TOTALS:
        yield Fault("ward", "This row reads as the total of the others, so its hours would count twice.")


def _ambiguous(row: WardRow) -> Iterator[Fault]:
    if row.standing is WardStanding.AMBIGUOUS and not row.site_must_be_fixed:
        yield Fault(
            "ward", f"{row.ward.ward_name} is a ward at more than one of your sites, and the row does not say which."
        )


def _new(row: WardRow) -> Iterator[Fault]:
    is_asked_otherwise = row.earlier is not None or folded(row.ward.ward_name) in _TOTALS or row.site_must_be_fixed
    if row.standing is not WardStanding.NEW or is_asked_otherwise:
        return
    message = f"{row.ward.ward_name} is not among your wards on record, so it is taken as a new ward."
    if row.near:
        message += f" Is it {row.near} under a new name?"
    yield Fault("ward", message)


def _missing(survey: Survey) -> Iterator[FileFault]:
    context = survey.context
    if not context.previous or not survey.wards_read:
        return
    last = max(ward.period for ward in context.previous.values())
    for record in context.wards:
        earlier = context.previous.get(record.ward_id)
        if earlier is None or earlier.period != last or record.ward_id in survey.read_ids:
            continue
        yield FileFault(
            f"{record.name} was in your return for {last.label} and is not in this one.",
            value=record.name,
            ward=record.name,
            ward_id=record.ward_id,
            site=record.site_code,
        )


UNNAMED: Rule[WardCheck] = Rule(
    id="staffing.ward_name_missing",
    severity=Severity.MUST_FIX,
    text="Every row with hours names its ward.",
    mend="Enter the ward's name; delete the row if it is a total or a note.",
    check=_unnamed,
    trips=Example(rows=({}, {"ward": " "})),
    silent=Example(rows=({}, {"ward": "", "hours": "0"})),
    source="Must be fixed: missing ward name.",
)
TOO_LONG: Rule[WardCheck] = Rule(
    id="staffing.ward_name_too_long",
    severity=Severity.MUST_FIX,
    text="A ward's name has at most 100 characters.",
    mend="Shorten the name, and keep to it.",
    check=_too_long,
    trips=Example(rows=({"ward": "Rowan " * 17},)),
    silent=Example(rows=({"ward": "R" * 100},)),
    source="The national collection's column.",
)
TOTAL: Rule[WardCheck] = Rule(
    id="staffing.total_row",
    severity=Severity.MUST_FIX,
    text="Every row is a ward, and none the total of others.",
    mend="Delete the row of totals; they are worked out here.",
    check=_total,
    trips=Example(rows=({}, {"ward": "Grand Total"})),
    silent=Example(rows=({"ward": "Total Hip Unit"},)),
)
AMBIGUOUS: Rule[WardCheck] = Rule(
    id="staffing.ward_ambiguous",
    severity=Severity.MUST_FIX,
    text="Where two sites have a ward of one name, the row says which site.",
    mend="Enter the site's code or name in the row.",
    check=_ambiguous,
    trips=Example(rows=({"ward": "Children's", "site_code": "", "site_name": ""},), layout=Layout.TEMPLATE),
    silent=Example(rows=({"ward": "Children's"},), layout=Layout.TEMPLATE),
)
NEW: Rule[WardCheck] = Rule(
    id="staffing.ward_new",
    severity=Severity.EXPLAIN,
    text="A ward that is not on record is asked about: new, or an old one under a new name.",
    mend="Say that the ward is new, match it to the ward that it was, or set the unit aside as no ward.",
    check=_new,
    trips=Example(rows=({}, {"ward": "Hawthorn"})),
    silent=Example(rows=({}, {"ward": " ROWAN  "})),
    source="To explain: a new ward.",
)
MISSING: Rule[FileCheck] = Rule(
    id="staffing.ward_missing",
    severity=Severity.EXPLAIN,
    text="A ward of the last accepted month that is not in this one is asked about.",
    mend="Add the ward's row, or say why there is none: closed, merged, or renamed.",
    check=_missing,
    trips=Example(on_record={"previous_wards": ("Rowan", "Oak")}),
    silent=Example(rows=({}, {"ward": "Oak"}), on_record={"previous_wards": ("Rowan", "Oak")}),
    source="To explain: a ward of last month missing.",
)
RULES = (UNNAMED, TOO_LONG, TOTAL, AMBIGUOUS, NEW)
FILE_RULES = (MISSING,)
