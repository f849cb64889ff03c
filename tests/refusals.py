"""That a service refuses, and with which code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from oversight.returns.refusals import Refused


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Expect a refusal with this code, and no other."""
    with pytest.raises(Refused) as raised:
        yield
    assert raised.value.code == code
