"""The demonstration's mortality alerts: each crosses once, in its last quarter, and stands where its story ends."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from oversight.demonstration.mortality import tell_mortality
from oversight.demonstration.people import enter_people
from oversight.demonstration.places import enter_places
from oversight.measures.defining import definition
from oversight.records.models import Delivery
from oversight.records.outbox import history
from oversight.returns.periods import Month
from ratings.models import MortalityAlert, MortalityStep
from ratings.mortality.reading import is_overdue
from ratings.rules.mortality_settings import mortality_settings_in_force
from ratings.rules.mortality_watch import Figure, runs_of, watch_series
from workspaces.demonstration.country import Size, country
from workspaces.demonstration.mortality_stories import STORIES, MortalityStory

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"story {story.number}")
def test_the_sum_crosses_once_and_in_the_last_quarter(story: MortalityStory) -> None:
    settings = mortality_settings_in_force()
    (run,) = runs_of(
        watch_series(
            [Figure(*quarter) for quarter in story.quarters],
            rate_ratio=settings.rate_ratio.value,
            threshold=settings.threshold.value,
        )
    )
    assert run.crossed == len(story.quarters) - 1


def test_each_story_has_a_trust_and_a_group_of_its_own_of_which_nothing_public_is_told() -> None:
    assert len({story.trust for story in STORIES}) == len({story.measure for story in STORIES}) == len(STORIES)
    assert not any(definition(story.measure).is_public for story in STORIES)
    # A trust that was merged away has nobody of its own to answer.
    standing = {trust.code for trust in country(Size.SMALL) if trust.merged_into is None}
    assert {story.trust_code for story in STORIES} <= standing


@pytest.mark.django_db
@pytest.mark.parametrize(
    "now", [NOW, datetime(2027, 1, 4, 12, tzinfo=UTC), datetime(2026, 7, 31, 23, 30, tzinfo=UTC)], ids=str
)
def test_the_alerts_stand_at_four_stages_and_a_second_time_nothing_changes(now: datetime) -> None:
    trusts = country(Size.SMALL)
    with history():
        rows = enter_places(trusts=trusts, latest=Month.of(now.date()).plus(-1), now=now)
    enter_people(trusts=trusts, rows=rows, now=now)
    assert tell_mortality(rows, now=now) == len(STORIES)
    standing = dict(MortalityAlert.objects.order_by("-raised_at").values_list("trust_code", "state"))
    assert list(standing.values()) == ["raised", "asked", "answered", "action_plan"]
    asked = MortalityAlert.objects.get(state="asked")
    assert not is_overdue(asked, now.date())
    assert asked.trust_code == "DEMO001"
    assert all(alert.crosses and alert.is_demonstration for alert in MortalityAlert.objects.all())
    assert all(step.done_at <= now for step in MortalityStep.objects.all())
    assert not Delivery.objects.filter(event__name__startswith="mortality").exists()
    assert tell_mortality(rows, now=now) == 0
    assert MortalityAlert.objects.count() == len(STORIES)
    assert date(2016, 1, 1) < min(MortalityAlert.objects.values_list("period", flat=True))
