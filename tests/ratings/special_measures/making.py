"""Trusts rated as a whole, by the regulator's files, and special measures as their oversight body decided."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from django.db import connection

from inspections.importing.published import Published
from inspections.importing.recording import record_published
from inspections.models import PublishedRating
from oversight.organisations.models import Trust
from oversight.records.audit import System
from ratings.models import CriterionFlag, SpecialMeasuresSpell
from ratings.recompute import recompute_trust
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from ratings.special_measures.recording import record_entry

SAFE, WELL_LED = KeyQuestion.SAFE, KeyQuestion.WELL_LED
GOOD, RI, INADEQUATE = Rating.GOOD, Rating.REQUIRES_IMPROVEMENT, Rating.INADEQUATE
# A day of the rules of 2014 and the moments of the tests.
PUBLISHED_ON = date(2015, 3, 2)
NOW = datetime(2015, 3, 20, 10, 0, tzinfo=UTC)
BY = System("test")

Words = Mapping[KeyQuestion | None, Rating | NonRating]
FAILING: Words = {
    SAFE: INADEQUATE,
    KeyQuestion.EFFECTIVE: RI,
    KeyQuestion.CARING: GOOD,
    KeyQuestion.RESPONSIVE: RI,
    WELL_LED: INADEQUATE,
    None: INADEQUATE,
}
BETTER: Words = {**FAILING, SAFE: RI, WELL_LED: RI, None: RI}


def publish(
    trust: Trust,
    words: Words,
    on: date = PUBLISHED_ON,
    *,
    inspected_on: date | None = None,
    now: datetime = NOW,
    reference: str = "R1",
) -> None:
    """Put ratings of the trust as a whole on record, as the regulator's file has them."""
    ratings = [
        Published(
            provider_code=trust.code,
            location_code="",
            service="",
            key_question=question,
            word=word,
            as_published=word.label,
            published_on=on,
            inspected_on=inspected_on,
            report_reference=reference,
        )
        for question, word in words.items()
    ]
    source = PublishedRating.Source.CQC_API
    record_published(ratings=ratings, source=source, hashes=["0" * 64], by=BY, now=now)


def enter(trust: Trust, on: date, *, now: datetime = NOW, reinspect_by: date | None = None) -> SpecialMeasuresSpell:
    """Record that the trust entered special measures."""
    return record_entry(trust=trust, on=on, reason="Wards were unsafe.", by=BY, now=now, reinspect_by=reinspect_by)


def work(trust: Trust, now: datetime = NOW) -> dict[str, str]:
    """Work the trust out and return how its criteria stand."""
    recompute_trust(trust, clock=lambda: now)
    return states(trust)


def states(trust: Trust) -> dict[str, str]:
    """Return how the criteria of a trust stand."""
    return dict(CriterionFlag.objects.filter(trust_code=trust.code).values_list("criterion", "state"))


def days_later(days: int) -> datetime:
    """Return a moment so many days after the usual one."""
    return NOW + timedelta(days=days)


def wait_until_somebody_waits() -> None:
    """Return once another connection waits for a lock; an error where nobody does for a long time."""
    pause = threading.Event()
    for _ in range(3_000):
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_locks where not granted")
            if cursor.fetchone()[0]:
                return
        pause.wait(0.01)
    raise AssertionError("nobody waits")
