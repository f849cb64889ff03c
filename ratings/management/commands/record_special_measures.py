"""Record that a trust entered special measures, was extended or left, with its case; prints what stands as JSON."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from oversight import clock
from oversight.organisations.models import Trust
from oversight.records.audit import System
from oversight.returns.refusals import Refused
from ratings.cases.recording import record_case_entry, record_case_exit, record_case_extension


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("not_a_date", f"“{text}” is not a date such as 2014-07-16.") from None


class Command(BaseCommand):
    help = "Record what the oversight body decided on special measures of a trust. Exit 0 done, 2 could not be done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("trust", metavar="TRUST", help="the trust's code")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--entered", metavar="DATE", help="it entered on this day, as 2013-07-16")
        what.add_argument("--extended", metavar="DATE", help="it was extended, once, to this day")
        what.add_argument("--left", metavar="DATE", help="it left: its first day outside them")
        parser.add_argument("--reason", required=True, help="why, in words")
        parser.add_argument("--reinspect-by", metavar="DATE", help="with --entered, where that is sooner than usual")
        parser.add_argument(
            "--decided", metavar="DATE", help="with --extended: when that was decided; today if left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        told: dict[str, Any] = {"reason": options["reason"], "by": System("record_special_measures"), "now": now}
        try:
            trust = Trust.objects.filter(code=options["trust"].strip().upper()).first()
            if trust is None:
                raise Refused("unknown_trust", f"No trust with the code {options['trust']} is on record.")
            if options["entered"]:
                sooner = _day(options["reinspect_by"]) if options["reinspect_by"] else None
                case = record_case_entry(trust=trust, on=_day(options["entered"]), reinspect_by=sooner, **told)
            elif options["extended"]:
                on = _day(options["decided"]) if options["decided"] else clock.london_date(now)
                case = record_case_extension(trust=trust, to=_day(options["extended"]), on=on, **told)
            else:
                case = record_case_exit(trust=trust, on=_day(options["left"]), **told)
        except Refused as refusal:
            self.stdout.write(json.dumps({"error": refusal.message, "code": refusal.code}, ensure_ascii=False))
            self.stderr.write(refusal.message)
            sys.exit(2)
        spell = case.spell
        days = {name: getattr(spell, name) for name in ("entered_on", "reinspect_by", "extended_to", "left_on")}
        shown = {name: day.isoformat() if day else None for name, day in days.items()}
        self.stdout.write(json.dumps({"trust": case.trust.code, "case": case.reference, **shown}))
