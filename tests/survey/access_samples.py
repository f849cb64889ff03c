"""For the walk over every address: a code that opens the survey."""

from __future__ import annotations

from complaints.survey.handing_out import make_codes
from complaints.survey.models import ComplaintsTeam
from oversight.organisations.models import Site, SiteTrust, Ward
from tests.access_samples import World, sample
from tests.survey.making import LETTERS


@sample("code", within="survey:")
def a_code(world: World) -> str:
    return make_codes(trust=world.trust, count=1, by=LETTERS, now=world.now)[0]


@sample("trust", within="workspace:poster", of_trust=True)
def a_trust_with_a_complaints_team(world: World) -> str:
    ComplaintsTeam.objects.create(
        trust=world.trust, from_on=world.now.date(), team="Patient Advice and Liaison Service", phone="01632 960 123"
    )
    return world.trust.code


@sample("site", within="workspace:poster", of_trust=True)
def a_hospital(world: World) -> str:
    site, _ = Site.objects.get_or_create(code="RW101", defaults={"name": "GENERAL HOSPITAL", "is_demonstration": True})
    SiteTrust.objects.get_or_create(site=site, trust=world.trust)
    Ward.objects.get_or_create(trust=world.trust, site=site, name_key="rowan", defaults={"name": "Rowan"})
    return site.code


@sample("size", within="workspace:poster")
def a_size(world: World) -> str:
    return "a4"
