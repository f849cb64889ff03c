"""How the work behind stands, as gauges beside the request counts of the web process."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

from oversight import clock
from oversight.records.audit import oldest_not_sealed
from oversight.records.outbox import standing


class WorkBehind(Collector):
    """Reads the outbox and the audit log anew at each scrape."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the gauges; the names end in what they count."""
        now = clock.now()
        stands = standing(now=now)
        outbox = GaugeMetricFamily(
            "oversight_outbox_deliveries", "Deliveries of the outbox, by how they stand", labels=["standing"]
        )
        outbox.add_metric(["waiting"], stands.waiting)
        outbox.add_metric(["standing_still"], stands.standing_still)
        outbox.add_metric(["set_aside"], stands.set_aside)
        yield outbox
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
