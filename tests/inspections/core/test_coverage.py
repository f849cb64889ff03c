"""How far the programme has come towards every trust."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.coverage import coverage
from inspections.models import Inspection, PublishedRating
from inspections.programme import cancel
from inspections.states.inspection import InspectionState
from oversight.clock import london_date
from tests.inspections.making import NOW, Scene, a_scene, an_inspection

S = InspectionState
TODAY = london_date(NOW)


@pytest.fixture
def scenes(db: None) -> list[Scene]:
    return [a_scene(f"RX{number}") for number in range(1, 6)]


def test_every_trust_stands_in_one_place(scenes: list[Scene]) -> None:
    reported, rated, under_way, planned, none = scenes
    an_inspection(reported, S.PUBLISHED)
    # Inspected once and planned again: it is inspected.
    an_inspection(reported, S.PLANNED)
    PublishedRating.objects.create(
        source="cqc_api",
        level="location",
        provider_code=rated.trust.code,
        location_code="RX201",
        rating="good",
        published_on=date(2020, 1, 1),
        known_from=NOW,
    )
    an_inspection(under_way, S.ON_SITE)
    an_inspection(planned, S.PLANNED)
    cancel(inspection=an_inspection(none, S.PLANNED), reason="Snow.", by=none.lead, now=NOW)
    found = coverage(on=TODAY, demonstration=False)
    assert found.inspected == (reported.trust, rated.trust)
    assert found.under_way == (under_way.trust,)
    assert found.planned == (planned.trust,)
    assert found.not_planned == (none.trust,)
    assert found.trusts == 5
    assert found.last_day == date(2026, 10, 8)
    assert coverage(on=TODAY, demonstration=True).trusts == 0


def test_the_last_day_is_not_said_while_one_of_them_has_none(scenes: list[Scene]) -> None:
    first, second, *_ = scenes
    assert coverage(on=TODAY, demonstration=False).last_day is None
    an_inspection(first, S.PLANNED)
    undated = an_inspection(second, S.PLANNED)
    Inspection.objects.filter(pk=undated.pk).update(starts_on=None, ends_on=None)
    assert coverage(on=TODAY, demonstration=False).last_day is None


def test_a_word_that_is_no_rating_covers_nothing(scenes: list[Scene]) -> None:
    PublishedRating.objects.create(
        source="cqc_api",
        level="trust",
        provider_code=scenes[0].trust.code,
        non_rating="not_rated",
        published_on=date(2020, 1, 1),
        known_from=NOW,
    )
    assert coverage(on=TODAY, demonstration=False).inspected == ()


def test_it_takes_three_questions_however_many_trusts_there_are(scenes: list[Scene]) -> None:
    for scene in scenes:
        an_inspection(scene, S.PLANNED)
    with CaptureQueriesContext(connection) as queries:
        coverage(on=TODAY, demonstration=False)
    assert len(queries) == 3
