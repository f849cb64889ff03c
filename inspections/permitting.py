"""Who may do what in an inspection: the permission of their role, and for the work itself a place in its team."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from inspections.models import Inspection, TeamMember
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.returns.refusals import Refused


def permit(action: Action, *, by: Person, now: datetime, message: str) -> None:
    """Refuse (``not_allowed``) a person whose roles do not allow the action today."""
    if not may(by, action, on=london_date(now)):
        raise Refused("not_allowed", message)


def permit_in_team(action: Action, inspection: Inspection, *, by: Person, now: datetime) -> None:
    """Refuse who may not do it, and who is not in the team: conflicts of interest are checked on joining a team.

    ``not_allowed`` for the role, ``not_in_team`` for the rest.
    """
    permit(action, by=by, now=now, message="Your role does not allow this.")
    if not TeamMember.objects.on(london_date(now)).filter(inspection=inspection, person=by).exists():
        raise Refused("not_in_team", "Only people in the team of this inspection can do this. Join the team first.")


def in_state(inspection: Inspection, states: Collection[InspectionState], *, message: str) -> None:
    """Refuse (``moved_on``) unless the inspection is in one of the states."""
    if inspection.state not in {str(state) for state in states}:
        raise Refused(
            "moved_on", f"This inspection is now: {InspectionState(inspection.state).label.lower()}. {message}"
        )
