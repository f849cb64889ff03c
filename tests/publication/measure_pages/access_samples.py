"""What the walk over every address needs of measures: a trust of a release, and a measure that it holds."""

from __future__ import annotations

from tests.access_samples import World, sample
from tests.publication.measure_pages.making import FILL


@sample("measure", within="public:")
def a_measure_of_ward_staffing(world: World) -> str:
    # The trust of the walk is in a release of ward staffing: the samples beside this package publish it.
    return FILL
