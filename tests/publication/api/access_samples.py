"""What the walk over every address needs of the interface for programs."""

from __future__ import annotations

from oversight.measures.defined import Level
from oversight.organisations.models import Site
from publication.safety_measures.sections import shown_measures
from tests.access_samples import World, sample
from tests.publication.making import make_hospital


@sample("code", within="public:api_trust")
@sample("code", within="public:invented:api_trust")
@sample("code", within="public:invented:api_special_measures_of")
def a_trust_for_programs(world: World) -> str:
    return world.trust.code


@sample("code", within="public:api_hospital")
@sample("code", within="public:invented:api_hospital")
def a_hospital_for_programs(world: World) -> str:
    return (Site.objects.filter(code="RW1A").first() or make_hospital(world.trust, "RW1A")).code


@sample("measure", within="public:api_")
@sample("measure", within="public:invented:api_")
def a_measure_for_programs(world: World) -> str:
    return shown_measures(Level.TRUST)[0].code


@sample("rest", within="public:api_nothing")
@sample("rest", within="public:invented:api_nothing")
def an_address_that_is_none(world: World) -> str:
    return "nothing/at/all"
