"""Returns of a trust that was followed stay with its code and are prepared and signed by the successor's people."""

from __future__ import annotations

from datetime import date

import pytest

from oversight.organisations.models import Succession
from oversight.returns.models import Submission
from oversight.returns.refusals import Refused
from tests.returns.making import GOOD, NOW, Place, accepted, make_place, received

pytestmark = pytest.mark.django_db


def test_the_successors_people_send_and_sign_for_the_old_code() -> None:
    old, new = make_place("RX1"), make_place("RX2")
    old.trust.closed_on = date(2026, 9, 30)
    old.trust.save()
    in_their_place = Place(old.trust, old.site, new.preparer, new.signatory)
    september = GOOD.replace(b"2026-10", b"2026-09")
    with pytest.raises(Refused, match="cannot prepare"):
        received(in_their_place, september, period="2026-09")
    Succession.objects.create(predecessor=old.trust, successor=new.trust, on=date(2026, 10, 1))
    version = accepted(in_their_place, september, period="2026-09")
    assert version.trust == old.trust
    assert Submission.objects.visible_to(new.preparer, NOW.date()).count() == 1
    with pytest.raises(Refused, match="closed on 30 September 2026"):
        received(in_their_place)
