"""How often one address of the network may ask: as often as the regulator's own interface lets a known client."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from oversight.accounts.network import network_address

log = logging.getLogger(__name__)


class AsOften(SimpleRateThrottle):
    """Counts in the cache; a client that asks too often is answered 429 with ``Retry-After``.

    Source: domain rules 8, about 2,000 requests a minute. Without its cache it lets everybody in.
    """

    scope = "programs"

    def get_rate(self) -> str:
        """Return how many requests in what time."""
        return settings.PROGRAMS_MAY_ASK

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return under what the requests of one network address are counted."""
        return f"programs:{network_address(request)}"

    def allow_request(self, request: Request, view: Any) -> bool:
        """Say whether the request is within the limit."""
        try:
            return bool(super().allow_request(request, view))
        except Exception:  # the client raises kinds of its own for each way of being away
            log.warning("requests of programs are not counted", exc_info=True)
            return True
