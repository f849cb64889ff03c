"""What tests of imports share: a register, files written on the spot, and the command's answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from oversight.measures.models import Observation
from oversight.organisations.models import Site, SiteTrust, Trust

HEADING = "organisation,period,numerator,denominator"


@dataclass(frozen=True)
class Outcome:
    """The command's exit code, its JSON and what it said on stderr."""

    code: int
    answer: Any
    stderr: str

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.answer["new"], self.answer["changed"], self.answer["unchanged"]

    @property
    def rejected(self) -> dict[int, str]:
        return {each["row"]: each["reason"] for each in self.answer["rejected"]}


def register() -> None:
    """Four trusts, one of them invented, one that closed and one that opened late, and sites with and without one."""
    open_one = Trust.objects.create(code="RX1", name="NORTHGATE")
    Trust.objects.create(code="RX2", name="SOUTHGATE")
    Trust.objects.create(code="RXC", name="CLOSED", closed_on=date(2016, 10, 15))
    Trust.objects.create(code="RXL", name="LATE", opened_on=date(2016, 10, 15))
    Trust.objects.create(code="ZZ1", name="INVENTED", is_demonstration=True)
    site = Site.objects.create(code="RX101", name="NORTH")
    SiteTrust.objects.create(site=site, trust=open_one, to_on=date(2016, 9, 30))
    SiteTrust.objects.create(site=site, trust=Trust.objects.get(code="RX2"), from_on=date(2016, 10, 1))
    Site.objects.create(code="RX199", name="NOBODY'S")


def run(*arguments: str | Path) -> Outcome:
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("import_observations", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return Outcome(code, json.loads(out.getvalue()), err.getvalue())


def import_lines(folder: Path, lines: Iterable[str], *, indicator: str = "fft_inpatients_recommend") -> Outcome:
    path = folder / "observations.csv"
    path.write_text("\n".join([HEADING, *lines]) + "\n", encoding="utf-8")
    return run(path, "--indicator", indicator)


def known() -> set[tuple[Any, ...]]:
    """What is known at present, without when and by which import."""
    return set(
        Observation.objects.filter(known_to__isnull=True).values_list(
            "measure", "level", "subject", "trust_code", "period", "grain", "numerator", "denominator"
        )
    )
