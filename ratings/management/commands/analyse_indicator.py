"""Hold the groups of an indicator in a CSV file against each other, and write every group's result as CSV."""

from __future__ import annotations

import csv
import io
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from oversight.csv_cells import inert
from oversight.returns.reading.unreadable import Unreadable
from ratings.csv_columns import NotInFile
from ratings.indicator_file import FileIndicator, read_indicators
from ratings.rules.indicator_results import (
    Comparison,
    Entry,
    Harm,
    Judged,
    Method,
    Thresholds,
    compare,
)
from ratings.rules.indicator_settings import settings_in_force
from ratings.rules.multiplicity import by_chance, false_discoveries

COULD_NOT_BE_DONE = 2
COLUMNS = (
    "by",
    "group",
    "numerator",
    "denominator",
    "z",
    "winsorised_z",
    "phi",
    "tau2",
    "adjusted_z",
    "result",
)
METHODS = tuple(method for method in Method if method is not Method.SURVEY_MEAN)
"""Those of two counts, whose rows can be summed."""

WRITTEN_WHOLE = 2.0**53
"""Up to here a whole number is written without a point and read back as the same number."""


class Command(BaseCommand):
    """z-scores that allow for over-dispersion, within each value of the `by` column."""

    help = (
        "Compare the groups of an indicator by z-scores that allow for over-dispersion. Reads the columns group, "
        "numerator and denominator; rows of one group are summed. Writes CSV: " + ", ".join(COLUMNS) + ". A group "
        "that cannot be judged has blank numbers and a word that says why. By ratio_log the extremes are truncated: "
        "they are judged, and their winsorised_z is blank; by the other methods they are winsorised. With --by, how "
        "many flags chance alone brings among so many comparisons is told on standard error."
    )
    # It reads one file and no database, so it runs wherever the code does.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, the method, and what is harmful."""
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument("--method", required=True, choices=[method.value for method in METHODS])
        parser.add_argument("--by", metavar="COLUMN", help="the column whose values are each analysed on their own")
        parser.add_argument(
            "--direction",
            choices=[harm.value for harm in Harm],
            default=Harm.HIGHER_IS_WORSE.value,
            help="which way is harmful (%(default)s)",
        )
        parser.add_argument(
            "--trim",
            type=_share,
            default=settings_in_force().share_treated.value,
            metavar="SHARE",
            help="the share winsorised or truncated at each end, from 0 up to below 0.5 (%(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read everything first, so that nothing is written where something cannot be read."""
        path: Path = options["file"]
        try:
            indicators = read_indicators(path.read_bytes(), path.name, by=options["by"])
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}", returncode=COULD_NOT_BE_DONE) from error
        except (NotInFile, Unreadable) as error:
            raise CommandError(f"{path}: {error}", returncode=COULD_NOT_BE_DONE) from error
        method, harm = Method(options["method"]), Harm(options["direction"])
        compared = [(each, _compared(each, method, harm, options["trim"])) for each in indicators]
        self.stdout.write(_as_csv(compared), ending="")
        unnamed = sum(not one.group for indicator in indicators for one in indicator.groups)
        if unnamed:
            self.stderr.write("Warning: rows without a group belong to nobody; they are invalid.")
        if options["by"] is not None:
            self.stderr.write(_many_comparisons(compared, harm))


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a number") from error
    if not 0 <= share < 0.5:
        raise ArgumentTypeError(f"{text} does not lie from 0 up to below 0.5")
    return share


def _compared(indicator: FileIndicator, method: Method, harm: Harm, share_treated: float) -> Comparison:
    settings = settings_in_force()
    return compare(
        [one.counts for one in indicator.groups],
        method=method,
        harm=harm,
        thresholds=Thresholds(settings.risk_z.value, settings.elevated_risk_z.value),
        share_treated=share_treated,
        fewest_groups=int(settings.fewest_groups.value),
    )


def _many_comparisons(compared: list[tuple[FileIndicator, Comparison]], harm: Harm) -> str:
    """What chance alone brings among so many comparisons, and how many of the flags remain beyond it."""
    settings = settings_in_force()
    risk, rate = settings.risk_z.value, settings.false_discovery_rate.value
    harmful = [
        harm.sign * judged.adjusted_z
        for _, comparison in compared
        for judged in comparison.groups
        if judged.adjusted_z is not None
    ]
    flagged = [one.remains for z, one in zip(harmful, false_discoveries(harmful, rate=rate), strict=True) if z >= risk]
    return (
        f"{by_chance(len(harmful), risk).explanation} Here {len(flagged):,} do; {sum(map(bool, flagged)):,} of them "
        f"remain where no more than {rate:.0%} of flags may be false (Benjamini and Hochberg 1995)."
    )


def _as_csv(compared: list[tuple[FileIndicator, Comparison]]) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for indicator, comparison in compared:
        for named, judged in zip(indicator.groups, comparison.groups, strict=True):
            counts = (_count(judged.counts.numerator), _count(judged.counts.denominator))
            numbers = map(_number, _numbers(judged, comparison))
            rows.writerow([inert(indicator.by), inert(named.group), *counts, *numbers, judged.result.value])
    return text.getvalue()


def _numbers(judged: Judged, comparison: Comparison) -> Iterator[float | None]:
    dispersion = None if judged.z is None else comparison.dispersion
    yield judged.z
    yield judged.winsorised_z
    yield None if dispersion is None else dispersion.phi
    yield None if dispersion is None else dispersion.tau_squared
    yield judged.adjusted_z


def _number(number: float | None) -> str:
    # repr has as many digits as it takes to read back the same number.
    return "" if number is None else repr(number)


def _count(entry: Entry) -> str:
    """A number as it was read or summed; what is no number is blank."""
    if entry is None or not isfinite(entry):
        return ""
    return str(int(entry)) if entry == int(entry) and abs(entry) <= WRITTEN_WHOLE else repr(entry)
