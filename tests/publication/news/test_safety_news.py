"""Of the safety measures a trust's readers learn which came to stand otherwise, until a figure of it is withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from publication.models import Withdrawal
from publication.news.reading import newest_of
from publication.news.released_safety import _moved
from publication.news.writing import write_news
from publication.safety_measures.models import Standing
from publication.withdrawing import withdraw_item
from tests.publication.making import make_trust
from tests.publication.safety_measures.making import (
    BY,
    FALLS,
    LATER,
    MRSA,
    SHMI,
    observed,
    publish,
    returned,
    series,
)

pytestmark = pytest.mark.django_db
NOVEMBER = "2026-11"
_S = Standing


def _sentences() -> list[str]:
    return [each.sentence for each in newest_of(["RX1"], at=LATER + timedelta(days=9), limit=9)]


def test_measures_are_told_beside_the_month_before_and_no_more_once_one_is_withdrawn() -> None:
    trust = make_trust()
    returned(trust)
    series(trust, FALLS, [(4, 800), (8, 800)])
    publish()
    returned(trust, NOVEMBER, now=LATER)
    observed(trust, FALLS, 8, 800, period=NOVEMBER, now=LATER)
    second = publish(NOVEMBER, now=LATER)
    write_news(now=LATER)
    assert _sentences() == [
        "Safety measures for November 2026 are out, and each stands among all trusts as it did before.",
        "Safety measures for October 2026 are out.",
    ]
    withdraw_item(
        reference=second.reference,
        item=Withdrawal.Item.MEASURE,
        subject=f"RX1/{FALLS}/{NOVEMBER}",
        reason="Wards were counted twice.",
        by=BY,
        now=LATER,
    )
    write_news(now=LATER)
    told = _sentences()
    assert (
        "Safety measures, November 2026: Patients hurt in a fall: a figure was withdrawn. "
        "Why: Wards were counted twice." in told
    )
    assert "Safety measures for November 2026 are out." in told


def test_what_stands_apart_is_named_in_the_words_of_its_measure() -> None:
    then = {FALLS: _S.AS_EXPECTED, MRSA: _S.WORSE, SHMI: _S.AS_EXPECTED}
    now = {FALLS: _S.WORSE, MRSA: _S.AS_EXPECTED, SHMI: _S.WORSE, "never_events": _S.NOT_COMPARED}
    said = _moved(then, now)
    assert said.startswith("new: Patients hurt in a fall (worse than expected) and ")
    assert "(higher than expected)" in said
    assert said.endswith("; now as expected: MRSA in the blood")


def test_what_stands_as_before_is_said_to() -> None:
    assert _moved({FALLS: _S.WORSE}, {FALLS: _S.WORSE}) == "and each stands among all trusts as it did before"
