"""Say which trusts serve the area of a local body, such as a Healthwatch, from a day on; prints the outcome as JSON."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from oversight import clock
from oversight.organisations.areas import set_area
from oversight.organisations.models import Body, Trust
from oversight.organisations.refusals import Refused
from oversight.records.audit import System


class Command(BaseCommand):
    help = "Say which trusts serve the area of a local body from a day on. Exit 0 done, 2 could not be done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--body", required=True, metavar="CODE", help="the local body")
        parser.add_argument("--trusts", required=True, nargs="+", metavar="CODE", help="every trust of the area")
        parser.add_argument("--from", dest="on", required=True, type=date.fromisoformat, metavar="DATE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            body = self._body(options["body"].upper())
            trusts = self._trusts({code.upper() for code in options["trusts"]})
            changed = set_area(body=body, trusts=trusts, on=options["on"], by=System("set_area"), now=clock.now())
        except Refused as refusal:
            self.stdout.write(json.dumps({"error": refusal.message, "code": refusal.code}, ensure_ascii=False))
            self.stderr.write(refusal.message)
            sys.exit(2)
        outcome = "changed" if changed else "unchanged"
        self.stdout.write(json.dumps({"body": body.code, "trusts": [one.code for one in trusts], "outcome": outcome}))

    def _body(self, code: str) -> Body:
        body = Body.objects.filter(code=code).first()
        if body is None:
            raise Refused("unknown_body", f"No body with the code {code} is on record.")
        return body

    def _trusts(self, codes: set[str]) -> list[Trust]:
        trusts = list(Trust.objects.filter(code__in=codes).order_by("code"))
        if missing := sorted(codes - {trust.code for trust in trusts}):
            raise Refused("unknown_trust", f"Not on record: {', '.join(missing)}.")
        return trusts
