"""Expecting a refusal by its code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from oversight.returns.refusals import Refused


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What is done in here is refused with the code, and with no other."""
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.code == code, refusal.value.message
    assert refusal.value.message
