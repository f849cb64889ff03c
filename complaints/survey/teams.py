"""Whom to turn to at a trust with a complaint: written by the trust, from a day on; what its posters say."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from complaints.survey.models import ComplaintsTeam
from oversight.accounts.models import Person
from oversight.clock import london_date
from oversight.organisations.addresses import trust_reference
from oversight.organisations.models import Trust
from oversight.records.audit import audit
from oversight.returns.refusals import Refused

FIELDS = ("team", "phone", "email", "address", "healthwatch", "healthwatch_contact", "advocacy")


def team_of(trust: Trust, on: date) -> ComplaintsTeam | None:
    """Return what holds of the trust's complaints team on the day, or None where it said nothing yet."""
    return ComplaintsTeam.objects.filter(trust=trust, from_on__lte=on).order_by("-from_on", "-pk").first()


@transaction.atomic
def set_team(*, trust: Trust, by: Any, now: datetime, **said: str) -> bool:
    """Let this hold of the trust's complaints team from today on; False where it held already.

    ``said``: the fields of ``FIELDS``, blank where left out. ``Refused``: no name of the team ("team"), no way to reach
    it ("reach").
    """
    told = {field: " ".join(said.get(field, "").split()) for field in FIELDS}
    if not told["team"]:
        raise Refused("team", "Say what the team is called, such as Patient Advice and Liaison Service (PALS).")
    if not (told["phone"] or told["email"] or told["address"]):
        raise Refused("reach", "Give a telephone number, an email address or a postal address.")
    Trust.objects.select_for_update().get(pk=trust.pk)
    today = london_date(now)
    standing = team_of(trust, today)
    if standing is not None and all(getattr(standing, field) == told[field] for field in FIELDS):
        return False
    ComplaintsTeam.objects.create(trust=trust, from_on=today, written_by=by if isinstance(by, Person) else None, **told)
    audit("trust.complaints_team_set", by=by, subject=trust_reference(trust), fields=list(FIELDS), now=now)
    return True
