"""Holding off floods and guessing without knowing who: by a hash of the network address, forgotten within the day.

The key of the hash is made at random each day of London's calendar and is in the cache alone, never in the database;
without it a hash leads back to no address. Counts are forgotten after ten minutes. Nobody is refused for good, and with
the cache away nobody is refused at all.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import secrets
from datetime import date
from enum import StrEnum

from django.conf import settings
from django.core.cache import cache

log = logging.getLogger(__name__)

WINDOW_SECONDS = 600
WAIT_MINUTES = WINDOW_SECONDS // 60
_KEY_SECONDS = 26 * 3600


class Kind(StrEnum):
    """What is counted."""

    SENDING = "sending"
    GUESSING = "guessing"


def network_hash(address: str, *, today: date) -> str:
    """Return the keyed hash of a network address for today; blank without an address or where the cache is away.

    Of an IPv6 address its first 64 bits count: the rest is the household's own to change.
    """
    network = _network(address)
    if not network:
        return ""
    try:
        name = f"concerns:key:{today.isoformat()}"
        cache.add(name, secrets.token_hex(32), timeout=_KEY_SECONDS)
        key = cache.get(name)
    except Exception as failure:  # whatever the cache's client raises for being away: hearing people goes first
        log.warning("floods are not held off: the cache does not answer (%s)", type(failure).__name__)
        return ""
    return hmac.new(key.encode(), network.encode(), hashlib.sha256).hexdigest() if key else ""


def must_wait(kind: Kind, network: str) -> bool:
    """Say whether so much came from the network within ten minutes that it must wait."""
    return _count(kind, network) >= _limit(kind)


def note(kind: Kind, network: str) -> None:
    """Count one more from the network; the count is forgotten ten minutes after its first."""
    if not network:
        return
    try:
        name = _name(kind, network)
        cache.add(name, 0, timeout=WINDOW_SECONDS)
        cache.incr(name)
    except ValueError:
        # It was forgotten between the two steps.
        pass
    except Exception as failure:  # as above
        log.warning("floods are not held off: the cache does not answer (%s)", type(failure).__name__)


def _count(kind: Kind, network: str) -> int:
    if not network:
        return 0
    try:
        return int(cache.get(_name(kind, network), 0))
    except Exception as failure:  # as above
        log.warning("floods are not held off: the cache does not answer (%s)", type(failure).__name__)
        return 0


def _limit(kind: Kind) -> int:
    return settings.CONCERNS_SENT_IN_TEN_MINUTES if kind is Kind.SENDING else settings.CONCERNS_GUESSED_IN_TEN_MINUTES


def _name(kind: Kind, network: str) -> str:
    return f"concerns:{kind}:{network}"


def _network(address: str) -> str:
    try:
        read = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(read, ipaddress.IPv6Address):
        if read.ipv4_mapped:
            return str(read.ipv4_mapped)
        return str(ipaddress.IPv6Network((read, 64), strict=False))
    return str(read)
