"""What stands beside an improvement plan of the safety measures waits for their release, and goes with a withdrawal."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from oversight.organisations.models import Trust
from oversight.returns.models import ReturnVersion
from publication.models import Withdrawal
from publication.withdrawing import withdraw_item
from ratings.plans.measured import measured
from tests.publication.making import make_trust
from tests.publication.safety_measures.making import BY, FALLS, KNOWN, LATER, NOW, observed, publish, returned, series
from tests.ratings.plan_measures.making import expects

pytestmark = pytest.mark.django_db
PLAN = expects(("2026-04", "0.9"), ("2027-03", "0.5"), baseline=("2026-03", "1.0"))
DELIVERED = date(2026, 8, 1)
OUT = datetime(2026, 11, 24, 9, 30, tzinfo=NOW.tzinfo)


def _values(trust: Trust, at: datetime, *, public: bool = True) -> list[Decimal | None]:
    return [point.value for point in measured(PLAN, trust, delivered_on=DELIVERED, at=at, public=public).points]


def _trust() -> tuple[Trust, ReturnVersion]:
    trust = make_trust()
    version = returned(trust)
    series(trust, FALLS, [(8, 800), (16, 800)], last="2026-09")
    observed(trust, FALLS, 24, 800, version=version)
    return trust, version


def test_nothing_is_shown_before_the_release_and_then_what_it_told() -> None:
    trust, _ = _trust()
    assert _values(trust, NOW) == []
    assert _values(trust, NOW, public=False) == [1, 2, 3]
    publish(now=OUT)
    assert _values(trust, KNOWN) == []
    assert _values(trust, OUT) == [1, 2, 3]


def test_a_correction_is_shown_with_the_next_release_that_tells_of_it() -> None:
    trust, version = _trust()
    publish(now=OUT)
    observed(trust, FALLS, 32, 800, version=version, now=LATER)
    assert _values(trust, LATER) == [1, 2, 3]
    publish(now=LATER)
    assert _values(trust, LATER) == [1, 2, 4]


def test_a_figure_that_was_withdrawn_is_gone_until_a_release_tells_it_anew() -> None:
    trust, version = _trust()
    release = publish(now=OUT)
    withdraw_item(
        reference=release.reference,
        item=Withdrawal.Item.MEASURE,
        subject=f"{trust.code}/{FALLS}/2026-09",
        reason="Wards were counted twice.",
        by=BY,
        now=OUT,
    )
    assert _values(trust, LATER) == [1, None, 3]
    publish(now=LATER)
    assert _values(trust, LATER) == [1, None, 3]
    observed(trust, FALLS, 12, 800, period="2026-09", version=version, now=LATER)
    assert _values(trust, LATER) == [1, None, 3]


def test_what_was_withdrawn_and_corrected_is_told_again() -> None:
    trust, version = _trust()
    release = publish(now=OUT)
    withdraw_item(
        reference=release.reference,
        item=Withdrawal.Item.MEASURE,
        subject=f"{trust.code}/{FALLS}/2026-10",
        reason="Wards were counted twice.",
        by=BY,
        now=OUT,
    )
    observed(trust, FALLS, 12, 800, version=version, now=LATER)
    publish(now=LATER)
    assert _values(trust, LATER) == [1, 2, Decimal("1.5")]
