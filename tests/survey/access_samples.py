"""For the walk over every address: a code that opens the survey."""

from __future__ import annotations

from complaints.survey.handing_out import make_codes
from tests.access_samples import World, sample
from tests.survey.making import LETTERS


@sample("code", within="survey:")
def a_code(world: World) -> str:
    return make_codes(trust=world.trust, count=1, by=LETTERS, now=world.now)[0]
