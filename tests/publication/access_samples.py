"""What the walk over every address needs of the published record."""

from __future__ import annotations

from oversight.organisations.models import Site, Ward
from oversight.records.audit import System
from publication.models import Release
from publication.releasing import publish_month
from tests.access_samples import World, sample
from tests.publication.making import NOW, OCTOBER, Row, accept, make_hospital, make_ward


def _released(world: World) -> tuple[Site, Ward, Release]:
    """Return a hospital, a ward and the release that holds them, made once for a world."""
    site = Site.objects.filter(code="RW1A").first() or make_hospital(world.trust, "RW1A")
    ward = Ward.objects.filter(site=site).first()
    if ward is None:
        ward = make_ward(site)
        accept(world.trust, [Row(ward)])
    published = publish_month(period=OCTOBER, demonstration=True, by=System("test"), now=NOW)
    return site, ward, published.release


@sample("code", within="public:hospital")
def a_hospital_with_figures(world: World) -> str:
    return _released(world)[0].code


@sample("code", within="public:trust")
def a_trust_with_figures(world: World) -> str:
    _released(world)
    return world.trust.code


@sample("period", within="public:")
def a_month_with_figures(world: World) -> str:
    _released(world)
    return OCTOBER


@sample("ward_id", within="public:")
def a_ward_with_figures(world: World) -> str:
    return str(_released(world)[1].public_id)


@sample("reference", within="public:")
def a_release(world: World) -> str:
    return _released(world)[2].reference


@sample("level", within="public:")
def a_level_of_file(world: World) -> str:
    return "ward"
