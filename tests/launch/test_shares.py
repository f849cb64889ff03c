"""Each process of the tests has a share of the broker to itself, and its settings know it."""

from __future__ import annotations

import os

from django.conf import settings


def test_the_settings_were_read_after_the_process_took_its_share() -> None:
    assert os.environ["REDIS_URL"] == settings.REDIS_URL
    assert settings.CACHES["default"]["LOCATION"] == os.environ["REDIS_URL"]
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")
    assert settings.REDIS_URL.endswith(f"/{int(number) + 1}")
