"""Ten real trusts and four invented ones, compared by every method, with their bands."""

from __future__ import annotations

import pytest

from ratings.models import IndicatorComparison
from tests.inspect.monitoring.making import REAL, make_nation, make_trusts


@pytest.fixture
def nation(db: None, on_a_day: None) -> list[IndicatorComparison]:
    make_trusts(*REAL[:5], region="Y62")
    make_trusts(*REAL[5:], region="Y63")
    invented = ("XA0", "XA1", "XA2", "XA3")
    make_trusts(*invented, demonstration=True)
    make_nation(invented, demonstration=True)
    return make_nation()
