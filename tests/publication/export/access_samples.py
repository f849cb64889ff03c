"""What the walk over every address needs of the sitemaps."""

from __future__ import annotations

from tests.access_samples import World, sample


@sample("part", within="public:sitemap")
def a_part_of_the_sitemap(world: World) -> str:
    return "pages"


@sample("number", within="public:sitemap")
def the_first_file_of_the_part(world: World) -> int:
    return 1
