"""What the news of an accepted return sets going: its trust and the months that it bears on are worked out again."""

from __future__ import annotations

from datetime import date, datetime

from oversight.organisations.models import Trust
from oversight.records.models import OutboxEvent
from ratings import requests
from ratings.recompute import scopes_after

# The name under which deliveries to this subscriber are kept.
SUBSCRIBER = "ratings.recompute"


def ask_after_acceptance(event: OutboxEvent, now: datetime) -> None:
    """Ask for the scopes that an accepted staffing return bears on; asked twice, they are worked out to the same."""
    if event.payload["kind"] != "staffing":
        return
    trust = Trust.objects.get(code=event.payload["trust"])
    year, month = str(event.payload["period"]).split("-")
    requests.ask(scopes_after(trust, date(int(year), int(month), 1)), now=now)
