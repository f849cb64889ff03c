"""The safety measures returns that the demonstration's trusts send, and files of them to practise with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from oversight.returns.periods import Month
from safety.columns import COLUMNS, Section
from workspaces.demonstration.country import DemonstrationTrust
from workspaces.demonstration.files import PracticeFile, written
from workspaces.demonstration.safety_figures import Row, safety_rows


def safety_file(trust: DemonstrationTrust, month: Month, *, latest: Month) -> bytes:
    """Return the trust's return for the month as a CSV file in the layout of the template."""
    return _file(safety_rows(trust, month, latest=latest))


def practice_files(trust: DemonstrationTrust, month: Month, *, latest: Month) -> tuple[PracticeFile, ...]:
    """Return files for the trust and month to practise with."""
    stem = f"{trust.code}-{month}-safety"
    return (
        PracticeFile(
            f"{stem}-as-it-should-be.csv",
            "The return with nothing to mend.",
            partial(safety_file, trust, month, latest=latest),
        ),
        PracticeFile(
            f"{stem}-full-of-faults.csv",
            "The same return with a never event of an older list, an alert without its deadline, text for numbers, "
            "more harms than patients, an incident of which nobody was told, and more.",
            partial(_faulty_file, trust, month, latest=latest),
        ),
    )


def _file(rows: Sequence[Row]) -> bytes:
    return written(
        [[column.heading for column in COLUMNS], *([row.get(column.code, "") for column in COLUMNS] for row in rows)]
    )


def _faulty_file(trust: DemonstrationTrust, month: Month, *, latest: Month) -> bytes:
    rows = safety_rows(trust, month, latest=latest)
    by_item = {(row["section"], row["item"]): row for row in rows}
    first, last = f"{month.first_day:%d/%m/%Y}", f"{month.last_day:%d/%m/%Y}"
    after = f"{month.plus(1).first_day:%d/%m/%Y}"
    by_item["Activity", "Occupied overnight bed days"]["number"] = "about 4,000"
    by_item["Infections", "MRSA bacteraemia"]["number"] = "nil"
    by_item["Infections", "C. difficile infection"]["number"] = ""
    by_item["Infections", "MSSA bacteraemia"]["number"] = "-1"
    by_item["Safety Thermometer", "New pressure ulcers"]["number"] = "9999"
    by_item["Safety Thermometer", "Falls with harm"]["item"] = "Slips and trips"
    events, alerts, candour = (each.label for each in (Section.NEVER_EVENTS, Section.ALERTS, Section.CANDOUR))
    added: list[Row] = [
        {"section": events, "item": "Wrong gas administered", "reference": "W-777", "date": first},
        {"section": alerts, "item": "Stage 3: directive", "reference": "DEMO/X/1", "status": "Acknowledged"},
        {
            "section": alerts,
            "item": "Stage 1: warning",
            "reference": "DEMO/X/2",
            "deadline": first,
            "status": "In hand",
        },
        {"section": alerts, "item": "Stage 2: resource", "deadline": last, "status": "Action complete"},
        {"section": candour, "item": "Severe harm", "reference": "W-888", "date": first},
        {"section": candour, "item": "Moderate harm", "reference": "W-889", "date": last, "told": after},
    ]
    return _file([*rows, *({"trust": trust.code, "month": str(month), "date": first, **row} for row in added)])
