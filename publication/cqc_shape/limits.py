"""How often one address of the network may ask the interfaces for programs, ours and the one in the regulator's shape.

As often as the regulator's own interface lets a known client: domain rules 8, about 2,000 requests a minute.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from oversight.accounts.network import network_of

log = logging.getLogger(__name__)

_SECONDS = {"sec": 1, "min": 60, "hour": 3600}


# Of each client and span that this process was asked by: how many are not told to the cache yet, and what it said last.
_asked: OrderedDict[str, _Counted] = OrderedDict()
_MOST_REMEMBERED = 1_000


@dataclass
class _Counted:
    untold: int = 0
    known: int | None = None
    earlier: int = 0


class AsOften(BaseThrottle):
    """Counts in the cache; a client that asks too often is answered 429 with ``Retry-After``.

    One number for each client and span of time; what was asked in the span before counts by how much of it lies within
    the last span's length. A process tells the cache after each hundredth of the limit, so that most questions cost no
    way to it: a client may ask that much more for each process. Without its cache it lets everybody in.
    """

    def __init__(self, timer: Callable[[], float] = time.time) -> None:
        self._timer = timer
        number, _, span = settings.PROGRAMS_MAY_ASK.partition("/")
        self._most, self._span = int(number), _SECONDS[span]
        self._word = {1: "second", 60: "minute", 3600: "hour"}[self._span]
        self._wait: float | None = None

    @property
    def words(self) -> str:
        """The limit in words."""
        return f"One network address may ask {self._most:,} times a {self._word}."

    def allow_request(self, request: HttpRequest | Request, view: Any) -> bool:
        """Say whether the request is within the limit; one that is not doesn't count."""
        span, passed = divmod(self._timer(), self._span)
        now, before = (f"programs:{network_of(request)}:{int(each)}" for each in (span, span - 1))
        counted = _remembered(now)
        try:
            if counted.known is None or counted.untold >= self._most // 100:
                self._tell(counted, now, before)
        except Exception:  # the client raises kinds of its own for each way of being away
            log.warning("requests of programs are not counted", exc_info=True)
            return True
        asked = (counted.known or 0) + counted.untold
        if asked + counted.earlier * (1 - passed / self._span) >= self._most:
            self._wait = self._until_there_is_room(asked, counted.earlier, passed)
            return False
        counted.untold += 1
        return True

    def _tell(self, counted: _Counted, now: str, before: str) -> None:
        """Add what was asked here to the cache's number, and learn what was asked elsewhere."""
        if counted.untold and not cache.add(now, counted.untold, timeout=2 * self._span):
            cache.incr(now, counted.untold)
        counted.untold = 0
        counts = cache.get_many([now, before])
        counted.known, counted.earlier = counts.get(now, 0), counts.get(before, 0)

    def wait(self) -> float | None:
        """Return in how many seconds there is room again; None where there is."""
        return self._wait

    def _until_there_is_room(self, asked: int, earlier: int, passed: float) -> float:
        """Return the seconds until what counts is below the limit: in this span by the one before, or in the next."""
        if asked < self._most and earlier:
            return max(1.0, self._span * (1 - (self._most - asked) / earlier) - passed)
        return self._span - passed


def _remembered(key: str) -> _Counted:
    counted = _asked.setdefault(key, _Counted())
    while len(_asked) > _MOST_REMEMBERED:
        _asked.popitem(last=False)
    return counted
