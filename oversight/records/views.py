"""Is it alive, and is it ready: for load balancers, containers and the watch over the outbox."""

from __future__ import annotations

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse

from oversight import clock
from oversight.records.audit import oldest_not_sealed
from oversight.records.outbox import STANDS_STILL_AFTER, standing


def live(request: HttpRequest) -> JsonResponse:
    """Say that the process answers."""
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    """Say whether the database and the broker answer (503 if not), and how the work behind stands."""
    now = clock.now()
    answer: dict[str, object] = {"database": False, "broker": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        answer["database"] = True
        stands = standing(now=now)
        oldest = oldest_not_sealed()
        answer["outbox"] = {
            "waiting": stands.waiting,
            "standing_still": stands.standing_still,
            "set_aside": stands.set_aside,
        }
        answer["audit_sealer_behind"] = bool(oldest and now - oldest > STANDS_STILL_AFTER)
    except Exception as failure:  # whatever the driver raises, the answer is "not ready"
        answer["failure"] = type(failure).__name__
    try:
        cache.set("health", "ready", 5)
        answer["broker"] = cache.get("health") == "ready"
    except Exception as failure:  # likewise for the broker's client
        answer["failure"] = type(failure).__name__
    ok = bool(answer["database"] and answer["broker"])
    return JsonResponse({"ready": ok, **answer}, status=200 if ok else 503)
