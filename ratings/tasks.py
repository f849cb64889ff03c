"""What workers are told to do: a scope in, its results out; all else stands in the table of requests."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction

from oversight import clock
from ratings import requests
from ratings.recompute import run_scope
from ratings.subscribing import ask_for_the_day


@shared_task(ignore_result=True)
def recompute_scope(scope: str) -> None:
    """Work a scope out, if it waits and nobody else is at it."""
    run_scope(scope, clock=clock.now)


@shared_task(ignore_result=True)
def sweep_requests() -> None:
    """Tell workers again of scopes that should be under way."""
    requests.tell_workers(requests.scopes_to_tell(now=clock.now()))


@shared_task(ignore_result=True)
def begin_the_day() -> None:
    """Ask for the ratings that were last worked out for an earlier day; in the rest of a day this asks for nothing."""
    now = clock.now()
    with transaction.atomic():
        ask_for_the_day(on=clock.london_date(now), now=now)
