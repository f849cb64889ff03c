"""The duty to display ratings: where, by when, and what the trust records of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from inspections.models import DisplayDuty
from inspections.reporting.displaying import overdue_displays, record_display
from oversight.returns.refusals import Refused
from tests.inspections.making import NOW, a_scene
from tests.inspections.reporting.steps import published

pytestmark = pytest.mark.django_db
OUT = NOW + timedelta(days=20)
OUT_ON = date(2026, 11, 25)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def test_the_trust_has_21_days_to_display_its_ratings_and_records_it() -> None:
    scene, other = a_scene(), a_scene("RX2")
    report = published(scene)
    duties = list(report.display_duties.all())
    assert {(duty.place, duty.site, duty.due_on) for duty in duties} == {
        (DisplayDuty.Place.SITE, scene.site, date(2026, 12, 16)),
        (DisplayDuty.Place.PRINCIPAL_PLACE, None, date(2026, 12, 16)),
        (DisplayDuty.Place.WEBSITE, None, date(2026, 12, 16)),
    }
    assert list(overdue_displays(date(2026, 12, 16))) == []
    assert len(overdue_displays(date(2026, 12, 17))) == 3
    for by, day, how, why in (
        (other.signatory, OUT_ON, "At the door.", "not_allowed"),
        (scene.lead, OUT_ON, "At the door.", "not_allowed"),
        (scene.preparer, OUT_ON - timedelta(days=1), "At the door.", "dates"),
        (scene.preparer, OUT_ON + timedelta(days=9), "At the door.", "dates"),
        (scene.preparer, OUT_ON, " ", "no_text"),
    ):
        with pytest.raises(Refused) as refused:
            record_display(duty=duties[0], displayed_on=day, how=how, by=by, now=OUT + timedelta(days=2))
        assert code(refused) == why
    record_display(
        duty=duties[0], displayed_on=OUT_ON, how="At the door.", by=scene.preparer, now=OUT + timedelta(days=2)
    )
    assert len(overdue_displays(date(2026, 12, 17))) == 2
