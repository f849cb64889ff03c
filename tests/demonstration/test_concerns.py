"""The demonstration's concerns and its sample: where each stands, and that a second load changes nothing."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from complaints.concerns.models import Concern, FollowedMatter, JoinedConcern, Message
from inspections.models import ComplaintSample, SampledCase
from oversight.demonstration.complaint_sample import DRAWN, LISTED, tell_sample
from oversight.demonstration.concerns import tell_concerns
from oversight.demonstration.people import enter_people
from oversight.demonstration.places import enter_places
from oversight.measures.models import Observation
from oversight.records.models import Delivery
from oversight.records.outbox import history
from oversight.returns.periods import Month
from tests.inspections.making import InspectionState as S
from tests.inspections.making import a_scene, an_inspection, new_id
from workspaces.demonstration.concern_stories import STORIES
from workspaces.demonstration.country import Size, country

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("now", [NOW, datetime(2027, 1, 4, 12, tzinfo=UTC)], ids=str)
def test_each_concern_stands_where_its_story_ends_and_a_second_time_nothing_changes(now: datetime) -> None:
    trusts = country(Size.SMALL)
    with history():
        rows = enter_places(trusts=trusts, latest=Month.of(now.date()).plus(-1), now=now)
    enter_people(trusts=trusts, rows=rows, now=now)
    assert tell_concerns(rows, now=now) == len(STORIES)
    assert Counter(Concern.objects.values_list("state", flat=True)) == {
        "answered": 3,
        "triaged": 1,
        "new": 2,
        "closed": 1,
        "spam": 1,
    }
    assert all(Concern.objects.values_list("is_demonstration", flat=True))
    assert Concern.objects.filter(route="staff", state="new", is_anonymous=True).exists()
    assert Concern.objects.get(urgency="urgent").safeguarding
    assert JoinedConcern.objects.count() == 1
    # The answer went to both who told the same.
    assert Message.objects.count() == 4
    assert all(message.written_at <= now for message in Message.objects.all())
    open_matters = {(each.kind, each.concern.trust.code) for each in FollowedMatter.objects.filter(to_on=None)}
    assert open_matters == {("staff_concern", "DEMO010"), ("safeguarding", "DEMO004")}
    counted = Observation.objects.filter(measure="whistleblowing_open", subject="DEMO010", known_to=None)
    assert counted.latest("period").numerator == 1
    assert not Delivery.objects.filter(event__name__startswith="concern").exists()
    assert tell_concerns(rows, now=now) == 0
    assert Concern.objects.count() == len(STORIES)


@pytest.mark.django_db
def test_one_sample_is_asked_and_answered() -> None:
    scene = a_scene()
    scene.trust.is_demonstration = True
    scene.trust.save(update_fields=["is_demonstration"])
    assert tell_sample(new_id(), now=NOW + timedelta(days=1)) is None
    an_inspection(scene, S.ON_SITE)
    sample = tell_sample(new_id(), now=NOW)
    assert sample is not None
    assert (sample.state, sample.listed.count()) == ("answered", LISTED)
    assert SampledCase.objects.count() == DRAWN
    assert ComplaintSample.objects.get().answered_at < NOW
