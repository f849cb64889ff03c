"""Is it alive, and is it ready: for load balancers, containers and the watch over the outbox."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django_prometheus.exports import ExportToDjangoView

from oversight import clock
from oversight.records.audit import oldest_not_sealed
from oversight.records.queues import STANDS_STILL_AFTER, queues


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
        for name, stands in queues(now=now).items():
            answer[name] = {
                "waiting": stands.waiting,
                "standing_still": stands.standing_still,
                "set_aside": stands.set_aside,
            }
        oldest = oldest_not_sealed()
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


def metrics(request: HttpRequest) -> HttpResponse:
    """Give the counts and gauges to whoever shows ``METRICS_TOKEN``; without a token set there is no such page."""
    shown = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(shown, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    answer: HttpResponse = ExportToDjangoView(request)
    return answer
