"""How the work behind stands, as gauges beside the request counts of the web process."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

from oversight import clock
from oversight.records.audit import oldest_not_sealed
from oversight.records.queues import queues


class WorkBehind(Collector):
    """Reads the queues and the audit log anew at each scrape."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the gauges; the names end in what they count."""
        now = clock.now()
        work = GaugeMetricFamily("oversight_work", "Work behind the pages", labels=["queue", "standing"])
        for name, stands in queues(now=now).items():
            work.add_metric([name, "waiting"], stands.waiting)
            work.add_metric([name, "standing_still"], stands.standing_still)
            work.add_metric([name, "set_aside"], stands.set_aside)
        yield work
        oldest = oldest_not_sealed()
        yield GaugeMetricFamily(
            "oversight_audit_oldest_not_sealed_seconds",
            "Age of the oldest audit entry without a place in the chain",
            value=(now - oldest).total_seconds() if oldest else 0,
        )

    def describe(self) -> list[GaugeMetricFamily]:
        """Give nothing beforehand, so that registering asks no database."""
        return []


def register() -> None:
    """Add the gauges to the process's registry, once."""
    if not any(isinstance(known, WorkBehind) for known in list(REGISTRY._collector_to_names)):
        REGISTRY.register(WorkBehind())
