"""What workers are told to do: a scope in, its results out; all else stands in the table of requests."""

from __future__ import annotations

from celery import shared_task

from oversight import clock
from ratings import requests
from ratings.recompute import run_scope


@shared_task(ignore_result=True)
def recompute_scope(scope: str) -> None:
    """Work a scope out, if it waits and nobody else is at it."""
    run_scope(scope, clock=clock.now)


@shared_task(ignore_result=True)
def sweep_requests() -> None:
    """Tell workers again of scopes that should be under way."""
    requests.tell_workers(requests.scopes_to_tell(now=clock.now()))
