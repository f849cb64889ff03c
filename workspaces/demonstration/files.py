"""The files that the demonstration's trusts send: the national layout as CSV, and files to practise with.

The practice files carry what real ones do: a return full of faults, the same return in order, and a rota system's
own export with many months, wards that are no wards, and hours as quoted text with thousands commas.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Literal

from oversight.returns.periods import Month
from staffing.columns import (
    MAIN_HOURS,
    ORG_CODE,
    ORG_NAME,
    PATIENTS,
    PERIOD,
    SITE_CODE,
    SITE_NAME,
    SPECIALTY_1,
    SPECIALTY_2,
    URL,
    WARD,
)
from workspaces.demonstration.country import DemonstrationSite, DemonstrationTrust, DemonstrationWard
from workspaces.demonstration.figures import WardFigures, ward_figures

_NATIONAL = (
    ORG_CODE,
    ORG_NAME,
    PERIOD,
    URL,
    SITE_CODE,
    SITE_NAME,
    WARD,
    SPECIALTY_1,
    SPECIALTY_2,
    *MAIN_HOURS,
    PATIENTS,
)
_ROTA = (
    "Name", "Site Name", "Speciality 1", "Speciality 2",
    "Day Reg Planned Hrs", "Day Reg Actual Hrs", "Day Unreg Planned Hrs", "Day Unreg Actual Hrs",
    "Night Reg Planned Hrs", "Night Reg Actual Hrs", "Night Unreg Planned Hrs", "Night Unreg Actual Hrs",
    "Patient Count At Midnight", "Missing Census Count", "Division", "Month", "", "",
)  # fmt: skip


@dataclass(frozen=True)
class PracticeFile:
    """A file to practise with: its name and what it holds; its bytes are made when somebody wants them."""

    name: str
    about: str
    write: Callable[[], bytes]

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return self.write()


@dataclass(frozen=True)
class _Place:
    site: DemonstrationSite
    ward: DemonstrationWard


def _places(trust: DemonstrationTrust) -> tuple[_Place, ...]:
    return tuple(_Place(site, ward) for site in trust.sites for ward in site.wards)


def written(rows: Iterable[Sequence[object]], *, quoting: Literal[0, 1] = csv.QUOTE_MINIMAL) -> bytes:
    """Return rows as a CSV file of bytes."""
    text = io.StringIO()
    csv.writer(text, quoting=quoting, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def _hours(figures: WardFigures) -> list[str]:
    """The eight hours in the order of the return: planned and actual for each shift and group."""
    return [str(hours) for pair in zip(figures.planned, figures.actual, strict=True) for hours in pair]


def _national_row(trust: DemonstrationTrust, place: _Place, month: Month, figures: WardFigures) -> list[str]:
    return [
        trust.code,
        trust.name,
        str(month),
        f"https://www.{trust.town.lower()}.example/staffing",
        place.site.code,
        place.site.name,
        place.ward.name,
        place.ward.kind.specialty,
        "",
        *_hours(figures),
        str(figures.patients),
    ]


def national_rows(trust: DemonstrationTrust, month: Month, *, latest: Month) -> list[list[str]]:
    """Return the heading and one row for each ward, in the national layout."""
    rows = [[column.national for column in _NATIONAL]]
    for place in _places(trust):
        rows.append(_national_row(trust, place, month, ward_figures(trust, place.ward, month, latest=latest)))
    return rows


def national_file(trust: DemonstrationTrust, month: Month, *, latest: Month) -> bytes:
    """Return the trust's return for the month as a CSV file in the national layout."""
    return written(national_rows(trust, month, latest=latest))


def first_sent_file(trust: DemonstrationTrust, month: Month, *, latest: Month) -> bytes:
    """Return the file that a trust sent before it found that one ward's night hours belonged to another month."""
    rows = national_rows(trust, month, latest=latest)
    night = [column.code for column in _NATIONAL].index("night_registered_actual")
    rows[1][night] = str((Decimal(rows[1][night]) * Decimal("0.9")).quantize(Decimal("0.01")))
    return written(rows)


def practice_files(trust: DemonstrationTrust, month: Month, *, latest: Month) -> tuple[PracticeFile, ...]:
    """Return files for the trust and month to practise with."""
    stem = f"{trust.code}-{month}"
    return (
        PracticeFile(
            f"{stem}-as-it-should-be.csv",
            "The return with nothing to mend, in the national layout.",
            partial(national_file, trust, month, latest=latest),
        ),
        PracticeFile(
            f"{stem}-full-of-faults.csv",
            "The same return with text for numbers, a negative, a ward twice, an unknown site and more.",
            partial(_faulty_file, trust, month, latest=latest),
        ),
        PracticeFile(
            f"{stem}-rota-export.csv",
            "The same hours as a rota system exports them: three months in one file, thousands commas, ward clerks.",
            partial(_rota_file, trust, month, latest=latest),
        ),
    )


def _faulty_file(trust: DemonstrationTrust, month: Month, *, latest: Month) -> bytes:
    rows = national_rows(trust, month, latest=latest)
    at = {column.code: index for index, column in enumerate(_NATIONAL)}
    # A small hospital has fewer wards than there are faults: some of them then carry two.
    wards = [rows[1 + number % (len(rows) - 1)] for number in range(10)]
    wards[0][at["day_registered_actual"]] = "about 1,400"
    wards[1][at["night_care_actual"]] = "-" + wards[1][at["night_care_actual"]]
    wards[2][at["ward"]] = ""
    wards[3][at["day_care_actual"]] = "#DIV/0!"
    wards[4][at["site_code"]] = "ZZZ99"
    wards[4][at["site_name"]] = "A hospital that nobody knows"
    twice = list(wards[5])
    twice[at["day_registered_actual"]] = "12.00"
    wards[6][at["patients"]] = ""
    wards[7][at["specialty_1"]] = "999 - Something else"
    wards[8][at["url"]] = "www staffing page"
    for code in ("day_registered", "day_care", "night_registered", "night_care"):
        wards[9][at[f"{code}_actual"]] = wards[9][at[f"{code}_planned"]]
    return written([*rows, twice])


def _rota_file(trust: DemonstrationTrust, month: Month, *, latest: Month) -> bytes:
    rows: list[Sequence[object]] = [_ROTA]
    for back in (2, 1, 0):
        told = month.plus(-back)
        first = told.first_day.strftime("%d/%m/%Y")
        for number, place in enumerate(_places(trust)):
            figures = ward_figures(trust, place.ward, told, latest=latest)
            hours = [f"{Decimal(value):,.2f}" for value in _hours(figures)]
            # Some exports write the ward's name without the word.
            name = place.ward.name.removesuffix(" Ward") if number == 2 else place.ward.name
            rows.append(
                [
                    name,
                    place.site.name,
                    place.ward.kind.specialty,
                    "-",
                    *hours,
                    figures.patients,
                    0,
                    "Medicine",
                    first,
                    "",
                    "",
                ]
            )
        rows.append(
            [
                "Ward Clerks",
                trust.sites[0].name,
                "-",
                "-",
                "0.00",
                "0.00",
                "637.50",
                "601.25",
                *["0.00"] * 4,
                0,
                0,
                "Medicine",
                first,
                "",
                "",
            ]
        )
        rows.append(["Bank Office", trust.sites[0].name, "-", "-", *["0.00"] * 8, 0, 0, "Corporate", first, "", ""])
    return written(rows, quoting=csv.QUOTE_ALL)
