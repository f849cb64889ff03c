"""Put a local body on record, such as a Healthwatch or a commissioner; prints what was done as JSON."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from oversight import clock
from oversight.organisations.bodies import add_body
from oversight.organisations.models import Body
from oversight.organisations.refusals import Refused
from oversight.records.audit import System


class Command(BaseCommand):
    help = "Put a local body on record, so that people can hold a role for it. Exit 0 done, 2 could not be done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", required=True, help="a code of 2 to 20 letters, digits and dashes")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, choices=Body.Role.values)
        parser.add_argument("--region", default="", metavar="CODE", help="its region, such as Y62")
        parser.add_argument("--from", dest="from_on", type=date.fromisoformat, metavar="DATE", help="its first day")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            body, is_new = add_body(
                code=options["code"],
                name=options["name"],
                role=Body.Role(options["role"]),
                region_code=options["region"],
                from_on=options["from_on"],
                by=System("add_body"),
                now=clock.now(),
            )
        except Refused as refusal:
            self.stdout.write(json.dumps({"error": refusal.message, "code": refusal.code}, ensure_ascii=False))
            self.stderr.write(refusal.message)
            sys.exit(2)
        outcome = "new" if is_new else "unchanged"
        self.stdout.write(json.dumps({"code": body.code, "name": body.name, "role": body.role, "outcome": outcome}))
