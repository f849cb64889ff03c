"""Offers what helped some of the demonstration's trusts, where their measures bear it out, as their people would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from oversight.accounts.models import Person, Role
from oversight.organisations.models import Trust
from ratings.practice.models import PracticeOffer
from ratings.practice.moved import candidates_of
from ratings.practice.offering import offer_practice
from workspaces.demonstration.practice_stories import OFFERS, OfferStory

_IDS = UUID("5b0a3f53-9d2e-4f1d-8f4c-6c1d0a3f2e77")


def tell_offers(
    rows: Mapping[str, Trust],
    people: Mapping[tuple[str, Role], Person],
    *,
    now: datetime,
    stories: Sequence[OfferStory] = OFFERS,
) -> int:
    """Offer what is not offered yet and has moved its measure by the rule; return how many."""
    offered = 0
    for story in stories:
        trust, save_id = rows[story.trust_code], uuid5(_IDS, f"{story.trust_code}/{story.measure}")
        if PracticeOffer.objects.filter(save_id=save_id).exists():
            continue
        for candidate in candidates_of(trust, at=now):
            if candidate.improvement.code == story.measure and candidate.moved and candidate.offered is None:
                offer_practice(
                    trust=trust,
                    measure=story.measure,
                    delivered_on=candidate.improvement.delivered_on,
                    title=story.title,
                    what_was_done=story.done,
                    what_it_took=story.took,
                    ask_whom=story.ask_whom,
                    ask_at=people[story.trust_code, Role.PREPARER].email,
                    save_id=save_id,
                    by=people[story.trust_code, Role.PREPARER],
                    now=now,
                    plan_measure=candidate.improvement.public_id,
                )
                offered += 1
                break
    return offered
