"""What the walk over every address needs of the changes."""

from __future__ import annotations

from oversight.organisations.models import Region, Site
from publication.news.models import Topic
from tests.access_samples import World, sample
from tests.publication.making import make_hospital


@sample("code", within="public:changes_of_trust")
@sample("code", within="public:feed_of_trust")
def a_trust(world: World) -> str:
    return world.trust.code


@sample("code", within="public:feed_of_hospital")
def a_hospital(world: World) -> str:
    site = Site.objects.filter(trusts__trust=world.trust).first()
    return site.code if site is not None else make_hospital(world.trust, "RW1N").code


@sample("name", within="public:feed_of_region")
def a_region(world: World) -> str:
    region, _ = Region.objects.get_or_create(code="Y99", defaults={"name": "Walked Coast"})
    world.trust.region = region
    world.trust.save(update_fields=["region"])
    return "walked-coast"


@sample("topic", within="public:feed_of_topic")
def a_topic(world: World) -> str:
    return Topic.RATINGS.value
