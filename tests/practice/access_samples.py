"""Samples for the walk over every address: improvements that a trust offers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from oversight.accounts.models import Role
from ratings.practice.models import PracticeOffer
from tests.access_samples import World, sample
from tests.practice.conftest import WORDS
from tests.ratings.plan_measures.making import FALLS


@sample("trust", within="workspace:practice_new", of_trust=True)
def a_trust_that_offers(world: World) -> str:
    return world.trust.code


@sample("offer", within="workspace:practice_offer")
@sample("offer", within="workspace:practice_withdraw", of_trust=True)
def an_offer(world: World) -> UUID:
    """Kept as it would have been offered: whether its measure moved is of no account to who may open it."""
    made, _ = PracticeOffer.objects.get_or_create(
        trust=world.trust,
        measure=FALLS,
        delivered_on=date(2026, 1, 1),
        defaults={
            **WORDS,
            "save_id": uuid4(),
            "baseline_period": "2025-12",
            "baseline_value": Decimal(0),
            "sentence": "Delivered in January 2026. Patients harmed by a fall: better since.",
            "evidence": "",
            "settings_version": "plan-progress-1",
            "offered_by": world.person(Role.PREPARER),
            "offered_at": world.now,
        },
    )
    return made.public_id
