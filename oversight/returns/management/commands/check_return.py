"""Check a return's file against what is on record, and store nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction

from oversight import clock
from oversight.returns.command_line import COULD_NOT_BE_DONE, SOMETHING_IS_WRONG, ReturnCommand
from oversight.returns.refusals import Refused
from oversight.wording import write_count

_SHOWN_OF_A_GROUP = 5


class Command(ReturnCommand):
    help = "Check a file and store nothing. Exit 0 nothing to fix, 1 something to fix, 2 not readable."

    def carry_out(self, options: Mapping[str, Any]) -> None:
        """Read and check within a transaction that can write nothing."""
        kind = self.kind(options)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set transaction read only")
            trust = self.trust(options)
            try:
                kind.period_label(options["period"])
            except ValueError as fault:
                self.stop(COULD_NOT_BE_DONE, f"{fault}.")
            path = options["file"]
            try:
                report = kind.report(
                    content=path.read_bytes(),
                    filename=path.name,
                    trust=trust,
                    period=options["period"],
                    today=clock.today(),
                )
            except Refused as refused:
                self.stop(COULD_NOT_BE_DONE, refused.message)
        self.answer(report.content, _for_people(report.content))
        if report.must_fix:
            sys.exit(SOMETHING_IS_WRONG)


def _for_people(content: Mapping[str, Any]) -> str:
    """Return the outcome as lines: counts first, then the findings, those of one rule together."""
    lines = [
        f"{content['return']}, {content['trust']}, {content['period']}: read in the {content['layout']} layout.",
        f"{write_count(content['rows_read'], 'row')} read, {content['rows_other_periods']} of other periods"
        f"{_of_other_trusts(content)}{_of_wards(content)}.",
        *_totals(content),
        f"{content['must_fix']} to fix, {content['explain']} to explain.",
    ]
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for finding in content["findings"]:
        groups.setdefault((finding["severity"], finding["rule"]), []).append(finding)
    for (severity, rule), findings in sorted(groups.items(), key=lambda item: (item[0][0] != "must fix", item[0][1])):
        lines += ["", f"{severity.capitalize()}: {rule} ({write_count(len(findings), 'time')})"]
        lines += list(_lines_of(findings))
    return "\n".join(lines)


def _of_other_trusts(content: Mapping[str, Any]) -> str:
    """Return how many rows were of other trusts, for a return whose published file is of all."""
    return f", {content['rows_other_trusts']} of other trusts" if content.get("rows_other_trusts") else ""


def _totals(content: Mapping[str, Any]) -> Iterable[str]:
    """Give the line of what a return comes to in all, where it counts something."""
    if "totals" in content:
        said = (f"{name.replace('_', ' ')} {'-' if n is None else n}" for name, n in content["totals"].items())
        yield f"In all: {', '.join(said)}."


def _of_wards(content: Mapping[str, Any]) -> str:
    """Return how many rows gave hours, for a return of wards."""
    if "wards" not in content:
        return ""
    return f", {content['rows_without_hours']} without hours; {write_count(len(content['wards']), 'ward')} with hours"


def _lines_of(findings: list[Mapping[str, Any]]) -> Iterable[str]:
    for finding in findings[:_SHOWN_OF_A_GROUP]:
        where = [str(finding["sheet"])] if finding["sheet"] else []
        where += [f"row {finding['row']}"] if finding["row"] else []
        where += [str(finding["column"])] if finding["column"] else []
        yield f"  {', '.join(where) or 'the file'}: {finding['message']}"
    if len(findings) > _SHOWN_OF_A_GROUP:
        yield f"  and {len(findings) - _SHOWN_OF_A_GROUP} more"
