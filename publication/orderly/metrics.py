"""How many announced releases are held back, as a gauge beside those of the work behind."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

from publication.orderly.holding_back import held_back_now


class ReleasesHeldBack(Collector):
    """Reads at each scrape how many releases are held back."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the gauge."""
        yield GaugeMetricFamily(
            "oversight_releases_held_back",
            "Announced releases that could not go out when they were last tried",
            value=held_back_now(),
        )

    def describe(self) -> list[GaugeMetricFamily]:
        """Give nothing beforehand, so that registering asks no database."""
        return []


def register() -> None:
    """Add the gauge to the process's registry, once."""
    if not any(isinstance(known, ReleasesHeldBack) for known in list(REGISTRY._collector_to_names)):
        REGISTRY.register(ReleasesHeldBack())
