"""Requests to work a scope out again: counted, claimed by one worker at a time, and never lost.

A claim ends by itself after a while, so that the work of a worker that was killed is taken up by another. Whoever
claimed a scope writes only while the claim is still theirs.
"""

from __future__ import annotations

import logging
import os
import socket
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Min, Q

from oversight.records.queues import STANDS_STILL_AFTER, QueueStanding
from ratings.models import RecomputeRequest
from ratings.scopes import Scope

log = logging.getLogger(__name__)

# Far longer than any scope takes, and short enough that the work of a dead worker is soon taken up.
LEASE = timedelta(seconds=60)
# A told worker has this long to claim before the sweep tells again: the message may be lost.
TELL_AGAIN_AFTER = timedelta(seconds=15)
ATTEMPTS = 3
_WAIT_AFTER = (timedelta(seconds=10), timedelta(seconds=60))


@dataclass(frozen=True, slots=True)
class Claim:
    """A scope in the hands of one worker, with the number of wishes that were there when it was claimed."""

    scope: str
    holder: str
    wanted: int


class ClaimLost(Exception):
    """The claim ended before the work did, and is another's now or nobody's."""


def ask(scopes: Iterable[Scope], *, now: datetime, tell: bool = True) -> None:
    """Wish for the scopes in the caller's transaction, and tell workers once that is committed, unless ``tell`` is off.

    A new wish also gives a scope that was set aside its attempts back.
    """
    if not connection.in_atomic_block:
        raise ValueError("a recomputation is asked for in the transaction of what calls for it")
    # In one order for everybody, so that two who ask for the same scopes never wait for each other in a ring.
    names = sorted({str(scope) for scope in scopes})
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(
                "insert into ratings_recomputerequest as r"
                " (scope, wanted, done, asked_at, told_at, claimed_by, attempts, due_at, set_aside, failure)"
                " values (%s, 1, 0, %s, %s, '', 0, %s, false, '')"
                " on conflict (scope) do update set wanted = r.wanted + 1,"
                "  asked_at = case when r.wanted > r.done then r.asked_at else excluded.asked_at end,"
                "  told_at = excluded.told_at, due_at = excluded.due_at, set_aside = false, attempts = 0, failure = ''",
                [name, now, now, now],
            )
    if names and tell:
        transaction.on_commit(lambda: tell_workers(names), robust=True)


def tell_workers(scopes: Iterable[str]) -> bool:
    """Tell workers of waiting scopes; a broker that is away is no error, since the sweep tells again."""
    from ratings.tasks import recompute_scope

    try:
        for scope in scopes:
            recompute_scope.apply_async(args=(scope,), retry=False, ignore_result=True)
    except Exception as failure:  # the broker's client raises kinds of its own for each way of being away
        log.warning("the broker did not take a message (%s); the sweep will tell again", type(failure).__name__)
        return False
    return True


def claim(scope: str, *, now: datetime) -> Claim | None:
    """Take a waiting scope for this worker alone; None where nothing waits or somebody else is at it.

    The attempt is counted when it begins, so that a scope which kills its worker is set aside as well.
    """
    holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(
            "update ratings_recomputerequest"
            " set set_aside = true, failure = 'WorkerLost', claimed_by = '', claimed_until = null"
            " where scope = %s and wanted > done and not set_aside and attempts >= %s and claimed_until <= %s",
            [scope, ATTEMPTS, now],
        )
        cursor.execute(
            "update ratings_recomputerequest set claimed_by = %s, claimed_until = %s, attempts = attempts + 1"
            " where scope = %s and wanted > done and not set_aside and due_at <= %s"
            "  and (claimed_until is null or claimed_until <= %s) returning wanted",
            [holder, now + LEASE, scope, now, now],
        )
        row = cursor.fetchone()
    return Claim(scope, holder, row[0]) if row else None


def finish(held: Claim, *, now: datetime) -> None:
    """Mark the claimed wishes as done, in the transaction that writes the results; ``ClaimLost`` undoes both."""
    changed = RecomputeRequest.objects.filter(scope=held.scope, claimed_by=held.holder).update(
        done=held.wanted,
        claimed_by="",
        claimed_until=None,
        attempts=0,
        failure="",
        finished_at=now,
        # What was wished for meanwhile has waited since now at the longest.
        asked_at=now,
    )
    if not changed:
        raise ClaimLost(held.scope)


def give_up(held: Claim, failure: Exception, *, now: datetime) -> None:
    """Note a failure and let the scope be tried again later; after three it is set aside, where it is seen."""
    with transaction.atomic():
        request = RecomputeRequest.objects.select_for_update().filter(scope=held.scope, claimed_by=held.holder).first()
        if request is None:
            return
        request.claimed_by, request.claimed_until = "", None
        request.failure = type(failure).__name__
        if request.attempts >= ATTEMPTS:
            request.set_aside = True
        else:
            request.due_at = now + _WAIT_AFTER[max(request.attempts, 1) - 1]
        request.save(update_fields=["claimed_by", "claimed_until", "failure", "set_aside", "due_at"])


def waiting_scopes() -> list[str]:
    """Return every scope with a wish not yet taken in, those set aside left out, in the order of asking."""
    waiting = RecomputeRequest.objects.filter(wanted__gt=F("done"), set_aside=False)
    return list(waiting.order_by("asked_at", "scope").values_list("scope", flat=True))


def scopes_to_tell(*, now: datetime) -> list[str]:
    """Return, and mark as told, the scopes that wait with nobody at them and were not told of lately."""
    with transaction.atomic():
        due = (
            RecomputeRequest.objects.select_for_update(skip_locked=True)
            .filter(wanted__gt=F("done"), set_aside=False, due_at__lte=now)
            .filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=now))
            .filter(Q(told_at__isnull=True) | Q(told_at__lte=now - TELL_AGAIN_AFTER))
        )
        scopes = list(due.order_by("asked_at").values_list("scope", flat=True)[:1_000])
        RecomputeRequest.objects.filter(scope__in=scopes).update(told_at=now)
    return scopes


def standing(now: datetime) -> QueueStanding:
    """Count what waits, is under way, stands still and was set aside."""
    waiting = RecomputeRequest.objects.filter(wanted__gt=F("done"))
    going_on = waiting.filter(set_aside=False)
    return QueueStanding(
        waiting=going_on.count(),
        oldest=going_on.aggregate(oldest=Min("asked_at"))["oldest"],
        under_way=going_on.filter(claimed_until__gt=now).count(),
        standing_still=going_on.filter(asked_at__lte=now - STANDS_STILL_AFTER).count(),
        set_aside=waiting.filter(set_aside=True).count(),
    )


def try_again(*, scope: str, now: datetime) -> bool:
    """Let a scope that was set aside be worked out again, with all its attempts; return whether there was one."""
    with transaction.atomic():
        changed = RecomputeRequest.objects.filter(scope=scope, set_aside=True).update(
            set_aside=False, attempts=0, failure="", due_at=now, told_at=now
        )
        if changed:
            transaction.on_commit(lambda: tell_workers([scope]), robust=True)
    return bool(changed)
