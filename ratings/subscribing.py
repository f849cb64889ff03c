"""What news sets going: the trust and the months that an accepted return or a closed ward bears on."""

from __future__ import annotations

from datetime import date, datetime

from oversight.organisations.models import Trust
from oversight.records.models import OutboxEvent
from ratings import requests
from ratings.gathering import standing_returns
from ratings.recompute import scopes_after
from ratings.scopes import MonthScope

# The name under which deliveries to this subscriber are kept.
SUBSCRIBER = "ratings.recompute"


def ask_after_acceptance(event: OutboxEvent, now: datetime) -> None:
    """Ask for the scopes that an accepted staffing return bears on; asked twice, they are worked out to the same."""
    if event.payload["kind"] != "staffing":
        return
    trust = Trust.objects.get(code=event.payload["trust"])
    year, month = str(event.payload["period"]).split("-")
    requests.ask(scopes_after(trust, date(int(year), int(month), 1)), now=now)


def ask_after_closing(event: OutboxEvent, now: datetime) -> None:
    """Ask for the alarms of a trust's months once one of its wards closed or opened again: known wards are counted."""
    trust = Trust.objects.get(code=event.payload["trust"])
    months = (MonthScope(each.period, trust.is_demonstration) for each in standing_returns(trust.code))
    requests.ask(months, now=now)
