"""How often alerts may be asked for: nobody's letterbox is to be filled by others, and no network is to try addresses.

Counted by hashes under this site's secret key, which are deleted after a day. They stand in the database and not in the
cache, since with the cache away nobody may be flooded either.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from publication.alerts.addresses import letterbox
from publication.alerts.models import Asking

# At most so many letters that ask to confirm go to one address in a day, whoever asked.
LETTERS_IN_A_DAY = 3
# A hospital's staff share one network.
ASKED_IN_AN_HOUR = 30
KEPT_FOR = timedelta(days=1)
_LOCKS = 7_154_312


@transaction.atomic
def may_ask_from(network: str, *, now: datetime) -> bool:
    """Count one more form from a network, and say whether it is within its hour's limit; without an address it is."""
    if not network:
        return True
    return _count(Asking.Kind.NETWORK, network, timedelta(hours=1), now=now) <= ASKED_IN_AN_HOUR


@transaction.atomic
def may_write_to(address: str, *, now: datetime) -> bool:
    """Count one more letter to a letterbox, whatever stands after a plus sign, and say whether it is within its day."""
    return _count(Asking.Kind.ADDRESS, letterbox(address), KEPT_FOR, now=now) <= LETTERS_IN_A_DAY


def forget(*, now: datetime) -> int:
    """Delete what is older than a day, and return how much that was."""
    return Asking.objects.filter(at__lt=now - KEPT_FOR).delete()[0]


def _count(kind: Asking.Kind, what: str, within: timedelta, *, now: datetime) -> int:
    """Count one more in the caller's transaction and return how many there are; others with the same hash wait."""
    hashed = salted_hmac("publication.alerts.limits", f"{kind}:{what}", algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCKS, hashed])
    # What is past the limit is not counted on, so a flood fills no table and ends by itself.
    known = Asking.objects.filter(kind=kind, hashed=hashed, at__gt=now - within).count()
    limit = LETTERS_IN_A_DAY if kind is Asking.Kind.ADDRESS else ASKED_IN_AN_HOUR
    if known <= limit:
        Asking.objects.create(kind=kind, hashed=hashed, at=now)
    return known + 1
