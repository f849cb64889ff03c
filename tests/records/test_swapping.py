"""A row moves from the state in which it was read, and from no other."""

from __future__ import annotations

import pytest

from inspections.models import Inspection
from inspections.states.inspection import InspectionState
from oversight.records.swapping import swap_state
from tests.inspections.making import NOW, a_scene, an_inspection

pytestmark = pytest.mark.django_db


def test_a_row_moves_once_with_its_other_changes_and_says_so() -> None:
    inspection = an_inspection(a_scene(), InspectionState.ON_SITE)
    other = Inspection.objects.get(pk=inspection.pk)
    assert swap_state(inspection, "drafting", now=NOW, days=9)
    assert (inspection.state, inspection.state_at, inspection.days) == ("drafting", NOW, 9)
    assert (Inspection.objects.get().state, Inspection.objects.get().days) == ("drafting", 9)
    assert not swap_state(other, "cancelled", now=NOW, cancelled_reason="Late")
    assert (other.state, other.cancelled_reason) == ("on_site", "")
    assert Inspection.objects.get().state == "drafting"
