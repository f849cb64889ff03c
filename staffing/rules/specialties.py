"""Whether a ward's specialties are of the national list."""

from __future__ import annotations

from collections.abc import Iterator

from staffing.findings import Severity
from staffing.rules.rule import Example, Fault, Rule, WardCheck, WardRow
from staffing.specialties import specialty_named


def _not_listed(row: WardRow) -> Iterator[Fault]:
    for code, text in (("specialty_1", row.ward.specialty_1), ("specialty_2", row.ward.specialty_2)):
        if text and specialty_named(text) is None:
            yield Fault(code, f"“{text[:80]}” is not in the national list of specialties.")


NOT_LISTED: Rule[WardCheck] = Rule(
    id="staffing.specialty_not_listed",
    severity=Severity.EXPLAIN,
    text="A specialty is one of the national list of treatment functions, by code or by name.",
    mend="Enter the code and name, such as 300 - General medicine; leave the cell blank, or -, for none.",
    check=_not_listed,
    trips=Example(rows=({"specialty_1": "998 - WARD CLERKS"}, {"ward": "Oak", "specialty_2": "Frailty"})),
    silent=Example(
        rows=(
            {"specialty_1": "823 - HAEMATOLOGY - STANDARD", "specialty_2": "-"},
            {"specialty_1": "Gynaecology", "ward": "Oak"},
        )
    ),
    source="To explain: a specialty not in the list.",
)
RULES = (NOT_LISTED,)
