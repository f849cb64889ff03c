"""Whether the person who asks is in the team of an inspection today."""

from __future__ import annotations

from django.http import HttpRequest

from inspections.models import Inspection, TeamMember
from oversight import clock
from oversight.accounts.access import person_of


def in_team(request: HttpRequest, inspection: Inspection) -> bool:
    """Say whether who asks is in the team of the inspection today."""
    return TeamMember.objects.on(clock.today()).filter(inspection=inspection, person=person_of(request)).exists()
