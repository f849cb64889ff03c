"""The releases of the demonstration's safety measures: each month's at its time, the corrected one once more."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from oversight.demonstration.following import release_months, release_time
from oversight.returns.periods import Month
from publication.models import Release
from publication.periods import SAFETY
from publication.safety_measures.models import ReleasedMeasure
from tests.publication.making import make_trust
from tests.publication.safety_measures.making import FALLS, observed, returned

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONTHS = [Month(2026, number) for number in (7, 8, 9, 10)]


def _returned(*months: Month) -> None:
    trust = make_trust("DX1", demonstration=True)
    for month in months:
        at = datetime(month.plus(1).year, month.plus(1).month, 15, 12, tzinfo=UTC)
        version = returned(trust, str(month), now=at)
        observed(trust, FALLS, 8, 800, period=str(month), now=at, version=version)
        if month == MONTHS[1]:
            observed(trust, FALLS, 12, 800, period=str(month), now=datetime(2026, 10, 10, tzinfo=UTC), version=version)


def test_each_month_comes_out_at_its_time_and_the_corrected_one_again() -> None:
    _returned(*MONTHS)
    release_months(MONTHS, now=NOW, kind=SAFETY)
    found = {release.reference: release for release in Release.objects.all()}
    assert sorted(found) == [
        "demonstration-safety-2026-07-1",
        "demonstration-safety-2026-08-1",
        "demonstration-safety-2026-08-2",
        "demonstration-safety-2026-09-1",
        "demonstration-safety-2026-10-1",
    ]
    newest = found["demonstration-safety-2026-10-1"]
    assert (newest.state, newest.scheduled_for) == (Release.State.PLANNED, release_time(MONTHS[3]))
    september = found["demonstration-safety-2026-09-1"]
    assert september.published_at == september.scheduled_for == release_time(MONTHS[2])
    # The correction is marked in the revision and in the series of the month that came out half an hour before.
    revision = ReleasedMeasure.objects.get(release=found["demonstration-safety-2026-08-2"])
    assert (revision.value, revision.revised) == (1.5, True)
    assert [point[-1] for point in ReleasedMeasure.objects.get(release=september).points] == [0, 1, 0]


def test_telling_it_again_changes_nothing_and_a_month_without_a_return_stays_announced() -> None:
    _returned(*MONTHS[:2])
    for _ in range(2):
        release_months(MONTHS, now=NOW, kind=SAFETY)
        states = dict(Release.objects.values_list("reference", "state"))
        assert states == {
            "demonstration-safety-2026-07-1": "published",
            "demonstration-safety-2026-08-1": "published",
            "demonstration-safety-2026-08-2": "published",
            "demonstration-safety-2026-09-1": "planned",
            "demonstration-safety-2026-10-1": "planned",
        }
