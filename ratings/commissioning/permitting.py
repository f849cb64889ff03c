"""Who speaks for a commissioner, and who for a trust."""

from __future__ import annotations

from datetime import date, datetime

from oversight.accounts.areas import bodies_of
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may, roles_allowing
from oversight.clock import london_date
from oversight.organisations.areas import trusts_of_area
from oversight.organisations.models import Body, Trust
from oversight.returns.refusals import Refused

_ROLES = roles_allowing(Action.COMMISSION)


def commissioners_of(person: Person, on: date) -> list[Body]:
    """Return the commissioners for which the person acts on the day, by name."""
    known = {body.pk for body in Body.objects.on(on).filter(role=Body.Role.COMMISSIONER)}
    return [body for body in bodies_of(person, on, _ROLES) if body.pk in known]


def permit_commissioner(body: Body, *, by: Person, now: datetime) -> None:
    """Refuse (``not_allowed``) who does not act for the commissioner today."""
    if not any(one.pk == body.pk for one in commissioners_of(by, london_date(now))):
        raise Refused("not_allowed", f"You do not act for {body.name}.")


def permit_area(body: Body, trust: Trust, *, by: Person, now: datetime) -> None:
    """Refuse who does not act for the commissioner (``not_allowed``), and a trust out of its area (``not_in_area``)."""
    permit_commissioner(body, by=by, now=now)
    if not trusts_of_area(body, london_date(now)).filter(pk=trust.pk).exists():
        raise Refused("not_in_area", f"{trust.shown_name} does not serve the area of {body.name}.")


def permit_trust(trust: Trust, *, by: Person, now: datetime) -> None:
    """Refuse (``not_allowed``) who does not answer for the trust today."""
    if not may(by, Action.ANSWER_COMMISSIONER, trust, on=london_date(now)):
        raise Refused("not_allowed", f"You cannot answer for {trust.shown_name}.")
