"""Record that one trust followed another; prints what was done as JSON."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from oversight import clock
from oversight.organisations.refusals import Refused
from oversight.organisations.successions import record_succession
from oversight.records.audit import System


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("not_a_date", f"“{text}” is not a date such as 2017-10-01.") from None


class Command(BaseCommand):
    help = (
        "Record that one trust followed another from a day: from then on the successor's people answer for the old "
        "code. Exit 0 done (also when it stood already), 2 could not be done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="from_code", required=True, metavar="CODE", help="the trust that ended")
        parser.add_argument("--to", dest="to_code", required=True, metavar="CODE", help="the trust that followed it")
        parser.add_argument("--on", required=True, metavar="DATE", help="its first day, as 2017-10-01")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            recorded = record_succession(
                from_code=options["from_code"],
                to_code=options["to_code"],
                on=_day(options["on"]),
                by=System("record_succession"),
                now=clock.now(),
            )
        except Refused as refusal:
            self.stdout.write(json.dumps({"error": refusal.message, "code": refusal.code}, ensure_ascii=False))
            self.stderr.write(refusal.message)
            sys.exit(2)
        succession = recorded.succession
        closed_on = succession.predecessor.closed_on
        self.stdout.write(
            json.dumps(
                {
                    "from": succession.predecessor.code,
                    "to": succession.successor.code,
                    "on": succession.on.isoformat(),
                    "outcome": recorded.outcome.value,
                    "predecessor_closed_on": closed_on.isoformat() if closed_on else None,
                }
            )
        )
        if closed_on is None:
            self.stderr.write(
                f"{succession.predecessor.code} is still open by the register: it closes when an import says so."
            )
